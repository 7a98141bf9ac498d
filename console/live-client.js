/** @import { Client } from 'graphql-ws/client' */
/** @import { Credentials } from './api-types.ts' */
import { createClient } from 'graphql-ws/client';

const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
/** Another subscription often follows at once: the socket is kept for it. */
const KEEP_UNUSED_MS = 3_000;

/**
 * One WebSocket for all subscriptions. It never connects again by itself: `follow` does, as it knows from where to go on.
 * @param {string} url
 * @param {() => Credentials} credentials stand for headers, which a page cannot set on a socket
 * @returns {Client}
 */
export function createLiveClient(url, credentials) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const client = createClient({
    url,
    connectionParams: () => ({ ...credentials() }),
    retryAttempts: 0,
    lazyCloseTimeout: KEEP_UNUSED_MS,
    connectionAckWaitTimeout: PONG_WITHIN_MS * 2,
    keepAlive: PING_EVERY_MS,
    on: {
      // A network that goes away closes nothing: without an answer the socket is given up.
      ping(received) {
        if (!received) waiting = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong(received) {
        if (received) clearTimeout(waiting);
      },
      closed: () => clearTimeout(waiting),
    },
  });
  return client;
}
