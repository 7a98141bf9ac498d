import { describe, expect, test } from '@jest/globals';
import { planList } from '../../../adapters/outsourcing/plan.ts';
import type { BackendInstance, ListPage } from '../../../src/ticketing/adapter.ts';
import type { TicketFilter } from '../../../src/ticketing/filter.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { answerToken } from './answer-token.ts';
import {
  connect,
  fixture,
  GENERIC,
  genericRow,
  getTickets,
  HOST,
  idOf,
  IN_PROGRESS,
  JSON_TYPE,
  listBody,
  ORDER,
  PROBLEM_TYPE,
  walk,
  warnings,
} from './under-test.ts';

useNock();

const idsOf = (pages: readonly ListPage[]) => pages.flatMap((page) => page.tickets.map(({ nativeId }) => nativeId));
const rows = (from: number, until: number, more: object = {}): Record<string, unknown>[] =>
  Array.from({ length: until - from }, (_, index) => genericRow(idOf(from + index), { ...more }));

/** Answers one call of a list. */
function answerList(query: string, body: object, collection = GENERIC): void {
  nock(HOST).get(`${collection}?limit=1000&${query}`).reply(200, body, JSON_TYPE);
}

function refuseGeneric(query: string): void {
  nock(HOST).get(`${GENERIC}?limit=1000&${query}`).reply(404, fixture('problem'), PROBLEM_TYPE);
}

describe('the plan', () => {
  const EVERY_MODE = ['auto', 'generic', 'inProgress'] as const;

  test.each<[TicketFilter, readonly unknown[]]>([
    [{}, [{}]],
    [{ statusCategories: ['IN_PROGRESS'] }, [{ state: 'in_progress' }, { state: 'outsourced' }]],
    [{ statusCodes: ['closed', 'ASSIGNED'] }, [{ state: 'closed' }]],
    [{ statusCategories: ['ON_HOLD'] }, []],
    [{ statusCategories: ['UNKNOWN', 'CLOSED'] }, [{}]],
    [{ escalated: true }, [{ state: 'outsourced' }]],
    [{ escalated: false }, [{}]],
    [{ customerId: 'c', assigneeId: 'a', text: '7', createdAt: { from: '2020-01-01T00:00:00.000Z' } }, [{}]],
    [{ updatedAt: { from: '2020-01-01T00:00:00.000Z' } }, [{}]],
    [{ numbers: ['7', '8', '7'] }, [{ number: '7' }, { number: '8' }]],
    [{ numbers: ['7'], statusCodes: ['closed'] }, [{ number: '7' }]],
    [{ numbers: ['7'], statusCategories: ['ON_HOLD'] }, []],
    [{ numbers: [] }, []],
    // Not the usual spelling of a number, or no number of 64 bits: no ticket has it.
    [{ numbers: ['007', '-7', '7.0', ' 7', 'TT7', '', '9223372036854775808', '99999999999999999999'] }, []],
    [{ numbers: ['0', '9223372036854775807'] }, [{ number: '0' }, { number: '9223372036854775807' }]],
  ])('of %j has the lanes %j', (filter, lanes) => {
    for (const mode of ['auto', 'generic'] as const) {
      expect(planList({ filter, order: ORDER }, mode)).toEqual({ order: 'NONE', lanes, notes: [] });
    }
  });

  const ONLY = ['This backend is set to read tickets in progress alone.'];

  test.each<[TicketFilter, readonly unknown[], readonly string[]]>([
    [{}, [{ state: 'in_progress' }], ONLY],
    [{ statusCodes: ['in_progress'] }, [{ state: 'in_progress' }], []],
    [{ statusCategories: ['IN_PROGRESS'] }, [{ state: 'in_progress' }], ONLY],
    [{ statusCategories: ['UNKNOWN', 'IN_PROGRESS'] }, [{ state: 'in_progress' }], ONLY],
    [{ statusCategories: ['UNKNOWN'] }, [], ONLY],
    [{ statusCategories: ['CLOSED'] }, [], ONLY],
    [{ statusCodes: ['waiting_for_parts'] }, [], ONLY],
    [{ numbers: ['7'] }, [{ number: '7' }], ONLY],
    [{ numbers: ['7'], statusCodes: ['closed'] }, [], ONLY],
  ])('of %j, of tickets in progress alone, has the lanes %j', (filter, lanes, notes) => {
    expect(planList({ filter, order: ORDER }, 'inProgress')).toEqual({ order: 'NONE', lanes, notes });
  });

  test.each<[TicketFilter, readonly (typeof EVERY_MODE)[number][]]>([
    [{ typeIds: ['a'] }, EVERY_MODE],
    [{ priorityLevels: ['HIGH'] }, EVERY_MODE],
    [{ updatedAt: { from: '2020-01-01T00:00:00.000Z' } }, ['inProgress']],
    [{ escalated: true }, ['inProgress']],
  ])('of %j says why nothing can match (%j)', (filter, modes) => {
    for (const mode of modes) {
      const plan = planList({ filter, order: ORDER }, mode);
      expect(plan).toMatchObject({ lanes: [], notes: [expect.stringContaining('This backend')] });
    }
  });
});

