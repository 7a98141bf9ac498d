import { describe, expect, test } from '@jest/globals';
import { closestName } from '../src/closest-name.ts';

const NAMES = ['host', 'port', 'production', 'corsOrigins', 'cursorKey', 'id'];

describe('the name that was meant', () => {
  test.each([
    ['prot', 'port'],
    ['Port', 'port'],
    ['hots', 'host'],
    ['produktion', 'production'],
    ['corsOrigin', 'corsOrigins'],
    ['cursorkeys', 'cursorKey'],
    ['corsOrigin s', 'corsOrigins'],
    ['idd', 'id'],
  ])('%s is %s', (written, meant) => {
    expect(closestName(written, NAMES)).toBe(meant);
  });

  test.each(['', 'x', 'ix', 'hello', 'po', 'kind', 'cursor', 'a'.repeat(10_000)])('nothing is like %s', (written) => {
    expect(closestName(written, NAMES)).toBeNull();
  });

  test('is the closest of several', () => {
    expect(closestName('reads', ['roads', 'read', 'reads2', 'Reads'])).toBe('Reads');
  });
});
