import { describe, expect, test } from '@jest/globals';
import type { ListPageRequest, SortOrder } from '../../../src/ticketing/adapter.ts';
import type { TicketFilter } from '../../../src/ticketing/filter.ts';
import { createCall } from '../../support/call.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { sampleId, OWN_ID, ticket, ticketAt } from './samples.ts';
import {
  answerClientToken,
  answerTokens,
  connect,
  getTickets,
  HOST,
  listOf,
  MASHUP,
  pageRequest,
} from './under-test.ts';

useNock();

const NEWEST: SortOrder = { field: 'createdAt', direction: 'DESC' };
const SORT = 'metadata.createdAt:desc,id:desc';
const REFUSED = {
  status: 400,
  type: 'validation_violation',
  message: 'The query is not valid.',
  details: [{ field: 'q', type: 'invalid_query_parameter', message: 'no ranges' }],
};

function plan(filter: TicketFilter, settings: Record<string, unknown> = {}) {
  return listOf(connect(settings)).plan({ filter, order: NEWEST });
}

describe('plans', () => {
  test('one lane in the order of the backend, whatever the filter', () => {
    const filters: TicketFilter[] = [
      {},
      { statusCategories: ['OPEN', 'CLOSED'] },
      { statusCategories: ['UNKNOWN'] },
      { text: 'tv', priorityLevels: ['HIGH'], escalated: false },
      { customerId: OWN_ID },
    ];
    for (const filter of filters) expect(plan(filter)).toEqual({ order: 'BY_INSTANT', lanes: [{}], notes: [] });
  });

  test('ids and numbers are asked for in parts of 64', () => {
    const ids = Array.from({ length: 70 }, (_, index) => sampleId(index));
    expect(plan({ ids: [...ids, ...ids] }).lanes).toEqual([{ ids: ids.slice(0, 64) }, { ids: ids.slice(64) }]);
    expect(plan({ numbers: ['1000042', '1000043'] }).lanes).toEqual([{ numbers: ['1000042', '1000043'] }]);
    // What may be an id is compared here: a ticket without a number shows its id.
    expect(plan({ numbers: [sampleId(1)] }).lanes).toEqual([{}]);
    expect(plan({ ids: ['with"quote'] }).lanes).toEqual([{}]);
  });

  test('nothing can match: no lane, and a note where the data does not exist', () => {
    const empty: TicketFilter[] = [
      { ids: [] },
      { numbers: [] },
      { statusCodes: [] },
      { statusCategories: [] },
      { typeIds: [] },
      { priorityLevels: [] },
      { statusCategories: ['ON_HOLD'] },
      { statusCategories: ['OPEN'], statusCodes: ['CONFIRMED'] },
    ];
    for (const filter of empty) expect(plan(filter)).toEqual({ order: 'BY_INSTANT', lanes: [], notes: [] });
    expect(plan({ assigneeId: 'somebody' })).toMatchObject({ lanes: [], notes: [expect.any(String)] });
    expect(plan({ escalated: true })).toMatchObject({ lanes: [], notes: [expect.any(String)] });
    expect(plan({ statusCategories: ['ON_HOLD'] }, { statusMap: { WAITING: 'ON_HOLD' } }).lanes).toEqual([{}]);
  });
});

