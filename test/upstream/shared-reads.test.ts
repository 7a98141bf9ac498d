import { testPrincipal } from '../support/principal.ts';
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import type { Principal } from '../../src/ticketing/adapter.ts';
import { createCall } from '../support/call.ts';
import { failureOf } from './failure-of.ts';
import { sendJson, startServer, until, type LoopbackServer } from './loopback-server.ts';
import { connectPlain, get, post, type PlainBackend } from './plain-backend.ts';

interface Held extends PlainBackend {
  readonly server: LoopbackServer;
  /** Answers everything that waits, each with a number of its own. */
  readonly answerAll: () => void;
}

async function startHeld(): Promise<Held> {
  const held: ServerResponse[] = [];
  let answered = 0;
  const server = await startServer((response) => held.push(response));
  return {
    ...connectPlain(server.url),
    server,
    answerAll() {
      for (const response of held.splice(0)) sendJson(response, (answered += 1));
    },
  };
}

function principal(fingerprint: string): Principal {
  return testPrincipal({ subject: fingerprint });
}

/** Long enough for a request that should not be made to show itself. */
async function pauseFor(server: LoopbackServer, expected: number): Promise<void> {
  await until(`${expected} requests are there`, () => server.received.length >= expected);
  await new Promise((resolve) => setTimeout(resolve, 30));
}

describe('equal reads under way at once', () => {
  test('are one request', async () => {
    const { http, server, answerAll } = await startHeld();
    const reads = Array.from({ length: 50 }, () => http.send(get('/thing', { query: [['a', '1']] }), createCall()));
    await pauseFor(server, 1);
    answerAll();
    expect(new Set((await Promise.all(reads)).map(({ body }) => body.toString()))).toEqual(new Set(['1']));
    expect(server.received).toHaveLength(1);
  });

  test('are one request whatever the correlation ids', async () => {
    const { http, server, answerAll } = await startHeld();
    const reads = ['a', 'b'].map((correlationId) => http.send(get('/thing'), createCall({ correlationId })));
    await pauseFor(server, 1);
    answerAll();
    await Promise.all(reads);
    expect(server.received).toHaveLength(1);
  });

  test.each<[string, Parameters<typeof get>[1], Parameters<typeof createCall>[0]]>([
    ['principals', {}, { principal: principal('somebody else') }],
    ['languages', {}, { language: 'de' }],
    ['queries', { query: [['a', '2']] }, {}],
    ['headers', { headers: { 'x-scope': 'b' } }, {}],
    ['paths', { path: '/other' }, {}],
  ])('are never shared across %s', async (_what, request, call) => {
    const { http, server, answerAll } = await startHeld();
    const first = http.send(get('/thing', { query: [['a', '1']], headers: { 'x-scope': 'a' } }), createCall());
    const second = http.send(
      get('/thing', { query: [['a', '1']], headers: { 'x-scope': 'a' }, ...request }),
      createCall(call),
    );
    await until('both are there', () => server.received.length === 2);
    answerAll();
    const bodies = (await Promise.all([first, second])).map(({ body }) => body.toString());
    expect(new Set(bodies).size).toBe(2);
  });

  test('all see its failure', async () => {
    const server = await startServer((response) => setImmediate(() => sendJson(response, {}, 404)));
    const { http } = connectPlain(server.url);
    const errors = await Promise.all(
      Array.from({ length: 10 }, () => failureOf(http.send(get('/thing'), createCall()))),
    );
    expect(errors.map(({ code }) => code)).toEqual(Array(10).fill('NOT_FOUND'));
    expect(server.received).toHaveLength(1);
  });

  test('share their repeats too', async () => {
    const server = await startServer((response, _request, index) => sendJson(response, {}, index === 0 ? 503 : 200));
    const { http } = connectPlain(server.url);
    await Promise.all(Array.from({ length: 10 }, () => http.send(get('/thing'), createCall())));
    expect(server.received).toHaveLength(2);
  });
});

