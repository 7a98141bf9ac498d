import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { demoSettings } from '../../../adapters/outsourcing/demo.ts';
import { startEmulator } from '../../../adapters/outsourcing/emulator.ts';
import { outsourcing } from '../../../adapters/outsourcing/index.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { startRounds, told, type Rounds } from '../../support/rounds.ts';
import { createWriteCall, errorOf, operation } from './under-test.ts';

const OPERATOR = '0b6d8f3a-0000-4000-8000-000000000001';

let emulator: RunningEmulator;
const connected: BackendInstance[] = [];

beforeEach(async () => {
  emulator = await startEmulator({ tickets: 200 });
});
afterEach(async () => {
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
  await emulator.stop();
});

function connect(settings: Readonly<Record<string, unknown>> = {}): BackendInstance {
  const entry = { definition: outsourcing, startEmulator, demoSettings };
  const backend = connectToEmulator(entry, emulator, { mostRetries: 0, ...settings });
  connected.push(backend);
  return backend;
}

/** Rounds of which the first, that tells nothing, is over. */
async function begin(settings: Readonly<Record<string, unknown>> = {}, watchedIds: readonly string[] = []) {
  const rounds = startRounds(connect(settings));
  expect(await rounds.next({ watchedIds })).toMatchObject({ changes: [], interactions: [], isComplete: true });
  return rounds;
}

function addTicket(fields: object = {}): string {
  return (emulator.control.act('addTicket', fields) as { id: string }).id;
}

function change(id: string, fields: object): void {
  emulator.control.act('changeTicket', { id, ...fields });
}

/** Everything that two rounds tell. */
async function twoRounds(rounds: Rounds, watchedIds: readonly string[] = []): Promise<string[]> {
  return [...told(await rounds.next({ watchedIds })), ...told(await rounds.next({ watchedIds }))];
}

/** Somebody else completes a ticket, which gets another id by that. */
async function completeElsewhere(ticketId: string): Promise<string> {
  emulator.control.setSwitches({ locationNewId: true });
  const input = { ticketId, kind: 'COMPLETE' } as const;
  return (await operation(connect(), 'transitionTicket').apply(input, createWriteCall())).nativeId;
}

