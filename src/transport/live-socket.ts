import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols, makeServer } from 'graphql-ws';
import type { ExecutionArgs, GraphQLError, GraphQLSchema } from 'graphql';
import { WebSocketServer, type WebSocket } from 'ws';
import type { PrincipalOf, CallerHeaders } from '../identity/principal-of.ts';
import { GatewayError, toGatewayError } from '../ticketing/errors.ts';
import type { ErrorLog } from './error-format.ts';
import type { LiveConnections } from './live-connections.ts';
import type { LiveCaller, LiveOperation, LiveOperations } from './live-operations.ts';
import { createLiveSession, type LiveSession } from './live-session.ts';
import { readLanguage } from './request-asker.ts';

export interface LiveSocketOptions {
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly operations: LiveOperations;
  readonly connections: LiveConnections;
  readonly principalOf: PrincipalOf;
  readonly log: ErrorLog;
  /** Origins whose pages may open a socket, besides the gateway's own. */
  readonly origins: readonly string[];
  /** The largest message, in bytes. */
  readonly mostMessageBytes: number;
  /** How long a client may take to say who it is, in milliseconds. */
  readonly initMs: number;
  /** How often a connection is checked for life, in milliseconds. */
  readonly heartbeatMs: number;
  readonly mostSubscriptions: number;
  readonly isStopping: () => boolean;
}

export interface LiveSocket {
  /** How many sockets are open. */
  readonly size: number;
  /** Tells every client to connect again, and closes. */
  close(): void;
}

/** Close codes of this gateway; all others are those of graphql-transport-ws. */
const FORBIDDEN = 4403;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;
const UNEXPECTED = 4500;
const BAD_REQUEST = 4400;
const MOST_REASON = 120;

interface Extra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  session: LiveSession | null;
  leave: (() => void) | null;
}

interface RunArgs extends ExecutionArgs {
  readonly contextValue: { readonly operation: LiveOperation; readonly caller: LiveCaller };
}

