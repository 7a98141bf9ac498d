import {
  changedFields,
  toKnownTicket,
  type ComparedValues,
  type KnownTicket,
} from '../../src/ticketing/known-ticket.ts';
import type { NativeTicket, TicketField } from '../../src/ticketing/ticket.ts';

/** Tickets as they were seen last, the one that was seen first to the fore. Plain JSON: ids, versions and prints alone. */
export type KnownTickets = readonly (readonly [id: string, version: string, prints: string])[];

/** About 90 characters each in the mark. Of a ticket that is not among them nobody can tell what changed. */
const MOST_KNOWN = 1_000;

/** All that a ticket shows of itself, in lists as well as read alone; no labels, as they depend on the language. */
export const comparedValues: ComparedValues = (ticket) => [
  ['number', ticket.number],
  ['title', ticket.title],
  ['description', ticket.description],
  ['status', ticket.status.code],
  ['type', ticket.type?.code ?? null],
  ['priority', ticket.priority?.code ?? null],
  ['updatedAt', ticket.updatedAt],
  ['customer', ticket.customer],
  ['source', ticket.source],
  ['product', ticket.product?.id ?? null],
  ['contactReason', ticket.contactReason?.code ?? null],
  ['customFields', ticket.customFields],
];

/** The fields in which one reading of a ticket differs from another. */
export function differencesOf(before: NativeTicket, after: NativeTicket): TicketField[] {
  return changedFields(toKnownTicket(before, comparedValues), after, comparedValues);
}

/** The fields in which a ticket differs from what is known of it; none if nothing is. */
export function differencesFromKnown(known: ReadonlyMap<string, KnownTicket>, ticket: NativeTicket): TicketField[] {
  const before = known.get(ticket.nativeId);
  return before === undefined ? [] : changedFields(before, ticket, comparedValues);
}

/** What a mark keeps of tickets, by id. @param kept undefined: a mark from before anything was kept of them */
export function toKnownTickets(kept: KnownTickets | undefined): ReadonlyMap<string, KnownTicket> {
  return new Map(kept?.map(([id, version, prints]) => [id, { version, prints }]));
}

/**
 * What is to be kept for the next look.
 * @param seen tickets as this look has seen them; of several readings of one the last one counts
 */
export function keepTickets(known: ReadonlyMap<string, KnownTicket>, seen: readonly NativeTicket[]): KnownTickets {
  const tickets = new Map(known);
  for (const ticket of seen) {
    const id = ticket.nativeId;
    const before = known.get(id);
    // Seen anew it is among the newest.
    tickets.delete(id);
    tickets.set(id, toKnownTicket(ticket, comparedValues, before));
  }
  return [...tickets].slice(-MOST_KNOWN).map(([id, { version, prints }]) => [id, version, prints]);
}
