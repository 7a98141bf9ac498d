import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from './eventually.ts';

/** A message of graphql-transport-ws. */
export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A WebSocket that says what a test says, right or wrong. */
export interface SocketClient {
  readonly socket: WebSocket;
  /** Everything that came so far. */
  readonly messages: readonly SocketMessage[];
  /** @param message an object as JSON, a text as it is, a buffer as a binary message */
  send(message: object | string | Buffer): void;
  /** The first message of this type, and of this id if given. */
  until(type: string, id?: string): Promise<SocketMessage>;
  /** How it was closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export interface SocketClientOptions {
  /** `graphql-transport-ws` if left out, none if null. */
  readonly protocol?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly origin?: string;
}

const PROTOCOL = 'graphql-transport-ws';

/** @param url of the gateway. @throws Error if the socket is refused */
export async function openSocket(url: string, options: SocketClientOptions = {}): Promise<SocketClient> {
  const { protocol = PROTOCOL, ...others } = options;
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, protocol === null ? [] : [protocol], {
    ...others,
    headers: { ...others.headers },
  });
  const messages: SocketMessage[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString('utf8')) as SocketMessage));
  const closed = once(socket, 'close').then(([code, reason]) => ({
    code: code as number,
    reason: (reason as Buffer).toString('utf8'),
  }));
  await once(socket, 'open');
  // A reset is a close for whoever looks.
  socket.on('error', () => {});
  return {
    socket,
    messages,
    send(message) {
      socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message));
    },
    async until(type, id) {
      const isIt = (message: SocketMessage): boolean =>
        message.type === type && (id === undefined || message.id === id);
      await eventually(`a message "${type}"`, () => messages.some(isIt)).catch((error: unknown) => {
        throw new Error(`There is only ${JSON.stringify(messages)}.`, { cause: error });
      });
      return messages.find(isIt) as SocketMessage;
    },
    closed,
  };
}

/** A socket that has said who it is, and was let in. */
export async function openConnection(
  url: string,
  payload?: Readonly<Record<string, unknown>>,
  options?: SocketClientOptions,
): Promise<SocketClient> {
  const client = await openSocket(url, options);
  client.send({ type: 'connection_init', ...(payload === undefined ? {} : { payload }) });
  await client.until('connection_ack');
  return client;
}
