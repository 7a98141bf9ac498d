import { describe, expect, test } from '@jest/globals';
import type { AttemptReport } from '../../src/ticketing/adapter.ts';
import type { BackendRequest } from '../../src/upstream/backend-http.ts';
import { path } from '../../src/upstream/path.ts';
import { createCall } from '../support/call.ts';
import { failureOf } from './failure-of.ts';
import { closedAddress, sendJson, startServer, until, type Answer } from './loopback-server.ts';
import { connectPlain, get, post } from './plain-backend.ts';

describe('a request', () => {
  test('carries path, query, headers and what it accepts', async () => {
    const server = await startServer((response) => sendJson(response, {}));
    const { http } = connectPlain(`${server.url}/api`);
    const request = get(path`/things/${'a/../b?c'}`, { query: [['q', 'x y']], headers: { 'x-tenant': 't' } });
    await http.send(request, createCall());
    expect(server.received).toMatchObject([
      {
        method: 'GET',
        url: '/api/things/a%2F..%2Fb%3Fc?q=x%20y',
        headers: { accept: 'application/json', 'x-tenant': 't' },
        body: '',
      },
    ]);
    expect(server.received[0]?.headers).not.toHaveProperty('content-type');
  });

  test.each<[string, Partial<BackendRequest>, string, string]>([
    ['JSON', { json: { a: 'ü', b: undefined } }, 'application/json', '{"a":"ü"}'],
    ['JSON that is null', { json: null }, 'application/json', 'null'],
    ['a form', { form: { a: 'b c', 'd&': '=ü' } }, 'application/x-www-form-urlencoded', 'a=b+c&d%26=%3D%C3%BC'],
  ])('sends %s', async (_what, body, contentType, text) => {
    const server = await startServer((response) => sendJson(response, {}));
    const { http } = connectPlain(server.url);
    await http.send({ operation: 'write', method: 'POST', path: '/things', ...body }, createCall());
    expect(server.received).toMatchObject([{ headers: { 'content-type': contentType }, body: text }]);
  });

  test.each<[string | undefined, string]>([
    [undefined, 'x-correlation-id'],
    ['x-request-id', 'x-request-id'],
  ])('carries the correlation id on every attempt (header %s)', async (correlationHeader, name) => {
    const server = await startServer((response, _request, index) => sendJson(response, {}, index === 0 ? 503 : 200));
    const { http } = connectPlain(server.url, {}, correlationHeader === undefined ? {} : { correlationHeader });
    await http.send(get('/thing'), createCall({ correlationId: 'id-1' }));
    await http.send(post('/thing', {}), createCall({ correlationId: 'id-2\r\nx-injected: 1' }));
    expect(server.received.map(({ headers }) => headers[name])).toEqual(['id-1', 'id-1', 'id-2%0D%0Ax-injected: 1']);
    expect(server.received.some(({ headers }) => 'x-injected' in headers)).toBe(false);
  });
});

