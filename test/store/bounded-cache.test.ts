import { beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createBoundedCache, type BoundedCache } from '../../src/store/bounded-cache.ts';

let now = 0;

beforeEach(() => {
  now = 1_000_000;
});

function createCache(mostWeight: number): BoundedCache<string> {
  return createBoundedCache<string>({ mostWeight, weigh: (text) => text.length, clock: () => now });
}

describe('an entry', () => {
  test('is found until its end', () => {
    const cache = createCache(100);
    cache.set('key', 'value', 1_000);
    now += 999;
    expect(cache.get('key')).toBe('value');
    now += 1;
    expect(cache.get('key')).toBeUndefined();
    expect(cache.weight).toBe(0);
  });

  test('reading it does not put off its end', () => {
    const cache = createCache(100);
    cache.set('key', 'value', 1_000);
    now += 600;
    cache.get('key');
    now += 600;
    expect(cache.get('key')).toBeUndefined();
  });

  test('is replaced by a newer one, with its weight and its end', () => {
    const cache = createCache(100);
    cache.set('key', 'a long value', 1_000);
    cache.set('key', 'short', 5_000);
    now += 2_000;
    expect([cache.get('key'), cache.weight]).toEqual(['short', 5]);
  });

  test('goes when it is deleted, and may be deleted twice', () => {
    const cache = createCache(100);
    cache.set('key', 'value', 1_000);
    cache.delete('key');
    cache.delete('key');
    expect([cache.get('key'), cache.weight]).toEqual([undefined, 0]);
  });

  test('goes with the others whose key begins alike', () => {
    const cache = createCache(100);
    for (const key of ['a:1', 'a:2', 'b:1', 'xa:1']) cache.set(key, key, 1_000);
    cache.deleteByPrefix('a:');
    expect(['a:1', 'a:2', 'b:1', 'xa:1'].map((key) => cache.get(key))).toEqual([undefined, undefined, 'b:1', 'xa:1']);
    expect(cache.weight).toBe(7);
  });
});

describe('the bound', () => {
  test('lets the one unused for longest go first', () => {
    const cache = createCache(3);
    for (const key of ['a', 'b', 'c']) cache.set(key, key, 1_000);
    cache.get('a');
    cache.set('d', 'd', 1_000);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual(['a', undefined, 'c', 'd']);
  });

  test('is one of weight: a heavy entry takes the place of several', () => {
    const cache = createCache(10);
    for (const key of ['a', 'b', 'c']) cache.set(key, 'xxx', 1_000);
    cache.set('heavy', 'xxxxxx', 1_000);
    expect(['a', 'b', 'c', 'heavy'].map((key) => cache.get(key))).toEqual([undefined, undefined, 'xxx', 'xxxxxx']);
    expect(cache.weight).toBe(9);
  });

  test('an entry heavier than all may be is not kept, and takes no place', () => {
    const cache = createCache(10);
    cache.set('a', 'xxx', 1_000);
    cache.set('giant', 'x'.repeat(11), 1_000);
    expect([cache.get('a'), cache.get('giant'), cache.weight]).toEqual(['xxx', undefined, 3]);
    cache.set('a', 'x'.repeat(11), 1_000);
    // The old value would be wrong by now.
    expect([cache.get('a'), cache.weight]).toEqual([undefined, 0]);
  });

  test('is a number of entries where nothing is weighed', () => {
    const cache = createBoundedCache<string>({ mostWeight: 2, clock: () => now });
    for (const key of ['a', 'b', 'c']) cache.set(key, 'x'.repeat(100), 1_000);
    expect([cache.get('a'), cache.weight]).toEqual([undefined, 2]);
  });

  test('holds whatever happens, and the weight is that of what is kept', () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const key = fc.constantFrom(...keys);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), key, length: fc.nat(12), keepMs: fc.nat(20) }),
      fc.record({ kind: fc.constantFrom('get' as const, 'delete' as const), key }),
      fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.nat(10) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const cache = createCache(10);
        for (const action of steps) {
          if (action.kind === 'set') cache.set(action.key, 'x'.repeat(action.length), action.keepMs);
          else if (action.kind === 'wait') now += action.milliseconds;
          else cache[action.kind](action.key);
          expect(cache.weight).toBeLessThanOrEqual(10);
        }
        // Reading each removes what has ended.
        const kept = keys.map((name) => cache.get(name)?.length ?? 0).reduce((sum, length) => sum + length, 0);
        expect(cache.weight).toBe(kept);
      }),
    );
  });
});
