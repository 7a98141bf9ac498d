import { createStores, type RedisSettings, type Stores, type StoresOptions } from '../../src/store/shared-store.ts';
import { eventually } from '../support/eventually.ts';
import { startRedisServer, type RedisServer } from '../support/redis-server.ts';

export const SILENT_LOG = { info: () => {}, warn: () => {}, error: () => {} };

export interface OpenOptions extends Partial<Omit<StoresOptions, 'redis'>> {
  readonly redis?: Partial<RedisSettings>;
}

/** Opens stores as processes of their own would, and closes them all. */
export interface StoreOpener {
  open(options?: OpenOptions): Promise<Stores>;
  closeAll(): Promise<void>;
}

/** @param redis null: in memory, where nothing is shared */
export function createStoreOpener(redis: RedisServer | null): StoreOpener {
  const opened: Stores[] = [];
  return {
    async open({ redis: settings, ...options } = {}) {
      const stores = await createStores({
        clock: Date.now,
        log: SILENT_LOG,
        ...options,
        redis: redis === null ? undefined : { url: redis.url, keyPrefix: 'test:', checkEveryMs: 50, ...settings },
      });
      opened.push(stores);
      return stores;
    },
    async closeAll() {
      await Promise.all(opened.splice(0).map((stores) => stores.close()));
    },
  };
}

export const startEmptyRedis = (): Promise<RedisServer> => startRedisServer();

export async function untilState(stores: Stores, state: 'OK' | 'DEGRADED'): Promise<void> {
  await eventually(`the stores are ${state}`, () => stores.health().state === state);
}

/** Everything behind a cursor, read in small portions. @throws Error on a gap */
export async function readAll(stores: Stores, since: string): Promise<string[]> {
  const values: string[] = [];
  for (let cursor = since; ;) {
    const { entries, isGap, next } = await stores.changes.readAfter(cursor, 3);
    if (isGap) throw new Error('There is a gap.');
    if (entries.length === 0) return values;
    values.push(...entries.map(({ value }) => value));
    cursor = next;
  }
}

export function changes(...values: readonly string[]): { readonly value: string }[] {
  return values.map((value) => ({ value }));
}
