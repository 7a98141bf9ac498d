import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { chunk, lookUp, lookUpEach, lookUpIn } from '../../src/upstream/lookups.ts';

describe('lookUpEach', () => {
  test('one bad id stays alone', async () => {
    const broken = new GatewayError('BACKEND_TIMEOUT', 'Too slow.');
    const lookups = await lookUpEach(['1', 'broken', 'none', '404', '5'], 2, async (id) => {
      if (id === 'broken') throw broken;
      if (id === '404') throw new GatewayError('NOT_FOUND', 'There is none.');
      return id === 'none' ? null : { id };
    });
    expect(lookups).toEqual([
      { state: 'found', value: { id: '1' } },
      { state: 'failed', error: broken },
      { state: 'absent' },
      { state: 'absent' },
      { state: 'found', value: { id: '5' } },
    ]);
  });

  test('something unexpected stays alone too, as INTERNAL', async () => {
    const lookups = await lookUpEach(['1', '2'], 1, (id) =>
      id === '1' ? Promise.reject(new TypeError('a fault')) : Promise.resolve(id),
    );
    expect(lookups).toMatchObject([
      { state: 'failed', error: { code: 'INTERNAL' } },
      { state: 'found', value: '2' },
    ]);
  });

  test('a read that throws instead of rejecting is no different', async () => {
    const lookup = await lookUp(() => {
      throw new GatewayError('FORBIDDEN', 'No.');
    });
    expect(lookup).toMatchObject({ state: 'failed', error: { code: 'FORBIDDEN' } });
  });

  test('keeps to its limit', async () => {
    let underWay = 0;
    let peak = 0;
    await lookUpEach(['1', '2', '3', '4', '5', '6'], 2, async (id) => {
      underWay += 1;
      peak = Math.max(peak, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return id;
    });
    expect(peak).toBe(2);
  });
});

describe('lookUpIn', () => {
  test('answers by id, whatever order the things came in', () => {
    const values = new Map([
      ['b', 2],
      ['a', 0],
    ]);
    expect(lookUpIn(['a', 'x', 'b'], values)).toEqual([
      { state: 'found', value: 0 },
      { state: 'absent' },
      { state: 'found', value: 2 },
    ]);
  });
});

describe('chunk', () => {
  test.each<[number, number, number[]]>([
    [0, 3, []],
    [2, 3, [2]],
    [3, 3, [3]],
    [7, 3, [3, 3, 1]],
    [3, 1, [1, 1, 1]],
  ])('%i items in groups of %i', (count, size, lengths) => {
    const items = Array.from({ length: count }, (_, index) => index);
    const groups = chunk(items, size);
    expect(groups.map((group) => group.length)).toEqual(lengths);
    expect(groups.flat()).toEqual(items);
  });
});
