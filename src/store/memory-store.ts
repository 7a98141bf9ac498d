import { createBoundedCache } from './bounded-cache.ts';
import type { Store } from './store.ts';

const MOST_CHARACTERS = 64 * 1024 * 1024;

/** A store in this process alone, bounded in size. @param clock milliseconds since 1970 */
export function createMemoryStore(clock: () => number = Date.now, mostCharacters: number = MOST_CHARACTERS): Store {
  const entries = createBoundedCache<string>({ clock, mostWeight: mostCharacters, weigh: (text) => text.length });
  return {
    async get(key) {
      return entries.get(key) ?? null;
    },
    async set(key, value, keepMs) {
      entries.set(key, value, keepMs);
    },
    async setIfAbsent(key, value, keepMs) {
      if (entries.get(key) !== undefined) return false;
      entries.set(key, value, keepMs);
      return true;
    },
    async delete(key) {
      entries.delete(key);
    },
  };
}
