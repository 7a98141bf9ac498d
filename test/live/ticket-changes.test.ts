import { afterEach, describe, expect, test } from '@jest/globals';
import type { TicketChangeEvent } from '../../src/live/change-event.ts';
import type { TicketFilter } from '../../src/ticketing/filter.ts';
import type { Principal } from '../../src/ticketing/principal.ts';
import { eventually } from '../support/eventually.ts';
import { listenTo, type LiveListener } from '../support/live-listener.ts';
import { startLive, type LiveUnderTest } from '../support/live-under-test.ts';
import { testPrincipal } from '../support/principal.ts';
import {
  changeOf,
  createScriptedBackend,
  failureOf,
  scriptedTicket,
  type ScriptedBackend,
} from '../support/scripted-backend.ts';

let started: LiveUnderTest;
afterEach(async () => started.stop());

interface Wish {
  readonly filter?: TicketFilter;
  readonly since?: string | null;
  readonly principal?: Principal;
}

function subscribe({ backend }: ScriptedBackend, wish: Wish = {}): LiveListener<TicketChangeEvent> {
  const { filter = {}, since = null, principal = testPrincipal() } = wish;
  return listenTo((signal) =>
    started.live.ticketChanges([{ backend, filter }], since, { principal, signal, correlationId: 'c', language: 'en' }),
  );
}

/** Each event in a word. */
function told(events: readonly TicketChangeEvent[]): string[] {
  return events.map((event) =>
    event.kind === 'GAP' || event.kind === 'SOURCES' ? event.kind : `${event.kind} ${event.nativeId}`,
  );
}

function versions(events: readonly TicketChangeEvent[]): (string | undefined)[] {
  return events.flatMap((event) => (event.kind === 'GAP' || event.kind === 'SOURCES' ? [] : [event.ticket?.version]));
}

function change(scripted: ScriptedBackend, nativeId: string, version: string): void {
  scripted.news.changes.push(changeOf('UPDATED', scriptedTicket(nativeId, { version })));
}

test('how well the backends are watched comes first, and again when that changes', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const listener = subscribe(desk);
  expect(await listener.until(1)).toMatchObject({ kind: 'SOURCES', sources: [{ state: { name: 'LIVE' } }] });
  desk.failure = failureOf('BACKEND_UNAVAILABLE');
  expect(await listener.until(2)).toMatchObject({
    kind: 'SOURCES',
    sources: [{ state: { name: 'FAILING', message: 'It does not work.' } }],
  });
  desk.failure = null;
  expect(await listener.until(3)).toMatchObject({ kind: 'SOURCES', sources: [{ state: { name: 'LIVE' } }] });
});

test('each subscriber is told once that a backend fails, however many there are', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const listeners = Array.from({ length: 20 }, () => subscribe(desk));
  await Promise.all(listeners.map((listener) => listener.until(1)));
  desk.failure = failureOf('BACKEND_TIMEOUT');
  await Promise.all(listeners.map((listener) => listener.until(2)));
  desk.failure = null;
  await Promise.all(listeners.map((listener) => listener.until(3)));
  change(desk, 'a', '1');
  await Promise.all(listeners.map((listener) => listener.until(4)));
  for (const { events } of listeners) expect(told(events)).toEqual(['SOURCES', 'SOURCES', 'SOURCES', 'UPDATED a']);
});

test('changes come once and in order, however often they are seen', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const listener = subscribe(desk);
  await listener.until(1);
  for (const version of ['1', '2', '2', '1']) change(desk, 'a', version);
  change(desk, 'b', '1');
  await listener.until(5);
  expect(versions(listener.events)).toEqual(['1', '2', '1', '1']);
});