describe('push-down', () => {
  interface Row {
    readonly filter: TicketFilter;
    readonly q?: string;
    readonly pushedDown: readonly string[];
    readonly settings?: Record<string, unknown>;
    readonly lane?: object;
    /** Full pages are read where something is left to the gateway. */
    readonly pageSize?: string;
  }
  const rows: Record<string, Row> = {
    'status categories become codes': {
      filter: { statusCategories: ['OPEN', 'IN_PROGRESS'] },
      q: 'status:("OPEN","IN_PROCESS")',
      pushedDown: ['statusCategories'],
    },
    'mapped codes belong to their category': {
      filter: { statusCategories: ['PENDING', 'CLOSED'] },
      settings: { statusMap: { CUSTOMER_ACTION: 'PENDING' } },
      q: 'status:("CONFIRMED","CUSTOMER_ACTION")',
      pushedDown: ['statusCategories'],
    },
    'UNKNOWN is no code': { filter: { statusCategories: ['OPEN', 'UNKNOWN'] }, pushedDown: [], pageSize: '64' },
    'codes and categories meet': {
      filter: { statusCategories: ['UNKNOWN', 'OPEN'], statusCodes: ['CUSTOMER_ACTION', 'OPEN', 'CONFIRMED'] },
      q: 'status:("CUSTOMER_ACTION","OPEN")',
      pushedDown: ['statusCategories', 'statusCodes'],
    },
    'codes that need escaping stay here': { filter: { statusCodes: ['a"b', 'OPEN'] }, pushedDown: [], pageSize: '64' },
    'types and dates': {
      filter: {
        typeIds: ['SERVICE_REQUEST'],
        createdAt: { from: '2016-11-01T00:00:00.000Z', until: '2016-12-01T00:00:00.000Z' },
        updatedAt: { until: '2016-11-23T00:00:00.000Z' },
      },
      q: 'type:"SERVICE_REQUEST" metadata.createdAt:(>="2016-11-01T00:00:00.000Z" AND <="2016-11-30T23:59:59.999Z") metadata.modifiedAt:<="2016-11-22T23:59:59.999Z"',
      pushedDown: ['typeIds', 'createdAt', 'updatedAt'],
    },
    'dates without ranges stay here': {
      filter: { createdAt: { from: '2016-11-01T00:00:00.000Z' } },
      settings: { query: { ranges: false } },
      pushedDown: [],
      pageSize: '64',
    },
    'text, priority and escalation stay here': {
      filter: { text: 'tv', priorityLevels: ['HIGH'], escalated: false },
      pushedDown: [],
      pageSize: '64',
    },
    'ids and numbers': {
      filter: { ids: [sampleId(1), sampleId(2)], numbers: ['1000042'] },
      lane: { ids: [sampleId(1), sampleId(2)] },
      q: `id:(${sampleId(1)},${sampleId(2)}) ticketNumber:"1000042"`,
      pushedDown: ['ids', 'numbers'],
    },
    'the own customer': { filter: { customerId: OWN_ID }, pushedDown: ['customerId'] },
  };

  test.each(Object.entries(rows))('%s', async (_, { filter, q, pushedDown, settings, lane, pageSize = '26' }) => {
    answerTokens();
    getTickets({ ...(q === undefined ? {} : { q }), sort: SORT, pageNumber: '1', pageSize }).reply(200, []);
    const request = pageRequest({ filter, lane: lane ?? {} });
    const page = await listOf(connect(settings)).readPage(request, createCall());
    expect(page).toMatchObject({ tickets: [], continuation: null, pushedDown });
  });

  test('another customer’s tickets are not asked for', async () => {
    answerTokens();
    const page = await listOf(connect()).readPage(pageRequest({ filter: { customerId: 'C1' } }), createCall());
    expect(page).toEqual({ tickets: [], continuation: null, total: 0, pushedDown: ['customerId'] });
  });

  test('while the own id is unknown the customer is compared here', async () => {
    answerTokens({ ownId: null });
    getTickets({ sort: SORT, pageNumber: '1', pageSize: '64' }).reply(200, []);
    const page = await listOf(connect()).readPage(pageRequest({ filter: { customerId: OWN_ID } }), createCall());
    expect(page.pushedDown).toEqual([]);
  });

  test('for agents the customer is an ordinary filter', async () => {
    answerClientToken();
    getTickets({ q: 'customerId:"C1"', sort: SORT, pageNumber: '1', pageSize: '26' }).reply(200, []);
    const backend = connect({ audience: 'agent' });
    const page = await listOf(backend).readPage(pageRequest({ filter: { customerId: 'C1' } }), createCall());
    expect(page.pushedDown).toEqual(['customerId']);
  });
});

