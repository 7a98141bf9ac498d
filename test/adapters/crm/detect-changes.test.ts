import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compareList } from '../../../adapters/crm/change-mark.ts';
import { demoSettings } from '../../../adapters/crm/demo.ts';
import { startEmulator } from '../../../adapters/crm/emulator.ts';
import { crm } from '../../../adapters/crm/index.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import type { ChangeRound } from '../../../src/ticketing/change-detection.ts';
import { EMPTY_TICKET, type NativeTicket } from '../../../src/ticketing/ticket.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { startRounds, told, type Rounds } from '../../support/rounds.ts';
import { errorOf } from './writes-under-test.ts';

const ID = '17x95784';

describe('against the emulated CRM', () => {
  let emulator: RunningEmulator;
  let backend: BackendInstance;
  let rounds: Rounds;

  beforeEach(async () => {
    emulator = await startEmulator({ tickets: 20 });
    backend = connectToEmulator({ definition: crm, startEmulator, demoSettings }, emulator, { mostRetries: 0 });
    rounds = startRounds(backend);
  });
  afterEach(async () => {
    await backend.close();
    await emulator.stop();
  });

  test('the first round tells nothing, and so does one without a change', async () => {
    expect(await rounds.next()).toMatchObject({ changes: [], interactions: [], isComplete: true });
    expect(await rounds.next()).toMatchObject({ changes: [], isComplete: true });
  });

  test('tells what was changed and added, once, with the fields that differ', async () => {
    await rounds.next();
    emulator.control.act('changeTicket', { id: ID, ticketstatus: 'Closed' });
    const added = emulator.control.act('addTicket', { description: 'No signal' }) as { id: string };
    const round = await rounds.next();
    expect(told(round)).toEqual([`UPDATED ${ID}`, `ADDED ${added.id}`]);
    expect(round.changes[0]).toMatchObject({ changedFields: ['status'], ticket: { status: { code: 'Closed' } } });
    expect(told(await rounds.next())).toEqual([]);
  });

  test('what the list does not show is no change', async () => {
    await rounds.next();
    emulator.control.act('changeTicket', { id: ID, ticketpriorities: 'Urgent', assigned_user_id: '19x6' });
    expect(told(await rounds.next())).toEqual([]);
  });

  test('a ticket is gone when two rounds in a row lack it', async () => {
    await rounds.next();
    emulator.control.act('removeTicket', { id: ID });
    const first = await rounds.next();
    expect(told(first)).toEqual([]);
    // The next look is worth making soon.
    expect(first.isUndecided).toBe(true);
    const second = await rounds.next();
    expect(told(second)).toEqual([`REMOVED ${ID}`]);
    expect(second.isUndecided).toBe(false);
    expect(told(await rounds.next())).toEqual([]);
  });

  test('one that is back in the next round was never gone, and tells what changed meanwhile', async () => {
    await rounds.next();
    const record = emulator.control.act('ticket', { id: ID }) as Record<string, string>;
    emulator.control.act('removeTicket', { id: ID });
    await rounds.next();
    emulator.control.act('addTicket', { ...record, ticketstatus: 'Closed' });
    expect(told(await rounds.next())).toEqual([`UPDATED ${ID}`]);
    emulator.control.act('removeTicket', { id: ID });
    expect(told(await rounds.next())).toEqual([]);
  });

  test('a list that turns up empty removes nothing, but says that something may have been missed', async () => {
    await rounds.next();
    emulator.control.act('clearTickets', { email: emulator.credentials['email'] });
    expect(await rounds.next()).toMatchObject({ changes: [], isComplete: false });
    expect(await rounds.next()).toMatchObject({ changes: [], isComplete: true });
    expect(await rounds.next()).toMatchObject({ changes: [], isComplete: true });
    const added = emulator.control.act('addTicket', {}) as { id: string };
    const back = await rounds.next();
    expect(told(back)).toEqual([`ADDED ${added.id}`]);
    expect(back.isComplete).toBe(false);
  });

  test('a round that failed is asked again and loses nothing', async () => {
    await rounds.next();
    emulator.control.act('changeTicket', { id: ID, ticketstatus: 'Closed' });
    emulator.control.act('removeTicket', { id: '17x82089' });
    emulator.control.addFault({ kind: 'status', status: 503, route: 'ticketDetails' });
    expect(await errorOf(rounds.next())).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    emulator.control.clearFaults();
    expect(told(await rounds.next())).toEqual([`UPDATED ${ID}`]);
    expect(told(await rounds.next())).toEqual(['REMOVED 17x82089']);
  });

  test('a round is one call, whatever is watched, and keeps no texts', async () => {
    await rounds.next();
    emulator.control.reset();
    await rounds.next({ watchedIds: [ID, '17x82089'], watchedLogIds: [ID] });
    expect(emulator.control.requests()).toHaveLength(1);
    expect(rounds.mark()).not.toMatch(/mobile test|ctg hjhg|Request/);
  });

  test('looks every 30 seconds unless it is told otherwise', () => {
    expect(backend.pollMs.shortest).toBe(30_000);
  });
});

describe('the comparison', () => {
  const ticket = (number: number, description = 'text'): NativeTicket => ({
    ...EMPTY_TICKET,
    nativeId: `17x${number}`,
    description,
    createdAt: new Date(number * 60_000).toISOString(),
    status: { category: 'OPEN', code: 'Open', label: 'Open' },
    version: `${number} ${description}`,
  });
  const tickets = (...numbers: number[]): NativeTicket[] => numbers.map((number) => ticket(number));
  const after = (round: ChangeRound, rows: readonly NativeTicket[], most = 3): ChangeRound =>
    compareList(round.mark, rows, most);

  test('new tickets are told oldest first, whatever the order of the list', () => {
    const first = compareList(null, tickets(1), 9);
    expect(told(after(first, tickets(3, 1, 4, 2), 9))).toEqual(['ADDED 17x2', 'ADDED 17x3', 'ADDED 17x4']);
  });

  test('of more tickets than are remembered the newest are watched, and every round says that it is not complete', () => {
    const first = compareList(null, tickets(1, 2, 3, 4, 5), 3);
    expect(first.isComplete).toBe(false);
    expect((first.mark as { tickets: unknown[] }).tickets).toHaveLength(3);
    const second = after(first, [...tickets(1, 2, 3, 4), ticket(5, 'other'), ticket(6)]);
    expect(told(second)).toEqual(['UPDATED 17x5']);
    expect(second.isComplete).toBe(false);
  });

  test('when they have become few enough, one more round is not complete', () => {
    const first = compareList(null, tickets(1, 2, 3, 4), 3);
    const second = after(first, tickets(1, 2, 3));
    expect(told(second)).toEqual([]);
    expect(second.isComplete).toBe(false);
    const third = after(second, tickets(1, 2, 3));
    expect(told(third)).toEqual(['REMOVED 17x4']);
    expect(third.isComplete).toBe(true);
  });

  test('a ticket without a time is watched too', () => {
    const undated = { ...ticket(9), createdAt: null };
    const first = compareList(null, [undated, ...tickets(1)], 3);
    expect(told(after(first, [{ ...undated, version: 'other' }, ...tickets(1)]))).toEqual(['UPDATED 17x9']);
  });

  test('a mark of another format is a new beginning that says so', () => {
    expect(compareList({ format: 'older' }, tickets(1, 2), 3)).toMatchObject({ changes: [], isComplete: false });
    expect(compareList(null, [], 3)).toMatchObject({ changes: [], isComplete: true });
  });
});
