import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { GatewayError } from '../ticketing/errors.ts';

export interface OverloadSettings {
  /** How many GraphQL requests may be under way at once. */
  readonly operationsAtOnce: number;
  /** How late the process may be with its work, in milliseconds. */
  readonly eventLoopDelayMs: number;
  /** Share of the memory that the process may have. */
  readonly heapShare: number;
}

/** Tells when the process has enough to do, before its memory grows. */
export interface Overload {
  /** Takes a place among those under way. @throws GatewayError RATE_LIMITED if there is none to be had for a moment */
  enter(): void;
  /** Gives the place back. */
  leave(): void;
  /** How many are under way. */
  readonly underWay: number;
  close(): void;
}

/** What the process is like at the moment. */
export interface Pressure {
  readonly underWay: number;
  /** Mean of the last second, in milliseconds. */
  readonly delayMs: number;
  /** Used share of what the heap may have. */
  readonly heapShare: number;
}

const LOOK_EVERY_MS = 1_000;
const RESOLUTION_MS = 20;
/** One look later all may be well again. */
const RETRY_AFTER_MS = 1_000;

/** Why nothing more is taken; null if there is room. */
export function overloadReason(pressure: Pressure, settings: OverloadSettings): string | null {
  if (pressure.underWay >= settings.operationsAtOnce) return 'too many requests are under way';
  if (pressure.delayMs > settings.eventLoopDelayMs) return 'it is late with its work';
  if (pressure.heapShare > settings.heapShare) return 'its memory is nearly used up';
  return null;
}

export function createOverload(settings: OverloadSettings): Overload {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let underWay = 0;
  let delayMs = 0;
  let heapShare = 0;
  const timer = setInterval(() => {
    // What is measured is the pause between two beats, of which the beat itself is no delay.
    delayMs = histogram.count === 0 ? 0 : Math.max(0, histogram.mean / 1e6 - RESOLUTION_MS);
    histogram.reset();
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    heapShare = used / limit;
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    enter() {
      const reason = overloadReason({ underWay, delayMs, heapShare }, settings);
      if (reason !== null) {
        const message = `The gateway takes no further request for a moment: ${reason}.`;
        throw new GatewayError('RATE_LIMITED', message, { retryAfterMs: RETRY_AFTER_MS });
      }
      underWay += 1;
    },
    leave() {
      underWay -= 1;
    },
    get underWay() {
      return underWay;
    },
    close() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
