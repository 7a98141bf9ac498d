import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import type { TicketResult, TicketTarget, Write, WriteCall } from '../../src/ticketing/write.ts';
import type { TicketState } from './ticket-state.ts';

/** How far the clocks may be apart, with the fraction of a second that the backend does not tell. */
const TOLERANCE_MS = 5_000;

/**
 * Looks whether a write without an answer was made, where a ticket can be read. A ticket that does not show it proves
 * nothing: the request may still be under way.
 * @param hint what a person should look for where nothing can be read
 * @param shows whether the ticket shows that the write was made
 */
export function reconcileByReading<Input extends TicketTarget>(
  state: TicketState,
  hint: string,
  shows: (ticket: NativeTicket, input: Input, call: WriteCall) => boolean | Promise<boolean>,
): Write<Input, TicketResult>['reconcile'] {
  if (!state.isReadable) return unsupported(hint);
  return async (input, call) => {
    const ticket = await state.read(input.ticketId, call);
    if (!(await shows(ticket, input, call))) return { state: 'UNKNOWN' };
    return { state: 'APPLIED', result: { nativeId: ticket.nativeId, ticket, warnings: [] } };
  };
}

/** True if the status of the ticket is no older than the write. */
export function wasChangedSince({ statusChangedAt }: NativeTicket, { startedAt }: WriteCall): boolean {
  return statusChangedAt !== null && Date.parse(statusChangedAt) >= startedAt - TOLERANCE_MS;
}
