import { describe, expect, test } from '@jest/globals';
import type { TicketField } from '../../../src/ticketing/ticket.ts';
import { createCall } from '../../support/call.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import {
  answerToken,
  answerTypes,
  CASES,
  connect,
  fixture,
  IAM,
  NOW,
  operation,
  OSM,
  pageRequest,
  ROW,
  TYPE,
} from './under-test.ts';

useNock();

const JSON_TYPE = { 'content-type': 'application/json' };

/** What every call to the service carries, and what it must not carry. */
const HEADERS = {
  reqheaders: {
    'x-auth-token': 'the-token',
    'content-type': 'application/json',
    accept: 'application/json',
    'x-language': 'en-us',
    'x-time-zone': 'GMT+0',
    'x-correlation-id': '7f3d2c1e-0000-4000-8000-000000000001',
  },
  badheaders: ['x-site', 'authorization'],
};

function answerDetail(): void {
  nock(OSM, HEADERS).get(`${CASES}/TT-123456`).reply(200, fixture('case-detail'), JSON_TYPE);
}

async function readOne(fields: readonly TicketField[] = ['title'], settings = {}) {
  const [lookup] = await operation(connect(settings), 'getTickets')({ ids: ['TT-123456'], fields }, createCall());
  if (lookup?.state !== 'found') throw new Error(`the ticket is ${lookup?.state}`);
  return lookup.value;
}

describe('POST /v3/auth/tokens', () => {
  test('sends the documented body and uses the token of the header', async () => {
    nock(IAM, { reqheaders: { 'content-type': 'application/json' }, badheaders: ['x-auth-token'] })
      .post('/v3/auth/tokens?nocatalog=true', JSON.parse(fixture('token-request')))
      .reply(201, { token: { expires_at: '2024-03-02T08:00:00.000000Z' } }, { 'X-Subject-Token': 'the-token' });
    answerDetail();
    expect((await readOne()).nativeId).toBe('TT-123456');
  });

  test.each([
    [{ domainId: 'd-1' }, { domain: { id: 'd-1' } }],
    [{ domainName: 'acme' }, { domain: { name: 'acme' } }],
  ])('scope %j', async (scope, sent) => {
    nock(IAM)
      .post('/v3/auth/tokens', (body) => JSON.stringify(body.auth.scope) === JSON.stringify(sent))
      .query(true)
      .reply(201, {}, { 'X-Subject-Token': 'the-token' });
    answerDetail();
    expect((await readOne(['title'], { scope })).nativeId).toBe('TT-123456');
  });

  test('one token serves callers who come at once, and is renewed 5 minutes before it ends', async () => {
    let now = NOW;
    const backend = connect({}, { clock: () => now });
    const getTickets = operation(backend, 'getTickets');
    answerToken('first', { token: { expires_at: new Date(NOW + 86_400_000).toISOString() } });
    nock(OSM, { reqheaders: { 'x-auth-token': 'first' } })
      .get(/cases\/TT-/)
      .times(4)
      .reply(200, fixture('case-detail'), JSON_TYPE);
    await getTickets({ ids: ['TT-1', 'TT-2', 'TT-3'], fields: [] }, createCall());
    now = NOW + 86_400_000 - 300_001;
    await getTickets({ ids: ['TT-4'], fields: [] }, createCall());
    now += 1;
    answerToken('second');
    nock(OSM, { reqheaders: { 'x-auth-token': 'second' } })
      .get(`${CASES}/TT-5`)
      .reply(200, fixture('case-detail'), JSON_TYPE);
    const [lookup] = await getTickets({ ids: ['TT-5'], fields: [] }, createCall());
    expect(lookup?.state).toBe('found');
  });

  test('a token that does not say when it ends is renewed after 23 hours', async () => {
    let now = NOW;
    const getTickets = operation(connect({}, { clock: () => now }), 'getTickets');
    nock(OSM)
      .get(/cases\/TT-/)
      .times(3)
      .reply(200, fixture('case-detail'), JSON_TYPE);
    answerToken('first');
    await getTickets({ ids: ['TT-1'], fields: [] }, createCall());
    now = NOW + 23 * 3_600_000 - 1;
    await getTickets({ ids: ['TT-2'], fields: [] }, createCall());
    now += 1;
    answerToken('second');
    await getTickets({ ids: ['TT-3'], fields: [] }, createCall());
    expect(nock.isDone()).toBe(true);
  });
});

