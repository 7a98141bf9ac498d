import { describe, expect, test } from '@jest/globals';
import { nock } from '../../support/nock.ts';
import { readLocation } from '../../../adapters/outsourcing/location.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import type { EscalateTicketInput, TransitionTicketInput } from '../../../src/ticketing/write.ts';
import { useNock } from '../../support/nock-backend.ts';
import { answerToken } from './answer-token.ts';
import {
  connect,
  createWriteCall,
  errorOf,
  fixture,
  GENERIC,
  genericRow,
  HOST,
  ID,
  idOf,
  IN_PROGRESS,
  JSON_TYPE,
  operation,
  OUTSOURCED,
  PROBLEM_TYPE,
  sampleTicket,
  warnings,
} from './under-test.ts';

useNock();

const PATH = `${IN_PROGRESS}/${ID}`;
const DOCUMENTED = JSON.parse(fixture('location')) as string;
const NEW_ID = 'f2c4cf2d-c633-466b-b161-c01ab5bf66f0';
const HEADERS = {
  reqheaders: {
    authorization: 'Bearer token-1',
    accept: 'application/json, application/problem+json',
    'content-type': 'application/json',
  },
};
const HAND_OVER = { targetId: idOf(1), productIds: [idOf(2), idOf(3)] };
const UNREADABLE = [expect.stringContaining('cannot be read at the moment')];

function answerCurrent(more: Readonly<Record<string, unknown>> = {}): void {
  nock(HOST).get(PATH).reply(200, sampleTicket(more), JSON_TYPE);
}

/** Takes one transition and gives back what it was sent. */
function answerTransition(status: number, headers: Record<string, string> = {}, body = ''): unknown[] {
  const bodies: unknown[] = [];
  nock(HOST, HEADERS)
    .patch(PATH, (sent: unknown) => {
      bodies[0] = sent;
      return true;
    })
    .reply(status, body, headers);
  return bodies;
}

function answerGeneric(id: string, row: Readonly<Record<string, unknown>>): void {
  nock(HOST).get(`${GENERIC}/${id}`).reply(200, genericRow(id, row), JSON_TYPE);
}

function escalate(backend: BackendInstance, more: Partial<EscalateTicketInput> = {}) {
  return operation(backend, 'escalateTicket').apply({ ticketId: ID, ...HAND_OVER, ...more }, createWriteCall());
}

function transition(backend: BackendInstance, input: Omit<TransitionTicketInput, 'ticketId'>) {
  return operation(backend, 'transitionTicket').apply({ ticketId: ID, ...input }, createWriteCall());
}

describe('what a transition sends', () => {
  test.each<[Partial<EscalateTicketInput>, object]>([
    [{}, {}],
    [{ allowCustomerChatWriteAccess: false }, { allow_customer_chat_write_access: false }],
    [
      { allowCustomerChatWriteAccess: true, shareCustomerInformation: false },
      { allow_customer_chat_write_access: true, share_customer_information: false },
    ],
  ])('a hand-over with %j: what is not given stays absent', async (given, sent) => {
    answerToken();
    answerCurrent();
    const bodies = answerTransition(303, { location: `${OUTSOURCED}/${ID}` });
    answerGeneric(ID, { state: 'outsourced' });
    await escalate(connect(), given);
    const wire = { type: 'outsource', product_ids: [idOf(2), idOf(3)], provider_id: idOf(1), ...sent };
    expect(JSON.stringify(bodies)).toBe(JSON.stringify([{ transition: wire }]));
  });

  test.each<[Omit<TransitionTicketInput, 'ticketId'>, Record<string, unknown>, object]>([
    [{ kind: 'COMPLETE' }, {}, { type: 'complete' }],
    [{ kind: 'COMPLETE' }, { completeType: 'finish', completeExtra: { rating: 5 } }, { type: 'finish', rating: 5 }],
    [{ kind: 'CANCEL', reasonId: '3' }, {}, { type: 'cancel', cancel_reason_id: 3 }],
    [{ kind: 'CANCEL' }, { requireCancelReason: false }, { type: 'cancel' }],
    [
      { kind: 'CANCEL', reasonId: '3' },
      { cancelType: 'abort', cancelExtra: { notify: true } },
      { type: 'abort', cancel_reason_id: 3, notify: true },
    ],
  ])('%j with %j', async (input, settings, wire) => {
    answerToken();
    answerCurrent();
    const bodies = answerTransition(303);
    answerGeneric(ID, { state: input.kind === 'CANCEL' ? 'cancelled' : 'closed' });
    await transition(connect(settings), input);
    expect(JSON.stringify(bodies)).toBe(JSON.stringify([{ transition: wire }]));
  });
});

