import type { WebSocket } from 'ws';
import { createWorkLine } from '../live/work-line.ts';

/** Ends sockets whose clients give no sign of life. */
export interface LiveHeartbeat {
  /** Watches a socket, which is alive for now. */
  watch(socket: WebSocket): void;
  end(): void;
}

/**
 * Pings all sockets, not all at once, and ends those that have not answered when their turn comes again.
 * @param sockets those that are open
 * @param everyMs from the end of one round to the next, in milliseconds: how long a client has to answer at least
 */
export function startLiveHeartbeat(sockets: ReadonlySet<WebSocket>, everyMs: number): LiveHeartbeat {
  const alive = new WeakSet<WebSocket>();
  const inTurn = createWorkLine();
  let timer = wait();
  let hasEnded = false;

  function wait(): NodeJS.Timeout {
    return setTimeout(beat, everyMs).unref();
  }

  function beat(): void {
    for (const socket of sockets) inTurn(() => check(socket));
    inTurn(() => {
      if (!hasEnded) timer = wait();
    });
  }

  function check(socket: WebSocket): void {
    if (!alive.has(socket)) return socket.terminate();
    alive.delete(socket);
    if (socket.readyState === socket.OPEN) socket.ping();
  }

  return {
    watch(socket) {
      alive.add(socket);
      socket.on('pong', () => alive.add(socket));
    },
    end() {
      hasEnded = true;
      clearTimeout(timer);
    },
  };
}
