import { expect, test } from '@jest/globals';
import { createChangeTail, type TailListener } from '../../src/live/change-tail.ts';
import { encodeLogEntry } from '../../src/live/log-entry.ts';
import type { ChangeStream } from '../../src/store/change-stream.ts';
import { eventually } from '../support/eventually.ts';
import { startMemoryStores } from '../support/live-under-test.ts';

const gapEntry = (message: string): { readonly value: string } => ({
  value: encodeLogEntry({ type: 'GAP', backend: 'desk', scope: 'service', at: '2026-11-22T00:00:00.000Z', message }),
});

interface Heard extends TailListener {
  readonly heard: string[];
}

function createListener(): Heard {
  const heard: string[] = [];
  return {
    heard,
    entry: (entry) => heard.push(entry.type === 'GAP' ? entry.message : entry.type),
    gap: () => heard.push('lost'),
  };
}

async function startTail(change: (changes: ChangeStream) => Partial<ChangeStream> = () => ({})) {
  const { changes } = await startMemoryStores();
  const failures: unknown[] = [];
  let reads = 0;
  let listening = 0;
  const watched: ChangeStream = {
    ...changes,
    readAfter: (cursor, limit) => {
      reads += 1;
      return changes.readAfter(cursor, limit);
    },
    subscribe(listener) {
      listening += 1;
      const leave = changes.subscribe(listener);
      return () => {
        listening -= 1;
        leave();
      };
    },
    ...change(changes),
  };
  const news: (string | undefined)[] = [];
  const tail = createChangeTail({
    changes: watched,
    reportFailure: (error) => failures.push(error),
    onNews: (backend) => news.push(backend),
  });
  return { changes, tail, failures, news, reads: () => reads, listening: () => listening };
}

test('tells every listener everything behind its beginning, once and in order', async () => {
  const { changes, tail } = await startTail();
  await changes.append([gapEntry('before')]);
  const [one, other] = [createListener(), createListener()];
  await tail.listen(one);
  await changes.append([gapEntry('1'), gapEntry('2')]);
  await eventually('two entries', () => one.heard.length === 2);
  await tail.listen(other);
  // Woken while it still reads: nothing may wait for the next change.
  for (let count = 3; count <= 50; count += 1) await changes.append([gapEntry(String(count))]);
  await eventually('all entries', () => one.heard.length === 50);
  const all = Array.from({ length: 50 }, (_, index) => String(index + 1));
  expect(one.heard).toEqual(all);
  expect(other.heard).toEqual(all.slice(2));
});

test('reads once for all who listen, and not at all when nobody does', async () => {
  const { changes, tail, reads, listening } = await startTail();
  const listeners = Array.from({ length: 20 }, createListener);
  const leaving = await Promise.all(listeners.map((listener) => tail.listen(listener)));
  await changes.append([gapEntry('1')]);
  await eventually('everybody heard', () => listeners.every(({ heard }) => heard.length === 1));
  // What is new, and that there is nothing more.
  expect(reads()).toBe(2);
  for (const { leave } of leaving) leave();
  expect(listening()).toBe(0);
  await changes.append([gapEntry('2')]);
  expect(reads()).toBe(2);
});

test('goes on after an entry that cannot be read, and says that something is lost', async () => {
  const { changes, tail, failures } = await startTail();
  const listener = createListener();
  await tail.listen(listener);
  await changes.append([gapEntry('1'), { value: 'no JSON' }, gapEntry('2')]);
  await eventually('all entries', () => listener.heard.length === 3);
  expect(listener.heard).toEqual(['1', 'lost', '2']);
  expect(failures).toHaveLength(1);
});

test('tells of a gap of the log', async () => {
  let isLost = true;
  const { changes, tail } = await startTail((log) => ({
    async readAfter(cursor, limit) {
      const read = await log.readAfter(cursor, limit);
      if (!isLost || read.entries.length === 0) return read;
      isLost = false;
      return { entries: [], isGap: true, next: await log.head() };
    },
  }));
  const listener = createListener();
  await tail.listen(listener);
  await changes.append([gapEntry('1')]);
  await eventually('the gap', () => listener.heard.length === 1);
  await changes.append([gapEntry('2')]);
  await eventually('what comes after it', () => listener.heard.length === 2);
  expect(listener.heard).toEqual(['lost', '2']);
});

test('tries again when the log cannot be read', async () => {
  let failures = 1;
  const started = await startTail((log) => ({
    async readAfter(cursor, limit) {
      if (failures > 0) {
        failures -= 1;
        throw new Error('no connection');
      }
      return log.readAfter(cursor, limit);
    },
  }));
  const listener = createListener();
  await started.tail.listen(listener);
  await started.changes.append([gapEntry('1')]);
  await eventually('the entry', () => listener.heard.length === 1);
  expect(started.failures).toHaveLength(1);
});

test('begins anew after a beginning that failed', async () => {
  let failures = 1;
  const { changes, tail, listening } = await startTail((log) => ({
    async head() {
      if (failures === 0) return log.head();
      failures -= 1;
      throw new Error('no connection');
    },
  }));
  const listener = createListener();
  await expect(tail.listen(listener)).rejects.toThrow('no connection');
  expect(listening()).toBe(0);
  await tail.listen(listener);
  await changes.append([gapEntry('1')]);
  await eventually('the entry', () => listener.heard.length === 1);
});

test.each(Array.from({ length: 12 }, (_, index) => [index]))(
  'loses no change that comes %s steps after the last look',
  async (steps) => {
    let listener = (): void => {};
    let isLate = false;
    let reads = 0;
    const cursorOf = (position: number): string => `c${position}`;
    const started = await startTail(() => ({
      head: async () => cursorOf(0),
      subscribe(given) {
        listener = given;
        return () => {};
      },
      async readAfter(cursor) {
        reads += 1;
        if (isLate && cursor === cursorOf(0)) {
          return { entries: [{ ...gapEntry('late'), cursor: cursorOf(1) }], isGap: false, next: cursorOf(1) };
        }
        if (reads === 1) {
          void (async () => {
            for (let step = 0; step < steps; step += 1) await Promise.resolve();
            isLate = true;
            listener();
          })();
        }
        return { entries: [], isGap: false, next: cursor };
      },
    }));
    const heard = createListener();
    await started.tail.listen(heard);
    listener();
    await eventually('the change has come', () => heard.heard.length === 1);
    expect(heard.heard).toEqual(['late']);
  },
);

test('what was read before is told to be older, before anybody is told why', async () => {
  const { changes, tail, news } = await startTail();
  let newsBefore: number | undefined;
  const listener = createListener();
  await tail.listen({ ...listener, entry: () => (newsBefore ??= news.length) });
  // Before it listened anything may have happened.
  expect(news).toEqual([undefined]);
  await changes.append([gapEntry('1')]);
  await eventually('the entry', () => newsBefore !== undefined);
  expect(news).toEqual([undefined, 'desk']);
  expect(newsBefore).toBe(2);
});
