import type { Lease, Leases } from './leases.ts';
import { withFallback } from './store-unavailable.ts';

/**
 * Leases of the cluster while Redis can be used, and of this process alone while it cannot. With each change between the
 * two every lease of the other kind is lost.
 */
export function createFallbackLeases(shared: Leases, local: Leases, isUsable: () => boolean): Leases {
  function ofCluster(lease: Lease): Lease {
    return {
      ...lease,
      renew: () =>
        withFallback(
          isUsable(),
          () => lease.renew(),
          async () => false,
        ),
      // Without Redis it ends there by itself.
      release: () =>
        withFallback(
          isUsable(),
          () => lease.release(),
          async () => {},
        ),
    };
  }

  function ofProcess(lease: Lease): Lease {
    return {
      ...lease,
      async renew() {
        if (!isUsable()) return lease.renew();
        await lease.release();
        return false;
      },
    };
  }

  return {
    acquire: (name, holder, ttlMs) =>
      withFallback(
        isUsable(),
        async () => {
          const lease = await shared.acquire(name, holder, ttlMs);
          return lease === null ? null : ofCluster(lease);
        },
        async () => {
          const lease = await local.acquire(name, holder, ttlMs);
          return lease === null ? null : ofProcess(lease);
        },
      ),
  };
}
