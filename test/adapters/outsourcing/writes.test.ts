import { describe, expect, test } from '@jest/globals';
import { nock } from '../../support/nock.ts';
import type { Call } from '../../../src/ticketing/adapter.ts';
import type { OutgoingRequest, TicketFields } from '../../../src/ticketing/write.ts';
import { useNock } from '../../support/nock-backend.ts';
import { answerToken } from './answer-token.ts';
import {
  connect,
  createWriteCall,
  errorOf,
  fixture,
  GENERIC,
  genericRow,
  getTickets,
  HOST,
  ID,
  idOf,
  IN_PROGRESS,
  JSON_TYPE,
  operation,
  PROBLEM_TYPE,
  sampleTicket,
} from './under-test.ts';

useNock();

const PATH = `${IN_PROGRESS}/${ID}`;
const HEADERS = {
  reqheaders: {
    authorization: 'Bearer token-1',
    accept: 'application/json, application/problem+json',
    'content-type': 'application/json',
  },
};
const DETAIL = 'Some description for the error situation';
const SAMPLE_BODY = JSON.parse(fixture('update-request')) as Record<string, unknown>;
/** A voucher code that is not the sample's. */
const OTHER = { voucher_code: 'AAAA' };

function answerTicket(more: Readonly<Record<string, unknown>> = {}): void {
  nock(HOST).get(PATH).reply(200, sampleTicket(more), JSON_TYPE);
}

/** Takes one update and gives back what it was sent, word for word. */
function answerUpdate(answer: object, status = 200): string[] {
  const bodies: string[] = [];
  nock(HOST, HEADERS)
    .put(PATH, (body: unknown) => {
      bodies[0] = JSON.stringify(body);
      return true;
    })
    .reply(status, answer, status === 200 ? JSON_TYPE : PROBLEM_TYPE);
  return bodies;
}

function update(fields: TicketFields, settings: Readonly<Record<string, unknown>> = {}, ifVersion?: string) {
  const input = { ticketId: ID, fields, ...(ifVersion === undefined ? {} : { ifVersion }) };
  return operation(connect(settings), 'updateTicket').apply(input, createWriteCall());
}

function assign(assigneeId: string, settings: Readonly<Record<string, unknown>> = {}) {
  return operation(connect(settings), 'assignTicket').apply({ ticketId: ID, assigneeId }, createWriteCall());
}