describe('a failed attempt', () => {
  const faults: [string, Answer, string][] = [
    ['an answer 503', (response) => sendJson(response, {}, 503), 'BACKEND_UNAVAILABLE'],
    ['an answer 504', (response) => sendJson(response, {}, 504), 'BACKEND_TIMEOUT'],
    ['an answer 429', (response) => sendJson(response, {}, 429), 'RATE_LIMITED'],
    ['a reset', (response) => response.socket?.resetAndDestroy(), 'BACKEND_UNAVAILABLE'],
    ['a silence', () => undefined, 'BACKEND_TIMEOUT'],
  ];

  test.each(faults)('with %s is repeated for a read, and succeeds at last', async (_what, fault) => {
    const server = await startServer((response, request, index) =>
      index < 2 ? fault(response, request, index) : sendJson(response, {}),
    );
    const { http } = connectPlain(server.url, { attemptTimeoutMs: 1_000 });
    expect((await http.send(get('/thing'), createCall())).status).toBe(200);
    expect(server.received).toHaveLength(3);
  });

  test.each(faults)('with %s is the end after the last repeat', async (_what, fault, code) => {
    const server = await startServer(fault);
    const { http } = connectPlain(server.url, { attemptTimeoutMs: 500 });
    expect((await failureOf(http.send(get('/thing'), createCall()))).code).toBe(code);
    expect(server.received).toHaveLength(3);
  });

  test.each<BackendRequest['method']>(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'is never repeated for %s, whatever the fault',
    async (method) => {
      for (const [what, fault, code] of faults) {
        const server = await startServer(fault);
        const { http } = connectPlain(server.url, { attemptTimeoutMs: 500 });
        const request: BackendRequest = { operation: 'write', method, path: '/thing', json: {} };
        const error = await failureOf(http.send(request, createCall()));
        expect({ what, code: error.code, sent: server.received.length }).toEqual({ what, code, sent: 1 });
      }
    },
  );

  test('is repeated for a request that says it is safe, and not for a read that says it is not', async () => {
    const server = await startServer((response) => sendJson(response, {}, 503));
    const { http } = connectPlain(server.url);
    await failureOf(http.send(post('/search', {}, { isSafe: true }), createCall()));
    await failureOf(http.send(get('/thing', { isSafe: false }), createCall()));
    expect(server.received.map(({ url }) => url)).toEqual(['/search', '/search', '/search', '/thing']);
  });

  test.each([400, 401, 403, 404, 409])('with a refusal %i is not repeated', async (status) => {
    const server = await startServer((response) => sendJson(response, {}, status));
    const { http } = connectPlain(server.url);
    await failureOf(http.send(get('/thing'), createCall()));
    expect(server.received).toHaveLength(1);
  });

  test('is repeated no sooner than the backend asks for', async () => {
    const times: number[] = [];
    const server = await startServer((response, _request, index) => {
      times.push(performance.now());
      if (index === 0) response.setHeader('retry-after', '1');
      sendJson(response, {}, index === 0 ? 429 : 200);
    });
    const { http } = connectPlain(server.url);
    await http.send(get('/thing'), createCall());
    const [first = 0, second = 0] = times;
    // A timer may fire a little before its time.
    expect(second - first).toBeGreaterThan(950);
  });

  test('is not repeated when the backend asks for more than the deadline', async () => {
    const server = await startServer((response) => response.writeHead(503, { 'retry-after': '11' }).end());
    const { http } = connectPlain(server.url, { deadlineMs: 10_000 });
    const error = await failureOf(http.send(get('/thing'), createCall()));
    expect([error.code, error.facts.retryAfterMs]).toEqual(['BACKEND_UNAVAILABLE', 11_000]);
    expect(server.received).toHaveLength(1);
  });

  test('is not repeated once the caller has gone', async () => {
    const server = await startServer((response) => response.writeHead(503, { 'retry-after': '9' }).end());
    const { http, backend } = connectPlain(server.url);
    const abort = new AbortController();
    const failure = failureOf(http.send(get('/thing'), createCall({ signal: abort.signal })));
    await until('the first attempt has failed', () => backend.health().lastFailureAt !== null);
    abort.abort();
    expect((await failure).facts.cancelled).toBe(true);
    expect(server.received).toHaveLength(1);
  });

  test('to connect is repeated as well', async () => {
    const { http } = connectPlain(await closedAddress());
    const attempts: AttemptReport[] = [];
    const call = createCall({ onAttempt: (report) => attempts.push(report) });
    const error = await failureOf(http.send(get('/thing'), call));
    expect([error.code, error.facts.mayHaveArrived, attempts.length]).toEqual(['BACKEND_UNAVAILABLE', false, 3]);
  });
});

describe('what is told of attempts', () => {
  test('is each of them, with its outcome', async () => {
    const statuses = [503, 200, 404, 500];
    const server = await startServer((response, _request, index) => sendJson(response, {}, statuses[index]));
    const { http } = connectPlain(server.url);
    const attempts: AttemptReport[] = [];
    const call = createCall({ onAttempt: (report) => attempts.push(report) });
    await http.send(get('/thing'), call);
    await failureOf(http.send(get('/thing'), call));
    await failureOf(http.send(post('/thing', {}), call));
    expect(attempts).toEqual(
      [
        ['read', 'FAILED'],
        ['read', 'OK'],
        ['read', 'REFUSED'],
        ['write', 'FAILED'],
      ].map(([operation, outcome]) => ({
        backend: 'under-test',
        operation,
        outcome,
        durationMs: expect.any(Number),
      })),
    );
  });
});

describe("the adapter's reading of an answer", () => {
  test('can find a problem in a success', async () => {
    const server = await startServer((response) => sendJson(response, { error: 'locked' }));
    const { http } = connectPlain(server.url, {}, { readProblem: () => ({ code: 'CONFLICT', backendCode: 'locked' }) });
    const error = await failureOf(http.send(get('/thing'), createCall()));
    expect([error.code, error.facts.backendCode]).toEqual(['CONFLICT', 'locked']);
  });

  test('can take a refusal for an answer', async () => {
    const server = await startServer((response) => sendJson(response, {}, 404));
    const { http } = connectPlain(server.url, {}, { readProblem: () => null });
    expect((await http.send(get('/thing'), createCall())).status).toBe(404);
  });

  test('that fails is a fault of the gateway, not of the backend', async () => {
    const server = await startServer((response) => sendJson(response, {}));
    const readProblem = (): never => {
      throw new TypeError('a fault');
    };
    const { http, backend } = connectPlain(server.url, {}, { readProblem });
    expect((await failureOf(http.send(get('/thing'), createCall()))).code).toBe('INTERNAL');
    expect(backend.health().state).toBe('UNKNOWN');
  });
});
