import { describe, expect, test } from '@jest/globals';
import type { NativeTicket } from '../../../src/ticketing/ticket.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import { createCall } from '../../support/call.ts';
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
  ID,
  idOf,
  IN_PROGRESS,
  JSON_TYPE,
  listBody,
  operation,
  OUTSOURCED,
  walk,
  warnings,
} from './under-test.ts';

useNock();

const CORRELATION = '7f3d2c1e-0000-4000-8000-000000000001';

/** What every read carries, and what it must not carry. */
const HEADERS = {
  reqheaders: {
    authorization: 'Bearer token-1',
    accept: 'application/json, application/problem+json',
    'x-correlation-id': CORRELATION,
  },
  badheaders: ['x-api-key', 'content-type'],
};

const NOBODY = {
  accountId: null,
  name: null,
  title: null,
  firstName: null,
  lastName: null,
  email: null,
  phone: null,
};
const STARTED_AT = '2019-08-24T14:15:22.000Z';
const IN_PROGRESS_STATUS = { category: 'IN_PROGRESS', code: 'in_progress', label: 'In progress' } as const;

/** What the documented ticket says. */
const SAMPLE: Omit<NativeTicket, 'version'> = {
  nativeId: ID,
  number: '7440303',
  title: null,
  description: null,
  status: IN_PROGRESS_STATUS,
  type: null,
  priority: null,
  severity: null,
  createdAt: STARTED_AT,
  updatedAt: null,
  statusChangedAt: STARTED_AT,
  closedAt: null,
  customer: { kind: 'UNKNOWN', id: '160c0c4b-9966-4dc1-a916-8407eb10d74e', ...NOBODY },
  assignee: { kind: 'PERSON', id: 'fa9de6bb-1df8-4ba6-9e6d-1172fbf7e166', ...NOBODY },
  channel: null,
  queue: null,
  source: null,
  language: null,
  country: null,
  tags: [],
  product: null,
  vehicle: { modelId: '0', vin: 'JH4KA7630PC007649', batteryVoltage: null },
  orderId: null,
  vendor: null,
  voucherCode: 'WQ4MM3',
  contactReason: null,
  serviceLevel: null,
  attachments: [],
  relations: [],
  escalations: [],
  transitions: [{ from: null, to: IN_PROGRESS_STATUS, at: STARTED_AT, by: null, reason: null }],
  customFields: [
    { key: 'outsourced', label: 'Outsourced', value: true },
    { key: 'connection_id', label: 'Connection ID', value: 'd3547de1-d1f2-4344-b4c2-17169b7526f9' },
    { key: 'service_started_at', label: 'Service started at', value: '2019-08-24T14:15:22Z' },
  ],
  notLoaded: [],
};

