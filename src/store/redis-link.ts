import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { createListeners } from './listeners.ts';
import { withPatience } from './patience.ts';
import { COMMAND_PATIENCE_MS, createRedisConnection } from './redis-connection.ts';
import { REDIS_SCRIPTS, type RedisScript } from './redis-scripts.ts';
import type { StoreHealth, StoreLog } from './store-health.ts';
import { StoreUnavailable } from './store-unavailable.ts';

export interface RedisLinkOptions {
  /** `redis://` or `rediss://`, with user, password and database number if needed. One server, no Redis Cluster. */
  readonly url: string;
  readonly keyPrefix: string;
  readonly log: StoreLog;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How often it is looked whether Redis is still, or again, as it should be, in milliseconds. */
  readonly checkEveryMs: number;
}

/** What holds back work while Redis is away. Both throw StoreUnavailable if it goes away again, and hold the rest back. */
export interface Returning {
  /**
   * Sends what was held back, bit by bit; meanwhile more may come.
   * @param isNewLife true if Redis may have lost what was written before
   */
  catchUp(isNewLife: boolean): Promise<void>;
  /** Sends all that came meanwhile, in the moment of the call: before anything that is asked for later. */
  sendRest(): Promise<void>;
}

/** The one connection over which commands go, and what is known of Redis. */
export interface RedisLink {
  health(): StoreHealth;
  /** @returns ends the listening */
  onHealth(listener: (health: StoreHealth) => void): () => void;
  /** The key of this name in Redis. */
  key(name: string): string;
  /** @throws StoreUnavailable for whatever failure; the state is DEGRADED by then */
  call<Result>(send: (redis: Redis) => Promise<Result>): Promise<Result>;
  /** Runs a script. @throws StoreUnavailable as `call` does */
  run(script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>;
  /** Connects, and tells them whenever Redis is back, before the state is OK. Called once. */
  start(returning: readonly Returning[]): void;
  close(): void;
}

const KEEP_LIFE_MS = 7 * 24 * 60 * 60_000;

export function createRedisLink(options: RedisLinkOptions): RedisLink {
  const { clock, log } = options;
  const redis = createRedisConnection(options.url, 'ticket-gateway');
  const listeners = createListeners<StoreHealth>();
  let health: StoreHealth = { state: 'DEGRADED', since: clock(), reason: 'CONNECTING' };
  let returning: readonly Returning[] = [];
  let runId = '';
  /** The life of the data in Redis as this process knows it; it ends when Redis restarts or is emptied. */
  let life: string | null = null;
  /** Counts connections that ended, so that nothing found out over one is believed of the next. */
  let endedConnections = 0;
  let isReturning = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const key = (name: string): string => `${options.keyPrefix}${name}`;

  function degrade(reason: string): void {
    if (isClosed) return;
    if (health.state === 'DEGRADED') {
      health = { ...health, reason };
      return;
    }
    health = { state: 'DEGRADED', since: clock(), reason };
    log.warn({ reason }, 'Redis cannot be used: this process goes on with what it holds itself.');
    listeners.tell(health);
  }

  async function call<Result>(send: (client: Redis) => Promise<Result>): Promise<Result> {
    try {
      return await withPatience(send(redis), COMMAND_PATIENCE_MS);
    } catch (error) {
      const unavailable = new StoreUnavailable(error);
      degrade(unavailable.reason);
      throw unavailable;
    }
  }

  const run: RedisLink['run'] = (script, keys, values) =>
    call((client) => client.evalsha(script.sha, keys.length, ...keys, ...values));

  async function openLife(): Promise<string> {
    const opened = await run(
      REDIS_SCRIPTS.open,
      [key('life'), key('changes')],
      [runId, randomBytes(9).toString('base64url'), KEEP_LIFE_MS],
    );
    return String(opened);
  }

  /** What tells one run of a server from another; null if it hides that. */
  async function readRunId(): Promise<string | null> {
    const facts = await call((client) => client.info('server'));
    return /^run_id:(\S+)/m.exec(facts)?.[1] ?? null;
  }

  /** Finds out which server this is and prepares it. */
  async function meet(): Promise<string> {
    // One that hides its run id may be another one at each connection.
    runId = (await readRunId()) ?? randomBytes(20).toString('hex');
    await Promise.all(Object.values(REDIS_SCRIPTS).map(({ lua }) => call((client) => client.script('LOAD', lua))));
    return openLife();
  }

  async function comeBack(): Promise<void> {
    if (isReturning || health.state === 'OK' || redis.status !== 'ready') return;
    isReturning = true;
    const connection = endedConnections;
    try {
      const found = await meet();
      const isNewLife = life !== null && life !== found;
      await Promise.all(returning.map((each) => each.catchUp(isNewLife)));
      // A new log, or another server: the next look begins again with it.
      if ((await openLife()) !== found || connection !== endedConnections) return;
      life = found;
      health = { state: 'OK', since: clock(), reason: null };
      // What came in while the others caught up goes out before anything that finds the state OK.
      const rest = returning.map((each) => each.sendRest());
      log.info({}, 'Redis is used.');
      listeners.tell(health);
      await Promise.all(rest);
    } finally {
      isReturning = false;
    }
  }

  /** Looks whether Redis still answers and still has the data that it had. */
  async function check(): Promise<void> {
    try {
      if (health.state === 'DEGRADED') return await comeBack();
      const [known, found] = [life, await readRunId()];
      // Behind one connection there may be another server by now.
      if ((found !== null && found !== runId) || (await openLife()) !== known) {
        degrade('DATA_LOST');
        await comeBack();
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) log.error({ error: String(error) }, 'The look at Redis failed.');
      else if (error.reason === 'TIMEOUT') dropConnection();
    }
  }

  /** A connection that stays open without answering would never end by itself. */
  function dropConnection(): void {
    if (redis.status === 'ready') redis.disconnect(true);
  }

  redis.on('ready', () => void check());
  redis.on('error', (error: Error) => degrade(new StoreUnavailable(error).reason));
  redis.on('close', () => {
    endedConnections += 1;
    // Otherwise it is known better why.
    if (health.state === 'OK') degrade('CONNECTION_LOST');
  });

  return {
    health: () => health,
    onHealth: (listener) => listeners.add(listener),
    key,
    call,
    run,
    start(others) {
      returning = others;
      // A failure is told by the events above, and followed by another try.
      redis.connect().catch(() => {});
      timer = setInterval(() => void check(), options.checkEveryMs);
    },
    close() {
      isClosed = true;
      clearInterval(timer);
      listeners.clear();
      redis.disconnect();
    },
  };
}
