import { afterEach, describe, expect, test } from '@jest/globals';
import { compareList } from '../../adapters/crm/change-mark.ts';
import { createInterests } from '../../src/live/interests.ts';
import { createRosters } from '../../src/live/rosters.ts';
import { CHANGE_STREAM_BOUNDS, type ChangeStream } from '../../src/store/change-stream.ts';
import { encodeChangeCursor } from '../../src/store/change-cursor.ts';
import { createMemoryMembers } from '../../src/store/memory-members.ts';
import { createMemoryChangeStream } from '../../src/store/memory-change-stream.ts';
import { eventually } from '../support/eventually.ts';
import {
  change,
  changeHere,
  changeUnseen,
  CLOSED,
  createDesk,
  looksLater,
  OPEN,
  OPENED,
  subscribeTo,
  toldTo,
  untilAllTold,
  type ListListener,
  type ListWish,
} from '../support/filtered-desk.ts';
import { startLive, startMemoryStores, type LiveUnderTest } from '../support/live-under-test.ts';
import { testPrincipal } from '../support/principal.ts';
import type { ScriptedBackend } from '../support/scripted-backend.ts';

// Where a list may hold a ticket that the gateway takes to be outside of it, its leaving is told all the same.

let started: LiveUnderTest;
afterEach(async () => started.stop());

function subscribe(desk: ScriptedBackend, wish?: ListWish): ListListener {
  return subscribeTo(started, desk, wish);
}

const at = (position: number): string => encodeChangeCursor({ log: 'log', position });

