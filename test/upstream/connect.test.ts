import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createCall } from '../support/call.ts';
import { failureOf } from './failure-of.ts';
import { sendJson, startServer, until } from './loopback-server.ts';
import { connectPlain, get, post } from './plain-backend.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a connected backend', () => {
  test('makes no call by itself, and its health is not known', async () => {
    const server = await startServer((response) => response.end());
    const { backend } = connectPlain(server.url);
    expect([backend.id, backend.kind, backend.title, backend.deadlineMs]).toEqual([
      'under-test',
      'plain',
      'Plain',
      10_000,
    ]);
    expect(backend.health().state).toBe('UNKNOWN');
    expect(server.mostSockets()).toBe(0);
  });

  test('has the title of its configuration', () => {
    expect(connectPlain('http://127.0.0.1:1', { title: 'Sales' }).backend.title).toBe('Sales');
  });

  test('tells in its health how its calls went', async () => {
    let now = Date.parse('2024-03-01T08:00:00.000Z');
    let status = 200;
    const server = await startServer((response) => sendJson(response, {}, status));
    const { http, backend } = connectPlain(server.url, {}, { clock: () => (now += 1_000) });
    await http.send(get('/thing'), createCall());
    expect(backend.health().state).toBe('UP');
    status = 500;
    await failureOf(http.send(post('/thing', {}), createCall()));
    expect(backend.health()).toMatchObject({ state: 'DOWN', lastFailureCode: 'BACKEND_UNAVAILABLE' });
    status = 404;
    await failureOf(http.send(get('/thing'), createCall()));
    expect(backend.health().state).toBe('UP');
  });

  test('leaves an operation that keeps failing alone, and takes it up again', async () => {
    let isBroken = true;
    const server = await startServer((response, { url }) =>
      sendJson(response, {}, isBroken && url === '/list' ? 503 : 200),
    );
    const { http, backend } = connectPlain(server.url, { mostRetries: 0 });
    const list = get('/list', { operation: 'list' });
    const errors = [];
    for (let times = 0; times < 30; times++) errors.push(await failureOf(http.send(list, createCall())));
    const sent = server.received.length;
    expect(sent).toBeLessThanOrEqual(20);
    expect(errors.slice(sent).map(({ facts }) => facts.circuitOpen)).toEqual(Array(30 - sent).fill(true));
    expect(errors.slice(0, sent).some(({ facts }) => facts.circuitOpen === true)).toBe(false);

    // Its other operations go on.
    expect((await http.send(get('/thing'), createCall())).status).toBe(200);
    expect(backend.health()).toMatchObject({ state: 'DEGRADED', openCircuits: ['list'] });

    isBroken = false;
    const later = Date.now() + 60_000;
    jest.spyOn(Date, 'now').mockImplementation(() => later);
    expect((await http.send(list, createCall())).status).toBe(200);
    expect(backend.health()).toMatchObject({ state: 'UP', openCircuits: [] });
  });

  test('is not taken for broken because its callers go away', async () => {
    const server = await startServer((response, { url }) => (url === '/thing' ? sendJson(response, {}) : undefined));
    const { http, backend } = connectPlain(server.url);
    for (let times = 0; times < 40; times++) {
      const abort = new AbortController();
      const failure = failureOf(http.send(get(`/slow/${times}`), createCall({ signal: abort.signal })));
      await until('the request is there', () => server.received.length === times + 1);
      abort.abort();
      expect((await failure).facts.cancelled).toBe(true);
    }
    expect(backend.health()).toMatchObject({ state: 'UNKNOWN', openCircuits: [] });
    expect((await http.send(get('/thing'), createCall())).status).toBe(200);
  });

  test('is not taken for broken because of refusals', async () => {
    const server = await startServer((response) => sendJson(response, {}, 404));
    const { http, backend } = connectPlain(server.url);
    for (let times = 0; times < 40; times++) await failureOf(http.send(get('/thing'), createCall()));
    expect(server.received).toHaveLength(40);
    expect(backend.health().state).toBe('UP');
  });

  test('releases its sockets when it is closed', async () => {
    const server = await startServer((response) => sendJson(response, {}));
    const { http, backend } = connectPlain(server.url);
    await http.send(get('/thing'), createCall());
    expect(server.openSockets()).toBe(1);
    await backend.close();
    await until('the server sees its socket closed', () => server.openSockets() === 0);
    // An idle socket would have been closed some day: but no new one is opened either.
    expect((await failureOf(http.send(get('/thing'), createCall()))).code).toBe('BACKEND_UNAVAILABLE');
    expect(server.received).toHaveLength(1);
  });
});
