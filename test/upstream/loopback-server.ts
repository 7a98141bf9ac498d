import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach } from '@jest/globals';

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as on the wire. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface LoopbackServer {
  readonly url: string;
  /** Every request, oldest first. */
  readonly received: readonly ReceivedRequest[];
  /** Most sockets that were open at once. */
  readonly mostSockets: () => number;
  /** Sockets open at present. */
  readonly openSockets: () => number;
}

/** @param index how many requests came before this one */
export type Answer = (response: ServerResponse, request: ReceivedRequest, index: number) => unknown;

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map(stop));
});

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** A real server on a loopback port; it is gone after the test. */
export async function startServer(answer: Answer): Promise<LoopbackServer> {
  const received: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let mostSockets = 0;
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const request: ReceivedRequest = {
        method: message.method ?? '',
        url: message.url ?? '',
        headers: message.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      received.push(request);
      answer(response, request, received.length - 1);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    mostSockets = Math.max(mostSockets, sockets.size);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    mostSockets: () => mostSockets,
    openSockets: () => sockets.size,
  };
}

/** An address on which nobody listens. */
export async function closedAddress(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await stop(server);
  return `http://127.0.0.1:${port}`;
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Waits until something is so. Says what it waited for if that takes too long even for a slow machine. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 15_000;
  while (!isSo()) {
    if (performance.now() > giveUpAt) throw new Error(`It never happened: ${what}.`);
    await wait(2);
  }
}
