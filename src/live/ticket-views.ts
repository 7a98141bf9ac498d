import { ask, unsupportedError, valueOf, type Asker } from '../dispatch/ask.ts';
import { ticketFor } from '../dispatch/ownership.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import { toGatewayError, type GatewayError } from '../ticketing/errors.ts';
import type { NativeTicket, Ticket } from '../ticketing/ticket.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { SERVICE_SCOPE, seesWholeScope, type TicketEntry } from './log-entry.ts';

/** What somebody sees of a changed ticket. */
export type TicketView =
  | { readonly state: 'SEEN'; readonly ticket: Ticket }
  /** Gone, or not theirs: the two look the same. */
  | { readonly state: 'NOT_SEEN' }
  /** Whether it is theirs is not known either. */
  | { readonly state: 'UNREADABLE'; readonly error: GatewayError };

export interface TicketViewsOptions {
  /** Who reads for the whole scope: the gateway itself towards a backend that is reached with its own account. */
  readonly askAsGateway: () => Asker;
}

/** Changed tickets as subscribers see them. What a whole scope shares is read once a change, whoever wants to see it. */
export interface TicketViews {
  of(entry: TicketEntry, backend: BackendInstance, asker: () => Asker): Promise<TicketView>;
}

export function createTicketViews({ askAsGateway }: TicketViewsOptions): TicketViews {
  const shared = new WeakMap<TicketEntry, Promise<NativeTicket | null>>();
  const batches = new Map<BackendInstance, Batch>();

  /** Changes that come at once are read in one batch. */
  function readForScope(backend: BackendInstance, nativeId: string): Promise<NativeTicket | null> {
    let batch = batches.get(backend);
    if (batch === undefined) {
      const begun = createBatch((ids) => readTickets(askAsGateway(), backend, ids));
      batches.set(backend, begun);
      setImmediate(() => {
        batches.delete(backend);
        begun.send();
      });
      batch = begun;
    }
    return batch.read(nativeId);
  }

  async function snapshotOf(entry: TicketEntry, backend: BackendInstance, asker: () => Asker) {
    // Whose it is decides who sees it.
    const isEnough =
      seesWholeScope(backend, asker().principal) || entry.ticket?.notLoaded.includes('customer') === false;
    if (entry.ticket !== null && isEnough) return entry.ticket;
    const nativeId = entry.ticketId;
    if (entry.scope !== SERVICE_SCOPE) return (await readTickets(asker(), backend, [nativeId])).get(nativeId) ?? null;
    const reading = shared.get(entry) ?? readForScope(backend, nativeId);
    shared.set(entry, reading);
    return reading;
  }

  return {
    async of(entry, backend, asker) {
      // Of a ticket that goes on under another id, a further entry tells.
      if (entry.kind === 'REMOVED' || entry.kind === 'MOVED') return { state: 'NOT_SEEN' };
      try {
        const { principal } = asker();
        const snapshot = await snapshotOf(entry, backend, asker);
        const ticket = snapshot === null ? null : ticketFor(backend, principal, snapshot);
        if (ticket === null) return { state: 'NOT_SEEN' };
        const freshness = { state: 'LIVE', fetchedAt: entry.at } as const;
        return { state: 'SEEN', ticket: { ...ticket, backend: backend.id, freshness } };
      } catch (thrown) {
        return { state: 'UNREADABLE', error: toGatewayError(thrown) };
      }
    },
  };
}

interface Batch {
  read(nativeId: string): Promise<NativeTicket | null>;
  send(): void;
}

function createBatch(load: (ids: readonly string[]) => Promise<ReadonlyMap<string, NativeTicket | null>>): Batch {
  const ids = new Set<string>();
  const { promise, resolve } = Promise.withResolvers<ReadonlyMap<string, NativeTicket | null>>();
  return {
    read(nativeId) {
      ids.add(nativeId);
      return promise.then((tickets) => tickets.get(nativeId) ?? null);
    },
    send: () => resolve(load([...ids])),
  };
}

/** @throws GatewayError if the backend cannot be asked, or one of the tickets could not be read */
async function readTickets(
  asker: Asker,
  backend: BackendInstance,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NativeTicket | null>> {
  const { getTickets } = backend.operations;
  if (isUnsupported(getTickets)) {
    throw unsupportedError(backend, getTickets.unsupported);
  }
  const lookups = valueOf(await ask(asker, backend, (call) => getTickets({ ids, fields: ['customer'] }, call)));
  return new Map(
    ids.map((id, index) => {
      const lookup = lookups[index];
      if (lookup?.state === 'failed') throw lookup.error.ofBackend(backend.id);
      return [id, lookup?.state === 'found' ? lookup.value : null];
    }),
  );
}
