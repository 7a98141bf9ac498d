import { describe, expect, test } from '@jest/globals';
import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import type { Authorize, BackendRequest } from '../../src/upstream/backend-http.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import type { Token } from '../../src/upstream/token-cache.ts';
import { createCall } from '../support/call.ts';
import { failureOf } from './failure-of.ts';
import { sendJson, startServer, until, type LoopbackServer } from './loopback-server.ts';
import { connectPlain, get, post, type PlainBackend } from './plain-backend.ts';

interface SignedBackend extends PlainBackend {
  readonly server: LoopbackServer;
  readonly authorize: Authorize;
  /** Makes the backend refuse every token given out so far. */
  readonly expireTokens: () => void;
  readonly count: (url: string) => number;
}

/** A backend that gives out tokens at `/token` and wants one everywhere else. */
async function startSigned(
  answerToken: (issue: () => string) => { readonly status: number; readonly token?: string } | null = (issue) => ({
    status: 200,
    token: issue(),
  }),
): Promise<SignedBackend> {
  let issued = 0;
  let valid = new Set<string>();
  const issue = (): string => {
    issued += 1;
    valid.add(`token-${issued}`);
    return `token-${issued}`;
  };
  const server = await startServer((response, request) => {
    if (request.url !== '/token') {
      const token = (request.headers['authorization'] ?? '').replace('Bearer ', '');
      return sendJson(response, {}, valid.has(token) ? 200 : 401);
    }
    const answer = answerToken(issue);
    if (answer !== null) sendJson(response, { token: answer.token }, answer.status);
  });
  const plain = connectPlain(server.url, { concurrency: 100 });
  const tokens = plain.kit.createTokenCache({ renewBeforeMs: 10_000 });
  async function fetchToken(call: Call, signal: AbortSignal): Promise<Token> {
    const request: BackendRequest = { operation: 'signIn', method: 'POST', path: '/token', isSafe: true };
    const response = await plain.http.send(request, { ...call, signal });
    const { token } = JSON.parse(response.body.toString()) as { token: string };
    return { value: new Secret(token), expiresAt: plain.kit.clock() + 3_600_000 };
  }
  return {
    ...plain,
    server,
    async authorize(call) {
      const token = await tokens.get('key', (signal) => fetchToken(call, signal), call.signal);
      return {
        headers: { authorization: `Bearer ${token.value.reveal()}` },
        refused: () => tokens.drop('key', token),
      };
    },
    expireTokens: () => (valid = new Set()),
    count: (url) => server.received.filter((request) => request.url === url).length,
  };
}

describe('a credential', () => {
  test('is got once for a hundred calls at once', async () => {
    const { http, authorize, count } = await startSigned();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => http.send(get(`/things/${index}`, { authorize }), createCall())),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200));
    expect(count('/token')).toBe(1);
  });

  test('is renewed once for a hundred calls that are refused at once', async () => {
    const { http, authorize, count, expireTokens, server } = await startSigned();
    await http.send(get('/first', { authorize }), createCall());
    expireTokens();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => http.send(get(`/things/${index}`, { authorize }), createCall())),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200));
    expect(count('/token')).toBe(2);
    expect(server.received.length).toBeLessThanOrEqual(2 + 1 + 200);
  });

  test.each<[string, BackendRequest]>([
    ['GET', get('/thing')],
    ['POST', post('/thing', { subject: 'once' })],
    ['DELETE', { operation: 'delete', method: 'DELETE', path: '/thing' }],
  ])('that was refused is renewed exactly once, also for %s', async (_method, request) => {
    const { http, authorize, count, expireTokens, server } = await startSigned();
    await http.send(get('/first', { authorize }), createCall());
    expireTokens();
    expect((await http.send({ ...request, authorize }, createCall())).status).toBe(200);
    expect([count('/thing'), count('/token')]).toEqual([2, 2]);
    const sent = server.received.filter(({ url }) => url === '/thing');
    expect(sent.map(({ headers }) => headers['authorization'])).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
  });

  test.each<[string, BackendRequest]>([
    ['GET', get('/thing')],
    ['POST', post('/thing', {})],
  ])('that is refused again makes %s UNAUTHENTICATED', async (_method, request) => {
    // Gives out tokens that nobody accepts.
    const { http, authorize, count } = await startSigned(() => ({ status: 200, token: 'worthless' }));
    const error = await failureOf(http.send({ ...request, authorize }, createCall()));
    expect([error.code, error.facts.mayHaveArrived]).toEqual(['UNAUTHENTICATED', false]);
    expect([count('/thing'), count('/token')]).toEqual([2, 2]);
  });

  test('is not asked for where a request needs none', async () => {
    const { http, count } = await startSigned();
    expect((await failureOf(http.send(post('/thing', {}), createCall()))).code).toBe('UNAUTHENTICATED');
    expect([count('/thing'), count('/token')]).toEqual([1, 0]);
  });
});

