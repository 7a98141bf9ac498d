import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { FastifyReply } from 'fastify';
import type { Asker } from '../dispatch/ask.ts';
import { interruptionOf } from '../ticketing/interruption.ts';
import type { BeginOperation, OperationReport, OperationWatch } from '../ticketing/observation.ts';
import type { ChangeContext } from '../writes/change.ts';

/**
 * The asker, watched from now on. The watch ends with the answer, even where the request is refused before it is known
 * what it asks for.
 */
export function watched(asker: Asker, reply: FastifyReply, begin: BeginOperation | undefined): Asker {
  if (begin === undefined) return asker;
  const { correlationId, principal } = asker;
  const watch = begin({ correlationId, principal: principal.fingerprint, headers: reply.request.headers });
  reply.raw.once('close', () => {
    watch.end({ type: null, name: null, outcome: reply.raw.writableFinished ? 'FAILED' : 'CANCELLED', codes: [] });
  });
  return { ...asker, watch };
}

/** Tells whoever watches what became of each operation. Looks at the whole answer, never at single fields. */
export function reportOperations(): ApolloServerPlugin<ChangeContext> {
  return {
    async requestDidStart({ contextValue: { asker } }) {
      const { watch, signal } = asker;
      if (watch === undefined) return;
      return {
        async didResolveOperation({ operation, operationName }) {
          endWhenCancelled(watch, signal, { type: operation?.operation ?? null, name: operationName ?? null });
        },
        async willSendResponse(request) {
          watch.end(toReport(request));
        },
      };
    },
  };
}

function endWhenCancelled(
  watch: OperationWatch,
  signal: AbortSignal,
  known: Pick<OperationReport, 'type' | 'name'>,
): void {
  const end = (): void => {
    if (interruptionOf(signal)?.facts.cancelled === true) watch.end({ ...known, outcome: 'CANCELLED', codes: [] });
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
}

function toReport({
  operation,
  operationName,
  response,
}: GraphQLRequestContextWillSendResponse<ChangeContext>): OperationReport {
  const { body } = response;
  const { data, errors = [] } = body.kind === 'single' ? body.singleResult : body.initialResult;
  const hasData = data !== null && data !== undefined;
  return {
    type: operation?.operation ?? null,
    name: operationName ?? null,
    outcome: errors.length === 0 ? 'OK' : hasData ? 'PARTIAL' : 'FAILED',
    codes: errors.map(({ extensions }) => String(extensions?.['code'])),
  };
}
