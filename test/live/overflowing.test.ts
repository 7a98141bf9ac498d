import { expect, test } from '@jest/globals';
import type { TailListener } from '../../src/live/change-tail.ts';
import { createFeed, type FeedLogic } from '../../src/live/feed.ts';
import { encodeLogEntry, type LogEntry } from '../../src/live/log-entry.ts';
import { runSubscription } from '../../src/live/subscription.ts';
import { encodeChangeCursor } from '../../src/store/change-cursor.ts';
import type { ChangeStream } from '../../src/store/change-stream.ts';
import { eventually } from '../support/eventually.ts';
import { startMemoryStores } from '../support/live-under-test.ts';

interface Told {
  readonly kind: string;
  readonly cursor: string;
  readonly words?: string;
}

const ENTRY: LogEntry = { type: 'GAP', backend: 'desk', scope: 'service', at: '2026-11-22T00:00:00.000Z', message: '' };
const at = (position: number): string => encodeChangeCursor({ log: 'log', position });
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test.each([0, 6])('a notice that is dropped while the log is told again is told (%s entries later)', async (later) => {
  let listener: TailListener | undefined;
  let state = 'LIVE';
  const logic: FeedLogic<void, null, Told> = {
    isRelevant: () => true,
    async prepare() {},
    memory: null,
    createMemory: () => null,
    forget() {},
    decide: (_entry, _prepared, cursor) => ({ kind: 'UPDATED', cursor }),
    toGap: (cursor, words) => ({ kind: 'GAP', cursor, words }),
    toSources: (cursor) => ({ kind: 'SOURCES', cursor, words: state }),
    ready: Promise.resolve(),
    close() {},
  };
  const feed = createFeed(logic, {
    tail: {
      async listen(given) {
        listener = given;
        return { cursor: at(1), leave() {} };
      },
    },
    lostLog: 'lost',
    tooMany: 'too many',
    reportFailure() {},
  });
  const log = [{ cursor: at(2), value: encodeLogEntry(ENTRY) }];
  let read = 0;
  const { changes: nothing } = await startMemoryStores();
  const changes: ChangeStream = {
    ...nothing,
    head: async () => at(1),
    async readAfter() {
      const entries = log.slice(read);
      read = log.length;
      return { entries, isGap: false, next: log.at(-1)?.cursor ?? at(1) };
    },
  };
  const leaving = new AbortController();
  const events = runSubscription({
    changes,
    feed,
    logic,
    ready: Promise.resolve(true),
    since: at(1),
    mostQueued: 4,
    signal: leaving.signal,
    words: { slow: 'slow', lostLog: 'lost' },
    reportFailure() {},
  });
  const told: Told[] = [];
  for (let count = 0; count < 2; count += 1) {
    const next = await events.next();
    if (next.done !== true) told.push(next.value);
  }
  // From here on the client is slow.
  listener?.entry(ENTRY, at(2));
  await pause();
  state = 'FAILING';
  feed.tellSources();
  feed.tellGap('watched late');
  await pause();
  for (let position = 3; position < 3 + later; position += 1) {
    log.push({ cursor: at(position), value: encodeLogEntry(ENTRY) });
    listener?.entry(ENTRY, at(position));
    await pause();
  }
  async function readOn(): Promise<void> {
    for await (const event of events) told.push(event);
  }
  const reading = readOn();
  await eventually('the state was told', () => told.some(({ words }) => words === 'FAILING'));
  await eventually('the gap was told', () => told.some(({ kind }) => kind === 'GAP'));
  leaving.abort();
  await reading;
  const positions = told.map(({ cursor }) => Number(Buffer.from(cursor, 'base64url').toString('utf8').split(':')[2]));
  expect(positions).toEqual(positions.toSorted((one, other) => one - other));
});
