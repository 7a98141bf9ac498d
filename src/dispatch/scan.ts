import { createBoundedCache } from '../store/bounded-cache.ts';
import { createSingleFlight } from '../store/single-flight.ts';
import type { Call } from '../ticketing/adapter.ts';
import type { FilterName } from '../ticketing/filter.ts';
import { instantFromMilliseconds, type Instant } from '../ticketing/instant.ts';
import type { CacheUse } from '../ticketing/observation.ts';
import type { NativeTicket } from '../ticketing/ticket.ts';
import { createReadAccount, mayReadOn, readFilteredPage, type LaneQuery, type ReadBudget } from './lane-reader.ts';
import type { CompareRows, Lane } from './ordered-lane.ts';

/** Everything that was read of a lane which its backend cannot sort. */
export interface Scan {
  readonly tickets: readonly NativeTicket[];
  readonly total: number | null;
  readonly isTruncated: boolean;
  readonly pushedDown: readonly FilterName[];
  readonly notes: readonly string[];
  readonly fetchedAt: Instant;
  /** Where the log of changes was before it was read; null if nobody keeps one. */
  readonly changeCursor: string | null;
}

/** Reads lanes to their end, within bounds, and keeps them for some seconds, so that the next page does not read again. */
export interface Scans {
  /** The kept scan of this lane, if there is one. */
  kept(key: string): Scan | undefined;
  read(key: string, query: LaneQuery, budget: ReadBudget, call: Call): Promise<Scan>;
  /** Forgets what was kept of a backend, or of all if none is named, as it has changed. */
  forget(backend?: string): void;
}

export interface ScanOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How long a scan is kept, in milliseconds. */
  readonly holdMs: number;
  /** How many rows are kept in all. */
  readonly mostRows: number;
  /** Told what was found in the cache. */
  readonly onUse?: (use: CacheUse) => void;
  /** Where the log of changes is now. */
  readonly changeCursor?: () => Promise<string>;
}

export function createScans(options: ScanOptions): Scans {
  const held = createBoundedCache<Scan>({
    clock: options.clock,
    mostWeight: options.mostRows,
    // An empty scan weighs something too, else there could be any number of them.
    weigh: (scan) => scan.tickets.length + 10,
  });
  const flights = createSingleFlight<Scan>(options.onUse);
  // A scan that began before a change must not be kept after it, nor shared by who asks after it.
  let changesOfAll = 0;
  const changesOf = new Map<string, number>();

  function stateOf(backend: string): string {
    return `${changesOfAll}.${changesOf.get(backend) ?? 0}`;
  }

  async function readScan(key: string, query: LaneQuery, budget: ReadBudget, call: Call): Promise<Scan> {
    const stateBefore = stateOf(query.backend.id);
    const changeCursor = (await options.changeCursor?.()) ?? null;
    const account = createReadAccount();
    const fetchedAt = instantFromMilliseconds(options.clock()) ?? '';
    const tickets: NativeTicket[] = [];
    let continuation: unknown = null;
    let total: number | null = null;
    let isCut = false;
    for (let page = 0; page === 0 || continuation !== null; page++) {
      isCut = page > 0 && !mayReadOn(budget);
      if (isCut) break;
      const answer = await readFilteredPage(query, continuation, budget, account, call);
      if (page === 0) total = answer.total;
      continuation = answer.continuation ?? null;
      for (const ticket of answer.tickets) tickets.push(ticket);
    }
    const result: Scan = {
      tickets,
      total,
      isTruncated: isCut || account.truncated,
      pushedDown: [...(account.pushedDown ?? [])],
      notes: [...account.notes],
      fetchedAt,
      changeCursor,
    };
    if (stateOf(query.backend.id) === stateBefore) held.set(key, result, options.holdMs);
    return result;
  }

  return {
    kept(key) {
      const scan = held.get(key);
      if (scan !== undefined) options.onUse?.('HIT');
      return scan;
    },
    read: (key, query, budget, call) =>
      flights.run(
        `${stateOf(query.backend.id)}:${key}`,
        (signal) => readScan(key, query, budget, { ...call, signal }),
        call.signal,
      ),
    forget(backend) {
      if (backend === undefined) changesOfAll += 1;
      else changesOf.set(backend, (changesOf.get(backend) ?? 0) + 1);
      held.deleteByPrefix(backend === undefined ? '' : scanPrefix(backend));
    },
  };
}

function scanPrefix(backend: string): string {
  return `${JSON.stringify(backend)}:`;
}

/** The key of a scan: everything that its rows depend on, the principal above all. */
export function scanKey(query: LaneQuery, call: Pick<Call, 'principal' | 'language'>): string {
  return `${scanPrefix(query.backend.id)}${JSON.stringify([call.principal.fingerprint, call.language, query.lane, query.filter])}`;
}

/** Rows that were all read as a lane. */
export function toScannedLane(
  tickets: readonly NativeTicket[],
  compare: CompareRows,
  isAfterCursor: (ticket: NativeTicket) => boolean,
): Lane {
  const rows = tickets.filter(isAfterCursor).sort(compare);
  let next = 0;
  return {
    async fill() {},
    isCut: false,
    get head() {
      return rows[next];
    },
    take() {
      next += 1;
    },
  };
}
