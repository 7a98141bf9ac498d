import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createGateway } from '../src/gateway.ts';
import { GRAPHQL_PATH } from '../src/transport/http-server.ts';
import { startEmulatedBackends } from './emulated-backends.ts';
import { breakBackends, countFaulted, countReceived, mendBackends } from './soak/faults.ts';
import { findLeaks, holdingWhenQuiet, type Holding } from './soak/memory.ts';
import { soakOperation, type SoakOperation } from './soak/operations.ts';

// Many callers for minutes, with backends that fail and recover. Ends with 1 if the gateway holds more at the end than after
// the warm-up, or if it saw other failures than there were.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    workers: { type: 'string', default: '8' },
    tickets: { type: 'string', default: '100' },
  },
});
const WARM_UP_MS = 45_000;
/** Failures of requests that the gateway itself gave up are no faults of a backend. */
const MOST_SHARE_OFF = 0.1;

const ANYTHING_GOES = {
  limits: { requestsPerWindow: 1_000_000, operationsAtOnce: 10_000 },
  telemetry: { metricsOnMainPort: true, logLevel: 'silent' },
};
const SILENT = { info() {}, warn() {}, error() {} };

const backends = await startEmulatedBackends(Number(values.tickets), { scanHoldMs: 1_000 }, ANYTHING_GOES);
const addresses = [...backends.addresses.values()];
const quick = backends.configuration.backends.map((backend) => ({
  ...backend,
  settings: { ...backend.settings, attemptTimeoutMs: 1_000, deadlineMs: 4_000 },
}));
const gateway = await createGateway({ ...backends.configuration, backends: quick }, SILENT);
const url = await gateway.http.app.listen({ host: '127.0.0.1', port: 0 });
const answers = new Map<string, Record<string, number>>();

async function ask({ name, document, variables, leavesAfterMs }: SoakOperation): Promise<void> {
  const count = (what: string): void => {
    const ofName = answers.get(name) ?? {};
    ofName[what] = (ofName[what] ?? 0) + 1;
    answers.set(name, ofName);
  };
  try {
    const response = await fetch(`${url}${GRAPHQL_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: document, variables }),
      ...(leavesAfterMs === null ? {} : { signal: AbortSignal.timeout(leavesAfterMs) }),
    });
    const { data, errors } = (await response.json()) as { readonly data?: object | null; readonly errors?: unknown };
    if (response.status >= 500) count(`HTTP ${response.status}`);
    else if (errors === undefined) count('ok');
    else count(data === undefined || data === null ? 'refused' : 'partial');
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
    count('left');
  }
}

async function readTicketIds(): Promise<string[]> {
  const response = await fetch(`${url}${GRAPHQL_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ tickets(first: 100) { nodes { id } } }"}',
  });
  const { data } = (await response.json()) as {
    readonly data: { readonly tickets: { readonly nodes: { id: string }[] } };
  };
  return data.tickets.nodes.map(({ id }) => id);
}

/** Lets all workers ask, and breaks backends meanwhile, for so long. */
async function work(milliseconds: number, ids: readonly string[]): Promise<void> {
  const over = AbortSignal.timeout(milliseconds);
  let index = 0;
  const workers = Array.from({ length: Number(values.workers) }, async () => {
    while (!over.aborted) {
      index += 1;
      await ask(soakOperation(index, ids));
    }
  });
  await Promise.all([...workers, breakBackends(addresses, over)]);
  await mendBackends(addresses);
}

/** Requests to this backend that failed, as the gateway counted them. */
async function countFailed(backend: string): Promise<{ readonly attempts: number; readonly failed: number }> {
  const text = await fetch(`${url}/metrics`).then((response) => response.text());
  const counted = [...text.matchAll(/^ticket_gateway_backend_attempts_total\{(.+)\} (\d+)$/gm)]
    .filter(([, labels = '']) => labels.includes(`backend="${backend}"`))
    .map(([, labels = '', count = '0']) => ({ isFault: FAULT.test(labels), count: Number(count) }));
  const sum = (rows: readonly { readonly count: number }[]): number =>
    rows.reduce((total, { count }) => total + count, 0);
  return { attempts: sum(counted), failed: sum(counted.filter(({ isFault }) => isFault)) };
}
const FAULT = /outcome="(BACKEND_\w+|RATE_LIMITED)"/;

const ids = await readTicketIds();
process.stdout.write(`Warming up over ${addresses.length} backends, then ${values.minutes} minutes.\n`);
await work(WARM_UP_MS, ids);
const before = await holdingWhenQuiet();
answers.clear();
const startedAt = performance.now();
await work(Number(values.minutes) * 60_000, ids);
const seconds = (performance.now() - startedAt) / 1_000;
const after = await holdingWhenQuiet();

const faults: Record<string, unknown>[] = [];
let hasOtherFaults = false;
for (const [id, address] of backends.addresses) {
  const injected = await countFaulted(address);
  const received = await countReceived(address);
  const { attempts, failed } = await countFailed(id);
  const isOff = Math.abs(failed - injected) > Math.max(5, injected * MOST_SHARE_OFF);
  hasOtherFaults ||= isOff;
  faults.push({
    backend: id,
    received,
    attempts,
    injected,
    failed,
    'injected %': share(injected, received),
    'failed %': share(failed, attempts),
    ok: !isOff,
  });
}

function flat({ handles, ...memory }: Holding): Record<string, number> {
  return { ...memory, ...handles };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;
}

// Well again: every backend answers once its circuit is closed.
await wait(6_000);
const states = await fetch(`${url}${GRAPHQL_PATH}`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"query":"{ tickets(first: 1, filter: { text: \\"well again\\" }) { sources { backend { id } state } } }"}',
}).then(async (response) => (await response.json()) as { data: { tickets: { sources: { state: string }[] } } });
const isWell = states.data.tickets.sources.every(({ state }) => state === 'OK');
const leaks = findLeaks(before, after);
await gateway.stop();
backends.stop();

const total = [...answers.values()].flatMap((counts) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
console.table(Object.fromEntries(answers));
console.table(faults);
console.table({ 'after the warm-up': flat(before), 'at the end': flat(after) });
process.stdout.write(`${total} operations in ${Math.round(seconds)} seconds.\n`);
process.stdout.write(leaks.length === 0 ? 'No leak.\n' : `Leaks: ${leaks.join('; ')}\n`);
process.stdout.write(
  `${JSON.stringify({ minutes: Number(values.minutes), operations: total, answers: Object.fromEntries(answers), faults, before, after, leaks, isWell })}\n`,
);
process.exitCode = leaks.length === 0 && !hasOtherFaults && isWell ? 0 : 1;
