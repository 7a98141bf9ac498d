import { describe, expect, jest, test } from '@jest/globals';
import { planList } from '../../../adapters/huawei/list-lane.ts';
import type { ListPage, SortOrder } from '../../../src/ticketing/adapter.ts';
import type { TicketFilter } from '../../../src/ticketing/filter.ts';
import { createCall } from '../../support/call.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { answerToken, answerTypes, CASES, connect, NOW, operation, OSM, pageRequest, ROW, TYPE } from './under-test.ts';

useNock();

const DESC: SortOrder = { field: 'createdAt', direction: 'DESC' };
const SETTINGS = { statusListMode: 'fanout', textSearch: 'gateway' } as const;

function answerList(query: string, rows: readonly object[], total: number | null = rows.length): nock.Scope {
  return nock(OSM)
    .get(`${CASES}?${query}`)
    .reply(200, { ...(total === null ? {} : { total_count: total }), incident_info_list: rows });
}

function rowsAt(seconds: readonly number[]): object[] {
  return seconds.map((second) => ({
    ...ROW,
    incident_id: `TT-${second}`,
    create_time: new Date(Date.parse('2024-01-01T00:00:00Z') + second * 1000).toISOString(),
  }));
}

function idsOf(page: ListPage): string[] {
  return page.tickets.map((ticket) => ticket.nativeId);
}

describe('plan', () => {
  const plan = (filter: TicketFilter, settings: object = {}, order = DESC) =>
    planList({ filter, order }, { ...SETTINGS, ...settings });

  test.each<[TicketFilter, object[]]>([
    [{}, [{}]],
    [{ statusCategories: ['OPEN', 'CANCELLED'] }, [{ codes: ['0'] }, { codes: ['4'] }]],
    [
      { statusCategories: ['PENDING', 'REJECTED', 'ON_HOLD'] },
      [{ codes: ['5'] }, { codes: ['12'] }, { codes: ['17'] }],
    ],
    [{ statusCategories: [] }, []],
    [{ statusCategories: ['OPEN', 'UNKNOWN'] }, [{}]],
    [{ statusCodes: ['13', '29', '13'] }, [{ codes: ['13'] }, { codes: ['29'] }]],
    [{ statusCodes: ['new', '31', '07', '1'] }, [{ codes: ['1'] }]],
    [{ statusCodes: ['0', '29', '3'], statusCategories: ['UNKNOWN', 'CLOSED'] }, [{ codes: ['29'] }, { codes: ['3'] }]],
    [{ statusCodes: [] }, []],
    [{ typeIds: [] }, []],
    [{ createdAt: { from: '2024-01-01T00:00:00.000Z', until: '2024-01-01T00:00:00.000Z' } }, []],
  ])('%j', (filter, lanes) => {
    expect(plan(filter).lanes).toEqual(lanes);
  });

  test.each<[TicketFilter, object[]]>([
    [{ ids: ['TT-1', 'TT-1', 'TT-2'] }, [{ id: 'TT-1' }, { id: 'TT-2' }]],
    [{ numbers: ['TT-1', 'two words', '..', 'a/b'] }, [{ id: 'TT-1' }]],
    [{ ids: ['TT-1', 'TT-2'], numbers: ['TT-2', 'TT-3'] }, [{ id: 'TT-2' }]],
    [{ ids: [] }, []],
  ])('one lane an id: %j', (filter, lanes) => {
    expect(plan(filter)).toEqual({ order: 'NONE', lanes, notes: [] });
  });

  test.each<[TicketFilter]>([
    [{ priorityLevels: ['HIGH'] }],
    [{ assigneeId: 'a' }],
    [{ updatedAt: {} }],
    [{ escalated: true }],
  ])('nothing can match, and it says why: %j', (filter) => {
    const { lanes, notes } = plan(filter);
    expect(lanes).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('none matches')]);
  });

  test.each<[SortOrder, string]>([
    [DESC, 'BY_INSTANT'],
    [{ field: 'createdAt', direction: 'ASC' }, 'BY_INSTANT'],
    [{ field: 'updatedAt', direction: 'DESC' }, 'NONE'],
  ])('order %j is %s', (order, expected) => {
    expect(plan({}, {}, order).order).toBe(expected);
  });

  test('several statuses in one call only where the operator says so', () => {
    const filter = { statusCategories: ['OPEN', 'CLOSED'] } as const;
    expect(plan(filter, { statusListMode: 'comma' }).lanes).toEqual([{ codes: ['0', '3'] }]);
    expect(plan({ statusCategories: [] }, { statusListMode: 'comma' }).lanes).toEqual([]);
    const codes = Array.from({ length: 31 }, (_, index) => String(index));
    expect(plan({ statusCodes: codes }, { statusListMode: 'comma' }).lanes).toHaveLength(31);
  });
});

