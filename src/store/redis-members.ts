import { MOST_MEMBERS, type Members } from './members.ts';
import type { RedisLink } from './redis-link.ts';
import { REDIS_SCRIPTS } from './redis-scripts.ts';
import { wholeMs } from './redis-store.ts';

/** Sets that all processes share. Everything throws StoreUnavailable when Redis is away. */
export function createRedisMembers(link: RedisLink): Members {
  const setKey = (set: string): string => link.key(`members:${set}`);
  return {
    async add(set, members, keepMs) {
      await link.run(REDIS_SCRIPTS.addMembers, [setKey(set)], [wholeMs(keepMs), MOST_MEMBERS, ...members]);
    },
    async list(set, most) {
      return (await link.run(REDIS_SCRIPTS.listMembers, [setKey(set)], [most])) as readonly string[];
    },
  };
}
