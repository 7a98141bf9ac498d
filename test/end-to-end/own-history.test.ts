import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const AGENT = 'history-agent@example.test';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ identity: { anonymousAgentEmail: AGENT } });
});
beforeEach(() => {
  gateway.reset();
});
afterAll(() => gateway.stop());

interface Transition {
  readonly kind: string | null;
  readonly from: { readonly code: string } | null;
  readonly to: { readonly code: string };
  readonly at: string | null;
  readonly by: string | null;
  readonly reason: string | null;
}

interface Escalation {
  readonly state: string;
  readonly target: { readonly nativeId: string; readonly label: string | null } | null;
  readonly requestedBy: string | null;
  readonly requestedAt: string | null;
  readonly reason: string | null;
}

interface History {
  readonly transitions: readonly Transition[];
  readonly escalations: readonly Escalation[];
}

const HISTORY = `
  transitions { kind from { code } to { code } at by reason }
  escalations { state target { nativeId label } requestedBy requestedAt reason }
`;

function addTicket(backend: string, idField: string, fields: object): string {
  const row = gateway.emulator(backend).control.act('addTicket', fields) as Record<string, string>;
  return encodeGlobalId({ type: 'Ticket', backend, nativeId: row[idField] ?? '' });
}

async function historyOf(id: string): Promise<History> {
  const { data, errors } = await gateway.query<{ ticket: History }>(
    `query ($id: ID!) { ticket(id: $id) { ${HISTORY} } }`,
    {
      id,
    },
  );
  expect(errors).toEqual([]);
  if (!data) throw new Error('There is no ticket.');
  return data.ticket;
}

async function move(ticketId: string, transition: object, more: object = {}): Promise<string> {
  const { data } = await gateway.query<{ transitionTicket: { outcome: string } | null }>(
    'mutation ($input: TransitionTicketInput!) { transitionTicket(input: $input) { outcome } }',
    { input: { ticketId, transition, ...more } },
  );
  return data?.transitionTicket?.outcome ?? 'error';
}

function movesOf({ transitions }: History): readonly (readonly (string | null | undefined)[])[] {
  return transitions.map(({ kind, from, to }) => [kind, from?.code, to.code]);
}

