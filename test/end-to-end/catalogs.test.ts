import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { countedQuery } from '../support/counted-query.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { startMovableClock, type MovableClock } from '../support/movable-clock.ts';

// Types, statuses and escalation targets: asked once, kept, and kept longer while their backend fails.

const MINUTE = 60_000;
/** Longer than an adapter keeps anything by itself. */
const FRESH_MS = 12 * MINUTE;
const STALE_MS = 60 * MINUTE;
/** Longer than any token lives. */
const DAY_AND_MORE_MS = 25 * 60 * MINUTE;
/** After a failure the older answer serves for so long before the backend is asked again. */
const LEFT_ALONE_MS = 5_000;

interface Source {
  readonly backend: { readonly id: string };
  readonly state: string;
  readonly message: string | null;
  readonly rows: number;
  readonly attempts: number;
  readonly latencyMs: number;
  readonly fetchedAt: string | null;
}

interface Catalog {
  readonly nodes: readonly { readonly id: string; readonly backend: { readonly id: string } }[];
  readonly sources: readonly Source[];
}

type CatalogName = 'ticketTypes' | 'statuses' | 'escalationTargets';
type Catalogs = Record<CatalogName, Catalog>;

const CATALOG_NAMES: readonly CatalogName[] = ['ticketTypes', 'statuses', 'escalationTargets'];
const SELECTION = `{
  nodes { id label backend { id } }
  sources { backend { id } state message rows attempts latencyMs fetchedAt }
}`;
const ALL = `{ ${CATALOG_NAMES.map((name) => `${name} ${SELECTION}`).join(' ')} }`;

/** What a backend that has to be asked is asked with; all other catalogs stand in tables or in the configuration. */
const ROUTES = {
  'crm issueTypes': 1,
  'huawei listProblemTypes': 1,
  'hybris listTypes': 1,
  'hybris listStatuses': 1,
  'oneview departments': 1,
};

let clock: MovableClock;
let gateway: TestGateway;

beforeAll(async () => {
  clock = startMovableClock();
  gateway = await startTestGateway({ tickets: 12, caches: { catalogFreshMs: FRESH_MS, catalogStaleMs: STALE_MS } });
  // Signs in everywhere. The first list of huawei reads its types, which the adapter keeps for ten minutes.
  await gateway.query('{ tickets(first: 1) { nodes { id } } }');
  clock.advance(FRESH_MS);
});
afterEach(() => {
  gateway.reset();
});
afterAll(async () => {
  await gateway.stop();
  clock.restore();
});

function sourceOf(catalog: Catalog | undefined, backend: string): Source {
  const source = catalog?.sources.find((candidate) => candidate.backend.id === backend);
  if (source === undefined) throw new Error(`There is no source for ${backend}.`);
  return source;
}

