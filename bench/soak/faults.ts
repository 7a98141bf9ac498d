import { setTimeout as wait } from 'node:timers/promises';

/** What is broken, and how a gateway sees it. Kinds whose answer is only found out to be nonsense later are left out. */
const FAULTS: readonly Readonly<Record<string, unknown>>[] = [
  { kind: 'status', status: 503 },
  { kind: 'status', status: 500, body: '<h1>Out of order</h1>', contentType: 'text/html' },
  { kind: 'reset', at: 'start' },
  { kind: 'reset', at: 'body' },
  { kind: 'hang' },
  { kind: 'rateLimit', retryAfterSeconds: 1 },
  { kind: 'truncated' },
  { kind: 'html' },
];

const PAUSE_MS = 1_000;
const OUTAGE_EVERY = 20;
const OUTAGE_MS = 5_000;

/**
 * Breaks one backend after the other until the signal ends: some requests each time, and now and then all of one for some
 * seconds. Every backend is mended at the end.
 * @param addresses of the emulated backends
 */
export async function breakBackends(addresses: readonly string[], signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    const address = addresses[round % addresses.length] ?? '';
    const fault = FAULTS[round % FAULTS.length];
    const isOutage = round % OUTAGE_EVERY === OUTAGE_EVERY - 1;
    await control(
      address,
      'POST',
      '/faults',
      isOutage ? { kind: 'status', status: 503 } : { ...fault, times: 1 + (round % 6) },
    );
    if (round % 7 === 0) await control(address, 'POST', '/actions/expireTokens');
    await wait(isOutage ? OUTAGE_MS : PAUSE_MS, undefined, { signal }).catch(() => {});
    if (isOutage) await control(address, 'DELETE', '/faults');
  }
  await mendBackends(addresses);
}

/** Takes every fault away. */
export async function mendBackends(addresses: readonly string[]): Promise<void> {
  for (const address of addresses) await control(address, 'DELETE', '/faults');
}

/** How many requests a fault befell at this backend. */
export async function countFaulted(address: string): Promise<number> {
  const byKind = (await control(address, 'GET', '/faults')) as Readonly<Record<string, number>>;
  return Object.values(byKind).reduce((sum, count) => sum + count, 0);
}

/** How many requests this backend received. */
export async function countReceived(address: string): Promise<number> {
  const byRoute = (await control(address, 'GET', '/counters')) as Readonly<Record<string, number>>;
  return Object.values(byRoute).reduce((sum, count) => sum + count, 0);
}

async function control(address: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${address}/__control${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 400) throw new Error(`The control endpoint answered ${response.status}: ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}
