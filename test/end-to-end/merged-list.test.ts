import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { heldTicketIds } from '../support/held-tickets.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

// The merged list over emulated backends of every kind, page by page over HTTP.

interface Row {
  readonly id: string;
  readonly backend: { readonly id: string };
  readonly nativeId: string;
  readonly number: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly status: { readonly category: string };
  readonly type: { readonly id: string } | null;
  readonly priority: { readonly level: string } | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly escalations: readonly { readonly state: string }[];
}

interface Source {
  readonly backend: { readonly id: string };
  readonly state: string;
  readonly rows: number;
  readonly truncated: boolean;
  readonly filtersPushedDown: readonly string[];
  readonly filtersEvaluatedHere: readonly string[];
}

interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly nodes: readonly Row[];
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
  readonly totalCount: { readonly value: number | null; readonly kind: string };
  readonly sources: readonly Source[];
}

interface ListArguments {
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly orderBy?: Order;
  readonly first?: number;
  readonly after?: string | null;
  readonly last?: number;
  readonly before?: string | null;
}

interface Order {
  readonly field: 'CREATED_AT' | 'UPDATED_AT';
  readonly direction: 'ASC' | 'DESC';
}

const DOCUMENT = `query ($filter: TicketFilter, $orderBy: TicketOrder, $first: Int, $after: String, $last: Int, $before: String) {
  tickets(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id } }
    nodes {
      id nativeId number title description createdAt updatedAt
      backend { id } status { category } type { id } priority { level } escalations { state }
    }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    totalCount { value kind }
    sources { backend { id } state rows truncated filtersPushedDown filtersEvaluatedHere }
  }
}`;

const NEWEST_FIRST: Order = { field: 'CREATED_AT', direction: 'DESC' };
const MOST_PAGES = 20;

let gateway: TestGateway;
let whole: readonly Row[];

beforeAll(async () => {
  gateway = await startTestGateway({ tickets: 60, caches: { scanHoldMs: 60_000 } });
  whole = (await walkForward({ orderBy: NEWEST_FIRST })).flatMap(({ nodes }) => nodes);
});
afterAll(() => gateway.stop());

async function readList(given: ListArguments): Promise<Connection> {
  const { data, errors } = await gateway.query<{ tickets: Connection }>(DOCUMENT, { ...given });
  expect(errors).toEqual([]);
  if (data === null || data === undefined) throw new Error('A list came without data.');
  expect(data.tickets.sources.map(({ state, truncated }) => ({ state, truncated }))).toEqual(
    data.tickets.sources.map(() => ({ state: 'OK', truncated: false })),
  );
  return data.tickets;
}

/** All pages from the beginning, by their cursors. */
async function walkForward(given: ListArguments): Promise<Connection[]> {
  const pages: Connection[] = [];
  for (let after: string | null = null; pages.length < MOST_PAGES;) {
    const page = await readList({ ...given, first: given.first ?? 100, after });
    pages.push(page);
    if (!page.pageInfo.hasNextPage) return pages;
    after = page.pageInfo.endCursor;
  }
  throw new Error('The list does not end.');
}

/** All pages from the end, by their cursors; the last page of the list comes first. */
async function walkBackward(given: ListArguments): Promise<Connection[]> {
  const pages: Connection[] = [];
  for (let before: string | null = null; pages.length < MOST_PAGES;) {
    const page = await readList({ ...given, last: 100, before });
    pages.push(page);
    if (!page.pageInfo.hasPreviousPage) return pages;
    before = page.pageInfo.startCursor;
  }
  throw new Error('The list does not begin.');
}

function idsOf(pages: readonly Connection[]): string[] {
  return pages.flatMap(({ nodes }) => nodes.map(({ id }) => id));
}

/** The order that the schema promises, written down independently: time, then backend, then native id; no time last. */
function compareRows(left: Row, right: Row, { field, direction }: Order): number {
  const [leftTime, rightTime] =
    field === 'CREATED_AT' ? [left.createdAt, right.createdAt] : [left.updatedAt, right.updatedAt];
  if (leftTime !== rightTime) {
    if (leftTime === null) return 1;
    if (rightTime === null) return -1;
    return leftTime < rightTime === (direction === 'ASC') ? -1 : 1;
  }
  const [leftTie, rightTie] = [left, right].map(({ backend, nativeId }) => `${backend.id}\n${nativeId}`) as [
    string,
    string,
  ];
  return leftTie < rightTie ? -1 : 1;
}