describe('GET /cases/{case_id}', () => {
  test('the documented sample', async () => {
    answerToken('the-token');
    answerDetail();
    expect(await readOne()).toMatchObject({
      nativeId: 'TT-123456',
      number: 'TT-123456',
      title: '123',
      description: '123',
      status: { category: 'OPEN', code: '0', label: 'To be handled' },
      type: { code: null, label: 'Consulting about event rules', group: null },
      priority: null,
      severity: null,
      createdAt: '2020-12-25T09:24:18.000Z',
      updatedAt: null,
      statusChangedAt: null,
      customer: { id: 'customer_id', name: 'test', email: null, phone: null },
      source: 'User Center',
      attachments: [{ nativeId: null, name: 'test.jpg' }],
      customFields: [
        { key: 'dc_name', label: 'Dc name', value: 'CN South-Guangzhou' },
        { key: 'is_authorized', label: 'Is authorized', value: 0 },
        { key: 'resolve_time', label: 'Resolve time', value: 0 },
        { key: 'business_ownership', label: 'Business ownership', value: 0 },
        { key: 'remind_time', label: 'Remind time', value: '0' },
        { key: 'contact_type', label: 'Contact type', value: '0,1,2' },
      ],
      notLoaded: ['tags', 'product', 'customFields', 'relations', 'type'],
    });
  });

  test('one call an id, in the order of the ids; an id is one segment of the path; one error stays at its id', async () => {
    answerToken();
    const detail = (id: string) => ({ incident_detail_info: { incident_id: id, status: 1 } });
    nock(OSM).get(`${CASES}/A%2C1%2F..%2Fcount`).reply(200, detail('A,1/../count'));
    nock(OSM).get(`${CASES}/gone`).reply(200, { error_code: 'OSM.01010015', error_msg: 'no such ticket' });
    nock(OSM).get(`${CASES}/secret`).reply(403, { error_code: 'APIGW.0302', error_msg: 'no', request_id: 'r' });
    const ids = ['A,1/../count', 'gone', 'secret'];
    const lookups = await operation(connect(), 'getTickets')({ ids, fields: ['status'] }, createCall());
    expect(lookups).toMatchObject([
      { state: 'found', value: { nativeId: 'A,1/../count', status: { category: 'IN_PROGRESS' } } },
      { state: 'absent' },
      { state: 'failed', error: { code: 'FORBIDDEN' } },
    ]);
  });

  test('optional headers and the group go along where they are set', async () => {
    answerToken();
    nock(OSM, { reqheaders: { 'x-site': '1', 'x-language': 'zh-cn', 'x-time-zone': 'GMT+8' } })
      .get(`${CASES}/TT-123456?group_id=g%201`)
      .reply(200, fixture('case-detail'), JSON_TYPE);
    const settings = { site: 1, language: 'zh-cn', timeZone: 'GMT+8', groupId: 'g 1' };
    expect((await readOne(['title'], settings)).nativeId).toBe('TT-123456');
  });
});

describe('what the detail lacks, when it is asked for', () => {
  test('tags and product: the row with the same id', async () => {
    answerToken('the-token');
    answerDetail();
    const other = { ...ROW, incident_id: 'TT-1234567' };
    nock(OSM, HEADERS)
      .get(`${CASES}?offset=0&limit=10&incident_id=TT-123456`)
      .reply(200, { total_count: 2, incident_info_list: [other, ROW] });
    const ticket = await readOne(['tags', 'product', 'severity']);
    expect(ticket).toMatchObject({
      tags: ['urgent'],
      product: { id: null, name: 'Cloud Eye' },
      source: 'User Center',
      type: { group: 'Consulting' },
      notLoaded: ['relations', 'type'],
    });
    expect(ticket.customFields.map((field) => field.key)).toEqual(
      expect.arrayContaining(['dc_name', 'root_cause', 'resolution', 'label_list', 'is_authorized', 'contact_type']),
    );
  });

  test('a fuzzy filter by id is read on until the row is found', async () => {
    answerToken();
    answerDetail();
    const rows = Array.from({ length: 10 }, (_, index) => ({ ...ROW, incident_id: `TT-123456${index}` }));
    nock(OSM)
      .get(`${CASES}?offset=0&limit=10&incident_id=TT-123456`)
      .reply(200, { count: 11, incident_info_list: rows });
    nock(OSM)
      .get(`${CASES}?offset=10&limit=100&incident_id=TT-123456`)
      .reply(200, { count: 11, incident_info_list: [ROW] });
    expect((await readOne(['tags'])).tags).toEqual(['urgent']);
  });

  test('a ticket that the list does not hold has none of what rows tell', async () => {
    answerToken();
    answerDetail();
    nock(OSM).get(CASES).query(true).reply(200, { total_count: 0, incident_info_list: [] });
    expect(await readOne(['tags'])).toMatchObject({ tags: [], product: null, notLoaded: ['relations', 'type'] });
  });

  test('relations', async () => {
    answerToken('the-token');
    answerDetail();
    nock(OSM, HEADERS)
      .get(`${CASES}/TT-123456/relations`)
      .reply(200, {
        case_relation_list: [{ case_id: 'TT-9', simple_description: '\n Disk \nfull', user_name: 'ann' }],
      });
    const ticket = await readOne(['relations']);
    expect(ticket.relations).toEqual([
      {
        kind: 'RELATED',
        foreignId: 'TT-9',
        foreignSystem: null,
        category: null,
        title: 'Disk',
        creator: 'ann',
        createdAt: null,
        reason: null,
      },
    ]);
    expect(ticket.notLoaded).not.toContain('relations');
  });

  test('the id of the type: from the catalog, which is read once', async () => {
    answerToken();
    answerTypes();
    nock(OSM)
      .get(/cases\/TT-/)
      .times(3)
      .reply(200, fixture('case-detail'), JSON_TYPE);
    const backend = connect();
    const getTickets = operation(backend, 'getTickets');
    const lookups = await getTickets({ ids: ['TT-1', 'TT-2'], fields: ['type'] }, createCall());
    const more = await getTickets({ ids: ['TT-3'], fields: ['type'] }, createCall());
    for (const lookup of [...lookups, ...more])
      expect(lookup).toMatchObject({
        value: { type: { code: TYPE.business_type_id, label: TYPE.business_type_name, group: 'Consulting' } },
      });
  });
});

