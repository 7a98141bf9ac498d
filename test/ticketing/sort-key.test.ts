import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compareSortKeys, type SortKey } from '../../src/ticketing/sort-key.ts';
import { INSTANTS, nativeIds } from '../support/generated-ticket.ts';
import { orders } from '../support/list-under-test.ts';
import { runs } from '../support/property.ts';

const keys: fc.Arbitrary<SortKey> = fc.record({
  value: fc.option(fc.constantFrom(...INSTANTS)),
  backend: fc.constantFrom('a', 'desk', 'hub', 'hub-2'),
  nativeId: nativeIds,
});

const MARCH = '2024-03-01T00:00:00.000Z';
const APRIL = '2024-04-01T00:00:00.000Z';

describe('the order of sort keys', () => {
  test.each([
    ['earlier times come first when ascending', 'ASC', [MARCH, 'b', '2'], [APRIL, 'a', '1']],
    ['later times come first when descending', 'DESC', [APRIL, 'b', '2'], [MARCH, 'a', '1']],
    ['rows without a time come last when ascending', 'ASC', [APRIL, 'b', '2'], [null, 'a', '1']],
    ['rows without a time come last when descending', 'DESC', [MARCH, 'b', '2'], [null, 'a', '1']],
    ['ties go by backend', 'ASC', [MARCH, 'a', '2'], [MARCH, 'b', '1']],
    ['ties go by backend when descending too', 'DESC', [MARCH, 'a', '2'], [MARCH, 'b', '1']],
    ['then by native id as text', 'DESC', [MARCH, 'a', '10'], [MARCH, 'a', '9']],
    ['not by alphabet, which is another in each language', 'ASC', [MARCH, 'a', 'B'], [MARCH, 'a', 'a']],
    ['also without a time', 'DESC', [null, 'a', '10'], [null, 'a', '9']],
    ['a native id is not mixed with its backend', 'ASC', [MARCH, 'a', 'b1'], [MARCH, 'ab', '1']],
  ] as const)('%s', (_name, direction, first, second) => {
    const [left, right] = [first, second].map(([value, backend, nativeId]) => ({ value, backend, nativeId }));
    expect(compareSortKeys(left as SortKey, right as SortKey, { field: 'createdAt', direction })).toBeLessThan(0);
    expect(compareSortKeys(right as SortKey, left as SortKey, { field: 'createdAt', direction })).toBeGreaterThan(0);
  });

  test('is total: any two different keys have one order, and it can be chained', () => {
    fc.assert(
      fc.property(keys, keys, keys, orders, (one, two, three, order) => {
        const sign = (left: SortKey, right: SortKey): number => Math.sign(compareSortKeys(left, right, order));
        expect(sign(one, { ...one })).toBe(0);
        expect(sign(one, two) + sign(two, one)).toBe(0);
        const isSame = one.value === two.value && one.backend === two.backend && one.nativeId === two.nativeId;
        expect(sign(one, two) === 0).toBe(isSame);
        if (sign(one, two) <= 0 && sign(two, three) <= 0) expect(sign(one, three)).toBeLessThanOrEqual(0);
      }),
      runs(1_000),
    );
  });
});
