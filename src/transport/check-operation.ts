import type { DocumentNode, GraphQLSchema } from 'graphql';
import { GatewayError } from '../ticketing/errors.ts';
import { checkDocument, type DocumentLimits } from './document-limits.ts';
import { requestedCost } from './operation-cost.ts';

export interface OperationLimits extends DocumentLimits {
  /** How many objects the answer may hold. */
  readonly cost: number;
}

/**
 * All limits on what one operation asks for, whatever way it came. To be asked before the document is validated.
 * @param variables as the client sent them
 * @param operationName null where the document has only one operation
 * @returns OVER_LIMIT errors; none if all is well, or if the operation cannot be executed, which whoever executes it says
 */
export function checkOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  operationName: string | null,
  limits: OperationLimits,
): GatewayError[] {
  const found = checkDocument(document, limits);
  if (found.length > 0) return found;
  return checkCost(requestedCost(schema, { document, variables, operationName }), limits.cost);
}

/** @param requested null if nobody can tell */
export function checkCost(requested: number | null, most: number): GatewayError[] {
  if (requested === null || requested <= most) return [];
  const hint = 'Ask for smaller pages or fewer fields.';
  return [
    new GatewayError(
      'OVER_LIMIT',
      `The answer may hold ${requested} objects: at most ${most} are possible at once. ${hint}`,
    ),
  ];
}