test('a change made here and then seen by a look is one, told at once', async () => {
  started = await startLive();
  const desk = createScriptedBackend({ pollMs: { shortest: 60_000, longest: 60_000 } });
  const listener = subscribe(desk);
  await listener.until(1);
  const ticket = scriptedTicket('a', { version: '2' });
  started.live.publish({
    principal: testPrincipal(),
    backend: desk.backend,
    ticketId: 'a',
    kind: 'UPDATED',
    movedToId: null,
    changedFields: ['status', 'assignee'],
    ticket,
    interaction: null,
  });
  // The next look is a minute away.
  expect(await listener.until(2)).toMatchObject({
    kind: 'UPDATED',
    origin: 'WRITE',
    changedFields: ['status', 'assignee'],
    ticket: { version: '2' },
  });
  expect(desk.readings).toEqual([]);
});

test('a change made here is told in its order, and also where the ticket cannot be read', async () => {
  started = await startLive();
  const desk = createScriptedBackend({ pollMs: { shortest: 60_000, longest: 60_000 } });
  const listener = subscribe(desk);
  await listener.until(1);
  const made = {
    principal: testPrincipal(),
    backend: desk.backend,
    ticketId: 'a',
    movedToId: null,
    changedFields: [],
    interaction: null,
  };
  const reading = Promise.withResolvers<void>();
  desk.readingGate = reading.promise;
  desk.readingFailure = failureOf('BACKEND_TIMEOUT');
  started.live.publish({ ...made, kind: 'UPDATED', ticket: null });
  started.live.publish({ ...made, kind: 'REMOVED', ticket: null });
  reading.resolve();
  await listener.until(3);
  expect(told(listener.events)).toEqual(['SOURCES', 'UPDATED a', 'REMOVED a']);
  expect(started.failures).toHaveLength(1);
});

test('a ticket that enters the list is ADDED, one that leaves it REMOVED', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const listener = subscribe(desk, { filter: { statusCategories: ['OPEN'] } });
  await listener.until(1);
  const closed = { code: 'DONE', label: 'Done', category: 'CLOSED', isTerminal: true } as const;
  change(desk, 'a', '1');
  desk.news.changes.push(changeOf('UPDATED', scriptedTicket('a', { version: '2', status: closed })));
  desk.news.changes.push(changeOf('UPDATED', scriptedTicket('a', { version: '3', status: closed })));
  change(desk, 'a', '4');
  desk.news.changes.push(changeOf('REMOVED', 'a'));
  desk.news.changes.push(changeOf('ADDED', scriptedTicket('b', { status: closed })));
  change(desk, 'c', '1');
  await listener.until(6);
  expect(told(listener.events)).toEqual(['SOURCES', 'UPDATED a', 'REMOVED a', 'ADDED a', 'REMOVED a', 'UPDATED c']);
});

test('single tickets can be watched', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const listener = subscribe(desk, { filter: { ids: ['b'] } });
  await listener.until(1);
  change(desk, 'a', '1');
  change(desk, 'b', '1');
  expect(await listener.until(2)).toMatchObject({ nativeId: 'b' });
});

test('a ticket that moved goes on under its new id', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const listener = subscribe(desk);
  await listener.until(1);
  desk.news.changes.push(changeOf('MOVED', 'a', { movedToId: 'b' }));
  expect(await listener.until(2)).toMatchObject({ kind: 'MOVED', nativeId: 'a', movedToId: 'b', ticket: null });
});

test('a change without its ticket is read once, for all who want it', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  desk.tickets.set('a', scriptedTicket('a', { version: '7' }));
  desk.tickets.set('b', scriptedTicket('b', { version: '8' }));
  const listeners = Array.from({ length: 10 }, (_, index) =>
    subscribe(desk, { principal: testPrincipal({ subject: `agent ${index}` }) }),
  );
  await Promise.all(listeners.map((listener) => listener.until(1)));
  desk.news.changes.push(changeOf('UPDATED', 'a'), changeOf('UPDATED', 'b'));
  await Promise.all(listeners.map((listener) => listener.until(3)));
  for (const { events } of listeners) expect(versions(events)).toEqual(['7', '8']);
  expect(desk.readings.map(({ ids }) => ids)).toEqual([['a', 'b']]);
});

