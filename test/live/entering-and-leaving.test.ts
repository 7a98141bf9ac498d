import { afterEach, describe, expect, test } from '@jest/globals';
import { guardBackend } from '../../src/dispatch/guard.ts';
import type { TicketChangeEvent } from '../../src/live/change-event.ts';
import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import type { TicketFilter } from '../../src/ticketing/filter.ts';
import type { Principal } from '../../src/ticketing/principal.ts';
import type { NativeTicket, Party } from '../../src/ticketing/ticket.ts';
import { eventually } from '../support/eventually.ts';
import { listenTo, type LiveListener } from '../support/live-listener.ts';
import { startLive, type LiveUnderTest } from '../support/live-under-test.ts';
import { testPrincipal } from '../support/principal.ts';
import {
  changeOf,
  createScriptedBackend,
  failureOf,
  scriptedTicket,
  SERVICE_FOR_CUSTOMERS,
  type ScriptedBackend,
  type ScriptedOptions,
} from '../support/scripted-backend.ts';

let started: LiveUnderTest;
afterEach(async () => started.stop());

const OPEN: TicketFilter = { statusCategories: ['OPEN'] };
const CLOSED = { code: 'DONE', label: 'Done', category: 'CLOSED', isTerminal: true } as const;
/** Long enough for subscribers to come between two looks. */
const PAUSE = { shortest: 300, longest: 300 };

/** As the gateway has them: one for all who ask. */
const guarded = new WeakMap<ScriptedBackend, BackendInstance>();

interface Wish {
  readonly filter?: TicketFilter;
  readonly since?: string;
  readonly principal?: Principal;
}

function subscribe(desk: ScriptedBackend, wish: Wish = {}): LiveListener<TicketChangeEvent> {
  const backend = guarded.get(desk) ?? guardBackend(desk.backend);
  guarded.set(desk, backend);
  const { filter = OPEN, since = null, principal = testPrincipal() } = wish;
  return listenTo((signal) =>
    started.live.ticketChanges([{ backend, filter }], since, { principal, signal, correlationId: 'c', language: 'en' }),
  );
}

function told({ events }: LiveListener<TicketChangeEvent>): string[] {
  return events.map((event) =>
    event.kind === 'GAP' || event.kind === 'SOURCES' ? event.kind : `${event.kind} ${event.nativeId}`,
  );
}

/** Open tickets o1 to o3 and closed ones c1 to c3. */
function createDesk(options: ScriptedOptions = {}): ScriptedBackend {
  const desk = createScriptedBackend({ hasList: true, ...options });
  for (const count of [1, 2, 3]) {
    desk.tickets.set(`o${count}`, scriptedTicket(`o${count}`));
    desk.tickets.set(`c${count}`, scriptedTicket(`c${count}`, { status: CLOSED }));
  }
  return desk;
}

let versions = 1;

/** Somebody changes a ticket in the backend; the next look finds it. */
function change(desk: ScriptedBackend, nativeId: string, facts: Partial<NativeTicket> = {}): void {
  versions += 1;
  const before = desk.tickets.get(nativeId) ?? scriptedTicket(nativeId);
  const ticket = { ...before, version: String(versions), ...facts };
  const kind = desk.tickets.has(nativeId) ? 'UPDATED' : 'ADDED';
  desk.tickets.set(nativeId, ticket);
  desk.news.changes.push(changeOf(kind, ticket));
}

function remove(desk: ScriptedBackend, nativeId: string): void {
  desk.tickets.delete(nativeId);
  desk.news.changes.push(changeOf('REMOVED', nativeId));
}

/** What changes after it, and is told, tells that nothing else comes before. */
async function afterAll(desk: ScriptedBackend, ...listeners: LiveListener<TicketChangeEvent>[]): Promise<void> {
  change(desk, 'o3');
  await eventually('all was told', () => listeners.every((listener) => told(listener).at(-1) === 'UPDATED o3'));
}

const OPENED = { status: scriptedTicket('any').status };

test('a ticket that was never told of is ADDED when it enters, REMOVED when it leaves, and not told while outside', async () => {
  started = await startLive();
  const desk = createDesk();
  const listener = subscribe(desk);
  await listener.until(1);
  change(desk, 'c1');
  change(desk, 'c2', OPENED);
  change(desk, 'c2');
  change(desk, 'o1', { status: CLOSED });
  change(desk, 'o1');
  change(desk, 'new');
  change(desk, 'new and closed', { status: CLOSED });
  remove(desk, 'c3');
  remove(desk, 'o2');
  await afterAll(desk, listener);
  expect(told(listener)).toEqual([
    'SOURCES',
    'ADDED c2',
    'UPDATED c2',
    'REMOVED o1',
    'ADDED new',
    'REMOVED o2',
    'UPDATED o3',
  ]);
});