describe('a page', () => {
  async function readPages(list = operation(connect(), 'listTickets'), request = pageRequest()): Promise<ListPage[]> {
    const pages: ListPage[] = [];
    let continuation: unknown = null;
    do {
      const page = await list.readPage({ ...request, continuation }, createCall());
      pages.push(page);
      continuation = page.continuation;
    } while (continuation !== null && pages.length < 20);
    return pages;
  }

  test('newest first goes on by time', async () => {
    answerToken();
    answerTypes();
    const seconds = Array.from({ length: 30 }, (_, index) => 100 - index);
    answerList('offset=0&limit=25', rowsAt(seconds.slice(0, 25)), 30);
    answerList('offset=0&limit=26&query_end_time=2024-01-01%2000%3A01%3A17', rowsAt(seconds.slice(23)), 7);
    const pages = await readPages();
    expect(pages.flatMap(idsOf)).toEqual(seconds.map((second) => `TT-${second}`));
  });

  test('from an instant on: the second after it is asked for too', async () => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=25&query_end_time=2024-01-01%2000%3A00%3A06', rowsAt([5, 4]));
    const request = pageRequest({ from: '2024-01-01T00:00:05.000Z' });
    expect((await readPages(undefined, request)).flatMap(idsOf)).toEqual(['TT-5', 'TT-4']);
  });

  test('a span of creation times narrows the call, in the zone that is told, and is left to the gateway', async () => {
    answerToken();
    answerTypes();
    answerList(
      'offset=0&limit=25&status=1&query_start_time=2024-01-01%2007%3A59%3A59&query_end_time=2024-01-02%2008%3A00%3A00',
      [],
    );
    const createdAt = { from: '2024-01-01T00:00:00.500Z', until: '2024-01-01T23:59:59.500Z' };
    const [page] = await readPages(
      operation(connect({ timeZone: 'GMT+8' }), 'listTickets'),
      pageRequest({ lane: { codes: ['1'] }, filter: { statusCodes: ['1'], createdAt }, wantsTotal: true }),
    );
    expect(page).toMatchObject({ total: null, pushedDown: ['statusCodes'] });
  });

  test('a list out of order is read by windows, at once and for ten minutes', async () => {
    let now = NOW;
    const warn = jest.fn();
    const list = operation(connect({}, { clock: () => now, log: { info() {}, warn } }), 'listTickets');
    answerToken();
    answerTypes();
    const unordered = rowsAt([3, 90, ...Array.from({ length: 24 }, (_, index) => 60 - index)]);
    answerList('offset=0&limit=25', unordered.slice(0, 25), 26);
    answerList('offset=0&limit=100', unordered);
    const [page] = await readPages(list);
    expect(page && idsOf(page).slice(0, 3)).toEqual(['TT-90', 'TT-60', 'TT-59']);
    expect(page?.tickets).toHaveLength(26);
    expect(warn).toHaveBeenCalledTimes(1);
    now += 599_999;
    answerList('offset=0&limit=100', unordered);
    await readPages(list);
    now += 1;
    answerList('offset=0&limit=25', rowsAt([2, 1]));
    answerTypes();
    await readPages(list);
  });

  test('a list that leaves its order on a later page is an error, as earlier rows may have been wrong', async () => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=25', rowsAt(Array.from({ length: 25 }, (_, index) => 100 - index)), 60);
    answerList('offset=0&limit=26&query_end_time=2024-01-01%2000%3A01%3A17', rowsAt([76, 9, 30, 8]), 35);
    await expect(readPages()).rejects.toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
  });

  test.each([
    ['later', [5, 4, 9]],
    ['earlier', [5, 1]],
  ])(
    'rows that were created %s than asked for show that the filter by time means something else',
    async (_, seconds) => {
      answerToken();
      answerTypes();
      answerList(
        'offset=0&limit=25&query_start_time=2024-01-01%2000%3A00%3A02&query_end_time=2024-01-01%2000%3A00%3A06',
        rowsAt(seconds),
      );
      const filter = { createdAt: { from: '2024-01-01T00:00:03.000Z' } };
      const request = pageRequest({ filter, from: '2024-01-01T00:00:05.000Z' });
      await expect(readPages(undefined, request)).rejects.toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
    },
  );

  test('oldest first', async () => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=100&query_start_time=2024-01-01%2000%3A00%3A03', rowsAt([9, 5, 3]));
    const request = pageRequest({ order: { field: 'createdAt', direction: 'ASC' }, from: '2024-01-01T00:00:04.900Z' });
    expect((await readPages(undefined, request)).flatMap(idsOf)).toEqual(['TT-5', 'TT-9']);
  });

  test('by the time of the last change, which nothing tells: all rows, in the largest pages', async () => {
    answerToken();
    answerTypes();
    const rows = rowsAt(Array.from({ length: 130 }, (_, index) => index));
    answerList('offset=0&limit=100', [{ ...rows[0], create_time: null }, ...rows.slice(1, 100)], 130);
    answerList('offset=100&limit=100', rows.slice(100), 130);
    const request = pageRequest({
      order: { field: 'updatedAt', direction: 'DESC' },
      from: '2024-01-01T00:00:04.900Z',
      limit: 5,
    });
    const pages = await readPages(undefined, request);
    expect(pages.map((page) => page.tickets.length)).toEqual([100, 30]);
    expect(pages[0]?.tickets[0]?.createdAt).toBeNull();
  });

  test('deleted tickets are left out unless their status is asked for', async () => {
    const rows = [ROW, { ...ROW, incident_id: 'TT-2', status: 13 }];
    const list = operation(connect(), 'listTickets');
    answerToken();
    answerTypes();
    answerList('offset=0&limit=25', rows);
    const [page] = await readPages(list);
    expect(page).toMatchObject({ total: null, pushedDown: [] });
    expect(page && idsOf(page)).toEqual(['TT-123456']);
    answerList('offset=0&limit=25&status=13', rows.slice(1));
    const lane = { codes: ['13'] };
    const [deleted] = await readPages(list, pageRequest({ lane, filter: { statusCodes: ['13'] }, wantsTotal: true }));
    expect(deleted).toMatchObject({ total: 1, tickets: [{ status: { code: '13' } }] });
  });

  test('rows of another status than asked for are left out, and told to the operator', async () => {
    const warn = jest.fn();
    answerToken();
    answerTypes();
    answerList('offset=0&limit=25&status=0', [ROW, { ...ROW, incident_id: 'TT-2', status: 1 }]);
    const [page] = await readPages(
      operation(connect({}, { log: { info() {}, warn } }), 'listTickets'),
      pageRequest({ lane: { codes: ['0'] }, filter: { statusCategories: ['OPEN'] } }),
    );
    expect(page && idsOf(page)).toEqual(['TT-123456']);
    expect(page?.total).toBeNull();
    expect(warn).toHaveBeenCalledWith(expect.any(String), { wrong: 1 });
  });

  test('a status without a meaning is told to the operator once', async () => {
    const warn = jest.fn();
    const list = operation(connect({}, { log: { info() {}, warn } }), 'listTickets');
    answerToken();
    answerTypes();
    const row = { ...ROW, status: 29 };
    answerList('offset=0&limit=25', [row, { ...row, incident_id: 'TT-2' }]);
    await readPages(list);
    answerList('offset=0&limit=25', [row]);
    await readPages(list);
    expect(warn.mock.calls).toEqual([[expect.any(String), { status: '29' }]]);
  });

  test('the ids of types are looked up in a catalog that is read once; without it rows come all the same', async () => {
    const list = operation(connect({ mostRetries: 0 }), 'listTickets');
    answerToken();
    nock(OSM).get('/v2/servicerequest/config/problems').reply(500, {});
    answerList('offset=0&limit=25', [ROW]);
    const [page] = await readPages(list);
    expect(page?.tickets[0]).toMatchObject({ type: { code: null, label: TYPE.business_type_name } });
    expect(page?.tickets[0]?.notLoaded).toContain('type');
    // Not asked for again so soon.
    answerList('offset=0&limit=25', [ROW]);
    await readPages(list);
    // But a filter by type cannot do without.
    answerTypes();
    answerList('offset=0&limit=100', [ROW]);
    const [filtered] = await readPages(list, pageRequest({ filter: { typeIds: [TYPE.business_type_id] } }));
    expect(filtered).toMatchObject({ pushedDown: [], tickets: [{ type: { code: TYPE.business_type_id } }] });
  });

  test('a filter by type fails if the catalog cannot be read', async () => {
    answerToken();
    nock(OSM).get('/v2/servicerequest/config/problems').reply(403, { error_code: 'APIGW.0302' });
    answerList('offset=0&limit=100', [ROW]);
    await expect(readPages(undefined, pageRequest({ filter: { typeIds: ['x'] } }))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  test.each([
    ['TT-123456', ['app_key=TT-123456']],
    ['Disk  full', ['search_key=Disk', 'search_key=full']],
    ['a b c d', ['search_key=a', 'search_key=b', 'search_key=c']],
    ['x'.repeat(70), [`search_key=${'x'.repeat(64)}`]],
  ])('text "%s" narrows only where the operator wants it', async (text, keys) => {
    answerToken();
    answerTypes();
    answerList(`offset=0&limit=100&${keys.join('&')}`, [ROW]);
    const filter = { text };
    const backend = connect({ textSearch: 'backend' });
    expect(operation(backend, 'listTickets').plan({ filter, order: DESC }).notes).toHaveLength(1);
    const [page] = await readPages(operation(backend, 'listTickets'), pageRequest({ filter, wantsTotal: true }));
    expect(page).toMatchObject({ pushedDown: [], total: null });
    nock.cleanAll();
    answerToken();
    answerTypes();
    answerList('offset=0&limit=100', [ROW]);
    await readPages(undefined, pageRequest({ filter }));
  });
});

describe('one ticket', () => {
  const read = (filter: TicketFilter) =>
    operation(connect(), 'listTickets').readPage(
      pageRequest({ lane: { id: 'TT-123456' }, filter, wantsTotal: true }),
      createCall(),
    );

  test.each<[string, TicketFilter, number, number | null]>([
    ['is found by its id alone', { ids: ['TT-123456'] }, 1, 1],
    ['is found by its number', { numbers: ['TT-123456'], escalated: false }, 1, 1],
    ['is left to the other filters', { ids: ['TT-123456'], statusCategories: ['CLOSED'] }, 1, null],
  ])('%s', async (_, filter, rows, total) => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=10&incident_id=TT-123456', [{ ...ROW, incident_id: 'TT-12345678' }, ROW]);
    const page = await read(filter);
    expect(page.tickets).toHaveLength(rows);
    expect(page).toMatchObject({ continuation: null, total });
  });

  test('none, if only others look like it', async () => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=10&incident_id=TT-123456', [{ ...ROW, incident_id: 'TT-12345678' }]);
    expect(await read({ ids: ['TT-123456'] })).toMatchObject({ tickets: [], total: 0, pushedDown: ['ids'] });
  });

  test('none, if it was deleted', async () => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=10&incident_id=TT-123456', [{ ...ROW, status: 13 }]);
    expect((await read({ ids: ['TT-123456'] })).tickets).toEqual([]);
  });
});

