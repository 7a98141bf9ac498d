import type { Call, GetTicketsRequest } from '../../src/ticketing/adapter.ts';
import type { Lookup } from '../../src/ticketing/lookup.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { lookUpIn } from '../../src/upstream/lookups.ts';
import type { ReadOwnTickets } from './own-tickets.ts';

/** Reads tickets by id, or by number: the API has no call for one ticket, so any number of them costs one call. */
export function createGetTickets(
  readOwnTickets: ReadOwnTickets,
): (request: GetTicketsRequest, call: Call) => Promise<Lookup<NativeTicket>[]> {
  return async ({ ids }, call) => {
    if (ids.length === 0) return [];
    const tickets = await readOwnTickets(call);
    const byNumber = tickets.flatMap((ticket) => (ticket.number === null ? [] : [[ticket.number, ticket] as const]));
    const byId = tickets.map((ticket) => [ticket.nativeId, ticket] as const);
    // Later entries win: an id comes before a number that reads the same.
    return lookUpIn(ids, new Map([...byNumber, ...byId]));
  };
}

/** A ticket by id, or by number where no id reads so. */
export function findOwnTicket(tickets: readonly NativeTicket[], id: string): NativeTicket | undefined {
  return tickets.find(({ nativeId }) => nativeId === id) ?? tickets.find(({ number }) => number === id);
}
