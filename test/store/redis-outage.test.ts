import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createIdempotency } from '../../src/writes/idempotency.ts';
import type { WriteAnswer } from '../../src/writes/perform-write.ts';
import type { Stores } from '../../src/store/shared-store.ts';
import { createCall } from '../support/call.ts';
import { eventually } from '../support/eventually.ts';
import { describeWithRedis, startRedisServer, type RedisServer } from '../support/redis-server.ts';
import { startStuckProxy } from '../support/stuck-proxy.ts';
import { SILENT_LOG, changes, createStoreOpener, readAll, untilState, type StoreOpener } from './stores-under-test.ts';

const { principal } = createCall();
const MARK = { name: 'poller', value: 'mark', keepMs: 60_000 };

describeWithRedis.each([
  { kind: 'that forgets everything', isPersistent: false },
  { kind: 'that keeps everything on disk', isPersistent: true },
])('losing a Redis $kind', ({ isPersistent }) => {
  let server: RedisServer;
  let opener: StoreOpener;
  let stores: Stores;
  let other: Stores;

  beforeEach(async () => {
    server = await startRedisServer({ isPersistent });
    opener = createStoreOpener(server);
    [stores, other] = await Promise.all([opener.open(), opener.open()]);
  });

  afterEach(async () => {
    await opener.closeAll();
    await server.remove();
  });

  async function lose(): Promise<void> {
    await server.kill();
    await Promise.all([untilState(stores, 'DEGRADED'), untilState(other, 'DEGRADED')]);
  }

  async function giveBack(): Promise<void> {
    await server.restart();
    await Promise.all([untilState(stores, 'OK'), untilState(other, 'OK')]);
  }

  test('is told, with a reason, and so is its return', async () => {
    const told: string[] = [];
    stores.onHealth(({ state }) => told.push(state));
    await lose();
    expect(stores.health().reason).toMatch(/^(CONNECTION_LOST|ECONN[A-Z]+)$/);
    await giveBack();
    expect(told).toEqual(['DEGRADED', 'OK']);
    expect(stores.health().reason).toBeNull();
  });

  test('leaves each process what it wrote itself, and gives it back to all', async () => {
    await stores.store.set('before', '1', 60_000);
    await stores.store.setIfAbsent('claimed before', '1', 60_000);
    await stores.store.set('deleted', '1', 60_000);
    await stores.store.set('replaced', '1', 60_000);
    await lose();
    expect(await stores.store.get('before')).toBe('1');
    await stores.store.set('meanwhile', '2', 60_000);
    await stores.store.delete('deleted');
    await stores.store.delete('replaced');
    expect(await stores.store.setIfAbsent('replaced', '4', 60_000)).toBe(true);
    expect(await stores.store.setIfAbsent('before', 'x', 60_000)).toBe(false);
    expect(await stores.store.setIfAbsent('claimed before', 'x', 60_000)).toBe(false);
    expect(await stores.store.setIfAbsent('claimed', '3', 60_000)).toBe(true);
    expect(await other.store.get('meanwhile')).toBeNull();
    await giveBack();
    const found = await Promise.all(
      ['before', 'meanwhile', 'claimed', 'deleted', 'replaced'].map((key) => other.store.get(key)),
    );
    expect(found).toEqual(['1', '2', '3', null, '4']);
  });

  test('leaves each process what it added to lists, and then brings all of it together', async () => {
    const bounds = { most: 50, keepMs: 60_000 };
    const read = ({ lists }: Stores): Promise<readonly string[]> => lists.read('list');
    await stores.lists.add('list', 'mine', bounds);
    await other.lists.add('list', 'theirs', bounds);
    await lose();
    await stores.lists.add('list', 'mine, meanwhile', bounds);
    await other.lists.add('list', 'theirs, meanwhile', bounds);
    expect(await read(stores)).toEqual(['mine', 'mine, meanwhile']);
    await giveBack();
    const together = await read(stores);
    expect(together).toEqual(await read(other));
    expect([...together].sort()).toEqual(['mine', 'mine, meanwhile', 'theirs', 'theirs, meanwhile']);
    expect(together.indexOf('mine')).toBeLessThan(together.indexOf('mine, meanwhile'));
  });

  test('does not outlive the end of what was written meanwhile', async () => {
    await lose();
    await stores.store.set('short', 'text', 400);
    await giveBack();
    await eventually('it is gone', async () => (await other.store.get('short')) === null);
    expect(await stores.store.get('short')).toBeNull();
  });

  test('does not make a change again that was acknowledged before or meanwhile', async () => {
    let count = 0;
    const make = async (): Promise<WriteAnswer<string>> => {
      count += 1;
      return { outcome: 'APPLIED', result: 'made', userErrors: [], warnings: [], reconcileHint: null, request: null };
    };
    const outcome = async (key: string, { store }: Stores): Promise<string> =>
      (await createIdempotency(store).once(principal, key, ['input'], make)).outcome;
    expect(await outcome('before', stores)).toBe('APPLIED');
    await lose();
    expect([await outcome('before', stores), await outcome('meanwhile', stores)]).toEqual(['REPLAYED', 'APPLIED']);
    await giveBack();
    expect([await outcome('before', other), await outcome('meanwhile', other), count]).toEqual([
      'REPLAYED',
      'REPLAYED',
      2,
    ]);
  });

  test('is a gap for readers, on the way out and on the way back', async () => {
    const before = await stores.changes.head();
    await lose();
    const out = await stores.changes.readAfter(before, 10);
    expect(out.isGap).toBe(true);
    await stores.changes.append(changes('meanwhile'));
    expect(await readAll(stores, out.next)).toEqual(['meanwhile']);
    await giveBack();
    const back = await stores.changes.readAfter(out.next, 10);
    expect(back.isGap).toBe(true);
    await other.changes.append(changes('after'));
    expect(await readAll(stores, back.next)).toEqual(['after']);
    // Who was away all the time cannot know what happened.
    expect((await other.changes.readAfter(before, 10)).isGap).toBe(true);
  });

  test('is a gap also between two losses', async () => {
    await lose();
    const during = await stores.changes.head();
    await giveBack();
    await stores.changes.append(changes('between'));
    await lose();
    expect((await stores.changes.readAfter(during, 10)).isGap).toBe(true);
  });

  test('wakes readers, out and back, and after that as before', async () => {
    let told = 0;
    stores.changes.subscribe(() => {
      told += 1;
    });
    await lose();
    const afterLoss = told;
    expect(afterLoss).toBeGreaterThan(0);
    await stores.changes.append(changes('meanwhile'));
    await eventually('it is told of its own', () => told > afterLoss);
    const before = told;
    await giveBack();
    expect(told).toBeGreaterThan(before);
    await eventually('the other wakes it', async () => {
      const [asked] = [told];
      await other.changes.append(changes('after'));
      await new Promise((resolve) => setTimeout(resolve, 20));
      return told > asked;
    });
  });

  test('leaves each process a lease of its own, which ends when Redis is back', async () => {
    const cluster = await stores.leases.acquire('poll', 'first', 300);
    if (cluster === null) throw new Error('There is no lease.');
    await lose();
    expect(await cluster.renew()).toBe(false);
    expect(await stores.changes.appendFenced(cluster, changes('x'), MARK)).toBeNull();
    const [own, others] = await Promise.all(
      [stores, other].map(({ leases }) => leases.acquire('poll', 'holder', 60_000)),
    );
    expect([own?.scope, others?.scope]).toEqual(['PROCESS', 'PROCESS']);
    if (own === null || own === undefined) throw new Error('There is no lease.');
    expect(await own.renew()).toBe(true);
    expect(await stores.changes.appendFenced(own, changes('x'), MARK)).toHaveLength(1);
    await giveBack();
    expect(await stores.changes.appendFenced(own, changes('x'), MARK)).toBeNull();
    expect(await own.renew()).toBe(false);
    await eventually('there is one lease again', async () => {
      const next = await stores.leases.acquire('poll', 'first', 60_000);
      if (next !== null) expect([next.scope, next.fence > cluster.fence]).toEqual(['CLUSTER', true]);
      return next !== null;
    });
    expect(await other.leases.acquire('poll', 'second', 60_000)).toBeNull();
  });

  test('lets counting and sets go on', async () => {
    await stores.members.add('set', ['a'], 60_000);
    await lose();
    const taken = [await stores.counters.take('caller', 1, 60_000), await stores.counters.take('caller', 1, 60_000)];
    expect(taken.map(({ allowed }) => allowed)).toEqual([true, false]);
    expect(await stores.members.list('set', 10)).toEqual(['a']);
    await stores.members.add('set', ['b'], 60_000);
    expect([...(await stores.members.list('set', 10))].sort()).toEqual(['a', 'b']);
  });
});

