import { afterEach, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { GRAPHQL_PATH } from '../../src/transport/http-server.ts';
import { startRunningGateway, type RunningGateway } from '../support/running-gateway.ts';

jest.setTimeout(90_000);

const CLIENTS = 20;
/** Longer than ten seconds, after which Apollo Server's own way of stopping cuts connections. */
const LONG_MS = 14_000;
const SHORT_MS = 30;

let backend: Server;
let gateway: RunningGateway | undefined;

afterEach(async () => {
  await gateway?.stop();
  backend.closeAllConnections();
  backend.close();
});

/** Answers each ticket after a time that its id says: `long-1`, `short-7`. */
async function startBackend(): Promise<number> {
  backend = createServer((request, response) => {
    const id = request.url?.split('/').at(-1) ?? '';
    setTimeout(
      () => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ id, status: 'ASSIGNED' }));
      },
      id.startsWith('long') ? LONG_MS : SHORT_MS,
    );
  });
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');
  return (backend.address() as AddressInfo).port;
}

const configurationFor = (port: number): string => `
server: { port: 0, production: false, stopDelayMs: 1000 }
identity: { anonymous: AGENT }
backends:
  - id: slow
    kind: oneview
    baseUrl: http://127.0.0.1:${port}
    token: token-of-a-test
    attemptTimeoutMs: 25000
    deadlineMs: 25000
    concurrency: 100
    operations:
      getTicket: { method: GET, path: '/tickets/{ticketID}' }
`;

/** @returns the id that came back, or what became of the request instead */
async function ask(url: string, id: string): Promise<string> {
  const query = `{ ticketByNativeId(backend: "slow", nativeId: "${id}") { nativeId } }`;
  try {
    const response = await fetch(`${url}${GRAPHQL_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const text = await response.text();
    const { data } = JSON.parse(text) as { data?: { ticketByNativeId?: { nativeId?: string } } };
    return data?.ticketByNativeId?.nativeId ?? `${response.status} ${text}`;
  } catch (error) {
    return String(error);
  }
}

test('SIGTERM under load loses no request that was taken', async () => {
  gateway = await startRunningGateway(configurationFor(await startBackend()));
  const { url, signal, ended } = gateway;
  const failures: string[] = [];
  const readiness: string[] = [];
  const seen = { answered: 0, isReady: true };

  /** As a load balancer does: whoever is not ready gets nothing new. */
  async function watchReadiness(): Promise<void> {
    while (seen.isReady) {
      const response = await fetch(`${url}/health/ready`);
      const { status } = (await response.json()) as { status: string };
      if (readiness.at(-1) !== `${response.status} ${status}`) readiness.push(`${response.status} ${status}`);
      seen.isReady = response.status === 200;
      await wait(20);
    }
  }

  async function runClient(client: number): Promise<void> {
    for (let sent = 0; seen.isReady; sent++) {
      const id = `short-${client}-${sent}`;
      const answer = await ask(url, id);
      if (answer === id) seen.answered += 1;
      else failures.push(answer);
    }
  }

  const long = Array.from({ length: 5 }, async (_, index) => ask(url, `long-${index}`));
  const load = [watchReadiness(), ...Array.from({ length: CLIENTS }, async (_, client) => runClient(client))];
  while (seen.answered < CLIENTS * 3) await wait(10);
  const answeredBefore = seen.answered;
  signal('SIGTERM');

  await Promise.all(load);
  expect(failures).toEqual([]);
  expect(seen.answered).toBeGreaterThan(answeredBefore);
  expect(readiness).toEqual(['200 ok', '503 stopping']);
  expect(await Promise.all(long)).toEqual(Array.from({ length: 5 }, (_, index) => `long-${index}`));
  expect(await ended).toBe(0);
  await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed');
});
