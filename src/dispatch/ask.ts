import type { BackendInstance, BackendOperations, Call, OperationName, Principal } from '../ticketing/adapter.ts';
import type { CallBudget } from './call-budget.ts';
import { GatewayError, toGatewayError } from '../ticketing/errors.ts';
import { interruptionOf } from '../ticketing/interruption.ts';
import type { OperationWatch } from '../ticketing/observation.ts';
import { isUnsupported, type Unsupported } from '../ticketing/unsupported.ts';

/** Who asks, and until when anybody cares. */
export interface Asker {
  readonly principal: Principal;
  /** Ends when the caller goes away. */
  readonly signal: AbortSignal;
  readonly correlationId: string;
  readonly language: string;
  /** What the whole operation may ask of backends; no bound if left out. */
  readonly budget?: CallBudget;
  /** Follows the operation that asks, if anybody watches. */
  readonly watch?: OperationWatch;
  /**
   * Tells the log of a failure, as one that becomes data in `sources` reaches nobody else.
   * @returns where an unexpected one is found in the log; null for others
   */
  readonly reportFault?: (error: GatewayError) => string | null;
}

/** What became of asking a backend, and what it cost. */
export interface Outcome<Value> {
  readonly answer: { readonly value: Value } | { readonly error: GatewayError };
  readonly latencyMs: number;
  /** Requests sent, repeats included. */
  readonly attempts: number;
}

/** A call to one backend with its deadline running, and what it has cost so far. */
export interface TrackedCall {
  readonly call: Call;
  /** Milliseconds since it began. */
  latencyMs(): number;
  attempts(): number;
  /** Whatever was thrown while the call was under way, as this backend's error. */
  toError(thrown: unknown): GatewayError;
}

/**
 * Starts the deadline of an operation on one backend.
 * @param deadline ends when it has passed; for a call that goes on after its answer has begun, one that can be called off
 */
export function beginCall(
  asker: Asker,
  backend: BackendInstance,
  deadline: AbortSignal = AbortSignal.timeout(backend.deadlineMs),
): TrackedCall {
  const startedAt = performance.now();
  const signal = AbortSignal.any([asker.signal, deadline]);
  let attempts = 0;
  return {
    call: {
      principal: asker.principal,
      correlationId: asker.correlationId,
      language: asker.language,
      signal,
      ...(asker.watch === undefined ? {} : { beginAttempt: asker.watch.beginAttempt }),
      ...(asker.budget === undefined ? {} : { beforeCall: asker.budget.spend }),
      onAttempt() {
        attempts += 1;
        asker.budget?.attempted();
      },
    },
    latencyMs: () => Math.round(performance.now() - startedAt),
    attempts: () => attempts,
    toError: (thrown) => reported(asker, toCallError(thrown, signal).ofBackend(backend.id)),
  };
}

/** Asks one backend under its own deadline. Never rejects: a fault of one backend must not become another's. */
export async function ask<Value>(
  asker: Asker,
  backend: BackendInstance,
  work: (call: Call) => Promise<Value>,
): Promise<Outcome<Value>> {
  const tracked = beginCall(asker, backend);
  const answer = await Promise.try(work, tracked.call).then(
    (value) => ({ value }),
    (thrown: unknown) => ({ error: tracked.toError(thrown) }),
  );
  return { answer, latencyMs: tracked.latencyMs(), attempts: tracked.attempts() };
}

function reported(asker: Asker, error: GatewayError): GatewayError {
  const reference = error.facts.cancelled === true ? null : (asker.reportFault?.(error) ?? null);
  if (reference === null) return error;
  return new GatewayError(error.code, `${error.message} Reference: ${reference}`, { ...error.facts, reference });
}

/** Waiting that a signal ended rejects with the signal's reason: that is a deadline or a caller that left, not a fault here. */
function toCallError(thrown: unknown, signal: AbortSignal): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return (thrown === signal.reason ? interruptionOf(signal) : null) ?? toGatewayError(thrown);
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
  // The union of all operations is too large for the compiler to take apart.
  return operation as unknown as Exclude<BackendOperations[Name], Unsupported>;
}

/** The error for an operation that a backend does not have. */
export function unsupportedError(backend: BackendInstance, reason: string): GatewayError {
  return new GatewayError('UNSUPPORTED', reason, { backend: backend.id });
}
