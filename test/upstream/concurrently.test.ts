import { describe, expect, test } from '@jest/globals';
import { concurrently } from '../../src/upstream/concurrently.ts';

describe('concurrently', () => {
  test('gives the results in the order of the items, whichever ends first', async () => {
    const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    const results = concurrently([0, 1, 2, 3], 4, async (item) => {
      await gates[item]?.promise;
      return item * 10;
    });
    for (const gate of gates.toReversed()) {
      gate.resolve();
      await new Promise(setImmediate);
    }
    expect(await results).toEqual([0, 10, 20, 30]);
  });

  test.each([
    [1, 20],
    [3, 20],
    [20, 20],
    [100, 20],
  ])('with a limit of %i for %i items no more are under way', async (most, count) => {
    let underWay = 0;
    let peak = 0;
    const items = Array.from({ length: count }, (_, index) => index);
    const results = await concurrently(items, most, async (item) => {
      underWay += 1;
      peak = Math.max(peak, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return item;
    });
    expect(results).toEqual(items);
    // Neither more than the limit nor, by needless caution, fewer.
    expect(peak).toBe(Math.min(most, count));
  });

  test('starts the next as soon as one has ended', async () => {
    const slow = Promise.withResolvers<void>();
    const started: number[] = [];
    const results = concurrently([0, 1, 2, 3], 2, async (item) => {
      started.push(item);
      if (item === 0) await slow.promise;
    });
    await new Promise(setImmediate);
    expect(started).toEqual([0, 1, 2, 3]);
    slow.resolve();
    await results;
  });

  test('makes no call for no item', async () => {
    await expect(concurrently([], 5, () => Promise.reject(new Error('called')))).resolves.toEqual([]);
  });

  test('keeps results that are undefined in their places', async () => {
    expect(await concurrently([1, 2, 3], 1, async (item) => (item === 2 ? 'two' : undefined))).toEqual([
      undefined,
      'two',
      undefined,
    ]);
  });

  test('rejects if the work rejects', async () => {
    await expect(concurrently([1, 2], 1, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