describe('the lists of unfinished tickets', () => {
  test.each(['prepared', 'pending', 'in_progress', 'outsourced'])(
    'tell a new ticket that is %s, once',
    async (state) => {
      const rounds = await begin();
      const id = addTicket({ state });
      expect(await twoRounds(rounds)).toEqual([`ADDED ${id}`]);
    },
  );

  test('tell what was changed, once, in the order of time, with the fields that differ', async () => {
    const rounds = await begin();
    const [first = '', second = ''] = emulator.samples.ticketIds;
    change(first, { operator_id: OPERATOR, updated_at: '2099-01-01T08:00:00Z' });
    change(second, { voucher_code: 'NEW123', updated_at: '2099-01-01T07:00:00Z' });
    const round = await rounds.next();
    expect(told(round)).toEqual([`UPDATED ${second}`, `UPDATED ${first}`]);
    expect(round.changes.map(({ changedFields }) => changedFields)).toEqual([
      ['updatedAt', 'voucherCode'],
      ['updatedAt', 'assignee'],
    ]);
    expect(told(await rounds.next())).toEqual([]);
  });

  test('tell changes of one and the same moment, each of them', async () => {
    const rounds = await begin();
    const ids = emulator.samples.ticketIds.slice(0, 5);
    for (const id of ids) change(id, { operator_id: OPERATOR, updated_at: '2099-01-01T07:00:00Z' });
    expect((await twoRounds(rounds)).toSorted()).toEqual(ids.map((id) => `UPDATED ${id}`).toSorted());
    // The time stays: the operator differs.
    change(ids[0] ?? '', { operator_id: null, updated_at: '2099-01-01T07:00:00Z' });
    expect(await twoRounds(rounds)).toEqual([`UPDATED ${ids[0]}`]);
  });

  test('tell a ticket that moves from one to another as the same ticket', async () => {
    const id = addTicket({ state: 'pending' });
    const rounds = await begin();
    change(id, { state: 'in_progress' });
    const round = await rounds.next();
    expect(told(round)).toEqual([`UPDATED ${id}`]);
    expect(round.changes[0]).toMatchObject({ ticket: { status: { code: 'in_progress' } } });
    expect(round.changes[0]?.changedFields).toContain('status');
  });

  test.each(['closed', 'cancelled', 'a_new_state'])('ask where a ticket is that left them: %s', async (state) => {
    const [id = ''] = emulator.samples.ticketIds;
    const rounds = await begin();
    change(id, { state });
    const round = await rounds.next();
    expect(told(round)).toEqual([`UPDATED ${id}`]);
    expect(round.changes[0]?.ticket?.status.code).toBe(state);
    expect(told(await rounds.next())).toEqual([]);
  });

  test('tell a ticket that was opened again as one that was there before', async () => {
    const id = addTicket({ state: 'cancelled', created_at: '2020-01-01T08:00:00Z' });
    const rounds = await begin();
    change(id, { state: 'in_progress' });
    expect(await twoRounds(rounds)).toEqual([`UPDATED ${id}`]);
  });

  test('tell a ticket that is nowhere any more as removed', async () => {
    const [id = ''] = emulator.samples.ticketIds;
    const rounds = await begin();
    emulator.control.act('removeTicket', { id });
    expect(await twoRounds(rounds)).toEqual([`REMOVED ${id}`]);
  });

  test('are the same in any order', async () => {
    const rounds = await begin();
    emulator.control.setSwitches({ shuffled: true });
    expect(await twoRounds(rounds)).toEqual([]);
  });
});

describe('a ticket that got another id', () => {
  test.each([false, true])('is told as moved, and under its new id (events: %s)', async (events) => {
    const [id = ''] = emulator.samples.ticketIds;
    const rounds = await begin({ events });
    const newId = await completeElsewhere(id);
    const round = await rounds.next();
    expect(told(round)).toEqual([`MOVED ${id}`, `ADDED ${newId}`]);
    expect(round.changes).toMatchObject([
      { movedToId: newId, ticket: null },
      { movedToId: null, ticket: { status: { code: 'closed' } } },
    ]);
    expect(told(await rounds.next())).toEqual([]);
  });

  test('is found in the lists, too, without a call for it', async () => {
    const id = addTicket({ state: 'in_progress', ticket_number: 4_711 });
    const rounds = await begin();
    emulator.control.act('removeTicket', { id });
    const newId = addTicket({ state: 'outsourced', ticket_number: 4_711 });
    emulator.control.reset();
    expect((await twoRounds(rounds)).toSorted()).toEqual([`ADDED ${newId}`, `MOVED ${id}`]);
    // Four lists a round; nothing was asked by number.
    expect(emulator.control.counters()['listTickets']).toBe(8);
  });

  test('is told as removed where its number does not tell which it is', async () => {
    const id = addTicket({ state: 'in_progress', ticket_number: 4_711 });
    addTicket({ state: 'closed', ticket_number: 4_711 });
    addTicket({ state: 'cancelled', ticket_number: 4_711 });
    const rounds = await begin();
    emulator.control.act('removeTicket', { id });
    expect(await twoRounds(rounds)).toEqual([`REMOVED ${id}`]);
  });
});

