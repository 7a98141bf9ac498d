import { untilAborted } from '../store/single-flight.ts';

export interface HedgeOptions {
  /** How long a read may be without an answer before it is asked a second time, in milliseconds. */
  readonly afterMs: number;
}

/** Asks a second time what takes long, and takes the answer that comes first. */
export interface Hedge {
  /**
   * Only for what may be sent twice.
   * @param attempt is given a signal that ends when the other one answered, or with the caller's
   * @throws the first attempt's error, if it fails before a second one began or both fail
   */
  run<Result>(attempt: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

/** How many second attempts there may be for each read: a backend that is slow as a whole must not get twice the load. */
const SHARE = 0.1;
/** Quiet times do not save up for more than this. */
const MOST_SAVED = 10;

export function createHedge({ afterMs }: HedgeOptions): Hedge {
  let saved = 0;

  /** Rejects with nothing of interest when the signal ends. */
  async function second<Result>(
    attempt: (signal: AbortSignal) => Promise<Result>,
    first: Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    const isLate = await lateness(first, signal, afterMs);
    if (!isLate || saved < 1) return first;
    saved -= 1;
    return attempt(signal);
  }

  return {
    async run(attempt, signal) {
      saved = Math.min(MOST_SAVED, saved + SHARE);
      const over = new AbortController();
      const either = AbortSignal.any([signal, over.signal]);
      const first = attempt(either);
      try {
        return await Promise.any([first, second(attempt, first, either)]);
      } catch {
        // Both failed, or the only one.
        return await first;
      } finally {
        over.abort();
      }
    },
  };
}

/** True if the work is still under way after this time. */
async function lateness(work: Promise<unknown>, signal: AbortSignal, afterMs: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(true), afterMs);
  try {
    return await untilAborted(Promise.race([promise, work.then(isOver, isOver)]), signal);
  } finally {
    clearTimeout(timer);
  }
}

function isOver(): false {
  return false;
}
