import { afterEach, describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../src/ticketing/errors.ts';
import {
  openExchange,
  type Exchange,
  type ExchangeOptions,
  type ExchangeRequest,
} from '../../src/upstream/exchange.ts';
import { failureOf } from './failure-of.ts';
import { closedAddress, sendJson, startServer, until, type Answer } from './loopback-server.ts';

const NO_SIGNAL = new AbortController().signal;
const READ: ExchangeRequest = { method: 'GET', target: '/thing', headers: {} };
const WRITE: ExchangeRequest = { method: 'POST', target: '/thing', headers: {}, body: '{}' };

const opened: Exchange[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((exchange) => exchange.close()));
});

function open(baseUrl: string, options: Partial<ExchangeOptions> = {}): Exchange {
  const exchange = openExchange({
    baseUrl,
    concurrency: 4,
    mostQueued: 100,
    attemptTimeoutMs: 20_000,
    mostBodyBytes: 1024 * 1024,
    ...options,
  });
  opened.push(exchange);
  return exchange;
}

describe('an answer', () => {
  test('comes with status, lower-case headers and its whole body', async () => {
    const server = await startServer((response) => {
      response.writeHead(207, { 'X-Mixed-Case': 'Yes', 'set-cookie': ['a=1', 'b=2'] });
      response.write('first ');
      response.end('second');
    });
    const answer = await open(server.url).send(READ, NO_SIGNAL);
    expect([answer.status, answer.body.toString()]).toEqual([207, 'first second']);
    expect(answer.headers).toMatchObject({ 'x-mixed-case': 'Yes', 'set-cookie': 'a=1, b=2' });
  });

  test('may be empty', async () => {
    const server = await startServer((response) => response.writeHead(204).end());
    const answer = await open(server.url).send(READ, NO_SIGNAL);
    expect([answer.status, answer.body.length]).toEqual([204, 0]);
  });
});

describe('a request', () => {
  test.each([
    ['', '/thing'],
    ['/', '/thing'],
    ['/api/v2', '/api/v2/thing'],
    ['/api/v2/', '/api/v2/thing'],
  ])('goes below the base address%s', async (base, url) => {
    const server = await startServer((response) => response.end());
    await open(server.url + base).send(READ, NO_SIGNAL);
    expect(server.received.map((request) => request.url)).toEqual([url]);
  });

  test('arrives as it was encoded, with method, headers and body', async () => {
    const server = await startServer((response) => response.end());
    const target = '/a%2Fb/%252E/%21?q=a%20b%2Bc';
    await open(server.url).send({ method: 'PATCH', target, headers: { 'x-a': 'b' }, body: '{"ü":1}' }, NO_SIGNAL);
    expect(server.received).toMatchObject([{ method: 'PATCH', url: target, headers: { 'x-a': 'b' }, body: '{"ü":1}' }]);
  });

  test.each([301, 302, 303, 307, 308])('is not sent on by a redirect with status %i', async (status) => {
    const elsewhere = await startServer((response) => response.end());
    const server = await startServer((response) => response.writeHead(status, { location: elsewhere.url }).end());
    const answer = await open(server.url).send(READ, NO_SIGNAL);
    expect([answer.status, answer.headers['location']]).toEqual([status, elsewhere.url]);
    expect([server.received.length, elsewhere.received.length]).toEqual([1, 0]);
  });
});

