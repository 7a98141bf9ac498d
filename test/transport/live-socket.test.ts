import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { request as sendRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openConnection, openSocket, type SocketClient, type SocketMessage } from '../support/live-socket-client.ts';

const WATCH = 'subscription { ticketChanges { kind cursor sources { backend { id } state } } }';

let gateway: TestGateway;
const clients: SocketClient[] = [];

beforeAll(async () => {
  gateway = await startTestGateway({ tickets: 5, limits: { aliases: 20, depth: 8, tokens: 500, cost: 5_000 } });
});
afterEach(() => {
  for (const { socket } of clients.splice(0)) socket.terminate();
});
afterAll(async () => gateway.stop());

async function open(...options: Parameters<typeof openSocket> extends [string, ...infer Rest] ? Rest : never) {
  const client = await openSocket(gateway.url, ...options);
  clients.push(client);
  return client;
}

async function connect(payload?: Readonly<Record<string, unknown>>): Promise<SocketClient> {
  const client = await openConnection(gateway.url, payload);
  clients.push(client);
  return client;
}

function subscribe(client: SocketClient, query: string, id = '1', rest: object = {}): void {
  client.send({ id, type: 'subscribe', payload: { query, ...rest } });
}

/** Codes of the errors that a message carries, whatever its type. */
function codes({ type, payload }: SocketMessage): unknown[] {
  const errors = (type === 'error' ? payload : (payload as { readonly errors?: unknown }).errors) as readonly {
    readonly extensions?: { readonly code?: string };
  }[];
  return errors.map(({ extensions }) => extensions?.code);
}

/** Asks for a socket by hand. @returns the headers of the 101, and all that comes after them */
async function upgrade(subprotocol: string): Promise<{ headers: IncomingHttpHeaders; frame: Buffer }> {
  const request = sendRequest(`${gateway.url}/graphql`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-protocol': subprotocol,
    },
  });
  request.end();
  const [{ headers }, connection, head] = (await once(request, 'upgrade')) as [IncomingMessage, Socket, Buffer];
  const parts = [head];
  connection.on('data', (part: Buffer) => parts.push(part));
  await eventually('a frame', () => Buffer.concat(parts).length >= 4);
  connection.destroy();
  return { headers, frame: Buffer.concat(parts) };
}

describe('the protocol', () => {
  test('closes with 4406 where there is no subprotocol', async () => {
    const client = await open({ protocol: null });
    expect(await client.closed).toMatchObject({ code: 4406 });
  });

  // The gateway can name no subprotocol that it does not speak. Clients that keep to RFC 6455, as browsers and `ws` do,
  // therefore fail the handshake of their own accord and report 1006: what is sent can only be seen on the wire.
  test('closes with 4406 where the subprotocol is another', async () => {
    const { headers, frame } = await upgrade('graphql-ws');
    expect(headers['sec-websocket-protocol']).toBeUndefined();
    expect({ opcode: frame[0], code: frame.readUInt16BE(2) }).toEqual({ opcode: 0x88, code: 4406 });
    expect(frame.toString('utf8', 4)).toBe('Subprotocol not acceptable');
  });

  test('closes with 4408 where nobody says who they are', async () => {
    const patient = await startTestGateway({ tickets: 1, live: { initMs: 100 } });
    try {
      const client = await openSocket(patient.url);
      expect(await client.closed).toMatchObject({ code: 4408 });
    } finally {
      await patient.stop();
    }
  });

  test('closes with 4429 after a second introduction', async () => {
    const client = await connect();
    client.send({ type: 'connection_init' });
    expect(await client.closed).toMatchObject({ code: 4429 });
  });

  test('closes with 4401 after a subscription before the introduction', async () => {
    const client = await open();
    subscribe(client, '{ viewer { subject } }');
    expect(await client.closed).toMatchObject({ code: 4401 });
  });

  test('closes with 4409 where an id is used twice at a time', async () => {
    const client = await connect();
    subscribe(client, WATCH);
    await client.until('next');
    subscribe(client, WATCH);
    expect(await client.closed).toMatchObject({ code: 4409 });
    await eventually('nothing left', () => gateway.liveCounts().subscribers === 0);
  });

  test.each([
    ['no JSON', 'hello'],
    ['no message', '[]'],
    ['an unknown type', '{"type":"start"}'],
    ['a subscription without an id', '{"type":"subscribe","payload":{"query":"{ __typename }"}}'],
    ['a subscription without a document', '{"type":"subscribe","id":"1","payload":{}}'],
    ['a prototype for a type', '{"type":"__proto__"}'],
  ])('closes with 4400 after %s', async (_name, message) => {
    const client = await connect();
    client.send(message);
    expect(await client.closed).toMatchObject({ code: 4400 });
  });

  test('closes with 4400 after a binary message', async () => {
    const client = await connect();
    client.send(Buffer.from('{"type":"ping"}'));
    expect(await client.closed).toMatchObject({ code: 4400 });
  });

  test('closes with 1009 after a message that is too large', async () => {
    const client = await connect();
    client.send(
      JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(gateway.configuration.server.mostBodyBytes) } }),
    );
    expect(await client.closed).toMatchObject({ code: 1009 });
  });

  test('answers a ping with its payload', async () => {
    const client = await connect();
    client.send({ type: 'ping', payload: { mine: 1 } });
    expect(await client.until('pong')).toEqual({ type: 'pong', payload: { mine: 1 } });
  });

  test('takes nothing any more after it has closed', async () => {
    const client = await connect();
    client.send('hello');
    for (let count = 1; count <= 5; count += 1) subscribe(client, WATCH, String(count));
    expect(await client.closed).toMatchObject({ code: 4400 });
    expect(gateway.liveCounts().subscribers).toBe(0);
  });
});

