import { afterEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createGateway } from '../../src/gateway.ts';
import { createMetrics, type BackendReading } from '../../src/telemetry/metrics.ts';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { collectingLog, startTestGateway, type TestGateway, type TestGatewayOptions } from '../support/gateway.ts';

const gateways: TestGateway[] = [];

afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.stop();
});

async function start(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const gateway = await startTestGateway(options);
  gateways.push(gateway);
  return gateway;
}

/** Each sample of the metrics by its name with its labels. */
async function samplesOf({ url }: Pick<TestGateway, 'url'>): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${url}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  return toSamples(await response.text());
}

function toSamples(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space).replace(/^ticket_gateway_/, ''), Number(line.slice(space + 1))];
    }),
  );
}

function sum(samples: ReadonlyMap<string, number>, pattern: RegExp): number {
  return [...samples].reduce((total, [name, value]) => (pattern.test(name) ? total + value : total), 0);
}

/** Names and labels without what the process tells, which changes by itself. */
function namesIn(samples: ReadonlyMap<string, number>): string[] {
  return [...samples.keys()].filter((name) => !/^(nodejs|process)_/.test(name)).sort();
}

const READING: BackendReading = {
  id: 'desk',
  health: { state: 'UP', lastSuccessAt: null, lastFailureAt: null, lastFailureCode: null, openCircuits: [] },
  load: { underWay: 0, waiting: 0 },
};

