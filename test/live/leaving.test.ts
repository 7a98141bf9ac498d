import { isDeepStrictEqual } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import type { TicketChangeEvent } from '../../src/live/change-event.ts';
import type { ChangeStream } from '../../src/store/change-stream.ts';
import { eventually } from '../support/eventually.ts';
import { listenTo, type LiveListener } from '../support/live-listener.ts';
import { startLive, startMemoryStores, type LiveUnderTest } from '../support/live-under-test.ts';
import { testPrincipal } from '../support/principal.ts';
import { changeOf, createScriptedBackend, scriptedTicket, type ScriptedBackend } from '../support/scripted-backend.ts';

let started: LiveUnderTest;
afterEach(async () => started.stop());

const NEVER = new Promise<never>(() => {});

function subscribe({ backend }: ScriptedBackend, since: string | null = null): LiveListener<TicketChangeEvent> {
  return listenTo((signal) =>
    started.live.ticketChanges([{ backend, filter: {} }], since, {
      principal: testPrincipal(),
      signal,
      correlationId: 'c',
      language: 'en',
    }),
  );
}

const NOTHING = { subscribers: 0, feeds: 0, pollers: 0, rosters: 0, failures: [] };

/** What is left when everything that ends by itself has had the time to. */
async function whatIsLeft(): Promise<object> {
  const left = (): object => ({ ...started.live.counts(), failures: started.failures });
  await eventually('nothing left', () => isDeepStrictEqual(left(), NOTHING));
  return left();
}

test('while it waits for events', async () => {
  started = await startLive();
  const listener = subscribe(createScriptedBackend());
  await listener.until(1);
  await listener.leave();
  expect(await whatIsLeft()).toEqual(NOTHING);
});

test('while the first look is under way', async () => {
  started = await startLive({ readyMs: 60_000 });
  const desk = createScriptedBackend();
  desk.gate = NEVER;
  const listener = subscribe(desk);
  await eventually('the look is under way', () => desk.looks.length === 1);
  await listener.leave();
  expect(await whatIsLeft()).toEqual(NOTHING);
});

test('while a changed ticket is read', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const listener = subscribe(desk);
  await listener.until(1);
  desk.readingGate = NEVER;
  desk.news.changes.push(changeOf('UPDATED', 'a'));
  await eventually('the reading is under way', () => desk.readings.length === 1);
  await listener.leave();
  expect(await whatIsLeft()).toEqual(NOTHING);
});

test('while a changed ticket is read for what happened before it came', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const first = subscribe(desk);
  const { cursor } = await first.until(1);
  desk.news.changes.push(changeOf('UPDATED', 'a'));
  await first.until(2);
  desk.readingGate = NEVER;
  const listener = subscribe(desk, cursor);
  await listener.until(1);
  await eventually('the reading is under way', () => desk.readings.length === 2);
  await listener.leave();
  await first.leave();
  expect(await whatIsLeft()).toEqual(NOTHING);
});

test('while the log does not answer', async () => {
  const stores = await startMemoryStores();
  const silent: ChangeStream = { ...stores.changes, head: () => NEVER };
  started = await startLive({ stores, changes: silent });
  const desk = createScriptedBackend();
  const listener = subscribe(desk);
  await eventually('the look is over', () => desk.looks.length > 1);
  await listener.leave();
  expect(await whatIsLeft()).toEqual(NOTHING);
});

test('before anything has begun', async () => {
  started = await startLive();
  const listener = listenTo(() =>
    started.live.ticketChanges([{ backend: createScriptedBackend().backend, filter: {} }], null, {
      principal: testPrincipal(),
      signal: AbortSignal.abort(),
      correlationId: 'c',
      language: 'en',
    }),
  );
  await listener.ended;
  expect(listener.events).toEqual([]);
  expect(await whatIsLeft()).toEqual(NOTHING);
});

test('in the middle of an iteration', async () => {
  started = await startLive();
  const { backend } = createScriptedBackend();
  const { signal } = new AbortController();
  const asker = { principal: testPrincipal(), signal, correlationId: 'c', language: 'en' };
  for await (const event of started.live.ticketChanges([{ backend, filter: {} }], null, asker)) {
    expect(event.kind).toBe('SOURCES');
    break;
  }
  expect(await whatIsLeft()).toEqual(NOTHING);
});

test('and another comes while it leaves: the other gets every change', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  for (let round = 1; round <= 20; round += 1) {
    const leaving = subscribe(desk);
    await leaving.until(1);
    const staying = subscribe(desk);
    const left = leaving.leave();
    await staying.until(1);
    await left;
    desk.news.changes.push(changeOf('UPDATED', scriptedTicket('a', { version: String(round) })));
    await staying.until(2);
    await staying.leave();
  }
  expect(await whatIsLeft()).toEqual(NOTHING);
});

test('the gateway stops: everybody’s events end, and every look', async () => {
  started = await startLive();
  const [quiet, busy] = [createScriptedBackend({ id: 'quiet' }), createScriptedBackend({ id: 'busy' })];
  const listeners = [subscribe(quiet), subscribe(busy)];
  await Promise.all(listeners.map((listener) => listener.until(1)));
  busy.gate = NEVER;
  const count = busy.looks.length;
  await eventually('a look is under way', () => busy.looks.length > count);
  await started.stop();
  await Promise.all(listeners.map(({ ended }) => ended));
  expect(await whatIsLeft()).toEqual(NOTHING);
});
