import { afterEach, describe, expect, test } from '@jest/globals';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { eventually } from '../support/eventually.ts';
import { collectingLog, sendQuery } from '../support/gateway.ts';
import { openConnection } from '../support/live-socket-client.ts';
import { openStream } from '../support/live-stream-client.ts';
import { changeOf, createScriptedBackend, scriptedTicket } from '../support/scripted-backend.ts';
import { startScriptedGateway } from '../support/scripted-gateway.ts';
import { SLOW_QUERY, startSlowBackend } from './slow-backend.ts';

type SlowBackend = Awaited<ReturnType<typeof startSlowBackend>>;
type GatewayConfiguration = SlowBackend['configuration'];

let toStop: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of toStop) await stop();
  toStop = [];
});

async function startSlowGateway(change: (configuration: GatewayConfiguration) => GatewayConfiguration) {
  const backend = await startSlowBackend();
  const gateway: Gateway = await createGateway(change(backend.configuration), collectingLog([]));
  toStop = [() => gateway.stop(), () => backend.stop()];
  return { backend, url: await gateway.http.app.listen({ host: '127.0.0.1', port: 0 }) };
}

describe('a query over a stream whose client leaves before its answer', () => {
  test('gives its place back', async () => {
    const { backend, url } = await startSlowGateway((configuration) => ({
      ...configuration,
      limits: { ...configuration.limits, operationsAtOnce: 1 },
    }));
    const stream = await openStream(url, SLOW_QUERY);
    await backend.arrived;
    stream.leave();
    await backend.abandoned;
    await eventually('there is room', async () => (await sendQuery(url, '{ viewer { subject } }')).status === 200);
    expect((await sendQuery(url, '{ viewer { subject } }')).status).toBe(200);
  });

  test('is counted as left', async () => {
    const { backend, url } = await startSlowGateway((configuration) => ({
      ...configuration,
      telemetry: { ...configuration.telemetry, metricsOnMainPort: true },
    }));
    const stream = await openStream(url, SLOW_QUERY);
    await backend.arrived;
    stream.leave();
    await backend.abandoned;
    const metrics = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
    await eventually('it is counted', async () => /operations_total\{.*CANCELLED/.test(await metrics()));
    expect(await metrics()).toMatch(/operations_total\{type="query"[^}]*CANCELLED[^}]*\} 1\n/);
  });
});

const WATCH = 'subscription { ticketChanges { kind ticket { version title } } }';

test.each(['stream', 'socket'])(
  'a subscriber over a %s who does not read and leaves leaves nothing',
  async (kind) => {
    const desk = createScriptedBackend();
    const gateway = await startScriptedGateway(desk, { live: { mostQueued: 5 } });
    const quick = await openConnection(gateway.url);
    toStop = [async () => quick.socket.terminate(), () => gateway.stop()];
    quick.send({ id: '1', type: 'subscribe', payload: { query: WATCH } });
    await quick.until('next');
    async function openSlow(): Promise<() => void> {
      if (kind === 'stream') {
        const slow = await openStream(gateway.url, WATCH);
        await slow.until('SOURCES');
        slow.pause();
        return () => slow.leave();
      }
      const slow = await openConnection(gateway.url);
      slow.send({ id: '1', type: 'subscribe', payload: { query: WATCH } });
      await slow.until('next');
      slow.socket.pause();
      return () => slow.socket.terminate();
    }
    const leave = await openSlow();
    expect(gateway.liveCounts().subscribers).toBe(2);
    // More than the sockets of both sides hold.
    for (let version = 1; version <= 120; version += 1) {
      const ticket = scriptedTicket('a', { version: String(version), title: 'x'.repeat(100_000) });
      desk.news.changes.push(changeOf('UPDATED', ticket));
      await eventually('the other was told', () => quick.messages.length > version + 1);
    }
    leave();
    await eventually('nothing is left', () => gateway.liveCounts().subscribers === 1);
    expect(gateway.log.filter(({ level }) => level === 'error')).toEqual([]);
  },
  60_000,
);