describe('walking', () => {
  test.each([
    [{ field: 'createdAt', direction: 'DESC' }, 'metadata.createdAt:desc,id:desc', 'metadata.createdAt:<='],
    [{ field: 'createdAt', direction: 'ASC' }, 'metadata.createdAt:asc,id:asc', 'metadata.createdAt:>='],
    [{ field: 'updatedAt', direction: 'DESC' }, 'metadata.modifiedAt:desc,id:desc', 'metadata.modifiedAt:<='],
    [{ field: 'updatedAt', direction: 'ASC' }, 'metadata.modifiedAt:asc,id:asc', 'metadata.modifiedAt:>='],
  ] as const)('begins at an instant in the order %o', async (order, sort, term) => {
    const from = '2016-11-22T06:00:05.000Z';
    answerTokens();
    getTickets({ q: `${term}"${from}"`, sort, pageNumber: '1', pageSize: '26' }).reply(200, [ticketAt(sampleId(1), 5)]);
    const page = await listOf(connect()).readPage(pageRequest({ order, from }), createCall());
    expect(page.tickets).toHaveLength(1);
  });

  test('a range of the filter and the beginning become one range', async () => {
    answerTokens();
    const filter = { createdAt: { from: '2016-11-01T00:00:00.000Z', until: '2016-12-01T00:00:00.000Z' } };
    getTickets({
      q: 'metadata.createdAt:(>="2016-11-01T00:00:00.000Z" AND <="2016-11-05T00:00:00.000Z")',
      sort: SORT,
      pageNumber: '1',
      pageSize: '26',
    }).reply(200, []);
    const list = listOf(connect());
    await list.readPage(pageRequest({ filter, from: '2016-11-05T00:00:00.000Z' }), createCall());
    // Nothing of the range lies ahead any more.
    const past = await list.readPage(pageRequest({ filter, from: '2016-10-01T00:00:00.000Z' }), createCall());
    expect(past).toMatchObject({ tickets: [], continuation: null, pushedDown: ['createdAt'] });
  });

  /** Reads page after page until the end. */
  async function walk(
    settings: Record<string, unknown>,
    request: Partial<ListPageRequest<unknown>>,
  ): Promise<{ ids: string[]; pages: number }> {
    const list = listOf(connect(settings));
    const ids: string[] = [];
    let continuation: unknown = null;
    let pages = 0;
    do {
      const page = await list.readPage(pageRequest({ ...request, continuation }), createCall());
      ids.push(...page.tickets.map(({ nativeId }) => nativeId));
      continuation = JSON.parse(JSON.stringify(page.continuation)) as unknown;
      pages += 1;
    } while (continuation !== null && pages < 20);
    return { ids, pages };
  }

  test('each page begins at the last instant; what was given there is not given again', async () => {
    answerTokens();
    const page = { sort: SORT, pageNumber: '1' };
    getTickets({ ...page, pageSize: '3' }).reply(200, [
      ticketAt(sampleId(9), 9),
      ticketAt(sampleId(8), 7),
      ticketAt(sampleId(7), 7),
    ]);
    const q = 'metadata.createdAt:<="2016-11-22T06:00:07.000Z"';
    // One of the two that were given has been deleted meanwhile, and nothing is lost for it.
    getTickets({ ...page, q, pageSize: '5' }).reply(200, [
      ticketAt(sampleId(7), 7),
      ticketAt(sampleId(6), 7),
      ticketAt(sampleId(5), 2),
    ]);
    expect(await walk({}, { limit: 2 })).toEqual({
      ids: [sampleId(9), sampleId(8), sampleId(7), sampleId(6), sampleId(5)],
      pages: 2,
    });
  });

  test('ties may come in any order', async () => {
    answerTokens();
    const at = (...numbers: number[]) => numbers.map((number) => ticketAt(sampleId(number), 7));
    const page = { sort: SORT, pageNumber: '1' };
    const q = 'metadata.createdAt:<="2016-11-22T06:00:07.000Z"';
    getTickets({ ...page, pageSize: '2' }).reply(200, at(1, 2));
    getTickets({ ...page, q, pageSize: '4' }).reply(200, at(3, 4, 5, 6));
    getTickets({ ...page, q, pageSize: '8' }).reply(200, at(1, 2, 3, 4, 5, 6, 7));
    expect((await walk({}, { limit: 1 })).ids).toEqual([1, 2, 3, 4, 5, 6, 7].map(sampleId));
  });

  test('an instant that fills whole pages is read on by page number', async () => {
    answerTokens();
    const tied = Array.from({ length: 130 }, (_, index) => ticketAt(sampleId(200 - index), 7));
    const rows = [ticketAt(sampleId(201), 9), ...tied, ticketAt(sampleId(1), 3)];
    const page = { sort: SORT, pageSize: '64' };
    const q = 'metadata.createdAt:<="2016-11-22T06:00:07.000Z"';
    getTickets({ ...page, pageNumber: '1' }).reply(200, rows.slice(0, 64));
    getTickets({ ...page, q, pageNumber: '1' }).reply(200, rows.slice(1, 65));
    getTickets({ ...page, q, pageNumber: '2' }).reply(200, rows.slice(65, 129));
    getTickets({ ...page, q, pageNumber: '3' }).reply(200, rows.slice(129));
    const { ids } = await walk({}, { limit: 64 });
    expect(ids).toEqual(rows.map((row) => row['id']));
  });

  test('without ranges pages are counted, and rows that shifted are given once', async () => {
    answerTokens();
    const page = { sort: SORT, pageSize: '3' };
    getTickets({ ...page, pageNumber: '1' }).reply(200, [
      ticketAt(sampleId(9), 9),
      ticketAt(sampleId(8), 8),
      ticketAt(sampleId(7), 7),
    ]);
    getTickets({ ...page, pageNumber: '2' }).reply(200, [
      ticketAt(sampleId(7), 7),
      ticketAt(sampleId(6), 6),
      ticketAt(sampleId(5), 5),
    ]);
    getTickets({ ...page, pageNumber: '3' }).reply(200, [ticketAt(sampleId(4), 4)]);
    const { ids } = await walk({ query: { ranges: false } }, { limit: 2 });
    expect(ids).toEqual([9, 8, 7, 6, 5, 4].map(sampleId));
  });

  test('a short page goes on if the backend names a next one, whichever way it quotes', async () => {
    for (const link of [
      `<http://inner/a?x=1>; rel='next'`,
      '<http://inner/a>; rel="prev", <http://inner/b>; rel="next"',
    ]) {
      answerTokens();
      getTickets({ sort: SORT, pageNumber: '1', pageSize: '26' }).reply(200, [ticketAt(sampleId(1), 9)], {
        Link: link,
      });
      const page = await listOf(connect()).readPage(pageRequest(), createCall());
      expect(page.continuation).not.toBeNull();
    }
  });

  test('rows of another customer are left out, and the total with them', async () => {
    answerTokens();
    getTickets({ sort: SORT, pageNumber: '1', pageSize: '26', totalCount: 'true' }).reply(
      200,
      [ticket(sampleId(1)), ticket(sampleId(2), { customerId: 'C1381590152' })],
      { 'hybris-count': '2' },
    );
    const page = await listOf(connect()).readPage(pageRequest({ wantsTotal: true }), createCall());
    expect(page).toMatchObject({ tickets: [{ nativeId: sampleId(1) }], total: null });
  });
});

