import type { BackendOperations, Call } from '../../src/ticketing/adapter.ts';
import type { NativeTicket, TicketField } from '../../src/ticketing/ticket.ts';
import type { Supported } from '../../src/ticketing/unsupported.ts';
import type { TicketResult } from '../../src/ticketing/write.ts';

type GetTickets = Exclude<BackendOperations['getTickets'], Supported<never>>;

/** Reads a ticket after it was changed. Never rejects: the change is made, whatever comes of the reading. */
export type ReadBack = (id: string, fields: readonly TicketField[], call: Call) => Promise<TicketResult>;

export function createReadBack(getTickets: GetTickets): ReadBack {
  return async (id, fields, call) => {
    const [lookup] = await getTickets({ ids: [id], fields }, call);
    if (lookup?.state === 'found') return { nativeId: lookup.value.nativeId, ticket: lookup.value, warnings: [] };
    const why = lookup?.state === 'failed' ? lookup.error.message : 'The backend does not show it yet.';
    return {
      nativeId: id,
      ticket: null,
      warnings: [`It is done, but the ticket could not be read afterwards: ${why}`],
    };
  };
}

/** The same result with more to know. */
export function withWarnings(result: TicketResult, warnings: readonly string[]): TicketResult {
  return { ...result, warnings: [...warnings, ...result.warnings] };
}

/** True if the ticket that was read, if any, is in this status. */
export function isIn(ticket: NativeTicket | null, code: string): boolean {
  return ticket === null || ticket.status.code === code;
}
