import { createBoundedCache } from './bounded-cache.ts';
import type { Lists } from './lists.ts';

const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Lists in this process alone, bounded in size. @param clock milliseconds since 1970 */
export function createMemoryLists(
  clock: () => number = Date.now,
  mostCharacters: number = MOST_CHARACTERS,
): Lists & MemoryLists {
  const lists = createBoundedCache<KeptList>({ clock, mostWeight: mostCharacters, weigh });
  return {
    async add(list, text, { most, keepMs }) {
      const kept = lists.get(list)?.texts ?? [];
      const texts = kept.includes(text) ? kept : [...kept, text].slice(-most);
      lists.set(list, { texts, most, endsAt: clock() + keepMs }, keepMs);
    },
    read: async (list) => lists.get(list)?.texts ?? [],
    peek: (list) => lists.get(list),
    names: () => [...lists.keys()],
  };
}

/** What a list in memory holds, for whoever has to put it elsewhere. */
export interface KeptList {
  readonly texts: readonly string[];
  readonly most: number;
  /** In milliseconds since 1970. */
  readonly endsAt: number;
}

export interface MemoryLists {
  peek(list: string): KeptList | undefined;
  /** Every list that is kept; some may have come to their end. */
  names(): string[];
}

function weigh({ texts }: KeptList): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}
