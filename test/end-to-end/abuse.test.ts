import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { GRAPHQL_PATH } from '../../src/transport/http-server.ts';
import { startRunningGateway, type RunningGateway } from '../support/running-gateway.ts';

jest.setTimeout(120_000);

const MEGABYTE = 1024 * 1024;
/** The bounds in time that the gateway is given here; all others are the defaults. */
const TIMES = { requestHeadersMs: 1_000, requestMs: 2_000, idleConnectionMs: 1_000 };
/** With much memory at hand, it would be long before any is given back. */
const HEAP_MEGABYTES = 128;
const GOOD = '{ ticketByNativeId(backend: "desk", nativeId: "one") { nativeId } }';

let backend: Server;
let gateway: RunningGateway;
const end = { isOver: false };
/** What well-behaved clients got while all this went on. */
const served: string[] = [];
let clients: Promise<unknown>;

beforeAll(async () => {
  backend = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'one', status: 'ASSIGNED' }));
  });
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');
  const { port } = backend.address() as AddressInfo;
  gateway = await startRunningGateway(
    `
server: { port: 0, production: true, cursorKey: a-key-of-this-test-alone }
identity: { anonymous: AGENT }
limits: ${JSON.stringify({ ...TIMES, requestsPerWindow: 1_000_000 })}
telemetry: { metricsOnMainPort: true }
backends:
  - id: desk
    kind: oneview
    baseUrl: http://127.0.0.1:${port}
    token: token-of-a-test
    operations:
      getTicket: { method: GET, path: '/tickets/{ticketID}' }
`,
    { NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}` },
  );
  clients = Promise.all(Array.from({ length: 3 }, runClient));
});

afterAll(async () => {
  end.isOver = true;
  await clients;
  await gateway.stop();
  backend.closeAllConnections();
  backend.close();
});

async function runClient(): Promise<void> {
  while (!end.isOver) {
    const response = await send(JSON.stringify({ query: GOOD }));
    const { data } = JSON.parse(response.text) as { data?: { ticketByNativeId?: { nativeId?: string } } };
    served.push(data?.ticketByNativeId?.nativeId ?? response.text);
    await wait(20);
  }
}

interface Sent {
  readonly status: number;
  readonly text: string;
}

async function send(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Sent> {
  const response = await fetch(`${gateway.url}${GRAPHQL_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(body),
  });
  return { status: response.status, text: await response.text() };
}

function open(): Socket {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  // A connection that the gateway cuts is what is looked for.
  socket.on('error', () => {});
  return socket;
}

/** Resolves when the gateway has closed the connection, with what it said before. */
async function closing(socket: Socket): Promise<string> {
  let said = '';
  socket.on('data', (data) => (said += data.toString('utf8')));
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return said;
}

const HEAD = `POST ${GRAPHQL_PATH} HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n`;

function repeated(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join(' ');
}

const nested = (levels: number): string =>
  `{ tickets { nodes { ${'relations { ticket { '.repeat(levels / 2)}id${' } }'.repeat(levels / 2)} } } }`;

/** Each with the limit that it meets. */
const DOCUMENTS: readonly (readonly [name: string, document: string, message: RegExp])[] = [
  ['1,000 aliases', `{ ${repeated(1_000, (index) => `a${index}: __typename`)} }`, /renamed fields: at most 250/],
  ['nesting of 50 levels', nested(48), /nested too deeply: at most 20 levels/],
  [
    'fragments in a circle',
    '{ tickets { nodes { ...a } } } fragment a on Ticket { ...b } fragment b on Ticket { ...a }',
    /within itself/,
  ],
  ['100,000 tokens', `{ ${'a '.repeat(99_998)}}`, /words and signs: at most 5000/],
  ['1,000 directives', `{ viewer { subject ${'@a '.repeat(1_000)} } }`, /directives: at most 100/],
  [
    'fragments that double 60 times',
    `{ viewer { ...f0 } } ${repeated(60, (index) => `fragment f${index} on Viewer { subject ${index < 59 ? `...f${index + 1} ...f${index + 1}` : ''} }`)}`,
    /fragments written out: at most 20000/,
  ],
  ['one field 1,200 times', `{ ${'viewer { subject } '.repeat(1_200)} }`, /top of an operation: at most 250/],
  [
    'one field 1,200 times further down',
    `{ tickets { nodes { ${'status { code } '.repeat(1_200)} } } }`,
    /repetitions of one field: at most 100/,
  ],
  [
    'pages within pages',
    `{ tickets(first: 100) { nodes { interactionLogs(first: 100) { nodes { relatedObjects { __typename } reasons { code } attachments { __typename } } } } } }`,
    /may hold \d+ objects: at most 100000/,
  ],
];

