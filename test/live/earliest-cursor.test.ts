import { expect, test } from '@jest/globals';
import { earliestChangeCursor } from '../../src/live/earliest-cursor.ts';
import { encodeChangeCursor } from '../../src/store/change-cursor.ts';

const at = (position: number, log = 'log'): string => encodeChangeCursor({ log, position });

test('the earliest of cursors is the one from which nothing is missed', () => {
  expect(earliestChangeCursor(at(3), [])).toBe(at(3));
  expect(earliestChangeCursor(at(3), [at(5), at(2), at(10)])).toBe(at(2));
  expect(earliestChangeCursor(at(3), [at(3), at(4)])).toBe(at(3));
  // Of another log: a gap will tell.
  expect(earliestChangeCursor(at(3), [at(1, 'ended')])).toBe(at(1, 'ended'));
});
