import { afterEach, expect, test } from '@jest/globals';
import { openExchange, type Exchange, type ExchangeRequest } from '../../src/upstream/exchange.ts';
import { startServer, until } from './loopback-server.ts';

const READ: ExchangeRequest = { method: 'GET', target: '/thing', headers: {} };
const opened: Exchange[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((exchange) => exchange.close()));
});

function open(baseUrl: string): Exchange {
  const exchange = openExchange({
    baseUrl,
    concurrency: 3,
    mostQueued: 5,
    attemptTimeoutMs: 60_000,
    mostBodyBytes: 1_024,
  });
  opened.push(exchange);
  return exchange;
}

test('a stuck backend takes its own sockets and none of another’s', async () => {
  const stuckServer = await startServer(() => {});
  const wellServer = await startServer((response) => response.end('well'));
  const stuck = open(stuckServer.url);
  const well = open(wellServer.url);
  const caller = new AbortController();

  // Three have its sockets, five wait, and all others are refused at once.
  const hopeless = Array.from({ length: 20 }, async () => stuck.send(READ, caller.signal));
  const refusals = hopeless.map((sent) => sent.catch((error: unknown) => error));
  await until('three requests arrive', () => stuckServer.received.length === 3);
  expect(stuck.load()).toEqual({ underWay: 3, waiting: 5 });

  const answers = await Promise.all(
    Array.from({ length: 6 }, async () => (await well.send(READ, new AbortController().signal)).body.toString()),
  );
  expect(answers).toEqual(Array.from({ length: 6 }, () => 'well'));
  expect(stuckServer.mostSockets()).toBe(3);

  caller.abort();
  const codes = (await Promise.all(refusals)).map(
    (error) => (error as { facts: { cancelled?: boolean } }).facts.cancelled,
  );
  expect(codes.filter((isCancelled) => isCancelled === true)).toHaveLength(8);
  expect(stuck.load()).toEqual({ underWay: 0, waiting: 0 });
});
