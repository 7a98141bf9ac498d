import { describe, expect, test } from '@jest/globals';
import { compareWithSeen, floorOf, reachesFloor, type SeenRows } from '../../src/ticketing/seen-rows.ts';

const OPTIONS = { overlapMs: 2_000, most: 10 };
const at = (second: number, millisecond = 0): string =>
  new Date(Date.UTC(2025, 0, 1, 0, 0, second, millisecond)).toISOString();
const row = (id: string, second: number, version = '1') => ({ id, at: at(second), version });
const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** Seen before: a at 6 s, b at 9 s, c at 10 s; what is older is forgotten. */
const BEFORE: SeenRows = compareWithSeen(null, [row('a', 6), row('b', 9), row('c', 10)], OPTIONS).seen;

describe('what has been seen of a list', () => {
  test('remembers of the first look what may come again, and tells nothing', () => {
    const first = compareWithSeen(null, [row('a', 6), row('b', 9), row('c', 10)], OPTIONS);
    expect({ fresh: first.fresh, changed: first.changed }).toEqual({ fresh: [], changed: [] });
    expect(first.seen).toEqual({ newest: at(10), rows: { b: [at(9), '1'], c: [at(10), '1'] } });
  });

  test.each([
    ['nothing has come', [row('b', 9), row('c', 10)], [], []],
    ['a newer row has come', [row('d', 11), row('c', 10)], ['d'], []],
    ['one of the same time has come', [row('c', 10), row('d', 10)], ['d'], []],
    ['an older one within the overlap shows late', [row('c', 10), row('d', 8)], ['d'], []],
    ['rows older than the overlap come too', [row('c', 10), row('z', 7)], [], []],
    ['a row has another version', [row('c', 12, '2')], [], ['c']],
    ['a row has another version at the same time', [row('c', 10, '2')], [], ['c']],
    ['a row came twice, as it changed while the list was read', [row('c', 12, '2'), row('c', 10)], [], ['c']],
    ['several have come, newest first', [row('f', 12), row('e', 11)], ['e', 'f'], []],
  ])('tells what is new if %s', (_case, rows, fresh, changed) => {
    const compared = compareWithSeen(BEFORE, rows, OPTIONS);
    expect({ fresh: ids(compared.fresh), changed: ids(compared.changed) }).toEqual({ fresh, changed });
    const again = compareWithSeen(JSON.parse(JSON.stringify(compared.seen)) as SeenRows, rows, OPTIONS);
    expect({ fresh: ids(again.fresh), changed: ids(again.changed) }).toEqual({ fresh: [], changed: [] });
  });

  test('tells everything of a list that was empty', () => {
    const empty = compareWithSeen(null, [], OPTIONS).seen;
    expect(ids(compareWithSeen(empty, [row('a', 1), row('b', 50)], OPTIONS).fresh)).toEqual(['a', 'b']);
  });

  test('does not grow beyond its bound, and says so', () => {
    const rows = Array.from({ length: 12 }, (_, index) => row(`r${index}`, 10, '1'));
    const compared = compareWithSeen(null, rows, OPTIONS);
    expect(Object.keys(compared.seen.rows)).toHaveLength(10);
    expect(compared.isComplete).toBe(false);
  });

  test('says how far a list has to be read', () => {
    expect(floorOf(BEFORE, 2_000)).toBe(at(8));
    expect(reachesFloor(BEFORE, [at(12), at(8)], 2_000)).toBe(false);
    expect(reachesFloor(BEFORE, [at(12), at(7, 999)], 2_000)).toBe(true);
    expect(reachesFloor(null, [at(12), at(11)], 2_000)).toBe(false);
    expect(reachesFloor(null, [at(12), at(9)], 2_000)).toBe(true);
    expect(reachesFloor({ newest: null, rows: {} }, [at(12), at(1)], 2_000)).toBe(false);
  });
});