describe('the whole list', () => {
  test('holds exactly the tickets that the backends hold for this caller', async () => {
    const held = await Promise.all(
      gateway.emulators.map(async (emulator) => [emulator.name, (await heldTicketIds(emulator)).sort()] as const),
    );
    const listed = gateway.emulators.map(({ name }) => [
      name,
      whole.flatMap(({ backend, nativeId }) => (backend.id === name ? [nativeId] : [])).sort(),
    ]);
    for (const [, ids] of held) expect(ids.length).toBeGreaterThanOrEqual(60);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(held));
    const page = await readList({ first: 1 });
    expect(page.totalCount).toEqual({ kind: 'EXACT', value: held.flatMap(([, ids]) => ids).length });
  });

  test.each<Order>([
    { field: 'CREATED_AT', direction: 'DESC' },
    { field: 'CREATED_AT', direction: 'ASC' },
    { field: 'UPDATED_AT', direction: 'DESC' },
    { field: 'UPDATED_AT', direction: 'ASC' },
  ])('is sorted by $field $direction, without repetition, and the same from behind', async (orderBy) => {
    const forward = await walkForward({ orderBy });
    const rows = forward.flatMap(({ nodes }) => nodes);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(whole.length);
    expect(rows).toHaveLength(whole.length);
    expect(rows.map(({ id }) => id)).toEqual([...rows].sort((a, b) => compareRows(a, b, orderBy)).map(({ id }) => id));
    for (const { pageInfo } of forward.slice(0, -1)) expect(pageInfo.hasNextPage).toBe(true);
    expect(forward.map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual(forward.map((_, index) => index > 0));

    const backward = await walkBackward({ orderBy });
    expect(idsOf(backward.toReversed())).toEqual(rows.map(({ id }) => id));
    expect(backward.map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual(backward.map((_, index) => index > 0));
  });

  test('is the same in pages of another size', async () => {
    const pages = await walkForward({ orderBy: NEWEST_FIRST, first: 37 });
    expect(idsOf(pages)).toEqual(whole.map(({ id }) => id));
    expect(pages.slice(0, -1).map(({ nodes }) => nodes.length)).toEqual(pages.slice(0, -1).map(() => 37));
  });

  test('goes on from the cursor of any row in both directions', async () => {
    const page = await readList({ orderBy: NEWEST_FIRST, first: 100 });
    const ids = whole.map(({ id }) => id);
    expect(page.edges.map(({ node }) => node.id)).toEqual(page.nodes.map(({ id }) => id));
    for (const index of [0, 1, 42, 98, 99]) {
      const cursor = page.edges[index]?.cursor ?? '';
      const behind = await readList({ orderBy: NEWEST_FIRST, first: 10, after: cursor });
      expect(behind.nodes.map(({ id }) => id)).toEqual(ids.slice(index + 1, index + 11));
      const before = await readList({ orderBy: NEWEST_FIRST, last: 10, before: cursor });
      expect(before.nodes.map(({ id }) => id)).toEqual(ids.slice(Math.max(0, index - 10), index));
      expect(before.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: index > 10 });
    }
  });

  test('has a source a backend whose rows add up to the page', async () => {
    const page = await readList({ first: 100 });
    expect(page.sources.map(({ backend }) => backend.id)).toEqual(gateway.configuration.backends.map(({ id }) => id));
    for (const { backend, rows } of page.sources)
      expect(rows).toBe(page.nodes.filter((row) => row.backend.id === backend.id).length);
  });
});

