import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../dispatch/gateway-context.ts';
import { checkCost } from './check-operation.ts';
import { toHttpError } from './http-refusal.ts';
import { actualCost, requestedCost } from './operation-cost.ts';

/** What an answer says of its own cost, in `extensions.cost`. */
export interface OperationCost {
  /** How many objects the answer could have held. */
  readonly requested: number;
  /** How many it holds. */
  readonly actual: number;
  /** Attempts to reach backends, repeats and sign-ins included; what others' equal reads brought is not among them. */
  readonly backendCalls: number;
}

/**
 * Refuses operations that ask for too much, before they are executed, and tells each answer what it cost.
 * @param most how many objects an answer may hold
 */
export function costPlugin<Context extends GatewayContext>(most: number): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      let requested: number | null = null;
      return {
        async didResolveOperation({ schema, document, request, operationName }) {
          requested = requestedCost(schema, { document, variables: request.variables ?? {}, operationName });
          const [refusal] = checkCost(requested, most);
          if (refusal !== undefined) throw toHttpError(refusal);
        },
        async willSendResponse({ response, contextValue }) {
          if (requested === null || response.body.kind !== 'single') return;
          const result = response.body.singleResult;
          const backendCalls = contextValue.asker.budget?.attempts ?? 0;
          const cost: OperationCost = { requested, actual: actualCost(result.data), backendCalls };
          response.body.singleResult = { ...result, extensions: { ...result.extensions, cost } };
        },
      };
    },
  };
}
