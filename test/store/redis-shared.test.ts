import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createIdempotency } from '../../src/writes/idempotency.ts';
import type { WriteAnswer } from '../../src/writes/perform-write.ts';
import type { Stores } from '../../src/store/shared-store.ts';
import { createCall } from '../support/call.ts';
import { eventually } from '../support/eventually.ts';
import { describeWithRedis, type RedisServer } from '../support/redis-server.ts';
import { changes, createStoreOpener, readAll, startEmptyRedis, type StoreOpener } from './stores-under-test.ts';

const { principal } = createCall();
const MARK = { name: 'poller', value: 'mark', keepMs: 60_000 };

function applied(result: string): WriteAnswer<string> {
  return { outcome: 'APPLIED', result, userErrors: [], warnings: [], reconcileHint: null, request: null };
}

describeWithRedis('two processes with one Redis', () => {
  let server: RedisServer;
  let opener: StoreOpener;
  let first: Stores;
  let second: Stores;

  beforeAll(async () => {
    server = await startEmptyRedis();
  });

  afterAll(async () => {
    await server.remove();
  });

  beforeEach(async () => {
    await server.say('FLUSHALL');
    opener = createStoreOpener(server);
    [first, second] = await Promise.all([opener.open(), opener.open()]);
  });

  afterEach(async () => {
    await opener.closeAll();
  });

  test('find what the other wrote', async () => {
    await first.store.set('key', 'text', 60_000);
    expect(await second.store.get('key')).toBe('text');
    await second.store.delete('key');
    expect(await first.store.get('key')).toBeNull();
  });

  test('do not keep what is too large, nor what stood there before', async () => {
    await first.store.set('key', 'text', 60_000);
    await first.store.set('key', 'x'.repeat(4 * 1024 * 1024 + 1), 60_000);
    expect([await first.store.get('key'), first.health().state]).toEqual([null, 'OK']);
  });

  test('keep apart with another prefix', async () => {
    const other = await opener.open({ redis: { keyPrefix: 'other:' } });
    await first.store.set('key', 'text', 60_000);
    const cursor = await first.changes.head();
    expect(await other.store.get('key')).toBeNull();
    expect((await other.changes.readAfter(cursor, 10)).isGap).toBe(true);
  });

  test('read one log: a cursor of one goes on in the other', async () => {
    const start = await first.changes.head();
    const [cursor] = await first.changes.append(changes('a'));
    await second.changes.append(changes('b'));
    expect(await readAll(second, start)).toEqual(['a', 'b']);
    expect(await readAll(second, cursor ?? '')).toEqual(['b']);
  });

  test('append at once without loss, and read the same order', async () => {
    const start = await first.changes.head();
    const values = Array.from({ length: 100 }, (_, index) => `${index}`);
    await Promise.all(values.map((value, index) => (index % 2 === 0 ? first : second).changes.append(changes(value))));
    const seen = await readAll(first, start);
    expect([...seen].sort()).toEqual([...values].sort());
    expect(await readAll(second, start)).toEqual(seen);
  });

  test('wake each other', async () => {
    let told = 0;
    first.changes.subscribe(() => {
      told += 1;
    });
    // The subscription in Redis begins a moment after the connection.
    await eventually('the other is told', async () => {
      await second.changes.append(changes('a'));
      return told > 0;
    });
    expect(told).toBeGreaterThan(0);
  });

  test('tell one change once, whoever saw it', async () => {
    const start = await first.changes.head();
    const change = { value: 'seen', once: { key: 'ticket', state: 'version 2', keepMs: 60_000 } };
    await Promise.all([first.changes.append([change]), second.changes.append([change])]);
    expect(await readAll(first, start)).toEqual(['seen']);
  });

  test('hold a lease one at a time, and the one that slept writes nothing', async () => {
    const slept = await first.leases.acquire('poll', 'first', 50);
    expect(slept?.scope).toBe('CLUSTER');
    expect(await second.leases.acquire('poll', 'second', 60_000)).toBeNull();
    const taken: { lease: Awaited<ReturnType<typeof second.leases.acquire>> } = { lease: null };
    await eventually('the lease is free', async () => {
      taken.lease = await second.leases.acquire('poll', 'second', 60_000);
      return taken.lease !== null;
    });
    const start = await first.changes.head();
    if (slept === null || taken.lease === null) throw new Error('There is no lease.');
    expect(taken.lease.fence).toBeGreaterThan(slept.fence);
    expect(await first.changes.appendFenced(slept, changes('stale'), MARK)).toBeNull();
    expect(await second.changes.appendFenced(taken.lease, changes('fresh'), MARK)).toHaveLength(1);
    expect(await readAll(first, start)).toEqual(['fresh']);
    expect(await first.changes.readMark('poller')).toBe('mark');
  });

  test('count together', async () => {
    const taken = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? first : second).counters.take('caller', 4, 60_000)),
    );
    expect(taken.filter(({ allowed }) => allowed)).toHaveLength(4);
  });

  test('know the members that the other added', async () => {
    await first.members.add('set', ['a'], 60_000);
    expect(await second.members.list('set', 10)).toEqual(['a']);
  });

  test('make a change with a key once, also when both are asked at once', async () => {
    let count = 0;
    const make = async (): Promise<WriteAnswer<string>> => {
      count += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return applied('made');
    };
    const answers = await Promise.all(
      [first, second].map(({ store }) => createIdempotency(store).once(principal, 'key-1', ['input'], make)),
    );
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['APPLIED', 'REPLAYED']);
    const later = await createIdempotency(second.store).once(principal, 'key-1', ['input'], make);
    const other = await createIdempotency(first.store).once(principal, 'key-1', ['other input'], make);
    expect([later.outcome, other.userErrors[0]?.code, count]).toEqual(['REPLAYED', 'KEY_REUSED', 1]);
  });

  test('leave nothing in Redis that has no end', async () => {
    await first.store.set('key', 'text', 60_000);
    await first.store.setIfAbsent('other', 'text', 60_000);
    await first.members.add('set', ['a'], 60_000);
    await first.lists.add('list', 'a', { most: 5, keepMs: 60_000 });
    await first.counters.take('caller', 4, 60_000);
    await first.changes.append([{ value: 'a', once: { key: 'ticket', state: '1', keepMs: 60_000 } }]);
    const lease = await first.leases.acquire('poll', 'first', 60_000);
    if (lease === null) throw new Error('There is no lease.');
    await first.changes.appendFenced(lease, changes('a'), MARK);
    const keys = (await server.say('KEYS *')).match(/^test:\S+/gm) ?? [];
    const names = keys.map((key) => key.split(':')[1]);
    expect(new Set(names)).toEqual(
      new Set(['kv', 'members', 'list', 'count', 'state', 'lease', 'fence', 'mark', 'life', 'changes', 'writer']),
    );
    for (const key of keys) {
      expect({ key, ttl: await server.say(`PTTL ${key}`) }).toEqual({ key, ttl: expect.stringMatching(/^:[1-9]/) });
    }
  });
});
