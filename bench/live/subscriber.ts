import { connect } from 'node:net';
import { createFrameReader, PING, PONG, TEXT, toFrame, type TakeChunk } from './frames.ts';
import { now, queueCode, readTicketId } from './messages.ts';

/** Somebody who watches one queue, or everything. */
export interface Subscriber {
  readonly isOpen: boolean;
  readonly delivered: number;
  readonly gaps: number;
  readonly queue: number;
  /** The same for all who were told of the same changes in the same order. */
  readonly digest: number;
  close(): void;
}

export interface SubscriberOptions {
  readonly url: string;
  /** How many queues there are; with one everybody watches everything. */
  readonly queues: number;
  readonly queue: number;
  /** @param milliseconds how long a change took to come */
  readonly onChange: (milliseconds: number) => void;
}

const SUBSCRIPTION = `subscription ($codes: [String!]) {
  ticketChanges(filter: { statusCodes: $codes }) { kind cursor ticket { id title status { code } } }
}`;
const TITLE = '"title":"';
/** Longer than any ticket id here. */
const MOST_TITLE = 60;
/** All read into one buffer, one after the other. */
const ROOM = Buffer.allocUnsafe(65_536);

/** Opens a WebSocket and subscribes. Resolves with the first event. @throws Error if it is not let in */
export function openSubscriber({ url, queues, queue, onChange }: SubscriberOptions): Promise<Subscriber> {
  const { hostname, port, host, pathname } = new URL(url);
  let [delivered, gaps, digest] = [0, 0, 0];
  let isOpen = false;
  const { promise, resolve, reject } = Promise.withResolvers<Subscriber>();
  let take: TakeChunk = takeAnswer;

  const socket = connect({
    host: hostname,
    port: Number(port),
    onread: {
      buffer: ROOM,
      callback(length) {
        take(ROOM.subarray(0, length));
        return true;
      },
    },
  });
  socket.on('error', reject);
  socket.on('close', () => {
    isOpen = false;
    reject(new Error('The socket was closed.'));
  });
  socket.write(
    [
      `GET ${pathname} HTTP/1.1`,
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
      'Sec-WebSocket-Protocol: graphql-transport-ws',
      '\r\n',
    ].join('\r\n'),
  );

  function takeAnswer(chunk: Buffer): void {
    const text = chunk.toString('latin1');
    if (!text.startsWith('HTTP/1.1 101 ') || !text.endsWith('\r\n\r\n')) return void socket.destroy(new Error(text));
    take = createFrameReader(takeFrame);
    socket.write(toFrame(TEXT, '{"type":"connection_init"}'));
  }

  function takeFrame(opcode: number, payload: Buffer): void {
    if (opcode === PING) return void socket.write(toFrame(PONG, payload.toString('latin1')));
    const at = opcode === TEXT ? payload.indexOf(TITLE) : -1;
    if (at < 0) takeOther(opcode, payload.toString('latin1'));
    else takeChange(payload.toString('latin1', at + TITLE.length, at + TITLE.length + MOST_TITLE));
  }

  function takeChange(title: string): void {
    const change = readTicketId(title);
    if (change.number < 0) return;
    onChange(now() - change.at);
    delivered += 1;
    digest = (Math.imul(digest, 31) + change.number + 1) | 0;
  }

  function takeOther(opcode: number, text: string): void {
    if (text.includes('"kind":"GAP"')) {
      gaps += 1;
    } else if (text.includes('"connection_ack"')) {
      const variables = { codes: queues === 1 ? null : [queueCode(queue)] };
      socket.write(
        toFrame(TEXT, JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SUBSCRIPTION, variables } })),
      );
    } else if (text.includes('"kind":"SOURCES"')) {
      isOpen = true;
      resolve(subscriber);
    } else {
      socket.destroy(new Error(`Frame ${opcode}: ${text.slice(0, 500)}`));
    }
  }

  const subscriber: Subscriber = {
    get isOpen() {
      return isOpen;
    },
    get delivered() {
      return delivered;
    },
    get gaps() {
      return gaps;
    },
    queue,
    get digest() {
      return digest;
    },
    close: () => void socket.destroy(),
  };
  return promise;
}
