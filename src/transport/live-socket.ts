import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { createClientAddress } from './client-address.ts';
import type { ErrorLog } from './error-format.ts';
import { BAD_REQUEST, closeSocket, GOING_AWAY, UNEXPECTED } from './live-close.ts';
import { startLiveHeartbeat } from './live-heartbeat.ts';
import {
  createLiveProtocol,
  namesCredentials,
  type LiveProtocolOptions,
  type LiveSocketState,
} from './live-protocol.ts';
import { createLiveSender } from './live-sender.ts';

export interface LiveSocketOptions extends LiveProtocolOptions {
  readonly path: string;
  readonly log: ErrorLog;
  /** Origins whose pages may open a socket, besides the gateway's own. */
  readonly origins: readonly string[];
  /** Addresses or networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** The largest message, in bytes. */
  readonly mostMessageBytes: number;
  /** How many sockets there may be, those included that have not said yet who they are. */
  readonly mostConnections: number;
  /** How often a connection is checked for life, in milliseconds. */
  readonly heartbeatMs: number;
  readonly isStopping: () => boolean;
}

export interface LiveSocket {
  /** How many sockets are open. */
  readonly size: number;
  /** Tells every client to connect again, and closes. */
  close(): void;
}

/** How much may wait for a client that sends but does not read, in bytes. */
const MOST_UNREAD = 16 * 1024 * 1024;
/** How long a client may take to answer a close, in milliseconds. */
const CLOSE_MS = 1_000;

/** GraphQL over WebSocket at the address of GraphQL over HTTP. */
export function serveLiveSocket(server: Server, options: LiveSocketOptions): LiveSocket {
  const { log } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.mostMessageBytes,
    handleProtocols,
    // Compressing takes memory for each socket, and unpacking makes large things of small ones.
    perMessageDeflate: false,
  });
  const protocol = createLiveProtocol(options);
  const addressOf = createClientAddress(options.trustedProxies);
  const heartbeat = startLiveHeartbeat(sockets.clients, options.heartbeatMs);

  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const address = addressOf(request);
    const state: LiveSocketState = { socket, request, address, running: new Set(), session: null, leave: null };
    const send = createLiveSender(socket, request.socket);
    heartbeat.watch(socket);
    // A broken frame or a reset: 'close' follows.
    socket.on('error', () => {});
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send,
        // What proves who somebody is goes nowhere, not even back.
        onPing: (payload) => send(JSON.stringify(toPong(payload))),
        close: (code, reason) => closeSocket(socket, code ?? UNEXPECTED, reason ?? ''),
        onMessage: (listener) => {
          socket.on('message', (data: Buffer, isBinary: boolean) => {
            // What comes after a close has been sent is nobody's matter.
            if (socket.readyState !== socket.OPEN) return;
            if (isBinary) closeSocket(socket, BAD_REQUEST, 'Only texts are understood.');
            else if (socket.bufferedAmount > MOST_UNREAD) socket.terminate();
            else void take(socket, listener, data.toString('utf8'));
          });
        },
      },
      state,
    );
    socket.once('close', (code: number, reason: Buffer) => {
      void ended(closed(code, reason.toString('utf8')));
    });
  });

  async function take(socket: WebSocket, listener: (text: string) => Promise<void>, text: string): Promise<void> {
    try {
      await listener(text);
    } catch (error) {
      if (socket.readyState !== socket.OPEN) return;
      log.error({ error: String(error) }, 'A live connection failed unexpectedly.');
      closeSocket(socket, UNEXPECTED, 'The gateway failed.');
    }
  }

  async function ended(closed: Promise<void>): Promise<void> {
    try {
      await closed;
    } catch (error) {
      log.error({ error: String(error) }, 'A live connection did not end as it should.');
    }
  }

  // Clients that would like another protocol, e.g. HTTP/2, are answered as if they had not asked for it.
  const upgradable = server as Server & { shouldUpgradeCallback?: (request: IncomingMessage) => boolean };
  upgradable.shouldUpgradeCallback = ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket';
  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', () => connection.destroy());
    const refusal = sockets.clients.size >= options.mostConnections ? FULL : refusalOf(request, options);
    if (refusal === null)
      sockets.handleUpgrade(request, connection, head, (socket) => sockets.emit('connection', socket, request));
    else connection.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });

  return {
    get size() {
      return sockets.clients.size;
    },
    close() {
      heartbeat.end();
      for (const socket of sockets.clients) closeSocket(socket, GOING_AWAY, 'The gateway stops: connect again.');
      sockets.close();
      setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, CLOSE_MS).unref();
    },
  };
}

function toPong(payload: Readonly<Record<string, unknown>> | undefined): object {
  return { type: 'pong', ...(payload === undefined || namesCredentials(payload) ? {} : { payload }) };
}

const FULL = '503 Service Unavailable';

/** Why an upgrade is refused, as a status line; null if it is not. */
function refusalOf(request: IncomingMessage, options: LiveSocketOptions): string | null {
  const [path] = (request.url ?? '').split('?', 1);
  if (path !== options.path) return '404 Not Found';
  if (!isOwnOrigin(request) && !options.origins.includes(request.headers.origin ?? '')) return '403 Forbidden';
  if (options.isStopping() || options.connections.isFull) return FULL;
  return null;
}

/** Browsers tell whose page opens a socket, and nothing else keeps a page of somebody else from doing it. */
function isOwnOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