describeWithRedis('a Redis', () => {
  let server: RedisServer;
  let opener: StoreOpener;

  beforeEach(async () => {
    server = await startRedisServer();
    opener = createStoreOpener(server);
  });

  afterEach(async () => {
    await opener.closeAll();
    await server.remove();
  });

  test('that is not there at the start is used when it comes', async () => {
    await server.kill();
    const warnings: unknown[] = [];
    const stores = await opener.open({
      redis: { firstConnectMs: 100 },
      log: { ...SILENT_LOG, warn: (facts) => warnings.push(facts) },
    });
    expect([stores.health().state, warnings]).toEqual(['DEGRADED', [{ reason: 'ECONNREFUSED' }]]);
    await stores.store.set('key', 'text', 60_000);
    await server.restart();
    await untilState(stores, 'OK');
    expect(await (await opener.open()).store.get('key')).toBe('text');
  });

  test('that stops answering holds nobody up, and is noticed; what it did all the same is not done twice', async () => {
    const [stores, other] = await Promise.all([opener.open(), opener.open()]);
    const start = await stores.changes.head();
    server.freeze();
    await stores.store.set('key', 'text', 60_000);
    // Redis reads this when it thaws, although nobody waits for its answer any more.
    await stores.changes.append(changes('a'));
    expect(stores.health().state).toBe('DEGRADED');
    server.thaw();
    await Promise.all([untilState(stores, 'OK'), untilState(other, 'OK')]);
    await stores.changes.append(changes('b'));
    expect(await readAll(other, start)).toEqual(['a', 'b']);
    expect(await other.store.get('key')).toBe('text');
  });

  test('that answers in time is not taken for lost by a process that itself stood still', async () => {
    const stores = await opener.open();
    await stores.store.set('key', 'text', 60_000);
    const told: unknown[] = [];
    stores.onHealth((health) => told.push(health));
    for (let count = 0; count < 5; count += 1) {
      const asked = [stores.store.get('key'), stores.changes.append(changes('a')), stores.changes.head()];
      standStill(400);
      expect(await asked[0]).toBe('text');
      await Promise.all(asked);
      // Also in the midst of waiting, and where the looks that nobody sees are under way.
      await new Promise((resolve) => setTimeout(resolve, 10 * count));
      standStill(400);
    }
    expect([stores.health().state, told]).toEqual(['OK', []]);
  });

  test('that stops answering is noticed also by a process that stands still every now and then', async () => {
    const stores = await opener.open();
    server.freeze();
    const asked = stores.store.get('key');
    standStill(400);
    await asked;
    expect(stores.health()).toMatchObject({ state: 'DEGRADED', reason: 'TIMEOUT' });
  });

  test('that takes connections and says nothing is asked again over new ones', async () => {
    const proxy = await startStuckProxy(Number(new URL(server.url).port));
    server.freeze();
    try {
      const stores = await opener.open({ redis: { url: `redis://127.0.0.1:${proxy.port}`, firstConnectMs: 100 } });
      expect(stores.health().state).toBe('DEGRADED');
      proxy.sticks();
      server.thaw();
      await untilState(stores, 'OK');
    } finally {
      server.thaw();
      await proxy.close();
    }
  });

  test('that froze is brought what was added to lists meanwhile, though it lost nothing', async () => {
    const bounds = { most: 50, keepMs: 60_000 };
    const stores = await opener.open();
    await stores.lists.add('list', 'before', bounds);
    server.freeze();
    await stores.lists.add('list', 'meanwhile', bounds);
    await untilState(stores, 'DEGRADED');
    await stores.lists.add('list', 'later', bounds);
    server.thaw();
    await untilState(stores, 'OK');
    const other = await opener.open();
    expect(await other.lists.read('list')).toEqual(['before', 'meanwhile', 'later']);
  });

  test('that froze while something was asked of it does that once', async () => {
    const stores = await opener.open();
    const start = await stores.changes.head();
    server.freeze();
    // Both are on their way before the first of them is known to have failed.
    await Promise.all([stores.changes.append(changes('a')), stores.changes.append(changes('b'))]);
    server.thaw();
    await untilState(stores, 'OK');
    await stores.changes.append(changes('c'));
    expect(await readAll(stores, start)).toEqual(['a', 'b', 'c']);
  });

  test('that was emptied under way is noticed: readers get a gap, and what is kept goes back', async () => {
    const [stores, other] = await Promise.all([opener.open(), opener.open()]);
    await stores.store.set('key', 'text', 60_000);
    const before = await stores.changes.head();
    await stores.changes.append(changes('a'));
    await server.say('FLUSHALL');
    await eventually('the key is back', async () => (await other.store.get('key')) === 'text');
    await untilState(stores, 'OK');
    expect((await stores.changes.readAfter(before, 10)).isGap).toBe(true);
  });

  test('that refuses to write counts as away', async () => {
    const stores = await opener.open();
    await server.say('CONFIG SET maxmemory 1');
    await stores.store.set('key', 'text', 60_000);
    expect(stores.health()).toMatchObject({ state: 'DEGRADED', reason: 'OOM' });
    expect(await stores.store.get('key')).toBe('text');
    await server.say('CONFIG SET maxmemory 0');
    await untilState(stores, 'OK');
    expect(await (await opener.open()).store.get('key')).toBe('text');
  });

  test('that refuses to write is away for as long as it does, also if nothing waits to be written', async () => {
    const stores = await opener.open();
    const lease = await stores.leases.acquire('poll', 'holder', 60_000);
    if (lease === null) throw new Error('There is no lease.');
    await server.say('CONFIG SET maxmemory 1');
    expect(await stores.changes.appendFenced(lease, changes('x'), MARK)).toBeNull();
    const told: string[] = [];
    stores.onHealth(({ state }) => told.push(state));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([stores.health().state, told]).toEqual(['DEGRADED', []]);
  });

  test('that comes back is noticed by that, not only by looking; and so is what others append after it', async () => {
    const [stores, other] = await Promise.all([1, 2].map(() => opener.open({ redis: { checkEveryMs: 60 * 60_000 } })));
    if (stores === undefined || other === undefined) throw new Error('There are no stores.');
    await server.kill();
    await Promise.all([untilState(stores, 'DEGRADED'), untilState(other, 'DEGRADED')]);
    await server.restart();
    await Promise.all([untilState(stores, 'OK'), untilState(other, 'OK')]);
    await eventually('both hear again', async () => /:2$/m.test(await server.say('PUBSUB NUMSUB test:changes:new')));
    let told = 0;
    stores.changes.subscribe(() => {
      told += 1;
    });
    await other.changes.append(changes('a'));
    await eventually('the other is told', () => told > 0);
    expect(await stores.changes.head()).toBe(await other.changes.head());
  });

  test('is reached again over new connections where the old ones got stuck', async () => {
    const proxy = await startStuckProxy(Number(new URL(server.url).port));
    try {
      const stores = await opener.open({ redis: { url: `redis://127.0.0.1:${proxy.port}` } });
      const other = await opener.open();
      proxy.sticks();
      await untilState(stores, 'DEGRADED');
      await untilState(stores, 'OK');
      let told = 0;
      stores.changes.subscribe(() => {
        told += 1;
      });
      await eventually('it hears of every change again', async () => {
        const before = told;
        await other.changes.append(changes('a'));
        await new Promise((resolve) => setTimeout(resolve, 20));
        // Without a subscription it looks by itself every now and then: more often than that only with one.
        await other.changes.append(changes('b'));
        await new Promise((resolve) => setTimeout(resolve, 20));
        return told === before + 2;
      });
      await other.store.set('key', 'text', 60_000);
      expect(await stores.store.get('key')).toBe('text');
    } finally {
      await proxy.close();
    }
  });

  test('that forgot its scripts is told them again', async () => {
    const stores = await opener.open();
    await server.say('SCRIPT FLUSH');
    const start = await stores.changes.head();
    await untilState(stores, 'OK');
    expect((await stores.changes.readAfter(start, 10)).isGap).toBe(true);
    await stores.changes.append(changes('a'));
    expect(stores.health().state).toBe('OK');
  });

  test('has its password written nowhere', async () => {
    await server.say('CONFIG SET requirepass correct-horse');
    const written: unknown[] = [];
    const write = (...told: unknown[]): void => void written.push(told);
    const log = { info: write, warn: write, error: write };
    const wrong = await opener.open({
      log,
      redis: { url: server.url.replace('//', '//:battery-staple@'), firstConnectMs: 500 },
    });
    expect(wrong.health()).toMatchObject({ state: 'DEGRADED', reason: 'WRONGPASS' });
    const right = await opener.open({
      log,
      redis: { url: { reveal: () => server.url.replace('//', '//:correct-horse@') } },
    });
    expect(right.health().state).toBe('OK');
    expect(written).toHaveLength(2);
    expect(JSON.stringify(written)).not.toMatch(/horse|staple|127\.0\.0\.1/);
  });
});

