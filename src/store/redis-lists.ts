import type { Lists } from './lists.ts';
import type { RedisLink } from './redis-link.ts';
import { REDIS_SCRIPTS } from './redis-scripts.ts';
import { wholeMs } from './redis-store.ts';

export interface RedisLists extends Lists {
  /** Adds several texts at once, in their order. */
  addAll(
    list: string,
    texts: readonly string[],
    bounds: { readonly most: number; readonly keepMs: number },
  ): Promise<void>;
}

/** Lists that all processes share. Everything throws StoreUnavailable when Redis is away. */
export function createRedisLists(link: RedisLink): RedisLists {
  const listKey = (list: string): string => link.key(`list:${list}`);
  const addAll: RedisLists['addAll'] = async (list, texts, { most, keepMs }) => {
    await link.run(REDIS_SCRIPTS.addToList, [listKey(list)], [most, wholeMs(keepMs), ...texts]);
  };
  return {
    addAll,
    add: (list, text, bounds) => addAll(list, [text], bounds),
    read: (list) => link.call((redis) => redis.lrange(listKey(list), 0, -1)),
  };
}
