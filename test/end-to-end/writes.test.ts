import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => {
  gateway.reset();
});
afterAll(() => gateway.stop());

const TICKET_ID = encodeGlobalId({
  type: 'Ticket',
  backend: 'outsourcing',
  nativeId: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
});
const TARGET = '0b2b5c0e-3e5c-4a2f-9f57-0d9a3a1c7c11';
/** An id of each backend. */
const IDS: Readonly<Record<string, string>> = {
  crm: '17x95784',
  huawei: 'TT-123456',
  hybris: 'c11b8b934fbd4507dcabfb49',
  outsourcing: TARGET,
  oneview: TARGET,
};
const UPDATE =
  'mutation ($input: UpdateTicketInput!) { updateTicket(input: $input) { outcome clientMutationId userErrors { field code message } ticket { voucherCode version } } }';

interface Update {
  readonly updateTicket: {
    readonly outcome: string;
    readonly clientMutationId: string | null;
    readonly userErrors: readonly { readonly field: string | null; readonly code: string }[];
    readonly ticket: { readonly voucherCode: string; readonly version: string } | null;
  };
}

async function update(voucherCode: string, control: Record<string, unknown> = {}): Promise<Update['updateTicket']> {
  const { data, errors } = await gateway.query<Update>(UPDATE, {
    input: { ticketId: TICKET_ID, fields: { voucherCode }, ...control },
  });
  expect(errors).toEqual([]);
  if (data === null || data === undefined) throw new Error('The mutation came without data.');
  return data.updateTicket;
}

function changesMade(): number {
  return gateway.emulator('outsourcing').control.applied()['updateInProgressTicket'] ?? 0;
}