describe('an update', () => {
  test('sends the documented sample: the whole ticket with its change', async () => {
    answerToken();
    answerTicket(OTHER);
    const bodies = answerUpdate(sampleTicket());
    expect(await update({ voucherCode: 'WQ4MM3' })).toMatchObject({
      nativeId: ID,
      ticket: {
        nativeId: ID,
        voucherCode: 'WQ4MM3',
        status: { code: 'in_progress' },
        notLoaded: ['updatedAt', 'source', 'customFields'],
      },
      warnings: [],
    });
    expect(bodies).toEqual([JSON.stringify(SAMPLE_BODY)]);
  });

  test('where no other resource is read, the answer is all there is', async () => {
    answerToken();
    answerTicket(OTHER);
    answerUpdate(sampleTicket());
    const result = await update({ voucherCode: 'WQ4MM3' }, { ticketSource: 'inProgress' });
    expect(result.ticket?.notLoaded).toEqual([]);
  });

  test('every field at once; a field that is emptied is null, one that is null already is left out', async () => {
    const changes = { customer_id: idOf(1), vehicle_model_id: 77, vin: 'WVWZZZ1JZXW000001' };
    answerToken();
    answerTicket();
    const bodies = answerUpdate(sampleTicket({ ...changes, voucher_code: null }));
    await update({ customerId: idOf(1), vehicleModelId: '77', vin: 'WVWZZZ1JZXW000001', voucherCode: null });
    expect(bodies).toEqual([JSON.stringify({ ...SAMPLE_BODY, ...changes, voucher_code: null })]);

    answerToken();
    answerTicket({ voucher_code: null });
    const others = answerUpdate(sampleTicket({ voucher_code: null, vehicle_model_id: 77 }));
    await update({ vehicleModelId: '77' });
    const { voucher_code: _, ...rest } = SAMPLE_BODY;
    expect(others).toEqual([JSON.stringify({ ...rest, vehicle_model_id: 77 })]);
  });

  test.each([
    ['asked for', { vehicleModelId: '9007199254740993' }, '0'],
    ['kept', { voucherCode: 'WQ4MM3' }, '9007199254740993'],
  ])('a whole number that a double cannot hold keeps its digits (%s)', async (_what, fields, before) => {
    const text = (model: string) =>
      JSON.stringify(sampleTicket()).replace('"vehicle_model_id":0', `"vehicle_model_id":${model}`);
    answerToken();
    nock(HOST).get(PATH).reply(200, text(before), JSON_TYPE);
    let raw = '';
    nock(HOST)
      .put(PATH, (body: unknown) => {
        raw = JSON.stringify(body);
        return true;
      })
      .reply(200, text('9007199254740993'), JSON_TYPE);
    let sent = '';
    const call = createWriteCall();
    const backend = connect();
    const result = await operation(backend, 'updateTicket').apply({ ticketId: ID, fields }, call);
    expect(result.ticket?.vehicle?.modelId).toBe('9007199254740993');
    expect(raw).toContain('vehicle_model_id');
    // The mock reads the body as JSON and so loses the digits: a dry run shows them.
    nock(HOST).get(PATH).reply(200, text(before), JSON_TYPE);
    const preview: Call['preview'] = ({ body }) => {
      sent = body ?? '';
    };
    await errorOf(operation(backend, 'updateTicket').apply({ ticketId: ID, fields }, { ...call, preview }));
    expect(sent).toContain('"vehicle_model_id":9007199254740993,');
  });

  test('of a version that somebody changed is refused, of the present one not', async () => {
    answerToken();
    nock(HOST)
      .get(`${GENERIC}/${ID}`)
      .reply(200, { ...sampleTicket(OTHER), state: 'in_progress' }, JSON_TYPE);
    const backend = connect();
    const [lookup] = await getTickets(backend, [ID]);
    const version = lookup?.state === 'found' ? lookup.value.version : '';
    const write = operation(backend, 'updateTicket');
    const input = { ticketId: ID, fields: { voucherCode: 'WQ4MM3' } };
    answerTicket({ ...OTHER, operator_id: idOf(7) });
    expect(await errorOf(write.apply({ ...input, ifVersion: version }, createWriteCall()))).toMatchObject({
      code: 'CONFLICT',
    });
    answerTicket(OTHER);
    answerUpdate(sampleTicket());
    expect(await write.apply({ ...input, ifVersion: version }, createWriteCall())).toMatchObject({ nativeId: ID });
  });

  test('that the answer does not show is not taken for done, and names the fields', async () => {
    answerToken();
    answerTicket();
    answerUpdate(sampleTicket({ vin: 'WVWZZZ1JZXW000001' }));
    expect(await errorOf(update({ voucherCode: null, vin: 'WVWZZZ1JZXW000001', customerId: idOf(1) }))).toMatchObject({
      code: 'BACKEND_BAD_RESPONSE',
      message: expect.stringContaining('customerId, voucherCode'),
      facts: { mayHaveArrived: true, field: 'customerId' },
    });
  });

  test('ids in capitals, and a VIN, are the same in small letters', async () => {
    answerToken();
    answerTicket();
    answerUpdate(sampleTicket({ customer_id: 'abcdefab-0000-4000-8000-00000000000a', vin: 'WVWZZZ1JZXW000001' }));
    const fields = { customerId: 'ABCDEFAB-0000-4000-8000-00000000000A', vin: 'wvwzzz1jzxw000001' };
    expect(await update(fields)).toMatchObject({ warnings: [] });
  });

  test('that changes more than was asked for says so', async () => {
    answerToken();
    answerTicket();
    answerUpdate(sampleTicket({ voucher_code: 'BBBB', vin: null, operator_id: idOf(3) }));
    expect(await update({ voucherCode: 'BBBB' })).toMatchObject({
      warnings: ['Other values of the ticket changed as well: vin, assigneeId.'],
    });
  });

  test('of a ticket without an operator is not possible', async () => {
    answerToken();
    answerTicket({ operator_id: null });
    expect(await errorOf(update({ voucherCode: 'BBBB' }))).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('assign it first'),
    });
  });

  test('a dry run reads, shows the request and sends nothing', async () => {
    answerToken();
    answerTicket(OTHER);
    const shown: OutgoingRequest[] = [];
    const call = createWriteCall({ preview: (request) => shown.push(request) });
    const write = operation(connect(), 'updateTicket');
    const error = await errorOf(write.apply({ ticketId: ID, fields: { voucherCode: 'WQ4MM3' } }, call));
    expect(error.facts.isPreview).toBe(true);
    expect(shown).toMatchObject([{ method: 'PUT', target: PATH, body: JSON.stringify(SAMPLE_BODY) }]);
    expect(JSON.stringify(shown)).not.toContain('token-1');
  });
});

