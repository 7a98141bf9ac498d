import { describe, expect, test } from '@jest/globals';
import { createMembership, kindForSubscriber, type MembershipFacts } from '../../src/live/membership.ts';
import type { ChangeKind } from '../../src/ticketing/change-detection.ts';

describe('what a change means to a list', () => {
  type Case = readonly [ChangeKind, boolean | null, MembershipFacts['now'], boolean, ChangeKind | null];
  const cases: readonly Case[] = [
    // What happened, whether it was in the list, what it is now, whether all may be known; what is told.
    ['ADDED', null, 'MATCHES', true, 'ADDED'],
    ['UPDATED', null, 'MATCHES', true, 'UPDATED'],
    ['UPDATED', true, 'MATCHES', true, 'UPDATED'],
    ['UPDATED', false, 'MATCHES', true, 'ADDED'],
    ['ADDED', true, 'MATCHES', true, 'UPDATED'],
    ['UPDATED', true, 'DIFFERS', true, 'REMOVED'],
    ['UPDATED', false, 'DIFFERS', true, null],
    ['UPDATED', null, 'DIFFERS', true, 'REMOVED'],
    ['ADDED', null, 'DIFFERS', true, null],
    ['REMOVED', true, 'NOT_SEEN', true, 'REMOVED'],
    ['REMOVED', null, 'NOT_SEEN', true, 'REMOVED'],
    ['REMOVED', false, 'NOT_SEEN', true, null],
    ['MOVED', true, 'NOT_SEEN', true, 'MOVED'],
    ['MOVED', null, 'NOT_SEEN', true, 'MOVED'],
    ['MOVED', false, 'NOT_SEEN', true, null],
    // Customers are told of nothing that may be somebody else's.
    ['REMOVED', null, 'NOT_SEEN', false, null],
    ['MOVED', null, 'NOT_SEEN', false, null],
    ['UPDATED', null, 'NOT_SEEN', false, null],
    ['ADDED', null, 'NOT_SEEN', false, null],
    ['REMOVED', true, 'NOT_SEEN', false, 'REMOVED'],
    ['UPDATED', true, 'NOT_SEEN', false, 'REMOVED'],
    ['UPDATED', null, 'DIFFERS', false, 'REMOVED'],
    ['UPDATED', null, 'MATCHES', false, 'UPDATED'],
  ];

  test.each(cases)('%s, was in %s, now %s, may know all %s: %s', (kind, wasIn, now, mayKnowAll, expected) => {
    expect(kindForSubscriber({ kind, wasIn, now, mayKnowAll })).toBe(expected);
  });
});

test('what is remembered is bounded, and what was noted longest ago is forgotten first', () => {
  const membership = createMembership(2);
  membership.note('a', true);
  membership.note('b', false);
  membership.note('a', true);
  membership.note('c', true);
  expect(['a', 'b', 'c'].map((ticket) => membership.wasIn(ticket))).toEqual([true, null, true]);
});
