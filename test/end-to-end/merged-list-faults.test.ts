import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/emulation/fault.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { startMovableClock, type MovableClock } from '../support/movable-clock.ts';

// One backend at a time goes wrong: the rows of the others must not even notice.

const KINDS = ['crm', 'huawei', 'hybris', 'outsourcing', 'oneview'];
const DEADLINE_MS = 1_500;
/** Longer than any refused password is remembered and any open circuit stays open. */
const ALL_FORGOTTEN_MS = 61_000;

interface Source {
  readonly backend: { readonly id: string };
  readonly state: string;
  readonly message: string | null;
  readonly rows: number;
  readonly retryAfterMs: number | null;
  readonly totalCount: { readonly value: number | null; readonly kind: string };
  readonly truncated: boolean;
  readonly notes: readonly string[];
}

interface Row {
  readonly id: string;
  readonly createdAt: string | null;
  readonly backend: { readonly id: string };
}

interface List {
  readonly tickets: { readonly nodes: readonly Row[]; readonly sources: readonly Source[] };
}

const DOCUMENT = `query ($backends: [ID!], $from: DateTime) {
  tickets(first: 100, filter: { backends: $backends, createdAt: { from: $from } }) {
    nodes {
      id number title description createdAt updatedAt version
      backend { id } status { category code label } type { id label } priority { level } customFields { key value }
    }
    sources { backend { id } state message rows retryAfterMs totalCount { value kind } truncated notes }
  }
}`;

let clock: MovableClock;
let gateway: TestGateway;
/** So chosen that one page holds every ticket since then. */
let since: string | null = null;
let before: List;

beforeAll(async () => {
  clock = startMovableClock();
  // A call may last as long as the whole operation.
  const common = { deadlineMs: DEADLINE_MS, attemptTimeoutMs: 60_000, mostRetries: 1, retryDelayMs: 5 };
  gateway = await startTestGateway({
    tickets: 60,
    caches: { scanHoldMs: 0 },
    settings: Object.fromEntries(KINDS.map((kind) => [kind, common])),
  });
  since = (await readList()).tickets.nodes[80]?.createdAt ?? null;
  expect(since).not.toBeNull();
  before = await readList();
  expect(before.tickets.sources.map(({ state }) => state)).toEqual(KINDS.map(() => 'OK'));
  expect(before.tickets.nodes.length).toBeLessThan(100);
  for (const { rows } of before.tickets.sources) expect(rows).toBeGreaterThan(1);
});
afterEach(() => {
  gateway.reset();
});
afterAll(async () => {
  await gateway.stop();
  clock.restore();
});

async function readList(backends: readonly string[] | null = null): Promise<List> {
  const { data, errors } = await gateway.query<List>(DOCUMENT, { backends, from: since });
  expect(errors).toEqual([]);
  if (data === null || data === undefined) throw new Error('A list came without data.');
  return data;
}

/** Reads the list and expects what was there before, but for one backend. @returns that backend's source */
async function readWithout(kind: string): Promise<Source> {
  const startedAt = performance.now();
  const { tickets } = await readList();
  expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS * 2.5);
  const isOther = ({ backend }: { readonly backend: { readonly id: string } }): boolean => backend.id !== kind;
  expect(tickets.nodes).toEqual(before.tickets.nodes.filter(isOther));
  expect(tickets.sources.filter(isOther)).toEqual(before.tickets.sources.filter(isOther));
  const [source] = tickets.sources.filter(({ backend }) => backend.id === kind);
  if (source === undefined) throw new Error(`There is no source for ${kind}.`);
  return source;
}

describe.each(KINDS)('with %s', (kind) => {
  async function readUnder(fault: Fault): Promise<Source> {
    gateway.emulator(kind).control.addFault(fault);
    const source = await readWithout(kind);
    gateway.reset();
    return source;
  }

  test.each<[string, Fault, Partial<Source>]>([
    ['down', { kind: 'reset', at: 'start' }, { state: 'FAILED' }],
    ['silent beyond its deadline', { kind: 'hang' }, { state: 'TIMEOUT' }],
    ['answering garbage', { kind: 'garbage' }, { state: 'FAILED' }],
    ['answering the page of a proxy', { kind: 'html', status: 200 }, { state: 'FAILED' }],
    ['forbidding everything', { kind: 'status', status: 403 }, { state: 'FORBIDDEN' }],
    [
      'asked too often',
      { kind: 'rateLimit', retryAfterSeconds: 600 },
      { state: 'RATE_LIMITED', retryAfterMs: 600_000 },
    ],
  ])('%s, the others are complete, and it comes back', async (_name, fault, expected) => {
    const source = await readUnder(fault);
    expect(source).toMatchObject({ rows: 0, retryAfterMs: null, totalCount: { kind: 'UNKNOWN' }, ...expected });
    expect(source.message).toMatch(/^The backend .*\.$/);
    expect(await readList()).toEqual(before);
  });

  test('refusing the credential and every renewal, the others are complete, and it comes back', async () => {
    gateway.emulator(kind).control.act('expireTokens');
    const source = await readUnder({ kind: 'status', status: 401 });
    expect(source).toMatchObject({ state: 'UNAUTHENTICATED', rows: 0 });
    clock.advance(ALL_FORGOTTEN_MS);
    gateway.reset();
    expect(await readList()).toEqual(before);
  });

  test('failing again and again, it is left alone for a moment, and comes back', async () => {
    const { control } = gateway.emulator(kind);
    control.addFault({ kind: 'reset', at: 'start' });
    let state = '';
    for (let tries = 0; tries < 40 && state !== 'CIRCUIT_OPEN'; tries++)
      state = (await readList([kind])).tickets.sources[0]?.state ?? '';
    const requests = control.requests().length;
    expect(await readWithout(kind)).toMatchObject({ state: 'CIRCUIT_OPEN', rows: 0 });
    expect(control.requests()).toHaveLength(requests);
    gateway.reset();
    clock.advance(ALL_FORGOTTEN_MS);
    expect(await readList()).toEqual(before);
  });
});
