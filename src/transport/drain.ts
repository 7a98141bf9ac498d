import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { ErrorLog } from './error-format.ts';

export interface DrainOptions {
  /** How long requests are still taken after the stop was asked for, in milliseconds. */
  readonly stopDelayMs: number;
  /** How long what is under way may take after that, in milliseconds. */
  readonly patienceMs: number;
}

/** The way from serving to standing still, on which nothing that was taken is lost. */
export interface Drain {
  /** True from the first moment on: no longer ready, and every answer closes its connection. */
  readonly isStopping: boolean;
  /** Has something done before the server closes, e.g. long-lived connections told why they end. */
  readonly onStopping: (listener: () => void | Promise<void>) => void;
  /** Waits as long as requests are still taken, and tells the listeners. Does not close anything itself. */
  begin(): Promise<void>;
  /**
   * Closes the server: it takes nothing more, idle connections end, and what is under way finishes or is cut when its
   * time is over.
   * @param close stops listening, and resolves when all connections have ended
   */
  finish(close: () => Promise<void>): Promise<void>;
}

export function createDrain(server: Server, options: DrainOptions, log: ErrorLog): Drain {
  const listeners = new Set<() => void | Promise<void>>();
  const sockets = new Set<Socket>();
  let isStopping = false;
  // What was upgraded is no connection of HTTP any more, and closing those of HTTP does not end it.
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  return {
    get isStopping() {
      return isStopping;
    },
    onStopping: (listener) => void listeners.add(listener),
    async begin() {
      isStopping = true;
      // Who never listened has nobody who must notice.
      if (server.listening) await wait(options.stopDelayMs);
      const told = await Promise.allSettled([...listeners].map((listener) => Promise.try(listener)));
      for (const outcome of told) {
        if (outcome.status === 'rejected') {
          log.error({ error: String(outcome.reason) }, 'Something could not be told of the stop.');
        }
      }
    },
    async finish(close) {
      const timer = setTimeout(() => {
        log.warn({ connections: sockets.size }, 'The time to finish is over: connections are cut.');
        for (const socket of sockets) socket.destroy();
      }, options.patienceMs);
      try {
        await close();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
