import { afterEach, describe, expect, test } from '@jest/globals';
import type { Party } from '../../src/ticketing/ticket.ts';
import { eventually } from '../support/eventually.ts';
import {
  change,
  changeHere,
  CLOSED,
  createDesk,
  OPEN,
  OPENED,
  remove,
  subscribeTo,
  toldTo,
  untilAllTold,
  type ListListener,
  type ListWish,
} from '../support/filtered-desk.ts';
import { startLive, type LiveUnderTest } from '../support/live-under-test.ts';
import { testPrincipal } from '../support/principal.ts';
import { failureOf, scriptedTicket, SERVICE_FOR_CUSTOMERS, type ScriptedBackend } from '../support/scripted-backend.ts';

let started: LiveUnderTest;
afterEach(async () => started.stop());

/** Long enough for subscribers to come between two looks. */
const PAUSE = { shortest: 300, longest: 300 };

function subscribe(desk: ScriptedBackend, wish?: ListWish): ListListener {
  return subscribeTo(started, desk, wish);
}

test('a ticket that was never told of is ADDED when it enters, REMOVED when it leaves, and not told while outside', async () => {
  started = await startLive();
  const desk = createDesk();
  const listener = subscribe(desk);
  await listener.until(1);
  change(desk, 'c1');
  change(desk, 'c2', OPENED);
  change(desk, 'c2');
  change(desk, 'o1', CLOSED);
  change(desk, 'o1');
  change(desk, 'new');
  change(desk, 'new and closed', CLOSED);
  remove(desk, 'c3');
  remove(desk, 'o2');
  await untilAllTold(desk, listener);
  expect(toldTo(listener)).toEqual([
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
  change(desk, 'o1', CLOSED);
  change(desk, 'o2', CLOSED);
  await untilAllTold(desk, listener);
  expect(toldTo(listener)).toEqual(['SOURCES', 'ADDED c1', 'REMOVED o1', 'UPDATED o3']);
  expect(desk.listings).toBe(0);
});

test('the list is read once for all agents, and not where it has no condition', async () => {
  started = await startLive();
  const desk = createDesk();
  const agent = (index: number): ListWish => ({ principal: testPrincipal({ subject: `agent ${index}` }) });
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
    [...listeners, late].map((listener) => eventually('told', () => toldTo(listener).at(-1) === 'ADDED c2')),
  );
  for (const listener of listeners) expect(toldTo(listener)).toEqual(['SOURCES', 'ADDED c1', 'UPDATED c1', 'ADDED c2']);
  expect(toldTo(late)).toEqual(['SOURCES', 'UPDATED c1', 'ADDED c2']);
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
    await untilAllTold(desk, beginning, resuming);
    expect(toldTo(beginning)).toEqual(['SOURCES', 'UPDATED o3']);
    expect(toldTo(resuming)).toEqual(['SOURCES', 'REMOVED c1', 'REMOVED c2', 'UPDATED o3']);
    await eventually('another look', () => desk.looks.length > 2);
    change(desk, 'c3');
    change(desk, 'o3');
    await eventually('all was told', () => toldTo(resuming).length === 5);
    expect(toldTo(resuming).slice(4)).toEqual(['UPDATED o3']);
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
    await untilAllTold(desk, listener);
    expect(toldTo(listener)).toEqual(['SOURCES', 'GAP', 'REMOVED c1', 'UPDATED o3']);
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
    await untilAllTold(desk, hasty, later);
    expect(toldTo(hasty)).toEqual(['SOURCES', 'REMOVED c1', 'UPDATED o3']);
    expect(toldTo(later)).toEqual(['SOURCES', 'UPDATED o3']);
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
  change(desk, 'o1', CLOSED);
  change(desk, 'c1', OPENED);
  await eventually('told', () => toldTo(listener).length === 3);
  // What was read knows of neither.
  reading.resolve();
  await eventually('looked again', () => desk.looks.length > 20);
  change(desk, 'o1');
  change(desk, 'c1');
  await untilAllTold(desk, listener);
  expect(toldTo(listener)).toEqual(['SOURCES', 'REMOVED o1', 'UPDATED c1', 'UPDATED c1', 'UPDATED o3']);
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
  await untilAllTold(desk, listener);
  expect(toldTo(listener)).toEqual(['SOURCES', 'REMOVED c1', 'UPDATED c2', 'ADDED c3', 'UPDATED o3']);
});

test('where changes may stay unseen, what may be in a list is taken away', async () => {
  started = await startLive();
  const desk = createDesk({ coverage: 'WATCHED' });
  const listener = subscribe(desk);
  await listener.until(1);
  changeHere(started, desk, 'c1', CLOSED);
  changeHere(started, desk, 'c2', OPENED);
  changeHere(started, desk, 'c1', CLOSED);
  changeHere(started, desk, 'o1', {});
  await listener.until(5);
  expect(toldTo(listener)).toHaveLength(5);
  expect(new Set(toldTo(listener))).toEqual(new Set(['SOURCES', 'REMOVED c1', 'ADDED c2', 'UPDATED o1']));
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
  await untilAllTold(desk, listener);
  expect(toldTo(listener)).toEqual(['SOURCES', 'REMOVED o1', 'ADDED c1', 'UPDATED o3']);
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
