import { expect, test } from '@jest/globals';
import login from '../../../adapters/hybris/fixtures/login-request.json' with { type: 'json' };
import tokenRequest from '../../../adapters/hybris/fixtures/token-request.json' with { type: 'json' };
import type { BackendInstance, Call } from '../../../src/ticketing/adapter.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import { createCall } from '../../support/call.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { sampleId, OWN_ID, ticket } from './samples.ts';
import {
  answerClientToken,
  answerLogin,
  answerTokens,
  connect,
  CUSTOMERS,
  getTickets,
  HOST,
  listOf,
  MASHUP,
  NOW,
  operation,
  pageRequest,
  SCOPES,
} from './under-test.ts';

useNock();

/** Headers that HTTP itself adds. */
const OF_HTTP: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'accept-encoding']);
const REQUEST_ID = '7f3d2c1e-0000-4000-8000-000000000001';
const AS_CUSTOMER = {
  accept: 'application/json',
  'accept-language': 'en',
  authorization: 'Bearer customer-token',
  'hybris-request-id': REQUEST_ID,
};
const AS_CLIENT = { ...AS_CUSTOMER, authorization: 'Bearer client-token' };
/** "5833e4...3501" as the only ticket of an answer. */
const FIRST = sampleId(1);

type Headers = Record<string, string>;

/** Answers once and keeps the headers of the request. */
function keepHeaders(interceptor: nock.Interceptor, body: nock.Body, into: Headers[]): void {
  interceptor.reply(200, (request: Request) => {
    into.push(Object.fromEntries([...request.headers].filter(([name]) => !OF_HTTP.has(name))));
    return body;
  });
}

function getTicketsOf(backend: BackendInstance, ids: readonly string[], call: Call = createCall()) {
  return operation(backend, 'getTickets')({ ids, fields: [] }, call);
}