/** GraphQL over WebSocket: the subprotocol graphql-transport-ws at the address of GraphQL over HTTP. */
export function serveLiveSocket(server: Server, options: LiveSocketOptions): LiveSocket {
  const { operations, log } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.mostMessageBytes,
    handleProtocols,
    // Compressing takes memory for each socket, and unpacking makes large things of small ones.
    perMessageDeflate: false,
  });
  const alive = new WeakSet<WebSocket>();
  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.has(socket)) socket.terminate();
      alive.delete(socket);
      socket.ping();
    }
  }, options.heartbeatMs).unref();

  function callerOf({ session, request }: Extra): LiveCaller | null {
    if (session === null) return null;
    const language = readLanguage(request.headers['accept-language']);
    return { principal: session.principal, address: addressOf(request), language };
  }

  const protocol = makeServer<Record<string, unknown> | undefined, Extra>({
    connectionInitWaitTimeout: options.initMs,
    async onConnect({ extra, connectionParams }) {
      try {
        const principal = await options.principalOf(headersOf(extra.request, connectionParams));
        // The client may have gone away while its token was checked.
        if (extra.socket.readyState !== extra.socket.OPEN) return false;
        extra.leave = options.connections.enter(principal, addressOf(extra.request));
        const expired = (): void => close(extra.socket, FORBIDDEN, 'Your credentials have expired: connect again.');
        extra.session = createLiveSession(principal, expired, Date.now);
        return true;
      } catch (thrown) {
        const { code, message } = toGatewayError(thrown);
        if (code === 'INTERNAL') throw thrown;
        close(extra.socket, code === 'UNAUTHENTICATED' ? FORBIDDEN : TRY_AGAIN_LATER, message);
        return false;
      }
    },
    async onPing({ extra }, payload) {
      if (extra.session === null || payload === undefined || payload === null) return;
      try {
        extra.session.renew(await options.principalOf(headersOf(extra.request, payload)));
      } catch (thrown) {
        const { code, message } = toGatewayError(thrown);
        if (code === 'INTERNAL') throw thrown;
        // What cannot be checked now holds until it ends.
        if (code !== 'BACKEND_UNAVAILABLE') close(extra.socket, FORBIDDEN, message);
      }
    },
    async onSubscribe({ extra, subscriptions }, _id, payload) {
      const caller = callerOf(extra);
      if (caller === null) return refuse(new Error('A subscription before the connection was acknowledged.'));
      try {
        if (Object.keys(subscriptions).length > options.mostSubscriptions) {
          const most = `at most ${options.mostSubscriptions} are possible.`;
          return refuse(new GatewayError('OVER_LIMIT', `This connection has too many subscriptions: ${most}`));
        }
        const operation = await operations.read(payload as object, caller);
        const args: RunArgs = {
          schema: options.schema,
          document: operation.document,
          operationName: operation.operation.name?.value,
          contextValue: { operation, caller },
        };
        return args;
      } catch (thrown) {
        return refuse(thrown);
      }
    },
    onError: (_context, _id, _payload, errors) => errors as never,
    subscribe: (args) => start(args as RunArgs),
    execute: async (args) => {
      const answers = start(args as RunArgs);
      const { value } = await answers.next();
      await answers.return(undefined);
      return (value ?? {}) as never;
    },
    async onClose({ extra }) {
      extra.session?.end();
      extra.leave?.();
    },
  });

  /** The library takes GraphQL's errors, and sends on what `onError` gives it. */
  function refuse(thrown: unknown): readonly GraphQLError[] {
    return operations.toErrors(thrown) as unknown as readonly GraphQLError[];
  }

  /** An iterator whose return ends what it waits for. */
  function start({ contextValue: { operation, caller } }: RunArgs): AsyncGenerator<never> {
    const leaving = new AbortController();
    const results = operations.run(operation, caller, leaving.signal);
    const iterator = {
      next: () => results.next(),
      return() {
        leaving.abort();
        return results.return(undefined);
      },
      throw: (error: unknown) => results.throw(error),
      [Symbol.asyncIterator]: () => iterator,
      async [Symbol.asyncDispose]() {
        await iterator.return();
      },
    };
    return iterator as unknown as AsyncGenerator<never>;
  }

  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    // A broken frame or a reset: 'close' follows.
    socket.on('error', () => {});
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) =>
          new Promise((resolve, reject) => {
            if (socket.readyState !== socket.OPEN) resolve();
            else socket.send(data, (error) => (error ? reject(error) : resolve()));
          }),
        close: (code, reason) => close(socket, code ?? UNEXPECTED, reason ?? ''),
        onMessage(listener) {
          socket.on('message', (data: Buffer, isBinary: boolean) => {
            if (isBinary) return close(socket, BAD_REQUEST, 'Only texts are understood.');
            listener(data.toString('utf8')).catch((error: unknown) => {
              if (socket.readyState !== socket.OPEN) return;
              log.error({ error: String(error) }, 'A live connection failed unexpectedly.');
              close(socket, UNEXPECTED, 'The gateway failed.');
            });
          });
        },
      },
      { socket, request, session: null, leave: null },
    );
    socket.once('close', (code: number, reason: Buffer) => {
      closed(code, reason.toString('utf8')).catch((error: unknown) => {
        log.error({ error: String(error) }, 'A live connection did not end as it should.');
      });
    });
  });

  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', () => connection.destroy());
    const refusal = refusalOf(request, options);
    if (refusal === null)
      sockets.handleUpgrade(request, connection, head, (socket) => sockets.emit('connection', socket, request));
    else connection.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });

  return {
    get size() {
      return sockets.clients.size;
    },
    close() {
      clearInterval(heartbeat);
      for (const socket of sockets.clients) close(socket, GOING_AWAY, 'The gateway stops: connect again.');
      sockets.close();
    },
  };
}

/** Why an upgrade is refused, as a status line; null if it is not. */
function refusalOf(request: IncomingMessage, options: LiveSocketOptions): string | null {
  const [path] = (request.url ?? '').split('?', 1);
  if (path !== options.path) return '404 Not Found';
  if (!isOwnOrigin(request) && !options.origins.includes(request.headers.origin ?? '')) return '403 Forbidden';
  if (options.isStopping() || options.connections.isFull) return '503 Service Unavailable';
  return null;
}

/** Browsers tell whose page opens a socket, and nothing else keeps a page of somebody else from doing it. */
function isOwnOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}

function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? '';
}

/** What a client says when it connects stands for its headers: pages cannot set those of a socket. */
function headersOf({ headers }: IncomingMessage, given: Readonly<Record<string, unknown>> | undefined): CallerHeaders {
  const own = new Set(Object.keys(given ?? {}).map((name) => name.toLowerCase()));
  const others = Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
  return { ...others, ...(given as CallerHeaders) };
}

function close(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState === socket.OPEN) socket.close(code, cut(reason));
}

/** A reason may have 123 bytes. */
function cut(reason: string): string {
  return Buffer.byteLength(reason) <= MOST_REASON ? reason : `${reason.slice(0, MOST_REASON / 4)}...`;
}