describe('the catalogs of all backends', () => {
  test('cost one call each, and none as long as they are fresh', async () => {
    const first = await countedQuery<Catalogs>(gateway, ALL);
    expect(first.errors).toEqual([]);
    expect(first.calls).toEqual(ROUTES);
    expect(sourceOf(first.data?.ticketTypes, 'hybris')).toMatchObject({ state: 'OK', attempts: 1 });
    const second = await countedQuery<Catalogs>(gateway, ALL);
    expect(second.calls).toEqual({});
    for (const name of CATALOG_NAMES) {
      expect(second.data?.[name].nodes).toEqual(first.data?.[name].nodes);
      for (const { state, attempts, latencyMs } of second.data?.[name].sources ?? [])
        if (state === 'OK') expect({ attempts, latencyMs }).toEqual({ attempts: 0, latencyMs: 0 });
    }
    expect(sourceOf(second.data?.ticketTypes, 'hybris').fetchedAt).toBe(
      sourceOf(first.data?.ticketTypes, 'hybris').fetchedAt,
    );
  });

  test('are shared by callers who ask at the same time', async () => {
    clock.advance(FRESH_MS + 1);
    gateway.reset();
    const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.query<Catalogs>(ALL)));
    for (const { data } of answers) expect(data?.ticketTypes.nodes).toEqual(answers[0]?.data?.ticketTypes.nodes);
    expect(gateway.backendCalls()).toEqual(ROUTES);
  });

  test('say how many rows each backend gave, in the order of the configuration', async () => {
    const { data } = await gateway.query<Catalogs>(ALL);
    for (const name of CATALOG_NAMES) {
      const { nodes, sources } = data?.[name] ?? { nodes: [], sources: [] };
      expect(nodes.length).toBeGreaterThan(0);
      expect(sources.map(({ backend }) => backend.id)).toEqual(gateway.configuration.backends.map(({ id }) => id));
      for (const { backend, rows } of sources)
        expect(rows).toBe(nodes.filter((node) => node.backend.id === backend.id).length);
    }
  });

  test('name the reason of each backend that has none, as its capabilities do', async () => {
    const { data } = await countedQuery<
      Catalogs & {
        backends: readonly {
          id: string;
          capabilities: readonly { operation: string; supported: boolean; reason: string | null }[];
        }[];
      }
    >(gateway, `{ backends { id capabilities { operation supported reason } } ${ALL.slice(1)}`);
    const operations = {
      ticketTypes: 'listTicketTypes',
      statuses: 'listStatuses',
      escalationTargets: 'listEscalationTargets',
    };
    const told: Record<string, string[]> = {};
    for (const name of CATALOG_NAMES) {
      for (const { id, capabilities } of data?.backends ?? []) {
        const capability = capabilities.find(({ operation }) => operation === operations[name]);
        const { state, message } = sourceOf(data?.[name], id);
        expect({ state, message }).toEqual(
          capability?.supported === true
            ? { state: 'OK', message: null }
            : { state: 'UNSUPPORTED', message: capability?.reason },
        );
        if (state === 'UNSUPPORTED') told[name] = [...(told[name] ?? []), id];
      }
    }
    expect(told).toEqual({
      ticketTypes: ['outsourcing', 'oneview'],
      escalationTargets: ['crm', 'huawei', 'hybris'],
    });
  });

  test('can be asked of some backends alone', async () => {
    const { data } = await gateway.query<Catalogs>(`{ statuses(backends: ["hybris", "crm"]) ${SELECTION} }`);
    expect(data?.statuses.sources.map(({ backend }) => backend.id)).toEqual(['crm', 'hybris']);
  });
});

describe('when the backend fails after the fresh time', () => {
  const CASES: readonly (readonly [string, CatalogName, string])[] = [
    ['crm', 'ticketTypes', 'issueTypes'],
    ['huawei', 'ticketTypes', 'listProblemTypes'],
    ['hybris', 'ticketTypes', 'listTypes'],
    ['hybris', 'statuses', 'listStatuses'],
    ['oneview', 'escalationTargets', 'departments'],
  ];

  test.each(CASES)('the older answer of %s serves for %s, marked as stale', async (backend, name, route) => {
    const document = `{ ${name}(backends: ["${backend}"]) ${SELECTION} }`;
    async function read(): Promise<{ nodes: Catalog['nodes']; source: Source; calls: number }> {
      const { data, errors } = await gateway.query<Catalogs>(document);
      expect(errors).toEqual([]);
      const catalog = data?.[name];
      const calls = gateway.emulator(backend).control.counters()[route] ?? 0;
      return { nodes: catalog?.nodes ?? [], source: sourceOf(catalog, backend), calls };
    }

    clock.advance(DAY_AND_MORE_MS);
    gateway.reset();
    const before = await read();
    expect(before).toMatchObject({ source: { state: 'OK', message: null }, calls: 1 });
    expect(before.nodes.length).toBeGreaterThan(0);

    clock.advance(FRESH_MS + 1);
    gateway.emulator(backend).control.addFault({ kind: 'status', status: 403, route });
    const stale = await read();
    expect(stale.nodes).toEqual(before.nodes);
    expect(stale.source).toMatchObject({ state: 'STALE', fetchedAt: before.source.fetchedAt, attempts: 1 });
    expect(stale.source.message).toMatch(/^The backend .*\.$/);
    expect(stale.calls).toBe(2);

    // The next one does not ask a backend that has just failed.
    expect(await read()).toMatchObject({ nodes: before.nodes, source: { state: 'STALE', attempts: 0 }, calls: 2 });
    clock.advance(LEFT_ALONE_MS + 1);
    expect(await read()).toMatchObject({ nodes: before.nodes, source: { state: 'STALE', attempts: 1 }, calls: 3 });

    clock.advance(STALE_MS);
    expect(await read()).toMatchObject({ nodes: [], source: { state: 'FORBIDDEN', fetchedAt: null } });
    gateway.emulator(backend).control.clearFaults();
    expect(await read()).toMatchObject({ nodes: before.nodes, source: { state: 'OK', message: null } });
  });
});