describe('the walk', () => {
  test('goes on from the offset that was applied, by as many rows as came, until the total is reached', async () => {
    answerToken();
    answerList('offset=0', listBody(rows(0, 3), 7));
    // Fewer rows than asked for are no end.
    answerList('offset=3', listBody(rows(3, 5), 7, { limit: 2, offset: 3 }));
    answerList('offset=5', listBody(rows(5, 7), 7, { limit: 2, offset: 5 }));
    const pages = await walk(connect());
    expect(idsOf(pages)).toEqual([0, 1, 2, 3, 4, 5, 6].map(idOf));
    expect(pages.map(({ total, isCutOff, pushedDown }) => ({ total, isCutOff, pushedDown }))).toEqual(
      Array.from({ length: 3 }, () => ({ total: 7, isCutOff: false, pushedDown: [] })),
    );
  });

  test('ends with an empty page; where the total says more, it is cut off', async () => {
    answerToken();
    answerList('offset=0', listBody(rows(0, 3), 7));
    answerList('offset=3', listBody([], 7, { limit: 1_000, offset: 3 }));
    const pages = await walk(connect());
    expect(idsOf(pages)).toHaveLength(3);
    expect(pages.at(-1)).toMatchObject({ continuation: null, total: 7, isCutOff: true });
  });

  test('without a total it ends with an empty page', async () => {
    answerToken();
    answerList('offset=0', { query: {}, result: rows(0, 3) });
    answerList('offset=3', { query: {}, result: [] });
    const pages = await walk(connect());
    expect(idsOf(pages)).toHaveLength(3);
    expect(pages.at(-1)).toMatchObject({ continuation: null, total: null, isCutOff: false });
  });

  test('is cut off where the API does not go on as asked', async () => {
    answerToken();
    answerList('offset=0', listBody(rows(0, 3), 7));
    answerList('offset=3', listBody(rows(0, 3), 7, { limit: 1_000, offset: 0 }));
    expect((await walk(connect())).at(-1)).toMatchObject({ continuation: null, isCutOff: true });
    answerToken();
    answerList('offset=0', { result: rows(0, 3), query: { offset: 0 } });
    answerList('offset=3', { result: rows(0, 3), query: { offset: 0 } });
    expect((await walk(connect())).at(-1)).toMatchObject({ continuation: null, isCutOff: true, total: null });
  });

  test('is cut off where rows came twice instead of others, as no order is promised', async () => {
    answerToken();
    answerList('offset=0', listBody(rows(0, 3), 6, {}));
    answerList('offset=3', listBody(rows(0, 3), 6, {}));
    expect((await walk(connect())).map(({ isCutOff }) => isCutOff)).toEqual([false, true]);
  });

  test('is complete if rows came twice and others did not go missing', async () => {
    answerToken();
    answerList('offset=0', listBody(rows(0, 3), 5));
    answerList('offset=3', listBody(rows(2, 5), 5, { offset: 3 }));
    expect((await walk(connect())).map(({ isCutOff }) => isCutOff)).toEqual([false, false]);
  });
});

describe('rows', () => {
  test('of another state than asked for are left out, told, and cost the total', async () => {
    answerToken();
    const mixed = [...rows(0, 2), ...rows(2, 3, { state: 'pending' }), { id: idOf(3) }];
    answerList('offset=0&state=closed', listBody(mixed, 4));
    const pages = await walk(connect(), { statusCodes: ['closed'], statusCategories: ['CLOSED'] });
    expect(idsOf(pages)).toEqual([0, 1].map(idOf));
    expect(pages).toMatchObject([{ total: null, isCutOff: false, pushedDown: ['statusCategories', 'statusCodes'] }]);
    expect(warnings).toEqual([expect.stringContaining('{"dropped":2}')]);
  });

  test('of another number than asked for as well', async () => {
    answerToken();
    answerList('offset=0&ticket_number=7', listBody([...rows(0, 1, { ticket_number: 7 }), ...rows(1, 2)], 2));
    const pages = await walk(connect(), { numbers: ['7'] });
    expect(idsOf(pages)).toEqual([idOf(0)]);
    expect(pages).toMatchObject([{ total: null, pushedDown: ['numbers'] }]);
    expect(warnings).toHaveLength(1);
  });

  test('of a number are not said to be filtered by state', async () => {
    answerToken();
    answerList('offset=0&ticket_number=1', listBody(rows(0, 1, { state: 'pending' }), 1));
    expect(await walk(connect(), { numbers: ['1'], statusCodes: ['closed'] })).toMatchObject([
      { tickets: [{ status: { code: 'pending' } }], pushedDown: ['numbers'] },
    ]);
  });

  test('say which of their fields another call can fill', async () => {
    answerToken();
    const mixed = [...rows(0, 1), ...rows(1, 2, { state: 'in_progress' }), ...rows(2, 3, { state: 'outsourced' })];
    answerList('offset=0', listBody(mixed, 3));
    const [page] = await walk(connect());
    expect(page?.tickets.map(({ notLoaded }) => notLoaded)).toEqual([
      [],
      ['statusChangedAt', 'transitions', 'customFields'],
      ['escalations'],
    ]);
  });

  test('of a state that nobody documented are shown, and told once', async () => {
    answerToken();
    nock(HOST)
      .get(`${GENERIC}?limit=1000&offset=0`)
      .twice()
      .reply(200, listBody(rows(0, 2, { state: 'waiting' }), 2), JSON_TYPE);
    const backend = connect();
    expect(await walk(backend)).toMatchObject([
      { tickets: [{ status: { category: 'UNKNOWN', code: 'waiting' } }, {}] },
    ]);
    await walk(backend);
    expect(warnings).toEqual([expect.stringContaining('{"state":"waiting"}')]);
  });
});

