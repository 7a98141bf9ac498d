import { expect, test } from '@jest/globals';
import type { TailListener } from '../../src/live/change-tail.ts';
import { createFeed, type FeedLogic } from '../../src/live/feed.ts';
import type { LogEntry } from '../../src/live/log-entry.ts';
import { createSubscriberQueue, type SubscriberQueue } from '../../src/live/subscriber-queue.ts';
import { eventually } from '../support/eventually.ts';

const entryOf = (message: string): LogEntry => ({
  type: 'GAP',
  backend: 'desk',
  scope: 'service',
  at: '2026-11-22T00:00:00.000Z',
  message,
});

interface Told {
  readonly text: string;
}

/** A feed of texts, whose entries are prepared when the test says so. */
function startFeed(mostPending?: number) {
  let listener: TailListener | undefined;
  let hasLeft = false;
  let isClosed = false;
  const memory = new Set<string>();
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const prepared: string[] = [];
  const failures: unknown[] = [];
  const textOf = (entry: LogEntry): string => (entry.type === 'GAP' ? entry.message : '');
  const logic: FeedLogic<void, Set<string>, Told> = {
    isRelevant: (entry) => !textOf(entry).startsWith('other'),
    async prepare(entry) {
      prepared.push(textOf(entry));
      await gates.get(textOf(entry))?.promise;
    },
    memory,
    createMemory: () => new Set(),
    forget: (known) => known.clear(),
    decide(entry, _prepared, cursor) {
      const isNew = !memory.has(textOf(entry));
      memory.add(textOf(entry));
      return { text: `${textOf(entry)}@${cursor}${isNew ? '' : ' again'}` };
    },
    toGap: (cursor, message) => ({ text: `gap@${cursor}: ${message}` }),
    toSources: (cursor) => ({ text: `sources@${cursor}` }),
    ready: Promise.resolve(),
    close: () => (isClosed = true),
  };
  const feed = createFeed(logic, {
    tail: {
      async listen(given) {
        listener = given;
        return { cursor: '0', leave: () => (hasLeft = true) };
      },
    },
    lostLog: 'lost',
    tooMany: 'too many',
    reportFailure: (error) => failures.push(error),
    ...(mostPending === undefined ? {} : { mostPending }),
  });
  return {
    feed,
    failures,
    prepared,
    hold(text: string) {
      const gate = Promise.withResolvers<void>();
      gates.set(text, gate);
      return gate;
    },
    entry: (text: string, cursor: string) => listener?.entry(entryOf(text), cursor),
    gap: (cursor: string) => listener?.gap(cursor),
    hasLeft: () => hasLeft,
    isClosed: () => isClosed,
  };
}

async function joined({ feed }: ReturnType<typeof startFeed>): Promise<SubscriberQueue<Told>> {
  const queue = createSubscriberQueue<Told>(1_000, (dropped) => dropped.slice(-1));
  await feed.join(queue);
  return queue;
}

async function take(queue: SubscriberQueue<Told>, count: number): Promise<string[]> {
  await eventually(`${count} events`, () => queue.size >= count);
  const events: string[] = [];
  while (queue.size > 0) events.push((await queue.take())?.text ?? 'end');
  return events;
}

test('prepares at once and together, and tells in the order of the log', async () => {
  const started = startFeed();
  const queue = await joined(started);
  const slow = started.hold('a');
  started.entry('a', '1');
  started.entry('b', '2');
  expect(started.prepared).toEqual(['a', 'b']);
  slow.resolve();
  expect(await take(queue, 2)).toEqual(['a@1', 'b@2']);
});

test('tells everybody the same', async () => {
  const started = startFeed();
  const queues = [await joined(started), await joined(started)];
  started.entry('a', '1');
  expect(await Promise.all(queues.map((queue) => take(queue, 1)))).toEqual([['a@1'], ['a@1']]);
  expect(started.prepared).toEqual(['a']);
});

test('says that something is lost where an entry cannot be prepared, and goes on without what it remembered', async () => {
  const started = startFeed();
  const queue = await joined(started);
  const broken = started.hold('b');
  for (const [text, cursor] of [
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
  ] as const)
    started.entry(text, cursor);
  broken.reject(new Error('no connection'));
  expect(await take(queue, 3)).toEqual(['a@1', 'gap@2: lost', 'a@3']);
  expect(started.failures).toHaveLength(1);
});

test('tells of a gap of the log in its turn', async () => {
  const started = startFeed();
  const queue = await joined(started);
  const slow = started.hold('a');
  started.entry('a', '1');
  started.gap('7');
  started.entry('a', '8');
  slow.resolve();
  expect(await take(queue, 3)).toEqual(['a@1', 'gap@7: lost', 'a@8']);
});

test('drops what is too much, and tells of it once all before it is told', async () => {
  const started = startFeed(2);
  const queue = await joined(started);
  const slow = started.hold('a');
  for (const [text, cursor] of [
    ['a', '1'],
    ['b', '2'],
    ['c', '3'],
    ['d', '4'],
  ] as const)
    started.entry(text, cursor);
  started.gap('5');
  slow.resolve();
  expect(await take(queue, 3)).toEqual(['a@1', 'b@2', 'gap@5: too many']);
  started.entry('e', '6');
  expect(await take(queue, 1)).toEqual(['e@6']);
});

test('tells nothing that comes after what was dropped before that is told', async () => {
  const started = startFeed(2);
  const queue = await joined(started);
  const [first, second] = [started.hold('a'), started.hold('b')];
  for (const [text, cursor] of [
    ['a', '1'],
    ['b', '2'],
    ['c', '3'],
  ] as const) {
    started.entry(text, cursor);
  }
  first.resolve();
  expect(await take(queue, 1)).toEqual(['a@1']);
  // There is room again, but a gap is still to be told.
  started.entry('d', '4');
  second.resolve();
  expect(await take(queue, 2)).toEqual(['b@2', 'gap@4: too many']);
});

test('knows where it is also where nothing concerns it', async () => {
  const started = startFeed();
  const queue = await joined(started);
  started.entry('other', '9');
  started.feed.tellSources();
  expect(await take(queue, 1)).toEqual(['sources@9']);
});

test('tells nobody of the sources before it has begun', async () => {
  const started = startFeed();
  started.feed.tellSources();
  const queue = await joined(started);
  started.entry('a', '1');
  expect(await take(queue, 1)).toEqual(['a@1']);
});

test('ends those who listen, and its own listening', async () => {
  const started = startFeed();
  const queue = await joined(started);
  started.feed.close();
  expect(await queue.take()).toBe(undefined);
  await eventually('the feed has left', () => started.hasLeft());
  expect(started.isClosed()).toBe(true);
});
