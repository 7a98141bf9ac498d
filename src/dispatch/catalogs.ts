import { createBoundedCache } from '../store/bounded-cache.ts';
import type { Store } from '../store/store.ts';
import type { BackendInstance, Call } from '../ticketing/adapter.ts';
import type { EscalationTarget } from '../ticketing/escalation.ts';
import type { GatewayError } from '../ticketing/errors.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import { instantFromMilliseconds, type Instant } from '../ticketing/instant.ts';
import type { CacheUse } from '../ticketing/observation.ts';
import type { StatusDefinition, TicketTypeDefinition } from '../ticketing/status.ts';
import { createSingleFlight } from '../store/single-flight.ts';
import { ask, operationOf, type Asker, type Outcome } from './ask.ts';

interface CatalogEntries {
  readonly listTicketTypes: TicketTypeDefinition;
  readonly listStatuses: StatusDefinition;
  readonly listEscalationTargets: EscalationTarget;
}

export type CatalogName = keyof CatalogEntries;

/** A backend's catalog and how old it is. */
export interface Catalog<Entry> {
  readonly entries: readonly Entry[];
  readonly fetchedAt: Instant;
  /** The error of the last try, if this is an older answer kept for that case. */
  readonly staleBecause: GatewayError | null;
}

/** The backends' small lists, kept for minutes and shared by all who may see the same. */
export interface Catalogs {
  read<Name extends CatalogName>(
    asker: Asker,
    backend: BackendInstance,
    name: Name,
  ): Promise<Outcome<Catalog<CatalogEntries[Name]>>>;
}

export interface CatalogOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How long a catalog is good, in milliseconds. */
  readonly freshMs: number;
  /** For how long after that it is still given when the backend fails, in milliseconds. */
  readonly staleMs: number;
  /** Where catalogs are kept for other processes, too; left out where there are none. */
  readonly shared?: Store;
  /** Told what was found in the cache. */
  readonly onUse?: (use: CacheUse) => void;
}

const MOST_CATALOGS = 1_000;
/** A longer catalog is each process's own. */
const MOST_SHARED_CHARACTERS = 1_000_000;
/** After a failure the older answer serves for a moment, so that a broken backend is not asked by every request. */
const RETRY_AFTER_FAILURE_MS = 5_000;

interface Kept {
  readonly catalog: Catalog<never>;
  readonly freshUntil: number;
  /** When it is too old for any use, however often the backend fails. */
  readonly endsAt: number;
}

export function createCatalogs(options: CatalogOptions): Catalogs {
  const kept = createBoundedCache<Kept>({ clock: options.clock, mostWeight: MOST_CATALOGS });
  const flights = createSingleFlight<Catalog<never>>(options.onUse);
  const { shared } = options;

  /** What another process fetched, while it is fresh. */
  async function readShared(key: string): Promise<Kept | null> {
    const text = (await shared?.get(sharedKey(key))) ?? null;
    if (text === null) return null;
    const found = JSON.parse(text) as Kept;
    return options.clock() < found.freshUntil ? found : null;
  }

  async function share(key: string, own: Kept): Promise<void> {
    const text = JSON.stringify(own);
    if (text.length <= MOST_SHARED_CHARACTERS) await shared?.set(sharedKey(key), text, options.freshMs);
  }

  function keep(key: string, own: Kept): Catalog<never> {
    kept.set(key, own, own.endsAt - options.clock());
    return own.catalog;
  }

  async function fetchCatalog(
    key: string,
    backend: BackendInstance,
    name: CatalogName,
    call: Call,
  ): Promise<Catalog<never>> {
    const read = operationOf(backend, name);
    const known = await readShared(key);
    if (known !== null) return keep(key, known);
    const now = options.clock();
    const entries = (await read(call)) as never[];
    const catalog = { entries, fetchedAt: instantFromMilliseconds(now) ?? '', staleBecause: null };
    const freshUntil = now + options.freshMs;
    const own = { catalog, freshUntil, endsAt: freshUntil + options.staleMs };
    await share(key, own);
    return keep(key, own);
  }

  return {
    async read(asker, backend, name) {
      const key = JSON.stringify([backend.id, asker.principal.fingerprint, asker.language, name]);
      const known = kept.get(key);
      if (known !== undefined && options.clock() < known.freshUntil) {
        options.onUse?.(known.catalog.staleBecause === null ? 'HIT' : 'STALE');
        return atHand(known.catalog);
      }
      const outcome = await ask(asker, backend, (call) =>
        flights.run(key, (signal) => fetchCatalog(key, backend, name, { ...call, signal }), call.signal),
      );
      if (known === undefined || !('error' in outcome.answer) || outcome.answer.error.code === 'UNSUPPORTED')
        return outcome;
      options.onUse?.('STALE');
      const now = options.clock();
      const stale = { ...known.catalog, staleBecause: outcome.answer.error };
      kept.set(key, { ...known, catalog: stale, freshUntil: now + RETRY_AFTER_FAILURE_MS }, known.endsAt - now);
      return { ...outcome, answer: { value: stale } };
    },
  };
}

/** It is hashed, as it holds what a caller chose. */
function sharedKey(key: string): string {
  return `catalog:${fingerprint([key])}`;
}

function atHand<Value>(value: Value): Outcome<Value> {
  return { answer: { value }, latencyMs: 0, attempts: 0 };
}
