import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { adapters } from '../../../adapters/index.ts';
import type { Fault } from '../../../src/emulation/fault.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import type { CreateTicketInput } from '../../../src/ticketing/write.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { addCommentOf, createTicketOf, errorOf, perform, reconcile, watchedCall } from './writes-under-test.ts';

const entry = adapters.find(({ definition }) => definition.kind === 'crm');
if (entry === undefined) throw new Error('There is no such adapter.');
const { startEmulator } = entry;

let emulator: RunningEmulator;
let backend: BackendInstance;
let count = 0;

beforeAll(async () => {
  emulator = await startEmulator();
});
// A new one each time: so many faults would open the circuit.
beforeEach(() => {
  backend = connect();
});
afterEach(async () => {
  await backend.close();
  emulator.control.reset();
});
afterAll(async () => {
  await emulator.stop();
});

function connect(settings: Record<string, unknown> = {}): BackendInstance {
  if (entry === undefined) throw new Error('There is no such adapter.');
  return connectToEmulator(entry, emulator, { attemptTimeoutMs: 400, ...settings });
}

function newInput(fields: Partial<CreateTicketInput['fields']> = {}): CreateTicketInput {
  count += 1;
  return { fields: { title: `Title ${count}`, typeId: 'Request', description: `Text ${count}`, ...fields } };
}

/** How many creations of this text left the gateway. */
function sentCreations({ fields }: CreateTicketInput): number {
  const title = JSON.stringify(fields.title);
  const requests = emulator.control.requests();
  return requests.filter(({ route, body }) => route.startsWith('create') && body.includes(title)).length;
}

async function listed({ fields }: CreateTicketInput): Promise<number> {
  const read = backend.operations.listTickets;
  if ('unsupported' in read) throw new Error(read.unsupported);
  const order = { field: 'createdAt', direction: 'DESC' } as const;
  const { call } = watchedCall();
  const page = await read.readPage(
    { filter: {}, order, lane: 'ownTickets', from: null, limit: 500, continuation: null, wantsTotal: false },
    call,
  );
  return page.tickets.filter(({ description }) => description === fields.description).length;
}

const LOST: readonly (readonly [string, Fault])[] = [
  ['a reset', { kind: 'reset', at: 'start', apply: true }],
  ['a reset in the body', { kind: 'reset', at: 'body' }],
  ['500', { kind: 'status', status: 500, body: {}, apply: true }],
  ['an HTML 502', { kind: 'html', apply: true }],
  ['silence', { kind: 'hang', apply: true }],
  ['garbage', { kind: 'garbage', apply: true }],
  ['nothing', { kind: 'empty', apply: true }],
];
const NOT_DONE: readonly (readonly [string, Fault])[] = [
  ['a reset', { kind: 'reset', at: 'start' }],
  ['500', { kind: 'status', status: 500, body: {} }],
  ['silence', { kind: 'hang' }],
];