describe('totals', () => {
  const read = (more: Parameters<typeof pageRequest>[0]) =>
    operation(connect(), 'listTickets').readPage(pageRequest({ wantsTotal: true, ...more }), createCall());
  const counts = (...entries: readonly (readonly [number, number])[]) =>
    nock(OSM)
      .get(`${CASES}/count`)
      .reply(200, { incident_status_counts: entries.map(([status, count]) => ({ status, count })) });

  test.each([
    ['counts deleted tickets', 12, 10],
    ['does not count deleted tickets', 10, 10],
    ['counts something else', 11, null],
  ])('of all: the list %s', async (_, total, expected) => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=25', rowsAt([2, 1]), total);
    counts([0, 7], [29, 3], [13, 2]);
    expect((await read({})).total).toBe(expected);
  });

  test('of all, from the middle on: a further call for the whole', async () => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=25&query_end_time=2024-01-01%2000%3A00%3A02', rowsAt([1]), 1);
    answerList('offset=0&limit=1', rowsAt([9]), 5);
    counts([0, 5]);
    expect((await read({ from: '2024-01-01T00:00:01.000Z' })).total).toBe(5);
  });

  test('that cannot be had cost no row', async () => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=25', rowsAt([2, 1]));
    nock(OSM).get(`${CASES}/count`).reply(403, {});
    expect(await read({})).toMatchObject({ total: null, tickets: [{ nativeId: 'TT-2' }, { nativeId: 'TT-1' }] });
  });

  test('of a status, from the middle on', async () => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=25&status=0&query_end_time=2024-01-01%2000%3A00%3A02', rowsAt([1]), 1);
    answerList('offset=0&limit=1&status=0', rowsAt([9]), 5);
    const more = { lane: { codes: ['0'] }, filter: { statusCodes: ['0'] }, from: '2024-01-01T00:00:01.000Z' };
    expect((await read(more)).total).toBe(5);
  });

  test('are not asked for if nobody wants them, or if other filters are left', async () => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=25&status=0&query_end_time=2024-01-01%2000%3A00%3A02', rowsAt([1]), 1);
    const lane = { codes: ['0'] };
    const from = '2024-01-01T00:00:01.000Z';
    expect((await read({ lane, filter: { statusCodes: ['0'] }, from, wantsTotal: false })).total).toBeNull();
    answerToken();
    answerTypes();
    answerList('offset=0&limit=100&status=0', rowsAt([1]), 1);
    expect((await read({ lane, filter: { statusCodes: ['0'], customerId: 'c' } })).total).toBeNull();
  });

  test('several statuses in one call', async () => {
    answerToken();
    answerTypes();
    answerList('offset=0&limit=25&incident_status=0%2C3', rowsAt([2, 1]), 2);
    const filter: TicketFilter = { statusCategories: ['OPEN', 'CLOSED'] };
    const page = await operation(connect({ statusListMode: 'comma' }), 'listTickets').readPage(
      pageRequest({ lane: { codes: ['0', '3'] }, filter, wantsTotal: true }),
      createCall(),
    );
    expect(page).toMatchObject({ total: 2, pushedDown: ['statusCategories'] });
  });
});