describe('a failure', () => {
  async function failureAt(url: string, options: Partial<ExchangeOptions> = {}): Promise<[ErrorCode, unknown]> {
    const error = await failureOf(open(url, options).send(WRITE, NO_SIGNAL));
    expect(error.facts.cancelled).not.toBe(true);
    // What the socket said is for the log alone.
    expect(error.message).not.toMatch(/127\.0\.0\.1|E[A-Z]{4,}/);
    return [error.code, error.facts.mayHaveArrived];
  }

  test('to connect: the request cannot have arrived', async () => {
    expect(await failureAt(await closedAddress())).toEqual(['BACKEND_UNAVAILABLE', false]);
  });

  test('to connect to any of the addresses of a name: the request cannot have arrived', async () => {
    const url = (await closedAddress()).replace('127.0.0.1', 'localhost');
    expect(await failureAt(url)).toEqual(['BACKEND_UNAVAILABLE', false]);
  });

  test('to find the name: the request cannot have arrived', async () => {
    expect(await failureAt('http://no-such-host.invalid')).toEqual(['BACKEND_UNAVAILABLE', false]);
  });

  test('of a header that cannot be sent: the request cannot have arrived', async () => {
    const server = await startServer((response) => response.end());
    const request = { ...WRITE, headers: { 'x-a': 'b\r\nc: d' } };
    const error = await failureOf(open(server.url).send(request, NO_SIGNAL));
    expect([error.facts.mayHaveArrived, server.received.length]).toEqual([false, 0]);
  });

  const cutOff: [string, Answer][] = [
    ['before the answer', (response) => response.socket?.resetAndDestroy()],
    ['before the answer, politely', (response) => response.socket?.end()],
    [
      'after the headers',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 }).flushHeaders();
        setImmediate(() => response.socket?.resetAndDestroy());
      },
    ],
    [
      'in the body',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
        response.write('{"half":', () => response.socket?.resetAndDestroy());
      },
    ],
    [
      'in the body, politely, before its declared length',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
        response.write('{"half":', () => response.socket?.end());
      },
    ],
    [
      'in the body, politely, before its last chunk',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"whole": true}', () => response.socket?.end());
      },
    ],
  ];

  test.each(cutOff)('of a connection cut %s: the request may have arrived', async (_when, answer) => {
    const server = await startServer(answer);
    expect(await failureAt(server.url)).toEqual(['BACKEND_UNAVAILABLE', true]);
    expect(server.received).toHaveLength(1);
  });

  test('of an answer that is no HTTP', async () => {
    const server = await startServer((response) => response.socket?.end('garbage\r\n\r\n'));
    expect(await failureAt(server.url)).toEqual(['BACKEND_UNAVAILABLE', true]);
  });

  const tooSlow: [string, Answer][] = [
    ['never answers', () => undefined],
    ['stops after the headers', (response) => response.writeHead(200, { 'content-length': 9 }).flushHeaders()],
    ['stops in the body', (response) => response.writeHead(200).write('{"half":')],
    [
      'goes on for ever, byte by byte',
      (response) => {
        const drip = setInterval(() => response.write(' '), 10);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ];

  test.each(tooSlow)('of a backend that %s: the attempt has its own end', async (_what, answer) => {
    const server = await startServer(answer);
    expect(await failureAt(server.url, { attemptTimeoutMs: 500 })).toEqual(['BACKEND_TIMEOUT', true]);
    await until('the server sees its socket closed', () => server.openSockets() === 0);
  });

  test('does not stay: the next request is answered', async () => {
    const server = await startServer((response, _request, index) =>
      index === 0 ? response.socket?.resetAndDestroy() : sendJson(response, {}),
    );
    const exchange = open(server.url, { concurrency: 1 });
    await failureOf(exchange.send(READ, NO_SIGNAL));
    expect((await exchange.send(READ, NO_SIGNAL)).status).toBe(200);
  });
});

describe('the signal', () => {
  test('that runs out is a timeout', async () => {
    const server = await startServer(() => undefined);
    const error = await failureOf(open(server.url).send(WRITE, AbortSignal.timeout(500)));
    expect([error.code, error.facts.mayHaveArrived, error.facts.cancelled]).toEqual([
      'BACKEND_TIMEOUT',
      true,
      undefined,
    ]);
    await until('the server sees its socket closed', () => server.openSockets() === 0);
  });

  test.each<[string, Answer]>([
    ['before the answer', () => undefined],
    ['in the body', (response) => response.writeHead(200).write('{"half":')],
  ])('of a caller who goes away ends the request at the server %s', async (_when, answer) => {
    let isSeen = false;
    const server = await startServer((response, request, index) => {
      answer(response, request, index);
      isSeen = true;
    });
    const abort = new AbortController();
    const failure = failureOf(open(server.url).send(WRITE, abort.signal));
    await until('the server has the request', () => isSeen);
    expect(server.openSockets()).toBe(1);
    abort.abort();
    const error = await failure;
    expect([error.code, error.facts.cancelled, error.facts.mayHaveArrived]).toEqual([
      'BACKEND_UNAVAILABLE',
      true,
      true,
    ]);
    await until('the server sees its socket closed', () => server.openSockets() === 0);
  });

  test.each<[string, () => unknown, Partial<{ code: ErrorCode; cancelled: boolean }>]>([
    ['of a caller who had gone', () => undefined, { code: 'BACKEND_UNAVAILABLE', cancelled: true }],
    ['that had run out', () => new DOMException('Late.', 'TimeoutError'), { code: 'BACKEND_TIMEOUT' }],
  ])('%s before sends nothing, and says so', async (_what, reasonOf, expected) => {
    const server = await startServer((response) => response.end());
    const error = await failureOf(open(server.url).send(WRITE, AbortSignal.abort(reasonOf())));
    expect({ code: error.code, ...error.facts }).toMatchObject({ ...expected, mayHaveArrived: false });
    expect([server.received.length, server.mostSockets()]).toEqual([0, 0]);
  });
});

describe('closing', () => {
  test('ends what is under way and releases the sockets', async () => {
    const server = await startServer(() => undefined);
    const exchange = open(server.url);
    const failure = failureOf(exchange.send(READ, NO_SIGNAL));
    await until('the server has the request', () => server.received.length === 1);
    await exchange.close();
    expect((await failure).code).toBe('BACKEND_UNAVAILABLE');
    await until('the server sees its socket closed', () => server.openSockets() === 0);
  });
});
