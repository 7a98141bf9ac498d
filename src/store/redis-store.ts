import type { RedisLink } from './redis-link.ts';
import type { Store } from './store.ts';

/** One change of one key, for sending many of them. */
export interface StoreWrite {
  readonly key: string;
  /** Null: the key is deleted. */
  readonly value: string | null;
  readonly keepMs: number;
  /** True if what Redis has by now is to stay. */
  readonly onlyIfAbsent: boolean;
}

export interface RedisStore extends Store {
  /** Sends all of them before anything that is asked for later. @throws StoreUnavailable if any of them failed */
  writeAll(writes: readonly StoreWrite[]): Promise<void>;
}

/** The store in Redis. Everything throws StoreUnavailable when that is away. */
export function createRedisStore(link: RedisLink): RedisStore {
  const redisKey = (key: string): string => link.key(`kv:${key}`);

  const set = (key: string, value: string, keepMs: number): Promise<unknown> =>
    link.call((redis) => redis.set(redisKey(key), value, 'PX', wholeMs(keepMs)));

  const setIfAbsent = async (key: string, value: string, keepMs: number): Promise<boolean> =>
    (await link.call((redis) => redis.set(redisKey(key), value, 'PX', wholeMs(keepMs), 'NX'))) === 'OK';

  const remove = (key: string): Promise<unknown> => link.call((redis) => redis.del(redisKey(key)));

  return {
    get: (key) => link.call((redis) => redis.get(redisKey(key))),
    async set(key, value, keepMs) {
      await set(key, value, keepMs);
    },
    setIfAbsent,
    async delete(key) {
      await remove(key);
    },
    async writeAll(writes) {
      await Promise.all(
        writes.map(({ key, value, keepMs, onlyIfAbsent }) => {
          if (value === null) return remove(key);
          return onlyIfAbsent ? setIfAbsent(key, value, keepMs) : set(key, value, keepMs);
        }),
      );
    },
  };
}

/** Redis takes whole milliseconds, and at least one. */
export function wholeMs(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds));
}
