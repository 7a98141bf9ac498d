import type { ChangeRound } from '../ticketing/change-detection.ts';

/** What the next pause between two looks for changes depends on. */
export interface PollFacts {
  /** The pause before the last round, in milliseconds; null before the first. */
  readonly previousMs: number | null;
  readonly outcome: 'CHANGED' | 'IDLE' | 'FAILED';
  /** How long the backend asked to be left alone, in milliseconds; null if it did not. */
  readonly retryAfterMs: number | null;
  readonly shortestMs: number;
  readonly longestMs: number;
  /** From 0 to 1. */
  readonly random: number;
}

const IDLE_GROWTH = 1.25;
const MOST_IDLE = 2;
const JITTER = 0.1;

/**
 * How long to wait before the next look, in milliseconds: as short as permitted while something moves, up to twice that while
 * nothing does, doubled with each failure, never shorter than the floor and never before the backend wants to be asked.
 * Some jitter keeps instances from asking all at once; it only makes pauses longer.
 */
export function nextPause(facts: PollFacts): number {
  const { outcome, retryAfterMs, shortestMs, longestMs, random } = facts;
  const previousMs = facts.previousMs ?? shortestMs;
  const pauses = {
    CHANGED: shortestMs,
    IDLE: Math.min(previousMs * IDLE_GROWTH, shortestMs * MOST_IDLE, longestMs),
    FAILED: Math.min(previousMs * 2, longestMs),
  };
  const pause = Math.max(pauses[outcome], retryAfterMs ?? 0, shortestMs);
  return Math.round(pause * (1 + JITTER * random));
}

/** Whether a look found that something moves, or may. */
export function outcomeOf(round: Pick<ChangeRound, 'changes' | 'interactions' | 'isUndecided'>): 'CHANGED' | 'IDLE' {
  const isMoving = round.isUndecided === true || round.changes.length + round.interactions.length > 0;
  return isMoving ? 'CHANGED' : 'IDLE';
}
