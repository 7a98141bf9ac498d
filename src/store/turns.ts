import { untilAborted } from './single-flight.ts';

/** Lets so many do something at once; the others wait their turn, in order. */
export interface Turns {
  /**
   * Waits for a turn, which `giveBack` must end.
   * @throws the signal's reason if that ends first: then there is no turn to give back
   */
  take(signal: AbortSignal): Promise<void>;
  giveBack(): void;
  /** True if nobody more may wait. */
  readonly isFull: boolean;
  /** How many have a turn. */
  readonly taken: number;
  /** How many wait for one. */
  readonly waiting: number;
}

/**
 * undici's own queue would do, but a request in it does not end with its signal, and afterwards nobody can tell whether
 * it was sent.
 */
export function createTurns(mostAtOnce: number, mostWaiting: number): Turns {
  const waiting = new Set<() => void>();
  let free = mostAtOnce;

  function giveBack(): void {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else {
      waiting.delete(next);
      next();
    }
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add(resolve);
      try {
        await untilAborted(promise, signal);
      } catch (error) {
        // The turn may have come just when the signal ended.
        if (!waiting.delete(resolve)) giveBack();
        throw error;
      }
    },
    giveBack,
    get taken() {
      return mostAtOnce - free;
    },
    get waiting() {
      return waiting.size;
    },
    get isFull() {
      return free === 0 && waiting.size >= mostWaiting;
    },
  };
}
