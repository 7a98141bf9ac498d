import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestGateway, type Answer, type TestGateway, type TestGatewayOptions } from '../support/gateway.ts';

const QUESTION = '{ viewer { subject } }';

let gateway: TestGateway | undefined;

afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
});

async function start(options: TestGatewayOptions): Promise<TestGateway> {
  gateway = await startTestGateway(options);
  return gateway;
}

function costOf({ text }: Answer<unknown>): unknown {
  return (JSON.parse(text) as { extensions?: { cost?: unknown } }).extensions?.cost;
}

async function post(url: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

function codes({ errors }: Answer<unknown>): string[] {
  return errors.map(({ extensions }) => extensions.code);
}

describe('the cost of an operation', () => {
  test('stands in its answer', async () => {
    const running = await start({});
    const answer = await running.query('{ tickets(first: 5) { nodes { id status { code } } sources { state } } }');
    expect(answer.errors).toEqual([]);
    const { tickets } = answer.data as { tickets: { nodes: unknown[]; sources: unknown[] } };
    const calls = Object.values(running.backendCalls()).reduce((sum, count) => sum + count, 0);
    expect(costOf(answer)).toEqual({
      requested: 1 + 5 * 2 + 10,
      actual: 1 + tickets.nodes.length * 2 + tickets.sources.length,
      backendCalls: calls,
    });
    expect(calls).toBeGreaterThan(4);
  });

  test('over the limit is refused before any backend is asked', async () => {
    const running = await start({ limits: { cost: 30 } });
    expect((await running.query('{ tickets(first: 29) { nodes { id } } }')).status).toBe(200);
    running.reset();
    const answer = await running.query('query ($first: Int) { tickets(first: $first) { nodes { id } } }', {
      first: 30,
    });
    expect(answer.status).toBe(400);
    expect(codes(answer)).toEqual(['OVER_LIMIT']);
    expect(answer.data).toBeUndefined();
    expect(costOf(answer)).toEqual({ requested: 31, actual: 0, backendCalls: 0 });
    expect(running.backendCalls()).toEqual({});
  });
});

describe('the calls to backends of one operation', () => {
  test('end at the limit, and say so where they are missing', async () => {
    const running = await start({ limits: { backendCalls: 3 } });
    const ids = Array.from({ length: 6 }, (_, index) => `t${index}`);
    const document = `{ ${ids.map((id) => `${id}: ticketByNativeId(backend: "huawei", nativeId: "${id}") { id }`).join(' ')} }`;
    const answer = await running.query(document);
    expect(answer.status).toBe(200);
    const refused = answer.errors.filter(({ extensions }) => extensions.code === 'OVER_LIMIT');
    expect(refused).toHaveLength(3);
    expect(refused[0]?.message).toContain('at most 3 are possible');
    const reads = Object.entries(running.backendCalls()).filter(([route]) => !/token/i.test(route));
    expect(reads.reduce((sum, [, count]) => sum + count, 0)).toBe(3);
  });

  test('are counted anew for the next one', async () => {
    const running = await start({ limits: { backendCalls: 1 }, caches: { catalogFreshMs: 0, catalogStaleMs: 0 } });
    for (let sent = 0; sent < 3; sent++) {
      expect((await running.query('{ statuses(backends: ["oneview"]) { sources { state } } }')).errors).toEqual([]);
    }
  });
});

describe('documents that are too large', () => {
  test.each([
    ['words', { tokens: 20 }, `{ ${'viewer { subject } '.repeat(10)} }`],
    ['levels', { depth: 3 }, '{ tickets { nodes { status { code } } } }'],
    ['renamed fields', { aliases: 2 }, '{ a: viewer { b: subject c: subject } }'],
    ['fields at the top', { rootFields: 2 }, '{ viewer { subject } backends { id } statuses { sources { state } } }'],
    ['directives', { directives: 1 }, '{ viewer @skip(if: false) { subject @skip(if: false) } }'],
    [
      'fragments',
      { fragments: 1 },
      '{ viewer { ...a ...b } } fragment a on Viewer { subject } fragment b on Viewer { subject }',
    ],
    ['repetitions', { repetitions: 1 }, '{ viewer { subject subject } }'],
    ['fields', { selections: 3 }, '{ viewer { subject isAuthenticated roles } }'],
  ])('are refused for their %s', async (_name, limits, document) => {
    const running = await start({ limits });
    // Twice: what was refused is not remembered as good.
    for (let sent = 0; sent < 2; sent++) {
      const answer = await running.query(document);
      expect(answer.status).toBe(400);
      expect(new Set(codes(answer))).toEqual(new Set(['OVER_LIMIT']));
    }
    expect(running.backendCalls()).toEqual({});
    expect((await running.query(QUESTION)).status).toBe(200);
  });

  test('are refused in a GET, too', async () => {
    const { url } = await start({ limits: { aliases: 1 } });
    const parameters = new URLSearchParams({ query: '{ a: viewer { subject } b: viewer { subject } }' });
    const response = await fetch(`${url}/graphql?${parameters.toString()}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('"code":"OVER_LIMIT"');
  });
});

describe('too many requests of one caller', () => {
  test('are refused with the time to wait, and others are served', async () => {
    const { url } = await start({
      limits: { requestsPerWindow: 2, windowMs: 60_000 },
      server: { trustedProxies: ['127.0.0.1'] },
    });
    const from = (address: string): Promise<Response> => post(url, { query: QUESTION }, { 'x-forwarded-for': address });
    expect((await from('192.0.2.1')).headers.get('ratelimit')).toMatch(/^"requests";r=1;t=0$/);
    expect((await from('192.0.2.1')).status).toBe(200);
    const refused = await from('192.0.2.1');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBe(30);
    expect(refused.headers.get('ratelimit-policy')).toBe('"requests";q=2;w=60');
    expect(await refused.json()).toEqual({
      errors: [
        {
          message: 'You sent too many requests: at most 2 in 60 seconds are possible.',
          extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterMs: expect.any(Number) },
        },
      ],
    });
    expect((await from('192.0.2.2')).status).toBe(200);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  test('cannot be hidden by a header that nobody may be believed', async () => {
    const { url } = await start({ limits: { requestsPerWindow: 1 } });
    const statuses: number[] = [];
    for (const address of ['192.0.2.1', '192.0.2.2']) {
      statuses.push((await post(url, { query: QUESTION }, { 'x-forwarded-for': address })).status);
    }
    expect(statuses).toEqual([200, 429]);
  });
});

describe('too many connections', () => {
  test('are closed at once, and those that were there stay', async () => {
    const { url } = await start({ limits: { connections: 2 } });
    const { hostname, port } = new URL(url);
    const sockets = [0, 1, 2].map(() => connect(Number(port), hostname));
    try {
      const [first, second, third] = sockets as [Socket, Socket, Socket];
      third.resume();
      await once(third, 'close');
      expect([first.destroyed, second.destroyed]).toEqual([false, false]);
      first.write('GET /health/live HTTP/1.1\r\nhost: gateway\r\n\r\n');
      expect(String((await once(first, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  test('a connection ends with as many requests as it may bring', async () => {
    const { url } = await start({ limits: { requestsPerConnection: 2 } });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const ask = async (): Promise<string> => {
      socket.write('GET /health/live HTTP/1.1\r\nhost: gateway\r\n\r\n');
      const [data] = (await once(socket, 'data')) as [Buffer];
      return data.toString('utf8');
    };
    try {
      expect([await ask(), await ask(), await ask()]).toEqual([
        expect.stringMatching(/^HTTP\/1\.1 200 [^]*connection: keep-alive/i),
        expect.stringMatching(/^HTTP\/1\.1 200 [^]*connection: close/i),
        expect.stringMatching(/^HTTP\/1\.1 503 /),
      ]);
    } finally {
      socket.destroy();
    }
  });
});

describe('documents that are known beforehand', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ticket-gateway-documents-'));
  const manifest = join(folder, 'manifest.json');
  writeFileSync(manifest, JSON.stringify({ 'sha256:viewer': 'query Who { viewer { subject } }' }));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are answered by their id, and no others where that is wanted', async () => {
    const { url } = await start({ documents: { manifest, mode: 'enforce' } });
    const asked = { documentId: 'sha256:viewer' };
    expect(await (await post(url, asked)).json()).toMatchObject({ data: { viewer: { subject: 'anonymous' } } });
    const parameters = new URLSearchParams(asked);
    const got = await fetch(`${url}/graphql?${parameters.toString()}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });
    expect(await got.json()).toMatchObject({ data: { viewer: { subject: 'anonymous' } } });

    for (const [body, status, code] of [
      [{ query: QUESTION }, 403, 'FORBIDDEN'],
      [{ documentId: 'sha256:other' }, 404, 'NOT_FOUND'],
    ] as const) {
      const type = 'application/graphql-response+json';
      const refused = await post(url, body, { accept: type });
      expect(refused.status).toBe(status);
      expect(refused.headers.get('content-type')).toContain(type);
      expect(await refused.text()).toContain(`"code":"${code}"`);
    }
  });
});

