import { describe, expect, test } from '@jest/globals';
import { ERROR_CODES, GatewayError, type ErrorCode, type GatewayErrorFacts } from '../../src/ticketing/errors.ts';
import { retryDelay, withRetry, type RetryOptions } from '../../src/upstream/retry.ts';
import { failureOf } from './failure-of.ts';

const NO_SIGNAL = new AbortController().signal;

function options(overrides: Partial<RetryOptions> = {}): RetryOptions {
  return { mostRetries: 3, firstDelayMs: 100, longestDelayMs: 1_000, random: () => 1, ...overrides };
}

function failing(code: ErrorCode, facts: GatewayErrorFacts = {}): GatewayError {
  return new GatewayError(code, 'It failed.', facts);
}

describe('retryDelay', () => {
  const repeated: readonly ErrorCode[] = ['BACKEND_UNAVAILABLE', 'BACKEND_TIMEOUT', 'RATE_LIMITED'];

  test.each(ERROR_CODES.map((code) => [code, repeated.includes(code)] as const))('%s is repeated: %p', (code, isSo) => {
    expect(retryDelay(failing(code), 0, options()) !== null).toBe(isSo);
    // The backend's wish does not make a refusal worth repeating.
    expect(retryDelay(failing(code, { retryAfterMs: 10 }), 0, options()) !== null).toBe(isSo);
  });

  test.each<[string, GatewayErrorFacts]>([
    ['the circuit breaker answered', { circuitOpen: true, retryAfterMs: 10 }],
    ['the caller went away', { cancelled: true }],
    ['no credential was to be had', { isUnauthorized: true }],
  ])('there is none if %s', (_why, facts) => {
    expect(retryDelay(failing('BACKEND_UNAVAILABLE', facts), 0, options())).toBeNull();
  });

  test.each<[number, number | null]>([
    [0, 100],
    [1, 200],
    [2, 400],
    [3, null],
    [4, null],
  ])('after %i repeats the longest pause is %p', (retries, delay) => {
    expect(retryDelay(failing('BACKEND_TIMEOUT'), retries, options())).toBe(delay);
  });

  test('a pause is at least half of the longest, by chance', () => {
    expect(retryDelay(failing('BACKEND_TIMEOUT'), 1, options({ random: () => 0 }))).toBe(100);
    expect(retryDelay(failing('BACKEND_TIMEOUT'), 1, options({ random: () => 0.5 }))).toBe(150);
  });

  test('a pause never grows over the bound', () => {
    expect(retryDelay(failing('BACKEND_TIMEOUT'), 9, options({ mostRetries: 10 }))).toBe(1_000);
  });

  test.each<[number, number | null]>([
    [0, 0],
    [250, 250],
    [1_000, 1_000],
    [1_001, null],
    [86_400_000, null],
  ])('a backend that asks for %i ms gets %p', (retryAfterMs, delay) => {
    expect(retryDelay(failing('RATE_LIMITED', { retryAfterMs }), 0, options())).toBe(delay);
  });

  test('where there are to be no repeats there are none', () => {
    expect(retryDelay(failing('BACKEND_UNAVAILABLE'), 0, options({ mostRetries: 0 }))).toBeNull();
  });
});

describe('withRetry', () => {
  const quick = options({ firstDelayMs: 1 });

  /** Fails so often, then succeeds. */
  function attempts(failures: number, error: unknown): { readonly attempt: () => Promise<string>; made: number } {
    const counted = {
      made: 0,
      async attempt() {
        counted.made += 1;
        if (counted.made <= failures) throw error;
        return 'done';
      },
    };
    return counted;
  }

  test.each([
    [0, 1],
    [1, 2],
    [3, 4],
  ])('with %i failures it takes %i attempts', async (failures, made) => {
    const work = attempts(failures, failing('BACKEND_UNAVAILABLE'));
    await expect(withRetry(quick, NO_SIGNAL, work.attempt)).resolves.toBe('done');
    expect(work.made).toBe(made);
  });

  test('gives the last error after the last repeat', async () => {
    const error = failing('BACKEND_TIMEOUT');
    const work = attempts(100, error);
    expect(await failureOf(withRetry(quick, NO_SIGNAL, work.attempt))).toBe(error);
    expect(work.made).toBe(4);
  });

  test('does not repeat a refusal, nor a fault of the gateway', async () => {
    const refused = attempts(100, failing('NOT_FOUND'));
    const faulty = attempts(100, new TypeError('a fault'));
    expect((await failureOf(withRetry(quick, NO_SIGNAL, refused.attempt))).code).toBe('NOT_FOUND');
    expect((await failureOf(withRetry(quick, NO_SIGNAL, faulty.attempt))).code).toBe('INTERNAL');
    expect([refused.made, faulty.made]).toEqual([1, 1]);
  });

  test('a pause ends with the signal, with the error that led to it', async () => {
    const abort = new AbortController();
    const error = failing('RATE_LIMITED', { retryAfterMs: 3_600_000 });
    const work = attempts(1, error);
    const result = failureOf(withRetry(options({ longestDelayMs: 3_600_000 }), abort.signal, work.attempt));
    // The pause has begun when the attempt's rejection has been handled.
    await new Promise(setImmediate);
    abort.abort();
    expect(await result).toBe(error);
    expect(work.made).toBe(1);
  });

  test('a signal that ended during the attempt permits no pause', async () => {
    const abort = new AbortController();
    let made = 0;
    const result = withRetry(quick, abort.signal, () => {
      made += 1;
      abort.abort();
      return Promise.reject(failing('BACKEND_UNAVAILABLE'));
    });
    expect((await failureOf(result)).code).toBe('BACKEND_UNAVAILABLE');
    expect(made).toBe(1);
  });
});
