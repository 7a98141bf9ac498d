import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { eventually } from '../support/eventually.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openStream } from '../support/live-stream-client.ts';

const WATCH = 'subscription { ticketChanges { kind cursor } }';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ tickets: 5, limits: { aliases: 20, cost: 5_000 }, live: { heartbeatMs: 100 } });
});
afterAll(async () => gateway.stop());

async function nothingLeft(): Promise<object> {
  await eventually(`nothing left of ${JSON.stringify(gateway.liveCounts())}`, () => {
    const { subscribers, feeds, pollers, streams } = gateway.liveCounts();
    return subscribers + feeds + pollers + streams === 0;
  });
  return gateway.liveCounts();
}
const NOTHING = { subscribers: 0, feeds: 0, pollers: 0, rosters: 0, streams: 0 };

describe('the real client', () => {
  test('gets the events of a subscription, and leaves nothing behind', async () => {
    const client = createClient({ url: `${gateway.url}/graphql/stream`, retryAttempts: 0 });
    const kinds: unknown[] = [];
    for await (const { data } of client.iterate<{ ticketChanges: { kind: string } }>({ query: WATCH })) {
      kinds.push(data?.ticketChanges.kind);
      break;
    }
    expect(kinds).toEqual(['SOURCES']);
    client.dispose();
    expect(await nothingLeft()).toMatchObject(NOTHING);
  });

  test('gets the answer to a query, and its end', async () => {
    const client = createClient({ url: `${gateway.url}/graphql/stream`, retryAttempts: 0 });
    const answers: unknown[] = [];
    for await (const answer of client.iterate({ query: '{ viewer { subject } }' })) answers.push(answer);
    expect(answers).toEqual([{ data: { viewer: { subject: 'anonymous' } } }]);
    client.dispose();
  });
});

describe('a request that is refused is answered by HTTP:', () => {
  test.each([
    ['no document', { body: '{}' }, 400, 'INVALID_INPUT'],
    ['a body that is no object', { body: '[]' }, 400, 'INVALID_INPUT'],
    ['a body that is no JSON', { body: '{' }, 400, 'INVALID_INPUT'],
    [
      'variables that are no object',
      { body: '{"query":"{ viewer { subject } }","variables":[]}' },
      400,
      'INVALID_INPUT',
    ],
    ['a name that is no text', { body: '{"query":"{ viewer { subject } }","operationName":1}' }, 400, 'INVALID_INPUT'],
    ['another type accepted', { headers: { accept: 'application/json' } }, 400, 'INVALID_INPUT'],
    ['a body of another type', { headers: { 'content-type': 'text/plain' } }, 400, 'INVALID_INPUT'],
  ])('one with %s', async (_name, options, status, code) => {
    const stream = await openStream(gateway.url, WATCH, options);
    expect(stream.status).toBe(status);
    expect(JSON.parse(await stream.rest())).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  test('a change over GET is refused', async () => {
    const stream = await openStream(gateway.url, 'mutation { deleteTicket(input: { ticketId: "x" }) { outcome } }', {
      method: 'GET',
    });
    expect({ status: stream.status, allow: stream.headers.allow }).toEqual({ status: 405, allow: 'POST' });
    expect(await stream.rest()).toContain('needs the method POST');
  });

  test('a caller with too many requests is told when to come again', async () => {
    const strict = await startTestGateway({ tickets: 1, limits: { requestsPerWindow: 1 } });
    try {
      await (await openStream(strict.url, '{ viewer { subject } }')).rest();
      const stream = await openStream(strict.url, '{ viewer { subject } }');
      expect(stream.status).toBe(429);
      expect(Number(stream.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await strict.stop();
    }
  });

  test('a caller with too many connections is refused until one ends', async () => {
    const small = await startTestGateway({ tickets: 1, live: { mostConnectionsEach: 1 } });
    try {
      const first = await openStream(small.url, WATCH);
      const second = await openStream(small.url, WATCH);
      expect(second.status).toBe(400);
      expect(await second.rest()).toContain('OVER_LIMIT');
      first.leave();
      await eventually('a place', () => small.liveCounts().streams === 0);
      const third = await openStream(small.url, WATCH);
      expect(third.status).toBe(200);
      third.leave();
    } finally {
      await small.stop();
    }
  });

  test('a subscription at the address of queries is refused with where to send it', async () => {
    const { status, errors } = await gateway.query(WATCH);
    expect(status).toBe(400);
    expect(errors[0]?.message).toContain('/graphql/stream');
  });
});

describe('a stream', () => {
  test('can be opened with GET, with variables', async () => {
    const stream = await openStream(
      gateway.url,
      'subscription ($filter: TicketFilter) { ticketChanges(filter: $filter) { kind } }',
      {
        method: 'GET',
        variables: { filter: { statusCategories: ['OPEN'] } },
      },
    );
    await stream.until('"kind":"SOURCES"');
    stream.leave();
    expect(await nothingLeft()).toMatchObject(NOTHING);
  });

  test('says at once that it has begun, gives signs of life, and can be read by a page of a permitted origin', async () => {
    const stream = await openStream(gateway.url, WATCH, { headers: { origin: 'https://studio.apollographql.com' } });
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'access-control-allow-origin': 'https://studio.apollographql.com',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    await stream.until('\n\n');
    expect(stream.text().startsWith(':\n\n')).toBe(true);
    await eventually(
      'three beats',
      () =>
        stream
          .text()
          .split('\n\n')
          .filter((part) => part === ':').length >= 3,
    );
    stream.leave();
    expect(await nothingLeft()).toMatchObject(NOTHING);
  });

  test('leaves nothing behind when its client goes away before its first event', async () => {
    for (let count = 0; count < 10; count += 1) {
      const stream = await openStream(gateway.url, WATCH);
      stream.leave();
    }
    expect(await nothingLeft()).toMatchObject(NOTHING);
  });

  test('is completed when the gateway stops', async () => {
    const stopping = await startTestGateway({ tickets: 1 });
    const stream = await openStream(stopping.url, WATCH);
    await stream.until('"kind":"SOURCES"');
    await stopping.stop();
    expect((await stream.rest()).endsWith('event: complete\ndata:\n\n')).toBe(true);
  });
});
