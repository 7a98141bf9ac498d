import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { nock } from '../../support/nock.ts';
import { oneview } from '../../../adapters/oneview/index.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type {
  EscalateTicketInput,
  OutgoingRequest,
  TransitionTicketInput,
  UpdateTicketInput,
} from '../../../src/ticketing/write.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { useNock } from '../../support/nock-backend.ts';
import { able, callOf, errorOf, perform, watchedCall } from './writes-under-test.ts';

useNock();

const ORIGIN = 'https://api.pd-oneview.net';
const ID = 'f4b8f8e5-365a-4ed1-a122-0f4ba1afef44';
const AGENT = 'agent@foodpanda.com';
const GET_TICKET = { getTicket: { method: 'GET', path: '/v2/tickets/{ticketID}' } };
const WRITES = {
  update: { method: 'PATCH', path: '/v2/tickets/{ticketID}?by=gateway' },
  reassign: { method: 'PUT', path: '/v2/tickets/{ticketID}/assignee' },
  close: { method: 'POST', path: '/v2/tickets/{ticketID}/close' },
  transfer: { method: 'POST', path: '/v2/tickets/{ticketID}/transfer' },
};

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

function fixture(name: string): Record<string, unknown> {
  const url = new URL(`../../../adapters/oneview/fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const TICKET = fixture('ticket');
const ESCALATED = { ...TICKET, status: 'ESCALATED', statusReason: 'close by postman' };
const DEPARTMENTS = [
  { id: 'corporate', label: 'Corporate Accounts' },
  { id: 'partner-service', label: 'Partner Service' },
];

function answerDepartments(body: unknown = DEPARTMENTS, status = 200): void {
  nock(ORIGIN, { badheaders: ['x-agent-user-id'] })
    .get('/ticket-detail/v2/escalation/departments')
    .reply(status, JSON.stringify(body), JSON_TYPE);
}

function answerTicket(ticket: object = TICKET, status = 200): void {
  nock(ORIGIN, { badheaders: ['x-agent-user-id'] })
    .get(`/ticket-detail/v2/tickets/${ID}`)
    .reply(status, JSON.stringify(ticket), JSON_TYPE);
}

interface Sent {
  readonly url: string;
  readonly headers: Record<string, string | null>;
  readonly body: string;
}

/** Answers a write once and keeps what it was. */
function answer(method: string, target: string, body: object | string, into: Sent[] = [], status = 200): void {
  nock(ORIGIN)
    .intercept(`/ticket-detail${target}`, method)
    .reply(
      status,
      async (sent: Request) => {
        const names = ['authorization', 'x-agent-user-id', 'content-type', 'accept'];
        const headers = Object.fromEntries(names.map((name) => [name, sent.headers.get(name)]));
        into.push({ url: sent.url, headers, body: await sent.text() });
        return typeof body === 'string' ? body : JSON.stringify(body);
      },
      JSON_TYPE,
    );
}

const HEADERS = {
  authorization: 'Bearer token-of-the-gateway',
  'x-agent-user-id': AGENT,
  'content-type': 'application/json',
  accept: 'application/json',
};

describe('POST /v2/tickets/{ticketID}/escalate', () => {
  const ESCALATE = `/v2/tickets/${ID}/escalate`;
  const input: EscalateTicketInput = { ticketId: ID, targetId: 'corporate', reason: 'close by postman' };

  test('looks the department up, sends the sample as the agent and answers the ticket', async () => {
    const sent: Sent[] = [];
    answerDepartments();
    answer('POST', ESCALATE, ESCALATED, sent);
    const { call, states } = watchedCall({ principal: callOf(AGENT).principal });
    const result = await perform(connect().operations.escalateTicket, { ...input, resolution: '' }, call);
    expect(sent.map(({ headers }) => headers)).toEqual([HEADERS]);
    expect(sent[0]?.body).toBe(JSON.stringify(fixture('ticket-escalate-v2-request')));
    expect(states).toEqual(['SENT']);
    expect(result).toMatchObject({
      nativeId: ID,
      ticket: {
        nativeId: ID,
        status: { code: 'ESCALATED', category: 'IN_PROGRESS' },
        escalations: [{ state: 'ACTIVE', targetId: 'corporate', targetLabel: 'Corporate Accounts' }],
      },
      warnings: [],
    });
  });

  test('sends only what was given, and the label if that is configured', async () => {
    const sent: Sent[] = [];
    answerDepartments();
    answer('POST', ESCALATE, ESCALATED, sent);
    await perform(connect({ departmentField: 'label' }).operations.escalateTicket, input);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      statusReason: 'close by postman',
      department: 'Corporate Accounts',
    });
  });

  test.each([null, '', 'agent', 'a@', '@b', 'a@b\r\nx-evil: 1', 'a b@c', 'ägent@example.test', 'a@b@c'])(
    'does nothing for the agent %j',
    async (agentEmail) => {
      const { operations } = connect({ operations: { ...GET_TICKET, ...WRITES } });
      const errors = await Promise.all([
        errorOf(perform(operations.escalateTicket, input, callOf(agentEmail))),
        errorOf(perform(operations.assignTicket, { ticketId: ID, assigneeId: 'x', reason: 'y' }, callOf(agentEmail))),
        errorOf(perform(operations.transitionTicket, { ticketId: ID, kind: 'CLOSE' }, callOf(agentEmail))),
        errorOf(perform(operations.updateTicket, { ticketId: ID, fields: { orderId: null } }, callOf(agentEmail))),
      ]);
      expect(errors.map(({ code }) => code)).toEqual(Array(4).fill('UNAUTHENTICATED'));
    },
  );

  test.each<[string, Partial<EscalateTicketInput>, string[]]>([
    ['no reason', { reason: ' ' }, ['reason']],
    ['no target', { targetId: '' }, ['targetId']],
    [
      'what other backends take',
      { productIds: [], allowCustomerChatWriteAccess: false, shareCustomerInformation: true },
      ['productIds', 'allowCustomerChatWriteAccess', 'shareCustomerInformation'],
    ],
  ])('refuses %s without a call', (_name, changes, fields) => {
    const errors = able(connect().operations.escalateTicket).check({ ...input, ...changes });
    expect(errors.map(({ field, code }) => [field, code])).toEqual(fields.map((field) => [field, 'INVALID_INPUT']));
  });

  test.each(['Corporate', 'Corporate Accounts', 'corporate ', '../x'])('knows no department %j', async (targetId) => {
    answerDepartments();
    const error = await errorOf(perform(connect().operations.escalateTicket, { ...input, targetId }));
    expect([error.code, error.facts.field, error.message]).toEqual([
      'INVALID_INPUT',
      'targetId',
      'There is no such department; there are: corporate, partner-service.',
    ]);
  });

  test('a 404 of the departments: there are none; other failures are passed on', async () => {
    answerDepartments({ errors: [] }, 404);
    const none = await errorOf(perform(connect().operations.escalateTicket, input));
    expect([none.code, none.message]).toEqual(['INVALID_INPUT', expect.stringContaining('no departments')]);
    answerDepartments(fixture('error-403'), 403);
    expect((await errorOf(perform(connect().operations.escalateTicket, input))).code).toBe('FORBIDDEN');
  });

  test('an empty answer is a success', async () => {
    answerDepartments();
    answer('POST', ESCALATE, '');
    expect(await perform(connect().operations.escalateTicket, input)).toEqual({
      nativeId: ID,
      ticket: null,
      warnings: ['The backend confirmed the change without showing the ticket.'],
      to: { category: 'IN_PROGRESS', code: 'ESCALATED', label: 'Escalated' },
    });
  });

  test('after an empty answer the ticket is read, if that is possible', async () => {
    answerDepartments();
    answerTicket();
    answer('POST', ESCALATE, '');
    answerTicket(ESCALATED);
    const { operations } = connect({ operations: GET_TICKET });
    expect(await perform(operations.escalateTicket, input)).toMatchObject({
      ticket: { status: { code: 'ESCALATED' }, escalations: [{ targetId: 'corporate' }] },
      warnings: [],
    });
    answerDepartments();
    answerTicket();
    answer('POST', ESCALATE, '');
    answerTicket({}, 503);
    const backend = connect({ operations: GET_TICKET, mostRetries: 0 });
    expect(await perform(backend.operations.escalateTicket, input)).toMatchObject({
      nativeId: ID,
      ticket: {
        status: { code: 'ESCALATED' },
        queue: 'chat-sg-en',
        escalations: [{ state: 'ACTIVE', reason: 'close by postman', targetId: 'corporate' }],
      },
      warnings: [expect.stringContaining('as it was read before')],
    });
  });

  test.each<[string, string]>([
    ['JSON without an id', '{"status":"ESCALATED"}'],
    ['an array', '[]'],
  ])('says that it was accepted when the answer is %s', async (_name, body) => {
    answerDepartments();
    answer('POST', ESCALATE, body);
    const { call, states } = watchedCall();
    const error = await errorOf(perform(connect().operations.escalateTicket, input, call));
    expect([error.code, error.message, error.facts.mayHaveArrived, states]).toEqual([
      'BACKEND_BAD_RESPONSE',
      expect.stringContaining('accepted the escalation'),
      true,
      ['SENT'],
    ]);
  });

  test.each([
    [400, 'INVALID_INPUT', false],
    [403, 'FORBIDDEN', false],
    [404, 'NOT_FOUND', false],
    [409, 'CONFLICT', false],
    [422, 'INVALID_INPUT', false],
    [429, 'RATE_LIMITED', false],
    [500, 'BACKEND_UNAVAILABLE', true],
    [504, 'BACKEND_TIMEOUT', true],
  ])('sends it once: %d is %s', async (status, code, isOpen) => {
    answerDepartments();
    answer('POST', ESCALATE, fixture('error-409'), [], status);
    const { call, states } = watchedCall();
    const error = await errorOf(perform(connect().operations.escalateTicket, input, call));
    expect(error.code).toBe(code);
    expect(states).toEqual(isOpen ? ['SENT'] : ['SENT', 'REFUSED']);
  });

  test('repeats it once after a 401', async () => {
    const sent: Sent[] = [];
    answerDepartments();
    answer('POST', ESCALATE, fixture('error-401'), sent, 401);
    answer('POST', ESCALATE, ESCALATED, sent);
    await perform(connect().operations.escalateTicket, input);
    expect(sent[0]).toEqual(sent[1]);
  });

  test('refuses what the state does not permit, where the state is known', async () => {
    const backend = connect({ operations: { ...GET_TICKET, ...WRITES } });
    answerDepartments();
    answerTicket(ESCALATED);
    const error = await errorOf(perform(backend.operations.escalateTicket, input));
    expect([error.code, error.message]).toEqual([
      'INVALID_TRANSITION',
      'Not possible in the state "Escalated", only in: ASSIGNED. Possible from there: CLOSE.',
    ]);
  });

  test('lets the backend decide where the state cannot be read', async () => {
    answerDepartments();
    answerTicket({}, 404);
    answer('POST', ESCALATE, ESCALATED);
    const backend = connect({ operations: GET_TICKET });
    expect(await perform(backend.operations.escalateTicket, input)).toMatchObject({ nativeId: ID });
  });

  test('keeps the id of the answer and escapes the one that was asked for', async () => {
    const sent: Sent[] = [];
    answerDepartments();
    answer('POST', '/v2/tickets/a%2Fb%3F%23/escalate', ESCALATED, sent);
    const result = await perform(connect().operations.escalateTicket, { ...input, ticketId: 'a/b?#' });
    expect(result.nativeId).toBe(ID);
  });

  test('shows what it would send', async () => {
    answerDepartments();
    const previews: OutgoingRequest[] = [];
    const { call, states } = watchedCall({ preview: (outgoing) => previews.push(outgoing) });
    const error = await errorOf(perform(connect().operations.escalateTicket, input, call));
    expect([error.facts.isPreview, states]).toEqual([true, []]);
    expect(previews).toMatchObject([{ method: 'POST', target: ESCALATE }]);
    expect(JSON.stringify(previews)).not.toContain('token-of-the-gateway');
  });

  test('without a read it says what to look for', () => {
    expect(able(connect().operations.escalateTicket).reconcile).toMatchObject({
      unsupported: expect.stringContaining('is escalated now'),
    });
  });
});

describe('configured writes', () => {
  test('are not there without their address', () => {
    const { operations } = connect();
    const reasons = [operations.updateTicket, operations.assignTicket, operations.transitionTicket].map((operation) =>
      isUnsupported(operation) ? operation.unsupported : '',
    );
    expect(reasons).toEqual([
      expect.stringContaining('"operations.update"'),
      expect.stringContaining('"operations.reassign"'),
      expect.stringContaining('"operations.close"'),
    ]);
  });

  test('closing', async () => {
    const sent: Sent[] = [];
    answer('POST', `/v2/tickets/${ID}/close`, { ...TICKET, status: 'CLOSED' }, sent);
    const input: TransitionTicketInput = {
      ticketId: ID,
      kind: 'CLOSE',
      reason: 'close by postman',
      resolutionCode: 'NO_ACTION',
      resolution: 'no action need to be taken',
    };
    const result = await perform(connect({ operations: WRITES }).operations.transitionTicket, input, callOf(AGENT));
    expect(sent[0]).toMatchObject({ headers: HEADERS, body: JSON.stringify(fixture('ticket-close-request')) });
    expect(result).toMatchObject({ ticket: { status: { code: 'CLOSED' } }, warnings: [] });
  });

  test('closing with nothing but the ticket; other JSON is a success too', async () => {
    const sent: Sent[] = [];
    answer('POST', `/v2/tickets/${ID}/close`, { done: true }, sent);
    const input = { ticketId: ID, kind: 'CLOSE' } as const;
    const result = await perform(connect({ operations: WRITES }).operations.transitionTicket, input);
    expect(sent[0]?.body).toBe('{}');
    expect(result).toMatchObject({
      nativeId: ID,
      ticket: null,
      warnings: [expect.stringContaining('without showing')],
      to: { code: 'CLOSED' },
    });
  });

  test('moving to another queue', async () => {
    const sent: Sent[] = [];
    answerTicket();
    answer('POST', `/v2/tickets/${ID}/transfer`, '', sent, 204);
    answerTicket({ ...TICKET, queue: 'chat-eng-sg' });
    const backend = connect({ operations: { ...GET_TICKET, ...WRITES } });
    const input = { ticketId: ID, kind: 'TRANSFER', queueId: 'dummyqueueid' } as const;
    const result = await perform(backend.operations.transitionTicket, input);
    expect(sent[0]?.body).toBe(JSON.stringify(fixture('ticket-transfer-request')));
    expect(result).toMatchObject({ ticket: { queue: 'chat-eng-sg' }, warnings: [] });
  });

  test('giving to another agent', async () => {
    const sent: Sent[] = [];
    answer('PUT', `/v2/tickets/${ID}/assignee`, { ...TICKET, Assignee: 'otheragent' }, sent);
    const input = { ticketId: ID, assigneeId: 'otheragent', reason: 'agent overtime' };
    const result = await perform(connect({ operations: WRITES }).operations.assignTicket, input, callOf(AGENT));
    expect(sent[0]).toMatchObject({ headers: HEADERS, body: JSON.stringify(fixture('ticket-reassign-request')) });
    expect(result).toMatchObject({ ticket: { assignee: { id: 'otheragent' } } });
  });

  test.each([
    [{ kind: 'CLOSE' }, 'CLOSED', 'No move is possible from there.'],
    [{ kind: 'TRANSFER', queueId: '1' }, 'ESCALATED', 'Possible from there: CLOSE.'],
    [{ kind: 'CLOSE' }, 'WAITING_PARTNER', 'only in: ASSIGNED, ESCALATED. No move is possible from there.'],
  ] as const)('the move %j from %s is refused where the state is known', async (input, status, words) => {
    answerTicket({ ...TICKET, status });
    const { operations } = connect({ operations: { ...GET_TICKET, ...WRITES } });
    const error = await errorOf(perform(operations.transitionTicket, { ticketId: ID, ...input }));
    expect([error.code, error.message]).toEqual(['INVALID_TRANSITION', expect.stringContaining(words)]);
  });

  test('giving a closed ticket to another agent is refused where the state is known', async () => {
    answerTicket({ ...TICKET, status: 'CLOSED' });
    const backend = connect({ operations: { ...GET_TICKET, ...WRITES } });
    const input = { ticketId: ID, assigneeId: 'otheragent', reason: 'agent overtime' };
    const error = await errorOf(perform(backend.operations.assignTicket, input));
    expect([error.code, error.message]).toEqual(['INVALID_TRANSITION', expect.stringContaining('ASSIGNED, ESCALATED')]);
  });

  test('contact reason and order, one call each', async () => {
    const sent: Sent[] = [];
    const target = `/v2/tickets/${ID}?by=gateway`;
    answer('PATCH', target, TICKET, sent);
    answer('PATCH', target, { ...TICKET, metadata: { ccr: '1A.1', orderId: 'abc-123' } }, sent);
    const fields = { contactReasonCode: '1A.1', orderId: 'abc-123', customFields: { entityId: 'FP_SG' } };
    const result = await perform(connect({ operations: WRITES }).operations.updateTicket, { ticketId: ID, fields });
    const sample = fixture('ticket-update-request');
    expect(sent.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { type: 'UPDATE_CCR', ccr: sample['ccr'] },
      { type: 'UPDATE_ORDER_ID', orderId: sample['orderId'], geid: sample['geid'] },
    ]);
    expect(result).toMatchObject({ ticket: { orderId: 'abc-123', contactReason: { code: '1A.1' } }, warnings: [] });
  });

  test('an order takes the entity of its ticket, and null removes it', async () => {
    const sent: Sent[] = [];
    const backend = connect({ operations: { ...GET_TICKET, ...WRITES } });
    answerTicket();
    answer('PATCH', `/v2/tickets/${ID}?by=gateway`, TICKET, sent);
    await perform(backend.operations.updateTicket, { ticketId: ID, fields: { orderId: 'abc-123' } });
    answer('PATCH', `/v2/tickets/${ID}?by=gateway`, TICKET, sent);
    await perform(connect({ operations: WRITES }).operations.updateTicket, { ticketId: ID, fields: { orderId: null } });
    expect(sent.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { type: 'UPDATE_ORDER_ID', orderId: 'abc-123', geid: 'FP_SG' },
      { type: 'UPDATE_ORDER_ID', orderId: '' },
    ]);
    answerTicket({ ...TICKET, metadata: {} });
    const error = await errorOf(perform(backend.operations.updateTicket, { ticketId: ID, fields: { orderId: 'x' } }));
    expect([error.code, error.facts.field]).toEqual(['INVALID_INPUT', 'fields.customFields.entityId']);
  });

  test.each([
    [409, 'was not changed'],
    [500, 'may not have been changed'],
  ])('what was changed stands when the second call ends in %d', async (status, verdict) => {
    const target = `/v2/tickets/${ID}?by=gateway`;
    answer('PATCH', target, TICKET);
    answer('PATCH', target, {}, [], status);
    const fields = { contactReasonCode: '1A.1', orderId: null };
    const result = await perform(connect({ operations: WRITES }).operations.updateTicket, { ticketId: ID, fields });
    expect(result).toMatchObject({
      ticket: null,
      changedFields: ['contactReason'],
      warnings: [expect.stringContaining(`The order ${verdict}`), expect.anything()],
    });
  });

  test('what the first call refuses is refused', async () => {
    answer('PATCH', `/v2/tickets/${ID}?by=gateway`, {}, [], 400);
    const fields = { contactReasonCode: '1A.1', orderId: null };
    const error = await errorOf(
      perform(connect({ operations: WRITES }).operations.updateTicket, { ticketId: ID, fields }),
    );
    expect(error.code).toBe('INVALID_INPUT');
  });

  test('somebody else’s change is not overwritten', async () => {
    const backend = connect({ operations: { ...GET_TICKET, ...WRITES } });
    answerTicket();
    const [lookup] = await able(backend.operations.getTickets)({ ids: [ID], fields: [] }, watchedCall().call);
    const version = lookup?.state === 'found' ? lookup.value.version : '';
    const input = { ticketId: ID, ifVersion: version, fields: { contactReasonCode: '1A.1' } };
    answerTicket({ ...TICKET, Assignee: 'otheragent' });
    expect((await errorOf(perform(backend.operations.updateTicket, input))).code).toBe('CONFLICT');
    answerTicket();
    answer('PATCH', `/v2/tickets/${ID}?by=gateway`, TICKET);
    expect(await perform(backend.operations.updateTicket, input)).toMatchObject({ warnings: [] });
    answerTicket({}, 404);
    expect((await errorOf(perform(backend.operations.updateTicket, input))).code).toBe('NOT_FOUND');
  });

  test.each<[string, Partial<UpdateTicketInput>, string[]]>([
    ['nothing', { fields: {} }, ['fields']],
    ['a title', { fields: { title: 'x', tags: [] } }, ['fields.title', 'fields.tags']],
    ['no contact reason', { fields: { contactReasonCode: null } }, ['fields.contactReasonCode']],
    ['a blank order', { fields: { orderId: ' ', customFields: { entityId: 'x' } } }, ['fields.orderId']],
    ['an order without entity', { fields: { orderId: '1' } }, ['fields.customFields.entityId']],
    [
      'an entity alone, and other custom fields',
      { fields: { contactReasonCode: 'x', customFields: { entityId: 'x', sla: 1 } } },
      ['fields.customFields.sla', 'fields.customFields.entityId'],
    ],
    [
      'an entity of numbers',
      { fields: { orderId: '1', customFields: { entityId: 5 } } },
      ['fields.customFields.entityId'],
    ],
    ['a version that cannot be told', { fields: { orderId: null }, ifVersion: 'x' }, ['ifVersion']],
  ])('updating refuses %s without a call', (_name, changes, paths) => {
    const write = able(connect({ operations: WRITES }).operations.updateTicket);
    const errors = write.check({ ticketId: ID, fields: {}, ...changes });
    expect(errors.map(({ field }) => field)).toEqual(paths);
  });

  test.each<[string, Omit<TransitionTicketInput, 'ticketId'>, string[]]>([
    ['START', { kind: 'START' }, ['UNSUPPORTED kind']],
    ['ESCALATE', { kind: 'ESCALATE' }, ['INVALID_INPUT kind']],
    ['TRANSFER without a queue', { kind: 'TRANSFER', queueId: ' ' }, ['INVALID_INPUT queueId']],
    ['TRANSFER with reasons', { kind: 'TRANSFER', queueId: '1', reason: 'x' }, ['INVALID_INPUT reason']],
    [
      'CLOSE with a queue and an empty code',
      { kind: 'CLOSE', queueId: '1', reasonId: '1', resolutionCode: '' },
      ['INVALID_INPUT reasonId', 'INVALID_INPUT queueId', 'INVALID_INPUT resolutionCode'],
    ],
  ])('refuses %s without a call', (_name, input, refusals) => {
    const write = able(connect({ operations: WRITES }).operations.transitionTicket);
    const errors = write.check({ ticketId: ID, ...input });
    expect(errors.map(({ code, field }) => `${code} ${field}`)).toEqual(refusals);
  });

  test('a move without its address is refused, the other one is there', () => {
    const write = able(connect({ operations: { close: WRITES.close } }).operations.transitionTicket);
    expect(write.check({ ticketId: ID, kind: 'TRANSFER', queueId: '1' })).toMatchObject([
      { code: 'UNSUPPORTED', message: expect.stringContaining('"operations.transfer"') },
    ]);
    expect(write.check({ ticketId: ID, kind: 'CLOSE' })).toEqual([]);
  });

  test('giving to nobody, or without a reason, is refused', () => {
    const write = able(connect({ operations: WRITES }).operations.assignTicket);
    expect(write.check({ ticketId: ID, assigneeId: ' ' }).map(({ field }) => field)).toEqual(['assigneeId', 'reason']);
  });

  test('a page of a proxy is no answer', async () => {
    nock(ORIGIN).post(`/ticket-detail/v2/tickets/${ID}/close`).reply(200, '<html>', { 'content-type': 'text/html' });
    const { call, states } = watchedCall();
    const { operations } = connect({ operations: WRITES });
    const error = await errorOf(perform(operations.transitionTicket, { ticketId: ID, kind: 'CLOSE' }, call));
    expect([error.code, error.facts.mayHaveArrived, states]).toEqual(['BACKEND_BAD_RESPONSE', true, ['SENT']]);
  });
});
