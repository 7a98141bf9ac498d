import type { Call } from '../../src/ticketing/adapter.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { OutsourcingClient } from './client.ts';
import { toText, toTicket } from './mapping.ts';
import { isSame } from './mapping-writes.ts';
import type { TicketSource } from './ticket-source.ts';

/** Finds the ticket that another goes on as. */
export type FindSuccessor = (
  gone: { readonly id: string; readonly number: string | null },
  listed: Iterable<NativeTicket>,
  call: Call,
) => Promise<NativeTicket | null>;

/**
 * A ticket may get another id with its state, and only whoever moves it is told which. Others find it by its number.
 * ASSUMPTION: a number belongs to one ticket, and stays with it (README).
 */
export function createFindSuccessor(client: OutsourcingClient, source: TicketSource): FindSuccessor {
  return async ({ id, number }, listed, call) => {
    if (number === null) return null;
    const isIt = (other: { readonly nativeId: string; readonly number: string | null }): boolean =>
      other.number === number && !isSame(other.nativeId, id);
    const among = [...listed].filter(isIt);
    if (among.length > 0) return among.length === 1 ? (among[0] ?? null) : null;
    const list = await source.whereGeneric(() =>
      client.listTickets({ limit: 10, offset: 0, ticketNumber: number }, call),
    );
    const rows = (list?.result ?? []).filter((row) => isIt({ nativeId: row.id, number: toText(row.ticket_number) }));
    const [row] = rows;
    return row === undefined || rows.length > 1 ? null : toTicket(row);
  };
}