describe('documents that clients register by their hash', () => {
  const sha256Hash = createHash('sha256').update(QUESTION).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };

  test('are not taken by default', async () => {
    const { url } = await start({});
    const response = await post(url, { extensions });
    expect(await response.text()).toContain('PERSISTED_QUERY_NOT_SUPPORTED');
  });

  test('are kept where that is wanted, and only as many as that', async () => {
    const { url } = await start({ documents: { automatic: true, mostAutomatic: 1 } });
    const ask = async (body: object): Promise<string> => (await post(url, body)).text();
    expect(await ask({ extensions })).toContain('PERSISTED_QUERY_NOT_FOUND');
    expect(await ask({ query: QUESTION, extensions })).toContain('anonymous');
    expect(await ask({ extensions })).toContain('anonymous');

    const other = '{ viewer { roles } }';
    const otherHash = createHash('sha256').update(other).digest('hex');
    await ask({ query: other, extensions: { persistedQuery: { version: 1, sha256Hash: otherHash } } });
    expect(await ask({ extensions })).toContain('PERSISTED_QUERY_NOT_FOUND');
  });

  test('cannot bring a document that is too large', async () => {
    const { url } = await start({ documents: { automatic: true }, limits: { aliases: 1 } });
    const query = '{ a: viewer { subject } b: viewer { subject } }';
    const hash = createHash('sha256').update(query).digest('hex');
    const named = { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } };
    expect(await (await post(url, { query, ...named })).text()).toContain('OVER_LIMIT');
    expect(await (await post(url, named)).text()).toContain('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('the schema', () => {
  const introspection = '{ __schema { queryType { name } } }';
  const misspelled = '{ viewer { subjekt } }';

  test.each([
    [false, undefined, true],
    [true, undefined, false],
    [true, true, true],
    [false, false, false],
  ])('with production %p and introspection %p may be read: %p', async (production, allowed, isReadable) => {
    const running = await start({
      server: { production, ...(allowed === undefined ? {} : { introspection: allowed }) },
    });
    expect((await running.query(introspection)).status).toBe(isReadable ? 200 : 400);
    const { text } = await running.query(misspelled);
    expect(text.includes('Did you mean')).toBe(isReadable);
  });
});