describe('where the ticket went', () => {
  test('the documented Location: another id, which is the ticket’s from now on', async () => {
    answerToken();
    answerCurrent();
    answerTransition(303, { location: DOCUMENTED });
    answerGeneric(NEW_ID, { state: 'outsourced' });
    expect(await escalate(connect())).toMatchObject({
      nativeId: NEW_ID,
      ticket: { nativeId: NEW_ID, status: { code: 'outsourced' }, notLoaded: ['escalations'] },
      warnings: [],
      // Whoever still has the old id finds it through the gateway's record of this.
      movedFromId: ID,
      from: { code: 'in_progress' },
    });
  });

  test.each([ID, ID.toUpperCase()])('the id %s is no other id', async (same) => {
    answerToken();
    answerCurrent();
    answerTransition(303, { location: `${OUTSOURCED}/${same}` });
    answerGeneric(same, { state: 'outsourced' });
    expect(await escalate(connect())).not.toHaveProperty('movedFromId');
  });

  test.each([
    [303, {}],
    [200, {}],
    [202, {}],
    [204, {}],
    [303, { location: '' }],
    [303, { location: `${HOST}/v2/tickets/closed-tickets/${ID}` }],
    [303, { location: `../closed-tickets/${ID}?x=1#y` }],
  ])('%s with %j: done, and the ticket is read', async (status, headers) => {
    answerToken();
    answerCurrent();
    answerTransition(status, headers);
    answerGeneric(ID, { state: 'closed' });
    expect(await transition(connect(), { kind: 'COMPLETE' })).toMatchObject({
      nativeId: ID,
      ticket: { status: { code: 'closed', category: 'CLOSED' } },
      warnings: [],
    });
    expect(warnings).toEqual([]);
  });

  test.each([
    `https://elsewhere.test/v2/tickets/closed-tickets/${NEW_ID}?token=x`,
    `//elsewhere.test/v2/tickets/closed-tickets/${NEW_ID}`,
    `http://partner-api.test/v2/tickets/closed-tickets/${NEW_ID}`,
    `/v3/tickets/closed-tickets/${NEW_ID}`,
    `/v2/tickets/closed-tickets/..%2f..%2fadmin`,
    `/v2/tickets/closed-tickets/${NEW_ID}/../../../../admin`,
    'javascript:alert(1)',
    'https://',
  ])('%s is ignored and logged', async (location) => {
    answerToken();
    answerCurrent();
    answerTransition(303, { location });
    answerGeneric(ID, { state: 'closed' });
    expect(await transition(connect(), { kind: 'COMPLETE' })).toMatchObject({
      nativeId: ID,
      ticket: { nativeId: ID, status: { code: 'closed' } },
      warnings: [],
    });
    expect(warnings).toEqual([expect.stringContaining('is no ticket of this API')]);
    expect(warnings.join('')).not.toContain('token=x');
  });

  test.each([
    [HOST, `/v2/tickets/closed-tickets/${ID}`, { resource: 'closed-tickets', id: ID, state: 'closed' }],
    [`${HOST}/partner/`, `/v2/tickets/closed-tickets/${ID}`, { resource: 'closed-tickets', id: ID, state: 'closed' }],
    [
      `${HOST}/partner`,
      `/partner/v2/tickets/in-progress-tickets/${ID}`,
      { resource: 'in-progress-tickets', id: ID, state: 'in_progress' },
    ],
    [HOST, `/v2/tickets/tickets/${ID}`, { resource: 'tickets', id: ID, state: null }],
    [HOST, `/v2/tickets/constructor/${ID}`, { resource: 'constructor', id: ID, state: null }],
    [HOST, `https://user:secret@partner-api.test/v2/tickets/closed-tickets/${ID}`, null],
    [HOST, `https://user@partner-api.test/v2/tickets/closed-tickets/${ID}`, null],
    [HOST, `/v2/tickets/closed-tickets/${ID}/x`, null],
    [HOST, `/v2/tickets/${ID}`, null],
  ])('below %s %s is %j', (baseUrl, location, place) => {
    expect(readLocation(location, baseUrl, ID)).toEqual(place);
  });

  test('without the generic resource the place itself is read, by GET and without a body', async () => {
    answerToken();
    answerCurrent();
    answerTransition(303, { location: DOCUMENTED });
    const details = { outsource_provider_id: idOf(1), outsource_ticket_id: idOf(8), reclaimable: true };
    nock(HOST, { badheaders: ['content-type'] })
      .get(DOCUMENTED)
      .reply(200, { id: NEW_ID, ...details }, JSON_TYPE);
    expect(await escalate(connect({ ticketSource: 'inProgress' }))).toMatchObject({
      nativeId: NEW_ID,
      ticket: {
        status: { code: 'outsourced' },
        escalations: [{ state: 'REQUESTED', targetId: idOf(1), foreignTicketId: idOf(8) }],
        notLoaded: [],
      },
      warnings: [],
    });
  });

  test('a ticket that the generic resource does not know is read at its place, too', async () => {
    answerToken();
    answerCurrent();
    answerTransition(303, { location: `/v2/tickets/finished-tickets/${ID}` });
    nock(HOST).get(`${GENERIC}/${ID}`).reply(404, '');
    nock(HOST).get(`/v2/tickets/finished-tickets/${ID}`).reply(200, { id: ID }, JSON_TYPE);
    // The name of the place is none that is known: the move says what became of the ticket.
    expect(await transition(connect(), { kind: 'COMPLETE' })).toMatchObject({ ticket: { status: { code: 'closed' } } });
  });

  test.each([403, 404, 500])(
    '%s for the read afterwards: as last read, in its new state, with a warning',
    async (status) => {
      answerToken();
      answerCurrent();
      answerTransition(303, { location: DOCUMENTED });
      nock(HOST).get(`${GENERIC}/${NEW_ID}`).reply(status, '');
      if (status === 404) nock(HOST).get(DOCUMENTED).reply(404, '');
      expect(await escalate(connect())).toMatchObject({
        nativeId: NEW_ID,
        ticket: {
          nativeId: NEW_ID,
          number: '7440303',
          voucherCode: 'WQ4MM3',
          status: { code: 'outsourced' },
          escalations: [{ targetId: idOf(1) }],
          notLoaded: [],
        },
        warnings: UNREADABLE,
      });
    },
  );

  test('the same without Location where tickets in progress alone are read', async () => {
    answerToken();
    answerCurrent();
    answerTransition(303);
    const backend = connect({ ticketSource: 'inProgress' });
    expect(await transition(backend, { kind: 'CANCEL', reasonId: '3' })).toMatchObject({
      nativeId: ID,
      ticket: {
        status: { code: 'cancelled' },
        customFields: expect.arrayContaining([{ key: 'cancel_reason_id', label: 'Cancel reason ID', value: '3' }]),
      },
      warnings: UNREADABLE,
    });
  });

  test('a caller who goes away after the transition still gets its result', async () => {
    answerToken();
    answerCurrent();
    answerTransition(303);
    const controller = new AbortController();
    nock(HOST)
      .get(`${GENERIC}/${ID}`)
      .reply(200, () => {
        controller.abort();
        return genericRow(ID);
      });
    const write = operation(connect(), 'transitionTicket');
    const call = createWriteCall({ signal: controller.signal });
    expect(await write.apply({ ticketId: ID, kind: 'COMPLETE' }, call)).toMatchObject({ warnings: UNREADABLE });
  });

  test('a ticket that is still in progress is shown so, with a warning', async () => {
    answerToken();
    answerCurrent();
    answerTransition(202);
    answerGeneric(ID, { state: 'in_progress' });
    expect(await transition(connect(), { kind: 'COMPLETE' })).toMatchObject({
      ticket: { status: { code: 'in_progress' } },
      warnings: [expect.stringContaining('still shows the ticket as in progress')],
    });
  });
});

