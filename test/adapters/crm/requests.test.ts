import { afterEach, expect, test } from '@jest/globals';
import { crm } from '../../../adapters/crm/index.ts';
import details from '../../../adapters/crm/fixtures/ticket-details.json' with { type: 'json' };
import issues from '../../../adapters/crm/fixtures/ticket-issues.json' with { type: 'json' };
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { createCall } from '../../support/call.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';

useNock();

const HOST = 'https://crm.example.test';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// The next day has begun in India.
const NOW = Date.parse('2021-09-10T20:00:00.000Z');
const HOUR = 3_600_000;
/** Headers that HTTP itself adds. */
const OF_HTTP: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'accept-encoding']);

type Headers = Record<string, string>;

const connected: BackendInstance[] = [];
let clock = NOW;

afterEach(async () => {
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

function connect(settings: Record<string, unknown> = {}): BackendInstance {
  clock = NOW;
  const backend = connectAdapter(
    crm,
    {
      baseUrl: `${HOST}/csmart-crmservices`,
      auth: { mode: 'static', token: new Secret(jwt()) },
      timeZone: 'Asia/Kolkata',
      ...settings,
    },
    { clock: () => clock },
  );
  connected.push(backend);
  return backend;
}

const LOGIN = { mode: 'login', email: 'ravi@example.test', password: new Secret('secret') };

function jwt(claims: Record<string, unknown> = {}): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'HS256' })}.${encode({ sub: 'ravi@example.test', ...claims })}.c2lnbmF0dXJl`;
}

function envelope(result: unknown): object {
  return { response: { success: 'true', result } };
}

/** Answers a call and keeps the headers it came with. */
function answer(method: 'GET' | 'POST', resource: string, body: object, into: Headers[]): nock.Scope {
  const scope = nock(HOST);
  const target = `/csmart-crmservices/crm/v1${resource}`;
  const interceptor = method === 'GET' ? scope.get(target) : scope.post(target);
  return interceptor.reply(200, (request: Request) => {
    into.push(sentHeaders(request));
    return body;
  });
}

function sentHeaders(request: Request): Headers {
  return Object.fromEntries([...request.headers].filter(([name]) => !OF_HTTP.has(name)));
}

test('reads tickets by id from the one list, with all mandatory headers', async () => {
  const seen: Headers[] = [];
  answer('GET', '/ticket/details', details, seen);
  const answers = await getTickets(connect(), ['17x82089', '17x1', '17x95784']);
  expect(seen).toEqual([
    {
      accept: 'application/json',
      token: jwt(),
      correlationid: expect.stringMatching(UUID),
      'x-correlation-id': createCall().correlationId,
      srdate: '11-09-2021',
      source: 'Selfcare',
      operation: 'ticketDetail',
      destination: 'CRM',
    },
  ]);
  expect(answers.map((lookup) => lookup.state)).toEqual(['found', 'absent', 'found']);
  expect(answers[2]).toMatchObject({
    value: {
      nativeId: '17x95784',
      number: 'TT1524',
      title: 'ctg hjhg',
      description: 'ctg hjhg',
      status: { category: 'OPEN', code: 'Open', label: 'Open' },
      type: { code: 'Request', label: 'Request' },
      // 18:19:47 on the wall clock in India
      createdAt: '2020-02-14T12:49:47.000Z',
      updatedAt: null,
      customer: null,
      priority: null,
      notLoaded: [],
    },
  });
  expect(answers[0]).toMatchObject({ value: { nativeId: '17x82089', number: 'TT990', title: 'mobile test' } });
});

test('finds a ticket by its number where no id reads so', async () => {
  answer('GET', '/ticket/details', details, []);
  expect(await getTickets(connect(), ['TT990'])).toMatchObject([{ state: 'found', value: { nativeId: '17x82089' } }]);
});

test('reads nothing when nothing is asked for', async () => {
  expect(await getTickets(connect(), [])).toEqual([]);
});

test('lets reads that are under way at once share one call, and gives later calls an id of their own', async () => {
  const seen: Headers[] = [];
  answer('GET', '/ticket/details', details, seen);
  answer('GET', '/ticket/details', details, seen);
  const backend = connect();
  const both = await Promise.all([getTickets(backend, ['17x95784']), getTickets(backend, ['17x82089'])]);
  expect(both.flat().map((lookup) => lookup.state)).toEqual(['found', 'found']);
  expect(seen).toHaveLength(1);
  await getTickets(backend, ['17x95784']);
  expect(new Set(seen.map((headers) => headers['correlationid'])).size).toBe(2);
});

test('keeps the id of a call when the call is repeated', async () => {
  const seen: Headers[] = [];
  nock(HOST)
    .get('/csmart-crmservices/crm/v1/ticket/details')
    .reply(503, (request: Request) => {
      seen.push(sentHeaders(request));
      return '<html>busy</html>';
    });
  answer('GET', '/ticket/details', details, seen);
  await getTickets(connect(), ['17x95784']);
  expect(seen).toHaveLength(2);
  expect(seen[0]).toEqual(seen[1]);
});

test('reads the ticket types', async () => {
  const seen: Headers[] = [];
  answer('GET', '/ticket/issues', issues, seen);
  expect(await listTicketTypes(connect())).toEqual([
    { code: 'General Enquiry', label: 'General Enquiry', description: null, group: null, isActive: true },
    { code: 'Plan Enquiry', label: 'Plan Enquiry', description: null, group: null, isActive: true },
  ]);
  expect(seen).toEqual([
    {
      accept: 'application/json',
      token: jwt(),
      correlationid: expect.stringMatching(UUID),
      'x-correlation-id': createCall().correlationId,
      srdate: '11-09-2021',
      source: 'Selfcare',
      operation: 'issueTypes',
      destination: 'CRM',
    },
  ]);
});

test('uses ticket types that come with an unexpected code, each once', async () => {
  answer('GET', '/ticket/issues', envelope({ code: '00001', issueTypes: ['Roaming', 'Roaming', ' '] }), []);
  expect((await listTicketTypes(connect())).map(({ code }) => code)).toEqual(['Roaming']);
});

test('signs in once for all, and again five minutes before the token ends', async () => {
  const logins: Headers[] = [];
  const seen: Headers[] = [];
  const first = jwt({ exp: (NOW + HOUR) / 1_000 });
  const second = jwt({ exp: (NOW + 2 * HOUR) / 1_000, jti: '2' });
  for (const accessToken of [first, second]) {
    nock(HOST)
      .post('/csmart-crmservices/crm/v1/login', { email: 'ravi@example.test', password: 'secret', source: 'app' })
      .reply(200, (request: Request) => {
        logins.push(sentHeaders(request));
        return envelope({ success: 'true', accessToken, contactId: '11937', firstName: 'Ravi' });
      });
  }
  const backend = connect({ auth: LOGIN, srDateFormat: 'ISO', source: 'Portal' });
  answer('GET', '/ticket/details', details, seen);
  answer('GET', '/ticket/issues', issues, seen);
  await Promise.all([getTickets(backend, ['17x95784']), listTicketTypes(backend)]);
  clock = NOW + HOUR - 5 * 60_000 - 1;
  answer('GET', '/ticket/details', details, seen);
  await getTickets(backend, ['17x95784']);
  expect(seen.map((headers) => headers['token'])).toEqual([first, first, first]);
  clock += 1;
  answer('GET', '/ticket/details', details, seen);
  await getTickets(backend, ['17x95784']);
  expect(seen.at(-1)).toMatchObject({ token: second, srdate: '2021-09-10T20:55:00Z', source: 'Portal' });
  expect(logins).toHaveLength(2);
  expect(logins[0]).toEqual({
    accept: 'application/json',
    'content-type': 'application/json',
    correlationid: expect.stringMatching(UUID),
    'x-correlation-id': createCall().correlationId,
    srdate: '2021-09-10T20:00:00Z',
    source: 'Portal',
    operation: 'customerLogin',
    destination: 'CRM',
    type: 'numbers',
  });
});

test('trusts a token without an end until it is refused', async () => {
  answer('POST', '/login', envelope({ accessToken: jwt() }), []);
  answer('GET', '/ticket/details', details, []);
  answer('GET', '/ticket/details', details, []);
  const backend = connect({ auth: LOGIN });
  await getTickets(backend, ['17x95784']);
  clock += 1_000 * HOUR;
  expect(await getTickets(backend, ['17x95784'])).toMatchObject([{ state: 'found' }]);
});

test('gives the configured statuses without a call', async () => {
  const { listStatuses } = connect({
    statuses: ['Open', 'On Vacation'],
    statusMap: { 'on vacation': 'ON_HOLD' },
  }).operations;
  if (isUnsupported(listStatuses)) throw new Error(listStatuses.unsupported);
  expect(await listStatuses(createCall())).toEqual([
    { code: 'Open', label: 'Open', category: 'OPEN', isConfigured: true },
    { code: 'On Vacation', label: 'On Vacation', category: 'ON_HOLD', isConfigured: true },
  ]);
  const standard = connect().operations.listStatuses;
  if (isUnsupported(standard)) throw new Error(standard.unsupported);
  expect((await standard(createCall())).map(({ category }) => category)).toEqual([
    'OPEN',
    'IN_PROGRESS',
    'PENDING',
    'CLOSED',
  ]);
});

test('says why the rest is not there', () => {
  const { operations, nativeIds } = connect();
  const reasons = Object.fromEntries(
    Object.entries(operations).flatMap(([name, operation]) =>
      isUnsupported(operation) ? [[name, operation.unsupported]] : [],
    ),
  );
  expect(reasons).toEqual({
    listEscalationTargets: 'The API knows no escalations.',
    getInteractionLogs: expect.stringContaining('not read'),
    listInteractionLogs: expect.stringContaining('not read'),
    getChatTranscript: expect.stringContaining('no chats'),
    updateTicket: expect.stringContaining('no call that changes'),
    deleteTicket: expect.stringContaining('no call that deletes'),
    assignTicket: expect.stringContaining('no call that assigns'),
    transitionTicket: expect.stringContaining('only inside the CRM'),
    escalateTicket: 'The API knows no escalations.',
    logInteraction: expect.stringContaining('addComment'),
    uploadAttachment: expect.stringContaining('no call that takes files'),
    downloadAttachment: expect.stringContaining('no files'),
  });
  expect(['17x95784', 'TT1524'].every((id) => nativeIds.Ticket.test(id))).toBe(true);
  expect(['', '17x1\n', 'a b', '../x'].some((id) => nativeIds.Ticket.test(id))).toBe(false);
});

async function getTickets(backend: BackendInstance, ids: readonly string[]) {
  const operation = backend.operations.getTickets;
  if (isUnsupported(operation)) throw new Error(operation.unsupported);
  return operation({ ids, fields: [] }, createCall());
}

async function listTicketTypes(backend: BackendInstance) {
  const operation = backend.operations.listTicketTypes;
  if (isUnsupported(operation)) throw new Error(operation.unsupported);
  return operation(createCall());
}
