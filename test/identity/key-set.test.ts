import { describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { createKeySet, type KeySetOptions } from '../../src/identity/key-set.ts';
import type { KeySource } from '../../src/identity/key-source.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { closedAddress, sendJson, startServer, until } from '../upstream/loopback-server.ts';
import { createIssuerKey, type IssuerKey } from './token-maker.ts';

const MINUTE = 60_000;
const first = createIssuerKey();
const second = createIssuerKey();

interface Watched {
  readonly keys: KeySource;
  readonly warnings: Readonly<Record<string, unknown>>[];
  readonly wait: (milliseconds: number) => void;
}

function watch(url: string, options: Partial<KeySetOptions> = {}): Watched {
  let now = 1_000_000;
  const warnings: Readonly<Record<string, unknown>>[] = [];
  const keys = createKeySet({ url, clock: () => now, log: { warn: (facts) => warnings.push(facts) }, ...options });
  return {
    keys,
    warnings,
    wait: (milliseconds) => {
      now += milliseconds;
    },
  };
}

const lookUp = (keys: KeySource, { kid }: Pick<IssuerKey, 'kid'>): Promise<unknown> =>
  keys.keyFor({ alg: 'RS256', kid });

/** The code of what a lookup fails with: of the table, or jose's. */
async function failure(lookup: Promise<unknown>): Promise<{ readonly code: string; readonly retryAfterMs?: number }> {
  try {
    await lookup;
  } catch (error) {
    if (error instanceof GatewayError) {
      const { retryAfterMs } = error.facts;
      return { code: error.code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    }
    return { code: (error as { readonly code: string }).code };
  }
  throw new Error('It did not fail.');
}

const UNKNOWN_KEY = { code: 'ERR_JWKS_NO_MATCHING_KEY' };

describe('a key set', () => {
  test('is read once for a hundred who need it at once, and then kept', async () => {
    const server = await startServer((response) => sendJson(response, { keys: [first.jwk] }));
    const { keys } = watch(server.url);
    await Promise.all(Array.from({ length: 100 }, () => lookUp(keys, first)));
    await lookUp(keys, first);
    expect(server.received).toHaveLength(1);
  });

  test('is read again for a key that is not known, as keys change', async () => {
    const published = [first.jwk];
    const server = await startServer((response) => sendJson(response, { keys: published }));
    const { keys, wait } = watch(server.url);
    await lookUp(keys, first);
    published.splice(0, 1, second.jwk);
    wait(31_000);
    await lookUp(keys, second);
    expect(await failure(lookUp(keys, first))).toEqual(UNKNOWN_KEY);
    expect(server.received).toHaveLength(2);
  });

  test('is not read again for key ids that somebody makes up, until the pause is over', async () => {
    const server = await startServer((response) => sendJson(response, { keys: [first.jwk] }));
    const { keys, wait } = watch(server.url);
    await lookUp(keys, first);
    for (let index = 0; index < 50; index++) {
      expect(await failure(lookUp(keys, { kid: `made-up-${index}` }))).toEqual(UNKNOWN_KEY);
    }
    expect(server.received).toHaveLength(1);
    wait(30_000);
    await Promise.all(Array.from({ length: 50 }, (_, index) => failure(lookUp(keys, { kid: `made-up-${index}` }))));
    expect(server.received).toHaveLength(2);
  });

  test('is renewed in the background when it is no longer fresh', async () => {
    const published = [first.jwk];
    const server = await startServer((response) => sendJson(response, { keys: published }));
    const { keys, wait } = watch(server.url);
    await lookUp(keys, first);
    published.push(second.jwk);
    wait(10 * MINUTE);
    await lookUp(keys, first);
    await until('a second reading', () => server.received.length === 2);
    await expect(lookUp(keys, second)).resolves.toBeDefined();
    expect(server.received).toHaveLength(2);
  });

  test('takes no key of a kind that shares a secret', async () => {
    const shared = { kty: 'oct', k: Buffer.from('x'.repeat(32)).toString('base64url'), kid: 'shared', alg: 'HS256' };
    const server = await startServer((response) => sendJson(response, { keys: [shared] }));
    const { keys } = watch(server.url);
    expect(await failure(keys.keyFor({ alg: 'HS256', kid: 'shared' }))).toEqual({ code: 'ERR_JOSE_NOT_SUPPORTED' });
  });
});

describe('an issuer out of order', () => {
  const PROBLEMS: readonly (readonly [string, (response: ServerResponse) => unknown, string])[] = [
    ['an error', (response) => sendJson(response, {}, 500), 'It answered with HTTP status 500.'],
    [
      'a redirect',
      (response) => response.writeHead(302, { location: 'https://elsewhere.example/keys' }).end(),
      'It answered with HTTP status 302.',
    ],
    ['no JSON', (response) => response.end('<html>'), 'Its answer is no JSON.'],
    ['something else', (response) => sendJson(response, { error: 'x' }), 'JSON Web Key Set malformed'],
    [
      'a huge body',
      (response) => sendJson(response, { keys: ['x'.repeat(5_000)] }),
      'Its answer has more than 4096 bytes.',
    ],
    [
      'too many keys',
      (response) => sendJson(response, { keys: Array.from({ length: 101 }, () => ({ kty: 'oct' })) }),
      'Its answer has more than 100 keys.',
    ],
  ];

  test.each(PROBLEMS)(
    'that answers with %s makes tokens uncheckable, and the log says why',
    async (_name, answer, words) => {
      const server = await startServer(answer);
      const { keys, warnings } = watch(server.url, { mostBytes: 4_096 });
      expect(await failure(lookUp(keys, first))).toEqual({ code: 'BACKEND_UNAVAILABLE', retryAfterMs: 2_000 });
      expect(warnings).toEqual([{ detail: words }]);
    },
  );

  test('that does not listen, too', async () => {
    const { keys, warnings } = watch(await closedAddress());
    expect(await failure(lookUp(keys, first))).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(warnings).toEqual([{ detail: expect.stringContaining('ECONNREFUSED') }]);
  });

  test('that is slow, too, and the socket is let go', async () => {
    const server = await startServer((response) => response.writeHead(200).write('{"keys":['));
    const { keys, warnings } = watch(server.url, { timeoutMs: 50 });
    expect(await failure(lookUp(keys, first))).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(warnings).toEqual([{ detail: expect.stringContaining('timeout') }]);
    await until('the socket is closed', () => server.openSockets() === 0);
  });

  test('is left alone for a moment, and then asked again', async () => {
    let isDown = true;
    const server = await startServer((response) => sendJson(response, { keys: [first.jwk] }, isDown ? 503 : 200));
    const { keys, wait } = watch(server.url);
    await failure(lookUp(keys, first));
    isDown = false;
    wait(500);
    expect(await failure(lookUp(keys, first))).toEqual({ code: 'BACKEND_UNAVAILABLE', retryAfterMs: 1_500 });
    expect(server.received).toHaveLength(1);
    wait(1_500);
    await lookUp(keys, first);
    expect(server.received).toHaveLength(2);
  });

  test('takes nothing from those whose key is known, for an hour', async () => {
    let isDown = false;
    const server = await startServer((response) => sendJson(response, { keys: [first.jwk] }, isDown ? 503 : 200));
    const { keys, warnings, wait } = watch(server.url);
    await lookUp(keys, first);
    isDown = true;
    wait(10 * MINUTE);
    await lookUp(keys, first);
    await until('the failure is in the log', () => warnings.length === 1);
    wait(59 * MINUTE);
    await lookUp(keys, first);
    await until('the next failure is in the log', () => warnings.length === 2);
    wait(2 * MINUTE);
    expect(await failure(lookUp(keys, first))).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  });

  test('does not make a token wrong whose key is not known', async () => {
    let isDown = false;
    const server = await startServer((response) => sendJson(response, { keys: [first.jwk] }, isDown ? 503 : 200));
    const { keys, wait } = watch(server.url);
    await lookUp(keys, first);
    isDown = true;
    wait(MINUTE);
    expect(await failure(lookUp(keys, second))).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(await failure(lookUp(keys, second))).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    await lookUp(keys, first);
    expect(server.received).toHaveLength(2);
  });
});
