import type { ServerResponse } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { createCall } from '../support/call.ts';
import { failureOf } from './failure-of.ts';
import { sendJson, startServer, until, type LoopbackServer } from './loopback-server.ts';
import { connectPlain, get, post } from './plain-backend.ts';

interface HeldServer extends LoopbackServer {
  /** Requests without an answer so far. */
  readonly held: ServerResponse[];
  readonly mostHeld: () => number;
}

/** A server that answers only when the test says so. */
async function startHeldServer(): Promise<HeldServer> {
  const held: ServerResponse[] = [];
  let mostHeld = 0;
  const server = await startServer((response) => {
    held.push(response);
    mostHeld = Math.max(mostHeld, held.length);
  });
  return { ...server, held, mostHeld: () => mostHeld };
}

describe('the concurrency of a backend', () => {
  test.each([1, 3, 8])('of %i is the number of sockets and of requests at once', async (concurrency) => {
    const server = await startHeldServer();
    const { http } = connectPlain(server.url, { concurrency });
    const answers = Array.from({ length: 40 }, (_, index) => http.send(get(`/${index}`), createCall()));
    let answered = 0;
    while (answered < 40) {
      // All places are taken before one is given up.
      const expected = Math.min(concurrency, 40 - answered);
      await until(`${expected} requests are there`, () => server.held.length === expected);
      const response = server.held.shift();
      if (response !== undefined) sendJson(response, {});
      answered += 1;
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(40).fill(200));
    expect([server.mostSockets(), server.mostHeld()]).toEqual([concurrency, concurrency]);
  });

  test('is its own: a stuck backend takes nothing from another', async () => {
    const stuck = await startServer(() => undefined);
    const healthy = await startServer((response) => sendJson(response, {}));
    const first = connectPlain(stuck.url, { concurrency: 2 });
    const second = connectPlain(healthy.url, { concurrency: 2 });
    const abort = new AbortController();
    const waiting = Array.from({ length: 50 }, (_, index) =>
      failureOf(first.http.send(get(`/${index}`), createCall({ signal: abort.signal }))),
    );
    await until('the stuck backend has what it takes', () => stuck.received.length === 2);
    const answers = await Promise.all([1, 2, 3].map((id) => second.http.send(get(`/${id}`), createCall())));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    abort.abort();
    await Promise.all(waiting);
  });
});

describe('the queue of a backend', () => {
  test.each([
    [0, 2],
    [1, 2],
    [5, 3],
  ])('with room for %i besides the %i under way refuses one more', async (mostQueued, concurrency) => {
    const server = await startHeldServer();
    const { http } = connectPlain(server.url, { mostQueued, concurrency, mostRetries: 0 });
    const accepted = Array.from({ length: concurrency + mostQueued }, (_, index) =>
      http.send(get(`/${index}`), createCall()),
    );
    await until('all sockets are in use', () => server.held.length === concurrency);
    const error = await failureOf(http.send(post('/more', {}), createCall()));
    expect([error.code, error.facts.mayHaveArrived]).toEqual(['BACKEND_UNAVAILABLE', false]);
    expect(server.received.map(({ url }) => url)).not.toContain('/more');

    let answered = 0;
    while (answered < accepted.length) {
      await until('a request is there', () => server.held.length > 0);
      for (const response of server.held.splice(0)) {
        sendJson(response, {});
        answered += 1;
      }
    }
    expect((await Promise.all(accepted)).map(({ status }) => status)).toEqual(accepted.map(() => 200));
    // There is room again.
    const late = http.send(post('/late', {}), createCall());
    await until('the late request is there', () => server.held.length === 1);
    for (const response of server.held) sendJson(response, {});
    expect((await late).status).toBe(200);
  });

  test.each<[string, (queued: AbortController) => void, object]>([
    ['its caller goes away', (queued) => queued.abort(), { code: 'BACKEND_UNAVAILABLE', cancelled: true }],
    [
      'its deadline passes',
      (queued) => queued.abort(new DOMException('Late.', 'TimeoutError')),
      { code: 'BACKEND_TIMEOUT' },
    ],
  ])(
    'gives up the place of a request at once when %s, and knows that it was never sent',
    async (_what, end, expected) => {
      const server = await startHeldServer();
      const { http } = connectPlain(server.url, { mostQueued: 1, concurrency: 1 });
      const first = http.send(get('/first'), createCall());
      await until('the socket is in use', () => server.held.length === 1);
      const queued = new AbortController();
      const leaver = failureOf(http.send(post('/leaver', {}), createCall({ signal: queued.signal })));
      await new Promise(setImmediate);
      end(queued);
      // The socket is still in use: the leaver does not have to wait for it.
      const error = await leaver;
      expect({ code: error.code, ...error.facts }).toMatchObject({ ...expected, mayHaveArrived: false });
      const next = http.send(get('/next'), createCall());
      for (const response of server.held.splice(0)) sendJson(response, {});
      await until('the next request is there', () => server.held.length === 1);
      for (const response of server.held) sendJson(response, {});
      expect((await Promise.all([first, next])).map(({ status }) => status)).toEqual([200, 200]);
      expect(server.received.map(({ url }) => url)).toEqual(['/first', '/next']);
    },
  );

  test('does not use up the time of an attempt', async () => {
    const server = await startServer((response) => setTimeout(() => sendJson(response, {}), 100));
    const { http } = connectPlain(server.url, { concurrency: 1, attemptTimeoutMs: 1_000, mostRetries: 0 });
    // One after the other they take twice as long as a single one of them may.
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => http.send(get(`/${index}`), createCall())),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});
