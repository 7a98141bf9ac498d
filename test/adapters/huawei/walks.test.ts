import { describe, expect, test } from '@jest/globals';
import { array, assert, asyncProperty, boolean, constantFrom, integer } from 'fast-check';
import { type ReadRows, type Span } from '../../../adapters/huawei/list-rows.ts';
import { beginNewest, readNewest, type NewestState } from '../../../adapters/huawei/newest-walk.ts';
import type { Slice } from '../../../adapters/huawei/slice.ts';
import { beginWindows, readWindows, type WindowState } from '../../../adapters/huawei/window-walk.ts';
import type { HuaweiCase } from '../../../adapters/huawei/wire.ts';
import type { SortDirection } from '../../../src/ticketing/adapter.ts';

const START = Date.parse('2023-01-01T00:00:00Z') / 1000;
const NOW = Date.parse('2024-03-01T08:00:00Z') / 1000;
const PAGE_SIZE = 100;

interface ListOptions {
  readonly includesEnds?: boolean;
  readonly order?: 'newest' | 'oldest' | 'shuffled';
  readonly tellsTotal?: boolean;
}

/** A list as the backend may have it; `changes` is called before each read. */
function createList(rows: readonly HuaweiCase[], options: ListOptions = {}, changes: () => void = () => {}) {
  const { includesEnds = true, order = 'newest', tellsTotal = true } = options;
  const calls: { readonly slice: Slice; readonly span: Span }[] = [];
  const readRows: ReadRows = async (slice, span) => {
    changes();
    calls.push({ slice, span });
    const matching = rows.filter((row) => {
      const second = Date.parse(String(row.create_time)) / 1000;
      const isAfter = span.start === null || second > span.start || (includesEnds && second === span.start);
      return isAfter && (span.end === null || second < span.end || (includesEnds && second === span.end));
    });
    const sorted = matching.toSorted((left, right) => {
      const key = (row: HuaweiCase) => (order === 'shuffled' ? scatter(row.incident_id) : String(row.create_time));
      const sign = order === 'newest' ? -1 : 1;
      return key(left) === key(right) ? 0 : key(left) < key(right) ? -sign : sign;
    });
    return {
      rows: sorted.slice(slice.offset, slice.offset + slice.limit),
      total: tellsTotal ? matching.length : null,
    };
  };
  return { calls, readRows };
}

/** An order that has nothing to do with time. */
function scatter(id: string): string {
  return String((Number(id.slice(1)) * 7919) % 1009).padStart(5, '0');
}

function rowsAt(seconds: readonly number[]): HuaweiCase[] {
  return seconds.map((second, index) => ({
    incident_id: `T${index}`,
    status: 0,
    create_time: new Date((START + second) * 1000).toISOString(),
  }));
}

async function walkNewest(readRows: ReadRows, end: number | null = null, wanted = 30): Promise<HuaweiCase[] | null> {
  const all: HuaweiCase[] = [];
  let state: NewestState | null = beginNewest(end);
  for (let pages = 0; state !== null; pages++) {
    if (pages > 500) throw new Error('The walk does not end.');
    const options = { start: null, wanted, pageSize: PAGE_SIZE };
    const page = await readNewest(JSON.parse(JSON.stringify(state)), options, readRows);
    if (page === null) return null;
    all.push(...page.rows);
    state = page.next;
  }
  return all;
}

async function walkWindows(
  readRows: ReadRows,
  direction: SortDirection,
  span: Span = { start: null, end: null },
): Promise<HuaweiCase[]> {
  const all: HuaweiCase[] = [];
  let state: WindowState | null = beginWindows(span);
  for (let pages = 0; state !== null; pages++) {
    if (pages > 2_000) throw new Error('The walk does not end.');
    const options = { direction, pageSize: PAGE_SIZE, now: NOW };
    const page = await readWindows(JSON.parse(JSON.stringify(state)), options, readRows);
    all.push(...page.rows);
    state = page.next;
  }
  return all;
}