describe('metrics of a gateway', () => {
  test('count operations by type, known name and outcome, with how long they took', async () => {
    const gateway = await start({ telemetry: { operationNames: ['Backends'] } });
    await gateway.query('query Backends { backends { id } }');
    await gateway.query('query Backends { backends { id } }');
    await gateway.query('query Somebody { backends { id } }');
    await gateway.query('{ backends { id } }');
    await gateway.query('{ nothing }');
    await gateway.query('{ backends { id } nodes(ids: ["x"]) { id } }');
    const samples = await samplesOf(gateway);
    expect(samples.get('operations_total{type="query",name="Backends",outcome="OK"}')).toBe(2);
    expect(samples.get('operations_total{type="query",name="other",outcome="OK"}')).toBe(1);
    expect(samples.get('operations_total{type="query",name="unnamed",outcome="OK"}')).toBe(1);
    expect(samples.get('operations_total{type="none",name="unnamed",outcome="FAILED"}')).toBe(1);
    expect(sum(samples, /^operations_total/)).toBe(6);
    expect(samples.get('operation_duration_seconds_count{type="query",name="Backends"}')).toBe(2);
    expect(samples.get('operation_errors_total{code="INVALID_INPUT"}')).toBe(2);
    expect(samples.get('operations_under_way')).toBe(0);
    expect(samples.get('http_answers_total{route="/graphql",status="200"}')).toBeGreaterThan(0);
  });

  test('count every request to a backend, and no other', async () => {
    const gateway = await start({ settings: { hybris: { mostRetries: 2, retryDelayMs: 1 } } });
    gateway.emulator('hybris').control.addFault({ kind: 'status', status: 503, route: 'listTickets', times: 1 });
    await gateway.query('{ tickets(first: 3) { sources { state } } }');
    const samples = await samplesOf(gateway);
    for (const { name, control } of gateway.emulators) {
      const received = Object.values(control.counters()).reduce((total, count) => total + count, 0);
      expect({ name, counted: sum(samples, new RegExp(`^backend_attempts_total.*backend="${name}"`)) }).toEqual({
        name,
        counted: received,
      });
      expect(sum(samples, new RegExp(`^backend_attempt_duration_seconds_count.*backend="${name}"`))).toBe(received);
      expect(samples.get(`backend_state{backend="${name}",state="UP"}`)).toBe(1);
    }
    expect(sum(samples, /^backend_attempts_total.*backend="hybris".*outcome="BACKEND_UNAVAILABLE"/)).toBe(1);
  });

  test('show a circuit that is open, and no longer when it is not', async () => {
    const readings = { current: { ...READING, health: { ...READING.health, openCircuits: ['listTickets'] } } };
    const metrics = createMetrics({ backends: () => [readings.current] });
    const isOpen = async (): Promise<number | undefined> =>
      toSamples(await metrics.text()).get('backend_circuit_open{backend="desk",operation="listTickets"}');
    expect(await isOpen()).toBe(1);
    readings.current = READING as typeof readings.current;
    expect(await isOpen()).toBeUndefined();
  });

  test('show what waits for a backend', async () => {
    const gateway = await start({ latencyMs: 300, settings: { huawei: { concurrency: 1 } } });
    const ids = gateway.emulator('huawei').samples.ticketIds.slice(0, 4);
    const globalIds = ids.map((id) => encodeGlobalId({ type: 'Ticket', backend: 'huawei', nativeId: id }));
    const answers = globalIds.map((id) => gateway.query('query($id: ID!) { ticket(id: $id) { id } }', { id }));
    let waiting = 0;
    while (waiting === 0) waiting = (await samplesOf(gateway)).get('backend_calls_waiting{backend="huawei"}') ?? 0;
    expect((await samplesOf(gateway)).get('backend_calls_under_way{backend="huawei"}')).toBe(1);
    await Promise.all(answers);
    const samples = await samplesOf(gateway);
    expect(samples.get('backend_calls_waiting{backend="huawei"}')).toBe(0);
    expect(samples.get('backend_calls_under_way{backend="huawei"}')).toBe(0);
  });

  test('tell what caches were good for', async () => {
    const gateway = await start();
    const query = '{ statuses { nodes { code } } }';
    await gateway.query(query);
    const before = await samplesOf(gateway);
    expect(before.get('cache_uses_total{cache="catalog",use="MISS"}')).toBeGreaterThan(0);
    expect(before.get('cache_uses_total{cache="catalog",use="HIT"}')).toBeUndefined();
    await gateway.query(query);
    const after = await samplesOf(gateway);
    expect(after.get('cache_uses_total{cache="catalog",use="MISS"}')).toBe(
      before.get('cache_uses_total{cache="catalog",use="MISS"}'),
    );
    expect(after.get('cache_uses_total{cache="catalog",use="HIT"}')).toBeGreaterThan(0);
    expect(after.get('cache_uses_total{cache="token",use="MISS"}')).toBeGreaterThan(0);
  });

  test('count changes by what they came to, a repeated one as such', async () => {
    const gateway = await start();
    const [nativeId = ''] = gateway.emulator('huawei').samples.ticketIds;
    const id = encodeGlobalId({ type: 'Ticket', backend: 'huawei', nativeId });
    const comment = (isDryRun: boolean): Promise<unknown> =>
      gateway.query(
        'mutation($input: AddCommentInput!) { addComment(input: $input) { outcome userErrors { message } } }',
        { input: { ticketId: id, text: 'Any news?', idempotencyKey: 'a-key', dryRun: isDryRun } },
      );
    await comment(true);
    await comment(false);
    await comment(false);
    const samples = await samplesOf(gateway);
    const changes = [...samples].filter(([name]) => name.startsWith('changes_total'));
    expect(changes).toEqual([
      ['changes_total{backend="huawei",change="addComment",outcome="APPLIED"}', 1],
      ['changes_total{backend="huawei",change="addComment",outcome="REPLAYED"}', 1],
    ]);
  });

  test('tell of the process', async () => {
    const samples = await samplesOf(await start());
    expect(samples.get('nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
    expect(samples.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
  });

  test('have no label from a caller, however many names and addresses callers use', async () => {
    const gateway = await start();
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => gateway.query(`query Caller${index} { backends { id } }`)),
    );
    await fetch(`${gateway.url}/nowhere`);
    // Reading them is counted, too.
    await samplesOf(gateway);
    const before = namesIn(await samplesOf(gateway));
    for (let index = 0; index < 30; index++) {
      await gateway.query(`query More${index} { backends { id } }`, {}, { 'x-correlation-id': `corr-${index}` });
      await fetch(`${gateway.url}/secret-place-${index}`);
    }
    const after = namesIn(await samplesOf(gateway));
    expect(after).toEqual(before);
    expect(after).toContain('http_answers_total{route="unknown",status="404"}');
    expect(after.join('\n')).not.toMatch(/Caller|More|corr-|secret-place/);
  });

  test('count subscriptions and their connections while they are open', async () => {
    const gateway = await start({ telemetry: { operationNames: ['Watch'] } });
    const leaving = new AbortController();
    const stream = await fetch(`${gateway.url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription Watch { ticketChanges { __typename } }' }),
      signal: leaving.signal,
    });
    expect(stream.status).toBe(200);
    const until = async (name: string, value: number): Promise<ReadonlyMap<string, number>> => {
      for (;;) {
        const samples = await samplesOf(gateway);
        if (samples.get(name) === value) return samples;
      }
    };
    const open = await until('open_subscriptions', 1);
    expect(open.get('live_connections{kind="stream"}')).toBe(1);
    expect(open.get('live_connections{kind="websocket"}')).toBe(0);
    expect(sum(open, /^operations_total/)).toBe(0);
    leaving.abort();
    const closed = await until('open_subscriptions', 0);
    expect(closed.get('operations_total{type="subscription",name="Watch",outcome="OK"}')).toBe(1);
    expect(sum(closed, /^operation_duration_seconds_count/)).toBe(0);
    await until('live_connections{kind="stream"}', 0);
  });

  test('of two gateways in one process are apart', async () => {
    const one = await start();
    const other = await start();
    await one.query('{ backends { id } }');
    expect(sum(await samplesOf(one), /^operations_total/)).toBe(1);
    expect(sum(await samplesOf(other), /^operations_total/)).toBe(0);
  });
});

test('the operating guide names every metric, and no other', async () => {
  const guide = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
  const metrics = createMetrics({ backends: () => [READING], storeState: () => 'OK' });
  const names = [...(await metrics.text()).matchAll(/^# HELP (ticket_gateway_\w+)/gm)].map(([, name = '']) => name);
  const rows = [...guide.matchAll(/^\| `(ticket_gateway_\w+)` \|/gm)].map(([, name = '']) => name);
  expect(rows.sort()).toEqual(names.sort());
  const named = [...guide.matchAll(/ticket_gateway_\w+/g)].map(([name]) => name);
  expect(named.filter((name) => !rows.includes(name))).toEqual([]);
});

describe('where metrics are', () => {
  test('nowhere unless the configuration says so', async () => {
    const gateway = await start({ telemetry: { metricsOnMainPort: false } });
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
  });

  test('with health on a port of their own, and then there alone', async () => {
    const { configuration, url } = await start();
    const telemetry = { ...configuration.telemetry, adminPort: 0, metricsOnMainPort: false };
    const gateway = await createGateway({ ...configuration, telemetry }, collectingLog([]));
    try {
      const main = await gateway.http.app.listen({ host: '127.0.0.1', port: 0 });
      const admin = await gateway.admin?.app.listen({ host: '127.0.0.1', port: 0 });
      expect(main).not.toBe(url);
      for (const path of ['/metrics', '/health/live', '/health/ready']) {
        expect({ path, status: (await fetch(`${main}${path}`)).status }).toEqual({ path, status: 404 });
        expect({ path, status: (await fetch(`${admin}${path}`)).status }).toEqual({ path, status: 200 });
      }
      const nothing = await fetch(`${admin}/graphql`, { method: 'POST', body: '{}' });
      expect(nothing.status).toBe(404);
      expect(await nothing.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    } finally {
      await gateway.stop();
    }
  });
});
