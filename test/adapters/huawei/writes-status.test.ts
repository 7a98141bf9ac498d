import { describe, expect, test } from '@jest/globals';
import { nock } from '../../support/nock.ts';
import { TRANSITION_KINDS, type TransitionKind } from '../../../src/ticketing/transition.ts';
import type { TransitionTicketInput } from '../../../src/ticketing/write.ts';
import { useNock } from '../../support/nock-backend.ts';
import { answerToken, CASES, connect, createWriteCall, NOW, operation, OSM } from './under-test.ts';

useNock();

const ACTION = `${CASES}/TT-1/action`;
const MOVES = ['CONFIRM', 'CLOSE', 'CANCEL', 'REMIND'];

function transition(settings = {}) {
  return operation(connect(settings), 'transitionTicket');
}

/** Answers the next look at the ticket. */
function answerStatus(status: number | string): void {
  nock(OSM)
    .get(`${CASES}/TT-1`)
    .reply(200, { incident_detail_info: { incident_id: 'TT-1', status } });
}

function input(kind: TransitionKind, more: Partial<TransitionTicketInput> = {}): TransitionTicketInput {
  return { ticketId: 'TT-1', kind, ...more };
}

describe('POST /cases/{case_id}/action', () => {
  test.each([
    ['CANCEL', 0, 'cancel', { operate_desc: 'not needed' }, 4],
    ['CLOSE', 2, 'close', { judgement: 'not needed' }, 3],
    ['CLOSE', 1, 'close', { judgement: 'not needed' }, 3],
    ['CONFIRM', 2, 'close', { judgement: 'not needed' }, 3],
    ['REMIND', 1, 'press', { operate_desc: 'not needed' }, 1],
    // Not in the published rules, which are incomplete: the backend decides.
    ['CANCEL', 17, 'cancel', { operate_desc: 'not needed' }, 4],
    ['CLOSE', 29, 'close', { judgement: 'not needed' }, 3],
  ] as const)('%s from %s', async (kind, before, action, body, after) => {
    answerToken('the-token');
    answerStatus(before);
    nock(OSM, {
      reqheaders: { 'x-auth-token': 'the-token', 'content-type': 'application/json', 'x-language': 'en-us' },
    })
      .post(`${ACTION}?action_id=${action}`, body)
      .reply(200, {});
    answerStatus(after);
    expect(await transition().apply(input(kind, { reason: 'not needed' }), createWriteCall())).toMatchObject({
      nativeId: 'TT-1',
      ticket: { status: { code: String(after) } },
      warnings: [],
    });
  });

  test.each([
    ['{}', { 'content-type': 'application/json' }],
    ['', {}],
    [' \n', {}],
    ['{"unknown": 1}', { 'content-type': 'text/plain' }],
    ['{"error_code": null}', { 'content-type': 'application/json' }],
  ])('an answer %j is a success; without a reason the body is empty; the group goes along', async (body, headers) => {
    answerToken();
    nock(OSM)
      .get(`${CASES}/TT-1?group_id=g-1`)
      .times(2)
      .reply(200, { incident_detail_info: { incident_id: 'TT-1', status: '0' } });
    nock(OSM).post(`${ACTION}?action_id=press`, { group_id: 'g-1' }).reply(200, body, headers);
    expect(await transition({ groupId: 'g-1' }).apply(input('REMIND'), createWriteCall())).toMatchObject({
      ticket: { nativeId: 'TT-1' },
      warnings: [],
    });
  });

  test('a status that lags is told', async () => {
    answerToken();
    answerStatus(0);
    nock(OSM).post(`${ACTION}?action_id=cancel`, {}).reply(200, {});
    answerStatus(0);
    const { ticket, warnings } = await transition().apply(input('CANCEL'), createWriteCall());
    expect(ticket?.status.code).toBe('0');
    expect(warnings).toEqual(['The backend accepted CANCEL, but still shows the state "To be handled".']);
  });

  test('a ticket that cannot be read afterwards is a warning', async () => {
    answerToken();
    answerStatus(0);
    nock(OSM).post(`${ACTION}?action_id=cancel`, {}).reply(200, {});
    nock(OSM).get(`${CASES}/TT-1`).reply(403, {});
    const result = await transition().apply(input('CANCEL'), createWriteCall());
    expect(result).toMatchObject({ nativeId: 'TT-1', ticket: null });
    expect(result.warnings).toHaveLength(1);
  });

  test.each(['3', '4', '12', '13'].flatMap((code) => MOVES.map((kind) => [kind, code] as const)))(
    '%s in status %s is refused without the action',
    async (kind, code) => {
      answerToken();
      answerStatus(code);
      await expect(transition().apply(input(kind as TransitionKind), createWriteCall())).rejects.toMatchObject({
        code: 'INVALID_TRANSITION',
        message: expect.stringContaining('permits no transition'),
      });
    },
  );

  test('"operation failed" is a conflict where the status is the reason', async () => {
    answerToken();
    answerStatus(1);
    nock(OSM).post(`${ACTION}?action_id=cancel`).reply(200, { error_code: 'OSM.01010014', error_msg: 'no' });
    answerStatus(1);
    await expect(transition().apply(input('CANCEL'), createWriteCall())).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'The backend refused this. The ticket is in the state "Processing", which permits: CLOSE, REMIND.',
      facts: { backendCode: 'OSM.01010014' },
    });
  });

  test.each([
    ['the status permits it', () => answerStatus(0)],
    ['the status cannot be read', () => nock(OSM).get(`${CASES}/TT-1`).reply(403, {})],
  ])('"operation failed" stays what it is where %s', async (_, answer) => {
    answerToken();
    answerStatus(0);
    nock(OSM).post(`${ACTION}?action_id=cancel`).reply(200, { error_code: 'OSM.01010014' });
    answer();
    await expect(transition().apply(input('CANCEL'), createWriteCall())).rejects.toMatchObject({
      code: 'BACKEND_BAD_RESPONSE',
    });
  });

  test.each([
    ['OSM.01010004', 'RATE_LIMITED'],
    ['OSM.01010002', 'FORBIDDEN'],
    ['OSM.01010013', 'INVALID_INPUT'],
  ])('a 200 with %s is a refusal', async (error_code, code) => {
    answerToken();
    answerStatus(0);
    nock(OSM).post(`${ACTION}?action_id=press`).reply(200, { error_code });
    const states: string[] = [];
    const call = createWriteCall(NOW, { onWrite: (state) => states.push(state) });
    await expect(transition().apply(input('REMIND'), call)).rejects.toMatchObject({ code });
    expect(states).toEqual(['SENT', 'REFUSED']);
  });

  test.each([
    [500, '{}'],
    [502, '<html>'],
    [200, '<html>'],
  ])('an answer %s %s leaves the outcome open and is not asked for again', async (status, body) => {
    answerToken();
    answerStatus(0);
    nock(OSM).post(`${ACTION}?action_id=press`).reply(status, body);
    const states: string[] = [];
    const call = createWriteCall(NOW, { onWrite: (state) => states.push(state) });
    await expect(transition().apply(input('REMIND'), call)).rejects.toMatchObject({ facts: { mayHaveArrived: true } });
    expect(states).toEqual(['SENT']);
  });

  test('a refused token is renewed once', async () => {
    answerToken('old');
    answerStatus(0);
    nock(OSM, { reqheaders: { 'x-auth-token': 'old' } })
      .post(`${ACTION}?action_id=cancel`)
      .reply(401, { error_code: 'APIGW.0307' });
    answerToken('new');
    nock(OSM, { reqheaders: { 'x-auth-token': 'new' } })
      .post(`${ACTION}?action_id=cancel`)
      .reply(200, {});
    answerStatus(4);
    expect((await transition().apply(input('CANCEL'), createWriteCall())).ticket?.status.code).toBe('4');
  });

  test('a ticket that does not exist', async () => {
    answerToken();
    nock(OSM).get(`${CASES}/TT-1`).reply(200, { error_code: 'OSM.01010015' });
    await expect(transition().apply(input('CANCEL'), createWriteCall())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a dry run shows the action', async () => {
    answerToken();
    answerStatus(0);
    const shown: unknown[] = [];
    const call = createWriteCall(NOW, { preview: (request) => shown.push(request) });
    await expect(transition().apply(input('CANCEL'), call)).rejects.toMatchObject({ facts: { isPreview: true } });
    expect(shown).toMatchObject([{ method: 'POST', target: `${ACTION}?action_id=cancel`, body: '{}' }]);
  });
});

