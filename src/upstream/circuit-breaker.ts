import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  CountBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { GatewayError } from '../ticketing/errors.ts';

export interface BreakerOptions {
  /** Share of failures, from 0 to 1, among the last calls that opens the circuit. */
  readonly failureShare: number;
  /** How many of the last calls are looked at. */
  readonly sampleSize: number;
  /** How long no call is let through, in milliseconds, before one is tried. */
  readonly openMs: number;
}

/** One circuit for each operation of a backend: a broken list does not stop reads by id. */
export interface CircuitBreakers {
  /** @throws GatewayError BACKEND_UNAVAILABLE with `circuitOpen` instead of calling a backend that keeps failing */
  run<Result>(operation: string, attempt: () => Promise<Result>): Promise<Result>;
  /** Names of the operations that are not let through at present. */
  open(): string[];
}

export function createCircuitBreakers(options: BreakerOptions): CircuitBreakers {
  const policies = new Map<string, CircuitBreakerPolicy>();
  function policyOf(operation: string): CircuitBreakerPolicy {
    const known = policies.get(operation);
    if (known !== undefined) return known;
    // The one call that a half-open circuit lets through must bring an answer: cancelled or failed here, it proves nothing.
    const isFault = (error: unknown): boolean => isBackendFault(error) || policy.state === CircuitState.HalfOpen;
    const policy: CircuitBreakerPolicy = circuitBreaker(handleWhen(isFault), {
      halfOpenAfter: options.openMs,
      breaker: new CountBreaker({
        threshold: options.failureShare,
        size: options.sampleSize,
        minimumNumberOfCalls: Math.ceil(options.sampleSize / 2),
      }),
    });
    policies.set(operation, policy);
    return policy;
  }
  return {
    async run<Result>(operation: string, attempt: () => Promise<Result>) {
      let answer: Answer<Result>;
      try {
        answer = await policyOf(operation).execute(() => answerOf(attempt));
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        throw new GatewayError('BACKEND_UNAVAILABLE', 'The backend keeps failing and is left alone for a moment.', {
          circuitOpen: true,
          retryAfterMs: options.openMs,
        });
      }
      if ('refusal' in answer) throw answer.refusal;
      return answer.result;
    },
    open: () =>
      [...policies].filter(([, policy]) => policy.state === CircuitState.Open).map(([operation]) => operation),
  };
}

type Answer<Result> = { readonly result: Result } | { readonly refusal: GatewayError };

/** A refusal counts as an answer like any success: else a few faults among many refusals would open the circuit. */
async function answerOf<Result>(attempt: () => Promise<Result>): Promise<Answer<Result>> {
  try {
    return { result: await attempt() };
  } catch (error) {
    if (!(error instanceof GatewayError) || isBackendFault(error)) throw error;
    if (error.facts.cancelled === true || error.code === 'INTERNAL') throw error;
    return { refusal: error };
  }
}

/** Faults of the backend count; refusals, and callers that go away, do not. */
function isBackendFault(error: unknown): boolean {
  if (!(error instanceof GatewayError) || error.facts.cancelled === true) return false;
  return error.code === 'BACKEND_UNAVAILABLE' || error.code === 'BACKEND_TIMEOUT';
}
