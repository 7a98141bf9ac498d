import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { createLiveSender, type LiveSender } from '../../src/transport/live-sender.ts';
import { eventually } from '../support/eventually.ts';

let server: Server;
let client: WebSocket;
/** The gateway's side. */
let socket: WebSocket;
let connection: Socket;
let send: LiveSender;
const received: string[] = [];

beforeEach(async () => {
  received.splice(0);
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const connected = once(sockets, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client.on('message', (data: Buffer) => received.push(data.toString('utf8')));
  const [[own, request]] = await Promise.all([connected, once(client, 'open')]);
  socket = own;
  socket.on('error', () => {});
  connection = request.socket;
  send = createLiveSender(socket, connection);
});
afterEach(() => {
  client.terminate();
  socket.terminate();
  server.close();
});

const TEXTS = Array.from({ length: 20 }, (_, index) => `text ${index}`);

/** How often the connection was written to. */
function countWrites(): () => number {
  const each = jest.spyOn(connection, '_write');
  const several = jest.spyOn(connection as Required<Socket>, '_writev');
  return () => each.mock.calls.length + several.mock.calls.length;
}

test('sends what comes in one turn in one write, in order', async () => {
  const writes = countWrites();
  for (const text of TEXTS) await send(text);
  expect(writes()).toBe(0);
  await nextTurn();
  expect(writes()).toBe(1);
  await eventually('everything has come', () => received.length === TEXTS.length);
  expect(received).toEqual(TEXTS);
});

test('sends what comes in the next turn, too', async () => {
  const writes = countWrites();
  for (const [index, text] of TEXTS.entries()) {
    await send(text);
    if (index % 2 === 1) await nextTurn();
  }
  await eventually('everything has come', () => received.length === TEXTS.length);
  expect(received).toEqual(TEXTS);
  expect(writes()).toBe(TEXTS.length / 2);
});

test('loses nothing where the socket is closed in the same turn', async () => {
  const closed = once(client, 'close');
  for (const text of TEXTS) await send(text);
  socket.close(4000);
  // More than may wait.
  for (let count = 0; count < 3; count += 1) await send('late'.repeat(10_000));
  const [code] = (await closed) as [number];
  expect(code).toBe(4000);
  expect(received).toEqual(TEXTS);
});

test('keeps whoever sends waiting while the client does not read, and no longer', async () => {
  client.pause();
  const text = 'x'.repeat(10_000);
  let sent = 0;
  const stopping = new AbortController();
  async function sendOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      await send(text);
      sent += 1;
      await nextTurn();
    }
  }
  const sending = sendOn();
  await eventually('it waits', async () => {
    const before = sent;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return sent > 0 && sent === before;
  });
  expect(socket.bufferedAmount).toBeLessThan(60_000);
  stopping.abort();
  client.resume();
  await sending;
  await eventually('everything has come', () => received.length === sent);
});

test('ends what waits where the client goes away', async () => {
  client.pause();
  const text = 'x'.repeat(10_000);
  const sending = Promise.allSettled(Array.from({ length: 2_000 }, () => send(text)));
  await nextTurn();
  client.terminate();
  socket.terminate();
  const outcomes = await sending;
  expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
});