describe('tickets that are watched one by one', () => {
  test('are seen although they are finished', async () => {
    const id = addTicket({ state: 'closed' });
    const rounds = await begin({}, [id]);
    change(id, { operator_id: OPERATOR });
    const round = await rounds.next({ watchedIds: [id] });
    expect(told(round)).toEqual([`UPDATED ${id}`]);
    expect(round.changes[0]?.changedFields).toContain('assignee');
    emulator.control.act('removeTicket', { id });
    expect(await twoRounds(rounds, [id])).toEqual([`REMOVED ${id}`]);
  });

  test('tell nothing at the first look, and are not told twice if they are listed', async () => {
    const [listed = ''] = emulator.samples.ticketIds;
    const id = addTicket({ state: 'closed' });
    const rounds = await begin();
    expect(told(await rounds.next({ watchedIds: [id, listed] }))).toEqual([]);
    change(listed, { state: 'closed' });
    expect(await twoRounds(rounds, [id, listed])).toEqual([`UPDATED ${listed}`]);
    change(listed, { state: 'in_progress' });
    expect(await twoRounds(rounds, [id, listed])).toEqual([`UPDATED ${listed}`]);
  });

  test.each(['closed', 'pending'])('tell one that comes into being: %s', async (state) => {
    const id = '0b6d8f3a-0000-4000-8000-00000000abcd';
    const rounds = await begin({}, [id]);
    addTicket({ id, state, created_at: '2020-01-01T08:00:00Z' });
    expect(await twoRounds(rounds, [id])).toEqual([`ADDED ${id}`]);
  });

  test('have their turn, 100 a round', async () => {
    const watchedIds = Array.from({ length: 150 }, () => addTicket({ state: 'closed' }));
    const rounds = await begin({}, watchedIds);
    await rounds.next({ watchedIds });
    emulator.control.reset();
    for (const id of watchedIds) change(id, { operator_id: OPERATOR });
    expect((await twoRounds(rounds, watchedIds)).toSorted()).toEqual(
      watchedIds.map((id) => `UPDATED ${id}`).toSorted(),
    );
    expect(emulator.control.counters()['getTicket']).toBe(200);
  });
});

describe('failures', () => {
  test('a round that fails is asked again and loses nothing', async () => {
    const [id = '', other = ''] = emulator.samples.ticketIds;
    const rounds = await begin();
    change(id, { operator_id: OPERATOR });
    change(other, { state: 'closed' });
    emulator.control.addFault({ kind: 'status', status: 503, route: 'listTickets' });
    expect(await errorOf(rounds.next())).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    emulator.control.clearFaults();
    expect((await twoRounds(rounds)).toSorted()).toEqual([`UPDATED ${id}`, `UPDATED ${other}`].toSorted());
  });

  test('of a ticket that cannot be read nothing is told until it can be', async () => {
    const [id = '', other = ''] = emulator.samples.ticketIds;
    const rounds = await begin();
    change(id, { state: 'closed' });
    change(other, { operator_id: OPERATOR });
    emulator.control.addFault({ kind: 'status', status: 500, route: 'getTicket' });
    expect(await twoRounds(rounds)).toEqual([`UPDATED ${other}`]);
    emulator.control.clearFaults();
    expect(await twoRounds(rounds)).toEqual([`UPDATED ${id}`]);
  });

  test('too many requests are about the whole round', async () => {
    const [id = '', other = ''] = emulator.samples.ticketIds;
    const rounds = await begin();
    change(id, { state: 'closed' });
    change(other, { operator_id: OPERATOR });
    emulator.control.addFault({ kind: 'rateLimit', route: 'getTicket', retryAfterSeconds: 7 });
    expect(await errorOf(rounds.next())).toMatchObject({ code: 'RATE_LIMITED', facts: { retryAfterMs: 7_000 } });
    emulator.control.clearFaults();
    expect((await twoRounds(rounds)).toSorted()).toEqual([`UPDATED ${id}`, `UPDATED ${other}`].toSorted());
  });
});