function times(rows: readonly HuaweiCase[] | null): string[] | undefined {
  return rows?.map((row) => String(row.create_time));
}

function idsOf(rows: readonly HuaweiCase[] | null): string[] | undefined {
  return rows?.map((row) => row.incident_id).toSorted();
}

/** A year of tickets, 150 of them in one second and 110 within three seconds. */
const MANY = rowsAt([
  ...Array.from({ length: 240 }, (_, index) => index * 131_071),
  ...Array.from({ length: 150 }, () => 9_000_000),
  ...Array.from({ length: 110 }, (_, index) => 20_000_000 + (index % 3)),
]);

describe('from the newest to the oldest', () => {
  test.each([
    ['ends included', { includesEnds: true }],
    ['ends not included', { includesEnds: false }],
    ['no total', { tellsTotal: false }],
  ])('gives each row once and in order: %s', async (_, options) => {
    const rows = await walkNewest(createList(MANY, options).readRows);
    expect(idsOf(rows)).toEqual(idsOf(MANY));
    expect(times(rows)).toEqual(times(MANY)?.toSorted().reverse());
  });

  test('whatever the times', async () => {
    const seconds = array(integer({ min: 0, max: 300 }), { maxLength: 400 });
    await assert(
      asyncProperty(seconds, boolean(), boolean(), async (created, includesEnds, tellsTotal) => {
        const list = rowsAt(created);
        const rows = await walkNewest(createList(list, { includesEnds, tellsTotal }).readRows);
        expect(idsOf(rows)).toEqual(idsOf(list));
        expect(times(rows)).toEqual(times(list)?.toSorted().reverse());
      }),
      { numRuns: 60 },
    );
  });

  test('asks by time, and for no more rows than are wanted', async () => {
    const rows = rowsAt(Array.from({ length: 90 }, (_, index) => index * 60));
    const { calls, readRows } = createList(rows);
    await walkNewest(readRows);
    expect(calls.map(({ slice, span }) => [slice.offset, slice.limit, span.end && span.end - START])).toEqual([
      [0, 30, null],
      [0, 31, 60 * 60 + 1],
      [0, 31, 30 * 60 + 1],
    ]);
  });

  test('goes on by offset only within one second', async () => {
    const { calls, readRows } = createList(MANY);
    await walkNewest(readRows, START + 9_000_001);
    const offsets = calls.filter(({ slice }) => slice.offset > 0).map(({ span }) => span.end && span.end - START);
    expect(offsets.length).toBeGreaterThan(0);
    expect(new Set(offsets)).toEqual(new Set([9_000_001]));
  });

  test('rows that leave the list between two pages take no other row with them', async () => {
    const list = rowsAt(Array.from({ length: 90 }, (_, index) => index * 60));
    const left: HuaweiCase[] = [...list];
    let reads = 0;
    // The ten newest rows leave after the first page: by offset, ten others would be skipped.
    const { readRows } = createList(left, {}, () => (reads++ === 1 ? left.splice(80, 10) : undefined));
    expect(idsOf(await walkNewest(readRows))).toEqual(idsOf(list));
  });

  test('rows that come meanwhile are neither repeated nor out of order', async () => {
    const list = rowsAt(Array.from({ length: 90 }, (_, index) => index * 60));
    const grown = [...list];
    let reads = 0;
    const newcomer = { incident_id: 'T999', status: 0, create_time: new Date((START + 90 * 60) * 1000).toISOString() };
    const { readRows } = createList(grown, {}, () => (reads++ === 1 ? grown.push(newcomer) : undefined));
    expect(idsOf(await walkNewest(readRows))).toEqual(idsOf(list));
  });

  test.each(['oldest', 'shuffled'] as const)('says so when the list is %s first', async (order) => {
    expect(await walkNewest(createList(MANY, { order }).readRows)).toBeNull();
  });

  test('a list that one page holds needs no order of its own', async () => {
    const list = rowsAt([5, 9, 1, 7]);
    expect(times(await walkNewest(createList(list, { order: 'shuffled' }).readRows))).toEqual(
      times(list)?.toSorted().reverse(),
    );
  });

  test('a row without a time is passed on, and stops nothing', async () => {
    const rows: HuaweiCase[] = [...rowsAt([3, 2]), { incident_id: 'T7', status: 0 }, ...rowsAt([1])];
    const readRows: ReadRows = async () => ({ rows, total: 4 });
    expect((await walkNewest(readRows))?.map((row) => row.create_time?.toString().slice(17, 19))).toEqual([
      '03',
      '02',
      '01',
      undefined,
    ]);
  });
});