describe('createTicket', () => {
  test('creates one ticket that the list then shows with the same version', async () => {
    const input = newInput();
    const { ticket } = await perform(createTicketOf(backend), input, watchedCall().call);
    expect(await listed(input)).toBe(1);
    const { getTickets } = backend.operations;
    if ('unsupported' in getTickets) throw new Error(getTickets.unsupported);
    const [lookup] = await getTickets({ ids: [ticket?.nativeId ?? ''], fields: [] }, watchedCall().call);
    expect(lookup).toMatchObject({ state: 'found', value: { version: ticket?.version } });
  });

  test.each(LOST)('done, but the answer is lost by %s: it is found', async (_name, fault) => {
    emulator.control.addFault({ ...fault, route: 'createTicket', times: 1 });
    const input = newInput();
    const { call, states } = watchedCall();
    const error = await errorOf(perform(createTicketOf(backend), input, call));
    expect({ isOpen: error.facts.mayHaveArrived, states }).toEqual({ isOpen: true, states: ['SENT'] });
    const found = await reconcile(createTicketOf(backend), input, call);
    expect(found).toMatchObject({
      state: 'APPLIED',
      result: { ticket: { description: input.fields.description }, warnings: [expect.stringContaining('recognized')] },
    });
    expect([sentCreations(input), await listed(input)]).toEqual([1, 1]);
  });

  test.each(['mirror', 'always200'])('done, but the middleware lost the CRM (%s): it is found', async (httpStatus) => {
    emulator.control.setSwitches({ httpStatus, downstreamErrorAfterWork: true, downstreamErrorTimes: 1 });
    const input = newInput();
    const { call, states } = watchedCall();
    const error = await errorOf(perform(createTicketOf(backend), input, call));
    expect([error.code, states]).toEqual(['BACKEND_UNAVAILABLE', ['SENT']]);
    expect(await reconcile(createTicketOf(backend), input, call)).toMatchObject({ state: 'APPLIED' });
    expect(await listed(input)).toBe(1);
  });

  test.each(NOT_DONE)('not done because of %s: it is never taken for done', async (_name, fault) => {
    emulator.control.addFault({ ...fault, route: 'createTicket', times: 1 });
    const input = newInput();
    const { call } = watchedCall();
    await errorOf(perform(createTicketOf(backend), input, call));
    expect(await reconcile(createTicketOf(backend), input, call)).toEqual({ state: 'UNKNOWN' });
    expect([sentCreations(input), await listed(input)]).toEqual([1, 0]);
  });

  test('finds at the second look what comes late', async () => {
    const input = newInput();
    const { call } = watchedCall();
    const { title = '', description } = input.fields;
    setTimeout(() => {
      emulator.control.act('addTicket', { ticket_title: title, description, ticketcategories: 'Request' });
    }, 500);
    expect(await reconcile(createTicketOf(backend), input, call)).toMatchObject({ state: 'APPLIED' });
  });

  test('takes no ticket that was there before, and none of another write', async () => {
    const input = newInput();
    const earlier = await perform(createTicketOf(backend), input, watchedCall().call);
    expect(earlier.nativeId).not.toBe('');
    emulator.control.addFault({ kind: 'reset', at: 'start', route: 'createTicket', times: 1 });
    const { call } = watchedCall({ correlationId: 'another-request' });
    await errorOf(perform(createTicketOf(backend), input, call));
    expect(await reconcile(createTicketOf(backend), input, call)).toEqual({ state: 'UNKNOWN' });
    // Seen in a list before the write began.
    const other = newInput();
    emulator.control.act('addTicket', { description: other.fields.description, ticketcategories: 'Request' });
    expect(await listed(other)).toBe(1);
    const later = watchedCall({ startedAt: Date.now() + 1 });
    expect(await reconcile(createTicketOf(backend), other, later.call)).toEqual({ state: 'UNKNOWN' });
  });

  test('decides nothing between several, or by a time that does not fit', async () => {
    const twice = newInput();
    const { call } = watchedCall();
    const row = { description: twice.fields.description, ticketcategories: 'Request' };
    emulator.control.act('addTicket', row);
    emulator.control.act('addTicket', row);
    expect(await reconcile(createTicketOf(backend), twice, call)).toEqual({ state: 'UNKNOWN' });
    const ofAnotherType = newInput();
    emulator.control.act('addTicket', { ...row, description: ofAnotherType.fields.description, ticketcategories: 'x' });
    expect(await reconcile(createTicketOf(backend), ofAnotherType, call)).toEqual({ state: 'UNKNOWN' });
    const old = newInput();
    emulator.control.act('addTicket', {
      ...row,
      description: old.fields.description,
      createdtime: '2020-02-14 18:19:47',
    });
    expect(await reconcile(createTicketOf(backend), old, call)).toEqual({ state: 'UNKNOWN' });
  }, 15_000);

  test('stops looking when its time is over', async () => {
    const { call } = watchedCall({ signal: AbortSignal.timeout(300) });
    const error = await errorOf(reconcile(createTicketOf(backend), newInput(), call));
    expect(error.code).toBe('BACKEND_TIMEOUT');
  });

  test('a ticket from social media without a token cannot be looked for', async () => {
    emulator.control.addFault({ kind: 'reset', at: 'start', apply: true, route: 'createSocialTicket', times: 1 });
    const input = newInput({ channel: 'SOCIAL' });
    const { call } = watchedCall();
    await errorOf(perform(createTicketOf(backend), input, call));
    expect(await reconcile(createTicketOf(backend), input, call)).toEqual({ state: 'UNKNOWN' });
    expect(emulator.control.counters()).toEqual({ createSocialTicket: 1 });
  });

  test('with the token it can', async () => {
    const withToken = connect({ sendTokenOnSocial: true });
    emulator.control.setSwitches({ socialOwner: 'token' });
    emulator.control.addFault({ kind: 'reset', at: 'start', apply: true, route: 'createSocialTicket', times: 1 });
    const input = newInput({ channel: 'SOCIAL' });
    const { call } = watchedCall();
    await errorOf(perform(createTicketOf(withToken), input, call));
    expect(await reconcile(createTicketOf(withToken), input, call)).toMatchObject({ state: 'APPLIED' });
    await withToken.close();
  });
});

