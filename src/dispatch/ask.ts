import type { BackendInstance, BackendOperations, Call, OperationName, Principal } from '../ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../ticketing/errors.ts';
import { isUnsupported, type Unsupported } from '../ticketing/unsupported.ts';

/** Who asks, and until when anybody cares. */
export interface Asker {
  readonly principal: Principal;
  /** Ends when the caller goes away. */
  readonly signal: AbortSignal;
  readonly correlationId: string;
  readonly language: string;
}

/** What became of asking a backend, and what it cost. */
export interface Outcome<Value> {
  readonly answer: { readonly value: Value } | { readonly error: GatewayError };
  readonly latencyMs: number;
  /** Requests sent, repeats included. */
  readonly attempts: number;
}

/** Asks one backend under its own deadline. Never rejects: a fault of one backend must not become another's. */
export async function ask<Value>(
  asker: Asker,
  backend: BackendInstance,
  work: (call: Call) => Promise<Value>,
): Promise<Outcome<Value>> {
  const startedAt = performance.now();
  let attempts = 0;
  const call: Call = {
    principal: asker.principal,
    correlationId: asker.correlationId,
    language: asker.language,
    signal: AbortSignal.any([asker.signal, AbortSignal.timeout(backend.deadlineMs)]),
    onAttempt() {
      attempts += 1;
    },
  };
  const answer = await work(call).then(
    (value) => ({ value }),
    (thrown: unknown) => ({ error: toGatewayError(thrown).ofBackend(backend.id) }),
  );
  return { answer, latencyMs: Math.round(performance.now() - startedAt), attempts };
}

/** The value of an outcome. @throws GatewayError the error of an outcome */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if ('error' in outcome.answer) throw outcome.answer.error;
  return outcome.answer.value;
}

/**
 * A backend's operation.
 * @throws GatewayError UNSUPPORTED with the backend's reason if it has none
 */
export function operationOf<Name extends OperationName>(
  backend: BackendInstance,
  name: Name,
): Exclude<BackendOperations[Name], Unsupported> {
  const operation = backend.operations[name];
  if (isUnsupported(operation)) throw unsupportedError(backend, operation.unsupported);
  return operation as Exclude<BackendOperations[Name], Unsupported>;
}

/** The error for an operation that a backend does not have. */
export function unsupportedError(backend: BackendInstance, reason: string): GatewayError {
  return new GatewayError('UNSUPPORTED', reason, { backend: backend.id });
}
