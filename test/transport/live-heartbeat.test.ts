import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { startLiveHeartbeat, type LiveHeartbeat } from '../../src/transport/live-heartbeat.ts';
import { eventually } from '../support/eventually.ts';

const EVERY_MS = 50;

let server: Server;
let sockets: WebSocketServer;
let heartbeat: LiveHeartbeat;
const clients: WebSocket[] = [];

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  sockets = new WebSocketServer({ server });
  heartbeat = startLiveHeartbeat(sockets.clients, EVERY_MS);
  sockets.on('connection', (socket) => heartbeat.watch(socket));
});
afterEach(() => {
  heartbeat.end();
  for (const socket of [...clients.splice(0), ...sockets.clients]) socket.terminate();
  server.close();
});

/** @returns how often it was pinged */
async function connect(): Promise<() => number> {
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  clients.push(client);
  let pings = 0;
  client.on('ping', () => (pings += 1));
  await once(client, 'open');
  return () => pings;
}

test('pings everybody again and again, more than are served in one turn', async () => {
  const all = await Promise.all(Array.from({ length: 120 }, connect));
  await eventually('everybody was pinged often', () => all.every((pings) => pings() >= 5));
  expect(sockets.clients.size).toBe(120);
});

test('ends who does not answer, and nobody else', async () => {
  const living = await connect();
  await connect();
  clients[1]?.pause();
  await eventually('one is left', () => sockets.clients.size === 1);
  expect(clients[0]?.readyState).toBe(WebSocket.OPEN);
  const before = living();
  await eventually('it is still pinged', () => living() > before + 2);
});

test('pings nobody where it ends before its first round', async () => {
  heartbeat.end();
  const pings = await connect();
  startLiveHeartbeat(sockets.clients, EVERY_MS).end();
  await pause(EVERY_MS * 4);
  expect(pings()).toBe(0);
  expect(sockets.clients.size).toBe(1);
});

test('pings nobody after its end', async () => {
  const pings = await connect();
  await eventually('it is pinged', () => pings() > 2);
  heartbeat.end();
  await pause(EVERY_MS);
  const before = pings();
  await pause(EVERY_MS * 4);
  expect(pings()).toBe(before);
});

test('does not go on where it ends in the middle of a round', async () => {
  const pings = await connect();
  const [socket] = sockets.clients;
  const ping = socket?.ping.bind(socket);
  if (socket !== undefined) {
    socket.ping = () => {
      heartbeat.end();
      ping?.();
    };
  }
  await pause(EVERY_MS * 6);
  expect(pings()).toBe(1);
});