describe('an assignment', () => {
  test('sends the whole ticket with another operator', async () => {
    answerToken();
    answerTicket();
    const bodies = answerUpdate(sampleTicket({ operator_id: idOf(5) }));
    expect(await assign(idOf(5))).toMatchObject({ ticket: { assignee: { id: idOf(5) } }, warnings: [] });
    expect(bodies).toEqual([JSON.stringify({ ...SAMPLE_BODY, operator_id: idOf(5) })]);
  });

  test('sends the operator alone where it is set so, and says what else that changed', async () => {
    answerToken();
    answerTicket();
    const bodies = answerUpdate(sampleTicket({ operator_id: idOf(5), voucher_code: null }));
    expect(await assign(idOf(5), { putMode: 'operatorOnly' })).toMatchObject({
      warnings: ['Other values of the ticket changed as well: voucherCode.'],
    });
    expect(bodies).toEqual([JSON.stringify({ operator_id: idOf(5) })]);
  });

  test('gives a ticket without an operator one', async () => {
    answerToken();
    answerTicket({ operator_id: null });
    answerUpdate(sampleTicket({ operator_id: idOf(5) }));
    expect(await assign(idOf(5))).toMatchObject({ ticket: { assignee: { id: idOf(5) } } });
  });

  test('an update sends the whole ticket even so', async () => {
    answerToken();
    answerTicket(OTHER);
    const bodies = answerUpdate(sampleTicket());
    await update({ voucherCode: 'WQ4MM3' }, { putMode: 'operatorOnly' });
    expect(bodies).toEqual([JSON.stringify(SAMPLE_BODY)]);
  });
});

