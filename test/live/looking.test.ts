import { afterEach, describe, expect, test } from '@jest/globals';
import type { InteractionEvent, TicketChangeEvent } from '../../src/live/change-event.ts';
import { eventually } from '../support/eventually.ts';
import { listenTo, type LiveListener } from '../support/live-listener.ts';
import { startLive, type LiveUnderTest } from '../support/live-under-test.ts';
import { testPrincipal } from '../support/principal.ts';
import {
  changeOf,
  createScriptedBackend,
  logEntryOf,
  scriptedTicket,
  type ScriptedBackend,
} from '../support/scripted-backend.ts';

const running: LiveUnderTest[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((live) => live.stop()));
});

async function start(): Promise<LiveUnderTest> {
  const started = await startLive();
  running.push(started);
  return started;
}

const askerWith = (signal: AbortSignal) => ({
  principal: testPrincipal(),
  signal,
  correlationId: 'c',
  language: 'en',
});

function subscribe(
  { live }: LiveUnderTest,
  { backend }: ScriptedBackend,
  ids?: readonly string[],
): LiveListener<TicketChangeEvent> {
  const filter = ids === undefined ? {} : { ids: [...ids] };
  return listenTo((signal) => live.ticketChanges([{ backend, filter }], null, askerWith(signal)));
}

describe('whoever comes and goes, alone at a backend', () => {
  test('does not make it be looked at more often than it may be', async () => {
    const started = await start();
    const desk = createScriptedBackend({ pollMs: { shortest: 60_000, longest: 60_000 } });
    for (let visit = 0; visit < 10; visit += 1) {
      const listener = subscribe(started, desk);
      expect(await listener.until(1)).toMatchObject({ sources: [{ state: { name: 'LIVE' } }] });
      await listener.leave();
    }
    expect(desk.looks).toHaveLength(1);
  });

  test('is told what happened since the last look', async () => {
    const started = await start();
    const desk = createScriptedBackend({ pollMs: { shortest: 200, longest: 200 } });
    const first = subscribe(started, desk);
    await first.until(1);
    await first.leave();
    desk.news.changes.push(changeOf('UPDATED', scriptedTicket('a')));
    const second = subscribe(started, desk);
    await second.until(2);
    expect(second.events.map(({ kind }) => kind)).toEqual(['SOURCES', 'UPDATED']);
  });
});

test('looks that stay incomplete are told once, and so is their end', async () => {
  const started = await start();
  const desk = createScriptedBackend();
  const listener = subscribe(started, desk);
  await listener.until(1);
  desk.isComplete = false;
  const count = desk.looks.length;
  await eventually('many looks', () => desk.looks.length > count + 5);
  desk.isComplete = true;
  desk.news.changes.push(changeOf('UPDATED', scriptedTicket('a')));
  await eventually('the change', () => listener.events.some(({ kind }) => kind === 'UPDATED'));
  const told = listener.events.filter(({ kind }) => kind !== 'SOURCES').map(({ kind }) => kind);
  expect(told).toEqual(['GAP', 'UPDATED', 'GAP']);
  const words = (): unknown[] =>
    listener.events.flatMap((event) => (event.kind === 'SOURCES' ? [event.sources[0]?.state.message] : []));
  // Whoever comes meanwhile has not been told of the gap.
  await eventually('the sources', () => words().length === 3);
  expect(words()).toEqual(['everything', expect.stringContaining('more than can be looked at'), 'everything']);
});

test('one look that is incomplete is one gap', async () => {
  const started = await start();
  const desk = createScriptedBackend({ pollMs: { shortest: 50, longest: 50 } });
  const listener = subscribe(started, desk);
  await listener.until(1);
  desk.isComplete = false;
  const count = desk.looks.length;
  await eventually('a look', () => desk.looks.length > count);
  desk.isComplete = true;
  await eventually('more looks', () => desk.looks.length > count + 4);
  expect(listener.events.map(({ kind }) => kind)).toEqual(['SOURCES', 'GAP']);
});

test('a backend that is watched ticket by ticket shows nothing to whoever names none, and says so', async () => {
  const started = await start();
  const desk = createScriptedBackend({ coverage: 'WATCHED' });
  const [all, one] = [subscribe(started, desk), subscribe(started, desk, ['a'])];
  expect(await all.until(1)).toMatchObject({ sources: [{ state: { name: 'OWN_CHANGES', message: 'everything' } }] });
  expect(await one.until(1)).toMatchObject({ sources: [{ state: { name: 'LIVE', message: 'everything' } }] });
});

test('a log that no look sees is told from changes made here, and whoever follows it is not kept waiting', async () => {
  const started = await start();
  const desk = createScriptedBackend({ seesLogs: false, pollMs: { shortest: 60_000, longest: 60_000 } });
  await subscribe(started, desk).until(1);
  const listener: LiveListener<InteractionEvent> = listenTo((signal) =>
    started.live.interactions(desk.backend, 'a', null, askerWith(signal), async () => true),
  );
  expect(await listener.until(1)).toMatchObject({
    sources: [{ state: { name: 'OWN_CHANGES', message: 'everything' } }],
  });
  const changed = {
    backend: desk.backend,
    ticketId: 'a',
    kind: null,
    movedToId: null,
    changedFields: [],
    ticket: null,
  };
  started.live.publish({ ...changed, principal: testPrincipal(), interaction: logEntryOf('i') });
  expect(await listener.until(2)).toMatchObject({ kind: 'ADDED', origin: 'WRITE' });
});
