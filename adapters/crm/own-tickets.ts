import type { Call } from '../../src/ticketing/adapter.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { badResponse } from '../../src/upstream/http-response.ts';
import type { CrmClient } from './client.ts';
import { toText, toTicketFromSummary, type MappingOptions } from './mapping.ts';

/** All tickets of the customer whom the token belongs to, each id once: the one thing that the API reads. */
export type ReadOwnTickets = (call: Call) => Promise<NativeTicket[]>;

export interface OwnTicketsOptions extends MappingOptions {
  readonly maxTickets: number;
}

export function createOwnTickets(client: CrmClient, options: OwnTicketsOptions, log: AdapterLog): ReadOwnTickets {
  return async (call) => {
    const rows = await client.getTicketDetails(call);
    if (rows.length > options.maxTickets) throw badResponse(`more than ${options.maxTickets} tickets`);
    const byId = new Map<string, NativeTicket>();
    const oddities = { withoutId: 0, repeated: 0, withoutReadableTime: 0 };
    for (const row of rows) {
      const id = toText(row.id);
      if (id === null) {
        oddities.withoutId += 1;
        continue;
      }
      if (byId.has(id)) {
        oddities.repeated += 1;
        continue;
      }
      const ticket = toTicketFromSummary(row, options);
      if (ticket.createdAt === null && toText(row.createdtime) !== null) oddities.withoutReadableTime += 1;
      byId.set(id, ticket);
    }
    if (Object.values(oddities).some((count) => count > 0)) {
      log.warn('The list of tickets holds rows that cannot be taken as they are.', oddities);
    }
    return [...byId.values()];
  };
}
