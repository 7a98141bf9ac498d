import { afterEach, describe, expect, test } from '@jest/globals';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { createOverload, overloadReason } from '../../src/transport/overload.ts';
import { collectingLog, sendQuery } from '../support/gateway.ts';
import { SLOW_QUERY, startSlowBackend, type SlowBackend } from './slow-backend.ts';

const SETTINGS = { operationsAtOnce: 2, eventLoopDelayMs: 100, heapShare: 0.9 };
const CALM = { underWay: 0, delayMs: 0, heapShare: 0 };

describe('nothing more is taken', () => {
  test.each([
    ['all is calm', CALM, null],
    ['nearly too many are under way', { ...CALM, underWay: 1 }, null],
    ['too many are under way', { ...CALM, underWay: 2 }, 'too many requests are under way'],
    ['the process is just in time', { ...CALM, delayMs: 100 }, null],
    ['the process is late', { ...CALM, delayMs: 101 }, 'it is late with its work'],
    ['there is memory', { ...CALM, heapShare: 0.9 }, null],
    ['there is none', { ...CALM, heapShare: 0.91 }, 'its memory is nearly used up'],
  ])('when %s', (_name, pressure, reason) => {
    expect(overloadReason(pressure, SETTINGS)).toBe(reason);
  });

  test('until one of those under way is done', () => {
    const overload = createOverload({ ...SETTINGS, eventLoopDelayMs: 60_000, heapShare: 1 });
    overload.enter();
    overload.enter();
    expect(() => overload.enter()).toThrow('takes no further request for a moment: too many requests are under way');
    overload.leave();
    overload.enter();
    expect(overload.underWay).toBe(2);
    overload.close();
  });
});

describe('a gateway with enough to do', () => {
  let backend: SlowBackend | undefined;
  let gateway: Gateway | undefined;

  afterEach(async () => {
    backend?.answer();
    await gateway?.stop();
    await backend?.stop();
  });

  test('refuses more with 503 and a time, answers for its health, and recovers', async () => {
    backend = await startSlowBackend();
    const { configuration } = backend;
    const limits = { ...configuration.limits, operationsAtOnce: 1 };
    gateway = await createGateway({ ...configuration, limits }, collectingLog([]));
    const url = await gateway.http.app.listen({ host: '127.0.0.1', port: 0 });
    const underWay = sendQuery(url, SLOW_QUERY);
    await backend.arrived;

    const refused = await sendQuery(url, '{ viewer { subject } }');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(refused.errors[0]).toMatchObject({
      extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterMs: 1_000 },
    });
    const files = [`${url}/attachments/an-id`, `${url}/attachments`];
    const answers = await Promise.all([
      fetch(files[0] ?? ''),
      fetch(files[1] ?? '', { method: 'POST', body: 'x', headers: { 'content-type': 'application/octet-stream' } }),
    ]);
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    }
    const stream = () =>
      fetch(`${url}/graphql/stream`, {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ viewer { subject } }' }),
      });
    const live = await stream();
    expect([live.status, live.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await live.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    for (const path of ['/health/live', '/health/ready']) expect((await fetch(`${url}${path}`)).status).toBe(200);

    backend.answer();
    expect((await underWay).status).toBe(200);
    expect((await sendQuery(url, '{ viewer { subject } }')).status).toBe(200);
    expect(await (await stream()).text()).toContain('event: complete');
  });

  test('gives a place back whose client went away', async () => {
    backend = await startSlowBackend();
    const { configuration } = backend;
    const limits = { ...configuration.limits, operationsAtOnce: 1 };
    gateway = await createGateway({ ...configuration, limits }, collectingLog([]));
    const url = await gateway.http.app.listen({ host: '127.0.0.1', port: 0 });
    const client = new AbortController();
    const leaving = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: SLOW_QUERY }),
      signal: client.signal,
    });
    await backend.arrived;
    client.abort();
    await expect(leaving).rejects.toThrow('aborted');
    await backend.abandoned;
    expect((await sendQuery(url, '{ viewer { subject } }')).status).toBe(200);
  });
});