describe('addComment', () => {
  function comments(text: string): unknown[] {
    return (emulator.control.act('comments', {}) as { comment: string }[]).filter(({ comment }) => comment === text);
  }

  test.each(['any', 'ticketNo'])('adds one comment (form %s)', async (commentTicketNo) => {
    emulator.control.setSwitches({ commentTicketNo, requireDataHeader: true, strictHeaders: true });
    const text = `Größe\r\nzwei ${commentTicketNo}`;
    await perform(addCommentOf(backend), { ticketId: '17x95784', text }, watchedCall().call);
    expect(comments(text)).toMatchObject([
      { ticketId: '17x95784', ticketNo: 'TT1524', contactId: '24218', data: `Gr%C3%B6%C3%9Fe zwei ${commentTicketNo}` },
    ]);
  });

  test.each([...LOST.map((one) => [...one, 1] as const), ...NOT_DONE.map((one) => [...one, 0] as const)])(
    '%s: rejects with an open outcome, is never sent again and cannot be looked for',
    async (name, fault, times) => {
      // An answer of 200 without sense still leaves the outcome open.
      emulator.control.addFault({ ...fault, route: 'addComment', times: 1 });
      const text = `after ${name} ${times}`;
      const { call, states } = watchedCall();
      const error = await errorOf(perform(addCommentOf(backend), { ticketId: '17x95784', text }, call));
      expect({ isOpen: error.facts.mayHaveArrived, states }).toEqual({ isOpen: true, states: ['SENT'] });
      expect(comments(text)).toHaveLength(times);
      expect(emulator.control.counters()['addComment']).toBe(1);
      expect(addCommentOf(backend).reconcile).toHaveProperty('unsupported');
    },
  );
});

const HOSTILE: readonly string[] = [
  'a\r\nx-evil: 1',
  'nul \u0000 byte',
  '密碼 🎉',
  '../../x',
  'a?b#c',
  '%2f%0d%0a',
  `'"\\"`,
  '","status":"Closed","x":"',
  '\ud800 alone',
];

test.each(HOSTILE)('the text %j arrives as data', async (text) => {
  const input = newInput({
    title: text,
    typeId: text,
    description: text,
    contactReasonCode: text,
    customFields: { vouchertype: text },
  });
  const write = createTicketOf(backend);
  const { nativeId } = await perform(write, input, watchedCall().call);
  const kept = JSON.parse(JSON.stringify(text)) as string;
  expect(emulator.control.act('ticket', { id: nativeId })).toMatchObject({
    ticket_title: kept,
    description: kept,
    ticketcategories: kept,
    vouchertype: kept,
    ticketstatus: 'Open',
  });
  await perform(addCommentOf(backend), { ticketId: '17x95784', text }, watchedCall().call);
  const sent = emulator.control.requests().filter(({ method }) => method === 'POST');
  for (const { url, rawHeaders } of sent) {
    expect(url).toMatch(/^\/crm\/v1\/(ticket|ticket\/comment|login)$/);
    expect(rawHeaders.map((header) => header.toLowerCase())).not.toContain('x-evil');
    for (const header of rawHeaders) expect(header).toMatch(/^[\x20-\x7e]*$/);
  }
  expect(JSON.parse(sent.at(-1)?.body ?? '')).toMatchObject({ comment: kept, ticketNo: 'TT1524' });
});