describe('a filter', () => {
  /** Times that cut the list in three. */
  function thirds(): { readonly from: string; readonly until: string } {
    const times = whole.flatMap(({ createdAt }) => createdAt ?? []);
    return { from: times[Math.floor((times.length * 2) / 3)] ?? '', until: times[Math.floor(times.length / 3)] ?? '' };
  }

  const isEscalated = (row: Row): boolean =>
    row.escalations.some(({ state }) => ['REQUESTED', 'ACTIVE'].includes(state));
  const contains = (row: Row, text: string): boolean =>
    [row.title, row.description, row.number].some((value) => value?.toLowerCase().includes(text) === true);

  /** A type of each backend that has types in its list. */
  function someTypeIds(): string[] {
    const byBackend = new Map(whole.flatMap(({ type, backend }) => (type === null ? [] : [[backend.id, type.id]])));
    expect(byBackend.size).toBeGreaterThanOrEqual(3);
    return [...byBackend.values()];
  }

  interface Case {
    readonly name: string;
    readonly filter: () => Readonly<Record<string, unknown>>;
    readonly matches: (row: Row) => boolean;
  }

  test.each<Case>([
    {
      name: 'statusCategories',
      filter: () => ({ statusCategories: ['IN_PROGRESS', 'PENDING'] }),
      matches: ({ status }) => ['IN_PROGRESS', 'PENDING'].includes(status.category),
    },
    {
      name: 'statusCategories',
      filter: () => ({ statusCategories: ['UNKNOWN', 'RESOLVED'] }),
      matches: ({ status }) => ['UNKNOWN', 'RESOLVED'].includes(status.category),
    },
    {
      name: 'createdAt',
      filter: () => ({ createdAt: thirds() }),
      matches: ({ createdAt }) => createdAt !== null && createdAt >= thirds().from && createdAt < thirds().until,
    },
    {
      name: 'createdAt',
      filter: () => ({ createdAt: { until: thirds().from } }),
      matches: ({ createdAt }) => createdAt !== null && createdAt < thirds().from,
    },
    { name: 'text', filter: () => ({ text: 'CAN' }), matches: (row) => contains(row, 'can') },
    { name: 'escalated', filter: () => ({ escalated: true }), matches: isEscalated },
    { name: 'escalated', filter: () => ({ escalated: false }), matches: (row) => !isEscalated(row) },
    {
      name: 'typeIds',
      filter: () => ({ typeIds: someTypeIds() }),
      matches: ({ type }) => type !== null && someTypeIds().includes(type.id),
    },
    {
      name: 'priorityLevels',
      filter: () => ({ priorityLevels: ['HIGH', 'URGENT'] }),
      matches: ({ priority }) => priority !== null && ['HIGH', 'URGENT'].includes(priority.level),
    },
    {
      name: 'statusCategories',
      filter: () => ({ statusCategories: ['OPEN', 'IN_PROGRESS'], createdAt: { from: thirds().from }, text: 'a' }),
      matches: (row) =>
        ['OPEN', 'IN_PROGRESS'].includes(row.status.category) &&
        row.createdAt !== null &&
        row.createdAt >= thirds().from &&
        contains(row, 'a'),
    },
  ])('by $name gives what filtering the whole list gives', async ({ name, filter, matches }) => {
    const expected = whole.filter(matches);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(whole.length);
    const pages = await walkForward({ orderBy: NEWEST_FIRST, filter: filter() });
    expect(idsOf(pages)).toEqual(expected.map(({ id }) => id));
    for (const { rows, filtersPushedDown, filtersEvaluatedHere } of pages.flatMap(({ sources }) => sources))
      if (rows > 0) expect([...filtersPushedDown, ...filtersEvaluatedHere]).toContain(name);
    const { totalCount } = pages[0] as Connection;
    if (totalCount.kind === 'EXACT') expect(totalCount.value).toBe(expected.length);
    else expect(totalCount.value ?? 0).toBeLessThanOrEqual(expected.length);

    const backward = await walkBackward({ orderBy: NEWEST_FIRST, filter: filter() });
    expect(idsOf(backward.toReversed())).toEqual(expected.map(({ id }) => id));
  });

  test('has cursors of its own: those of another filter or order are refused before any call', async () => {
    const page = await readList({ first: 5, filter: { escalated: false } });
    gateway.reset();
    for (const other of [
      { first: 5 },
      { first: 5, filter: { escalated: true } },
      { first: 5, filter: { escalated: false }, orderBy: { field: 'CREATED_AT', direction: 'ASC' } },
    ]) {
      const { errors } = await gateway.query(DOCUMENT, { ...other, after: page.pageInfo.endCursor });
      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', field: 'after' } }]);
    }
    expect(gateway.backendCalls()).toEqual({});
  });
});