describe('GET /cases', () => {
  test('rows, and what only the detail has', async () => {
    answerToken('the-token');
    nock(OSM, HEADERS)
      .get('/v2/servicerequest/config/problems')
      .reply(200, { total_count: 1, incident_business_type_list: [TYPE] });
    nock(OSM, HEADERS)
      .get(`${CASES}?offset=0&limit=25&status=0`)
      .reply(200, { total_count: 1, incident_info_list: [ROW] });
    const page = await operation(connect(), 'listTickets').readPage(
      pageRequest({ lane: { codes: ['0'] }, filter: { statusCategories: ['OPEN'] } }),
      createCall(),
    );
    expect(page).toMatchObject({
      continuation: null,
      total: 1,
      pushedDown: ['statusCategories'],
      tickets: [
        {
          nativeId: 'TT-123456',
          type: { code: TYPE.business_type_id },
          tags: ['urgent'],
          product: { name: 'Cloud Eye' },
          customer: { id: 'customer_id', name: 'test' },
          notLoaded: ['severity', 'source', 'customer', 'attachments', 'customFields', 'relations'],
        },
      ],
    });
  });
});

describe('GET /config/problems', () => {
  const ask = (backend = connect()) => operation(backend, 'listTicketTypes')(createCall());

  test('the types, grouped by case type, kept for ten minutes', async () => {
    let now = NOW;
    const backend = connect({}, { clock: () => now });
    answerToken();
    answerTypes([
      TYPE,
      { ...TYPE, business_type_id: 9, case_type: '5' },
      { ...TYPE, business_type_id: 10, case_type: 7 },
    ]);
    const types = await ask(backend);
    expect(types).toEqual([
      {
        code: TYPE.business_type_id,
        label: TYPE.business_type_name,
        description: null,
        group: 'Consulting',
        isActive: true,
      },
      { code: '9', label: TYPE.business_type_name, description: null, group: 'Fault', isActive: true },
      { code: '10', label: TYPE.business_type_name, description: null, group: '7', isActive: true },
    ]);
    now = NOW + 599_999;
    expect(await ask(backend)).toEqual(types);
    now += 1;
    answerTypes([]);
    nock(OSM)
      .get(/product-categories/)
      .reply(200, { incident_product_category_list: [] });
    expect(await ask(backend)).toEqual([]);
  });

  test.each([
    ['gives none', 200, { total_count: 0, incident_business_type_list: [] }],
    ['is refused', 200, { error_code: 'OSM.01010001', error_msg: 'product_category_id' }],
  ])('where it %s without a product category, each category is asked', async (_, status, body) => {
    answerToken('the-token');
    nock(OSM, HEADERS).get('/v2/servicerequest/config/problems').reply(status, body);
    nock(OSM, HEADERS)
      .get('/v2/servicerequest/config/product-categories')
      .reply(200, {
        incident_product_category_list: [{ incident_product_category_id: 'a' }, { incident_product_category_id: 'b' }],
      });
    nock(OSM)
      .get('/v2/servicerequest/config/problems?product_category_id=a')
      .reply(200, { incident_business_type_list: [TYPE] });
    nock(OSM)
      .get('/v2/servicerequest/config/problems?product_category_id=b')
      .reply(200, { incident_business_type_list: [TYPE, { ...TYPE, business_type_id: 'two' }] });
    expect((await ask()).map((type) => type.code)).toEqual([TYPE.business_type_id, 'two']);
  });
});

