import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import {
  createTokenCache,
  type Token,
  type TokenCache,
  type TokenCacheOptions,
} from '../../src/upstream/token-cache.ts';
import { failureOf } from './failure-of.ts';

const LIFETIME_MS = 60_000;
const RENEW_BEFORE_MS = 10_000;
const NO_SIGNAL = new AbortController().signal;

let now = 0;
let issued = 0;

beforeEach(() => {
  now = 1_000_000;
  issued = 0;
});

const fetchToken = jest.fn((_signal: AbortSignal): Promise<Token> => {
  issued += 1;
  return Promise.resolve({ value: new Secret(`token ${issued}`), expiresAt: now + LIFETIME_MS });
});

beforeEach(() => {
  fetchToken.mockClear();
});

function createCache(options: Partial<TokenCacheOptions> = {}): TokenCache {
  return createTokenCache({ clock: () => now, renewBeforeMs: RENEW_BEFORE_MS, ...options });
}

async function read(cache: TokenCache, key = 'key'): Promise<string> {
  return (await cache.get(key, fetchToken, NO_SIGNAL)).value.reveal();
}

describe('a token', () => {
  test('is fetched once for a hundred who need it at once', async () => {
    const cache = createCache();
    const values = await Promise.all(Array.from({ length: 100 }, () => read(cache)));
    expect(new Set(values)).toEqual(new Set(['token 1']));
    expect(fetchToken).toHaveBeenCalledTimes(1);
  });

  test('is kept until shortly before its end', async () => {
    const cache = createCache();
    await read(cache);
    now += LIFETIME_MS - RENEW_BEFORE_MS - 1;
    expect(await read(cache)).toBe('token 1');
    now += 1;
    expect(await read(cache)).toBe('token 2');
    expect(await read(cache)).toBe('token 2');
  });

  test('is one for each key', async () => {
    const cache = createCache();
    expect([await read(cache, 'a'), await read(cache, 'b'), await read(cache, 'a')]).toEqual([
      'token 1',
      'token 2',
      'token 1',
    ]);
  });

  test('that was refused is dropped, a newer one is not', async () => {
    const cache = createCache();
    const first = await cache.get('key', fetchToken, NO_SIGNAL);
    const other = await cache.get('other', fetchToken, NO_SIGNAL);
    cache.drop('key', first);
    const second = await cache.get('key', fetchToken, NO_SIGNAL);
    // A hundred calls with the first token are refused at once: only the first refusal may drop one.
    cache.drop('key', first);
    cache.drop('key', other);
    expect(await cache.get('key', fetchToken, NO_SIGNAL)).toBe(second);
    expect(await cache.get('other', fetchToken, NO_SIGNAL)).toBe(other);
    expect(fetchToken).toHaveBeenCalledTimes(3);
  });

  test('that nobody used for longest goes when there are too many', async () => {
    const cache = createCache({ mostTokens: 2 });
    await read(cache, 'a');
    await read(cache, 'b');
    await read(cache, 'a');
    await read(cache, 'c');
    expect(await read(cache, 'a')).toBe('token 1');
    expect(fetchToken).toHaveBeenCalledTimes(3);
    expect(await read(cache, 'b')).toBe('token 4');
  });

  test('one caller going away does not take it from the others', async () => {
    const cache = createCache();
    const fetched = Promise.withResolvers<Token>();
    const signals: AbortSignal[] = [];
    const slowFetch = (signal: AbortSignal): Promise<Token> => {
      signals.push(signal);
      return fetched.promise;
    };
    const abort = new AbortController();
    const leaver = cache.get('key', slowFetch, abort.signal);
    const stayer = cache.get('key', slowFetch, NO_SIGNAL);
    abort.abort(new Error('gone'));
    await expect(leaver).rejects.toThrow('gone');
    expect(signals.map((signal) => signal.aborted)).toEqual([false]);
    const token = { value: new Secret('late'), expiresAt: now + LIFETIME_MS };
    fetched.resolve(token);
    await expect(stayer).resolves.toBe(token);
  });
});

describe('a failure to get one', () => {
  const refusal = new GatewayError('UNAUTHENTICATED', 'The backend refused the credential.');

  function failing(error: unknown): jest.Mock<(signal: AbortSignal) => Promise<Token>> {
    return jest.fn(async (_signal: AbortSignal): Promise<Token> => {
      throw error;
    });
  }

  test('reaches everybody who waits, and is tried again by the next', async () => {
    const cache = createCache();
    const fetchBroken = failing(new GatewayError('BACKEND_UNAVAILABLE', 'Out of order.'));
    const waiting = Array.from({ length: 20 }, () => failureOf(cache.get('key', fetchBroken, NO_SIGNAL)));
    expect((await Promise.all(waiting)).map((error) => error.code)).toEqual(Array(20).fill('BACKEND_UNAVAILABLE'));
    expect(fetchBroken).toHaveBeenCalledTimes(1);
    expect(await read(cache)).toBe('token 1');
  });

  test('because of the credential is remembered for a while, so that the account is not locked', async () => {
    const cache = createCache({ rememberRefusalMs: 30_000 });
    const fetchRefused = failing(refusal);
    for (let times = 0; times < 5; times++) {
      expect(await failureOf(cache.get('key', fetchRefused, NO_SIGNAL))).toBe(refusal);
    }
    expect(fetchRefused).toHaveBeenCalledTimes(1);
    now += 29_999;
    expect(await failureOf(cache.get('key', fetchToken, NO_SIGNAL))).toBe(refusal);
    now += 1;
    expect(await read(cache)).toBe('token 1');
  });

  test('is remembered for its own key alone', async () => {
    const cache = createCache({ rememberRefusalMs: 30_000 });
    await failureOf(cache.get('key', failing(refusal), NO_SIGNAL));
    expect(await read(cache, 'other')).toBe('token 1');
  });

  test.each<[string, number, GatewayError]>([
    ['the backend was out of order', 30_000, new GatewayError('BACKEND_UNAVAILABLE', 'Out of order.')],
    ['refusals are not to be remembered', 0, refusal],
  ])('is not remembered if %s', async (_why, rememberRefusalMs, error) => {
    const cache = createCache({ rememberRefusalMs });
    const fetchBroken = failing(error);
    await failureOf(cache.get('key', fetchBroken, NO_SIGNAL));
    await failureOf(cache.get('key', fetchBroken, NO_SIGNAL));
    expect(fetchBroken).toHaveBeenCalledTimes(2);
  });

  test('is forgotten for the oldest key when there are too many', async () => {
    const cache = createCache({ rememberRefusalMs: 30_000, mostTokens: 2 });
    for (const key of ['a', 'b', 'c']) await failureOf(cache.get(key, failing(refusal), NO_SIGNAL));
    const again = { a: failing(refusal), c: failing(refusal) };
    await failureOf(cache.get('c', again.c, NO_SIGNAL));
    await failureOf(cache.get('a', again.a, NO_SIGNAL));
    expect([again.a.mock.calls.length, again.c.mock.calls.length]).toEqual([1, 0]);
  });
});
