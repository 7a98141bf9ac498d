import type { CacheUse } from '../ticketing/observation.ts';

/** Lets callers who want the same thing at the same time share one piece of work. */
export interface SingleFlight<Result> {
  /**
   * Joins the work under this key, or starts it.
   * @param work is given a signal that ends only when every caller has gone away
   * @param signal this caller's own: when it ends, this caller stops waiting and the others go on
   */
  run(key: string, work: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result>;
  /** How many pieces of work are under way. */
  readonly size: number;
}

interface Flight<Result> {
  readonly result: Promise<Result>;
  readonly abort: AbortController;
  waiting: number;
}

/** @param onUse told whether work was joined (SHARED) or started (MISS) */
export function createSingleFlight<Result>(onUse?: (use: CacheUse) => void): SingleFlight<Result> {
  const flights = new Map<string, Flight<Result>>();

  function start(key: string, work: (signal: AbortSignal) => Promise<Result>): Flight<Result> {
    const abort = new AbortController();
    const result = work(abort.signal).finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    // The last caller may have gone away: then nobody is left to see the rejection.
    result.catch(ignoreRejection);
    const flight: Flight<Result> = { result, abort, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }

  return {
    async run(key, work, signal) {
      signal.throwIfAborted();
      const underWay = flights.get(key);
      onUse?.(underWay === undefined ? 'MISS' : 'SHARED');
      const flight = underWay ?? start(key, work);
      flight.waiting += 1;
      try {
        return await untilAborted(flight.result, signal);
      } finally {
        flight.waiting -= 1;
        if (flight.waiting === 0) {
          if (flights.get(key) === flight) flights.delete(key);
          flight.abort.abort(signal.reason);
        }
      }
    },
    get size() {
      return flights.size;
    },
  };
}

function ignoreRejection(): void {}

/** The promise's result, or a rejection with the signal's reason as soon as that ends. */
export async function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