describe('messages and operate logs', () => {
  const message = {
    type: 0,
    replier: 'u1',
    replier_name: 'Ann',
    content: 'Hello',
    create_time: '2024-01-01T10:00:00Z',
    accessory_list: [{ accessory_id: 'acc-1', file_actual_name: 'a.png' }],
  };
  const answer = {
    ...message,
    type: 1,
    replier: 'e1',
    replier_name: '',
    content: 'Hi',
    create_time: '2024-01-01T10:02:00Z',
  };
  const log = {
    incident_log_id: 'log-1',
    incident_id: 'TT-1',
    operate_type: 3,
    operator_type: 1,
    operator_id: 'e1',
    operator_name: 'Bob',
    operate_desc: 'accepted',
    operate_time: '2024-01-01 10:01:00',
    timestamp_operate_time: '2024-01-01T10:01:00Z',
  };

  test('are merged by time, oldest first', async () => {
    answerToken('the-token');
    nock(OSM, HEADERS)
      .get(`${CASES}/TT-1/messages?offset=0&limit=100`)
      .reply(200, { count: 2, message_list: [answer, message] });
    nock(OSM, HEADERS)
      .get(`${CASES}/TT-1/operate-logs?offset=0&limit=100`)
      .reply(200, { total_count: 1, incident_operate_log_list: [log] });
    nock(OSM).get(`${CASES}/gone/messages?offset=0&limit=100`).reply(200, { error_code: 'OSM.01010015' });
    nock(OSM).get(`${CASES}/gone/operate-logs?offset=0&limit=100`).reply(200, { error_code: 'OSM.01010015' });
    const lookups = await operation(connect(), 'getInteractionLogs')(['TT-1', 'gone'], createCall());
    expect(lookups).toMatchObject([
      {
        state: 'found',
        value: [
          {
            kind: 'MESSAGE',
            side: 'CUSTOMER',
            author: { id: 'u1', name: 'Ann' },
            text: 'Hello',
            attachments: [{ nativeId: 'acc-1', name: 'a.png' }],
          },
          {
            nativeId: 'log-1',
            kind: 'SYSTEM',
            side: 'UNKNOWN',
            author: { id: 'e1', name: 'Bob' },
            text: 'accepted',
            createdAt: '2024-01-01T10:01:00.000Z',
          },
          { kind: 'MESSAGE', side: 'AGENT', author: { id: 'e1', name: null }, text: 'Hi' },
        ],
      },
      { state: 'absent' },
    ]);
  });

  test('are read to the end', async () => {
    answerToken();
    const messages = Array.from({ length: 140 }, (_, index) => ({ ...message, content: `message ${index}` }));
    nock(OSM)
      .get(`${CASES}/TT-1/messages?offset=0&limit=100`)
      .reply(200, { count: 140, message_list: messages.slice(0, 100) });
    nock(OSM)
      .get(`${CASES}/TT-1/messages?offset=100&limit=100`)
      .reply(200, { count: 140, message_list: messages.slice(100) });
    const lookup = await operation(connect(), 'getChatTranscript')('TT-1', createCall());
    expect(lookup).toMatchObject({
      state: 'found',
      value: {
        nativeId: 'TT-1',
        startedAt: '2024-01-01T10:00:00.000Z',
        participants: [{ side: 'CUSTOMER', id: 'u1' }],
      },
    });
    expect(lookup.state === 'found' && lookup.value.messages.map((entry) => entry.text)).toEqual(
      messages.map((entry) => entry.content),
    );
  });

  test('a transcript of a ticket that does not exist is absent', async () => {
    answerToken();
    nock(OSM).get(`${CASES}/gone/messages`).query(true).reply(200, { error_code: 'OSM.01010015' });
    expect(await operation(connect(), 'getChatTranscript')('gone', createCall())).toEqual({ state: 'absent' });
  });
});

test('statuses need no call', async () => {
  const statuses = await operation(connect(), 'listStatuses')(createCall());
  expect(statuses.map(({ code, category }) => `${code} ${category}`)).toEqual([
    '0 OPEN',
    '1 IN_PROGRESS',
    '2 RESOLVED',
    '3 CLOSED',
    '4 CANCELLED',
    '5 ON_HOLD',
    '12 REJECTED',
    '13 CANCELLED',
    '17 PENDING',
  ]);
});

test.each([
  ['TT-123456', true],
  ['cs_2401', true],
  ['a/b', false],
  ['a,b', false],
  ['x'.repeat(64), true],
  ['x'.repeat(65), false],
  ['.', false],
  ['..', false],
  ['', false],
  ['a b', false],
])('id %s', (id, isAllowed) => {
  const { nativeIds } = connect();
  expect(nativeIds.Ticket.test(id)).toBe(isAllowed);
  expect(nativeIds.ChatTranscript.test(id)).toBe(isAllowed);
});
