/** Events on their way to one subscriber. */
export interface SubscriberQueue<Event> {
  push(event: Event): void;
  /** Ends the iteration when what is queued has been taken. */
  end(): void;
  /** The next event; undefined at the end. One taker at a time. */
  take(): Promise<Event | undefined>;
  readonly size: number;
}

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
  let hasEnded = false;

  function give(event: Event | undefined): boolean {
    if (waiting === null) return false;
    waiting(event);
    waiting = null;
    return true;
  }

  return {
    push(event) {
      if (hasEnded || give(event)) return;
      queued.push(event);
      if (queued.length > most) queued = [...toOverflow(queued)];
    },
    end() {
      hasEnded = true;
      give(undefined);
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
