import { createBoundedCache } from './bounded-cache.ts';
import type { Returning } from './redis-link.ts';
import type { RedisStore, StoreWrite } from './redis-store.ts';
import { withFallback } from './store-unavailable.ts';
import type { Store } from './store.ts';

interface Own {
  /** Null: it was deleted while Redis was away. */
  readonly value: string | null;
  readonly endsAt: number;
  /** True if what Redis has by now is to stay: then another process may know better. */
  readonly onlyIfAbsent: boolean;
}

const MOST_CHARACTERS = 32 * 1024 * 1024;
/** What is longer is not kept: it would take longer to send than Redis is waited for. */
const MOST_CHARACTERS_OF_ONE = 4 * 1024 * 1024;
const WEIGHT_OF_ENTRY = 200;
const MOST_HELD_BACK = 100_000;
const SENT_AT_ONCE = 200;
/** How long a deletion is kept for Redis: the longest that anything is wanted. */
const KEEP_DELETED_MS = 31 * 24 * 60 * 60_000;

/**
 * The store in Redis while that can be used. What this process writes it also keeps itself, bounded, and goes on with
 * that alone while Redis is away; what was written meanwhile is sent when Redis is back, for the rest of its time.
 *
 * Guaranteed: this process finds what it wrote itself, with or without Redis. Not guaranteed while Redis is away: finding
 * what other processes wrote; `setIfAbsent` then speaks for this process alone. Of two processes that wrote the same key
 * meanwhile the one that comes back last wins. If Redis lost its data, what is kept here goes back where nothing stands,
 * which can bring back a key that another process deleted.
 */
export function createFallbackStore(
  shared: RedisStore,
  isUsable: () => boolean,
  clock: () => number,
  mostCharacters: number = MOST_CHARACTERS,
): Store & Returning {
  const own = createBoundedCache<Own>({
    clock,
    mostWeight: mostCharacters,
    weigh: ({ value }) => (value?.length ?? 0) + WEIGHT_OF_ENTRY,
  });
  const heldBack = new Set<string>();

  function keep(key: string, value: string, keepMs: number, onlyIfAbsent: boolean): void {
    own.set(key, { value, endsAt: clock() + keepMs, onlyIfAbsent }, keepMs);
  }

  function holdBack(key: string): void {
    heldBack.add(key);
    if (heldBack.size <= MOST_HELD_BACK) return;
    // An entry may always be lost early.
    for (const oldest of heldBack) {
      heldBack.delete(oldest);
      break;
    }
  }

  function takeHeldBack(most: number): string[] {
    const keys = [...heldBack].slice(0, most);
    for (const key of keys) heldBack.delete(key);
    return keys;
  }

  async function send(most: number): Promise<void> {
    const keys = takeHeldBack(most);
    try {
      await shared.writeAll(keys.flatMap((key) => toWrite(key, own.get(key), clock())));
    } catch (error) {
      for (const key of keys) holdBack(key);
      throw error;
    }
    for (const key of keys) if (!heldBack.has(key)) settle(key);
  }

  /** It is in Redis as it is here, or as another process left it. */
  function settle(key: string): void {
    const entry = own.get(key);
    if (entry === undefined) return;
    if (entry.value === null) own.delete(key);
    else keep(key, entry.value, entry.endsAt - clock(), true);
  }

  const remove = (key: string): Promise<void> =>
    withFallback(
      isUsable(),
      async () => {
        await shared.delete(key);
        own.delete(key);
      },
      async () => {
        own.set(key, { value: null, endsAt: clock() + KEEP_DELETED_MS, onlyIfAbsent: false }, KEEP_DELETED_MS);
        holdBack(key);
      },
    );

  const set = (key: string, value: string, keepMs: number): Promise<void> =>
    withFallback(
      isUsable(),
      async () => {
        await shared.set(key, value, keepMs);
        keep(key, value, keepMs, true);
      },
      async () => {
        keep(key, value, keepMs, false);
        holdBack(key);
      },
    );

  return {
    get: (key) =>
      withFallback(
        isUsable(),
        () => shared.get(key),
        async () => own.get(key)?.value ?? null,
      ),
    set: (key, value, keepMs) => (value.length > MOST_CHARACTERS_OF_ONE ? remove(key) : set(key, value, keepMs)),
    setIfAbsent: (key, value, keepMs) =>
      withFallback(
        isUsable(),
        async () => {
          const isSet = await shared.setIfAbsent(key, value, keepMs);
          if (isSet) keep(key, value, keepMs, true);
          return isSet;
        },
        async () => {
          const known = own.get(key);
          if (known !== undefined && known.value !== null) return false;
          // Where it was deleted meanwhile, Redis still has what is not to stay.
          keep(key, value, keepMs, known === undefined);
          holdBack(key);
          return true;
        },
      ),
    delete: remove,
    async catchUp(isNewLife) {
      if (isNewLife) for (const key of own.keys()) holdBack(key);
      while (heldBack.size > SENT_AT_ONCE) await send(SENT_AT_ONCE);
      await send(heldBack.size);
    },
    sendRest: () => send(heldBack.size),
  };
}

function toWrite(key: string, entry: Own | undefined, now: number): StoreWrite[] {
  // It ended, or there was no room for it.
  if (entry === undefined) return [];
  return [{ key, value: entry.value, keepMs: entry.endsAt - now, onlyIfAbsent: entry.onlyIfAbsent }];
}