test('a ticket that cannot be read is told with the reason', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  desk.readingFailure = failureOf('BACKEND_TIMEOUT');
  const listener = subscribe(desk);
  await listener.until(1);
  desk.news.changes.push(changeOf('UPDATED', 'a'));
  expect(await listener.until(2)).toMatchObject({
    kind: 'UPDATED',
    nativeId: 'a',
    ticket: null,
    ticketError: { code: 'BACKEND_TIMEOUT' },
  });
});

test('a look that may have missed something is a gap', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const listener = subscribe(desk);
  await listener.until(1);
  desk.isComplete = false;
  expect(await listener.until(2)).toMatchObject({ kind: 'GAP', backend: { id: 'desk' } });
});

describe('whoever resumes', () => {
  test('misses nothing and gets nothing twice, also while changes go on', async () => {
    started = await startLive();
    const desk = createScriptedBackend();
    const steady = subscribe(desk);
    await steady.until(1);
    for (let count = 1; count <= 300; count += 1) change(desk, `t${count % 7}`, String(count));
    const tenth = await steady.until(10);
    await steady.until(301);
    const resuming = subscribe(desk, { since: tenth.cursor });
    for (let count = 301; count <= 600; count += 1) {
      change(desk, `t${count % 7}`, String(count));
      if (count % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all([steady.until(601), resuming.until(592)]);
    expect(told(resuming.events)[0]).toBe('SOURCES');
    expect(versions(resuming.events)).toEqual(versions(steady.events.slice(10)));
    expect(resuming.events[0]?.cursor).toBe(tenth.cursor);
  });

  test('is told of a gap where the cursor is of another log', async () => {
    const other = await startLive();
    const foreign = await other.live.head();
    await other.stop();
    started = await startLive();
    const desk = createScriptedBackend();
    const listener = subscribe(desk, { since: foreign });
    await listener.until(2);
    change(desk, 'a', '1');
    await listener.until(3);
    expect(told(listener.events)).toEqual(['SOURCES', 'GAP', 'UPDATED a']);
  });

  test('is told of a gap where the log does not reach back that far', async () => {
    started = await startLive({ changeBounds: { mostEntries: 5, mostBytes: 1_000_000 } });
    const desk = createScriptedBackend();
    const steady = subscribe(desk);
    const { cursor } = await steady.until(1);
    for (let count = 1; count <= 10; count += 1) {
      change(desk, 'a', String(count));
      await steady.until(1 + count);
    }
    const listener = subscribe(desk, { since: cursor });
    await listener.until(2);
    expect(told(listener.events)).toEqual(['SOURCES', 'GAP']);
    expect(listener.events[1]?.cursor).toBe(steady.events.at(-1)?.cursor);
  });

  test('is told of a gap where nobody has watched meanwhile, and whoever begins is not', async () => {
    started = await startLive();
    const since = await started.live.head();
    const desk = createScriptedBackend();
    const [beginning, resuming] = [subscribe(desk), subscribe(desk, { since })];
    await Promise.all([beginning.until(1), resuming.until(2)]);
    change(desk, 'a', '1');
    await Promise.all([beginning.until(2), resuming.until(3)]);
    expect(told(beginning.events)).toEqual(['SOURCES', 'UPDATED a']);
    expect(told(resuming.events)).toEqual(['SOURCES', 'GAP', 'UPDATED a']);
  });

  test('is told what changed while nobody watched, where the poller goes on from its mark', async () => {
    started = await startLive();
    const desk = createScriptedBackend();
    const first = subscribe(desk);
    const { cursor: since } = await first.until(1);
    await first.leave();
    await eventually('no poller', () => started.live.counts().pollers === 0);
    change(desk, 'a', '1');
    const again = subscribe(desk, { since });
    await again.until(2);
    expect(told(again.events)).toEqual(['SOURCES', 'UPDATED a']);
  });

  test('is refused with what is no cursor, before anything begins', () => {
    const asker = {
      principal: testPrincipal(),
      signal: new AbortController().signal,
      correlationId: 'c',
      language: 'en',
    };
    const { backend } = createScriptedBackend();
    expect(() => started.live.ticketChanges([{ backend, filter: {} }], 'no cursor', asker)).toThrow(/no cursor/);
    expect(started.live.counts()).toEqual({ subscribers: 0, feeds: 0, pollers: 0, rosters: 0 });
  });
});

test('cursors never go back', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const listener = subscribe(desk);
  await listener.until(1);
  for (let count = 1; count <= 20; count += 1) {
    change(desk, 'a', String(count));
    desk.failure = count % 3 === 0 ? failureOf('BACKEND_TIMEOUT') : null;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  desk.failure = null;
  await eventually('all changes', () => versions(listener.events).length === 20);
  const positions = listener.events.map(({ cursor }) =>
    Number(Buffer.from(cursor, 'base64url').toString('utf8').split(':')[2]),
  );
  expect(positions).toEqual([...positions].sort((one, other) => one - other));
});

test('nor for whoever begins while the others are still told what came before', async () => {
  started = await startLive();
  const desk = createScriptedBackend();
  const filter = { ids: ['a'] };
  const steady = subscribe(desk, { filter });
  await steady.until(1);
  const all = subscribe(desk);
  await all.until(1);
  const reading = Promise.withResolvers<void>();
  desk.readingGate = reading.promise;
  desk.news.changes.push(changeOf('UPDATED', 'a'));
  await eventually('the ticket is read', () => desk.readings.length > 0);
  change(desk, 'b', '1');
  const head = await started.live.head();
  await eventually('the other change is in the log', async () => (await started.live.head()) !== head);
  const beginning = subscribe(desk, { filter });
  const { cursor } = await beginning.until(1);
  desk.failure = failureOf('BACKEND_TIMEOUT');
  await eventually('the failure is seen', () => desk.looks.length > 4);
  reading.resolve();
  expect(await beginning.until(2)).toMatchObject({ kind: 'SOURCES', cursor });
});

test('a slow subscriber is told of one gap and goes on, and holds up nobody', async () => {
  started = await startLive({ mostQueued: 5 });
  const desk = createScriptedBackend();
  const { backend } = desk;
  const leaving = new AbortController();
  const asker = { principal: testPrincipal(), signal: leaving.signal, correlationId: 'c', language: 'en' };
  const slow = started.live.ticketChanges([{ backend, filter: {} }], null, asker);
  const quick = subscribe(desk);
  await quick.until(1);
  expect((await slow.next()).value).toMatchObject({ kind: 'SOURCES' });
  // One by one, so that only the one who does not take any is slow.
  for (let count = 1; count <= 20; count += 1) {
    change(desk, 'a', String(count));
    await quick.until(1 + count);
  }
  expect(versions(quick.events)).toHaveLength(20);
  const rest: TicketChangeEvent[] = [];
  for (;;) {
    const { value } = await slow.next();
    if (value === undefined) break;
    rest.push(value);
    if (rest.length === 4) change(desk, 'b', '1');
    if (value.kind === 'UPDATED' && value.nativeId === 'b') break;
    if (rest.length > 10) break;
    if (value.cursor === quick.events.at(-1)?.cursor) change(desk, 'b', '1');
  }
  expect(rest.filter(({ kind }) => kind === 'GAP')).toHaveLength(1);
  expect(rest[0]?.kind).toBe('GAP');
  expect(told(rest.slice(1)).every((word) => word.startsWith('UPDATED'))).toBe(true);
  expect(told(rest).at(-1)).toBe('UPDATED b');
  leaving.abort();
});