describe('documents', () => {
  test.each(DOCUMENTS)('%s', async (_name, document, message) => {
    const { status, text } = await send(JSON.stringify({ query: document }));
    expect(status).toBe(400);
    expect(text).toMatch(message);
  });
});

describe('bodies', () => {
  test('10 MB are refused before they have been sent', async () => {
    const socket = open();
    const said = closing(socket);
    socket.write(`${HEAD}content-length: ${10 * MEGABYTE}\r\n\r\n`);
    expect(await said).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('10 MB without an announced length are refused while they are sent', async () => {
    const socket = open();
    const said = closing(socket);
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    let chunks = 0;
    for (; chunks < 160 && !socket.destroyed; chunks++) {
      if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), said]);
    }
    await said;
    expect(socket.destroyed).toBe(true);
    expect(chunks).toBeLessThan(160);
  });

  test('10 MB that are packed into 10 kB are not unpacked', async () => {
    const bomb = gzipSync(JSON.stringify({ query: `${GOOD}${' '.repeat(10 * MEGABYTE)}` }));
    expect(bomb.length).toBeLessThan(20_000);
    expect(await send(bomb, { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
  });

  test('a list of 1,000 operations is refused', async () => {
    const { status, text } = await send(JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: GOOD }))));
    expect([status, text]).toEqual([400, expect.stringMatching(/batching disabled/)]);
  });
});

describe('headers', () => {
  test('more than the limit are refused', async () => {
    const socket = open();
    const said = closing(socket);
    socket.write(`${HEAD}x-large: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(await said).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('connections', () => {
  test('whose headers come a letter at a time are closed in the time for headers', async () => {
    const socket = open();
    const said = closing(socket);
    socket.write(HEAD);
    const drip = setInterval(() => socket.write('x'), 100);
    expect(await said.finally(() => clearInterval(drip))).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('whose body comes a letter at a time are closed in the time for a request', async () => {
    const socket = open();
    const said = closing(socket);
    socket.write(`${HEAD}content-length: 100000\r\n\r\n`);
    const drip = setInterval(() => socket.write(' '), 100);
    await said.finally(() => clearInterval(drip));
    expect(socket.destroyed).toBe(true);
  });

  test('that wait for another request are closed in the time for idle ones', async () => {
    const socket = open();
    const said = closing(socket);
    socket.write(`GET /health/live HTTP/1.1\r\nhost: gateway\r\n\r\n`);
    expect(await said).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('1,000 that say nothing are closed, and others are served meanwhile', async () => {
    const before = served.length;
    const sockets = Array.from({ length: 1_000 }, open);
    await Promise.all(sockets.map((socket) => closing(socket)));
    expect(served.length).toBeGreaterThan(before);
  });
});

describe('after all of that', () => {
  async function residentMegabytes(): Promise<number> {
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)$/m.exec(metrics)?.[1]) / MEGABYTE;
  }

  async function abuse(): Promise<void> {
    const bodies = DOCUMENTS.map(([, document]) => JSON.stringify({ query: document }));
    for (let round = 0; round < 20; round++) await Promise.all(bodies.map((body) => send(body)));
    const large = ' '.repeat(200_000);
    for (let round = 0; round < 50; round++) await send(JSON.stringify({ query: `${large}${round}` }));
    const sockets = Array.from({ length: 500 }, open);
    await Promise.all(sockets.map((socket) => closing(socket)));
  }

  test('memory does not grow with it', async () => {
    for (let round = 0; round < 2; round++) await abuse();
    const normal = await residentMegabytes();
    expect(normal).toBeGreaterThan(10);
    for (let round = 0; round < 3; round++) await abuse();
    expect(await residentMegabytes()).toBeLessThan(normal + 80);
  });

  test('everybody else was served all the time', () => {
    expect(served.length).toBeGreaterThan(100);
    expect(new Set(served)).toEqual(new Set(['one']));
  });

  test('the gateway had no fault of its own', () => {
    expect(gateway.printed()).not.toMatch(/"level":(50|60|"error")/);
  });
});