/** A log that can be lost: what comes next is another one. */
async function startLosingLog() {
  const stores = await startMemoryStores();
  const listeners = new Set<() => void>();
  const begin = (): ChangeStream => {
    const log = createMemoryChangeStream({
      holds: () => true,
      clock: Date.now,
      bounds: CHANGE_STREAM_BOUNDS,
    });
    log.subscribe(() => {
      for (const listener of listeners) listener();
    });
    return log;
  };
  let current = begin();
  const changes: ChangeStream = {
    append: (entries) => current.append(entries),
    appendFenced: (lease, entries, mark) => current.appendFenced(lease, entries, mark),
    readMark: (name) => current.readMark(name),
    readAfter: (cursor, limit) => current.readAfter(cursor, limit),
    head: () => current.head(),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  started = await startLive({ stores: { ...stores, changes } });
  return {
    lose() {
      current = begin();
      for (const listener of listeners) listener();
    },
  };
}

test('when the log was lost and another one begins', async () => {
  const log = await startLosingLog();
  const desk = createDesk();
  const listener = subscribe(desk);
  await listener.until(1);
  await looksLater(desk, 5);
  change(desk, 'c1');
  await untilAllTold(desk, listener);
  log.lose();
  await eventually('the gap', () => toldTo(listener).includes('GAP'));
  await eventually('the list was read again', () => desk.listings === 2);
  await looksLater(desk, 5);
  const before = toldTo(listener).length;
  change(desk, 'c1', OPENED);
  await looksLater(desk, 3);
  change(desk, 'c1', CLOSED);
  change(desk, 'c2');
  await untilAllTold(desk, listener);
  expect(toldTo(listener).slice(before)).toEqual(['ADDED c1', 'REMOVED c1', 'UPDATED o3']);
});

test('when a disappearance takes two looks to be told', async () => {
  const desk: ScriptedBackend = createDesk({
    pollMs: { shortest: 150, longest: 150 },
    operations: {
      detectChanges: {
        coverage: 'ALL',
        seesLogs: false,
        sees: 'everything',
        async detect(request) {
          desk.looks.push(request);
          return compareList(request.mark, [...desk.tickets.values()], 100);
        },
      },
    },
  });
  started = await startLive();
  const all = subscribe(desk, { filter: {} });
  await all.until(1);
  await looksLater(desk, 1);
  const since = await started.live.head();
  desk.tickets.delete('o2');
  const resuming = subscribe(desk, { since });
  await eventually('it was told', () => toldTo(all).includes('REMOVED o2'));
  change(desk, 'o3');
  await eventually('to both', () => toldTo(resuming).includes('UPDATED o3'));
  expect(toldTo(resuming)).toContain('REMOVED o2');
});

test('when looks never see all there is', async () => {
  started = await startLive();
  const desk = createDesk();
  desk.isComplete = false;
  const early = subscribe(desk);
  await early.until(1);
  await looksLater(desk, 10);
  const listener = subscribe(desk);
  await listener.until(1);
  await looksLater(desk, 10);
  changeUnseen(desk, 'c1', OPENED);
  // Whoever reads the list now has it.
  change(desk, 'c1', CLOSED);
  await untilAllTold(desk, listener);
  expect(toldTo(listener)).toContain('REMOVED c1');
});

describe('tickets that were named', () => {
  test('and are watched late', async () => {
    started = await startLive({ readyMs: 50 });
    const desk = createDesk({ coverage: 'WATCHED', pollMs: { shortest: 400, longest: 400 } });
    const other = subscribe(desk, { filter: { ids: ['o2'] } });
    await other.until(1);
    await looksLater(desk, 1);
    const listener = subscribe(desk, { filter: { ...OPEN, ids: ['c1', 'o3'] } });
    await listener.until(1);
    await eventually('they were read', () => desk.readings.length > 0);
    changeUnseen(desk, 'c1', OPENED);
    await eventually('the gap', () => toldTo(listener).includes('GAP'));
    // Whoever reads the list now has it.
    await looksLater(desk, 1);
    change(desk, 'c1', CLOSED);
    await untilAllTold(desk, listener);
    expect(toldTo(listener)).toContain('REMOVED c1');
  });

  test('and are more than are looked at', async () => {
    started = await startLive();
    const desk = createDesk({ coverage: 'WATCHED' });
    const namesOf = (index: number): string[] => Array.from({ length: 100 }, (_, number) => `x${index}-${number}`);
    const crowd = [0, 1, 2, 3, 4, 5].map((index) => subscribe(desk, { filter: { ids: namesOf(index) } }));
    await Promise.all(crowd.map((one) => one.until(1)));
    const listener = subscribe(desk, { filter: { ...OPEN, ids: ['c1', 'o3'] } });
    await listener.until(1);
    await looksLater(desk, 5);
    changeUnseen(desk, 'c1', OPENED);
    await looksLater(desk, 3);
    changeHere(started, desk, 'c1', CLOSED);
    changeHere(started, desk, 'o3', {});
    await listener.until(3);
    expect(toldTo(listener)).toEqual(['SOURCES', 'REMOVED c1', 'UPDATED o3']);
  });
});

test('when more was named than is looked at, and is not any more: that is a gap', async () => {
  let now = Date.now();
  started = await startLive({ members: createMemoryMembers(() => now) });
  const desk: ScriptedBackend = createDesk({
    operations: {
      detectChanges: {
        coverage: 'WATCHED',
        seesLogs: false,
        sees: 'what is named',
        async detect(request) {
          desk.looks.push(request);
          return { changes: [], interactions: [], mark: 1, isComplete: true };
        },
      },
    },
  });
  const namesOf = (index: number): string[] => Array.from({ length: 100 }, (_, number) => `x${index}-${number}`);
  const crowd = [0, 1, 2, 3, 4, 5].map((index) => subscribe(desk, { filter: { ids: namesOf(index) } }));
  await Promise.all(crowd.map((one) => one.until(1)));
  const listener = subscribe(desk, { filter: { ...OPEN, ids: ['c1'] } });
  await listener.until(1);
  expect(listener.events[0]).toMatchObject({
    sources: [{ state: { message: expect.stringContaining('More is watched one by one') } }],
  });
  expect(desk.looks.at(-1)?.watchedIds).not.toContain('c1');
  await Promise.all(crowd.map((one) => one.leave()));
  // What those who left had named is forgotten.
  now += 31_000;
  await eventually('the gap', () => toldTo(listener).includes('GAP'));
  expect(desk.looks.at(-1)?.watchedIds).toContain('c1');
});

test('when changes were missed while a list was read that could not be read', async () => {
  started = await startLive();
  const reading = Promise.withResolvers<null>();
  const desk = createDesk({ pollMs: { shortest: 50, longest: 60_000 } });
  const failures: unknown[] = [];
  const rosters = createRosters({
    changes: { ...started.stores.changes, head: async () => at(5) },
    watchers: {
      watch: () => ({
        settled: Promise.resolve(),
        watchedLate: Promise.resolve(false),
        nextLook: async () => true,
        isWhole: true,
        state: () => ({ name: 'LIVE', message: null, lastLookAt: null }),
        release() {},
      }),
      hurry() {},
      pollers: 1,
      stop: async () => {},
    },
    readList: () => reading.promise,
    forgetLists() {},
    isAlone: true,
    reportFailure: (error) => failures.push(error),
  });
  const roster = rosters.acquire({
    part: { backend: desk.backend, filter: OPEN },
    principal: testPrincipal(),
    asker: () => ({
      principal: testPrincipal(),
      signal: new AbortController().signal,
      correlationId: 'c',
      language: 'en',
    }),
    isInNow: async () => false,
  });
  const changeOfTicket = () => ({ type: 'TICKET', ticketId: 'c1' }) as never;
  expect(await roster.placeBefore(changeOfTicket(), at(2))).toBe('UNKNOWN');
  expect(await roster.placeBefore(changeOfTicket(), at(3))).toBe('OUT');
  await new Promise((resolve) => setTimeout(resolve, 20));
  roster.forget(at(5));
  reading.resolve(null);
  await roster.ready;
  expect(await roster.placeBefore(changeOfTicket(), at(7))).toBe('UNKNOWN');
  expect(failures).toEqual([]);
  roster.release();
});

test('when a list is read again soon: it is not one that was kept', async () => {
  started = await startLive();
  const desk = createDesk({ pollMs: { shortest: 2_000, longest: 2_000 } });
  const all = subscribe(desk, { filter: {} });
  await all.until(1);
  const first = subscribe(desk);
  await first.until(1);
  await first.leave();
  const again = subscribe(desk);
  await again.until(1);
  expect(desk.listings).toBe(2);
});

test('where other instances may keep older lists, a new list is not trusted before the next look', async () => {
  started = await startLive({ kind: 'redis' });
  const desk = createDesk({ pollMs: { shortest: 300, longest: 300 } });
  const listener = subscribe(desk);
  await listener.until(1);
  change(desk, 'c1');
  await untilAllTold(desk, listener);
  await looksLater(desk, 1);
  change(desk, 'c1');
  await untilAllTold(desk, listener);
  expect(toldTo(listener)).toEqual(['SOURCES', 'REMOVED c1', 'UPDATED o3', 'UPDATED o3']);
});

test('whoever waits for a look when all have ended is told that there is none', async () => {
  started = await startLive();
  const interests = createInterests({ members: started.stores.members, key: 'desk', reportFailure() {} });
  interests.end();
  expect(await interests.add({ ticketIds: [], logIds: [] }).watched).toBe(false);
});
