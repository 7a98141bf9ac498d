import type { Lease, Leases } from './leases.ts';

export interface MemoryLeases extends Leases {
  /** Whether this very lease is held now, and is one of these. */
  holds(lease: Lease): boolean;
}

interface Held {
  readonly fence: number;
  endsAt: number;
}

/** Leases within this process. @param clock milliseconds since 1970 */
export function createMemoryLeases(clock: () => number = Date.now): MemoryLeases {
  const held = new Map<string, Held>();
  let lastFence = 0;

  function find(lease: Lease): Held | undefined {
    const found = held.get(lease.name);
    return found?.fence === lease.fence && clock() < found.endsAt ? found : undefined;
  }

  /** Leases whose holder went away without a word would otherwise stay for ever. */
  function dropEnded(): void {
    for (const [name, { endsAt }] of held) if (clock() >= endsAt) held.delete(name);
  }

  return {
    async acquire(name, holder, ttlMs) {
      dropEnded();
      if (held.has(name)) return null;
      // The time is the least, so that fences also grow over leases that were kept elsewhere before.
      lastFence = Math.max(lastFence + 1, clock());
      const lease: Lease = {
        name,
        holder,
        fence: lastFence,
        scope: 'PROCESS',
        async renew() {
          const found = find(lease);
          if (found === undefined) return false;
          found.endsAt = clock() + ttlMs;
          return true;
        },
        async release() {
          if (find(lease) !== undefined) held.delete(name);
        },
      };
      held.set(name, { fence: lease.fence, endsAt: clock() + ttlMs });
      return lease;
    },
    holds: (lease) => lease.scope === 'PROCESS' && find(lease) !== undefined,
  };
}
