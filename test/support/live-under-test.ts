import { randomUUID } from 'node:crypto';
import { createKnownTickets } from '../../src/dispatch/known-tickets.ts';
import { readListedTickets } from '../../src/dispatch/listed-tickets.ts';
import { createScans } from '../../src/dispatch/scan.ts';
import { createLive, type Live, type LiveParts } from '../../src/live/live.ts';
import type { ChangeStreamBounds } from '../../src/store/change-stream.ts';
import { createStores, type Stores } from '../../src/store/shared-store.ts';
import { testPrincipal } from './principal.ts';

export interface LiveUnderTest {
  readonly live: Live;
  readonly stores: Stores;
  /** What was reported as a failure of the gateway itself. */
  readonly failures: unknown[];
  readonly stop: () => Promise<void>;
}

/** Live changes over stores in memory, or those given. */
export async function startLive(
  options: Partial<LiveParts> & { readonly stores?: Stores; readonly changeBounds?: ChangeStreamBounds } = {},
): Promise<LiveUnderTest> {
  const stores = options.stores ?? (await startMemoryStores(options.changeBounds));
  const failures: unknown[] = [];
  const scans = createScans({
    clock: Date.now,
    holdMs: 60_000,
    mostRows: 10_000,
    changeCursor: () => stores.changes.head(),
  });
  const lists = { scans, known: createKnownTickets(stores.store) };
  const live = createLive({
    ...stores,
    holder: randomUUID(),
    clock: Date.now,
    random: Math.random,
    leaseMs: 1_000,
    readyMs: 1_000,
    mostQueued: 100,
    reportFailure: (error) => failures.push(error),
    askAs: (principal, language, signal) => ({ principal, language, signal, correlationId: randomUUID() }),
    gateway: testPrincipal({ subject: 'gateway', roles: ['ADMIN'] }),
    readList: (part, asker) => readListedTickets(part, 100, asker, lists),
    forgetLists: (backend) => scans.forget(backend),
    ...options,
  });
  return {
    live,
    stores,
    failures,
    async stop() {
      await live.stop();
      if (options.stores === undefined) await stores.close();
    },
  };
}

/** Stores in memory. @param changeBounds how much of the changes is kept; as much as by default if left out */
export function startMemoryStores(changeBounds?: ChangeStreamBounds): Promise<Stores> {
  return createStores({
    clock: Date.now,
    log: { info() {}, warn() {}, error() {} },
    ...(changeBounds === undefined ? {} : { changeBounds }),
  });
}
