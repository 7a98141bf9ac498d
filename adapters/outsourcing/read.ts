import type { Call, GetTicketsRequest } from '../../src/ticketing/adapter.ts';
import { toGatewayError, type ErrorCode } from '../../src/ticketing/errors.ts';
import type { Lookup } from '../../src/ticketing/lookup.ts';
import type { NativeTicket, TicketField } from '../../src/ticketing/ticket.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { lookUpEach } from '../../src/upstream/lookups.ts';
import type { OutsourcingClient } from './client.ts';
import { asComplete, combine, hasAll, isInProgressWorthReading, toTicket } from './mapping.ts';
import type { WatchStates } from './state-watch.ts';
import type { TicketSource } from './ticket-source.ts';
import type { OutsourcingTicket } from './wire.ts';

type Rows = ReadonlyMap<string, OutsourcingTicket>;

const MOST_ROWS_A_PAGE = 1_000;
const NO_ROWS: Rows = new Map();
/** For how long a list that was too long for one page is not tried again. */
const TOO_LONG_MS = 10 * 60_000;

/** Refusals of the list that say nothing about single tickets. */
const ABOUT_THE_LIST: ReadonlySet<ErrorCode> = new Set([
  'BACKEND_BAD_RESPONSE',
  'FORBIDDEN',
  'INVALID_INPUT',
  'NOT_FOUND',
]);

export interface ReadOptions {
  readonly bulkReadFrom: number;
  readonly kit: Pick<AdapterKit, 'clock' | 'concurrency' | 'log'>;
}

/**
 * Reads tickets by id: many through one list of the tickets in progress, the rest one by one.
 * ASSUMPTION: a ticket has the same id in every resource (README).
 */
export function createGetTickets(
  client: OutsourcingClient,
  source: TicketSource,
  watchStates: WatchStates,
  { bulkReadFrom, kit }: ReadOptions,
): (request: GetTicketsRequest, call: Call) => Promise<Lookup<NativeTicket>[]> {
  let tooLongUntil = 0;

  return async ({ ids, fields }, call) => {
    const isTogether = ids.length >= bulkReadFrom && (!source.isGeneric() || isInProgressWorthReading(fields));
    const rows = isTogether ? await readTogether(call) : NO_ROWS;
    return lookUpEach(ids, kit.concurrency, (id) => readOne(id, fields, rows.get(id), call));
  };

  /** One page of the tickets in progress, if it can hold them all. */
  async function readTogether(call: Call): Promise<Rows> {
    if (kit.clock() < tooLongUntil) return NO_ROWS;
    try {
      const list = await client.listInProgressTickets({ limit: MOST_ROWS_A_PAGE, offset: 0 }, call);
      if (Number(list.total ?? 0) > MOST_ROWS_A_PAGE) tooLongUntil = kit.clock() + TOO_LONG_MS;
      return new Map(list.result.map((row) => [row.id, row]));
    } catch (error) {
      if (!ABOUT_THE_LIST.has(toGatewayError(error).code)) throw error;
      return NO_ROWS;
    }
  }

  /** @param row the ticket as the list of tickets in progress has it, if it was read and holds it */
  async function readOne(
    id: string,
    fields: readonly TicketField[],
    row: OutsourcingTicket | undefined,
    call: Call,
  ): Promise<NativeTicket> {
    const readInProgress = async (): Promise<OutsourcingTicket> => row ?? client.getInProgressTicket(id, call);
    if (row !== undefined) {
      const ticket = toTicket(row, 'in_progress');
      if (hasAll(ticket, fields) && source.isGeneric()) return ticket;
    }
    const generic = source.isGeneric() ? await readGeneric(id, call) : null;
    if (generic === null) return asComplete(toTicket(await readInProgress(), 'in_progress'));
    watchStates([generic]);
    const ticket = toTicket(generic);
    if (hasAll(ticket, fields)) return ticket;
    const ofState =
      generic.state === 'outsourced' ? await readOutsourced(generic, call) : await orGeneric(generic, readInProgress);
    return toTicket(combine(generic, ofState));
  }

  /**
   * A 404 counts only when the documented resource says so too.
   * ASSUMPTION: that one answers 404 for a ticket in any other state (README).
   */
  async function readGeneric(id: string, call: Call): Promise<OutsourcingTicket | null> {
    try {
      return await client.getTicket(id, call);
    } catch (error) {
      if (toGatewayError(error).code === 'NOT_FOUND') return null;
      throw error;
    }
  }

  /** To whom a ticket was handed is a courtesy: without it the hand-over is shown as under way, to nobody known. */
  async function readOutsourced(generic: OutsourcingTicket, call: Call): Promise<OutsourcingTicket> {
    try {
      return await client.getOutsourcedTicket(generic.id, call);
    } catch (thrown) {
      const { code } = toGatewayError(thrown);
      if (call.signal.aborted || code === 'INTERNAL') throw thrown;
      if (code !== 'NOT_FOUND') kit.log.warn('The details of an outsourced ticket cannot be read.', { code });
      return generic;
    }
  }
}

/** If the ticket has just left the state, what the generic resource said stands. */
async function orGeneric(
  generic: OutsourcingTicket,
  read: () => Promise<OutsourcingTicket>,
): Promise<OutsourcingTicket> {
  try {
    return await read();
  } catch (error) {
    if (toGatewayError(error).code === 'NOT_FOUND') return generic;
    throw error;
  }
}