describe('an operation', () => {
  test('may be a query', async () => {
    const client = await connect();
    subscribe(client, '{ viewer { subject } backends { id } }');
    expect(await client.until('next')).toMatchObject({ payload: { data: { viewer: { subject: 'anonymous' } } } });
    await client.until('complete');
  });

  test('may be a change', async () => {
    const client = await connect();
    const { data } = await gateway.query<{ tickets: { nodes: { id: string }[] } }>(
      '{ tickets(first: 1, filter: { backends: ["huawei"] }) { nodes { id } } }',
    );
    const ticketId = data?.tickets.nodes[0]?.id;
    subscribe(
      client,
      'mutation ($ticketId: ID!) { addComment(input: { ticketId: $ticketId, text: "Hello", dryRun: true }) { outcome } }',
      '1',
      { variables: { ticketId } },
    );
    expect(await client.until('next')).toMatchObject({ payload: { data: { addComment: { outcome: 'PREVIEWED' } } } });
  });

  test('is a subscription whose first event tells how well each backend is watched', async () => {
    const client = await connect();
    subscribe(client, WATCH);
    const { payload } = await client.until('next');
    expect(payload).toMatchObject({ data: { ticketChanges: { kind: 'SOURCES' } } });
    const { sources } = (payload as { data: { ticketChanges: { sources: { state: string }[] } } }).data.ticketChanges;
    expect(sources).toHaveLength(5);
  });

  test('ends when its client completes it, and the socket lives on', async () => {
    const client = await connect();
    subscribe(client, WATCH);
    await client.until('next');
    client.send({ id: '1', type: 'complete' });
    await eventually('no subscriber', () => gateway.liveCounts().subscribers === 0);
    subscribe(client, '{ viewer { subject } }', '2');
    expect(await client.until('next', '2')).toMatchObject({ payload: { data: { viewer: { subject: 'anonymous' } } } });
  });

  test('that began twice under one id, as its client completed it before it began, leaves nothing', async () => {
    const client = await connect();
    for (let count = 0; count < 5; count += 1) {
      subscribe(client, WATCH, 'same');
      client.send({ id: 'same', type: 'complete' });
    }
    subscribe(client, WATCH, 'same');
    await client.until('next', 'same');
    client.socket.terminate();
    const left = (): number => {
      const { subscribers, feeds, pollers, sockets } = gateway.liveCounts();
      return subscribers + feeds + pollers + sockets;
    };
    await eventually('nothing left', () => left() === 0);
    expect(left()).toBe(0);
  });

  test.each([
    ['a syntax error', '{ viewer {', 'INVALID_INPUT'],
    ['an unknown field', '{ nothing }', 'INVALID_INPUT'],
    ['two operations without a name', 'query A { viewer { subject } } query B { viewer { subject } }', 'INVALID_INPUT'],
    [
      'too many aliases',
      `{ ${Array.from({ length: 21 }, (_, index) => `a${index}: viewer { subject }`).join(' ')} }`,
      'OVER_LIMIT',
    ],
    [
      'too deep a document',
      '{ node(id: "") { ... on Ticket { relations { ticket { relations { ticket { relations { ticket { relations { ticket { id } } } } } } } } } } }',
      'OVER_LIMIT',
    ],
    [
      'too costly a document',
      '{ a: tickets(first: 100) { nodes { interactionLogs(first: 100) { nodes { id } } } } b: tickets(first: 100) { nodes { interactionLogs(first: 100) { nodes { id } } } } }',
      'OVER_LIMIT',
    ],
    ['too long a document', `{ ${'viewer { subject } '.repeat(200)} }`, 'OVER_LIMIT'],
    [
      'two fields in one subscription',
      'subscription { a: ticketChanges { kind } b: ticketChanges { kind } }',
      'INVALID_INPUT',
    ],
  ])('with %s fails alone, and the socket lives on', async (_name, query, code) => {
    const client = await connect();
    subscribe(client, query, 'bad');
    expect(codes(await client.until('error', 'bad'))).toEqual([code]);
    subscribe(client, '{ viewer { subject } }', 'good');
    await client.until('next', 'good');
  });

  test.each([
    ['a cursor that is none', 'subscription { ticketChanges(since: "nonsense") { kind } }', 'INVALID_INPUT'],
    ['a filter that is none', 'subscription { ticketChanges(ticketIds: ["x"]) { kind } }', 'INVALID_INPUT'],
    [
      'two kinds of ids',
      'subscription { ticketChanges(ticketIds: [], filter: { ids: [] }) { kind } }',
      'INVALID_INPUT',
    ],
    ['a ticket that is none', 'subscription { interactionLogAdded(ticketId: "x") { kind } }', 'INVALID_INPUT'],
  ])('that subscribes with %s is answered with the error and complete', async (_name, query, code) => {
    const client = await connect();
    subscribe(client, query);
    expect(codes(await client.until('next'))).toEqual([code]);
    await client.until('complete');
    expect(gateway.liveCounts().subscribers).toBe(0);
  });

  test('whose variables have the wrong type is answered with the error', async () => {
    const client = await connect();
    subscribe(client, 'query ($id: ID!) { ticket(id: $id) { id } }', '1', { variables: { id: {} } });
    expect(codes(await client.until('next'))).toEqual(['INVALID_INPUT']);
  });

  test('is one too many where a connection has as many as it may', async () => {
    const few = await startTestGateway({ tickets: 1, live: { mostSubscriptions: 2 } });
    try {
      const client = await openConnection(few.url);
      // What is refused takes no place.
      for (const id of ['a', 'b']) subscribe(client, '{ nothing }', id);
      expect(codes(await client.until('error', 'b'))).toEqual(['INVALID_INPUT']);
      for (const id of ['1', '2', '3']) subscribe(client, WATCH, id);
      await client.until('next', '2');
      expect(codes(await client.until('error', '3'))).toEqual(['OVER_LIMIT']);
      client.send({ id: '1', type: 'complete' });
      await eventually('one has ended', () => few.liveCounts().subscribers === 1);
      subscribe(client, WATCH, '4');
      await client.until('next', '4');
    } finally {
      await few.stop();
    }
  });

  test('does not let anybody read the schema in production', async () => {
    const production = await startTestGateway({ tickets: 1, server: { production: true } });
    try {
      const client = await openConnection(production.url);
      subscribe(client, '{ __schema { types { name } } }', '1');
      expect(codes(await client.until('error', '1'))).toEqual(['INVALID_INPUT']);
      subscribe(client, '{ viewr { subject } }', '2');
      expect(JSON.stringify(await client.until('error', '2'))).not.toContain('Did you mean');
    } finally {
      await production.stop();
    }
  });

  test('counts as a request of its caller', async () => {
    const strict = await startTestGateway({ tickets: 1, limits: { requestsPerWindow: 2 } });
    try {
      const client = await openConnection(strict.url);
      for (const id of ['1', '2', '3']) subscribe(client, '{ viewer { subject } }', id);
      expect(codes(await client.until('error', '3'))).toEqual(['RATE_LIMITED']);
    } finally {
      await strict.stop();
    }
  });
});