describe('totals', () => {
  const page = { sort: SORT, pageNumber: '1', pageSize: '26' };

  test('the count of the backend, or none', async () => {
    answerTokens();
    getTickets({ ...page, totalCount: 'true' }).reply(200, [ticket(sampleId(1))], { 'hybris-count': '7' });
    getTickets({ ...page, totalCount: 'true' }).reply(200, [ticket(sampleId(1))]);
    const list = listOf(connect());
    expect((await list.readPage(pageRequest({ wantsTotal: true }), createCall())).total).toBe(7);
    expect((await list.readPage(pageRequest({ wantsTotal: true }), createCall())).total).toBeNull();
  });

  test('a full page that is all there is has no next one', async () => {
    answerTokens();
    const rows = Array.from({ length: 2 }, (_, index) => ticketAt(sampleId(9 - index), 9 - index));
    getTickets({ ...page, pageSize: '2', totalCount: 'true' }).reply(200, rows, { 'hybris-count': '2' });
    const answer = await listOf(connect()).readPage(pageRequest({ limit: 1, wantsTotal: true }), createCall());
    expect(answer).toMatchObject({ continuation: null, total: 2 });
  });

  test('from the middle of the list the whole is counted apart, once', async () => {
    answerTokens();
    const from = '2016-11-22T06:00:07.000Z';
    const q = `status:"OPEN" metadata.createdAt:<="${from}"`;
    const count = { q: 'status:"OPEN"', pageNumber: '1', pageSize: '1', totalCount: 'true' };
    getTickets(count).reply(200, [ticket(sampleId(1))], { 'hybris-count': '40' });
    getTickets({ ...page, q, pageSize: '2' }).reply(200, [ticketAt(sampleId(9), 7), ticketAt(sampleId(8), 6)]);
    getTickets({ ...page, q: 'status:"OPEN" metadata.createdAt:<="2016-11-22T06:00:06.000Z"', pageSize: '3' }).reply(
      200,
      [],
    );
    const list = listOf(connect());
    const request = pageRequest({ filter: { statusCodes: ['OPEN'] }, from, limit: 1, wantsTotal: true });
    const first = await list.readPage(request, createCall());
    expect(first.total).toBe(40);
    const second = await list.readPage({ ...request, continuation: first.continuation }, createCall());
    expect(second.total).toBe(40);
  });

  test('nobody asked: nothing is counted', async () => {
    answerTokens();
    getTickets({ ...page, q: 'metadata.createdAt:<="2016-11-22T06:00:07.000Z"' }).reply(200, []);
    const answer = await listOf(connect()).readPage(pageRequest({ from: '2016-11-22T06:00:07.000Z' }), createCall());
    expect(answer.total).toBeNull();
  });
});

