import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { BASE_PATH, startEmulator, type RunningOneviewEmulator } from '../../../adapters/oneview/emulator.ts';

const SEED_ID = 'f4b8f8e5-365a-4ed1-a122-0f4ba1afef44';

interface Ticket {
  readonly id: string;
  readonly status?: string;
  readonly [field: string]: unknown;
  readonly metadata?: {
    readonly tags?: readonly string[];
    readonly childrenLinks?: readonly { readonly ticketCategory: string }[];
    readonly country?: string;
  };
  readonly customer?: { readonly id: string };
  readonly vendor?: { readonly vertical: string };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
}

interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

let emulator: RunningOneviewEmulator;
let authorization: string;
let writer: Record<string, string>;
/** An id for each test that escalates, so that tests do not depend on each other. */
let unused: string[];

beforeAll(async () => {
  emulator = await startEmulator();
  authorization = `Bearer ${emulator.credentials['token']}`;
  writer = { authorization, 'x-agent-user-id': emulator.credentials['agentEmail'] ?? '' };
  unused = emulator.samples.ticketIds.slice(2);
});
afterEach(() => emulator.control.reset());
afterAll(() => emulator.stop());

async function call(path: string, { method = 'GET', headers = { authorization }, body }: Call = {}): Promise<Answer> {
  const response = await fetch(`${emulator.url}${BASE_PATH}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : '' };
}

function escalate(id: string, body: unknown = { department: 'corporate' }, headers = writer): Promise<Answer> {
  return call(`/v2/tickets/${encodeURIComponent(id)}/escalate`, { method: 'POST', headers, body });
}

function departments(headers: Record<string, string> = { authorization }): Promise<Answer> {
  return call('/v2/escalation/departments', { headers });
}

function nextUnused(): string {
  return unused.pop() ?? '';
}

function errorBody(status: string, title: string): unknown {
  return { errors: [{ status, title }] };
}

async function readAll(): Promise<readonly Ticket[]> {
  const { body } = await call('/v2/tickets?pageSize=50');
  return (body as { list: Ticket[] }).list;
}

describe('strict mode', () => {
  test('every path but the two calls answers 404 not found', async () => {
    const notFound = { status: 404, body: errorBody('404', 'not found') };
    expect(await call(`/v2/tickets/${SEED_ID}`)).toMatchObject(notFound);
    expect(await call('/v2/tickets')).toMatchObject(notFound);
    expect(await call(`/v2/tickets/${SEED_ID}/close`, { method: 'POST', headers: writer, body: {} })).toMatchObject(
      notFound,
    );
    expect((await fetch(`${emulator.url}/v2/escalation/departments`, { headers: { authorization } })).status).toBe(404);
  });
});

describe('authentication', () => {
  test('no, blank or unknown bearer is 401 "not authorize"', async () => {
    const refused = { status: 401, body: errorBody('401', 'not authorize') };
    expect(await departments({})).toMatchObject(refused);
    expect(await departments({ authorization: 'Bearer ' })).toMatchObject(refused);
    expect(await departments({ authorization: 'Bearer unknown' })).toMatchObject(refused);
    expect(await escalate(SEED_ID, {}, { 'x-agent-user-id': 'a@b.c' })).toMatchObject(refused);
  });

  test('a token without the role is 403', async () => {
    const answer = await departments({ authorization: `Bearer ${emulator.credentials['tokenWithoutRole']}` });
    expect(answer).toMatchObject({ status: 403, body: errorBody('403', 'forbidden') });
  });

  test('the scheme word is case-insensitive', async () => {
    expect((await departments({ authorization: `bearer ${emulator.credentials['token']}` })).status).toBe(200);
  });

  test('a revoked token is refused once and then accepted as if renewed', async () => {
    expect(emulator.control.act('expireTokens')).toBeUndefined();
    expect((await departments()).status).toBe(401);
    expect((await departments()).status).toBe(200);
  });
});

describe('departments', () => {
  test('are a bare array of five whose ids and labels differ', async () => {
    const list = (await departments()).body as { id: string; label: string }[];
    expect(list).toHaveLength(5);
    expect(list[0]).toEqual({ id: 'partner-service', label: 'Partner Service' });
    expect(list.every(({ id, label }) => id !== label)).toBe(true);
  });

  test('can be switched to 404, to 500 without a body and to {list}', async () => {
    emulator.control.setSwitches({ departmentsAnswer: 'notFound' });
    expect((await departments()).status).toBe(404);
    emulator.control.setSwitches({ departmentsAnswer: 'emptyError' });
    expect(await departments()).toMatchObject({ status: 500, text: '' });
    emulator.control.setSwitches({ departmentsAnswer: 'list' });
    expect((await departments()).body).toEqual({ list: expect.any(Array) });
  });
});

describe('escalate', () => {
  test('answers the ticket as ESCALATED with reason, UpdatedAt in seconds and a new child link', async () => {
    const before = Math.floor(Date.now() / 1_000);
    const answer = await escalate(nextUnused(), { statusReason: 'too late', department: 'partner-service' });
    const ticket = answer.body as Ticket;
    expect(ticket).toMatchObject({ status: 'ESCALATED', statusReason: 'too late' });
    expect(ticket['UpdatedAt']).toBeGreaterThanOrEqual(before);
    expect(ticket['UpdatedAt']).toBeLessThan(before + 60);
    expect(ticket.metadata?.childrenLinks?.at(-1)).toMatchObject({
      ticketIdType: 'PANDACARE',
      ticketCategory: 'ESCALATED',
      creator: emulator.credentials['agentEmail'],
      reason: 'too late',
    });
  });

  test('needs X-Agent-User-ID, a JSON object, a known department, a known ticket, and refuses a second time', async () => {
    const id = nextUnused();
    expect((await escalate(id, {}, { authorization })).status).toBe(403);
    expect((await escalate(id, '[]')).status).toBe(400);
    expect((await escalate(id, 'no json')).status).toBe(400);
    expect((await escalate(id, { department: 'Corporate Accounts' })).status).toBe(400);
    expect(await escalate(emulator.samples.absentTicketId)).toMatchObject({
      status: 404,
      body: errorBody('404', 'not found'),
    });
    expect((await escalate(id, {})).status).toBe(200);
    expect(await escalate(id)).toMatchObject({ status: 409, body: errorBody('409', 'conflict') });
  });

  test('a path id that is no UUID leads to a ticket with a UUID', async () => {
    const { body } = await escalate('vsba-nhas');
    expect((body as Ticket).id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  test('can answer without a body, without an id, with lower-case keys and in milliseconds', async () => {
    emulator.control.setSwitches({ escalateAnswer: 'empty' });
    expect(await escalate(nextUnused())).toMatchObject({ status: 200, text: '' });
    emulator.control.setSwitches({ escalateAnswer: 'withoutId', lowerCaseKeys: true, milliseconds: true });
    const ticket = (await escalate(nextUnused())).body as Ticket;
    expect(ticket.id).toBeUndefined();
    expect(ticket['UpdatedAt']).toBeUndefined();
    expect(ticket['updatedAt']).toBeGreaterThan(100_000_000_000);
    expect(ticket['createdAt']).toBeGreaterThan(100_000_000_000);
  });

  test('can be applied and then lost, by a 504 or a closed connection', async () => {
    const [first, second] = [nextUnused(), nextUnused()];
    emulator.control.addFault({ kind: 'status', status: 504, route: 'escalate', apply: true, times: 1 });
    expect((await escalate(first)).status).toBe(504);
    expect((await escalate(first)).status).toBe(409);
    emulator.control.addFault({ kind: 'reset', at: 'start', route: 'escalate', apply: true, times: 1 });
    await expect(escalate(second)).rejects.toThrow('fetch failed');
    expect((await escalate(second)).status).toBe(409);
  });
});

describe('error bodies', () => {
  test('may have no entry, three entries, or a number as status', async () => {
    emulator.control.setSwitches({ errorsArray: 'empty' });
    expect((await departments({})).body).toEqual({ errors: [] });
    emulator.control.setSwitches({ errorsArray: 'three', numericErrorStatus: true });
    const { errors } = (await departments({})).body as { errors: { status: unknown }[] };
    expect(errors.map(({ status }) => status)).toEqual([401, 401, 401]);
  });
});

describe('extension mode', () => {
  test('reads, closes, reassigns, transfers and updates a ticket on the assumed paths', async () => {
    emulator.control.setSwitches({ extension: true });
    emulator.control.act('addTicket', { id: 'added', metadata: { orderId: 'abc-123' } });
    const write = async (method: string, path: string, body: unknown) =>
      (await call(`/v2/tickets/added${path}`, { method, headers: writer, body })).body;
    expect(await write('POST', '/reassign', { reason: 'agent overtime', assignee: 'otheragent' })).toMatchObject({
      Assignee: 'otheragent',
    });
    expect(await write('POST', '/transfer', { queueId: 'queue-3' })).toMatchObject({ queue: 'chat-th-th' });
    expect(await write('POST', '/transfer', { queueId: 'none' })).toEqual(errorBody('400', 'bad request'));
    expect(await write('PATCH', '', { type: 'UPDATE_CCR', ccr: '1A.1' })).toMatchObject({ metadata: { ccr: '1A.1' } });
    expect(await write('PATCH', '', { type: 'UPDATE_ORDER_ID', orderId: 'x' })).toEqual(
      errorBody('400', 'bad request'),
    );
    expect(await write('PATCH', '', { type: 'UPDATE_ORDER_ID', orderId: '' })).not.toHaveProperty('metadata.orderId');
    expect(await write('POST', '/close', { resolutionStatus: 'REFUNDED' })).toMatchObject({ status: 'CLOSED' });
    expect(await write('POST', '/close', {})).toEqual(errorBody('409', 'conflict'));
    expect((await call('/v2/tickets/added')).body).toMatchObject({
      id: 'added',
      status: 'CLOSED',
      queue: 'chat-th-th',
    });
    emulator.control.act('changeTicket', { id: 'added', queue: 'chat-sg-zh' });
    expect((await call('/v2/tickets/added')).body).toMatchObject({ queue: 'chat-sg-zh' });
    emulator.control.act('removeTicket', { id: 'added' });
    expect((await call('/v2/tickets/added')).status).toBe(404);
  });

  test('history has pages from 1, of a customer or of all, without a total', async () => {
    emulator.control.setSwitches({ extension: true });
    const all = await readAll();
    expect(all).toHaveLength(40);
    const { body } = await call('/v2/tickets?page=2&pageSize=15&customerId=');
    expect(body).toEqual({ list: all.slice(15, 30), page: 2, pageSize: 15 });
    const customerId = all[1]?.customer?.id ?? '';
    const ofCustomer = (await call(`/v2/tickets?customerId=${customerId}`)).body as { list: Ticket[] };
    expect(ofCustomer).toMatchObject({ page: 1, pageSize: 10 });
    expect(ofCustomer.list).toEqual(all.filter(({ customer }) => customer?.id === customerId).slice(0, 10));
    expect((await call('/v2/tickets?page=0')).status).toBe(400);
  });

  test('look-ups give queues, resolution statuses and contact reasons', async () => {
    emulator.control.setSwitches({ extension: true });
    expect((await call('/v2/transfer/queues')).body).toMatchObject({ list: { length: 4 } });
    expect((await call('/v2/resolution-statuses')).body).toEqual({
      list: ['NO_ACTION', 'REFUNDED', 'CUSTOMER_LEFT_CHAT'],
    });
    expect((await call('/v2/ccr/search?query=canceld')).body).toMatchObject({
      list: [{ data: { code: '1A.1', level: 3 }, parents: [{ level: 1 }, { level: 2 }] }],
    });
    expect((await call('/v2/ccr')).body).toMatchObject({
      status_code: 200,
      data: { 1: { child: { '1A': { child: { '1A.1': { translations: { length: 2 } } } } } } },
    });
  });
});

describe('seeded data', () => {
  test("holds the seed's ticket verbatim", async () => {
    emulator.control.setSwitches({ extension: true });
    expect(emulator.samples.ticketIds[0]).toBe(SEED_ID);
    expect((await call(`/v2/tickets/${SEED_ID}`)).body).toMatchObject({
      Assignee: 'agent',
      UpdatedAt: 1572499999,
      createdAt: 1572499999,
      queue: 'chat-sg-en',
      statusReason: 'Internal State Change by Workflow Server',
      priority: 1,
      metadata: { ccr: 'delivery - wrong address', orderId: 'sdw-srr', sla: 64, entityId: 'FP_SG' },
      customer: { id: '989899854090030232934sdfdsdf32dd4sdfdsddffdummycustomerid2', name: 'hugo dan' },
      vendor: { id: 'bgaj' },
      source: 'fp-sg',
    });
  });

  test('covers the rows that the page names', async () => {
    emulator.control.setSwitches({ extension: true });
    const all = await readAll();
    const values = (read: (ticket: Ticket) => unknown): Set<unknown> => new Set(all.map(read));
    for (const status of ['ASSIGNED', 'ESCALATED', 'CLOSED', 'WAITING_PARTNER'])
      expect(values((ticket) => ticket.status)).toContain(status);
    expect(values((ticket) => ticket.vendor?.vertical).size).toBe(24); // 22, an unlisted one, none
    expect(values((ticket) => ticket['queue']).size).toBe(5); // four, none
    expect(values((ticket) => ticket.metadata?.tags?.length)).toContain(30);
    for (const priority of [0, 1, -1]) expect(values((ticket) => ticket['priority'])).toContain(priority);
    expect(values((ticket) => ticket['createdAt'])).toContain(0);
    for (const field of ['metadata', 'customer', 'vendor'])
      expect(values((ticket) => ticket[field])).toContain(undefined);
    const categories = all.flatMap(({ metadata }) => metadata?.childrenLinks ?? []).map((link) => link.ticketCategory);
    expect(new Set(categories)).toEqual(new Set(['ESCALATED', 'REFUNDED', 'REFUND_PARTIAL']));
  });

  test('is the same for the same seed, other for another, and as large as asked', async () => {
    const running = await Promise.all([7, 7, 8].map((seed) => startEmulator({ seed, tickets: 10_000 })));
    const texts = await Promise.all(
      running.map(async ({ url, control }) => {
        control.setSwitches({ extension: true, historyMostPerPage: 20_000 });
        const response = await fetch(`${url}${BASE_PATH}/v2/tickets?pageSize=20000`, { headers: { authorization } });
        return response.text();
      }),
    );
    await Promise.all(running.map(({ stop }) => stop()));
    expect((JSON.parse(texts[0] ?? '') as { list: unknown[] }).list).toHaveLength(10_000);
    expect(texts[0] === texts[1]).toBe(true);
    expect(texts[0] === texts[2]).toBe(false);
  });
});
