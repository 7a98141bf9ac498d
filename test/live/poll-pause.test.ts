import { describe, expect, test } from '@jest/globals';
import { nextPause, outcomeOf, type PollFacts } from '../../src/live/poll-pause.ts';

const facts: PollFacts = {
  previousMs: null,
  outcome: 'IDLE',
  retryAfterMs: null,
  shortestMs: 1_000,
  longestMs: 60_000,
  random: 0,
};

describe('the pause between two looks', () => {
  const cases: readonly (readonly [string, Partial<PollFacts>, number])[] = [
    ['as short as permitted while something moves', { outcome: 'CHANGED', previousMs: 30_000 }, 1_000],
    ['a little longer while nothing does', { previousMs: 1_000 }, 1_250],
    ['never more than twice the shortest while nothing fails', { previousMs: 1_900 }, 2_000],
    ['doubled with each failure', { outcome: 'FAILED', previousMs: 4_000 }, 8_000],
    ['never longer than permitted', { outcome: 'FAILED', previousMs: 50_000 }, 60_000],
    ['not before the backend wants to be asked', { outcome: 'FAILED', retryAfterMs: 90_000 }, 90_000],
    ['never below the floor', { previousMs: 10 }, 1_000],
    ['never below the floor if the backend asks for less', { retryAfterMs: 5, outcome: 'CHANGED' }, 1_000],
    ['longer by chance', { outcome: 'CHANGED', random: 1 }, 1_100],
    ['as permitted where the longest is the shortest', { longestMs: 1_000, previousMs: 1_000 }, 1_000],
  ];

  test.each(cases)('%s', (_name, given, expected) => {
    expect(nextPause({ ...facts, ...given })).toBe(expected);
  });
});

test('something moves where a look found a change, or where the next one has to decide', () => {
  const nothing = { changes: [], interactions: [] };
  expect(outcomeOf(nothing)).toBe('IDLE');
  expect(outcomeOf({ ...nothing, isUndecided: false })).toBe('IDLE');
  expect(outcomeOf({ ...nothing, isUndecided: true })).toBe('CHANGED');
  expect(outcomeOf({ ...nothing, changes: [{}] as never })).toBe('CHANGED');
  expect(outcomeOf({ ...nothing, interactions: [{}] as never })).toBe('CHANGED');
});