describe('bounds', () => {
  test('a round without a change is four calls', async () => {
    const rounds = await begin();
    emulator.control.reset();
    await rounds.next();
    expect(emulator.control.counters()).toEqual({ listTickets: 4 });
  });

  test('of more tickets than may be read only changes of those at hand are told, and the round says so', async () => {
    const rounds = startRounds(connect({ scanRows: 10 }));
    expect(await rounds.next()).toMatchObject({ changes: [], isComplete: false });
    const { listed } = JSON.parse(rounds.mark()) as { listed: [string][] };
    expect(listed).toHaveLength(10);
    const [id = ''] = listed[0] ?? [];
    change(id, { operator_id: OPERATOR });
    addTicket({ state: 'pending' });
    const round = await rounds.next();
    expect(told(round)).toEqual([`UPDATED ${id}`]);
    expect(round.isComplete).toBe(false);
    // The fourth list is not read any more.
    expect(emulator.control.counters()['listTickets']).toBe(6);
  });

  test('with a part of the lists at hand no ticket is taken for one that left them', async () => {
    const rounds = startRounds(connect({ scanRows: 10 }));
    await rounds.next();
    const { listed } = JSON.parse(rounds.mark()) as { listed: [string][] };
    // It is in the list that is not read any more.
    change(listed[0]?.[0] ?? '', { state: 'outsourced' });
    expect(await rounds.next()).toMatchObject({ changes: [], isComplete: false });
    expect(emulator.control.counters()['getTicket']).toBeUndefined();
  });

  test('one ticket more than may be remembered is told, and then that the round is not complete', async () => {
    const whole = await begin();
    const { listed } = JSON.parse(whole.mark()) as { listed: unknown[] };
    const rounds = await begin({ scanRows: listed.length });
    const id = addTicket({ state: 'outsourced' });
    const round = await rounds.next();
    expect(told(round)).toEqual([`ADDED ${id}`]);
    expect(round.isComplete).toBe(false);
    expect(await rounds.next()).toMatchObject({ changes: [], isComplete: false });
  });

  test('the mark holds no personal data', async () => {
    const id = addTicket({
      state: 'in_progress',
      vin: 'JH4KA7630PC009999',
      voucher_code: 'SECRET1',
      operator_id: OPERATOR,
    });
    const rounds = await begin();
    expect(rounds.mark()).toContain(id);
    expect(rounds.mark()).not.toMatch(new RegExp(`JH4KA7630PC009999|SECRET1|${OPERATOR}`));
  });

  test('a mark of another format is a new beginning that says so', async () => {
    const rounds = startRounds(connect(), '{"format":"older"}');
    expect(await rounds.next()).toMatchObject({ changes: [], isComplete: false });
  });
});

describe('where tickets in progress alone are read', () => {
  test('they begin and end there', async () => {
    const id = addTicket({ state: 'pending', created_at: '2020-01-01T08:00:00Z' });
    const rounds = await begin({ ticketSource: 'inProgress' });
    emulator.control.reset();
    change(id, { state: 'in_progress' });
    expect(await twoRounds(rounds)).toEqual([`ADDED ${id}`]);
    change(id, { operator_id: OPERATOR });
    expect(await twoRounds(rounds)).toEqual([`UPDATED ${id}`]);
    change(id, { state: 'closed' });
    expect(await twoRounds(rounds)).toEqual([`REMOVED ${id}`]);
    expect(emulator.control.counters()).toEqual({ listInProgressTickets: 6, getInProgressTicket: 1 });
  });

  test('the change to it is a new beginning that says so, and removes nothing', async () => {
    const pending = addTicket({ state: 'pending' });
    const rounds = await begin();
    emulator.control.setSwitches({ genericPathsOff: true });
    const round = await rounds.next();
    expect(told(round)).toEqual([]);
    expect(round.isComplete).toBe(false);
    expect(rounds.mark()).not.toContain(pending);
    const [id = ''] = emulator.samples.ticketIds;
    change(id, { operator_id: OPERATOR });
    expect(await twoRounds(rounds)).toEqual([`UPDATED ${id}`]);
  });
});

