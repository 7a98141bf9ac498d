import type { Call, ListPage, ListTickets } from '../../src/ticketing/adapter.ts';
import type { TicketFilter } from '../../src/ticketing/filter.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import type { OutsourcingClient } from './client.ts';
import { asComplete, toText, toTicket } from './mapping.ts';
import { planList, type OutsourcingLane } from './plan.ts';
import type { WatchStates } from './state-watch.ts';
import type { TicketSource } from './ticket-source.ts';
import type { OutsourcingList, OutsourcingTicket } from './wire.ts';

const MOST_ROWS_A_PAGE = 1_000;

/** Where a walk goes on. */
interface Place {
  readonly offset: number;
  /**
   * All tickets so far: whether there are as many as the API counts shows only at the end.
   * ASSUMPTION: it counts all matches that the credential may see (README).
   */
  readonly seen: ReadonlySet<string>;
}

const START: Place = { offset: 0, seen: new Set() };

/** A page of the API, and which of its resources it is from. */
interface LanePage {
  readonly list: OutsourcingList;
  readonly isGeneric: boolean;
}

/** The list as the API has it: no order, no sorting, no snapshot; it filters by state and by number. */
export function createListTickets(
  client: OutsourcingClient,
  source: TicketSource,
  watchStates: WatchStates,
  log: AdapterLog,
): ListTickets<OutsourcingLane> {
  return {
    plan: (query) => planList(query, source.mode),
    async readPage({ lane, continuation, filter }, call) {
      const place = (continuation as Place | null) ?? START;
      const pushedDown = appliedFilters(lane, filter);
      const page = await readLane(lane, place.offset, call);
      if (page === null) return { tickets: [], continuation: null, isCutOff: true, total: null, pushedDown };
      const { list, isGeneric } = page;
      // ASSUMPTION: the generic list filters by state and number and pages as the documented one does (README). Each row
      // is looked at in case it does not, and a list that ends early says so.
      const rows = list.result.filter((row) => isOfLane(row, lane, isGeneric));
      const dropped = list.result.length - rows.length;
      if (dropped > 0) log.warn('The list holds tickets that were not asked for; they are left out.', { dropped });
      if (isGeneric) watchStates(rows);
      const total = typeof list.total === 'number' ? list.total : null;
      const seen = new Set([...place.seen, ...list.result.map((row) => row.id)]);
      const offset = nextOffset(list, place.offset);
      const continues = offset !== null && offset > place.offset;
      // In "auto" there are other tickets than those in progress, which cannot be reached just now.
      const isNarrowed = !isGeneric && source.mode === 'auto' && lane.state !== 'in_progress';
      const isShort = !continues && (offset !== null || (total !== null && seen.size < total));
      return {
        tickets: rows.map((row) => (isGeneric ? toTicket(row) : asComplete(toTicket(row, 'in_progress')))),
        continuation: continues ? ({ offset, seen } satisfies Place) : null,
        isCutOff: isNarrowed || isShort,
        total: dropped > 0 || isNarrowed ? null : total,
        pushedDown,
      };
    },
  };

  /** Null: the documented resource alone is read, and it has no tickets of that state. */
  async function readLane(lane: OutsourcingLane, offset: number, call: Call): Promise<LanePage | null> {
    const { state, number } = lane;
    const page = { limit: MOST_ROWS_A_PAGE, offset, ...(number === undefined ? {} : { ticketNumber: number }) };
    const list = await source.whereGeneric(() =>
      client.listTickets({ ...page, ...(state === undefined ? {} : { state }) }, call),
    );
    if (list !== null) return { list, isGeneric: true };
    if (state !== undefined && state !== 'in_progress') return null;
    return { list: await client.listInProgressTickets(page, call), isGeneric: false };
  }
}

/** The filters that the rows of a lane meet, as each is looked at. */
function appliedFilters(lane: OutsourcingLane, filter: TicketFilter): ListPage['pushedDown'] {
  const names = [
    ...(lane.number === undefined ? [] : (['numbers'] as const)),
    ...(lane.state === undefined ? [] : (['statusCategories', 'statusCodes'] as const)),
  ];
  return names.filter((name) => filter[name] !== undefined);
}

function isOfLane(row: OutsourcingTicket, lane: OutsourcingLane, isGeneric: boolean): boolean {
  if (lane.number !== undefined && toText(row.ticket_number) !== lane.number) return false;
  return lane.state === undefined || !isGeneric || row.state === lane.state;
}

/**
 * Where the API would go on; null at the end. The answer says which offset it applied: one that is not what was asked for
 * leads nowhere new.
 */
function nextOffset({ query, result, total }: OutsourcingList, asked: number): number | null {
  const next = Number(query?.offset ?? asked) + result.length;
  // An empty result is the end even if the total says more, as it does where the credential shows a part only.
  return result.length === 0 || next >= Number(total ?? Infinity) ? null : next;
}
