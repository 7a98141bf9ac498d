import type { Call, ListPage, ListPlan, ListQuery, ListTickets } from '../../src/ticketing/adapter.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import type { OutsourcingClient } from './client.ts';
import { statesOf, toTicket } from './mapping.ts';
import type { TicketSource } from './ticket-source.ts';
import type { OutsourcingList } from './wire.ts';

/** One walk through the list: the tickets of one state, or of one number, or all. */
export interface OutsourcingLane {
  readonly state?: string;
  readonly number?: string;
}

const MOST_ROWS_A_PAGE = 1_000;

/** The list as the API has it: no order, no sorting, no snapshot; it filters by state and by number. */
export function createListTickets(
  client: OutsourcingClient,
  source: TicketSource,
  log: AdapterLog,
): ListTickets<OutsourcingLane> {
  return {
    plan: planList,
    async readPage({ lane, continuation, filter }, call) {
      const offset = typeof continuation === 'number' ? continuation : 0;
      const answer = await readLane(lane, offset, call);
      if (answer === null) return { tickets: [], continuation: null, total: 0, pushedDown: [] };
      const rows = answer.list.result.filter(
        (row) => lane.state === undefined || (row.state ?? answer.state) === lane.state,
      );
      const dropped = answer.list.result.length - rows.length;
      if (dropped > 0)
        log.warn('The list holds tickets of another state than asked for; they are left out.', { dropped });
      const pushedDown: ListPage['pushedDown'] = [
        ...(filter.numbers === undefined ? [] : ['numbers' as const]),
        ...(lane.state === undefined ? [] : statusFilters(filter)),
      ];
      return {
        tickets: rows.map((row) => toTicket(row, answer.state)),
        continuation: nextOffset(answer.list, offset),
        total: dropped > 0 ? null : toTotal(answer.list.total),
        pushedDown,
      };
    },
  };

  /** Null: the documented resource alone is read, and it has no tickets of that state. */
  async function readLane(
    lane: OutsourcingLane,
    offset: number,
    call: Call,
  ): Promise<{ list: OutsourcingList; state?: string } | null> {
    const page = {
      limit: MOST_ROWS_A_PAGE,
      offset,
      ...(lane.number === undefined ? {} : { ticketNumber: lane.number }),
    };
    const generic = await source.whereGeneric(() =>
      client.listTickets({ ...page, ...(lane.state === undefined ? {} : { state: lane.state }) }, call),
    );
    if (generic !== null) return { list: generic };
    if (lane.state !== undefined && lane.state !== 'in_progress') return null;
    return { list: await client.listInProgressTickets(page, call), state: 'in_progress' };
  }
}

/** One lane a number or a state: the API takes one value of each. */
export function planList({ filter }: ListQuery): ListPlan<OutsourcingLane> {
  const order = 'NONE';
  if (filter.numbers !== undefined) {
    // A ticket number is a whole number: anything else matches nothing, so it is not asked for.
    const numbers = [...new Set(filter.numbers)].filter((number) => /^\d{1,19}$/.test(number));
    return { order, lanes: numbers.map((number) => ({ number })), notes: [] };
  }
  const states = statesOf(filter);
  return { order, lanes: states === null ? [{}] : states.map((state) => ({ state })), notes: [] };
}

function statusFilters(filter: ListQuery['filter']): ListPage['pushedDown'] {
  return (['statusCategories', 'statusCodes'] as const).filter((name) => filter[name] !== undefined);
}

/** The answer says which offset it applied; an empty result is the end even if the total says more. */
function nextOffset(list: OutsourcingList, asked: number): number | null {
  const next = (list.query?.offset ?? asked) + list.result.length;
  const total = toTotal(list.total);
  return list.result.length === 0 || (total !== null && next >= total) ? null : next;
}

function toTotal(total: OutsourcingList['total']): number | null {
  return typeof total === 'number' ? total : null;
}
