import { withPatience } from './patience.ts';
import { COMMAND_PATIENCE_MS, createRedisConnection } from './redis-connection.ts';

/** Hears from other processes that there is something new. */
export interface RedisWakeUps {
  close(): void;
}

/**
 * Listens to one channel over a connection of its own, for the whole process. Messages may be lost with a connection:
 * so the listener is also told after each connecting, and every `checkEveryMs` while there is none.
 * @param listener is told that there may be something new
 */
export function listenForWakeUps(
  options: { readonly url: string; readonly channel: string; readonly checkEveryMs: number },
  listener: () => void,
): RedisWakeUps {
  const redis = createRedisConnection(options.url, 'ticket-gateway-wake-ups');
  let isSubscribed = false;

  async function subscribe(): Promise<void> {
    try {
      await withPatience(redis.subscribe(options.channel), COMMAND_PATIENCE_MS);
      isSubscribed = true;
      listener();
    } catch {
      // The connection is of no use without its subscription: the next one tries again.
      redis.disconnect(true);
    }
  }

  async function check(): Promise<void> {
    if (!isSubscribed) return listener();
    try {
      // A connection that is open without anybody at its other end looks like one on which nothing happens.
      await withPatience(redis.ping(), COMMAND_PATIENCE_MS);
    } catch {
      redis.disconnect(true);
    }
  }

  redis.on('ready', () => void subscribe());
  redis.on('message', () => listener());
  redis.on('close', () => {
    isSubscribed = false;
  });
  // The command connection fails for the same reason, and tells it.
  redis.on('error', () => {});
  redis.connect().catch(() => {});
  const timer = setInterval(() => void check(), options.checkEveryMs);

  return {
    close() {
      clearInterval(timer);
      redis.disconnect();
    },
  };
}
