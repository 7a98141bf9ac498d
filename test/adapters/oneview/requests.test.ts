import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { oneview } from '../../../adapters/oneview/index.ts';
import { fillTemplate } from '../../../adapters/oneview/template.ts';
import type { BackendInstance, ListPage } from '../../../src/ticketing/adapter.ts';
import type { NativeTicket, TicketField } from '../../../src/ticketing/ticket.ts';
import { isUnsupported, type Supported } from '../../../src/ticketing/unsupported.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { createCall } from '../../support/call.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';

const ORIGIN = 'https://api.pd-oneview.net';
const CORRELATION = '7f3d2c1e-0000-4000-8000-000000000001';
const ID = 'f4b8f8e5-365a-4ed1-a122-0f4ba1afef44';
const OPERATIONS = {
  getTicket: { method: 'GET', path: '/v2/tickets/{ticketID}' },
  history: { method: 'GET', path: '/v2/tickets/history?customer={customerId}&page={page}&size={pageSize}' },
  ccrList: { method: 'GET', path: '/v2/ccr' },
  close: { method: 'POST', path: '/v2/tickets/{ticketID}/close' },
  transfer: { method: 'POST', path: '/v2/tickets/{ticketID}/transfer' },
};

useNock();

const connected: BackendInstance[] = [];
afterEach(async () => {
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

function connect(settings: Readonly<Record<string, unknown>> = {}): BackendInstance {
  const backend = connectAdapter(oneview, {
    baseUrl: `${ORIGIN}/ticket-detail`,
    token: new Secret('token-of-the-gateway'),
    ...settings,
  });
  connected.push(backend);
  return backend;
}

function fixture(name: string): string {
  return readFileSync(new URL(`../../../adapters/oneview/fixtures/${name}.json`, import.meta.url), 'utf8');
}

function able<Thing>(operation: Supported<Thing>): Thing {
  if (isUnsupported(operation)) throw new Error(operation.unsupported);
  return operation;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const ALL_FIELDS: readonly TicketField[] = ['title', 'contactReason', 'status'];

/** What every read carries, and what it must not carry: the blueprint asks for X-Agent-User-ID when escalating only. */
const HEADERS = {
  reqheaders: {
    authorization: 'Bearer token-of-the-gateway',
    accept: 'application/json',
    'x-correlation-id': CORRELATION,
  },
  badheaders: ['x-agent-user-id', 'content-type'],
};

describe('GET /v2/escalation/departments', () => {
  test('keeps the path part of the base URL and answers the targets', async () => {
    nock(ORIGIN, HEADERS)
      .get('/ticket-detail/v2/escalation/departments')
      .reply(200, fixture('escalation-departments'), JSON_TYPE);
    const targets = await able(connect().operations.listEscalationTargets)(createCall());
    expect(targets).toEqual([
      { nativeId: 'partner-service', kind: 'DEPARTMENT', label: 'Partner Service', productIds: [] },
    ]);
  });

  test('a base URL that ends in a slash leads to the same address', async () => {
    nock(ORIGIN).get('/ticket-detail/v2/escalation/departments').reply(200, '[]', JSON_TYPE);
    const backend = connect({ baseUrl: `${ORIGIN}/ticket-detail/` });
    expect(await able(backend.operations.listEscalationTargets)(createCall())).toEqual([]);
  });

  test('{list} is taken for the array it holds; what has no id is left out', async () => {
    const body = { list: [{ id: 'corporate' }, { label: 'Nobody' }, { id: '', label: 'Nobody' }] };
    nock(ORIGIN).get('/ticket-detail/v2/escalation/departments').reply(200, body, JSON_TYPE);
    expect(await able(connect().operations.listEscalationTargets)(createCall())).toEqual([
      { nativeId: 'corporate', kind: 'DEPARTMENT', label: 'corporate', productIds: [] },
    ]);
  });
});

describe('operations.getTicket', () => {
  test('reads the documented sample', async () => {
    nock(ORIGIN, HEADERS).get(`/ticket-detail/v2/tickets/${ID}`).reply(200, fixture('ticket'), JSON_TYPE);
    const backend = connect({ operations: OPERATIONS });
    const [lookup] = await able(backend.operations.getTickets)({ ids: [ID], fields: ALL_FIELDS }, createCall());
    const at = '2019-10-31T05:33:19.000Z';
    const expected: Omit<NativeTicket, 'version'> = {
      nativeId: ID,
      number: null,
      title: 'delivery - wrong address',
      description: null,
      status: { category: 'IN_PROGRESS', code: 'ASSIGNED', label: 'Assigned' },
      type: { code: 'chat', label: 'chat', group: null },
      priority: { code: '1', label: null, level: 'UNKNOWN', rank: 1 },
      severity: null,
      createdAt: at,
      updatedAt: at,
      statusChangedAt: at,
      closedAt: null,
      customer: {
        kind: 'PERSON',
        id: '989899854090030232934sdfdsdf32dd4sdfdsddffdummycustomerid2',
        accountId: null,
        name: 'hugo dan',
        title: null,
        firstName: 'hugo',
        lastName: 'dan',
        email: 'test@email.com',
        phone: null,
      },
      assignee: {
        kind: 'PERSON',
        id: 'agent',
        accountId: null,
        name: null,
        title: null,
        firstName: null,
        lastName: null,
        email: null,
        phone: null,
      },
      channel: 'chat',
      queue: 'chat-sg-en',
      source: 'fp-sg',
      language: 'en',
      country: 'sg',
      tags: [],
      product: null,
      vehicle: null,
      orderId: 'sdw-srr',
      vendor: { id: 'bgaj', vertical: 'restaurants' },
      voucherCode: null,
      contactReason: { code: 'delivery - wrong address', label: 'delivery - wrong address' },
      serviceLevel: { value: '64', unit: null },
      attachments: [],
      relations: [
        {
          kind: 'CHILD',
          foreignId: 'absmw0dbma',
          foreignSystem: 'SALESFORCE',
          category: 'ESCALATED',
          title: null,
          creator: 'hugo',
          createdAt: at,
          reason: 'insufficient money',
        },
      ],
      escalations: [
        {
          kind: 'DEPARTMENT',
          state: 'COMPLETED',
          targetId: null,
          targetLabel: null,
          reason: 'insufficient money',
          requestedBy: 'hugo',
          requestedAt: at,
          foreignTicketId: 'absmw0dbma',
          foreignSystem: 'SALESFORCE',
          isReclaimable: null,
        },
      ],
      transitions: [
        {
          from: null,
          to: { category: 'IN_PROGRESS', code: 'ASSIGNED', label: 'Assigned' },
          at,
          by: null,
          reason: 'Internal State Change by Workflow Server',
        },
      ],
      customFields: [
        { key: 'statusReason', label: 'Status reason', value: 'Internal State Change by Workflow Server' },
        { key: 'entityId', label: 'Entity ID', value: 'FP_SG' },
      ],
      notLoaded: [],
    };
    expect(lookup).toEqual({ state: 'found', value: { ...expected, version: expect.stringMatching(/^\S{22}$/) } });
  });

  test('one call an id, answered in the order of the ids, whatever id the answer has', async () => {
    nock(ORIGIN).get('/ticket-detail/v2/tickets/vsba-nhas').reply(200, { id: ID }, JSON_TYPE);
    nock(ORIGIN).get('/ticket-detail/v2/tickets/gone').reply(404, fixture('error-404'), JSON_TYPE);
    nock(ORIGIN).get('/ticket-detail/v2/tickets/locked').reply(403, fixture('error-403'), JSON_TYPE);
    nock(ORIGIN).get('/ticket-detail/v2/tickets/absmw0dbma').reply(200, { id: 'absmw0dbma' }, JSON_TYPE);
    const backend = connect({ operations: { getTicket: OPERATIONS.getTicket } });
    const lookups = await able(backend.operations.getTickets)(
      { ids: ['vsba-nhas', 'gone', 'locked', 'absmw0dbma'], fields: ALL_FIELDS },
      createCall(),
    );
    expect(lookups).toMatchObject([
      { state: 'found', value: { nativeId: ID } },
      { state: 'absent' },
      { state: 'failed', error: { code: 'FORBIDDEN' } },
      { state: 'found', value: { nativeId: 'absmw0dbma' } },
    ]);
  });

  test.each([
    ['a/../../admin?x=1#y', '/ticket-detail/v2/tickets/a%2F..%2F..%2Fadmin%3Fx%3D1%23y'],
    ['{customerId}', '/ticket-detail/v2/tickets/%7BcustomerId%7D'],
    ["$&$1'", '/ticket-detail/v2/tickets/%24%26%241%27'],
    ['客户', '/ticket-detail/v2/tickets/%E5%AE%A2%E6%88%B7'],
  ])('the id %s stays one path segment', async (id, path) => {
    nock(ORIGIN).get(path).reply(200, { id }, JSON_TYPE);
    const backend = connect({ operations: { getTicket: OPERATIONS.getTicket } });
    const lookups = await able(backend.operations.getTickets)({ ids: [id], fields: ['status'] }, createCall());
    expect(lookups).toMatchObject([{ state: 'found', value: { nativeId: id } }]);
  });
});

describe('operations.history', () => {
  const OF_SAMPLE = '989899854090030232934sdfdsdf32dd4sdfdsddffdummycustomerid2';

  async function readFirstPage(customerId: string): Promise<ListPage> {
    const backend = connect({ operations: { history: OPERATIONS.history } });
    const order = { field: 'createdAt', direction: 'DESC' } as const;
    return able(backend.operations.listTickets).readPage(
      {
        filter: { customerId },
        order,
        lane: { customerId },
        from: null,
        limit: 5,
        continuation: null,
        wantsTotal: true,
      },
      createCall(),
    );
  }

  test('asks for a full page and reads the documented sample', async () => {
    nock(ORIGIN, HEADERS)
      .get(`/ticket-detail/v2/tickets/history?customer=${OF_SAMPLE}&page=1&size=50`)
      .reply(200, fixture('ticket-history'), JSON_TYPE);
    expect(await readFirstPage(OF_SAMPLE)).toMatchObject({
      tickets: [{ nativeId: ID, title: 'delivery - wrong address', customer: { id: OF_SAMPLE }, notLoaded: [] }],
      continuation: null,
      total: null,
      pushedDown: ['customerId'],
    });
  });

  test('a customer id stays one part of the query', async () => {
    nock(ORIGIN, HEADERS)
      .get('/ticket-detail/v2/tickets/history?customer=a%26page%3D9%20%2F%23%7Bpage%7D&page=1&size=50')
      .reply(200, fixture('ticket-history'), JSON_TYPE);
    // The sample's ticket belongs to another customer than was asked for.
    expect(await readFirstPage('a&page=9 /#{page}')).toMatchObject({ tickets: [], continuation: null });
  });
});

describe('operations.ccrList', () => {
  const TREE = {
    status_code: 200,
    data: {
      '1': {
        translations: [{ language: 'eng', translation: 'Delivery' }],
        child: {
          '1A': {
            child: {
              '1A.1': {
                translations: [
                  { language: 'deu', translation: 'Lieferung storniert' },
                  { language: 'eng', translation: 'delivery canceled' },
                ],
              },
            },
          },
        },
      },
    },
  };

  function mockTickets(): void {
    nock(ORIGIN)
      .get('/ticket-detail/v2/tickets/one')
      .reply(200, { id: 'one', metadata: { ccr: '1A.1' } }, JSON_TYPE);
    nock(ORIGIN)
      .get('/ticket-detail/v2/tickets/two')
      .reply(200, { id: 'two', metadata: { ccr: '1A.1', localCcr: 'annulé' } }, JSON_TYPE);
  }

  test.each([
    ['en-GB', 'delivery canceled'],
    ['de', 'Lieferung storniert'],
    ['th', 'Lieferung storniert'],
    ['', 'Lieferung storniert'],
  ])('gives codes words in the language %s, with one call for all tickets', async (language, words) => {
    mockTickets();
    nock(ORIGIN).get('/ticket-detail/v2/ccr').once().reply(200, TREE, JSON_TYPE);
    const backend = connect({ operations: OPERATIONS });
    const lookups = await able(backend.operations.getTickets)(
      { ids: ['one', 'two'], fields: ['title'] },
      createCall({ language }),
    );
    expect(lookups).toMatchObject([
      { value: { title: words, contactReason: { code: '1A.1', label: words }, notLoaded: [] } },
      { value: { title: 'annulé', contactReason: { code: '1A.1', label: 'annulé' }, notLoaded: [] } },
    ]);
  });

  test('is not asked when nobody wants the words, and the tickets say so', async () => {
    mockTickets();
    const backend = connect({ operations: OPERATIONS });
    const lookups = await able(backend.operations.getTickets)(
      { ids: ['one', 'two'], fields: ['status'] },
      createCall(),
    );
    expect(lookups).toMatchObject([
      { value: { title: '1A.1', notLoaded: ['title', 'contactReason'] } },
      { value: { title: 'annulé', notLoaded: [] } },
    ]);
  });

  test('its failure costs the words, not the tickets', async () => {
    mockTickets();
    nock(ORIGIN).get('/ticket-detail/v2/ccr').reply(403, fixture('error-403'), JSON_TYPE);
    const backend = connect({ operations: OPERATIONS });
    const lookups = await able(backend.operations.getTickets)({ ids: ['one', 'two'], fields: ['title'] }, createCall());
    expect(lookups).toMatchObject([
      { value: { title: '1A.1', contactReason: { code: '1A.1', label: null }, notLoaded: [] } },
      { value: { title: 'annulé' } },
    ]);
  });
});

describe('templates', () => {
  test.each([
    ['/t/{ticketID}/x?id={ticketID}', 'a b/c&d', '/t/a%20b%2Fc%26d/x?id=a%20b%2Fc%26d'],
    ['/t?path=/x/{ticketID}', '../y', '/t?path=/x/..%2Fy'],
    ['/t/{ticketID}', '{page}', '/t/%7Bpage%7D'],
  ])('%s', (template, value, expected) => {
    expect(fillTemplate(template, new Map([['ticketID', value]]))).toBe(expected);
  });

  test.each(['', '.', '..'])('a value "%s" in the path is refused', (value) => {
    expect(() => fillTemplate('/t/{ticketID}', new Map([['ticketID', value]]))).toThrow('path segment');
  });

  test('a placeholder without a value is a fault', () => {
    expect(() => fillTemplate('/t/{constructor}', new Map())).toThrow('{constructor}');
  });
});

describe('what is possible', () => {
  test('without templates: departments and statuses, and a reason for everything else', async () => {
    const { operations, transitions, limits, pushedDownFilters } = connect();
    const reasons = Object.entries({ ...operations, ...transitions }).flatMap(([name, operation]) =>
      isUnsupported(operation) ? [name] : [],
    );
    expect(reasons.sort()).toEqual(
      [
        'getTickets',
        'listTickets',
        'listTicketTypes',
        'getInteractionLogs',
        'listInteractionLogs',
        'getChatTranscript',
        'createTicket',
        'updateTicket',
        'deleteTicket',
        'assignTicket',
        'transitionTicket',
        'addComment',
        'logInteraction',
        'uploadAttachment',
        'downloadAttachment',
        'detectChanges',
        'readWebhook',
        'START',
        'CONFIRM',
        'REOPEN',
        'COMPLETE',
        'CLOSE',
        'CANCEL',
        'HOLD',
        'REJECT',
        'REMIND',
        'TRANSFER',
        'OUTSOURCE',
      ].sort(),
    );
    expect(await able(operations.listStatuses)(createCall())).toEqual([
      { category: 'IN_PROGRESS', code: 'ASSIGNED', label: 'Assigned', isConfigured: true },
      { category: 'IN_PROGRESS', code: 'ESCALATED', label: 'Escalated', isConfigured: true },
      { category: 'CLOSED', code: 'CLOSED', label: 'Closed', isConfigured: true },
    ]);
    expect(limits).toMatchObject({ maxPageSize: null, maxBatchSize: 1, scanRows: 5_000 });
    expect(pushedDownFilters).toEqual([]);
  });

  test('with templates and ticket types: the rest of the reads and two more moves', async () => {
    const ticketTypes = [{ code: 'chat' }, { code: 'case', label: 'Case' }];
    const backend = connect({ operations: OPERATIONS, ticketTypes });
    const { operations, transitions, limits, pushedDownFilters } = backend;
    expect(await able(operations.listTicketTypes)(createCall())).toEqual([
      { code: 'chat', label: 'chat', description: null, group: null, isActive: true },
      { code: 'case', label: 'Case', description: null, group: null, isActive: true },
    ]);
    expect(transitions).toMatchObject({
      CLOSE: { from: { only: ['ASSIGNED', 'ESCALATED'] } },
      TRANSFER: { from: { only: ['ASSIGNED'] }, inputFields: ['queueId!'] },
      ESCALATE: { from: { only: ['ASSIGNED'] }, inputFields: ['targetId!', 'reason!', 'resolution'] },
    });
    expect(limits).toMatchObject({ maxPageSize: 50, maxBatchSize: 1, scanRows: 1_000 });
    expect(pushedDownFilters).toEqual(['customerId']);
  });

  test.each([
    ['vsba-nhas', true],
    [ID, true],
    ['absmw0dbma', true],
    ['a/b', false],
    ['x'.repeat(128), true],
    ['', false],
    ['.', false],
    ['..', false],
    ['a b', false],
    ['a\nb', false],
    ['\u0000', false],
    ['\ud800', false],
    ['x'.repeat(201), false],
  ])('an id like %j: %s', (id, isAllowed) => {
    expect(connect().nativeIds.Ticket.test(id)).toBe(isAllowed);
  });
});
