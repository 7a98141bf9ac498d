import type { Call, GetTicketsRequest } from '../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../src/ticketing/errors.ts';
import { found, type Lookup } from '../../src/ticketing/lookup.ts';
import type { NativeTicket, TicketField } from '../../src/ticketing/ticket.ts';
import { lookUpEach } from '../../src/upstream/lookups.ts';
import type { OutsourcingClient } from './client.ts';
import { combine, toTicket } from './mapping.ts';
import type { TicketSource } from './ticket-source.ts';
import type { OutsourcingTicket } from './wire.ts';

const MOST_ROWS_A_PAGE = 1_000;

export interface ReadOptions {
  readonly concurrency: number;
  readonly bulkReadFrom: number;
}

/** Reads tickets by id: many through one list of the tickets in progress, the rest one by one. */
export function createGetTickets(
  client: OutsourcingClient,
  source: TicketSource,
  options: ReadOptions,
): (request: GetTicketsRequest, call: Call) => Promise<Lookup<NativeTicket>[]> {
  // Unknown until the first list: then one list is tried, and its total decides for the next time.
  let inProgressTotal = 0;

  return async ({ ids, fields }, call) => {
    const together = ids.length >= options.bulkReadFrom ? await readTogether(call) : new Map<string, NativeTicket>();
    const isEnough = (ticket: NativeTicket | undefined): ticket is NativeTicket =>
      ticket !== undefined && !fields.some((field) => ticket.notLoaded.includes(field));
    const missing = ids.filter((id) => !isEnough(together.get(id)));
    const read = await lookUpEach(missing, options.concurrency, (id) => readOne(id, fields, call));
    const byId = new Map(missing.map((id, index) => [id, read[index]]));
    return ids.map((id) => byId.get(id) ?? found(together.get(id) as NativeTicket));
  };

  async function readTogether(call: Call): Promise<Map<string, NativeTicket>> {
    if (inProgressTotal > MOST_ROWS_A_PAGE) return new Map();
    const list = await client.listInProgressTickets({ limit: MOST_ROWS_A_PAGE, offset: 0 }, call);
    inProgressTotal = typeof list.total === 'number' ? list.total : list.result.length;
    return new Map(list.result.map((row) => [row.id, toTicket(row, 'in_progress')]));
  }

  async function readOne(id: string, fields: readonly TicketField[], call: Call): Promise<NativeTicket> {
    if (!source.isGeneric()) return toTicket(await client.getInProgressTicket(id, call), 'in_progress');
    const generic = await readGeneric(id, call);
    if (generic === null) return toTicket(await client.getInProgressTicket(id, call), 'in_progress');
    const ticket = toTicket(generic);
    if (!fields.some((field) => ticket.notLoaded.includes(field))) return ticket;
    return toTicket(combine(generic, await readOfState(generic, call)));
  }

  /** A 404 counts only when the documented resource says so too. */
  async function readGeneric(id: string, call: Call): Promise<OutsourcingTicket | null> {
    try {
      return await client.getTicket(id, call);
    } catch (error) {
      if (toGatewayError(error).code === 'NOT_FOUND') return null;
      throw error;
    }
  }

  /** If the ticket has just left that state, what the generic resource said stands. */
  async function readOfState(generic: OutsourcingTicket, call: Call): Promise<OutsourcingTicket> {
    try {
      return generic.state === 'outsourced'
        ? await client.getOutsourcedTicket(generic.id, call)
        : await client.getInProgressTicket(generic.id, call);
    } catch (error) {
      if (toGatewayError(error).code === 'NOT_FOUND') return generic;
      throw error;
    }
  }
}