describe('reads by id', () => {
  test('of the documented resource: the documented sample', async () => {
    answerToken();
    nock(HOST, HEADERS).get(`${IN_PROGRESS}/${ID}`).reply(200, fixture('in-progress-ticket'), JSON_TYPE);
    const [lookup] = await getTickets(connect({ ticketSource: 'inProgress' }), [ID]);
    expect(lookup).toEqual({ state: 'found', value: { ...SAMPLE, version: expect.stringMatching(/^\S{22}$/) } });
  });

  test('of the generic resource', async () => {
    answerToken();
    nock(HOST, HEADERS)
      .get(`${GENERIC}/${ID}`)
      .reply(200, genericRow(ID, { finished_at: '2019-08-24T17:00:00+01:00' }), JSON_TYPE);
    expect(await getTickets(connect(), [ID])).toMatchObject([
      {
        value: {
          status: { category: 'CLOSED', code: 'closed', label: 'Closed' },
          updatedAt: '2019-08-24T16:00:00.000Z',
          closedAt: '2019-08-24T16:00:00.000Z',
          notLoaded: [],
        },
      },
    ]);
  });

  test('of a ticket in a state that nobody documented: shown, and told', async () => {
    answerToken();
    nock(HOST, HEADERS)
      .get(`${GENERIC}/${ID}`)
      .reply(200, genericRow(ID, { state: 'waiting_for_parts' }), JSON_TYPE);
    expect(await getTickets(connect(), [ID])).toMatchObject([
      { value: { status: { category: 'UNKNOWN', code: 'waiting_for_parts', label: 'Waiting for parts' } } },
    ]);
    expect(warnings).toEqual([expect.stringContaining('waiting_for_parts')]);
  });

  test('of an outsourced ticket: the details only when they are asked for', async () => {
    answerToken();
    nock(HOST, HEADERS)
      .get(`${GENERIC}/${ID}`)
      .twice()
      .reply(200, genericRow(ID, { state: 'outsourced' }), JSON_TYPE);
    const backend = connect();
    expect(await getTickets(backend, [ID])).toMatchObject([{ value: { notLoaded: ['escalations'] } }]);
    nock(HOST, HEADERS)
      .get(`${OUTSOURCED}/${ID}`)
      .reply(
        200,
        { id: ID, outsource_provider_id: idOf(7), outsource_ticket_id: idOf(8), reclaimable: true, voucher_code: 'X' },
        JSON_TYPE,
      );
    const [lookup] = await getTickets(backend, [ID], ['escalations']);
    expect(lookup).toMatchObject({
      value: {
        notLoaded: [],
        escalations: [
          {
            kind: 'PROVIDER',
            state: 'REQUESTED',
            targetId: idOf(7),
            targetLabel: null,
            foreignTicketId: idOf(8),
            isReclaimable: true,
          },
        ],
      },
    });
  });

  test('a list of tickets in progress that one page cannot hold is not tried again for ten minutes', async () => {
    let now = 0;
    const backend = connect({ bulkReadFrom: 2, ticketSource: 'inProgress' }, { clock: () => now });
    const ids = [idOf(1), idOf(2)];
    const row = (id: string) => ({ id, service_started_at: null });
    answerToken();
    // What the page holds is used all the same.
    nock(HOST, HEADERS)
      .get(`${IN_PROGRESS}?limit=1000&offset=0`)
      .reply(200, listBody([row(idOf(1))], 1_001), JSON_TYPE);
    nock(HOST)
      .get(`${IN_PROGRESS}/${idOf(2)}`)
      .reply(200, row(idOf(2)), JSON_TYPE);
    await getTickets(backend, ids);
    now += 10 * 60_000 - 1;
    for (const id of ids) nock(HOST).get(`${IN_PROGRESS}/${id}`).reply(200, row(id), JSON_TYPE);
    await getTickets(backend, ids);
    now += 1;
    nock(HOST)
      .get(`${IN_PROGRESS}?limit=1000&offset=0`)
      .reply(200, listBody(ids.map(row), 1_000), JSON_TYPE);
    expect(await getTickets(backend, ids)).toMatchObject([{ state: 'found' }, { state: 'found' }]);
    now += 1;
    nock(HOST)
      .get(`${IN_PROGRESS}?limit=1000&offset=0`)
      .reply(200, listBody(ids.map(row), 1_000), JSON_TYPE);
    expect(await getTickets(backend, ids)).toMatchObject([{ state: 'found' }, { state: 'found' }]);
  });

  test('an address with a path part keeps it', async () => {
    answerToken();
    nock(HOST, HEADERS).get(`/partner${IN_PROGRESS}/${ID}`).reply(200, fixture('in-progress-ticket'), JSON_TYPE);
    const backend = connect({ baseUrl: `${HOST}/partner/`, ticketSource: 'inProgress' });
    expect(await getTickets(backend, [ID])).toMatchObject([{ state: 'found' }]);
  });
});

describe('lists', () => {
  const COUNTED = [{ total: 3_255, continuation: null, isCutOff: true, tickets: [] }];

  test('of the generic resource: the largest page from the beginning; the documented envelope', async () => {
    answerToken();
    nock(HOST, HEADERS).get(`${GENERIC}?limit=1000&offset=0`).reply(200, fixture('in-progress-tickets'), JSON_TYPE);
    // An empty result is no error whatever the total says, but not everything either.
    expect(await walk(connect())).toMatchObject(COUNTED);
  });

  test('of one state', async () => {
    answerToken();
    nock(HOST, HEADERS)
      .get(`${GENERIC}?limit=1000&offset=0&state=closed`)
      .reply(200, listBody([genericRow(ID)], 1), JSON_TYPE);
    expect(await walk(connect(), { statusCategories: ['CLOSED'] })).toMatchObject([
      { tickets: [{ nativeId: ID }], total: 1, isCutOff: false, pushedDown: ['statusCategories'] },
    ]);
  });

  test('of one number', async () => {
    answerToken();
    nock(HOST, HEADERS)
      .get(`${GENERIC}?limit=1000&offset=0&ticket_number=7179072`)
      .reply(200, listBody([genericRow(ID, { ticket_number: 7_179_072 })], 1), JSON_TYPE);
    expect(await walk(connect(), { numbers: ['7179072'] })).toMatchObject([
      { tickets: [{ nativeId: ID, number: '7179072' }], total: 1, isCutOff: false, pushedDown: ['numbers'] },
    ]);
  });

  test('of the documented resource', async () => {
    answerToken();
    const row: unknown = JSON.parse(fixture('in-progress-ticket'));
    nock(HOST, HEADERS)
      .get(`${IN_PROGRESS}?limit=1000&offset=0`)
      .reply(200, listBody([row as object], 1), JSON_TYPE);
    nock(HOST, HEADERS)
      .get(`${IN_PROGRESS}?limit=1000&offset=0&ticket_number=7440303`)
      .reply(200, listBody([row as object], 1), JSON_TYPE);
    const backend = connect({ ticketSource: 'inProgress' });
    const expected = [{ tickets: [{ ...SAMPLE, version: expect.any(String) }], total: 1, isCutOff: false }];
    expect(await walk(backend)).toMatchObject(expected);
    expect(await walk(backend, { numbers: ['7440303'] })).toMatchObject(expected);
  });
});

