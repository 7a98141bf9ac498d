import type { Call, ListTickets, SortOrder } from '../../src/ticketing/adapter.ts';
import type { TicketFilter } from '../../src/ticketing/filter.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import { floorOf, reachesFloor, type SeenRows } from '../../src/ticketing/seen-rows.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { concurrently } from '../../src/upstream/concurrently.ts';
import type { HuaweiLane } from './list-lane.ts';
import { UNENDED } from './mapping-status.ts';

export interface ListParts {
  readonly list: ListTickets<HuaweiLane>;
  readonly pageSize: number;
  readonly scanRows: number;
  readonly concurrency: number;
}

export interface ReadRows {
  readonly tickets: readonly NativeTicket[];
  /** False if there were more than may be read. */
  readonly isWhole: boolean;
}

/** ASSUMPTION: a ticket shows in the list at most so much later than tickets that were created after it (README). */
export const OVERLAP_MS = 120_000;

/** In this order the list is read by row numbers: rows need no place in time, and each page is one call. */
const ANY_ORDER: SortOrder = { field: 'updatedAt', direction: 'DESC' };
const NEWEST_FIRST: SortOrder = { field: 'createdAt', direction: 'DESC' };

/** All tickets that are not ended: one walk a status, or one for all. */
export async function readOpenTickets(parts: ListParts, call: Call): Promise<ReadRows> {
  const { list, concurrency } = parts;
  const filter: TicketFilter = { statusCodes: UNENDED };
  const { lanes } = list.plan({ filter, order: ANY_ORDER });
  const budget = { pages: mostPages(parts) + lanes.length };
  const walks = await concurrently(lanes, concurrency, (lane) =>
    readPages(parts, { lane, filter, order: ANY_ORDER }, budget, () => false, call),
  );
  return { tickets: walks.flatMap(({ tickets }) => tickets), isWhole: walks.every(({ isWhole }) => isWhole) };
}

/** The tickets that were created last, in any status, down to what is known. */
export function readRecentTickets(parts: ListParts, before: SeenRows | null, call: Call): Promise<ReadRows> {
  const from = before === null ? null : floorOf(before, OVERLAP_MS);
  const filter: TicketFilter = from === null ? {} : { createdAt: { from } };
  const isEnough = (tickets: readonly NativeTicket[]): boolean =>
    reachesFloor(before, creationsOf(tickets), OVERLAP_MS);
  return readPages(parts, { lane: {}, filter, order: NEWEST_FIRST }, { pages: mostPages(parts) }, isEnough, call);
}

/** @param budget how many more calls may be made, shared by all who are given it */
async function readPages(
  { list, pageSize }: ListParts,
  query: { readonly lane: HuaweiLane; readonly filter: TicketFilter; readonly order: SortOrder },
  budget: { pages: number },
  isEnough: (tickets: readonly NativeTicket[]) => boolean,
  call: Call,
): Promise<ReadRows> {
  const tickets: NativeTicket[] = [];
  let continuation: unknown = null;
  while (budget.pages > 0) {
    budget.pages -= 1;
    const page = await list.readPage({ ...query, from: null, limit: pageSize, continuation, wantsTotal: false }, call);
    tickets.push(...page.tickets);
    continuation = page.continuation;
    if (continuation === null || isEnough(tickets)) return { tickets, isWhole: true };
  }
  return { tickets, isWhole: false };
}

function mostPages({ scanRows, pageSize }: ListParts): number {
  return Math.ceil(scanRows / pageSize);
}

function creationsOf(tickets: readonly NativeTicket[]): Instant[] {
  return tickets.map(({ createdAt }) => createdAt).filter((instant) => instant !== null);
}
