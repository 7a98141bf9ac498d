import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { GatewayError, type ErrorCode, type GatewayErrorFacts } from '../../src/ticketing/errors.ts';
import { createCircuitBreakers, type CircuitBreakers } from '../../src/upstream/circuit-breaker.ts';
import { failureOf } from './failure-of.ts';

const OPEN_MS = 5_000;

let now = 0;
let breakers: CircuitBreakers;

beforeEach(() => {
  now = Date.parse('2024-03-01T08:00:00.000Z');
  // The breaker reads the system's clock itself.
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  breakers = createCircuitBreakers({ failureShare: 0.5, sampleSize: 10, openMs: OPEN_MS });
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** Runs so many attempts one after the other and tells how many of them were really made. */
async function run(operation: string, times: number, attempt: () => Promise<unknown>): Promise<number> {
  let made = 0;
  for (let index = 0; index < times; index++) {
    await breakers
      .run(operation, () => {
        made += 1;
        return attempt();
      })
      .catch((error: unknown) => {
        if (!(error instanceof GatewayError)) throw error;
      });
  }
  return made;
}

function failing(code: ErrorCode, facts: GatewayErrorFacts = {}): () => Promise<never> {
  return () => Promise.reject(new GatewayError(code, 'It failed.', facts));
}

const succeed = (): Promise<string> => Promise.resolve('an answer');

describe('the circuit of an operation', () => {
  test('lets results and errors through as they are', async () => {
    const error = new GatewayError('NOT_FOUND', 'There is none.');
    await expect(breakers.run('read', succeed)).resolves.toBe('an answer');
    expect(await failureOf(breakers.run('read', () => Promise.reject(error)))).toBe(error);
    await expect(breakers.run('read', () => Promise.reject(new TypeError('a fault')))).rejects.toThrow('a fault');
  });

  test.each<ErrorCode>(['BACKEND_UNAVAILABLE', 'BACKEND_TIMEOUT'])('opens on %s', async (code) => {
    expect(await run('read', 20, failing(code))).toBe(5);
    expect(breakers.open()).toEqual(['read']);
  });

  test.each<ErrorCode>([
    'NOT_FOUND',
    'INVALID_INPUT',
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'CONFLICT',
    'RATE_LIMITED',
    'BACKEND_BAD_RESPONSE',
    'INTERNAL',
  ])('does not open on %s', async (code) => {
    expect(await run('read', 50, failing(code))).toBe(50);
    expect(breakers.open()).toEqual([]);
  });

  test.each<ErrorCode>(['BACKEND_UNAVAILABLE', 'BACKEND_TIMEOUT'])(
    'does not open when callers go away: %s',
    async (code) => {
      expect(await run('read', 50, failing(code, { cancelled: true }))).toBe(50);
      expect(breakers.open()).toEqual([]);
    },
  );

  test.each<[string, () => Promise<unknown>]>([
    ['successes', succeed],
    ['refusals, which are answers too', failing('NOT_FOUND')],
  ])('stays closed while few faults stand among many %s', async (_what, answer) => {
    for (let round = 0; round < 20; round++) {
      await run('read', 3, failing('BACKEND_UNAVAILABLE'));
      await run('read', 7, answer);
    }
    expect(breakers.open()).toEqual([]);
  });

  test('looks at the last calls only', async () => {
    await run('read', 1_000, succeed);
    // Six of the last ten are more than half of them.
    expect(await run('read', 20, failing('BACKEND_UNAVAILABLE'))).toBe(6);
  });

  test('answers without a call while it is open', async () => {
    await run('read', 5, failing('BACKEND_UNAVAILABLE'));
    now += OPEN_MS - 1;
    const attempt = jest.fn(succeed);
    const error = await failureOf(breakers.run('read', attempt));
    expect(attempt).not.toHaveBeenCalled();
    expect([error.code, error.facts.circuitOpen, error.facts.retryAfterMs]).toEqual([
      'BACKEND_UNAVAILABLE',
      true,
      OPEN_MS,
    ]);
    expect(error.facts.mayHaveArrived).not.toBe(true);
  });

  test("leaves other operations' circuits alone", async () => {
    await run('list', 20, failing('BACKEND_UNAVAILABLE'));
    expect(await run('read', 3, succeed)).toBe(3);
    expect(breakers.open()).toEqual(['list']);
  });
});

describe('after the pause', () => {
  beforeEach(async () => {
    await run('read', 5, failing('BACKEND_UNAVAILABLE'));
    now += OPEN_MS;
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a success', succeed],
    ['a refusal', failing('NOT_FOUND')],
  ])('%s closes it, and old failures are forgotten', async (_what, answer) => {
    expect(await run('read', 1, answer)).toBe(1);
    expect(breakers.open()).toEqual([]);
    expect(await run('read', 3, failing('BACKEND_UNAVAILABLE'))).toBe(3);
    expect(breakers.open()).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a failure', failing('BACKEND_TIMEOUT')],
    ['a caller that went away, which proves nothing,', failing('BACKEND_UNAVAILABLE', { cancelled: true })],
    ['a fault of the gateway, which proves nothing,', failing('INTERNAL')],
  ])('%s keeps it open for another pause', async (_what, attempt) => {
    expect(await run('read', 10, attempt)).toBe(1);
    expect(breakers.open()).toEqual(['read']);
    now += OPEN_MS;
    expect(await run('read', 2, succeed)).toBe(2);
    expect(breakers.open()).toEqual([]);
  });

  test('one call alone is let through first; the others wait for what it finds', async () => {
    const first = Promise.withResolvers<string>();
    const attempt = jest.fn(() => first.promise);
    const all = Array.from({ length: 10 }, () => failureOf(breakers.run('read', attempt)));
    await new Promise(setImmediate);
    expect(attempt).toHaveBeenCalledTimes(1);
    first.reject(new GatewayError('BACKEND_UNAVAILABLE', 'Still out of order.'));
    const errors = await Promise.all(all);
    expect(attempt).toHaveBeenCalledTimes(1);
    expect(errors.filter((error) => error.facts.circuitOpen === true)).toHaveLength(9);
  });
});
