import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { compareChangeCursors } from '../../src/store/change-cursor.ts';
import type { Stores } from '../../src/store/shared-store.ts';
import type { Lease } from '../../src/store/leases.ts';
import { eventually } from '../support/eventually.ts';
import { describeWithRedis, type RedisServer } from '../support/redis-server.ts';
import { changes, createStoreOpener, readAll, startEmptyRedis, type StoreOpener } from './stores-under-test.ts';

const MARK = { name: 'poller', value: 'after b', keepMs: 60_000 };

/** What is promised of the stores wherever they keep things. */
function promises(kind: 'memory' | 'redis'): void {
  let server: RedisServer | null = null;
  let opener: StoreOpener;
  let stores: Stores;

  beforeAll(async () => {
    if (kind === 'redis') server = await startEmptyRedis();
  });

  afterAll(async () => {
    await server?.remove();
  });

  beforeEach(async () => {
    await server?.say('FLUSHALL');
    opener = createStoreOpener(server);
    stores = await opener.open();
  });

  afterEach(async () => {
    await opener.closeAll();
  });

  async function acquire(name: string, ttlMs = 60_000): Promise<Lease> {
    const lease = await stores.leases.acquire(name, 'holder', ttlMs);
    if (lease === null) throw new Error('Somebody holds it.');
    return lease;
  }

  /** Waits until somebody else can have the lease, and gives it back. */
  async function untilFree(name: string): Promise<void> {
    await eventually(`${name} is free`, async () => {
      const lease = await stores.leases.acquire(name, 'another', 60_000);
      await lease?.release();
      return lease !== null;
    });
  }

  test('they are what they say they are, and well', () => {
    expect([stores.kind, stores.health().state, stores.health().reason]).toEqual([kind, 'OK', null]);
  });

  describe('the store', () => {
    test('keeps text until its end', async () => {
      await stores.store.set('key', 'text', 100);
      await stores.store.set('empty', '', 60_000);
      expect([await stores.store.get('key'), await stores.store.get('none')]).toEqual(['text', null]);
      await eventually('the text is gone', async () => (await stores.store.get('key')) === null);
      expect(await stores.store.get('empty')).toBe('');
    });

    test('overwrites, also the end', async () => {
      await stores.store.set('key', 'first', 50);
      await stores.store.set('key', 'second', 60_000);
      await new Promise((resolve) => setTimeout(resolve, 80));
      expect(await stores.store.get('key')).toBe('second');
    });

    test('sets only where nothing stands', async () => {
      expect(await stores.store.setIfAbsent('key', 'first', 60_000)).toBe(true);
      expect(await stores.store.setIfAbsent('key', 'second', 60_000)).toBe(false);
      expect(await stores.store.get('key')).toBe('first');
      await stores.store.delete('key');
      expect(await stores.store.setIfAbsent('key', 'third', 60_000)).toBe(true);
    });

    test('gives a key to one of many who want it at once', async () => {
      const others = Array.from({ length: 20 }, (_, index) => stores.store.setIfAbsent('key', `${index}`, 60_000));
      expect((await Promise.all(others)).filter((isSet) => isSet)).toHaveLength(1);
    });
  });

  describe('the changes', () => {
    test('are read in order behind a cursor', async () => {
      const { changes: log } = stores;
      const start = await log.head();
      const cursors = await log.append(changes('a', 'b', 'ü€😀', '', 'e'));
      expect(cursors).toHaveLength(5);
      expect(await readAll(stores, start)).toEqual(['a', 'b', 'ü€😀', '', 'e']);
      expect(await readAll(stores, cursors[1] ?? '')).toEqual(['ü€😀', '', 'e']);
      expect(await log.head()).toBe(cursors[4]);
      expect(await log.readAfter(cursors[4] ?? '', 10)).toEqual({ entries: [], isGap: false, next: cursors[4] });
    });

    test('have cursors that can be compared', async () => {
      const [first, second] = await stores.changes.append(changes('a', 'b'));
      expect(compareChangeCursors(first ?? '', second ?? '')).toBeLessThan(0);
      expect(compareChangeCursors(second ?? '', first ?? '')).toBeGreaterThan(0);
      expect(compareChangeCursors(second ?? '', second ?? '')).toBe(0);
    });

    test('are read in portions, with the cursor of each', async () => {
      const start = await stores.changes.head();
      const cursors = await stores.changes.append(changes('a', 'b', 'c'));
      expect(await stores.changes.readAfter(start, 2)).toEqual({
        entries: [
          { cursor: cursors[0], value: 'a' },
          { cursor: cursors[1], value: 'b' },
        ],
        isGap: false,
        next: cursors[1],
      });
    });

    test('are bounded in number: what fell out is a gap, and what did not is none', async () => {
      const bounded = await opener.open({ changeBounds: { mostEntries: 3, mostBytes: 1_000 } });
      const start = await bounded.changes.head();
      const cursors = await bounded.changes.append(changes('a', 'b', 'c', 'd', 'e'));
      expect(await bounded.changes.readAfter(start, 10)).toEqual({ entries: [], isGap: true, next: cursors[4] });
      expect((await bounded.changes.readAfter(cursors[0] ?? '', 10)).isGap).toBe(true);
      expect(await readAll(bounded, cursors[1] ?? '')).toEqual(['c', 'd', 'e']);
    });

    test('are bounded in bytes', async () => {
      const bounded = await opener.open({ changeBounds: { mostEntries: 100, mostBytes: 10 } });
      const cursors = await bounded.changes.append(changes('ääää', 'bbbb', 'cccc'));
      expect((await bounded.changes.readAfter(await firstBefore(cursors[0]), 10)).isGap).toBe(true);
      expect(await readAll(bounded, cursors[0] ?? '')).toEqual(['bbbb', 'cccc']);
      const [large] = await bounded.changes.append(changes('x'.repeat(11)));
      expect((await bounded.changes.readAfter(cursors[2] ?? '', 10)).isGap).toBe(true);
      expect(await readAll(bounded, large ?? '')).toEqual([]);

      /** The place before the first entry of the log. */
      async function firstBefore(cursor: string | null | undefined): Promise<string> {
        const [version, log] = Buffer.from(cursor ?? '', 'base64url')
          .toString()
          .split(':');
        return Buffer.from(`${version}:${log}:0`).toString('base64url');
      }
    });

    test('of another log are a gap', async () => {
      const foreign = Buffer.from('1:another-log:0').toString('base64url');
      await stores.changes.append(changes('a'));
      expect(await stores.changes.readAfter(foreign, 10)).toEqual({
        entries: [],
        isGap: true,
        next: await stores.changes.head(),
      });
    });

    test('that this log never had are a gap', async () => {
      const [cursor] = await stores.changes.append(changes('a'));
      const ahead = Buffer.from(`${Buffer.from(cursor ?? '', 'base64url').toString()}0`).toString('base64url');
      expect((await stores.changes.readAfter(ahead, 10)).isGap).toBe(true);
    });

    test.each([
      '',
      'x',
      'AAAA',
      '1:log:1',
      `${Buffer.from('1:log:1').toString('base64url')}=`,
      Buffer.from('2:log:1').toString('base64url'),
      'y'.repeat(100_000),
    ])('refuse what is no cursor: %#', async (cursor) => {
      await expect(stores.changes.readAfter(cursor, 10)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        facts: { field: 'since' },
      });
      expect(stores.health().state).toBe('OK');
    });

    test('are told of, until the listening ends', async () => {
      let told = 0;
      const stop = stores.changes.subscribe(() => {
        told += 1;
      });
      await stores.changes.append(changes('a'));
      await eventually('somebody is told', () => told > 0);
      stop();
      const before = told;
      await stores.changes.append(changes('b'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(told).toBe(before);
    });

    test('are left out where the same was appended last', async () => {
      const start = await stores.changes.head();
      const change = (state: string) => ({ value: state, once: { key: 'ticket', state, keepMs: 60_000 } });
      const cursors = await stores.changes.append([change('1'), change('1'), change('2'), { value: 'x' }]);
      await stores.changes.append([change('2')]);
      await stores.changes.append([change('1'), { value: 'x' }]);
      expect(cursors.map((cursor) => cursor === null)).toEqual([false, true, false, false]);
      expect(await readAll(stores, start)).toEqual(['1', '2', 'x', '1', 'x']);
    });

    test('are appended again once their state is forgotten', async () => {
      const change = { value: 'a', once: { key: 'ticket', state: '1', keepMs: 200 } };
      await stores.changes.append([change]);
      expect(await stores.changes.append([change])).toEqual([null]);
      await eventually('the state is forgotten', async () => (await stores.changes.append([change]))[0] !== null);
    });
  });

  describe('a lease', () => {
    test('is held by one, until it is given back', async () => {
      const lease = await acquire('poll');
      expect(await stores.leases.acquire('poll', 'another', 60_000)).toBeNull();
      expect(await stores.leases.acquire('poll', 'holder', 60_000)).toBeNull();
      expect((await acquire('other')).name).toBe('other');
      await lease.release();
      expect((await acquire('poll')).fence).toBeGreaterThan(lease.fence);
      expect(await lease.renew()).toBe(false);
    });

    test('ends by itself, and is not renewed after that', async () => {
      const lease = await acquire('poll', 50);
      await untilFree('poll');
      expect(await lease.renew()).toBe(false);
    });

    test('has ended also if nobody else took it', async () => {
      const lease = await acquire('poll', 50);
      await new Promise((resolve) => setTimeout(resolve, 80));
      expect(await stores.changes.appendFenced(lease, changes('late'), MARK)).toBeNull();
      expect(await lease.renew()).toBe(false);
    });

    test('lasts as long as it is renewed', async () => {
      const lease = await acquire('poll', 1_000);
      for (let round = 0; round < 5; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(await lease.renew()).toBe(true);
      }
      expect(await stores.leases.acquire('poll', 'another', 60_000)).toBeNull();
    });

    test('that was lost does not give back that of its successor', async () => {
      const lost = await acquire('poll', 50);
      await untilFree('poll');
      await acquire('poll');
      await lost.release();
      expect(await stores.leases.acquire('poll', 'another', 60_000)).toBeNull();
    });

    test('lets its holder write entries and mark together', async () => {
      const start = await stores.changes.head();
      const lease = await acquire('poll');
      expect(await stores.changes.readMark('poller')).toBeNull();
      expect(await stores.changes.appendFenced(lease, changes('a', 'b'), MARK)).toHaveLength(2);
      expect(await stores.changes.appendFenced(lease, [], { ...MARK, value: 'nothing new' })).toEqual([]);
      expect(await readAll(stores, start)).toEqual(['a', 'b']);
      expect(await stores.changes.readMark('poller')).toBe('nothing new');
    });

    test('that was lost lets nobody write anything', async () => {
      const start = await stores.changes.head();
      const lost = await acquire('poll', 50);
      await untilFree('poll');
      expect(await stores.changes.appendFenced(lost, changes('free'), MARK)).toBeNull();
      const successor = await acquire('poll');
      await stores.changes.appendFenced(successor, changes('mine'), { ...MARK, value: 'of the successor' });
      expect(await stores.changes.appendFenced(lost, changes('stale'), MARK)).toBeNull();
      expect(await readAll(stores, start)).toEqual(['mine']);
      expect(await stores.changes.readMark('poller')).toBe('of the successor');
    });
  });

  describe('a counter', () => {
    test('allows so many, and then as many as the window fills', async () => {
      const taken = [];
      for (let round = 0; round < 4; round += 1) taken.push(await stores.counters.take('caller', 3, 60_000));
      expect(taken.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
        [true, 2],
        [true, 1],
        [true, 0],
        [false, 0],
      ]);
      expect(taken[0]?.resetMs).toBe(0);
      expect(taken[3]?.resetMs).toBeGreaterThan(15_000);
      expect(taken[3]?.resetMs).toBeLessThanOrEqual(20_000);
      expect((await stores.counters.take('another', 3, 60_000)).allowed).toBe(true);
    });

    test('allows again when it is time', async () => {
      await stores.counters.take('caller', 1, 200);
      expect((await stores.counters.take('caller', 1, 200)).allowed).toBe(false);
      await eventually('it is time', async () => (await stores.counters.take('caller', 1, 200)).allowed);
    });

    test('counts those who come at once one by one', async () => {
      const taken = await Promise.all(Array.from({ length: 20 }, () => stores.counters.take('caller', 5, 60_000)));
      expect(taken.filter(({ allowed }) => allowed)).toHaveLength(5);
    });
  });

  describe('a set', () => {
    test('holds its members until their end, those that last longest first', async () => {
      await stores.members.add('set', ['short'], 100);
      await stores.members.add('set', ['long'], 60_000);
      await stores.members.add('other', ['else'], 60_000);
      expect(await stores.members.list('set', 10)).toEqual(['long', 'short']);
      expect(await stores.members.list('set', 1)).toEqual(['long']);
      await eventually('one is gone', async () => (await stores.members.list('set', 10)).length === 1);
      expect([await stores.members.list('set', 10), await stores.members.list('none', 10)]).toEqual([['long'], []]);
    });
  });

  describe('a list', () => {
    const bounds = { most: 50, keepMs: 60_000 };

    test('loses nothing that is added at once, and keeps its order and its bound', async () => {
      const texts = Array.from({ length: 60 }, (_, index) => `text ${index}`);
      await Promise.all(texts.map((text) => stores.lists.add('list', text, bounds)));
      await stores.lists.add('other', 'else', bounds);
      expect(await stores.lists.read('list')).toEqual(texts.slice(10));
      expect([await stores.lists.read('other'), await stores.lists.read('none')]).toEqual([['else'], []]);
    });

    test('holds each text once, where it came first', async () => {
      for (const text of ['a', 'b', 'a', 'c', 'b']) await stores.lists.add('list', text, bounds);
      expect(await stores.lists.read('list')).toEqual(['a', 'b', 'c']);
    });

    test('ends a while after its last text', async () => {
      await stores.lists.add('list', 'a', { ...bounds, keepMs: 60_000 });
      await stores.lists.add('list', 'b', { ...bounds, keepMs: 100 });
      expect(await stores.lists.read('list')).toEqual(['a', 'b']);
      await eventually('it is gone', async () => (await stores.lists.read('list')).length === 0);
    });
  });
}

describe('in memory', () => {
  promises('memory');
});

describeWithRedis('in Redis', () => {
  promises('redis');
});
