import { performance } from 'node:perf_hooks';
import { adapters } from '../adapters/index.ts';
import { createGateway, type Gateway } from '../src/gateway.ts';
import { GRAPHQL_PATH } from '../src/transport/http-server.ts';
import { startEmulatedBackends } from './emulated-backends.ts';

// What the merged list costs: five backends of many tickets each, over real HTTP on loopback.
// Times depend on the machine: compare columns of one run, not runs of different machines.

const TICKETS = Number(process.env['BENCH_TICKETS'] ?? 10_000);
/** Half as many, for comparison: beyond the scan bound, memory must not grow with the backends. */
const SIZES = [TICKETS / 2, TICKETS];
const REPETITIONS = 5;
const PAGE_SIZE = 25;
const DEEP_PAGE = 10;

const SILENT = { info() {}, warn() {}, error() {} };

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly sources: readonly {
    readonly backend: { readonly id: string };
    readonly state: string;
    readonly attempts: number;
    readonly truncated: boolean;
  }[];
}

interface Measurement {
  readonly what: string;
  readonly medianMs: number;
  readonly slowestMs: number;
  readonly backendCalls: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly peakHeapMb: number;
  readonly truncated: readonly string[];
}

const QUERY = `query List($filter: TicketFilter, $orderBy: TicketOrder, $after: String) {
  tickets(filter: $filter, orderBy: $orderBy, first: ${PAGE_SIZE}, after: $after) {
    nodes { id number title createdAt status { category code } }
    pageInfo { endCursor hasNextPage }
    sources { backend { id } state attempts truncated }
  }
}`;

async function readPage(url: string, variables: Record<string, unknown>): Promise<Page> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: { tickets: Page }; errors?: unknown };
  if (data === undefined || data === null || errors !== undefined)
    throw new Error(`The list failed: ${JSON.stringify(errors)}`);
  const failed = data.tickets.sources.filter(({ state }) => state !== 'OK');
  if (failed.length > 0) throw new Error(`Backends failed: ${JSON.stringify(failed)}`);
  return data.tickets;
}

/** Heap in use now, in megabytes. */
function heapMb(): number {
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

async function measure(
  what: string,
  prepare: () => Promise<Record<string, unknown>>,
  url: string,
): Promise<Measurement> {
  const times: number[] = [];
  let peak = 0;
  let page: Page | undefined;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const variables = await prepare();
    globalThis.gc?.();
    const sampler = setInterval(() => {
      peak = Math.max(peak, heapMb());
    }, 1);
    const startedAt = performance.now();
    page = await readPage(url, variables);
    times.push(performance.now() - startedAt);
    clearInterval(sampler);
    peak = Math.max(peak, heapMb());
  }
  times.sort((left, right) => left - right);
  return {
    what,
    medianMs: round(times[Math.floor(times.length / 2)] ?? 0),
    slowestMs: round(times.at(-1) ?? 0),
    backendCalls: Object.fromEntries((page?.sources ?? []).map((source) => [source.backend.id, source.attempts])),
    rows: page?.nodes.length ?? 0,
    peakHeapMb: round(peak),
    truncated: (page?.sources ?? []).filter((source) => source.truncated).map((source) => source.backend.id),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Waits until scans that are kept for the next page have gone. */
async function untilForgotten(gateway: Gateway, holdMs: number): Promise<void> {
  if (gateway.backends.length > 0) await new Promise((resolve) => setTimeout(resolve, holdMs + 20));
}

/** Everything that is measured over backends of this size. */
async function measureAll(tickets: number): Promise<readonly Measurement[]> {
  const holdMs = 1_500;
  const backends = await startEmulatedBackends(tickets, { scanHoldMs: holdMs });
  const gateway = await createGateway(backends.configuration, SILENT);
  const url = `${await gateway.http.app.listen({ host: '127.0.0.1', port: 0 })}${GRAPHQL_PATH}`;
  const cold = async (): Promise<Record<string, unknown>> => {
    await untilForgotten(gateway, holdMs);
    return {};
  };
  const deep = async (): Promise<Record<string, unknown>> => {
    let after: string | null = null;
    for (let page = 1; page < DEEP_PAGE; page++) after = (await readPage(url, { after })).pageInfo.endCursor;
    return { after };
  };
  try {
    await readPage(url, {});
    return [
      await measure('first page, nothing kept', cold, url),
      await measure('first page, scans kept', async () => ({}), url),
      await measure(`page ${DEEP_PAGE}, scans kept`, deep, url),
      await measure(`page ${DEEP_PAGE}, nothing kept`, async () => ({ ...(await deep()), ...(await cold()) }), url),
      await measure(
        'filter that backends apply (status), nothing kept',
        async () => ({ ...(await cold()), filter: { statusCategories: ['IN_PROGRESS'] } }),
        url,
      ),
      await measure(
        'filter that nobody applies (text), nothing kept',
        async () => ({ ...(await cold()), filter: { text: 'e' } }),
        url,
      ),
      await measure(
        'oldest first, nothing kept',
        async () => ({ ...(await cold()), orderBy: { field: 'CREATED_AT', direction: 'ASC' } }),
        url,
      ),
      await measure(
        'last changed first, nothing kept',
        async () => ({ ...(await cold()), orderBy: { field: 'UPDATED_AT', direction: 'DESC' } }),
        url,
      ),
    ];
  } finally {
    await gateway.stop();
    backends.stop();
  }
}

function printTable(tickets: number, results: readonly Measurement[]): void {
  process.stdout.write(
    `\n${adapters.length} backends of ${tickets} tickets each, calls in the order of: ${adapters.map(({ definition }) => definition.kind).join(', ')}\n`,
  );
  const fastest = Math.min(...results.map(({ medianMs }) => medianMs));
  console.table(
    results.map(({ what, medianMs, slowestMs, backendCalls, peakHeapMb, truncated }) => ({
      what,
      'median ms': medianMs,
      'times the fastest': round(medianMs / fastest),
      'slowest ms': slowestMs,
      'calls a backend': adapters.map(({ definition }) => backendCalls[definition.kind] ?? 0).join(' + '),
      'peak heap MB': peakHeapMb,
      truncated: truncated.join(' '),
    })),
  );
}

async function main(): Promise<void> {
  const runs: { readonly tickets: number; readonly results: readonly Measurement[] }[] = [];
  for (const tickets of SIZES) {
    const results = await measureAll(tickets);
    runs.push({ tickets, results });
    printTable(tickets, results);
  }
  const [half, whole] = runs.map(({ results }) => Math.max(...results.map(({ peakHeapMb }) => peakHeapMb)));
  const heapGrowth = round((whole ?? 0) / (half ?? 1));
  // A backend that answers everything at once is held whole: its own guard, which is lifted here, is what bounds it.
  process.stdout.write(`\nTwice the tickets, ${heapGrowth} times the peak heap.\n`);
  process.stdout.write(`${JSON.stringify({ pageSize: PAGE_SIZE, heapGrowth, runs })}\n`);
}

await main();