describe('whole numbers that a double cannot hold', () => {
  test('keep their digits', async () => {
    answerToken();
    const body = fixture('in-progress-ticket')
      .replace('7440303', '9007199254740993')
      .replace('"vehicle_model_id": 0', '"vehicle_model_id": 9223372036854775807');
    nock(HOST).get(`${IN_PROGRESS}/${ID}`).reply(200, body, JSON_TYPE);
    nock(HOST)
      .get(`${IN_PROGRESS}?limit=1000&offset=0&ticket_number=9007199254740993`)
      .reply(200, `{"query":{"limit":1000,"offset":0},"result":[${body}],"total":9007199254740993}`, JSON_TYPE);
    const backend = connect({ ticketSource: 'inProgress' });
    const ticket = { number: '9007199254740993', vehicle: { modelId: '9223372036854775807' } };
    expect(await getTickets(backend, [ID])).toMatchObject([{ value: ticket }]);
    const list = operation(backend, 'listTickets');
    const page = await list.readPage(
      {
        filter: { numbers: ['9007199254740993'] },
        order: { field: 'createdAt', direction: 'DESC' },
        lane: { number: '9007199254740993' },
        from: null,
        limit: 1,
        continuation: null,
        wantsTotal: true,
      },
      createCall(),
    );
    expect(page).toMatchObject({ tickets: [ticket], total: null });
  });
});

describe('what is possible', () => {
  test('reads, statuses, changes of a ticket in progress, and a reason for everything else', async () => {
    const { operations, transitions, limits, pushedDownFilters } = connect();
    const missing = Object.entries({ ...operations, ...transitions }).flatMap(([name, operationOrRule]) =>
      isUnsupported(operationOrRule) ? [name] : [],
    );
    expect(missing.sort()).toEqual(
      [
        'listTicketTypes',
        'listEscalationTargets',
        'getInteractionLogs',
        'listInteractionLogs',
        'getChatTranscript',
        'createTicket',
        'deleteTicket',
        'addComment',
        'logInteraction',
        'downloadAttachment',
        'uploadAttachment',
        'START',
        'CONFIRM',
        'REOPEN',
        'CLOSE',
        'HOLD',
        'REJECT',
        'REMIND',
        'TRANSFER',
        'ESCALATE',
      ].sort(),
    );
    expect(limits).toEqual({ maxPageSize: 1_000, maxBatchSize: 1_000, scanRows: 5_000 });
    expect(pushedDownFilters).toEqual(['statusCategories', 'statusCodes', 'numbers']);
    expect(await operation(connect(), 'listStatuses')(createCall())).toEqual([
      { category: 'PENDING', code: 'prepared', label: 'Prepared', isConfigured: true },
      { category: 'OPEN', code: 'pending', label: 'Pending', isConfigured: true },
      { category: 'IN_PROGRESS', code: 'in_progress', label: 'In progress', isConfigured: true },
      { category: 'IN_PROGRESS', code: 'outsourced', label: 'Outsourced', isConfigured: true },
      { category: 'CLOSED', code: 'closed', label: 'Closed', isConfigured: true },
      { category: 'CANCELLED', code: 'cancelled', label: 'Cancelled', isConfigured: true },
    ]);
  });

  test('a ticket moves from "in progress" alone', () => {
    const { transitions } = connect();
    for (const kind of ['OUTSOURCE', 'COMPLETE', 'CANCEL'] as const) {
      expect(transitions[kind]).toMatchObject({ from: { only: ['in_progress'] } });
    }
  });

  test('the providers are those of the configuration', async () => {
    const backend = connect({
      escalationTargets: [{ providerId: idOf(1), label: 'Roadside north', productIds: [idOf(2), idOf(3)] }],
    });
    expect(await operation(backend, 'listEscalationTargets')(createCall())).toEqual([
      { nativeId: idOf(1), kind: 'PROVIDER', label: 'Roadside north', productIds: [idOf(2), idOf(3)] },
    ]);
  });

  test.each([
    [ID, true],
    [ID.toUpperCase(), true],
    [ID.slice(1), false],
    [`${ID}/x`, false],
    [`${ID}\n`, false],
    ['..', false],
  ])('the id %j may be asked for: %s', (id, isPermitted) => {
    expect(connect().nativeIds.Ticket.test(id)).toBe(isPermitted);
  });
});
