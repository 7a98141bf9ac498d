import type { SeededData } from './data.ts';
import type { Ticket } from './model.ts';

/** The tickets of the emulated backend, indexed by id. */
export interface TicketStore {
  /** Finds a ticket by its id or by another id that leads to it. */
  find(id: string): Ticket | undefined;
  /** All tickets in the order in which they were added: the page promises no order. */
  all(): readonly Ticket[];
  add(ticket: Ticket): void;
  /** Returns false if there is no such ticket. */
  remove(id: string): boolean;
}

/** Creates the store with the seeded tickets in it. */
export function createTicketStore(data: SeededData): TicketStore {
  const tickets = new Map(data.tickets.map((ticket) => [ticket.id, ticket]));
  function resolve(id: string): string {
    return data.aliases.get(id) ?? id;
  }
  return {
    find: (id) => tickets.get(resolve(id)),
    all: () => [...tickets.values()],
    add(ticket) {
      tickets.set(ticket.id, ticket);
    },
    remove: (id) => tickets.delete(resolve(id)),
  };
}

/** The time of a write, in the epoch seconds of this backend. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}
