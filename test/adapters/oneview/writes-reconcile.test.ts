import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { demoSettings } from '../../../adapters/oneview/demo.ts';
import { startEmulator, type RunningOneviewEmulator } from '../../../adapters/oneview/emulator.ts';
import { oneview } from '../../../adapters/oneview/index.ts';
import type { Fault } from '../../../src/emulation/fault.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import type { Reconciliation, TicketResult, WriteCall } from '../../../src/ticketing/write.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { able, errorOf, perform, reconcile, watchedCall } from './writes-under-test.ts';

let emulator: RunningOneviewEmulator;
let backend: BackendInstance;
let ticketId: string;

beforeAll(async () => {
  emulator = await startEmulator({ tickets: 60 });
});
// A new one each time: so many faults would open the circuit.
beforeEach(() => {
  const { getTicket, queues, close, reassign, transfer, update } = emulator.extensionOperations;
  const operations = { getTicket, queues, close, reassign, transfer, update };
  backend = connectToEmulator({ definition: oneview, startEmulator, demoSettings }, emulator, {
    attemptTimeoutMs: 400,
    mostRetries: 0,
    operations,
  });
  const yesterday = Math.floor(Date.now() / 1_000) - 86_400;
  const added = emulator.control.act('addTicket', { UpdatedAt: yesterday, metadata: { entityId: 'FP_SG' } });
  ticketId = (added as { id: string }).id;
});
afterEach(async () => {
  await backend.close();
  emulator.control.reset();
});
afterAll(async () => {
  await emulator.stop();
});

interface Case {
  readonly route: string;
  readonly apply: (call: WriteCall, text?: string) => Promise<TicketResult>;
  readonly look: (call: WriteCall) => Promise<Reconciliation<TicketResult>>;
  readonly shows: object;
}

const CASES: readonly (readonly [string, () => Case])[] = [
  [
    'escalateTicket',
    () => {
      const input = { ticketId, targetId: 'corporate', reason: 'too hard' };
      const write = backend.operations.escalateTicket;
      return {
        route: 'escalate',
        apply: (call, text = input.reason) => perform(write, { ...input, reason: text, resolution: text }, call),
        look: (call) => reconcile(write, input, call),
        shows: { status: { code: 'ESCALATED' } },
      };
    },
  ],
  [
    'CLOSE',
    () => {
      const input = { ticketId, kind: 'CLOSE' } as const;
      const write = backend.operations.transitionTicket;
      return {
        route: 'close',
        apply: (call, text = 'done') => perform(write, { ...input, reason: text, resolution: text }, call),
        look: (call) => reconcile(write, input, call),
        shows: { status: { code: 'CLOSED' } },
      };
    },
  ],
  [
    'TRANSFER',
    () => {
      const input = { ticketId, kind: 'TRANSFER', queueId: 'queue-3' } as const;
      const write = backend.operations.transitionTicket;
      return {
        route: 'transfer',
        apply: (call) => perform(write, input, call),
        look: (call) => reconcile(write, input, call),
        shows: { queue: 'chat-th-th' },
      };
    },
  ],
  [
    'assignTicket',
    () => {
      const input = { ticketId, assigneeId: 'otheragent', reason: 'agent overtime' };
      const write = backend.operations.assignTicket;
      return {
        route: 'reassign',
        apply: (call, text = input.assigneeId) => perform(write, { ...input, assigneeId: text, reason: text }, call),
        look: (call) => reconcile(write, input, call),
        shows: { assignee: { id: 'otheragent' } },
      };
    },
  ],
  [
    'updateTicket',
    () => {
      const input = { ticketId, fields: { orderId: 'abc-123' } };
      const write = backend.operations.updateTicket;
      return {
        route: 'update',
        apply: (call, text = 'abc-123') =>
          perform(write, { ticketId, fields: { orderId: text, customFields: { entityId: text } } }, call),
        look: (call) => reconcile(write, input, call),
        shows: { orderId: 'abc-123' },
      };
    },
  ],
];

const LOST: readonly (readonly [string, Fault])[] = [
  ['a reset', { kind: 'reset', at: 'start', apply: true }],
  ['a reset in the body', { kind: 'reset', at: 'body' }],
  ['500', { kind: 'status', status: 500, body: {}, apply: true }],
  ['504', { kind: 'status', status: 504, apply: true }],
  ['an HTML 502', { kind: 'html', apply: true }],
  ['silence', { kind: 'hang', apply: true }],
  ['garbage', { kind: 'garbage', apply: true }],
];
const NOT_DONE: readonly (readonly [string, Fault])[] = [
  ['a reset', { kind: 'reset', at: 'start' }],
  ['500', { kind: 'status', status: 500, body: {} }],
  ['silence', { kind: 'hang' }],
];

