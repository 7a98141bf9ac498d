import { afterEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDrain, type Drain } from '../../src/transport/drain.ts';
import { collectingLog, type LogLine } from '../support/gateway.ts';

let server: Server;

afterEach(() => {
  server.closeAllConnections();
});

async function start(
  patienceMs: number,
  log: LogLine[] = [],
): Promise<{ readonly url: string; readonly drain: Drain }> {
  // Never answers.
  server = createServer(() => {});
  server.listen(0, '127.0.0.1');
  const drain = createDrain(server, { stopDelayMs: 1, patienceMs }, collectingLog(log));
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, drain };
}

function close(): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

describe('stopping', () => {
  test('tells everybody who asked to be told, before anything is closed', async () => {
    const { drain } = await start(60_000);
    const told: string[] = [];
    drain.onStopping(async () => {
      await Promise.resolve();
      told.push(`listening ${String(server.listening)}`);
    });
    drain.onStopping(() => void told.push(`stopping ${String(drain.isStopping)}`));
    expect(drain.isStopping).toBe(false);
    const begun = drain.begin();
    expect(drain.isStopping).toBe(true);
    await begun;
    expect(told.sort()).toEqual(['listening true', 'stopping true']);
    await drain.finish(close);
  });

  test('goes on if somebody cannot be told, and the log knows', async () => {
    const log: LogLine[] = [];
    const { drain } = await start(60_000, log);
    const told: string[] = [];
    drain.onStopping(() => {
      throw new Error('deaf');
    });
    drain.onStopping(() => void told.push('other'));
    await drain.begin();
    expect(told).toEqual(['other']);
    expect(log).toMatchObject([{ level: 'error', facts: { error: 'Error: deaf' } }]);
    await drain.finish(close);
  });

  test('cuts what is still under way when its time is over', async () => {
    const log: LogLine[] = [];
    const { url, drain } = await start(20, log);
    const arrived = once(server, 'request');
    const question = fetch(url).catch((error: unknown) => error);
    await arrived;
    await drain.begin();
    await drain.finish(close);
    expect(await question).toMatchObject({ message: 'fetch failed' });
    expect(log).toMatchObject([{ level: 'warn', facts: { connections: 1 } }]);
  });
});
