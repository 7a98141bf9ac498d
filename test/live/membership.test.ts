import { describe, expect, test } from '@jest/globals';
import {
  createMembership,
  verdictFor,
  type Membership,
  type MembershipFacts,
  type Place,
} from '../../src/live/membership.ts';
import { encodeChangeCursor } from '../../src/store/change-cursor.ts';
import type { ChangeKind } from '../../src/ticketing/change-detection.ts';

describe('what a change means to a list', () => {
  type Case = readonly [ChangeKind, Place, MembershipFacts['now'], boolean, string | null];
  const cases: readonly Case[] = [
    // What happened, where it was, what it is now, whether all may be known; what is told.
    ['ADDED', 'UNKNOWN', 'MATCHES', true, 'ADDED'],
    ['UPDATED', 'UNKNOWN', 'MATCHES', true, 'UPDATED'],
    ['UPDATED', 'IN', 'MATCHES', true, 'UPDATED'],
    ['ADDED', 'IN', 'MATCHES', true, 'UPDATED'],
    ['UPDATED', 'OUT', 'MATCHES', true, 'ADDED'],
    ['UPDATED', 'OUT_OF_LATER_LISTS', 'MATCHES', true, 'ADDED'],
    ['UPDATED', 'MAYBE_OUT', 'MATCHES', true, 'ADDED'],
    ['UPDATED', 'IN', 'DIFFERS', true, 'REMOVED'],
    ['UPDATED', 'OUT', 'DIFFERS', true, null],
    ['UPDATED', 'OUT_OF_LATER_LISTS', 'DIFFERS', true, 'REMOVED to older lists'],
    ['UPDATED', 'MAYBE_OUT', 'DIFFERS', true, 'REMOVED'],
    ['UPDATED', 'UNKNOWN', 'DIFFERS', true, 'REMOVED'],
    ['ADDED', 'UNKNOWN', 'DIFFERS', true, null],
    ['ADDED', 'OUT_OF_LATER_LISTS', 'DIFFERS', true, null],
    ['REMOVED', 'IN', 'NOT_SEEN', true, 'REMOVED'],
    ['REMOVED', 'UNKNOWN', 'NOT_SEEN', true, 'REMOVED'],
    ['REMOVED', 'OUT_OF_LATER_LISTS', 'NOT_SEEN', true, 'REMOVED to older lists'],
    ['REMOVED', 'OUT', 'NOT_SEEN', true, null],
    ['MOVED', 'IN', 'NOT_SEEN', true, 'MOVED'],
    ['MOVED', 'UNKNOWN', 'NOT_SEEN', true, 'MOVED'],
    ['MOVED', 'OUT', 'NOT_SEEN', true, null],
    // Customers are told of nothing that may be somebody else's.
    ['REMOVED', 'UNKNOWN', 'NOT_SEEN', false, null],
    ['REMOVED', 'MAYBE_OUT', 'NOT_SEEN', false, null],
    ['REMOVED', 'OUT_OF_LATER_LISTS', 'NOT_SEEN', false, null],
    ['MOVED', 'UNKNOWN', 'NOT_SEEN', false, null],
    ['UPDATED', 'UNKNOWN', 'NOT_SEEN', false, null],
    ['ADDED', 'UNKNOWN', 'NOT_SEEN', false, null],
    ['REMOVED', 'IN', 'NOT_SEEN', false, 'REMOVED'],
    ['UPDATED', 'IN', 'NOT_SEEN', false, 'REMOVED'],
    ['UPDATED', 'UNKNOWN', 'DIFFERS', false, 'REMOVED'],
    ['UPDATED', 'UNKNOWN', 'MATCHES', false, 'UPDATED'],
  ];

  test.each(cases)('%s, was %s, now %s, may know all %s: %s', (kind, before, now, mayKnowAll, expected) => {
    const verdict = verdictFor({ kind, before, now, mayKnowAll });
    const audience = verdict?.audience === 'OLDER_LISTS' ? ' to older lists' : '';
    expect(verdict === null ? null : `${verdict.kind}${audience}`).toBe(expected);
  });
});