describe('where tickets are read', () => {
  const MINUTE = 60_000;
  const inProgressRow = { id: idOf(1), service_started_at: '2024-01-01T00:00:00Z' };

  test('"inProgress" reads the documented resource alone, and its rows lack nothing that a call can fill', async () => {
    answerToken();
    answerList('offset=0', listBody([inProgressRow], 1), IN_PROGRESS);
    expect(await walk(connect({ ticketSource: 'inProgress' }), { statusCodes: ['in_progress'] })).toMatchObject([
      {
        tickets: [{ status: { code: 'in_progress' }, notLoaded: [] }],
        total: 1,
        isCutOff: false,
        pushedDown: ['statusCodes'],
      },
    ]);
  });

  test('"generic" never reads another list', async () => {
    answerToken();
    refuseGeneric('offset=0');
    await expect(walk(connect({ ticketSource: 'generic' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  /** A backend in mode "auto" whose generic list has just answered 404. */
  async function fallenBack(clock: () => number): Promise<BackendInstance> {
    const backend = connect({}, { clock });
    answerToken();
    refuseGeneric('offset=0');
    answerList('offset=0', listBody([inProgressRow], 1), IN_PROGRESS);
    // What is shown is not everything, and its number is not the number of all.
    expect(await walk(backend)).toMatchObject([
      { tickets: [{ nativeId: idOf(1), notLoaded: [] }], total: null, isCutOff: true },
    ]);
    expect(warnings).toEqual([expect.stringContaining('ten minutes')]);
    return backend;
  }

  test('"auto" falls back to the documented resource when the generic list answers 404, for ten minutes', async () => {
    let now = 0;
    const backend = await fallenBack(() => now);
    now += 10 * MINUTE - 1;
    answerList('offset=0', listBody([inProgressRow], 1), IN_PROGRESS);
    await walk(backend);
    nock(HOST)
      .get(`${IN_PROGRESS}/${idOf(1)}`)
      .reply(200, inProgressRow, JSON_TYPE);
    expect(await getTickets(backend, [idOf(1)], ['updatedAt'])).toMatchObject([
      { value: { updatedAt: null, notLoaded: [] } },
    ]);
    now += 1;
    answerList('offset=0', listBody(rows(0, 1), 1));
    expect(await walk(backend)).toMatchObject([{ tickets: [{ status: { code: 'closed' } }], isCutOff: false }]);
    expect(warnings).toHaveLength(1);
  });

  test('fallen back, tickets in progress are complete and others are out of reach without a call', async () => {
    const backend = await fallenBack(() => 0);
    answerList('offset=0', listBody([inProgressRow], 1), IN_PROGRESS);
    expect(await walk(backend, { statusCategories: ['IN_PROGRESS'] })).toMatchObject([
      { tickets: [{ nativeId: idOf(1) }], total: 1, isCutOff: false, pushedDown: ['statusCategories'] },
      { tickets: [], continuation: null, total: null, isCutOff: true, pushedDown: ['statusCategories'] },
    ]);
    answerList('offset=0&ticket_number=7', listBody([], 0), IN_PROGRESS);
    expect(await walk(backend, { numbers: ['7'] })).toMatchObject([{ tickets: [], total: null, isCutOff: true }]);
  });

  test('several lists that find out at once tell it once', async () => {
    answerToken();
    refuseGeneric('offset=0&state=closed');
    refuseGeneric('offset=0&state=cancelled');
    const backend = connect();
    await Promise.all([walk(backend, { statusCodes: ['closed'] }), walk(backend, { statusCodes: ['cancelled'] })]);
    expect(warnings).toHaveLength(1);
  });

  test.each([403, 500])('%s of the generic list is no reason to fall back', async (status) => {
    answerToken();
    nock(HOST).get(`${GENERIC}?limit=1000&offset=0`).reply(status, fixture('problem'), PROBLEM_TYPE);
    await expect(walk(connect())).rejects.toThrow('The backend');
    expect(warnings).toEqual([]);
  });
});