describe('tickets of a backend that lists them and cannot read one', () => {
  let listing: TestGateway;
  beforeAll(async () => {
    const operations = { history: { method: 'GET', path: '/v2/tickets?page={page}&pageSize={pageSize}' } };
    listing = await startTestGateway({ tickets: 12, settings: { oneview: { operations } } });
  });
  afterAll(() => listing.stop());

  const LIST =
    '{ tickets(first: 5, filter: { backends: ["oneview"] }) { nodes { id title freshness { state fetchedAt } } } }';
  const TICKET = 'query ($id: ID!) { ticket(id: $id) { id title freshness { state fetchedAt } } }';
  interface Ticket {
    readonly id: string;
    readonly title: string;
    readonly freshness: { readonly state: string; readonly fetchedAt: string };
  }

  test('are answered as they were last seen, with the time when that was', async () => {
    const { data } = await listing.query<{ tickets: { nodes: readonly Ticket[] } }>(LIST);
    const seen = data?.tickets.nodes ?? [];
    expect(seen).toHaveLength(5);
    clock.advance(MINUTE);
    for (const ticket of seen) {
      const answer = await countedQuery<{ ticket: Ticket }>(listing, TICKET, { id: ticket.id });
      const freshness = { state: 'LAST_KNOWN', fetchedAt: ticket.freshness.fetchedAt };
      expect(answer.data?.ticket).toEqual({ ...ticket, freshness });
      expect(answer.calls).toEqual({});
    }
  });

  test('are UNSUPPORTED with the reason if they were never seen', async () => {
    await listing.query(LIST);
    const { data } = await listing.query<{
      tickets: { nodes: readonly { id: string }[] };
      backends: readonly { id: string; capabilities: readonly { operation: string; reason: string }[] }[];
    }>(
      '{ backends { id capabilities { operation reason } } tickets(first: 5, filter: { backends: ["oneview"] }) { nodes { id } } }',
    );
    const seen = new Set(data?.tickets.nodes.map(({ id }) => id));
    const ids = listing
      .emulator('oneview')
      .samples.ticketIds.map((nativeId) => encodeGlobalId({ type: 'Ticket', backend: 'oneview', nativeId }));
    const unseen = ids.filter((id) => !seen.has(id));
    expect(unseen.length).toBeGreaterThan(0);
    const reason = data?.backends
      .find(({ id }) => id === 'oneview')
      ?.capabilities.find(({ operation }) => operation === 'getTickets')?.reason;
    const answer = await countedQuery(listing, TICKET, { id: unseen[0] });
    expect(answer.data).toEqual({ ticket: null });
    expect(answer.errors).toMatchObject([
      { message: reason, path: ['ticket'], extensions: { code: 'UNSUPPORTED', backend: 'oneview', retryable: false } },
    ]);
    expect(answer.calls).toEqual({});
  });
});
