import { CHANGE_STREAM_BOUNDS, type ChangeStream, type ChangeStreamBounds } from './change-stream.ts';
import type { Counters } from './counters.ts';
import { createFallbackChangeStream } from './fallback-change-stream.ts';
import { createFallbackLeases } from './fallback-leases.ts';
import { createFallbackLists } from './fallback-lists.ts';
import { createFallbackStore } from './fallback-store.ts';
import type { Leases } from './leases.ts';
import type { Lists } from './lists.ts';
import { createMemoryChangeStream } from './memory-change-stream.ts';
import { createMemoryCounters } from './memory-counters.ts';
import { createMemoryLeases } from './memory-leases.ts';
import { createMemoryLists } from './memory-lists.ts';
import { createMemoryMembers } from './memory-members.ts';
import { createMemoryStore } from './memory-store.ts';
import type { Members } from './members.ts';
import { createRedisChangeStream, wakeUpChannel } from './redis-change-stream.ts';
import { createRedisCounters } from './redis-counters.ts';
import { createRedisLeases } from './redis-leases.ts';
import { createRedisLists } from './redis-lists.ts';
import { createRedisLink, type RedisLink } from './redis-link.ts';
import { createRedisMembers } from './redis-members.ts';
import { createRedisStore } from './redis-store.ts';
import { listenForWakeUps } from './redis-wake-ups.ts';
import type { StoreHealth, StoreLog } from './store-health.ts';
import { withFallback } from './store-unavailable.ts';
import type { Store } from './store.ts';

/** Everything that is kept and shared: in this process alone, or with other processes over Redis. */
export interface Stores {
  readonly kind: 'memory' | 'redis';
  readonly store: Store;
  readonly changes: ChangeStream;
  readonly leases: Leases;
  readonly counters: Counters;
  readonly members: Members;
  readonly lists: Lists;
  health(): StoreHealth;
  /** @returns ends the listening */
  onHealth(listener: (health: StoreHealth) => void): () => void;
  /** Ends every connection and timer. */
  close(): Promise<void>;
}

export interface RedisSettings {
  /** `redis://` or `rediss://`, with user, password and database number if needed. One server, no Redis Cluster. */
  readonly url: string | { reveal(): string };
  /** What every key begins with, so that several gateways can use one Redis. */
  readonly keyPrefix: string;
  /** How often it is looked whether Redis is as it should be, in milliseconds; 1,000 if left out. */
  readonly checkEveryMs?: number;
  /** How long the start waits for the first connection, in milliseconds; 2,000 if left out. */
  readonly firstConnectMs?: number;
}

export interface StoresOptions {
  /** Left out: everything stays in this process. */
  readonly redis?: RedisSettings | undefined;
  /** Milliseconds since 1970; with Redis leases and counters go by its own clock. */
  readonly clock: () => number;
  readonly log: StoreLog;
  /** How much of the changes is kept. All processes that share a Redis should say the same. */
  readonly changeBounds?: ChangeStreamBounds;
}

const CHECK_EVERY_MS = 1_000;
const FIRST_CONNECT_MS = 2_000;

/** Opens the stores. Without an answer of Redis they begin degraded, and go over to it as soon as it is there. */
export async function createStores(options: StoresOptions): Promise<Stores> {
  return options.redis === undefined ? createMemoryStores(options) : createRedisStores(options, options.redis);
}

function createMemoryStores({ clock, changeBounds = CHANGE_STREAM_BOUNDS }: StoresOptions): Stores {
  const leases = createMemoryLeases(clock);
  const health: StoreHealth = { state: 'OK', since: clock(), reason: null };
  return {
    kind: 'memory',
    store: createMemoryStore(clock),
    changes: createMemoryChangeStream({ holds: (lease) => leases.holds(lease), clock, bounds: changeBounds }),
    leases,
    counters: createMemoryCounters(clock),
    members: createMemoryMembers(clock),
    lists: createMemoryLists(clock),
    health: () => health,
    // Nothing that could change.
    onHealth: () => () => {},
    async close() {},
  };
}

async function createRedisStores(options: StoresOptions, settings: RedisSettings): Promise<Stores> {
  const { clock, log, changeBounds: bounds = CHANGE_STREAM_BOUNDS } = options;
  const url = typeof settings.url === 'string' ? settings.url : settings.url.reveal();
  const checkEveryMs = settings.checkEveryMs ?? CHECK_EVERY_MS;
  const link = createRedisLink({ url, keyPrefix: settings.keyPrefix, log, clock, checkEveryMs });
  const isUsable = (): boolean => link.health().state === 'OK';

  const localLeases = createMemoryLeases(clock);
  const store = createFallbackStore(createRedisStore(link), isUsable, clock);
  const lists = createFallbackLists(createRedisLists(link), isUsable, clock);
  const changes = createFallbackChangeStream({
    shared: createRedisChangeStream(link, bounds),
    createLocal: () => createMemoryChangeStream({ holds: (lease) => localLeases.holds(lease), clock, bounds }),
    isUsable,
    bounds,
  });
  link.onHealth(() => changes.onStateChange());
  const wakeUps = listenForWakeUps({ url, channel: wakeUpChannel(link), checkEveryMs }, () => changes.wake());
  link.start([store, lists, changes]);
  await untilFirstUsable(link, settings.firstConnectMs ?? FIRST_CONNECT_MS);
  if (!isUsable()) {
    log.warn({ reason: link.health().reason }, 'Redis does not answer: this process begins without it.');
  }
  return {
    kind: 'redis',
    store,
    changes,
    leases: createFallbackLeases(createRedisLeases(link), localLeases, isUsable),
    counters: createFallbackCounters(createRedisCounters(link), createMemoryCounters(clock), isUsable),
    members: createFallbackMembers(createRedisMembers(link), createMemoryMembers(clock), isUsable),
    lists,
    health: () => link.health(),
    onHealth: (listener) => link.onHealth(listener),
    async close() {
      wakeUps.close();
      link.close();
    },
  };
}

/** Counts over all processes while Redis can be used, and in each for itself while it cannot. */
function createFallbackCounters(shared: Counters, local: Counters, isUsable: () => boolean): Counters {
  return {
    take: (key, limit, windowMs) =>
      withFallback(
        isUsable(),
        () => shared.take(key, limit, windowMs),
        () => local.take(key, limit, windowMs),
      ),
  };
}

/** Sets of all processes while Redis can be used, and what this one added itself while it cannot. */
function createFallbackMembers(shared: Members, local: Members, isUsable: () => boolean): Members {
  return {
    async add(set, members, keepMs) {
      await local.add(set, members, keepMs);
      await withFallback(
        isUsable(),
        () => shared.add(set, members, keepMs),
        async () => {},
      );
    },
    list: (set, most) =>
      withFallback(
        isUsable(),
        () => shared.list(set, most),
        () => local.list(set, most),
      ),
  };
}

async function untilFirstUsable(link: RedisLink, atMostMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stopListening = link.onHealth(() => resolve());
  const timer = setTimeout(resolve, atMostMs);
  await promise;
  clearTimeout(timer);
  stopListening();
}