describe('refused without a call', () => {
  test.each(TRANSITION_KINDS.filter((kind) => !MOVES.includes(kind)))('%s', (kind) => {
    expect(transition().check(input(kind))).toMatchObject([{ field: 'kind', code: 'UNSUPPORTED' }]);
  });

  test.each([
    ['reason', { reason: 'x'.repeat(401) }],
    ['reasonId', { reasonId: '1' }],
    ['resolutionCode', { resolutionCode: '1' }],
    ['resolution', { resolution: 'done' }],
    ['queueId', { queueId: '1' }],
  ])('%s', (field, more) => {
    for (const kind of ['CANCEL', 'CLOSE', 'CONFIRM', 'REMIND'] as const)
      expect(transition().check(input(kind, more))).toMatchObject([{ field, code: 'INVALID_INPUT' }]);
  });

  test('not a reason of 400 characters', () => {
    expect(transition().check(input('CLOSE', { reason: 'x'.repeat(400) }))).toEqual([]);
  });

  test('what the customer’s side has no call for', () => {
    const { operations } = connect();
    for (const name of ['assignTicket', 'escalateTicket', 'logInteraction'] as const)
      expect(operations[name]).toMatchObject({ unsupported: expect.any(String) });
  });
});

describe('deleteTicket', () => {
  function deleteTicket() {
    return operation(connect(), 'deleteTicket');
  }

  test.each([3, 4, 12, 0, 29])('from %s', async (status) => {
    answerToken();
    answerStatus(status);
    nock(OSM).post(`${ACTION}?action_id=delete`, { operate_desc: 'twice' }).reply(200);
    answerStatus(13);
    expect(await deleteTicket().apply({ ticketId: 'TT-1', reason: 'twice' }, createWriteCall())).toEqual({
      warnings: [],
    });
  });

  test('a ticket that is gone afterwards is deleted', async () => {
    answerToken();
    answerStatus(3);
    nock(OSM).post(`${ACTION}?action_id=delete`, {}).reply(200, {});
    nock(OSM).get(`${CASES}/TT-1`).reply(200, { error_code: 'OSM.01010015' });
    expect(await deleteTicket().apply({ ticketId: 'TT-1' }, createWriteCall())).toEqual({ warnings: [] });
  });

  test.each([
    ['is still there', () => answerStatus(3)],
    ['cannot be read', () => nock(OSM).get(`${CASES}/TT-1`).reply(403, {})],
  ])('a ticket that %s afterwards is a warning', async (_, answer) => {
    answerToken();
    answerStatus(3);
    nock(OSM).post(`${ACTION}?action_id=delete`, {}).reply(200, {});
    answer();
    expect((await deleteTicket().apply({ ticketId: 'TT-1' }, createWriteCall())).warnings).toHaveLength(1);
  });

  test('a deleted ticket is refused without the action', async () => {
    answerToken();
    answerStatus(13);
    await expect(deleteTicket().apply({ ticketId: 'TT-1' }, createWriteCall())).rejects.toMatchObject({
      code: 'INVALID_TRANSITION',
    });
  });

  test('a status that the backend does not permit is a conflict', async () => {
    answerToken();
    answerStatus(1);
    nock(OSM).post(`${ACTION}?action_id=delete`, {}).reply(200, { error_code: 'OSM.01010014' });
    answerStatus(1);
    await expect(deleteTicket().apply({ ticketId: 'TT-1' }, createWriteCall())).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('"Processing"'),
    });
  });

  test('a reason that is too long is refused', () => {
    expect(deleteTicket().check({ ticketId: 'TT-1', reason: 'x'.repeat(401) })).toMatchObject([{ field: 'reason' }]);
    expect(deleteTicket().check({ ticketId: 'TT-1' })).toEqual([]);
  });
});