describe('by windows of time', () => {
  test.each([
    ['ASC', 'shuffled', true],
    ['ASC', 'oldest', false],
    ['DESC', 'shuffled', true],
    ['DESC', 'oldest', false],
    ['DESC', 'newest', true],
  ] as const)('%s, a list that is %s first', async (direction, order, includesEnds) => {
    const { calls, readRows } = createList(MANY, { order, includesEnds });
    const rows = await walkWindows(readRows, direction);
    const sorted = times(MANY)?.toSorted();
    expect(idsOf(rows)).toEqual(idsOf(MANY));
    expect(times(rows)).toEqual(direction === 'ASC' ? sorted : sorted?.reverse());
    expect(calls.length).toBeLessThan(100);
  });

  test('whatever the times', async () => {
    const seconds = array(integer({ min: 0, max: 500 }), { maxLength: 500 });
    const direction = constantFrom('ASC' as const, 'DESC' as const);
    await assert(
      asyncProperty(seconds, boolean(), direction, async (created, includesEnds, order) => {
        const list = rowsAt(created);
        const rows = await walkWindows(createList(list, { includesEnds, order: 'shuffled' }).readRows, order);
        const sorted = times(list)?.toSorted();
        expect(idsOf(rows)).toEqual(idsOf(list));
        expect(times(rows)).toEqual(order === 'ASC' ? sorted : sorted?.reverse());
      }),
      { numRuns: 40 },
    );
  });

  test('begins where it is told to, inclusive', async () => {
    const list = rowsAt([0, 10, 20, 30]);
    const rows = await walkWindows(createList(list, { includesEnds: false }).readRows, 'ASC', {
      start: START + 10,
      end: START + 30,
    });
    expect(rows.map((row) => row.incident_id)).toEqual(['T1', 'T2']);
  });

  test('a list of one page is one call', async () => {
    const { calls, readRows } = createList(rowsAt([1, 2, 3]));
    await walkWindows(readRows, 'ASC');
    expect(calls).toEqual([{ slice: { offset: 0, limit: 100 }, span: { start: null, end: null } }]);
  });

  test('a list without any row is one call', async () => {
    const { calls, readRows } = createList([]);
    expect(await walkWindows(readRows, 'DESC')).toEqual([]);
    expect(calls).toHaveLength(1);
  });

  test('nothing lies outside the windows: years ago and years ahead', async () => {
    const ages = [-40 * 365 * 86_400, 40 * 365 * 86_400];
    const list = rowsAt([...Array.from({ length: 150 }, (_, index) => index), ...ages]);
    const rows = await walkWindows(createList(list).readRows, 'ASC');
    expect(idsOf(rows)).toEqual(idsOf(list));
  });

  test('rows that change places between the pages of one second are an error, not a loss', async () => {
    let reads = 0;
    const list = rowsAt(Array.from({ length: 150 }, () => 7));
    const readRows: ReadRows = async ({ offset, limit }, span) => {
      const second = START + 7;
      const isIn = (span.start === null || span.start <= second) && (span.end === null || second <= span.end);
      reads += 1;
      const rows = reads % 2 === 0 ? list : list.toReversed();
      return isIn ? { rows: rows.slice(offset, offset + limit), total: 150 } : { rows: [], total: 0 };
    };
    await expect(walkWindows(readRows, 'ASC')).rejects.toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
  });
});
