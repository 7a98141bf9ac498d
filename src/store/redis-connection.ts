import { Redis, type RedisOptions } from 'ioredis';
import { afterPatience, timedOut } from './patience.ts';

/** How long a command is waited for, in milliseconds: see `withPatience`. */
export const COMMAND_PATIENCE_MS = 200;
const CONNECT_TIMEOUT_MS = 2_000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;

/**
 * Fails at once instead of waiting for Redis, and reconnects for ever. Commands have no timeout here: the client's own
 * goes off before it reads the answers that came while this process stood still.
 */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  connectTimeout: CONNECT_TIMEOUT_MS,
  disconnectTimeout: COMMAND_PATIENCE_MS,
  keepAlive: 10_000,
  disableClientInfo: true,
  retryStrategy: (attempt: number) =>
    Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 10), LONGEST_RETRY_MS) * (0.5 + Math.random() / 2),
} satisfies RedisOptions;

/**
 * One connection, which is yet to be opened with `connect`. Whoever has it listens to its errors.
 * @param name what Redis calls it, for people who look
 */
export function createRedisConnection(url: string, name: string): Redis {
  const redis = new Redis(url, { ...OPTIONS, connectionName: name });
  let stopWaiting = (): void => {};
  // A server that takes connections and says nothing would be waited for without end.
  redis.on('connect', () => {
    stopWaiting();
    stopWaiting = afterPatience(CONNECT_TIMEOUT_MS, () => {
      redis.emit('error', timedOut());
      redis.disconnect(true);
    });
  });
  redis.on('ready', () => stopWaiting());
  redis.on('close', () => stopWaiting());
  return redis;
}