describe('an idempotency key', () => {
  test('makes a change once, in sequence and twenty times at once', async () => {
    const control = { idempotencyKey: 'once', clientMutationId: 'mark' };
    const first = await update('ONCE01', control);
    const again = await update('ONCE01', control);
    const atOnce = await Promise.all(Array.from({ length: 20 }, () => update('ONCE02', { idempotencyKey: 'at-once' })));
    expect(changesMade()).toBe(2);
    expect(first).toMatchObject({ outcome: 'APPLIED', clientMutationId: 'mark', ticket: { voucherCode: 'ONCE01' } });
    expect(again).toEqual({ ...first, outcome: 'REPLAYED' });
    expect(atOnce.map(({ outcome }) => outcome).sort()).toEqual([
      'APPLIED',
      ...Array.from({ length: 19 }, () => 'REPLAYED'),
    ]);
    expect(new Set(atOnce.map(({ ticket }) => ticket?.voucherCode))).toEqual(new Set(['ONCE02']));
  });

  test('gives the ticket of the first answer again, and says how old it is', async () => {
    const document = `mutation ($input: UpdateTicketInput!) {
      updateTicket(input: $input) { ticket { freshness { state fetchedAt } } }
    }`;
    const input = { ticketId: TICKET_ID, fields: { voucherCode: 'AGED01' }, idempotencyKey: 'aged' };
    const freshness = async (): Promise<{ state: string; fetchedAt: string } | undefined> => {
      const { data } = await gateway.query<{
        updateTicket: { ticket: { freshness: { state: string; fetchedAt: string } } };
      }>(document, { input });
      return data?.updateTicket.ticket.freshness;
    };
    const first = await freshness();
    expect(first?.state).toBe('LIVE');
    await wait(2);
    expect(await freshness()).toEqual({ state: 'CACHED', fetchedAt: first?.fetchedAt });
  });

  test('that can be none is refused by a dry run too', async () => {
    const input = { ticketId: TICKET_ID, fields: { voucherCode: 'NOKEY1' }, idempotencyKey: 'a b', dryRun: true };
    const { errors } = await gateway.query(UPDATE, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', field: 'input.idempotencyKey' } }]);
  });

  test('is refused for another change', async () => {
    await update('REUSE1', { idempotencyKey: 'reuse' });
    expect(await update('REUSE2', { idempotencyKey: 'reuse' })).toMatchObject({
      outcome: 'REJECTED',
      userErrors: [{ field: 'idempotencyKey', code: 'KEY_REUSED' }],
    });
    expect(changesMade()).toBe(1);
  });
});

test('a version that was seen before somebody else was faster is refused with the ticket as it is', async () => {
  const { ticket } = await update('SEEN01');
  await update('FASTER');
  expect(await update('SLOWER', { ifVersion: ticket?.version })).toMatchObject({
    outcome: 'REJECTED',
    userErrors: [{ field: 'ifVersion', code: 'CONFLICT' }],
    ticket: { voucherCode: 'FASTER' },
  });
});

test('a dry run sends nothing', async () => {
  expect(await update('DRYRUN', { dryRun: true })).toMatchObject({ outcome: 'PREVIEWED' });
  expect(changesMade()).toBe(0);
});

test('several changes in one operation run one after the other, and each reads what the one before it did', async () => {
  const document = `mutation ($id: ID!) {
    first: updateTicket(input: { ticketId: $id, fields: { voucherCode: "FIRST1" } }) { outcome ticket { voucherCode } }
    refused: deleteTicket(input: { ticketId: $id }) { outcome userErrors { code } }
    second: updateTicket(input: { ticketId: $id, fields: { voucherCode: "SECOND" } }) { outcome ticket { voucherCode } }
  }`;
  const { data, errors } = await gateway.query(document, { id: TICKET_ID });
  expect(errors).toEqual([]);
  expect(data).toEqual({
    first: { outcome: 'APPLIED', ticket: { voucherCode: 'FIRST1' } },
    refused: { outcome: 'REJECTED', userErrors: [{ code: 'UNSUPPORTED' }] },
    second: { outcome: 'APPLIED', ticket: { voucherCode: 'SECOND' } },
  });
  const read = await gateway.query<{ ticket: { voucherCode: string } }>(
    'query ($id: ID!) { ticket(id: $id) { voucherCode } }',
    { id: TICKET_ID },
  );
  expect(read.data?.ticket.voucherCode).toBe('SECOND');
});

test('what a backend cannot do is refused with its reason before any call', async () => {
  const ids = { crm: '17x95784', huawei: 'TT-123456' };
  for (const [backend, nativeId] of Object.entries(ids)) {
    const ticketId = encodeGlobalId({ type: 'Ticket', backend, nativeId });
    const { data } = await gateway.query<{
      assignTicket: { outcome: string; userErrors: readonly { code: string; message: string }[] };
    }>(
      'mutation ($input: AssignTicketInput!) { assignTicket(input: $input) { outcome userErrors { code message } } }',
      { input: { ticketId, assigneeId: 'somebody' } },
    );
    expect(data?.assignTicket).toMatchObject({ outcome: 'REJECTED', userErrors: [{ code: 'UNSUPPORTED' }] });
    expect(data?.assignTicket.userErrors[0]?.message.length).toBeGreaterThan(20);
  }
  expect(gateway.backendCalls()).toEqual({});
});

test('a move that no ticket of a backend can make is refused with the reason of that move before any call', async () => {
  const moves: Readonly<Record<string, object>> = {
    ...Object.fromEntries(['confirm', 'reopen', 'complete', 'close', 'cancel', 'remind'].map((name) => [name, {}])),
    transfer: { queueId: 'queue' },
    outsource: { targetId: TARGET, productIds: [TARGET] },
  };
  const { data } = await gateway.query<{
    backends: readonly { id: string; transitions: readonly { kind: string; reason: string | null }[] }[];
  }>('{ backends { id transitions { kind reason } } }');
  let refused = 0;
  for (const { id: backend, transitions } of data?.backends ?? []) {
    const ticketId = encodeGlobalId({ type: 'Ticket', backend, nativeId: IDS[backend] ?? '' });
    for (const { kind, reason } of transitions) {
      const name = kind.toLowerCase();
      if (reason === null || moves[name] === undefined) continue;
      const answer = await gateway.query(
        'mutation ($input: TransitionTicketInput!) { transitionTicket(input: $input) { outcome userErrors { code message } } }',
        { input: { ticketId, transition: { [name]: moves[name] } } },
      );
      const userErrors = [{ code: 'UNSUPPORTED', message: reason }];
      expect(answer.data).toEqual({ transitionTicket: { outcome: 'REJECTED', userErrors } });
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(20);
  expect(gateway.backendCalls()).toEqual({});
});

test('a comment that its backend cannot show is in the ticket’s log all the same', async () => {
  const ticketId = encodeGlobalId({ type: 'Ticket', backend: 'crm', nativeId: '17x95784' });
  const log = 'query ($id: ID!) { ticket(id: $id) { interactionLogs { nodes { text } sources { state } } } }';
  const before = await gateway.query(log, { id: ticketId });
  expect(before.data).toMatchObject({
    ticket: { interactionLogs: { nodes: [], sources: [{ state: 'UNSUPPORTED' }] } },
  });
  const { data } = await gateway.query(
    'mutation ($input: AddCommentInput!) { addComment(input: $input) { outcome interactionLog { text kind } } }',
    { input: { ticketId, text: 'Any news?' } },
  );
  expect(data).toEqual({ addComment: { outcome: 'APPLIED', interactionLog: { text: 'Any news?', kind: 'MESSAGE' } } });
  const after = await gateway.query(log, { id: ticketId });
  expect(after.data).toEqual({
    ticket: { interactionLogs: { nodes: [{ text: 'Any news?' }], sources: [{ state: 'OK' }] } },
  });
});
