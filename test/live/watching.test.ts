import { afterEach, describe, expect, test } from '@jest/globals';
import type { InteractionEvent, TicketChangeEvent } from '../../src/live/change-event.ts';
import type { Leases } from '../../src/store/leases.ts';
import type { Stores } from '../../src/store/shared-store.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { eventually } from '../support/eventually.ts';
import { listenTo, type LiveListener } from '../support/live-listener.ts';
import { startLive, startMemoryStores, type LiveUnderTest } from '../support/live-under-test.ts';
import { testPrincipal } from '../support/principal.ts';
import {
  changeOf,
  createScriptedBackend,
  failureOf,
  logEntryOf,
  scriptedTicket,
  type ScriptedBackend,
} from '../support/scripted-backend.ts';

const running: LiveUnderTest[] = [];
const stores: Stores[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((live) => live.stop()));
  await Promise.all(stores.splice(0).map((one) => one.close()));
});

async function start(options: Parameters<typeof startLive>[0] = {}): Promise<LiveUnderTest> {
  const started = await startLive(options);
  running.push(started);
  return started;
}

const asker = (signal: AbortSignal) => ({ principal: testPrincipal(), signal, correlationId: 'c', language: 'en' });

function subscribe(
  { live }: LiveUnderTest,
  { backend }: ScriptedBackend,
  ids?: readonly string[],
): LiveListener<TicketChangeEvent> {
  const filter = ids === undefined ? {} : { ids: [...ids] };
  return listenTo((signal) => live.ticketChanges([{ backend, filter }], null, asker(signal)));
}

function follow({ live }: LiveUnderTest, { backend }: ScriptedBackend): LiveListener<InteractionEvent> {
  return listenTo((signal) => live.interactions(backend, 'a', null, asker(signal), async () => true));
}

const states = (events: readonly (TicketChangeEvent | InteractionEvent)[]): string[] =>
  events.map((event) => (event.kind === 'SOURCES' ? (event.sources[0]?.state.name ?? 'none') : event.kind));

test('one poller looks for all who listen, and none when nobody does', async () => {
  const started = await start();
  const desk = createScriptedBackend();
  const listeners = Array.from({ length: 50 }, () => subscribe(started, desk));
  await Promise.all(listeners.map((listener) => listener.until(1)));
  expect(started.live.counts()).toEqual({ subscribers: 50, feeds: 1, pollers: 1, rosters: 1 });
  await Promise.all(listeners.slice(1).map((listener) => listener.leave()));
  desk.news.changes.push(changeOf('UPDATED', scriptedTicket('a')));
  await listeners[0]?.until(2);
  await listeners[0]?.leave();
  await eventually('nothing left', () => started.live.counts().pollers === 0);
  expect(started.live.counts()).toEqual({ subscribers: 0, feeds: 0, pollers: 0, rosters: 0 });
  const made = desk.looks.length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(desk.looks).toHaveLength(made);
});

test('whoever comes when the last has just left does not wait for the lease of before', async () => {
  const shared = await startMemoryStores();
  stores.push(shared);
  const leases: Leases = {
    async acquire(...wanted) {
      const lease = await shared.leases.acquire(...wanted);
      if (lease === null) return null;
      async function release(): Promise<void> {
        await new Promise((resolve) => setTimeout(resolve, 30));
        await lease?.release();
      }
      return { ...lease, release };
    },
  };
  const started = await start({ stores: shared, leases, leaseMs: 60_000 });
  const desk = createScriptedBackend();
  for (let round = 0; round < 3; round += 1) {
    const made = desk.looks.length;
    const listener = subscribe(started, desk);
    await listener.until(1);
    await eventually('somebody looks', () => desk.looks.length > made);
    expect(states(listener.events)).toEqual(['LIVE']);
    await listener.leave();
  }
});

