import { afterEach, describe, expect, test } from '@jest/globals';
import { crm } from '../../../adapters/crm/index.ts';
import details from '../../../adapters/crm/fixtures/ticket-details.json' with { type: 'json' };
import type { BackendInstance, ListPage, ListQuery, ListTickets } from '../../../src/ticketing/adapter.ts';
import { matchesFilter, type TicketFilter } from '../../../src/ticketing/filter.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { AdapterLog } from '../../../src/upstream/adapter-kit.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { createCall } from '../../support/call.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';

useNock();

const HOST = 'https://crm.example.test';
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyYXZpIn0.c2lnbmF0dXJl';
const LOGIN = { auth: { mode: 'login', email: 'ravi@example.test', password: new Secret('secret') } };

const connected: BackendInstance[] = [];

afterEach(async () => {
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

function connect(settings: Record<string, unknown> = {}, log?: AdapterLog): ListTickets {
  const backend = connectAdapter(
    crm,
    { baseUrl: HOST, auth: { mode: 'static', token: new Secret(TOKEN) }, ...settings },
    log === undefined ? {} : { log },
  );
  connected.push(backend);
  const { listTickets } = backend.operations;
  if (isUnsupported(listTickets)) throw new Error(listTickets.unsupported);
  return listTickets;
}

function query(filter: TicketFilter = {}, field: 'createdAt' | 'updatedAt' = 'createdAt'): ListQuery {
  return { filter, order: { field, direction: 'DESC' } };
}

function readPage(list: ListTickets, filter: TicketFilter = {}): Promise<ListPage> {
  const [lane] = list.plan(query(filter)).lanes;
  const page = { from: null, limit: 25, continuation: null, wantsTotal: true };
  return list.readPage({ ...query(filter), ...page, lane }, createCall());
}

function answerDetails(result: unknown): void {
  nock(HOST)
    .get('/crm/v1/ticket/details')
    .reply(200, { response: { success: 'true', ...(result === undefined ? {} : { result }) } });
}

function answerLogin(facts: object): void {
  nock(HOST)
    .post('/crm/v1/login')
    .reply(200, { response: { success: 'true', result: { accessToken: TOKEN, ...facts } } });
}

describe('the plan', () => {
  const ONE_LANE = { order: 'NONE', lanes: ['ownTickets'], notes: [] };

  test.each<TicketFilter>([
    {},
    { ids: ['17x1'], numbers: ['TT1'], statusCategories: ['OPEN'], statusCodes: ['Open'], typeIds: ['Request'] },
    { text: 'plan', createdAt: { from: '2020-01-01T00:00:00.000Z' } },
    { escalated: false },
  ])('has one lane for %j', (filter) => {
    expect(connect().plan(query(filter))).toEqual(ONE_LANE);
  });

  test.each<TicketFilter>([
    { priorityLevels: ['HIGH'] },
    { assigneeId: '19x5' },
    { updatedAt: { from: '2020-01-01T00:00:00.000Z' } },
    { escalated: true },
    { customerId: '24218' },
  ])('has no lane for %j, and says why', (filter) => {
    const plan = connect().plan(query(filter));
    expect(plan).toEqual({ order: 'NONE', lanes: [], notes: [expect.stringContaining('not available in lists')] });
    expect(plan.notes[0]).toContain(`"${Object.keys(filter)[0]}"`);
  });

  test('names each filter that cannot match', () => {
    const plan = connect().plan(query({ priorityLevels: ['LOW'], assigneeId: '19x5', escalated: true }));
    expect(plan.notes).toHaveLength(3);
  });

  test.each<TicketFilter>([{ ids: [] }, { statusCategories: [] }, { typeIds: [] }])(
    'makes no call for %j, which matches nothing',
    (filter) => {
      expect(connect().plan(query(filter))).toEqual({ order: 'NONE', lanes: [], notes: [] });
    },
  );

  test('says that there is no time of change to sort by', () => {
    const plan = connect().plan(query({}, 'updatedAt'));
    expect(plan).toMatchObject({ lanes: ['ownTickets'], notes: [expect.stringContaining('not available in lists')] });
  });

  test.each([
    ['24218', ['ownTickets']],
    ['12x24218', ['ownTickets']],
    ['11937', []],
    ['4218', []],
  ])('compares the customer %s with the configured contact', (customerId, lanes) => {
    const plan = connect({ contactId: '12x24218' }).plan(query({ customerId }));
    expect(plan).toEqual({ order: 'NONE', lanes, notes: [] });
  });
});

describe('the page', () => {
  test('is the whole list, and the gateway does the rest', async () => {
    answerDetails(details.response.result);
    const filter: TicketFilter = { numbers: ['TT990'], statusCategories: ['OPEN'] };
    const page = await readPage(connect(), filter);
    expect(page).toMatchObject({ continuation: null, total: 2, pushedDown: [] });
    expect(page.tickets.map(({ nativeId }) => nativeId)).toEqual(['17x95784', '17x82089']);
    expect(page.tickets.filter((ticket) => matchesFilter(ticket, filter))).toHaveLength(1);
  });

  test.each([[[]], [null], [''], [{}], [undefined]])('is empty for %j', async (result) => {
    answerDetails(result);
    expect(await readPage(connect())).toEqual({ tickets: [], continuation: null, total: 0, pushedDown: [] });
  });

  test('takes a single ticket for a list of one', async () => {
    answerDetails(details.response.result[0]);
    expect((await readPage(connect())).tickets.map(({ number }) => number)).toEqual(['TT1524']);
  });

  test('leaves out rows without id and repeated ones, and counts them in the log', async () => {
    const lines: unknown[] = [];
    answerDetails([
      { id: '17x1', ticketstatus: 'Open', createdtime: '2020-01-01 00:00:00' },
      { id: '17x1', ticketstatus: 'Closed' },
      { ticket_no: 'TT2' },
      { id: '', ticket_no: 'TT3' },
      { id: '17x4', createdtime: 'soon' },
      { id: '17x5', createdtime: '' },
    ]);
    const page = await readPage(connect({}, { info() {}, warn: (...line) => lines.push(line) }));
    expect(page.tickets.map(({ nativeId }) => nativeId)).toEqual(['17x1', '17x4', '17x5']);
    expect(page.tickets[0]?.status.code).toBe('Open');
    expect(page.total).toBe(3);
    expect(lines).toEqual([[expect.any(String), { withoutId: 2, repeated: 1, withoutReadableTime: 1 }]]);
  });

  test('does not put an ordinary list into the log', async () => {
    const lines: unknown[] = [];
    answerDetails(details.response.result);
    await readPage(connect({}, { info: (...line) => lines.push(line), warn: (...line) => lines.push(line) }));
    expect(lines).toEqual([]);
  });
});

describe('the filter by customer', () => {
  test('is settled by the token whose contact is configured', async () => {
    answerDetails(details.response.result);
    const page = await readPage(connect({ contactId: '24218' }), { customerId: '12x24218' });
    expect(page).toMatchObject({ total: 2, pushedDown: ['customerId'] });
  });

  test('is settled by the login, and another customer’s list is not asked for', async () => {
    answerLogin({ contactId: '11937' });
    answerDetails(details.response.result);
    const list = connect({ ...LOGIN, contactId: '24218' });
    expect(await readPage(list, { customerId: '24218' })).toEqual({
      tickets: [],
      continuation: null,
      total: 0,
      pushedDown: ['customerId'],
    });
    expect(await readPage(list, { customerId: '11937' })).toMatchObject({ total: 2, pushedDown: ['customerId'] });
  });

  test.each([
    ['24218', 2],
    [undefined, 0],
  ])('falls back to the configured contact %s where the login names none', async (contactId, total) => {
    answerLogin({});
    if (total > 0) answerDetails(details.response.result);
    const list = connect({ ...LOGIN, ...(contactId === undefined ? {} : { contactId }) });
    expect(await readPage(list, { customerId: '24218' })).toMatchObject({ total });
  });
});
