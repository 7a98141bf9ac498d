import { createBoundedCache } from './bounded-cache.ts';
import type { Counters, Taken } from './counters.ts';

const MOST_KEYS = 100_000;

interface Bucket {
  readonly tokens: number;
  /** When it held that many, in milliseconds since 1970. */
  readonly at: number;
}

/** Counters in this process alone; of too many keys the one unused for longest is forgotten. */
export function createMemoryCounters(clock: () => number = Date.now, mostKeys: number = MOST_KEYS): Counters {
  const buckets = createBoundedCache<Bucket>({ clock, mostWeight: mostKeys });
  return {
    async take(key, limit, windowMs) {
      const { bucket, taken } = takeFrom(buckets.get(key), limit, windowMs, clock());
      // A bucket that nobody took from for a whole window is full: the same as none.
      buckets.set(key, bucket, windowMs);
      return taken;
    },
  };
}

function takeFrom(
  kept: Bucket | undefined,
  limit: number,
  windowMs: number,
  now: number,
): { readonly bucket: Bucket; readonly taken: Taken } {
  const filled = kept === undefined ? limit : kept.tokens + (Math.max(0, now - kept.at) * limit) / windowMs;
  const before = Math.min(limit, filled);
  const allowed = before >= 1;
  const tokens = allowed ? before - 1 : before;
  const resetMs = tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * windowMs) / limit);
  return { bucket: { tokens, at: now }, taken: { allowed, remaining: Math.floor(tokens), resetMs } };
}