test('so it is for a list of tickets that were named', async () => {
  started = await startLive();
  const desk = createDesk();
  const listener = subscribe(desk, { filter: { ...OPEN, ids: ['o1', 'c1', 'c2', 'o3'] } });
  await listener.until(1);
  change(desk, 'c1', OPENED);
  change(desk, 'c2');
  change(desk, 'o1', { status: CLOSED });
  change(desk, 'o2', { status: CLOSED });
  await afterAll(desk, listener);
  expect(told(listener)).toEqual(['SOURCES', 'ADDED c1', 'REMOVED o1', 'UPDATED o3']);
  expect(desk.listings).toBe(0);
});

test('the list is read once for all agents, and not where it has no condition', async () => {
  started = await startLive();
  const desk = createDesk();
  const agent = (index: number): Wish => ({ principal: testPrincipal({ subject: `agent ${index}` }) });
  const listeners = Array.from({ length: 20 }, (_, index) => subscribe(desk, agent(index)));
  const all = subscribe(desk, { filter: {} });
  await Promise.all([...listeners, all].map((listener) => listener.until(1)));
  expect(started.live.counts()).toMatchObject({ feeds: 21, rosters: 2 });
  change(desk, 'c1', OPENED);
  await Promise.all(listeners.map((listener) => listener.until(2)));
  // Who comes later finds what the others know.
  const late = subscribe(desk, agent(21));
  await late.until(1);
  change(desk, 'c1');
  change(desk, 'c2', OPENED);
  await Promise.all(
    [...listeners, late].map((listener) => eventually('told', () => told(listener).at(-1) === 'ADDED c2')),
  );
  for (const listener of listeners) expect(told(listener)).toEqual(['SOURCES', 'ADDED c1', 'UPDATED c1', 'ADDED c2']);
  expect(told(late)).toEqual(['SOURCES', 'UPDATED c1', 'ADDED c2']);
  expect(desk.listings).toBe(1);
});

describe('whoever has a list from before', () => {
  test('is told to take away what may have left it before it was read here, and nobody else is', async () => {
    started = await startLive();
    const desk = createDesk({ pollMs: PAUSE });
    const beginning = subscribe(desk);
    await beginning.until(1);
    const since = await started.live.head();
    const resuming = subscribe(desk, { since });
    await resuming.until(1);
    // It may have been open when the list was read; the first look after it tells.
    change(desk, 'c1');
    remove(desk, 'c2');
    await afterAll(desk, beginning, resuming);
    expect(told(beginning)).toEqual(['SOURCES', 'UPDATED o3']);
    expect(told(resuming)).toEqual(['SOURCES', 'REMOVED c1', 'REMOVED c2', 'UPDATED o3']);
    await eventually('another look', () => desk.looks.length > 2);
    change(desk, 'c3');
    change(desk, 'o3');
    await eventually('all was told', () => told(resuming).length === 5);
    expect(told(resuming).slice(4)).toEqual(['UPDATED o3']);
  });

  test('so is whoever read it after a gap', async () => {
    started = await startLive();
    const desk = createDesk({ pollMs: PAUSE });
    const listener = subscribe(desk);
    await listener.until(1);
    desk.isComplete = false;
    await listener.until(2);
    desk.isComplete = true;
    await eventually('the list was read again', () => desk.listings === 2);
    change(desk, 'c1');
    await afterAll(desk, listener);
    expect(told(listener)).toEqual(['SOURCES', 'GAP', 'REMOVED c1', 'UPDATED o3']);
  });

  test('so is whoever began before the list was known', async () => {
    started = await startLive({ readyMs: 50 });
    const desk = createDesk({ pollMs: PAUSE });
    const reading = Promise.withResolvers<void>();
    desk.listGate = reading.promise;
    const [hasty, patient] = [subscribe(desk), subscribe(desk)];
    await Promise.all([hasty.until(1), patient.until(1)]);
    reading.resolve();
    await eventually('the list is known', () => desk.listings === 1);
    const later = subscribe(desk);
    await later.until(1);
    change(desk, 'c1');
    await afterAll(desk, hasty, later);
    expect(told(hasty)).toEqual(['SOURCES', 'REMOVED c1', 'UPDATED o3']);
    expect(told(later)).toEqual(['SOURCES', 'UPDATED o3']);
  });
});