describe('the real client', () => {
  test('subscribes, queries, and reconnects by itself', async () => {
    let socket: WebSocket | undefined;
    let opened = 0;
    const client = createClient({
      url: `${gateway.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 3,
      retryWait: async () => {},
      on: {
        opened(own) {
          socket = own as WebSocket;
          opened += 1;
        },
      },
    });
    const kinds: unknown[] = [];
    for await (const { data } of client.iterate<{ ticketChanges: { kind: string } }>({ query: WATCH })) {
      kinds.push(data?.ticketChanges.kind);
      if (kinds.length === 2) break;
      // As if the network failed.
      socket?.terminate();
    }
    expect(kinds).toEqual(['SOURCES', 'SOURCES']);
    expect(opened).toBe(2);
    await client.dispose();
    await eventually('nothing left', () => gateway.liveCounts().subscribers + gateway.liveCounts().sockets === 0);
  });
});

describe('who may open a socket', () => {
  async function refusal(
    url: string,
    options: WebSocket.ClientOptions,
    path = '/graphql',
  ): Promise<number | undefined> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, ['graphql-transport-ws'], options);
    socket.on('error', () => {});
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
    socket.terminate();
    return response.statusCode;
  }

  test('no page of a foreign origin', async () => {
    expect(await refusal(gateway.url, { origin: 'https://evil.example' })).toBe(403);
    expect(await refusal(gateway.url, { origin: 'null' })).toBe(403);
  });

  test('pages of the gateway’s own origin and of those that are permitted', async () => {
    for (const origin of [gateway.url, 'https://studio.apollographql.com']) {
      const client = await open({ origin });
      expect(client.socket.readyState).toBe(WebSocket.OPEN);
    }
  });

  test('nobody at another address', async () => {
    expect(await refusal(gateway.url, {}, '/other')).toBe(404);
  });

  test('nobody more than there may be, and no caller more than each may have', async () => {
    const small = await startTestGateway({ tickets: 1, live: { mostConnections: 3, mostConnectionsEach: 2 } });
    try {
      const first = await openConnection(small.url);
      await openConnection(small.url);
      const third = await openSocket(small.url);
      third.send({ type: 'connection_init' });
      expect(await third.closed).toMatchObject({ code: 1013 });
      const silent = await openSocket(small.url);
      // Those who have not said who they are count as well.
      expect(await refusal(small.url, {})).toBe(503);
      silent.socket.terminate();
      first.socket.terminate();
      await eventually('a place', () => small.liveCounts().sockets === 1);
      await openConnection(small.url);
    } finally {
      await small.stop();
    }
  });

  test('a client that would like to speak HTTP/2 is answered as if it had not said so', async () => {
    const { hostname, port } = new URL(gateway.url);
    const request = sendRequest({
      hostname,
      port,
      path: '/graphql',
      method: 'POST',
      headers: {
        connection: 'Upgrade, HTTP2-Settings',
        upgrade: 'h2c',
        'http2-settings': 'AAMAAABkAARAAAAAAAIAAAAA',
        'content-type': 'application/json',
      },
    });
    request.end(JSON.stringify({ query: '{ viewer { subject } }' }));
    const [response] = (await once(request, 'response')) as [{ statusCode?: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(200);
  });
});

describe('a socket ends', () => {
  test('when its client gives no sign of life', async () => {
    const strict = await startTestGateway({ tickets: 1, live: { heartbeatMs: 100 } });
    try {
      const living = await openConnection(strict.url);
      const dead = await openSocket(strict.url);
      // Reads nothing any more, so that pings are not answered.
      dead.socket.pause();
      await eventually('one is left', () => strict.liveCounts().sockets === 1);
      expect(living.socket.readyState).toBe(WebSocket.OPEN);
    } finally {
      await strict.stop();
    }
  });

  test('with 1001 when the gateway stops, also where the client does not answer', async () => {
    const stopping = await startTestGateway({ tickets: 1 });
    const [polite, silent] = [await openConnection(stopping.url), await openConnection(stopping.url)];
    subscribe(polite, WATCH);
    await polite.until('next');
    silent.socket.pause();
    await stopping.stop();
    expect(await polite.closed).toMatchObject({ code: 1001 });
  });

  test('when its client asks more than it reads', async () => {
    const client = await connect();
    client.socket.pause();
    const payload = { text: 'x'.repeat(200_000) };
    let sent = 0;
    while (client.socket.readyState === WebSocket.OPEN && sent < 2_000) {
      client.send({ type: 'ping', payload });
      sent += 1;
      if (sent % 20 === 0) {
        if (gateway.liveCounts().sockets === 0) break;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    await eventually('the gateway has let go of it', () => gateway.liveCounts().sockets === 0);
    expect(sent).toBeGreaterThan(50);
  });
});