describe('transitions', () => {
  test('of a backend that tells none are what the gateway did', async () => {
    const id = addTicket('hybris', 'id', { status: 'COMPLETED' });
    expect(await historyOf(id)).toEqual({ transitions: [], escalations: [] });
    expect(await move(id, { confirm: {} })).toBe('APPLIED');
    expect(await move(id, { reopen: {} })).toBe('APPLIED');
    const { transitions } = await historyOf(id);
    expect(transitions).toEqual([
      {
        kind: 'CONFIRM',
        from: { code: 'COMPLETED' },
        to: { code: 'CONFIRMED' },
        at: expect.any(String),
        by: AGENT,
        reason: null,
      },
      {
        kind: 'REOPEN',
        from: { code: 'CONFIRMED' },
        to: { code: 'OPEN' },
        at: expect.any(String),
        by: AGENT,
        reason: null,
      },
    ]);
    const [first, second] = transitions;
    expect(Date.parse(first?.at ?? '')).toBeLessThanOrEqual(Date.parse(second?.at ?? ''));
  });

  test('that the backend tells too stand there once, with the move and its author', async () => {
    const id = addTicket('outsourcing', 'id', { state: 'in_progress' });
    expect(await move(id, { complete: {} })).toBe('APPLIED');
    const { transitions } = await historyOf(id);
    expect(transitions.map(({ kind, from, to, by }) => [kind, from?.code, to.code, by])).toEqual([
      [null, undefined, 'in_progress', null],
      ['COMPLETE', 'in_progress', 'closed', AGENT],
    ]);
  });

  test('keep the reason', async () => {
    const id = addTicket('huawei', 'incident_id', { status: 2 });
    expect(await move(id, { close: { reason: 'Solved by a restart' } })).toBe('APPLIED');
    expect((await historyOf(id)).transitions).toMatchObject([
      { kind: 'CLOSE', by: AGENT, reason: 'Solved by a restart' },
    ]);
  });

  test('are not what changed nothing: a reminder, a move to where the ticket is, a dry run, a refusal, an open outcome', async () => {
    const reminded = addTicket('huawei', 'incident_id', { status: 1 });
    expect(await move(reminded, { remind: { reason: 'Please hurry' } })).toBe('APPLIED');
    expect(movesOf(await historyOf(reminded))).toEqual([]);
    const confirmed = addTicket('hybris', 'id', { status: 'CONFIRMED' });
    expect(await move(confirmed, { confirm: {} })).toBe('APPLIED');
    const completed = addTicket('hybris', 'id', { status: 'COMPLETED' });
    expect(await move(completed, { confirm: {} }, { dryRun: true })).toBe('PREVIEWED');
    expect(await move(completed, { cancel: {} })).toBe('REJECTED');
    const open = addTicket('outsourcing', 'id', { state: 'in_progress' });
    const control = gateway.emulator('outsourcing').control;
    control.addFault({ kind: 'status', status: 500, body: {}, route: 'transitionInProgressTicket', times: 1 });
    expect(await move(open, { complete: {} })).toBe('UNKNOWN');
    for (const id of [confirmed, completed]) expect(movesOf(await historyOf(id))).toEqual([]);
    expect(movesOf(await historyOf(open))).toEqual([[null, undefined, 'in_progress']]);
  });

  test('are kept once for one idempotency key', async () => {
    const id = addTicket('hybris', 'id', { status: 'COMPLETED' });
    expect(await move(id, { confirm: {} }, { idempotencyKey: 'once' })).toBe('APPLIED');
    expect(await move(id, { confirm: {} }, { idempotencyKey: 'once' })).toBe('REPLAYED');
    expect(movesOf(await historyOf(id))).toEqual([['CONFIRM', 'COMPLETED', 'CONFIRMED']]);
  });

  test('are in the answer of the mutation itself, those before it in the same operation too', async () => {
    const id = addTicket('hybris', 'id', { status: 'COMPLETED' });
    const { data, errors } = await gateway.query(
      `mutation ($id: ID!) {
        one: transitionTicket(input: { ticketId: $id, transition: { confirm: {} } }) { ticket { transitions { kind } } }
        two: transitionTicket(input: { ticketId: $id, transition: { reopen: {} } }) { ticket { transitions { kind } } }
      }`,
      { id },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      one: { ticket: { transitions: [{ kind: 'CONFIRM' }] } },
      two: { ticket: { transitions: [{ kind: 'CONFIRM' }, { kind: 'REOPEN' }] } },
    });
  });
});

test('an escalation names the department that its backend does not tell, and who asked for it', async () => {
  const id = addTicket('oneview', 'id', {});
  const { data } = await gateway.query<{ escalateTicket: { outcome: string; ticket: History } }>(
    `mutation ($input: EscalateTicketInput!) { escalateTicket(input: $input) { outcome ticket { ${HISTORY} } } }`,
    { input: { ticketId: id, targetId: 'corporate', reason: 'needs a decision' } },
  );
  expect(data?.escalateTicket.outcome).toBe('APPLIED');
  const read = await historyOf(id);
  expect(read).toEqual(data?.escalateTicket.ticket);
  expect(read.escalations).toEqual([
    {
      state: 'ACTIVE',
      target: { nativeId: 'corporate', label: expect.any(String) },
      requestedBy: AGENT,
      requestedAt: expect.any(String),
      reason: 'needs a decision',
    },
  ]);
  expect(movesOf(read)).toEqual([['ESCALATE', 'ASSIGNED', 'ESCALATED']]);
});

test('nothing of it is in the log', async () => {
  const id = addTicket('huawei', 'incident_id', { status: 2 });
  await move(id, { close: { reason: 'a private reason' } });
  await historyOf(id);
  const log = JSON.stringify(gateway.log);
  expect(log).not.toContain(AGENT);
  expect(log).not.toContain('a private reason');
});