describe('a transition that is not possible', () => {
  test.each(['pending', 'prepared', 'outsourced', 'closed', 'cancelled', 'on_fire'])(
    'from %s is not asked for',
    async (state) => {
      answerToken();
      nock(HOST).get(PATH).reply(404, '');
      answerGeneric(ID, { state });
      expect(await errorOf(transition(connect(), { kind: 'COMPLETE' }))).toMatchObject({
        code: 'INVALID_TRANSITION',
        message: expect.stringMatching(
          /^Not possible in the state ".*only in: in_progress\. From here there is: nothing\.$/,
        ),
      });
    },
  );

  test('of a ticket that is nowhere', async () => {
    answerToken();
    nock(HOST).get(PATH).reply(404, '');
    nock(HOST).get(`${GENERIC}/${ID}`).reply(404, '');
    expect(await errorOf(escalate(connect()))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('400 while it is in progress: the input, in the words of the API', async () => {
    answerToken();
    answerCurrent();
    answerTransition(400, PROBLEM_TYPE, fixture('problem'));
    answerCurrent();
    expect(await errorOf(escalate(connect()))).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'Some description for the error situation',
    });
  });

  test('400 after it has left: somebody was faster', async () => {
    answerToken();
    answerCurrent();
    answerTransition(400, PROBLEM_TYPE, fixture('problem'));
    nock(HOST).get(PATH).reply(404, '');
    answerGeneric(ID, { state: 'cancelled' });
    expect(await errorOf(escalate(connect()))).toMatchObject({
      code: 'CONFLICT',
      message: 'The ticket is no longer in progress: it is in the state "Cancelled".',
    });
  });

  test('400 and nothing can be read: the words of the API stand', async () => {
    answerToken();
    answerCurrent();
    answerTransition(400, PROBLEM_TYPE, fixture('problem'));
    nock(HOST).get(PATH).reply(500, '');
    expect(await errorOf(escalate(connect()))).toMatchObject({ code: 'INVALID_INPUT' });
  });

  test.each([
    ['auto', 200, 'CONFLICT'],
    ['auto', 404, 'NOT_FOUND'],
    ['inProgress', 0, 'CONFLICT'],
  ])('404 (%s, then %s) is %s', async (ticketSource, status, code) => {
    answerToken();
    answerCurrent();
    answerTransition(404, PROBLEM_TYPE, fixture('problem'));
    if (status > 0) nock(HOST).get(`${GENERIC}/${ID}`).reply(status, genericRow(ID), JSON_TYPE);
    expect(await errorOf(escalate(connect({ ticketSource })))).toMatchObject({ code });
  });

  test.each([
    [301, 'BACKEND_BAD_RESPONSE', false],
    [302, 'BACKEND_BAD_RESPONSE', true],
    [307, 'BACKEND_BAD_RESPONSE', false],
    [403, 'FORBIDDEN', false],
    [409, 'CONFLICT', false],
    [429, 'RATE_LIMITED', false],
    [500, 'BACKEND_UNAVAILABLE', true],
    [504, 'BACKEND_TIMEOUT', true],
  ])('%s is %s and is never sent again; it may have been done: %s', async (status, code, isOpen) => {
    answerToken();
    answerCurrent();
    answerTransition(status, { location: DOCUMENTED });
    const states: string[] = [];
    const write = operation(connect({ mostRetries: 2 }), 'transitionTicket');
    const call = createWriteCall({ onWrite: (state) => states.push(state) });
    expect(await errorOf(write.apply({ ticketId: ID, kind: 'COMPLETE' }, call))).toMatchObject({ code });
    expect(states).toEqual(isOpen ? ['SENT'] : ['SENT', 'REFUSED']);
  });

  test('303 is no answer to a read', async () => {
    answerToken();
    nock(HOST)
      .get(PATH)
      .reply(303, sampleTicket(), { ...JSON_TYPE, location: DOCUMENTED });
    expect(await errorOf(escalate(connect()))).toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
  });
});