describe('what is known of a list', () => {
  const at = (position: number): string => encodeChangeCursor({ log: 'log', position });
  const isIn = (membership: Membership, ticket: string, position = 100): boolean | null =>
    membership.wasIn(ticket, at(position))?.isIn ?? null;

  test('is bounded, and what was noted longest ago is forgotten first', () => {
    const membership = createMembership({ mostIn: 2, mostOut: 2 });
    membership.note('a', true, at(1));
    membership.note('b', true, at(2));
    membership.note('a', true, at(3));
    membership.note('c', true, at(4));
    expect(['a', 'b', 'c'].map((ticket) => isIn(membership, ticket))).toEqual([true, null, true]);
  });

  test('what is outside does not make what is inside be forgotten, nor a complete list less so', () => {
    const membership = createMembership({ mostIn: 2, mostOut: 2 });
    membership.take({ ids: ['a'], isComplete: true }, at(1));
    for (let count = 1; count <= 10; count += 1) membership.note(`outside ${count}`, false, at(count + 1));
    expect(['a', 'outside 1', 'outside 10', 'never told of'].map((ticket) => isIn(membership, ticket))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(membership.wasIn('outside 1', at(100))?.from).toBe('LIST');
  });

  test('what is not in a complete list is out, for changes after its reading', () => {
    const membership = createMembership();
    membership.take({ ids: ['a'], isComplete: true }, at(10));
    expect(['a', 'b'].map((ticket) => membership.wasIn(ticket, at(11)))).toEqual([
      { isIn: true, from: 'CHANGE' },
      { isIn: false, from: 'LIST' },
    ]);
    expect(isIn(membership, 'b', 10)).toBeNull();
    const foreign = encodeChangeCursor({ log: 'other', position: 11 });
    expect(membership.wasIn('b', foreign)).toBeNull();
  });

  test('of a list that goes on, what was not read is not known', () => {
    const membership = createMembership();
    membership.take({ ids: ['a'], isComplete: false }, at(10));
    expect(['a', 'b'].map((ticket) => isIn(membership, ticket))).toEqual([true, null]);
  });

  test('a list is newer than what was noted before its reading, and older than what was noted after', () => {
    const membership = createMembership();
    membership.note('left', true, at(5));
    membership.note('came', false, at(6));
    membership.note('comes later', true, at(11));
    membership.note('leaves later', false, at(12));
    membership.take({ ids: ['came', 'leaves later'], isComplete: true }, at(10));
    // Told late.
    membership.note('came', false, at(9));
    const places = ['left', 'came', 'comes later', 'leaves later'].map((ticket) => isIn(membership, ticket));
    expect(places).toEqual([false, true, true, false]);
  });

  test('what nobody knows any more counts as not known, also in a complete list', () => {
    const membership = createMembership();
    membership.take({ ids: ['a'], isComplete: true }, at(10));
    membership.note('a', null, at(11));
    membership.note('b', null, at(12));
    expect(['a', 'b'].map((ticket) => isIn(membership, ticket))).toEqual([null, null]);
  });

  test('a list that is larger than what is kept is not complete', () => {
    const membership = createMembership({ mostIn: 2, mostOut: 2 });
    membership.take({ ids: ['a', 'b', 'c'], isComplete: true }, at(10));
    expect(['a', 'b', 'c', 'd'].map((ticket) => isIn(membership, ticket))).toEqual([null, true, true, null]);
  });

  test('a gap ends it, but for a list that was read after the gap', () => {
    const membership = createMembership();
    membership.note('a', true, at(1));
    membership.take({ ids: ['b'], isComplete: true }, at(10));
    expect(membership.forget(at(10))).toBe(false);
    expect(isIn(membership, 'b')).toBe(true);
    expect(membership.forget(at(11))).toBe(true);
    expect(['a', 'b'].map((ticket) => isIn(membership, ticket))).toEqual([null, null]);
  });
});