test('looks keep the shortest pause, however often somebody hurries', async () => {
  const started = await start();
  const desk = createScriptedBackend({ pollMs: { shortest: 100, longest: 100 } });
  await subscribe(started, desk).until(1);
  const startedAt = Date.now();
  const made = desk.looks.length;
  while (desk.looks.length < made + 3) {
    started.live.hurry(desk.backend);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  // The first of the three may have been due at once.
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(195);
});

test('a backend that wants to be left alone is, however often somebody hurries', async () => {
  const started = await start();
  const desk = createScriptedBackend();
  const listener = subscribe(started, desk);
  await listener.until(1);
  desk.failure = new GatewayError('RATE_LIMITED', 'Not so fast.', { retryAfterMs: 200 });
  await listener.until(2);
  const [looks, failedAt] = [desk.looks.length, Date.now()];
  desk.failure = null;
  while (desk.looks.length === looks) {
    started.live.hurry(desk.backend);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  // The event came a little later than the answer.
  expect(Date.now() - failedAt).toBeGreaterThanOrEqual(150);
});

test('whoever hurries does not wait for a long pause', async () => {
  const started = await start();
  const desk = createScriptedBackend({ pollMs: { shortest: 10, longest: 60_000 } });
  const listener = subscribe(started, desk);
  await listener.until(1);
  // Failures make the pause long.
  const { promise, resolve } = Promise.withResolvers<void>();
  desk.gate = promise;
  await eventually('a look is under way', () => desk.looks.length > 1);
  desk.news.changes.push(changeOf('UPDATED', scriptedTicket('a')));
  resolve();
  desk.gate = null;
  expect(await listener.until(2)).toMatchObject({ kind: 'UPDATED' });
});

test('a round that fails is asked again with the same mark', async () => {
  const started = await start();
  const desk = createScriptedBackend();
  const listener = subscribe(started, desk);
  await listener.until(1);
  desk.failure = failureOf('BACKEND_UNAVAILABLE');
  await listener.until(2);
  const failed = desk.looks.at(-1)?.mark;
  const count = desk.looks.length;
  await eventually('another look', () => desk.looks.length > count);
  expect(desk.looks.at(-1)?.mark).toEqual(failed);
});

test('the first event does not wait for ever for a slow backend: that it is watched comes later, with a gap', async () => {
  const started = await start({ readyMs: 20 });
  const desk = createScriptedBackend();
  const { promise, resolve } = Promise.withResolvers<void>();
  desk.gate = promise;
  const listener = subscribe(started, desk);
  await listener.until(1);
  expect(states(listener.events)).toEqual(['STARTING']);
  resolve();
  await listener.until(3);
  expect(states(listener.events).sort()).toEqual(['GAP', 'LIVE', 'STARTING']);
});

test('a backend that cannot be watched tells of changes made here', async () => {
  const started = await start();
  const desk = createScriptedBackend({ operations: { detectChanges: { unsupported: 'It tells nothing.' } } });
  const listener = subscribe(started, desk);
  expect(await listener.until(1)).toMatchObject({
    sources: [{ state: { name: 'OWN_CHANGES', message: 'It tells nothing.' } }],
  });
  expect(started.live.counts().pollers).toBe(0);
  started.live.publish({
    principal: testPrincipal(),
    backend: desk.backend,
    ticketId: 'a',
    kind: 'REMOVED',
    movedToId: null,
    changedFields: [],
    ticket: null,
    interaction: null,
  });
  expect(await listener.until(2)).toMatchObject({ kind: 'REMOVED', nativeId: 'a' });
});

describe('what is watched one by one', () => {
  test('is known to the first look, so that nothing is missed after the first event', async () => {
    const started = await start();
    const desk = createScriptedBackend({ coverage: 'WATCHED' });
    const [tickets, log] = [subscribe(started, desk, ['x', 'y']), follow(started, desk)];
    await Promise.all([tickets.until(1), log.until(1)]);
    expect(states([...tickets.events, ...log.events])).toEqual(['LIVE', 'LIVE']);
    const known = desk.looks.at(-1);
    expect([...(known?.watchedIds ?? [])].sort()).toEqual(['a', 'x', 'y']);
    expect(known?.watchedLogIds).toEqual(['a']);
  });

  test('is waited for where a look has begun without it', async () => {
    const started = await start();
    const desk = createScriptedBackend({ coverage: 'WATCHED' });
    await subscribe(started, desk, ['x']).until(1);
    const { promise, resolve } = Promise.withResolvers<void>();
    desk.gate = promise;
    const count = desk.looks.length;
    await eventually('a look is under way', () => desk.looks.length > count);
    const later = subscribe(started, desk, ['y']);
    const second = Promise.withResolvers<void>();
    desk.gate = second.promise;
    resolve();
    await eventually('the next look is under way', () => desk.looks.length > count + 1);
    expect(desk.looks.at(-1)?.watchedIds).toContain('y');
    expect(later.events).toEqual([]);
    second.resolve();
    await later.until(1);
    expect(states(later.events)).toEqual(['LIVE']);
  });

  test('is told of with a gap where the next look is far away', async () => {
    const started = await start({ readyMs: 50 });
    const desk = createScriptedBackend({ pollMs: { shortest: 150, longest: 150 } });
    await subscribe(started, desk).until(1);
    const log = follow(started, desk);
    await log.until(1);
    desk.news.interactions.push({ ticketId: 'a', entry: logEntryOf('i') });
    await log.until(4);
    expect(states(log.events)[0]).toBe('STARTING');
    expect(states(log.events).slice(1).sort()).toEqual(['ADDED', 'GAP', 'LIVE']);
  });

  test('is bounded, and says so', async () => {
    const started = await start();
    const desk = createScriptedBackend({ coverage: 'WATCHED' });
    const ids = Array.from({ length: 501 }, (_, index) => `t${index}`);
    const listener = subscribe(started, desk, ids);
    expect(await listener.until(1)).toMatchObject({
      sources: [{ state: { name: 'LIVE', message: expect.stringContaining('More is watched one by one') } }],
    });
    expect(desk.looks.at(-1)?.watchedIds).toHaveLength(500);
  });
});

describe('two processes', () => {
  test('look once for both, and the other goes on where the first ends', async () => {
    const shared = await startMemoryStores();
    stores.push(shared);
    const [one, other] = [await start({ stores: shared, leaseMs: 60 }), await start({ stores: shared, leaseMs: 60 })];
    const [ofOne, ofOther] = [createScriptedBackend(), createScriptedBackend()];
    const [here, there] = [subscribe(one, ofOne), subscribe(other, ofOther)];
    await Promise.all([here.until(1), there.until(1)]);
    const [holder, waiting] = ofOne.looks.length > 0 ? [ofOne, ofOther] : [ofOther, ofOne];
    expect(waiting.looks).toEqual([]);
    holder.news.changes.push(changeOf('UPDATED', scriptedTicket('a', { version: '1' })));
    await Promise.all([here.until(2), there.until(2)]);
    const [leaving, staying] = holder === ofOne ? [here, there] : [there, here];
    await leaving.leave();
    await eventually('the other looks', () => waiting.looks.length > 0);
    // From the mark, not from the beginning: nothing between the two is missed.
    expect(waiting.looks[0]?.mark).not.toBeNull();
    waiting.news.changes.push(changeOf('UPDATED', scriptedTicket('a', { version: '2' })));
    await staying.until(3);
    expect(staying.events.map(({ kind }) => kind)).toEqual(['SOURCES', 'UPDATED', 'UPDATED']);
  });

  test('tell each other what they watch one by one', async () => {
    const shared = await startMemoryStores();
    stores.push(shared);
    const [one, other] = [await start({ stores: shared, leaseMs: 60 }), await start({ stores: shared, leaseMs: 60 })];
    const [ofOne, ofOther] = [
      createScriptedBackend({ coverage: 'WATCHED' }),
      createScriptedBackend({ coverage: 'WATCHED' }),
    ];
    await subscribe(one, ofOne, ['x']).until(1);
    const there = subscribe(other, ofOther, ['y']);
    await there.until(1);
    await eventually('the one who looks knows of it', () => ofOne.looks.at(-1)?.watchedIds.includes('y') === true);
    expect(ofOther.looks).toEqual([]);
  });
});
