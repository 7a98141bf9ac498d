import { createRandom, type Random } from '../../../src/emulation/random.ts';
import { createCatalogue, type Catalogue } from './catalogue.ts';
import { createTickets } from './data.ts';
import { createEventLog, type EventLog } from './events.ts';
import type { StoredTicket } from './ticket.ts';

export interface Outsource {
  readonly id: string;
  readonly ticket_id: string;
  readonly assigned_at: string | null;
  readonly cancel_reason_id: number | null;
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly operator_channel_id: string | null;
  readonly provider_id: string;
  readonly state: 'pending' | 'in_progress' | 'closed' | 'cancelled';
  readonly ticket_number: number;
}

/** Everything the backend remembers. A ticket is never changed, only replaced, which keeps its place in the order. */
export interface Store {
  readonly catalogue: Catalogue;
  readonly tickets: Map<string, StoredTicket>;
  readonly outsources: Outsource[];
  readonly eventLog: EventLog;
  /** Ids of tickets transitioned while their reads shall fail. */
  readonly unreadable: Set<string>;
  /** For ids of new rows and for shuffling; seeded, like the data. */
  readonly random: Random;
}

/** The store an emulator starts with. */
export function createStore(seed: number, tickets?: number): Store {
  const catalogue = createCatalogue();
  const rows = createTickets(catalogue, seed, tickets);
  const random = createRandom(seed + 1);
  return {
    catalogue,
    tickets: new Map(rows.map((ticket) => [ticket.id, ticket])),
    outsources: rows
      .filter((ticket) => ticket.outsourced)
      .map((ticket) => outsourceOf(ticket, random, random.pick(catalogue.providers))),
    eventLog: createEventLog(rows, catalogue, random),
    unreadable: new Set(),
    random,
  };
}

/** Puts the changed ticket where it was and notes the time of the change. */
export function changeTicket(store: Store, ticket: StoredTicket, changes: Partial<StoredTicket>): StoredTicket {
  const now = Date.now();
  // With milliseconds: two changes within one second are two different times of update.
  const changed = { ...ticket, updated_at: new Date(now).toISOString(), ...changes };
  if (changed.id !== ticket.id) store.tickets.delete(ticket.id);
  store.tickets.set(changed.id, changed);
  if (changed.state === 'closed' && ticket.state !== 'closed') {
    store.eventLog.append('tickets.ticket.closed', changed, now);
  }
  return changed;
}

/** An outsource is pending while it can be reclaimed; that of a ticket which came back is over. */
function outsourceOf(ticket: StoredTicket, random: Random, pastProvider: string): Outsource {
  const away = ticket.state === 'outsourced';
  const state = away ? (ticket.reclaimable ? 'pending' : 'in_progress') : 'closed';
  return {
    id: random.uuid(),
    ticket_id: ticket.id,
    assigned_at: state === 'pending' ? null : ticket.assigned_at,
    cancel_reason_id: null,
    created_at: ticket.created_at,
    finished_at: away ? null : (ticket.finished_at ?? ticket.updated_at),
    operator_channel_id: null,
    provider_id: ticket.outsource_provider_id ?? pastProvider,
    state,
    ticket_number: ticket.ticket_number,
  };
}