describe('the state of the ticket', () => {
  function answerNotInProgress(): void {
    nock(HOST).get(PATH).reply(404, fixture('problem'), PROBLEM_TYPE);
  }

  test('another one than in progress permits no change', async () => {
    answerToken();
    answerNotInProgress();
    nock(HOST).get(`${GENERIC}/${ID}`).reply(200, genericRow(ID), JSON_TYPE);
    expect(await errorOf(update({ voucherCode: 'WQ4M' }))).toMatchObject({
      code: 'CONFLICT',
      message: 'Only a ticket in progress can be changed; this one is in the state "Closed".',
    });
  });

  test('a ticket that is nowhere is not found', async () => {
    answerToken();
    answerNotInProgress();
    nock(HOST).get(`${GENERIC}/${ID}`).reply(404, fixture('problem'), PROBLEM_TYPE);
    expect(await errorOf(assign(idOf(5)))).toMatchObject({ code: 'NOT_FOUND' });
    answerToken();
    answerNotInProgress();
    expect(await errorOf(assign(idOf(5), { ticketSource: 'inProgress' }))).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('among those in progress'),
    });
  });

  test.each<[string, number, number, object, string, string]>([
    [
      '404: moved meanwhile',
      404,
      200,
      genericRow(ID),
      'CONFLICT',
      'The ticket is no longer in progress: it is in the state "Closed".',
    ],
    ['404: gone', 404, 404, {}, 'NOT_FOUND', 'The backend knows no such thing.'],
    ['404: nobody can say', 404, 403, {}, 'CONFLICT', 'The ticket is no longer in progress.'],
  ])('%s', async (_what, status, genericStatus, row, code, message) => {
    answerToken();
    answerTicket();
    answerUpdate({ status }, status);
    nock(HOST).get(`${GENERIC}/${ID}`).reply(genericStatus, row, JSON_TYPE);
    expect(await errorOf(assign(idOf(5)))).toMatchObject({ code, message });
  });

  test('404 where the other states are not read', async () => {
    answerToken();
    answerTicket();
    answerUpdate({}, 404);
    expect(await errorOf(assign(idOf(5), { ticketSource: 'inProgress' }))).toMatchObject({ code: 'CONFLICT' });
  });

  test('400 of a ticket that is still in progress is about the input, in the words of the API', async () => {
    answerToken();
    answerTicket();
    answerUpdate(JSON.parse(fixture('problem')) as object, 400);
    answerTicket();
    expect(await errorOf(assign(idOf(5)))).toMatchObject({ code: 'INVALID_INPUT', message: DETAIL });
  });

  test.each([
    [403, 'FORBIDDEN'],
    [409, 'CONFLICT'],
    [422, 'INVALID_INPUT'],
    [429, 'RATE_LIMITED'],
    [301, 'BACKEND_BAD_RESPONSE'],
  ])('%s is %s: the API says that nothing was changed', async (status, code) => {
    answerToken();
    answerTicket();
    answerUpdate({}, status);
    if (status === 422) answerTicket();
    const states: string[] = [];
    const call = createWriteCall({ onWrite: (state) => states.push(state) });
    const write = operation(connect({ mostRetries: 2 }), 'assignTicket');
    expect(await errorOf(write.apply({ ticketId: ID, assigneeId: idOf(5) }, call))).toMatchObject({ code });
    expect(states).toEqual(['SENT', 'REFUSED']);
  });

  test.each([
    [500, 'application/problem+json', '{}', 'BACKEND_UNAVAILABLE'],
    [502, 'text/html', '<html>', 'BACKEND_UNAVAILABLE'],
    [504, 'text/html', '<html>', 'BACKEND_TIMEOUT'],
    [302, 'text/html', '', 'BACKEND_BAD_RESPONSE'],
    [303, 'text/html', '', 'BACKEND_BAD_RESPONSE'],
    [200, 'text/html', '<html>', 'BACKEND_BAD_RESPONSE'],
    [200, 'application/json', '{"id":', 'BACKEND_BAD_RESPONSE'],
    [204, 'application/json', '', 'BACKEND_BAD_RESPONSE'],
  ])('%s %s %j is sent once and leaves open whether it was done', async (status, type, body, code) => {
    answerToken();
    answerTicket();
    nock(HOST).put(PATH).reply(status, body, { 'content-type': type });
    const states: string[] = [];
    const call = createWriteCall({ onWrite: (state) => states.push(state) });
    const write = operation(connect({ mostRetries: 2 }), 'assignTicket');
    expect(await errorOf(write.apply({ ticketId: ID, assigneeId: idOf(5) }, call))).toMatchObject({
      code,
      facts: { mayHaveArrived: true },
    });
    expect(states).toEqual(['SENT']);
  });

  test('a refused token is the one thing that is repeated', async () => {
    answerToken();
    answerTicket();
    nock(HOST).put(PATH).reply(401, '');
    answerToken('token-2');
    nock(HOST, { reqheaders: { authorization: 'Bearer token-2' } })
      .put(PATH)
      .reply(200, sampleTicket({ operator_id: idOf(5) }), JSON_TYPE);
    expect(await assign(idOf(5))).toMatchObject({ nativeId: ID });
  });
});