describe('where no credential is to be had', () => {
  test.each<[string, number, string, number]>([
    ['is out of order', 503, 'BACKEND_UNAVAILABLE', 3],
    ['refuses the account', 401, 'UNAUTHENTICATED', 1],
    ['forbids it', 403, 'FORBIDDEN', 1],
    // A wrong address of the sign-in must never look like an absent ticket.
    ['is not there', 404, 'BACKEND_BAD_RESPONSE', 1],
  ])("the request's own repeats do not multiply those of a sign-in that %s", async (_what, status, code, signIns) => {
    const { http, authorize, count } = await startSigned(() => ({ status }));
    for (const request of [get('/thing', { authorize }), post('/thing', {}, { authorize })]) {
      const before = count('/token');
      const error = await failureOf(http.send(request, createCall()));
      // Whatever became of the sign-in: the request itself was never sent.
      expect([error.code, error.facts.isUnauthorized, error.facts.mayHaveArrived]).toEqual([code, true, false]);
      expect([count('/thing'), count('/token') - before]).toEqual([0, signIns]);
    }
  });

  test('the same holds when it is to be renewed', async () => {
    let isBroken = false;
    const signed = await startSigned((issue) => (isBroken ? { status: 503 } : { status: 200, token: issue() }));
    const { http, authorize, count } = signed;
    await http.send(get('/first', { authorize }), createCall());
    signed.expireTokens();
    isBroken = true;
    const error = await failureOf(http.send(post('/thing', {}, { authorize }), createCall()));
    expect([error.code, error.facts.isUnauthorized, error.facts.mayHaveArrived]).toEqual([
      'BACKEND_UNAVAILABLE',
      true,
      false,
    ]);
    expect([count('/thing'), count('/token')]).toEqual([1, 1 + 3]);
  });

  test('an unexpected error is INTERNAL', async () => {
    const { http, count } = await startSigned();
    const authorize: Authorize = () => Promise.reject(new TypeError('a fault'));
    const error = await failureOf(http.send(post('/thing', {}, { authorize }), createCall()));
    expect([error.code, error.facts.mayHaveArrived, count('/thing')]).toEqual(['INTERNAL', false, 0]);
  });

  test.each<[string, unknown, object]>([
    ['the caller goes away', undefined, { code: 'BACKEND_UNAVAILABLE', cancelled: true }],
    ['the deadline passes', new DOMException('Late.', 'TimeoutError'), { code: 'BACKEND_TIMEOUT' }],
  ])('because %s meanwhile, the sign-in ends too', async (_why, reason, expected) => {
    for (const toRequest of [(authorize: Authorize) => get('/thing', { authorize }), toPost]) {
      const { http, authorize, count, server } = await startSigned(() => null);
      const abort = new AbortController();
      const failure = failureOf(http.send(toRequest(authorize), createCall({ signal: abort.signal })));
      await until('the sign-in has arrived', () => count('/token') === 1);
      abort.abort(reason);
      const error = await failure;
      expect({ code: error.code, ...error.facts }).toMatchObject(expected);
      await until('the server sees its socket closed', () => server.openSockets() === 0);
      expect(count('/thing')).toBe(0);
    }
  });

  function toPost(authorize: Authorize): BackendRequest {
    return post('/thing', {}, { authorize });
  }
});

test('an error of a credential keeps its code, its words and its facts', async () => {
  const { http } = await startSigned();
  const thrown = new GatewayError('FORBIDDEN', 'Agents only.', { backendCode: 'E-9', mayHaveArrived: true });
  const authorize: Authorize = () => Promise.reject(thrown);
  const error = await failureOf(http.send(get('/thing', { authorize }), createCall()));
  expect([error.code, error.message]).toEqual(['FORBIDDEN', 'Agents only.']);
  expect(error.facts).toEqual({ backendCode: 'E-9', isUnauthorized: true, mayHaveArrived: false });
});
