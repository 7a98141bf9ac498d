import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { InteractionEvent, TicketChangeEvent } from '../../src/live/change-event.ts';
import type { ChangeDetector } from '../../src/ticketing/change-detection.ts';
import type { Stores } from '../../src/store/shared-store.ts';
import { createStoreOpener, untilState, type StoreOpener } from '../store/stores-under-test.ts';
import { eventually } from '../support/eventually.ts';
import { listenTo, type LiveListener } from '../support/live-listener.ts';
import { startLive, type LiveUnderTest } from '../support/live-under-test.ts';
import { testPrincipal } from '../support/principal.ts';
import { describeWithRedis, startRedisServer, type RedisServer } from '../support/redis-server.ts';
import { changeOf, createScriptedBackend, scriptedTicket, type ScriptedBackend } from '../support/scripted-backend.ts';

type Listener = LiveListener<TicketChangeEvent | InteractionEvent>;

describeWithRedis('while Redis is away', () => {
  let server: RedisServer;
  let opener: StoreOpener;
  let stores: Stores;
  let started: LiveUnderTest;

  beforeEach(async () => {
    server = await startRedisServer();
    opener = createStoreOpener(server);
    stores = await opener.open();
    started = await startLive({ stores });
  });

  afterEach(async () => {
    await started.stop();
    await opener.closeAll();
    await server.remove();
  });

  const asker = (signal: AbortSignal) => ({ principal: testPrincipal(), signal, correlationId: 'c', language: 'en' });

  const follow = ({ backend }: ScriptedBackend, since: string | null = null): LiveListener<TicketChangeEvent> =>
    listenTo((signal) => started.live.ticketChanges([{ backend, filter: {} }], since, asker(signal)));

  const followLog = ({ backend }: ScriptedBackend): LiveListener<InteractionEvent> =>
    listenTo((signal) => started.live.interactions(backend, 'a', null, asker(signal), async () => true));

  async function lose(): Promise<void> {
    await server.kill();
    await untilState(stores, 'DEGRADED');
  }

  async function giveBack(): Promise<void> {
    await server.restart();
    await untilState(stores, 'OK');
  }

  /** What was said of the backends, each time. */
  const words = ({ events }: Listener): (string | null | undefined)[] =>
    events.flatMap((event) => (event.kind === 'SOURCES' ? [event.sources[0]?.state.message] : []));

  /** What was said of the backend last. */
  const isApart = (listener: Listener): boolean => words(listener).at(-1)?.includes('are apart') === true;

  test('every subscriber is told so with the sources, and who comes meanwhile at once; and when that is over', async () => {
    const desk = createScriptedBackend({ pollMs: { shortest: 50, longest: 50 } });
    const blind = createScriptedBackend({ id: 'blind', coverage: 'WATCHED' });
    const before: Listener[] = [follow(desk), followLog(desk), follow(blind)];
    await Promise.all(before.map((listener) => listener.until(1)));
    expect(before.map(isApart)).toEqual([false, false, false]);
    await lose();
    await eventually('those who were there are told', () => before.every(isApart));
    const late: Listener[] = [follow(desk), followLog(desk), follow(blind)];
    await Promise.all(late.map((listener) => listener.until(1)));
    expect(late.map((listener) => words(listener)[0])).toEqual(
      Array.from({ length: 3 }, () => expect.stringMatching(/^everything The instances of the gateway are apart: /)),
    );
    const states = late.map(({ events: [first] }) => first?.kind === 'SOURCES' && first.sources[0]?.state.name);
    expect(states).toEqual(['LIVE', 'LIVE', 'OWN_CHANGES']);
    await giveBack();
    await eventually('all are told', () => ![...before, ...late].some(isApart));
    for (const listener of before) {
      const said = new Set(words(listener));
      expect([...said]).toEqual(['everything', expect.stringContaining('are apart')]);
    }
  });

  test('whoever looked goes on from where it was, so that what happened on the way out and back is told', async () => {
    const { desk, opened, marks } = createRemembering();
    const listener = follow(desk);
    await listener.until(1);
    const isTold = (id: string): Promise<void> =>
      eventually(`${id} is told`, () => listener.events.some((event) => 'nativeId' in event && event.nativeId === id));
    opened.push('before');
    await isTold('before');
    await server.kill();
    opened.push('on the way out');
    await isTold('on the way out');
    opened.push('meanwhile');
    await isTold('meanwhile');
    await server.restart();
    opened.push('on the way back');
    await isTold('on the way back');
    await untilState(stores, 'OK');
    opened.push('after');
    await isTold('after');
    expect(marks.filter((mark) => mark === null)).toHaveLength(1);
    const told = listener.events.flatMap((event) => {
      if (event.kind === 'SOURCES') return [];
      return 'nativeId' in event ? [event.nativeId] : [event.message];
    });
    const lostLog = 'The log of changes does not reach back that far.';
    expect(told.slice(0, told.indexOf('meanwhile') + 1)).toEqual(['before', lostLog, 'on the way out', 'meanwhile']);
    // Whether the log that all share lacks what was found apart is not known: so that is told too.
    expect(told.slice(told.indexOf('meanwhile'))).toEqual(
      expect.arrayContaining([lostLog, expect.stringContaining('Nobody was looking'), 'after']),
    );
  });

  test('but not from where it was before somebody else looked', async () => {
    const { desk, marks } = createRemembering();
    const listener = follow(desk);
    await listener.until(1);
    await server.say(`SET test:lease:poll:${desk.backend.id}:service 1:else PX 60000`);
    await eventually('it stands by', async () => {
      const before = marks.length;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return marks.length === before;
    });
    await lose();
    const before = marks.length;
    await eventually('it looks again', () => marks.length > before);
    expect(marks[before]).toBeNull();
  });
});

/** A backend that finds what happened since the mark, however often it is asked. */
function createRemembering(): { desk: ScriptedBackend; opened: string[]; marks: unknown[] } {
  const opened: string[] = [];
  const marks: unknown[] = [];
  const detectChanges: ChangeDetector = {
    coverage: 'ALL',
    seesLogs: false,
    sees: 'everything',
    async detect({ mark }) {
      marks.push(mark);
      const found = mark === null ? [] : opened.slice(mark as number);
      return {
        changes: found.map((id) => changeOf('ADDED', scriptedTicket(id))),
        interactions: [],
        mark: opened.length,
        isComplete: true,
      };
    },
  };
  return { desk: createScriptedBackend({ operations: { detectChanges } }), opened, marks };
}