describe('events', () => {
  const EVENTS = { events: true };

  test('are not read unless that is set', async () => {
    const rounds = await begin();
    addTicket();
    await rounds.next();
    expect(emulator.control.counters()['listEvents']).toBeUndefined();
  });

  test('tell a ticket that came and went between two looks', async () => {
    const rounds = await begin(EVENTS);
    const id = addTicket({ state: 'pending' });
    change(id, { state: 'closed' });
    const round = await rounds.next();
    expect(told(round)).toEqual([`ADDED ${id}`]);
    expect(round.changes[0]?.ticket?.status.code).toBe('closed');
    expect(await twoRounds(rounds)).toEqual([]);
  });

  test('tell nothing that the lists have told', async () => {
    const rounds = await begin(EVENTS);
    const id = addTicket({ state: 'in_progress' });
    expect(await twoRounds(rounds)).toEqual([`ADDED ${id}`]);
    change(id, { state: 'closed' });
    expect(await twoRounds(rounds)).toEqual([`UPDATED ${id}`]);
  });

  test('that come later than what they tell of tell nothing', async () => {
    const rounds = await begin(EVENTS);
    const { lastId: before } = (JSON.parse(rounds.mark()) as { events: { lastId: string | null } }).events;
    const [id = ''] = emulator.samples.ticketIds;
    const passing = addTicket({ state: 'closed' });
    change(id, { state: 'closed' });
    expect((await twoRounds(rounds)).toSorted()).toEqual([`ADDED ${passing}`, `UPDATED ${id}`].toSorted());
    const mark = JSON.parse(rounds.mark()) as { events: object };
    const late = startRounds(connect(EVENTS), JSON.stringify({ ...mark, events: { ...mark.events, lastId: before } }));
    expect(await twoRounds(late)).toEqual([]);
    expect(late.mark()).toBe(rounds.mark());
  });

  test('tell nothing twice after a round that failed', async () => {
    const rounds = await begin(EVENTS);
    const [id = ''] = emulator.samples.ticketIds;
    emulator.control.addFault({ kind: 'status', status: 500, route: 'listEvents' });
    change(id, { state: 'closed' });
    expect(await errorOf(rounds.next())).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    emulator.control.clearFaults();
    expect(await twoRounds(rounds)).toEqual([`UPDATED ${id}`]);
  });

  test('are asked with one filter, and go on after the largest id', async () => {
    emulator.control.setSwitches({ shuffled: true });
    const rounds = await begin(EVENTS);
    const ids = [addTicket(), addTicket(), addTicket()];
    for (const id of ids) change(id, { state: 'closed' });
    expect(told(await rounds.next()).toSorted()).toEqual(ids.map((id) => `ADDED ${id}`).toSorted());
    const urls = emulator.control.requests().flatMap(({ route, url }) => (route === 'listEvents' ? [url] : []));
    for (const url of urls) expect(url).toMatch(/^\/v2\/system\/events\?limit=\d+&(after_id|occurred_after)=[^&]+$/);
    const { lastId } = (JSON.parse(rounds.mark()) as { events: { lastId: string } }).events;
    emulator.control.reset();
    await rounds.next();
    expect(emulator.control.requests().find(({ route }) => route === 'listEvents')?.url).toContain(lastId);
    expect(emulator.control.counters()['getTicket']).toBeUndefined();
  });

  test('of a ticket that could not be read after it left the lists are no second news of it', async () => {
    const rounds = await begin(EVENTS);
    const [id = ''] = emulator.samples.ticketIds;
    change(id, { state: 'closed' });
    emulator.control.addFault({ kind: 'status', status: 500, route: 'getTicket', times: 1 });
    expect(await twoRounds(rounds)).toEqual([`UPDATED ${id}`]);
    expect(await twoRounds(rounds)).toEqual([]);
  });

  test('whose ticket cannot be read are asked for again', async () => {
    const rounds = await begin(EVENTS);
    const id = addTicket({ state: 'pending' });
    change(id, { state: 'closed' });
    emulator.control.addFault({ kind: 'status', status: 500, route: 'getTicket' });
    expect(told(await rounds.next())).toEqual([]);
    emulator.control.clearFaults();
    expect(await twoRounds(rounds)).toEqual([`ADDED ${id}`]);
  });
});
