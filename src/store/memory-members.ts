import { createBoundedCache } from './bounded-cache.ts';
import { MOST_MEMBERS, type Members } from './members.ts';

const MOST_SETS = 10_000;

/** Sets in this process alone. @param clock milliseconds since 1970 */
export function createMemoryMembers(clock: () => number = Date.now): Members {
  // By set and member: when each ends.
  const sets = createBoundedCache<ReadonlyMap<string, number>>({ clock, mostWeight: MOST_SETS });

  function present(name: string): [member: string, endsAt: number][] {
    return [...(sets.get(name) ?? [])].filter(([, endsAt]) => clock() < endsAt);
  }

  return {
    async add(name, members, keepMs) {
      const ends = new Map(present(name));
      for (const member of members) ends.set(member, Math.max(ends.get(member) ?? 0, clock() + keepMs));
      const kept = lastFirst([...ends]).slice(0, MOST_MEMBERS);
      sets.set(name, new Map(kept), Math.max(0, ...kept.slice(0, 1).map(([, endsAt]) => endsAt - clock())));
    },
    async list(name, most) {
      return lastFirst(present(name))
        .slice(0, most)
        .map(([member]) => member);
    },
  };
}

function lastFirst(members: readonly [member: string, endsAt: number][]): [member: string, endsAt: number][] {
  return members.toSorted(([, left], [, right]) => right - left);
}