describe('a backend without ranges', () => {
  const filter: TicketFilter = { createdAt: { from: '2016-11-01T00:00:00.000Z' }, statusCodes: ['OPEN'] };
  const withRange = 'status:"OPEN" metadata.createdAt:>="2016-11-01T00:00:00.000Z"';

  test('is asked without them from then on, and the page says so', async () => {
    const warnings: string[] = [];
    answerTokens();
    getTickets({ q: withRange, sort: SORT, pageNumber: '1', pageSize: '26' }).reply(400, REFUSED);
    getTickets({ q: 'status:"OPEN"', sort: SORT, pageNumber: '1', pageSize: '64' })
      .twice()
      .reply(200, [ticketAt(sampleId(9), 9)]);
    const list = listOf(connect({}, { log: { info() {}, warn: (text: string) => void warnings.push(text) } }));
    for (let times = 0; times < 2; times++) {
      const page = await list.readPage(pageRequest({ filter }), createCall());
      expect(page).toMatchObject({ tickets: [{ nativeId: sampleId(9) }], pushedDown: ['statusCodes'] });
    }
    expect(warnings).toHaveLength(1);
  });

  test('keeps them if it refuses the query without them too', async () => {
    answerTokens();
    getTickets({ q: withRange, sort: SORT, pageNumber: '1', pageSize: '26' }).twice().reply(400, REFUSED);
    getTickets({ q: 'status:"OPEN"', sort: SORT, pageNumber: '1', pageSize: '64' }).twice().reply(400, REFUSED);
    const list = listOf(connect());
    for (let times = 0; times < 2; times++) {
      await expect(list.readPage(pageRequest({ filter }), createCall())).rejects.toMatchObject({
        code: 'BACKEND_BAD_RESPONSE',
      });
    }
  });

  test('in the middle of a walk rows are not given twice', async () => {
    answerTokens();
    getTickets({ sort: SORT, pageNumber: '1', pageSize: '3' }).reply(
      200,
      [9, 8, 7].map((at) => ticketAt(sampleId(at), at)),
    );
    const q = 'metadata.createdAt:<="2016-11-22T06:00:07.000Z"';
    getTickets({ q, sort: SORT, pageNumber: '1', pageSize: '4' }).reply(400, REFUSED);
    getTickets({ sort: SORT, pageNumber: '1', pageSize: '4' }).reply(
      200,
      [9, 8, 7, 6].map((at) => ticketAt(sampleId(at), at)),
    );
    getTickets({ sort: SORT, pageNumber: '2', pageSize: '4' }).reply(200, [ticketAt(sampleId(5), 5)]);
    const list = listOf(connect());
    const first = await list.readPage(pageRequest({ limit: 2 }), createCall());
    const second = await list.readPage(pageRequest({ limit: 2, continuation: first.continuation }), createCall());
    const third = await list.readPage(pageRequest({ limit: 2, continuation: second.continuation }), createCall());
    expect([first, second, third].map(({ tickets }) => tickets.map(({ nativeId }) => nativeId))).toEqual([
      [9, 8, 7].map(sampleId),
      [sampleId(6)],
      [sampleId(5)],
    ]);
  });
});