test('what changes while the list is read counts as read before', async () => {
  started = await startLive({ readyMs: 50 });
  const desk = createDesk();
  const reading = Promise.withResolvers<void>();
  desk.listGate = reading.promise;
  const listener = subscribe(desk);
  await listener.until(1);
  await eventually('the list is read', () => desk.listings === 1);
  change(desk, 'o1', { status: CLOSED });
  change(desk, 'c1', OPENED);
  await eventually('told', () => told(listener).length === 3);
  // What was read knows of neither.
  reading.resolve();
  await eventually('looked again', () => desk.looks.length > 20);
  change(desk, 'o1');
  change(desk, 'c1');
  await afterAll(desk, listener);
  expect(told(listener)).toEqual(['SOURCES', 'REMOVED o1', 'UPDATED c1', 'UPDATED c1', 'UPDATED o3']);
});

test('a list that cannot be read is read again, and until then changes are told with less knowledge', async () => {
  started = await startLive();
  const desk = createDesk({ pollMs: { shortest: 10, longest: 100 } });
  desk.listFailure = failureOf('BACKEND_UNAVAILABLE');
  const listener = subscribe(desk);
  await listener.until(1);
  change(desk, 'c1');
  change(desk, 'c2', OPENED);
  await listener.until(3);
  desk.listFailure = null;
  const before = desk.listings;
  await eventually('the list is read', () => desk.listings > before);
  await eventually('looked again', () => desk.looks.length > 20);
  change(desk, 'c3', OPENED);
  change(desk, 'c1');
  await afterAll(desk, listener);
  expect(told(listener)).toEqual(['SOURCES', 'REMOVED c1', 'UPDATED c2', 'ADDED c3', 'UPDATED o3']);
});

test('where changes may stay unseen, what may be in a list is taken away', async () => {
  started = await startLive();
  const desk = createDesk({ coverage: 'WATCHED' });
  const listener = subscribe(desk);
  await listener.until(1);
  const made = { principal: testPrincipal(), backend: desk.backend, movedToId: null, interaction: null };
  const publish = (nativeId: string, facts: Partial<NativeTicket>): void => {
    versions += 1;
    const ticket = scriptedTicket(nativeId, { version: String(versions), ...facts });
    started.live.publish({ ...made, ticketId: nativeId, kind: 'UPDATED', ticket });
  };
  publish('c1', { status: CLOSED });
  publish('c2', {});
  publish('c1', { status: CLOSED });
  publish('o1', {});
  await listener.until(5);
  expect(told(listener)).toHaveLength(5);
  expect(new Set(told(listener))).toEqual(new Set(['SOURCES', 'REMOVED c1', 'ADDED c2', 'UPDATED o1']));
});

test('a customer is told of what becomes theirs or ceases to be, though it was never told of before', async () => {
  started = await startLive();
  const desk = createDesk({ access: SERVICE_FOR_CUSTOMERS });
  const party = (id: string) => ({ customer: { id } as Party });
  for (const [id, ticket] of desk.tickets) desk.tickets.set(id, { ...ticket, ...party(id === 'o1' ? 'ann' : 'bob') });
  desk.tickets.set('o3', { ...scriptedTicket('o3'), ...party('ann') });
  const ann = testPrincipal({ subject: 'ann', roles: ['CUSTOMER'], customerIds: { desk: 'ann' } });
  const listener = subscribe(desk, { filter: {}, principal: ann });
  await listener.until(1);
  change(desk, 'o2');
  change(desk, 'o1', party('bob'));
  change(desk, 'c1', party('ann'));
  remove(desk, 'c2');
  await afterAll(desk, listener);
  expect(told(listener)).toEqual(['SOURCES', 'REMOVED o1', 'ADDED c1', 'UPDATED o3']);
});

test('nothing is left of a list whose reading does not end', async () => {
  started = await startLive();
  const desk = createDesk();
  desk.listGate = new Promise<never>(() => {});
  const listener = subscribe(desk);
  await eventually('the list is read', () => desk.listings === 1);
  await listener.leave();
  await eventually('nothing left', () => started.live.counts().pollers === 0);
  expect(started.live.counts()).toEqual({ subscribers: 0, feeds: 0, pollers: 0, rosters: 0 });
  expect(started.failures).toEqual([]);
});
