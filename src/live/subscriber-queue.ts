/** Events on their way to one subscriber. */
export interface SubscriberQueue<Event> {
  push(event: Event): void;
  /** Ends the iteration when what is queued has been taken. */
  end(): void;
  /** Ends the iteration at once, with this error. */
  fail(error: unknown): void;
  /** The next event; undefined at the end. */
  take(): Promise<Event | undefined>;
  readonly size: number;
}

/**
 * A queue for a subscriber who may be slow. When it is full everything in it is dropped for one event that says so.
 * @param toOverflow makes that event of the newest one that was dropped
 */
export function createSubscriberQueue<Event>(
  most: number,
  toOverflow: (newest: Event) => Event,
): SubscriberQueue<Event> {
  let queued: Event[] = [];
  let waiting: PromiseWithResolvers<Event | undefined> | null = null;
  let hasEnded = false;
  let failure: { readonly error: unknown } | null = null;

  function settle(event: Event | undefined): boolean {
    if (waiting === null) return false;
    const { resolve } = waiting;
    waiting = null;
    resolve(event);
    return true;
  }

  return {
    push(event) {
      if (hasEnded || failure !== null || settle(event)) return;
      queued.push(event);
      if (queued.length > most) queued = [toOverflow(event)];
    },
    end() {
      hasEnded = true;
      if (queued.length === 0) settle(undefined);
    },
    fail(error) {
      if (hasEnded || failure !== null) return;
      failure = { error };
      queued = [];
      waiting?.reject(error);
      waiting = null;
    },
    take() {
      if (failure !== null) return Promise.reject(failure.error);
      const next = queued.shift();
      if (next !== undefined) return Promise.resolve(next);
      if (hasEnded) return Promise.resolve(undefined);
      waiting = Promise.withResolvers();
      return waiting.promise;
    },
    get size() {
      return queued.length;
    },
  };
}