describe('a read', () => {
  test('that comes later is a request of its own', async () => {
    const server = await startServer((response) => sendJson(response, {}));
    const { http } = connectPlain(server.url);
    await http.send(get('/thing'), createCall());
    await http.send(get('/thing'), createCall());
    expect(server.received).toHaveLength(2);
  });

  test('that began before a write is not shared with one that comes during it or after it', async () => {
    const { http, server, answerAll } = await startHeld();
    const before = http.send(get('/thing'), createCall());
    await until('the first read is there', () => server.received.length === 1);
    const write = http.send(post('/thing', {}), createCall());
    const during = http.send(get('/thing'), createCall());
    await until('the second read is there', () => server.received.length === 3);
    answerAll();
    await write;
    const after = http.send(get('/thing'), createCall());
    await until('the third read is there', () => server.received.length === 4);
    answerAll();
    const bodies = (await Promise.all([before, during, after])).map(({ body }) => body.toString());
    expect(new Set(bodies).size).toBe(3);
  });

  test('that began during a write is not shared with one that comes after it', async () => {
    const held: ServerResponse[] = [];
    const server = await startServer((response, { method }) =>
      method === 'GET' ? held.push(response) : sendJson(response, {}, 500),
    );
    const { http } = connectPlain(server.url);
    const write = failureOf(http.send(post('/thing', {}), createCall()));
    const during = http.send(get('/thing'), createCall());
    // A write that failed may have been executed all the same.
    await write;
    const after = http.send(get('/thing'), createCall());
    await until('both reads are there', () => held.length === 2);
    for (const [index, response] of held.entries()) sendJson(response, index);
    const bodies = (await Promise.all([during, after])).map(({ body }) => body.toString());
    expect(bodies).toEqual(['0', '1']);
  });
});

describe('a write', () => {
  test('is never shared', async () => {
    const { http, server, answerAll } = await startHeld();
    const writes = [1, 2].map(() => http.send(post('/thing', { same: true }), createCall()));
    await until('both are there', () => server.received.length === 2);
    answerAll();
    const bodies = (await Promise.all(writes)).map(({ body }) => body.toString());
    expect(new Set(bodies).size).toBe(2);
  });
});

describe('a caller of a shared read who goes away', () => {
  test('leaves it to the others', async () => {
    const { http, server, answerAll } = await startHeld();
    const abort = new AbortController();
    const leaver = failureOf(http.send(get('/thing'), createCall({ signal: abort.signal })));
    const stayer = http.send(get('/thing'), createCall());
    await pauseFor(server, 1);
    abort.abort();
    const error = await leaver;
    expect([error.code, error.facts.cancelled]).toEqual(['BACKEND_UNAVAILABLE', true]);
    answerAll();
    expect((await stayer).status).toBe(200);
    expect(server.received).toHaveLength(1);
  });

  test('ends the request at the server when all others have gone', async () => {
    const { http, server, backend } = await startHeld();
    const aborts = [new AbortController(), new AbortController()];
    const leavers = aborts.map(({ signal }) => failureOf(http.send(get('/thing'), createCall({ signal }))));
    await pauseFor(server, 1);
    for (const abort of aborts) {
      expect(server.openSockets()).toBe(1);
      abort.abort();
      await new Promise(setImmediate);
    }
    expect((await Promise.all(leavers)).map(({ facts }) => facts.cancelled)).toEqual([true, true]);
    await until('the server sees its socket closed', () => server.openSockets() === 0);
    expect(server.received).toHaveLength(1);
    // Nobody waited for it: that says nothing about the backend.
    expect(backend.health().state).toBe('UNKNOWN');
  });

  test('gets a timeout when its own deadline has passed, and the others do not', async () => {
    const { http, server, answerAll } = await startHeld();
    const hurried = failureOf(http.send(get('/thing'), createCall({ signal: AbortSignal.timeout(100) })));
    const patient = http.send(get('/thing'), createCall());
    await pauseFor(server, 1);
    const error = await hurried;
    expect([error.code, error.facts.cancelled]).toEqual(['BACKEND_TIMEOUT', undefined]);
    answerAll();
    expect((await patient).status).toBe(200);
  });
});
