import type { Lease, Leases } from './leases.ts';
import type { RedisLink } from './redis-link.ts';
import { REDIS_SCRIPTS } from './redis-scripts.ts';
import { wholeMs } from './redis-store.ts';

const KEEP_FENCE_MS = 7 * 24 * 60 * 60_000;

/** Leases that one process at a time holds. `acquire`, `renew` and `release` throw StoreUnavailable when Redis is away. */
export function createRedisLeases(link: RedisLink): Leases {
  return {
    async acquire(name, holder, ttlMs) {
      const answer = await link.run(
        REDIS_SCRIPTS.acquire,
        [leaseKey(link, name), link.key(`fence:${name}`)],
        [holder, wholeMs(ttlMs), KEEP_FENCE_MS],
      );
      if (answer === null) return null;
      const lease: Lease = {
        name,
        holder,
        fence: Number(answer),
        scope: 'CLUSTER',
        renew: async () =>
          (await link.run(REDIS_SCRIPTS.renew, [leaseKey(link, name)], [leaseToken(lease), wholeMs(ttlMs)])) === 1,
        async release() {
          await link.run(REDIS_SCRIPTS.release, [leaseKey(link, name)], [leaseToken(lease)]);
        },
      };
      return lease;
    },
  };
}

export function leaseKey(link: RedisLink, name: string): string {
  return link.key(`lease:${name}`);
}

/** What stands under the key of a lease while it is held. */
export function leaseToken({ fence, holder }: Lease): string {
  return `${fence}:${holder}`;
}
