import type { BackendInstance, Call, ListPage, ListTickets, SortOrder } from '../ticketing/adapter.ts';
import { activeFilters, matchesFilter, type FilterName, type TicketFilter } from '../ticketing/filter.ts';
import type { NativeTicket } from '../ticketing/ticket.ts';

/** Counts what a list may still read of one backend: rows, and time. */
export interface ReadBudget {
  rowsLeft: number;
  /** `performance.now()` after which no further page is begun. */
  readonly until: number;
}

/** What the pages of a backend's list told, for its source report. */
export interface ReadAccount {
  pushedDown: ReadonlySet<FilterName> | null;
  truncated: boolean;
  readonly notes: Set<string>;
  /** Ids of the rows that came so far: pages may overlap, and a row may move to another lane while they are read. */
  readonly seen: Set<string>;
}

export function createReadAccount(): ReadAccount {
  return { pushedDown: null, truncated: false, notes: new Set(), seen: new Set() };
}

/** The new rows of a page, with the filters applied that the backend did not apply. */
export interface FilteredPage {
  readonly tickets: readonly NativeTicket[];
  readonly continuation: unknown;
  /** Rows of the lane in all, if every filter was pushed down and the backend tells. */
  readonly total: number | null;
}

export interface LaneQuery {
  readonly backend: BackendInstance;
  readonly list: ListTickets;
  readonly lane: unknown;
  readonly filter: TicketFilter;
  /** The direction of walking. */
  readonly order: SortOrder;
  readonly from: string | null;
  readonly limit: number;
  readonly wantsTotal: boolean;
}

/** True if another page may be begun. A list that stops short must say so: it is `truncated`. */
export function mayReadOn(budget: ReadBudget): boolean {
  return budget.rowsLeft > 0 && performance.now() < budget.until;
}

/** Reads one page of a lane and applies the filters that the backend left over. */
export async function readFilteredPage(
  query: LaneQuery,
  continuation: unknown,
  budget: ReadBudget,
  account: ReadAccount,
  call: Call,
): Promise<FilteredPage> {
  const { filter, lane, order, from, limit, wantsTotal } = query;
  const page = await query.list.readPage({ filter, lane, order, from, limit, continuation, wantsTotal }, call);
  budget.rowsLeft -= page.rowsRead ?? page.tickets.length;
  notePushedDown(account, page);
  if (page.isCutOff === true) account.truncated = true;
  const left = activeFilters(filter).filter((name) => !page.pushedDown.includes(name));
  return {
    tickets: page.tickets.filter((ticket) => isFirstSight(ticket, account) && matchesFilter(ticket, filter, left)),
    continuation: page.continuation,
    total: left.length === 0 ? page.total : null,
  };
}

function isFirstSight({ nativeId }: NativeTicket, { seen }: ReadAccount): boolean {
  if (seen.has(nativeId)) return false;
  seen.add(nativeId);
  return true;
}

/** A filter counts as pushed down only if every page had it so. */
function notePushedDown(account: ReadAccount, page: ListPage): void {
  const earlier = account.pushedDown;
  account.pushedDown = new Set(
    earlier === null ? page.pushedDown : page.pushedDown.filter((name) => earlier.has(name)),
  );
}
