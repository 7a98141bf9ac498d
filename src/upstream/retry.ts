import { setTimeout as wait } from 'node:timers/promises';
import type { GatewayError } from '../ticketing/errors.ts';
import { toGatewayError } from '../ticketing/errors.ts';

export interface RetryOptions {
  /** How many times a failed attempt is repeated. */
  readonly mostRetries: number;
  /** The first pause, in milliseconds; it doubles with each attempt, and a random part of it is taken. */
  readonly firstDelayMs: number;
  /** The longest pause that is worth waiting for; a backend that asks for more is not asked again. */
  readonly longestDelayMs: number;
  /** A number from 0 up to 1, by chance. */
  readonly random: () => number;
}

/**
 * Repeats what may be repeated: only for requests that are safe to send twice.
 *
 * A loop of its own because the pauses must end with the caller's signal, which the policies of cockatiel do not do, and
 * because failures are found in bodies as well as in statuses, which undici's interceptor does not see.
 *
 * @throws the last error, or the earlier one if the signal ended during a pause
 */
export async function withRetry<Result>(
  options: RetryOptions,
  signal: AbortSignal,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let retries = 0; ; retries++) {
    try {
      return await attempt();
    } catch (thrown) {
      const error = toGatewayError(thrown);
      const delay = retryDelay(error, retries, options);
      if (delay === null || signal.aborted) throw error;
      await wait(delay, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

/**
 * How long to wait before the next attempt, in milliseconds; null if there is to be none.
 * @param retries how many repeats there have been
 */
export function retryDelay(error: GatewayError, retries: number, options: RetryOptions): number | null {
  if (retries >= options.mostRetries || !isTransient(error)) return null;
  const asked = error.facts.retryAfterMs;
  if (asked !== undefined) return asked > options.longestDelayMs ? null : asked;
  const longest = Math.min(options.firstDelayMs * 2 ** retries, options.longestDelayMs);
  return longest * (0.5 + options.random() / 2);
}

function isTransient(error: GatewayError): boolean {
  if (error.facts.circuitOpen === true || error.facts.cancelled === true) return false;
  // Getting a credential has repeats of its own.
  if (error.facts.isUnauthorized === true) return false;
  return error.code === 'BACKEND_UNAVAILABLE' || error.code === 'RATE_LIMITED' || error.code === 'BACKEND_TIMEOUT';
}
