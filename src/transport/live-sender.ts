import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/**
 * Sends a text to a client.
 * @returns ends when the client has taken enough for more to be sent; whether a text arrives is not known
 */
export type LiveSender = (text: string) => Promise<void>;

/** How much may wait for a client before whoever sends waits as well, in bytes. */
const MOST_AHEAD = 16_384;
const SENT = Promise.resolve();

/**
 * What is sent in one turn of the event loop leaves in one write, as writes cost more than texts: under load more waits for a
 * turn, and each write carries more.
 * @param connection under the socket
 */
export function createLiveSender(socket: WebSocket, connection: Duplex): LiveSender {
  let isGathering = false;

  function write(): void {
    isGathering = false;
    connection.uncork();
  }

  function gather(): void {
    if (isGathering) return;
    isGathering = true;
    connection.cork();
    setImmediate(write);
  }

  return (text) => {
    if (socket.readyState !== socket.OPEN) return SENT;
    gather();
    if (socket.bufferedAmount < MOST_AHEAD) {
      // Should it fail, 'error' and 'close' of the socket follow.
      socket.send(text);
      return SENT;
    }
    return new Promise((resolve, reject) => {
      socket.send(text, (error) => (error ? reject(error) : resolve()));
    });
  };
}