describe.each(CASES)('%s', (_name, toCase) => {
  test('is made once', async () => {
    const { route, apply, shows } = toCase();
    const result = await apply(watchedCall().call);
    expect(result).toMatchObject({ nativeId: ticketId, ticket: shows, warnings: [] });
    expect(emulator.control.counters()[route]).toBe(1);
  });

  test('is read where its answer is empty', async () => {
    emulator.control.setSwitches({ extensionWriteAnswer: 'empty', escalateAnswer: 'empty' });
    const { apply, shows } = toCase();
    expect(await apply(watchedCall().call)).toMatchObject({ nativeId: ticketId, ticket: shows, warnings: [] });
  });

  test.each(LOST)('made, but the answer is lost by %s: it is found', async (_fault, fault) => {
    const { route, apply, look, shows } = toCase();
    emulator.control.addFault({ ...fault, route, times: 1 });
    const { call, states } = watchedCall();
    const error = await errorOf(apply(call));
    expect({ isOpen: error.facts.mayHaveArrived, states }).toEqual({ isOpen: true, states: ['SENT'] });
    expect(await look(call)).toMatchObject({ state: 'APPLIED', result: { nativeId: ticketId, ticket: shows } });
    expect(emulator.control.counters()[route]).toBe(1);
  });

  test.each(NOT_DONE)('not made because of %s: it is never taken for made', async (_fault, fault) => {
    const { route, apply, look } = toCase();
    emulator.control.addFault({ ...fault, route, times: 1 });
    const { call } = watchedCall();
    await errorOf(apply(call));
    expect(await look(call)).toEqual({ state: 'UNKNOWN' });
    expect(emulator.control.counters()[route]).toBe(1);
  });

  test.each([
    'a\r\nx-evil: 1',
    'nul \u0000 byte',
    '密碼 🎉',
    '../../x',
    'a?b#c',
    '%2f%0d',
    `'"\\"`,
    '","status":"CLOSED',
  ])('the text %j arrives as data', async (text) => {
    const { route, apply } = toCase();
    await apply(watchedCall().call, text);
    const sent = emulator.control.requests().find((request) => request.route === route);
    expect(sent?.url).toMatch(new RegExp(`^/ticket-detail/v2/tickets/${ticketId}(/[a-z]+)?$`));
    expect(sent?.rawHeaders.map((header) => header.toLowerCase())).not.toContain('x-evil');
    for (const header of sent?.rawHeaders ?? []) expect(header).toMatch(/^[\x20-\x7e]*$/);
    const values = Object.values(JSON.parse(sent?.body ?? '') as Record<string, string>);
    const known = ['corporate', 'queue-3', 'UPDATE_ORDER_ID'];
    for (const value of values.filter((one) => !known.includes(one))) expect(value).toBe(text);
  });
});

test('an escalation or a closing of long ago is not taken for the write', async () => {
  const long = Math.floor(Date.now() / 1_000) - 60;
  const { call } = watchedCall();
  emulator.control.act('changeTicket', { id: ticketId, status: 'ESCALATED', UpdatedAt: long });
  const escalation = { ticketId, targetId: 'corporate', reason: 'x' };
  expect(await reconcile(backend.operations.escalateTicket, escalation, call)).toEqual({ state: 'UNKNOWN' });
  emulator.control.act('changeTicket', { id: ticketId, status: 'CLOSED', UpdatedAt: long });
  const closing = { ticketId, kind: 'CLOSE' } as const;
  expect(await reconcile(backend.operations.transitionTicket, closing, call)).toEqual({ state: 'UNKNOWN' });
  emulator.control.act('changeTicket', { id: ticketId, status: 'CLOSED', UpdatedAt: 0 });
  expect(await reconcile(backend.operations.transitionTicket, closing, call)).toEqual({ state: 'UNKNOWN' });
});

test('of a contact reason and an order both must show', async () => {
  const { call } = watchedCall();
  const input = { ticketId, fields: { contactReasonCode: '1A.1', orderId: 'abc-123' } };
  const write = backend.operations.updateTicket;
  emulator.control.act('changeTicket', { id: ticketId, metadata: { orderId: 'abc-123' } });
  expect(await reconcile(write, input, call)).toEqual({ state: 'UNKNOWN' });
  emulator.control.act('changeTicket', { id: ticketId, metadata: { orderId: 'abc-123', ccr: '1A.1' } });
  expect(await reconcile(write, input, call)).toMatchObject({ state: 'APPLIED' });
});

test('the backend refuses what its state does not permit, in strict mode too', async () => {
  emulator.control.setSwitches({ extension: false });
  const strict = connectToEmulator({ definition: oneview, startEmulator, demoSettings }, emulator, {
    operations: {},
  });
  emulator.control.setSwitches({ extension: false });
  const input = { ticketId, targetId: 'corporate', reason: 'too hard' };
  expect(await perform(strict.operations.escalateTicket, input)).toMatchObject({
    ticket: { status: { code: 'ESCALATED' }, escalations: [{ targetId: 'corporate', reason: 'too hard' }] },
  });
  const other = { ...input, targetId: 'partner-service' };
  expect(await errorOf(perform(strict.operations.escalateTicket, other))).toMatchObject({ code: 'CONFLICT' });
  expect(able(strict.operations.escalateTicket).reconcile).toHaveProperty('unsupported');
  await strict.close();
});

test('a move to a queue whose name cannot be learned stays unknown', async () => {
  const { call } = watchedCall();
  emulator.control.addFault({ kind: 'status', status: 500, route: 'queues' });
  const input = { ticketId, kind: 'TRANSFER', queueId: 'queue-1' } as const;
  expect(await reconcile(backend.operations.transitionTicket, input, call)).toEqual({ state: 'UNKNOWN' });
});
