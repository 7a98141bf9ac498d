import {
  getOperationAST,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { GatewayError, invalidInput } from '../ticketing/errors.ts';
import { checkOperation, type OperationLimits } from './check-operation.ts';
import { DOCUMENT_RULES } from './document-limits.ts';
import { persistedHashOf, type TrustedDocuments } from './trusted-documents.ts';

/** What a client asks for, over whatever connection. Nothing of it has been looked at. */
export interface LiveRequest {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/** A request that may be executed. */
export interface LiveOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The same for operations whose answer to the same event is the same for the same caller. */
  readonly key: string;
}

export interface LiveRequestOptions {
  readonly schema: GraphQLSchema;
  readonly documents: TrustedDocuments;
  readonly allowsIntrospection: boolean;
  readonly limits: OperationLimits;
}

const MOST_ERRORS = 20;

/**
 * Looks at the form of a request alone.
 * @throws GatewayError INVALID_INPUT if its parts are of wrong types, or none of them names a document
 */
export function checkLiveRequest(request: LiveRequest): void {
  readVariables(request.variables);
  readOperationName(request.operationName);
  for (const name of ['query', 'documentId'] as const) {
    if (!isTextOrNothing(request[name])) throw invalidInput(name, 'This must be a text.');
  }
  const namesDocument = [request.query, request.documentId, persistedHashOf(request.extensions)].some(
    (name) => name !== undefined && name !== null && name !== '',
  );
  if (!namesDocument) throw noDocumentError();
}

function isTextOrNothing(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

/**
 * Reads requests under the same limits and rules as those over HTTP.
 * @returns a function that throws GatewayError OVER_LIMIT, INVALID_INPUT, NOT_FOUND or FORBIDDEN, and GraphQLError where the
 * document is wrong
 */
export function createLiveRequestReader(options: LiveRequestOptions): (request: LiveRequest) => LiveOperation {
  const { schema, documents, limits } = options;
  const rules = [
    ...specifiedRules,
    ...DOCUMENT_RULES,
    ...(options.allowsIntrospection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  return (request) => {
    const source = documents.resolve(request);
    if (source === null) throw noDocumentError();
    const variables = readVariables(request.variables);
    const name = readOperationName(request.operationName);
    const document = parseDocument(source, limits.tokens);
    const [overLimit] = checkOperation(schema, document, variables, name, limits);
    if (overLimit !== undefined) throw overLimit;
    const [invalid] = validate(schema, document, rules, { maxErrors: MOST_ERRORS });
    if (invalid !== undefined) throw withCode(invalid, 'GRAPHQL_VALIDATION_FAILED');
    const operation = getOperationAST(document, name);
    if (!operation) throw invalidInput('operationName', 'The document does not say which operation is meant.');
    return { document, operation, variables, key: keyOf(source, operation, variables) };
  };
}

/** The code by which the one place that formats errors knows what is meant. */
export function withCode({ message, source, positions }: GraphQLError, code: string): GraphQLError {
  const place = source === undefined || positions === undefined ? {} : { source, positions };
  return new GraphQLError(message, { ...place, extensions: { code } });
}

function parseDocument(source: string, maxTokens: number): DocumentNode {
  try {
    return parse(source, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw tooDeepError(error);
    if (!error.message.includes('Parsing aborted')) throw withCode(error, 'GRAPHQL_PARSE_FAILED');
    throw new GatewayError(
      'OVER_LIMIT',
      `The document is too long: at most ${maxTokens} words and signs are possible.`,
    );
  }
}

/** graphql-js reads a document by recursion, so one that is nested thousands of levels deep exhausts its stack. */
function tooDeepError(thrown: unknown): unknown {
  return thrown instanceof RangeError ? invalidInput('query', 'The document is nested too deeply.') : thrown;
}

function noDocumentError(): GatewayError {
  return invalidInput('query', 'The request has no document: send a query.');
}

function readVariables(given: unknown): Readonly<Record<string, unknown>> {
  if (given === undefined || given === null) return {};
  if (typeof given === 'object' && !Array.isArray(given)) return given as Record<string, unknown>;
  throw invalidInput('variables', 'The variables must be a JSON object.');
}

function readOperationName(given: unknown): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given === 'string') return given;
  throw invalidInput('operationName', 'The name of the operation must be a text.');
}

/** Where a subscriber begins does not change what an event looks like. */
function keyOf(
  source: string,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): string {
  const beginnings = operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD
      ? (selection.arguments ?? []).flatMap(({ name, value }) =>
          name.value === 'since' && value.kind === Kind.VARIABLE ? [value.name.value] : [],
        )
      : [],
  );
  const others = Object.entries(variables).filter(([name]) => !beginnings.includes(name));
  return JSON.stringify([source, operation.name?.value, others]);
}
