import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, NetworkError } from 'graphql-sse';
import { eventually } from '../support/eventually.ts';
import { startTestGateway, type AnsweredError, type TestGateway } from '../support/gateway.ts';
import { openStream } from '../support/live-stream-client.ts';

const WHO = 'query Mine { viewer { subject } }';

let gateway: TestGateway;
let strict: TestGateway;

const folder = mkdtempSync(join(tmpdir(), 'ticket-gateway-streams-'));
const manifest = join(folder, 'documents.json');

beforeAll(async () => {
  writeFileSync(manifest, JSON.stringify({ known: WHO }));
  gateway = await startTestGateway({
    tickets: 5,
    limits: { aliases: 20, cost: 5_000 },
    telemetry: { metricsOnMainPort: true, operationNames: ['Watch'] },
  });
  strict = await startTestGateway({ tickets: 1, documents: { mode: 'enforce', manifest } });
});
afterAll(async () => {
  await gateway.stop();
  await strict.stop();
  rmSync(folder, { recursive: true });
});

interface Told {
  readonly data?: unknown;
  readonly errors?: readonly AnsweredError[];
}

/** All that the real client hands on for an operation, up to its end. */
async function askWithClient(query: string, url = gateway.url, rest: object = {}): Promise<readonly Told[]> {
  const client = createClient({ url: `${url}/graphql/stream`, retryAttempts: 0 });
  const answers: Told[] = [];
  for await (const answer of client.iterate({ query, ...rest })) answers.push(answer as unknown as Told);
  client.dispose();
  return answers;
}

async function absentTicketId(): Promise<string> {
  const { data } = await gateway.query<{ tickets: { nodes: { id: string }[] } }>(
    '{ tickets(first: 1, filter: { backends: ["hybris"] }) { nodes { id } } }',
  );
  const known = Buffer.from(data?.tickets.nodes[0]?.id ?? '', 'base64url').toString('utf8');
  const absent = known.replace(/[^:"]+$/, (id) => id.replaceAll(/\d/g, '9'));
  return Buffer.from(absent, 'utf8').toString('base64url');
}

const TOO_MANY_ALIASES = `{ ${Array.from({ length: 21 }, (_, index) => `a${index}: viewer { subject }`).join(' ')} }`;
const TOO_DEAR = '{ tickets(first: 100) { nodes { interactionLogs(first: 100) { nodes { id } } } } }';

describe('the real client is told of an operation that is refused', () => {
  test.each([
    ['a syntax error', '{ viewer {', 'INVALID_INPUT', /Syntax Error/],
    ['an unknown field', '{ nope }', 'INVALID_INPUT', /Cannot query field "nope"/],
    ['a fragment as its operation', 'fragment F on Query { viewer { subject } }', 'INVALID_INPUT', /./],
    ['too many aliases', TOO_MANY_ALIASES, 'OVER_LIMIT', /at most 20 are possible/],
    ['too high a cost', TOO_DEAR, 'OVER_LIMIT', /at most 5000 are possible/],
    ['a cursor that is none', 'subscription { ticketChanges(since: "x") { kind } }', 'INVALID_INPUT', /cursor/i],
    [
      'an unknown backend',
      'subscription { ticketChanges(filter: { backends: ["none"] }) { kind } }',
      'INVALID_INPUT',
      /no such backend/,
    ],
    [
      'a variable that is missing',
      'subscription ($since: String!) { ticketChanges(since: $since) { kind } }',
      'INVALID_INPUT',
      /\$since/,
    ],
  ])('%s', async (_name, query, code, message) => {
    const [answer, ...others] = await askWithClient(query);
    expect(others).toEqual([]);
    expect(answer).not.toHaveProperty('data');
    expect(answer?.errors).toMatchObject([{ extensions: { code, retryable: false } }]);
    expect(answer?.errors?.[0]?.message).toMatch(message);
    await eventually('no stream left', () => gateway.liveCounts().streams === 0);
    expect(gateway.liveCounts()).toMatchObject({ subscribers: 0, feeds: 0, pollers: 0 });
  });

  test('a name that no operation has', async () => {
    const [answer] = await askWithClient(WHO, gateway.url, { operationName: 'Other' });
    expect(answer?.errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', field: 'operationName' } }]);
  });

  test('a ticket that is not there', async () => {
    const query = `subscription { interactionLogAdded(ticketId: "${await absentTicketId()}") { kind } }`;
    const [answer] = await askWithClient(query);
    expect(answer?.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  test('a document that is not known where only known ones are answered', async () => {
    const [answer] = await askWithClient('{ viewer { subject } }', strict.url);
    expect(answer?.errors).toMatchObject([
      { message: expect.stringContaining('known beforehand'), extensions: { code: 'FORBIDDEN' } },
    ]);
  });
});

test('the real client gets the status of a request that is refused', async () => {
  const client = createClient({
    url: `${gateway.url}/graphql/stream`,
    retryAttempts: 0,
    headers: { authorization: 'Bearer none' },
  });
  const failure: unknown = await client
    .iterate({ query: WHO })
    .next()
    .catch((error: unknown) => error);
  client.dispose();
  expect(failure).toBeInstanceOf(NetworkError);
  const { response } = failure as NetworkError<Response>;
  expect({ status: response?.status, way: response?.headers.get('www-authenticate') }).toEqual({
    status: 401,
    way: 'Bearer error="invalid_token"',
  });
});

test('as one event and an end, in an answer like any other stream', async () => {
  const stream = await openStream(gateway.url, '{ nope }');
  expect(stream.status).toBe(200);
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  const text = await stream.rest();
  expect(text).toMatch(/^:\n\nevent: next\ndata: \{"errors":\[[^\n]+\n\nevent: complete\ndata:\n\n$/);
  expect(await (await openStream(gateway.url, '{ nope }', { method: 'GET' })).rest()).toBe(text);
});

test('and such operations are counted as those over HTTP are', async () => {
  const samples = async (): Promise<Record<string, number>> => {
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    const lines = [...text.matchAll(/^ticket_gateway_(operation\w*_total\{[^}]*\}) (\d+)$/gm)];
    return Object.fromEntries(lines.map(([, name = '', value]) => [name, Number(value)]));
  };
  const before = await samples();
  const more = async (name: string): Promise<number> => ((await samples())[name] ?? 0) - (before[name] ?? 0);
  await askWithClient('{ nope }');
  expect(await more('operations_total{type="none",name="unnamed",outcome="FAILED"}')).toBe(1);
  await askWithClient('subscription Watch { ticketChanges(since: "x") { kind } }');
  expect(await more('operations_total{type="subscription",name="Watch",outcome="FAILED"}')).toBe(1);
  expect(await more('operation_errors_total{code="INVALID_INPUT"}')).toBe(2);
});