test('the token call carries the client in the Basic header, and the scopes that are needed', async () => {
  const headers: Headers[] = [];
  const form = { grant_type: tokenRequest.grant_type, scope: SCOPES };
  keepHeaders(
    nock(HOST).post('/hybris/oauth2/v1/token', form),
    { access_token: 'client-token', token_type: 'Bearer', expires_in: 3600, scope: SCOPES },
    headers,
  );
  nock(HOST).get(`${MASHUP}/serviceTicketTypes`).reply(200, []);
  await operation(connect(), 'listTicketTypes')(createCall());
  const basic = Buffer.from(`${tokenRequest.client_id}:${tokenRequest.client_secret}`).toString('base64');
  expect(headers).toEqual([
    {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${basic}`,
      'hybris-request-id': REQUEST_ID,
    },
  ]);
});

test('the scopes are among those of the documented sample, but for the one that chat transcripts need', () => {
  const documented = tokenRequest.scope.replace('projectIdPlaceholder', 'acmeshop').split(' ');
  expect(SCOPES.split(' ').filter((scope) => !documented.includes(scope))).toEqual([
    'hybris.interactionrecording_view',
  ]);
});

test('the token call can carry the client in the form', async () => {
  const { grant_type, client_id, client_secret } = tokenRequest;
  nock(HOST, { badheaders: ['authorization'] })
    .post('/hybris/oauth2/v1/token', { grant_type, client_id, client_secret, scope: SCOPES })
    .reply(200, { access_token: 'client-token' });
  nock(HOST).get(`${MASHUP}/serviceTicketTypes`).reply(200, []);
  expect(await operation(connect({ clientAuthentication: 'form' }), 'listTicketTypes')(createCall())).toEqual([]);
});

test('one ticket: client token, login, own id, then the documented call; each token once', async () => {
  const headers: Headers[] = [];
  answerClientToken();
  keepHeaders(nock(HOST).post(`${CUSTOMERS}/login`, login), { accessToken: 'customer-token' }, headers);
  keepHeaders(nock(HOST).get(`${CUSTOMERS}/me`), { id: OWN_ID, email: login.email }, headers);
  keepHeaders(nock(HOST).get(`${MASHUP}/serviceTickets/${FIRST}`), ticket(FIRST), headers);
  nock(HOST)
    .get(`${MASHUP}/serviceTickets/${sampleId(2)}`)
    .reply(200, ticket(sampleId(2)));
  const backend = connect();
  const [answer] = await getTicketsOf(backend, [FIRST]);
  expect(answer).toMatchObject({
    state: 'found',
    value: {
      nativeId: FIRST,
      title: 'My tv does not work',
      description: null,
      status: { category: 'OPEN', code: 'OPEN', label: null },
      type: { code: 'SERVICE_REQUEST', label: null, group: null },
      customer: { id: OWN_ID },
      product: null,
      source: 'SYSTEM',
      createdAt: '2016-11-22T06:23:50.030Z',
      updatedAt: '2016-11-22T06:23:50.030Z',
      version: '1',
      customFields: [],
      notLoaded: [],
    },
  });
  expect(headers).toHaveLength(3);
  expect(headers).toContainEqual({
    accept: 'application/json',
    'content-type': 'application/json',
    authorization: 'Bearer client-token',
    'hybris-request-id': REQUEST_ID,
  });
  expect(headers).toContainEqual(AS_CUSTOMER);
  expect(headers).toContainEqual({
    accept: 'application/json',
    authorization: 'Bearer customer-token',
    'hybris-request-id': REQUEST_ID,
  });
  expect((await getTicketsOf(backend, [sampleId(2)]))[0]?.state).toBe('found');
});

test('fifty tickets by id are one call, answered by key', async () => {
  const ids = Array.from({ length: 50 }, (_, index) => sampleId(index));
  answerTokens();
  const rows = ids.slice(1).map((each) => ticket(each));
  getTickets({ q: `id:(${ids.join(',')})`, pageNumber: '1', pageSize: '64' }).reply(200, rows.reverse());
  const answers = await getTicketsOf(connect(), ids);
  expect(answers.map((answer) => (answer.state === 'found' ? answer.value.nativeId : answer.state))).toEqual([
    'absent',
    ...ids.slice(1),
  ]);
});

test('the query goes over the wire percent-encoded, once', async () => {
  answerTokens();
  let path = '';
  nock(HOST)
    .get(/serviceTickets\?/)
    .reply(200, (request: Request) => {
      path = request.url.slice(HOST.length);
      return [];
    });
  await getTicketsOf(connect(), [FIRST, sampleId(2)]);
  expect(path).toBe(`${MASHUP}/serviceTickets?q=id%3A(${FIRST}%2C${sampleId(2)})&pageNumber=1&pageSize=64`);
});

test('more than 64 tickets take a call for each 64; ids of another shape are read alone', async () => {
  const ids = Array.from({ length: 65 }, (_, index) => sampleId(index));
  const odd = 'abc-1.2';
  answerTokens();
  getTickets({ q: `id:(${ids.slice(0, 64).join(',')})`, pageNumber: '1', pageSize: '64' }).reply(
    200,
    ids.slice(0, 64).map((each) => ticket(each)),
  );
  getTickets({ q: `id:(${ids[64]})`, pageNumber: '1', pageSize: '64' }).reply(200, [ticket(ids[64] ?? '')]);
  nock(HOST).get(`${MASHUP}/serviceTickets/abc-1.2`).reply(200, ticket(odd));
  const answers = await getTicketsOf(connect(), [odd, ...ids]);
  expect(answers.map((answer) => (answer.state === 'found' ? answer.value.nativeId : answer.state))).toEqual([
    odd,
    ...ids,
  ]);
});

test('rows of another customer are dropped, whether read alone or together', async () => {
  answerTokens();
  const foreign = { customerId: 'C1381590152' };
  nock(HOST).get(`${MASHUP}/serviceTickets/${FIRST}`).reply(200, ticket(FIRST, foreign));
  getTickets({ q: `id:(${FIRST},${sampleId(2)})`, pageNumber: '1', pageSize: '64' }).reply(200, [
    ticket(FIRST, foreign),
    ticket(sampleId(2)),
  ]);
  const backend = connect();
  expect(await getTicketsOf(backend, [FIRST])).toEqual([{ state: 'absent' }]);
  expect((await getTicketsOf(backend, [FIRST, sampleId(2)])).map(({ state }) => state)).toEqual(['absent', 'found']);
});

test('while the own id is not known, nothing is compared; the customer service is not asked again', async () => {
  answerTokens({ ownId: null });
  nock(HOST).get(`${MASHUP}/serviceTickets/${FIRST}`).twice().reply(200, ticket(FIRST));
  const backend = connect();
  expect((await getTicketsOf(backend, [FIRST]))[0]?.state).toBe('found');
  expect((await getTicketsOf(backend, [FIRST]))[0]?.state).toBe('found');
});

test('agents read with the client token alone, through another address', async () => {
  answerClientToken();
  nock(HOST, { reqheaders: { authorization: 'Bearer client-token' } })
    .get(`/hybris/serviceticketmashup/v1/acmeshop/serviceTickets/${FIRST}`)
    .reply(200, ticket(FIRST, { customerId: 'C1381590152' }));
  const backend = connect({ audience: 'agent', baseUrl: `${HOST}/hybris/serviceticketmashup/v1` });
  expect(await getTicketsOf(backend, [FIRST])).toMatchObject([
    { state: 'found', value: { customer: { id: 'C1381590152' } } },
  ]);
});

test('types and statuses are read with the client token, in the language of the caller', async () => {
  const headers: Headers[] = [];
  answerClientToken();
  keepHeaders(
    nock(HOST).get(`${MASHUP}/serviceTicketTypes`),
    [
      { type: 'SERVICE_REQUEST', description: 'Serviceanfrage', active: true },
      { type: 'GENERAL_INQUIRY', description: { en: 'General inquiry', de: null } },
      { type: 'REPAIR_ORDER', description: null, active: false },
    ],
    headers,
  );
  keepHeaders(
    nock(HOST).get(`${MASHUP}/serviceTicketStatus`),
    [
      { status: 'OPEN', description: 'Offen' },
      { status: 'CUSTOMER_ACTION', description: { de: 'Kundenaktion' } },
      { status: 'IN_PROCESS' },
    ],
    headers,
  );
  const backend = connect();
  const call = createCall({ language: 'de-AT' });
  expect(await operation(backend, 'listTicketTypes')(call)).toEqual([
    { code: 'SERVICE_REQUEST', label: 'Serviceanfrage', description: null, group: null, isActive: true },
    { code: 'GENERAL_INQUIRY', label: 'General inquiry', description: null, group: null, isActive: true },
    { code: 'REPAIR_ORDER', label: 'REPAIR_ORDER', description: null, group: null, isActive: false },
  ]);
  expect(await operation(backend, 'listStatuses')(call)).toEqual([
    { code: 'OPEN', category: 'OPEN', label: 'Offen', isConfigured: false },
    { code: 'CUSTOMER_ACTION', category: 'UNKNOWN', label: 'Kundenaktion', isConfigured: false },
    { code: 'IN_PROCESS', category: 'IN_PROGRESS', label: 'IN_PROCESS', isConfigured: false },
  ]);
  expect(headers).toEqual([
    { ...AS_CLIENT, 'accept-language': 'de-AT' },
    { ...AS_CLIENT, 'accept-language': 'de-AT' },
  ]);
});

test('a list is sorted by the backend, and asks for one row more than wanted', async () => {
  const headers: Headers[] = [];
  answerTokens();
  keepHeaders(
    getTickets({ sort: 'metadata.createdAt:desc,id:desc', pageNumber: '1', pageSize: '26', totalCount: 'true' }),
    [ticket(FIRST)],
    headers,
  );
  const page = await listOf(connect()).readPage(pageRequest({ wantsTotal: true }), createCall());
  expect(page.tickets.map(({ nativeId }) => nativeId)).toEqual([FIRST]);
  expect(headers).toEqual([AS_CUSTOMER]);
});

const LOG = {
  id: '5833e476ecb9ab001d6d35a1',
  customerId: OWN_ID,
  communicationDirection: 'INBOUND',
  communicationOrigin: 'STOREFRONT',
  interactionDescription: 'Created a ticket',
  interactionStartedAt: '2016-11-22T06:23:50.030Z',
  metadata: { createdAt: '2016-11-22T06:23:51.000+0000' },
};

function logAbout(number: number, objectId: unknown, second: number): Record<string, unknown> {
  return {
    ...LOG,
    id: `log${number}`,
    relatedObjects: [{ objectType: 'SAP_SERVICE_TICKET', objectId }],
    metadata: { createdAt: `2016-11-22T06:00:${String(second).padStart(2, '0')}.000+0000` },
  };
}

test('logs of many tickets: one walk through the own logs and one read of the tickets', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => sampleId(index + 1));
  const headers: Headers[] = [];
  answerTokens();
  const [first = '', second = ''] = ids;
  getTickets({ q: `id:(${ids.join(',')})`, pageNumber: '1', pageSize: '64' }).reply(200, [
    ticket(first, {
      transcript: [
        {
          description: 'We look into it',
          createdAt: '2016-11-22T06:00:05.000+0000',
          visibility: 'PUBLIC',
          owner: { displayName: 'Agent', isCustomer: false },
        },
        {
          description: 'Difficult customer',
          createdAt: '2016-11-22T06:00:06.000+0000',
          visibility: 'PRIVATE',
          owner: { isCustomer: false },
        },
      ],
    }),
    ticket(second),
  ]);
  keepHeaders(
    nock(HOST)
      .get(`${MASHUP}/interactionLogs`)
      .query({ q: `customerId:"${OWN_ID}"`, sort: 'metadata.createdAt:desc,id:desc', pageNumber: '1', pageSize: '64' }),
    [
      logAbout(1, first, 9),
      logAbout(2, { id: second, status: 'OPEN' }, 8),
      logAbout(3, first, 1),
      logAbout(4, 'else', 0),
    ],
    headers,
  );
  const answers = await operation(connect(), 'getInteractionLogs')(ids, createCall());
  const texts = answers.map((answer) =>
    answer.state === 'found'
      ? answer.value.map((log) => (log.text === LOG.interactionDescription ? log.nativeId : log.text))
      : answer.state,
  );
  expect(texts.slice(0, 3)).toEqual([['log3', 'We look into it', 'log1'], ['log2'], 'absent']);
  expect(headers).toEqual([AS_CUSTOMER]);
});

test('the walk through the logs goes on from the last instant and ends at the most pages', async () => {
  answerTokens();
  nock(HOST).get(`${MASHUP}/serviceTickets/${FIRST}`).reply(200, ticket(FIRST));
  const query = { sort: 'metadata.createdAt:desc,id:desc', pageNumber: '1', pageSize: '64' };
  const rows = Array.from({ length: 64 }, (_, index) => logAbout(index, FIRST, 59 - Math.floor(index / 2)));
  nock(HOST)
    .get(`${MASHUP}/interactionLogs`)
    .query({ q: `customerId:"${OWN_ID}"`, ...query })
    .reply(200, rows);
  nock(HOST)
    .get(`${MASHUP}/interactionLogs`)
    .query({ q: `customerId:"${OWN_ID}" metadata.createdAt:<="2016-11-22T06:00:28.000Z"`, ...query })
    .reply(200, [...rows.slice(62), ...Array.from({ length: 62 }, (_, index) => logAbout(100 + index, FIRST, 10))]);
  const told: string[] = [];
  const log = { info: (message: string) => void told.push(message), warn() {} };
  const backend = connect({ logMaxPages: 2 }, { log });
  const [answer] = await operation(backend, 'getInteractionLogs')([FIRST], createCall());
  const found = answer?.state === 'found' ? answer.value.map(({ nativeId }) => nativeId) : [];
  expect(found).toHaveLength(126);
  expect(new Set(found).size).toBe(126);
  expect(told).toHaveLength(1);
});

test('logs can be asked for by what they are about, if configured', async () => {
  answerTokens();
  getTickets({ q: `id:(${FIRST},${sampleId(2)})`, pageNumber: '1', pageSize: '64' }).reply(200, [
    ticket(FIRST),
    ticket(sampleId(2)),
  ]);
  nock(HOST)
    .get(`${MASHUP}/interactionLogs`)
    .query({
      q: `relatedObjects.objectId:("${FIRST}","${sampleId(2)}")`,
      sort: 'metadata.createdAt:desc,id:desc',
      pageNumber: '1',
      pageSize: '64',
    })
    .reply(200, [logAbout(1, FIRST, 1)]);
  const answers = await operation(connect({ logFilter: 'related' }), 'getInteractionLogs')(
    [FIRST, sampleId(2)],
    createCall(),
  );
  expect(answers).toMatchObject([{ value: [{ nativeId: 'log1' }] }, { value: [] }]);
});

test('agents have the transcripts of the tickets, all of them, and nothing else', async () => {
  answerClientToken();
  const transcript = [{ description: 'Between us', visibility: 'PRIVATE' }];
  nock(HOST).get(`${MASHUP}/serviceTickets/${FIRST}`).reply(200, ticket(FIRST, { transcript }));
  const backend = connect({ audience: 'agent' });
  const [answer] = await operation(backend, 'getInteractionLogs')([FIRST], createCall());
  expect(answer).toMatchObject({ state: 'found', value: [{ text: 'Between us', visibility: 'PRIVATE' }] });
  expect(isUnsupported(backend.operations.listInteractionLogs)).toBe(true);
  expect(isUnsupported(backend.operations.getChatTranscript)).toBe(true);
});

test('all own logs, newest first, page by page', async () => {
  answerTokens();
  const sort = 'metadata.createdAt:desc,id:desc';
  nock(HOST)
    .get(`${MASHUP}/interactionLogs`)
    .query({ q: `customerId:"${OWN_ID}"`, sort, pageNumber: '1', pageSize: '3' })
    .reply(200, [
      logAbout(1, FIRST, 9),
      logAbout(2, FIRST, 8),
      { ...logAbout(3, FIRST, 7), customerId: 'C1381590152' },
    ]);
  nock(HOST)
    .get(`${MASHUP}/interactionLogs`)
    .query({
      q: `customerId:"${OWN_ID}" metadata.createdAt:<="2016-11-22T06:00:07.000Z"`,
      sort,
      pageNumber: '1',
      pageSize: '4',
    })
    .reply(200, [logAbout(3, FIRST, 7), logAbout(4, FIRST, 6)]);
  const list = operation(connect(), 'listInteractionLogs');
  const first = await list({ limit: 2, continuation: null }, createCall());
  expect(first.logs.map(({ nativeId }) => nativeId)).toEqual(['log1', 'log2']);
  const second = await list({ limit: 2, continuation: first.continuation }, createCall());
  expect(second).toMatchObject({ logs: [{ nativeId: 'log4' }], continuation: null });
});

const CHAT = {
  id: '5833e476ecb9ab001d6d3594',
  chatterIds: [OWN_ID, 'agent@example.test'],
  createdBy: OWN_ID,
  startAt: '2016-11-22T06:23:50.030+0000',
  endAt: '2016-11-22T06:25:00.000+0000',
  transcript: [
    { chatContent: 'hi', createdAt: '2016-11-22T06:23:50.030+0000', createdBy: OWN_ID },
    { chatContent: 'dsfds', createdAt: '2016-11-22T06:24:50.030+0000', createdBy: 'agent@example.test' },
  ],
  metadata: { version: 1 },
};

test('a chat transcript by its id', async () => {
  const headers: Headers[] = [];
  answerTokens();
  keepHeaders(nock(HOST).get(`${MASHUP}/chatTranscripts/${CHAT.id}`), CHAT, headers);
  nock(HOST)
    .get(`${MASHUP}/chatTranscripts/${FIRST}`)
    .reply(404, { status: 404, type: 'element_resource_non_existing' });
  nock(HOST)
    .get(`${MASHUP}/chatTranscripts/${sampleId(3)}`)
    .reply(200, { ...CHAT, id: sampleId(3), createdBy: 'C1381590152', chatterIds: ['C1381590152'] });
  const read = operation(connect(), 'getChatTranscript');
  expect(await read(CHAT.id, createCall())).toMatchObject({
    state: 'found',
    value: {
      nativeId: CHAT.id,
      startedAt: '2016-11-22T06:23:50.030Z',
      participants: [
        { id: OWN_ID, side: 'CUSTOMER' },
        { id: 'agent@example.test', side: 'AGENT' },
      ],
      messages: [
        { text: 'hi', side: 'CUSTOMER' },
        { text: 'dsfds', side: 'AGENT', author: { email: 'agent@example.test' } },
      ],
    },
  });
  expect(headers).toEqual([AS_CUSTOMER]);
  expect(await read(FIRST, createCall())).toEqual({ state: 'absent' });
  // A chat of somebody else.
  expect(await read(sampleId(3), createCall())).toEqual({ state: 'absent' });
});

test('tokens are renewed a minute before their end', async () => {
  let now = NOW;
  answerClientToken('first');
  const types = `${MASHUP}/serviceTicketTypes`;
  nock(HOST, { reqheaders: { authorization: 'Bearer first' } })
    .get(types)
    .twice()
    .reply(200, []);
  const backend = connect({}, { clock: () => now });
  await operation(backend, 'listTicketTypes')(createCall());
  now = NOW + 3_539_000;
  await operation(backend, 'listTicketTypes')(createCall());
  answerClientToken('second');
  nock(HOST, { reqheaders: { authorization: 'Bearer second' } })
    .get(types)
    .reply(200, []);
  now = NOW + 3_541_000;
  expect(await operation(backend, 'listTicketTypes')(createCall())).toEqual([]);
});

test('the customer signs in again when the configured time is over', async () => {
  let now = NOW;
  answerTokens();
  nock(HOST).get(`${MASHUP}/serviceTickets/${FIRST}`).twice().reply(200, ticket(FIRST));
  const backend = connect({ customerTokenTtlS: 120 }, { clock: () => now });
  await getTicketsOf(backend, [FIRST]);
  now = NOW + 61_000;
  answerLogin('another');
  nock(HOST, { reqheaders: { authorization: 'Bearer another' } })
    .get(`${CUSTOMERS}/me`)
    .reply(200, { id: OWN_ID });
  expect((await getTicketsOf(backend, [FIRST]))[0]?.state).toBe('found');
});

test('scopes that were not granted are told once', async () => {
  const told: unknown[] = [];
  const log = { info() {}, warn: (_: string, facts?: object) => void told.push(facts) };
  answerClientToken('client-token', { scope: 'hybris.tenant=acmeshop hybris.serviceticket_view', expires_in: 1 });
  answerClientToken('client-token', { scope: 'hybris.tenant=acmeshop hybris.serviceticket_view', expires_in: 1 });
  nock(HOST).get(`${MASHUP}/serviceTicketTypes`).twice().reply(200, []);
  const backend = connect({}, { log });
  await operation(backend, 'listTicketTypes')(createCall());
  await operation(backend, 'listTicketTypes')(createCall());
  expect(told).toEqual([
    {
      missing: [
        'hybris.serviceticket_manage',
        'hybris.serviceticket_configuration_view',
        'hybris.interactionlog_manage',
        'hybris.interactionrecording_view',
      ],
    },
  ]);
});

test('what the backend lacks says so', () => {
  const { operations, limits, transitions } = connect();
  expect(isUnsupported(operations.listEscalationTargets)).toBe(true);
  expect(limits).toMatchObject({ maxPageSize: 64, maxBatchSize: 64 });
  expect(isUnsupported(transitions.OUTSOURCE)).toBe(true);
});