describe('a backend without lists of values', () => {
  const isList = /\("/;

  test('is asked without them from then on; one value still is asked for', async () => {
    const warnings: string[] = [];
    answerTokens();
    const filter: TicketFilter = { statusCodes: ['OPEN', 'CONFIRMED'], typeIds: ['SERVICE_REQUEST'] };
    const page = { sort: SORT, pageNumber: '1' };
    getTickets({ ...page, q: 'status:("OPEN","CONFIRMED") type:"SERVICE_REQUEST"', pageSize: '26' }).reply(
      400,
      REFUSED,
    );
    getTickets({ ...page, q: 'type:"SERVICE_REQUEST"', pageSize: '64' })
      .twice()
      .reply(200, [ticket(sampleId(1))]);
    const list = listOf(connect({}, { log: { info() {}, warn: (text: string) => void warnings.push(text) } }));
    for (let times = 0; times < 2; times++)
      expect((await list.readPage(pageRequest({ filter }), createCall())).pushedDown).toEqual(['typeIds']);
    expect(warnings).toHaveLength(1);
  });

  test('gives each lane its own rows all the same', async () => {
    answerTokens();
    const ids = [sampleId(1), sampleId(2)];
    const page = { sort: SORT, pageNumber: '1', totalCount: 'true' };
    getTickets({ ...page, q: `id:(${ids.join(',')})`, pageSize: '26' }).reply(400, REFUSED);
    getTickets({ ...page, pageSize: '64' }).reply(
      200,
      [1, 2, 3].map((at) => ticket(sampleId(at))),
      { 'hybris-count': '3' },
    );
    const request = pageRequest({ filter: { ids }, lane: { ids }, wantsTotal: true });
    const answer = await listOf(connect()).readPage(request, createCall());
    expect(answer).toMatchObject({ pushedDown: [], total: null, continuation: null });
    expect(answer.tickets.map(({ nativeId }) => nativeId)).toEqual(ids);
  });

  test('which of ranges and lists is refused is found out by trying', async () => {
    answerTokens();
    const filter: TicketFilter = {
      statusCodes: ['OPEN', 'CONFIRMED'],
      createdAt: { from: '2016-11-01T00:00:00.000Z' },
    };
    const asked: string[] = [];
    nock(HOST)
      .get(`${MASHUP}/serviceTickets`)
      .query(true)
      .times(3)
      .reply((request: Request) => {
        const q = new URL(request.url).searchParams.get('q') ?? '';
        asked.push(q);
        return isList.test(q) ? [400, REFUSED] : [200, []];
      });
    const page = await listOf(connect()).readPage(pageRequest({ filter }), createCall());
    const range = 'metadata.createdAt:>="2016-11-01T00:00:00.000Z"';
    const list = 'status:("OPEN","CONFIRMED")';
    expect(asked).toEqual([`${list} ${range}`, list, range]);
    expect(page.pushedDown).toEqual(['createdAt']);
  });
});
