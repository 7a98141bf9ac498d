import type { Counters } from './counters.ts';
import type { RedisLink } from './redis-link.ts';
import { REDIS_SCRIPTS } from './redis-scripts.ts';
import { wholeMs } from './redis-store.ts';

/** Counters that all processes share. `take` throws StoreUnavailable when Redis is away. */
export function createRedisCounters(link: RedisLink): Counters {
  return {
    async take(key, limit, windowMs) {
      const answer = await link.run(REDIS_SCRIPTS.take, [link.key(`count:${key}`)], [limit, wholeMs(windowMs)]);
      const [allowed, remaining, resetMs] = answer as readonly [number, number, number];
      return { allowed: allowed === 1, remaining, resetMs };
    },
  };
}
