import { createWorkLine } from './work-line.ts';

/** Events on their way to one subscriber. */
export interface SubscriberQueue<Event> {
  push(event: Event): void;
  /** Ends the iteration when what is queued has been taken. */
  end(): void;
  /** The next event; undefined at the end. One taker at a time, who waits in line where there are many. */
  take(): Promise<Event | undefined>;
  readonly size: number;
}

/** All subscribers of the process stand in one line. */
const inTurn = createWorkLine();

/**
 * A queue for a subscriber who may be slow. When it is full everything in it is dropped for what says so.
 * @param most how many events may wait
 * @param toOverflow makes of all that is dropped, oldest first, what is told instead; never more than came in
 */
export function createSubscriberQueue<Event>(
  most: number,
  toOverflow: (dropped: readonly Event[]) => readonly Event[],
): SubscriberQueue<Event> {
  let queued: Event[] = [];
  let waiting: ((event: Event | undefined) => void) | null = null;
  let isCalled = false;
  let hasEnded = false;

  function giveNext(): void {
    if (waiting === null || (queued.length === 0 && !hasEnded)) return;
    waiting(queued.shift());
    waiting = null;
  }

  function answerCall(): void {
    isCalled = false;
    giveNext();
  }

  return {
    push(event) {
      if (hasEnded) return;
      queued.push(event);
      if (queued.length > most) queued = [...toOverflow(queued)];
      if (waiting === null || isCalled) return;
      isCalled = true;
      inTurn(answerCall);
    },
    end() {
      hasEnded = true;
      giveNext();
    },
    take() {
      const next = queued.shift();
      if (next !== undefined) return Promise.resolve(next);
      if (hasEnded) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    get size() {
      return queued.length;
    },
  };
}