describeWithRedis('while Redis was out of reach for one process alone', () => {
  let server: RedisServer;
  let opener: StoreOpener;

  beforeEach(async () => {
    server = await startRedisServer();
    opener = createStoreOpener(server);
  });

  afterEach(async () => {
    await opener.closeAll();
    await server.remove();
  });

  /** Redis goes on, but refuses what it is asked to write for as long as `meanwhile` lasts. */
  async function withoutWrites(stores: Stores, meanwhile: () => Promise<unknown>): Promise<void> {
    await server.say('CONFIG SET maxmemory 1');
    await stores.store.set('any', 'text', 60_000);
    await untilState(stores, 'DEGRADED');
    await meanwhile();
    await server.say('CONFIG SET maxmemory 0');
    await untilState(stores, 'OK');
  }

  test('what it appended comes into the log afterwards, in order and once', async () => {
    const stores = await opener.open();
    const start = await stores.changes.head();
    await stores.changes.append(changes('before'));
    await withoutWrites(stores, async () => {
      for (let index = 0; index < 250; index += 1) await stores.changes.append(changes(`${index}`));
    });
    await stores.changes.append(changes('after'));
    const expected = ['before', ...Array.from({ length: 250 }, (_, index) => `${index}`), 'after'];
    expect(await readAll(stores, start)).toEqual(expected);
  });

  test('nothing is lost or out of order that it appends on the way out and back', async () => {
    const stores = await opener.open();
    const start = await stores.changes.head();
    let last = 0;
    const appender = { isOver: false };
    async function goOn(): Promise<void> {
      while (!appender.isOver) {
        last += 1;
        void stores.changes.append(changes(`${last}`));
        if (last % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    const appending = goOn();
    await withoutWrites(stores, () => eventually('some are held back', () => last > 1_000));
    const atReturn = last;
    await eventually('some came after that', () => last > atReturn + 500);
    appender.isOver = true;
    await appending;
    const expected = Array.from({ length: last }, (_, index) => `${index + 1}`);
    await eventually('the last one is there', async () => (await readAll(stores, start)).length >= last);
    expect(await readAll(stores, start)).toEqual(expected);
  });

  test('what its poller found does not: the next one finds it again from the mark', async () => {
    const stores = await opener.open();
    const lease = await stores.leases.acquire('poll', 'holder', 60_000);
    if (lease === null) throw new Error('There is no lease.');
    await stores.changes.appendFenced(lease, [], MARK);
    const start = await stores.changes.head();
    await withoutWrites(stores, async () => {
      const own = await stores.leases.acquire('poll', 'holder', 60_000);
      if (own === null) throw new Error('There is no lease.');
      expect(await stores.changes.appendFenced(own, changes('found'), { ...MARK, value: 'later' })).toHaveLength(1);
      expect(await stores.changes.readMark('poller')).toBe('later');
    });
    expect([await readAll(stores, start), await stores.changes.readMark('poller')]).toEqual([[], 'mark']);
  });

  test('if it was too much to keep, every reader gets a gap', async () => {
    const stores = await opener.open({ changeBounds: { mostEntries: 5, mostBytes: 1_000 } });
    const reader = await opener.open();
    const start = await reader.changes.head();
    await withoutWrites(stores, async () => {
      for (let index = 0; index < 6; index += 1) await stores.changes.append(changes(`${index}`));
    });
    await untilState(reader, 'OK');
    expect((await reader.changes.readAfter(start, 10)).isGap).toBe(true);
  });
});

describe('closing', () => {
  test('is possible in memory', async () => {
    const opener = createStoreOpener(null);
    await opener.open();
    await expect(opener.closeAll()).resolves.toBeUndefined();
  });
});

describeWithRedis('closing', () => {
  test('ends every connection, and tells nobody of a failure', async () => {
    const server = await startRedisServer();
    const opener = createStoreOpener(server);
    try {
      const written: unknown[] = [];
      const stores = await opener.open({ log: { ...SILENT_LOG, warn: (facts) => written.push(facts) } });
      await eventually('both connections are there', async () => (await countConnections(server)) === 2);
      await stores.close();
      await eventually('they are gone', async () => (await countConnections(server)) === 0);
      expect(written).toEqual([]);
    } finally {
      await opener.closeAll();
      await server.remove();
    }
  });
});

/** What this process was asked for waits, as in a long collection of garbage. */
function standStill(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}

async function countConnections(server: RedisServer): Promise<number> {
  return ((await server.say('CLIENT LIST')).match(/name=ticket-gateway/g) ?? []).length;
}
