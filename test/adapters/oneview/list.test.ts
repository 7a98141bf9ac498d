import { Value } from 'typebox/value';
import { Type } from 'typebox';
import { afterEach, describe, expect, test } from '@jest/globals';
import { oneview } from '../../../adapters/oneview/index.ts';
import { historyRows, planHistory } from '../../../adapters/oneview/list.ts';
import { ONEVIEW_SETTINGS } from '../../../adapters/oneview/settings.ts';
import type { BackendInstance, ListPage } from '../../../src/ticketing/adapter.ts';
import type { TicketFilter } from '../../../src/ticketing/filter.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { createCall } from '../../support/call.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';

const ORIGIN = 'https://api.pd-oneview.net';
const JSON_TYPE = { 'content-type': 'application/json' };
const ALL = '/v2/tickets?page={page}&pageSize={pageSize}';
const OF_CUSTOMER = '/v2/customers/{customerId}/tickets?page={page}';
const ORDER = { field: 'createdAt', direction: 'DESC' } as const;

useNock();

const connected: BackendInstance[] = [];
const warnings: string[] = [];
afterEach(async () => {
  warnings.length = 0;
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

function connect(path: string, settings: Readonly<Record<string, unknown>> = {}): BackendInstance {
  const backend = connectAdapter(
    oneview,
    {
      baseUrl: `${ORIGIN}/ticket-detail`,
      token: new Secret('token-of-the-gateway'),
      operations: { history: { method: 'GET', path } },
      historyPageSize: 2,
      ...settings,
    },
    { log: { info() {}, warn: (message, facts) => warnings.push(`${message} ${JSON.stringify(facts ?? {})}`) } },
  );
  connected.push(backend);
  return backend;
}

/** Walks the lanes to their end, as the gateway does. */
async function walk(backend: BackendInstance, filter: TicketFilter = {}): Promise<ListPage[]> {
  const { listTickets } = backend.operations;
  if (isUnsupported(listTickets)) throw new Error(listTickets.unsupported);
  const pages: ListPage[] = [];
  for (const lane of listTickets.plan({ filter, order: ORDER }).lanes) {
    let continuation: unknown = null;
    do {
      const page = await listTickets.readPage(
        { filter, order: ORDER, lane, from: '2020-01-01T00:00:00.000Z', limit: 1, continuation, wantsTotal: true },
        createCall(),
      );
      pages.push(page);
      ({ continuation } = page);
    } while (continuation !== null);
  }
  return pages;
}

const idsOf = (pages: readonly ListPage[]) => pages.flatMap((page) => page.tickets.map(({ nativeId }) => nativeId));

function mockPage(page: number, ids: readonly string[], pageSize = 2): void {
  nock(ORIGIN)
    .get(`/ticket-detail/v2/tickets?page=${page}&pageSize=2`)
    .reply(200, { list: ids.map((id) => ({ id })), page, pageSize }, JSON_TYPE);
}

describe('the plan', () => {
  test.each<[string, string, TicketFilter, readonly unknown[], number]>([
    ['everything', ALL, {}, [{}], 0],
    ['a filter that is evaluated here', ALL, { customerId: 'c', statusCodes: ['CLOSED'] }, [{}], 0],
    ['a customer', OF_CUSTOMER, { customerId: 'c' }, [{ customerId: 'c' }], 0],
    ['no customer', OF_CUSTOMER, { statusCodes: ['CLOSED'] }, [], 1],
    ['an empty customer', OF_CUSTOMER, { customerId: '' }, [], 0],
    ['a customer that is a path', OF_CUSTOMER, { customerId: '..' }, [], 0],
    ['a customer that is no text', OF_CUSTOMER, { customerId: '\ud800' }, [], 0],
  ])('%s', (_what, template, filter, lanes, notes) => {
    const plan = planHistory(template, { filter, order: ORDER });
    expect(plan).toMatchObject({ order: 'NONE', lanes });
    expect(plan.notes).toHaveLength(notes);
  });

  test.each([
    [50, 5_000, 1_000],
    [10, 5_000, 200],
    [50, 300, 300],
  ])('20 pages of %s, at most %s rows: %s rows', (pageSize, scanRows, expected) => {
    expect(historyRows(pageSize, scanRows)).toBe(expected);
    expect(connect(ALL, { historyPageSize: pageSize, scanRows }).limits).toEqual({
      maxPageSize: pageSize,
      maxBatchSize: 1,
      scanRows: expected,
    });
  });
});

describe('the walk', () => {
  test('ends with the first page that is not full', async () => {
    mockPage(1, ['a', 'b']);
    mockPage(2, ['c', 'd']);
    mockPage(3, ['e']);
    const pages = await walk(connect(ALL));
    expect(idsOf(pages)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(pages.map(({ total, pushedDown }) => ({ total, pushedDown }))).toEqual(
      Array.from({ length: 3 }, () => ({ total: null, pushedDown: [] })),
    );
  });

  test('ends with an empty page', async () => {
    mockPage(1, ['a', 'b']);
    mockPage(2, []);
    expect(idsOf(await walk(connect(ALL)))).toEqual(['a', 'b']);
    expect(warnings).toEqual([]);
  });

  test('ends where a page comes again, without its rows', async () => {
    mockPage(1, ['a', 'b']);
    mockPage(2, ['c', 'd']);
    mockPage(3, ['a', 'b']);
    expect(idsOf(await walk(connect(ALL)))).toEqual(['a', 'b', 'c', 'd']);
    expect(warnings).toEqual([expect.stringContaining('repeats')]);
  });

  test('trusts the page size of the answer, and says that it is smaller than asked for', async () => {
    mockPage(1, ['a'], 1);
    mockPage(2, ['b'], 1);
    mockPage(3, []);
    expect(idsOf(await walk(connect(ALL)))).toEqual(['a', 'b']);
    expect(warnings).toEqual([expect.stringContaining('historyPageSize')]);
  });

  test('of one customer leaves out what belongs to others, and claims the filter', async () => {
    nock(ORIGIN)
      .get('/ticket-detail/v2/customers/c%2F1/tickets?page=1')
      .reply(
        200,
        {
          list: [{ id: 'a', customer: { id: 'c/1' } }, { id: 'b', customer: { id: 'd' } }, { id: 'e' }],
          page: 1,
          pageSize: 10,
        },
        JSON_TYPE,
      );
    const pages = await walk(connect(OF_CUSTOMER), { customerId: 'c/1' });
    expect(idsOf(pages)).toEqual(['a']);
    expect(pages).toMatchObject([{ pushedDown: ['customerId'], continuation: null }]);
    expect(warnings).toEqual([expect.stringContaining('{"dropped":2}')]);
  });
});

describe('templates in the configuration', () => {
  const schema = Type.Object({ operations: ONEVIEW_SETTINGS.operations });

  test.each([
    ['getTicket', 'GET', '/v2/tickets/{ticketID}', true],
    ['getTicket', 'GET', '/v2/tickets?id={ticketID}', true],
    ['getTicket', 'GET', '/v2/tickets', false],
    ['getTicket', 'GET', '/v2/tickets/{ticketID}/{page}', false],
    ['getTicket', 'GET', '/v2/tickets/{constructor}/{ticketID}', false],
    ['getTicket', 'GET', 'v2/tickets/{ticketID}', false],
    ['getTicket', 'GET', '//elsewhere/{ticketID}', false],
    ['getTicket', 'GET', 'https://elsewhere/{ticketID}', false],
    ['getTicket', 'GET', '/v2/tickets/{ticketID}#top', false],
    ['getTicket', 'GET', '/v2/tickets/{ticketID} x', false],
    ['getTicket', 'DELETE', '/v2/tickets/{ticketID}', false],
    ['history', 'GET', ALL, true],
    ['history', 'GET', OF_CUSTOMER, true],
    ['history', 'GET', '/v2/tickets?pageSize={pageSize}', false],
    ['history', 'GET', '/v2/tickets/{ticketID}?page={page}', false],
    ['ccrList', 'GET', '/v2/ccr?level=3', true],
    ['ccrList', 'GET', '/v2/ccr/{query}', false],
    ['close', 'POST', '/v2/tickets/{ticketID}/close', true],
    ['close', 'GET', '/v2/tickets/{ticketID}/close', false],
    ['remove', 'POST', '/v2/tickets/{ticketID}', false],
  ])('%s %s %s: %s', (name, method, path, isAllowed) => {
    expect(Value.Check(schema, { operations: { [name]: { method, path } } })).toBe(isAllowed);
  });

  test('are all unset by default', () => {
    expect(Value.Default(schema, {})).toEqual({ operations: {} });
  });
});
