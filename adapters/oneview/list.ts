import type { ListPlan, ListQuery, ListTickets } from '../../src/ticketing/adapter.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import type { OneviewClient, ReadOperation } from './client.ts';
import { toTicket } from './mapping.ts';
import type { TicketContext } from './read.ts';
import { hasPlaceholder } from './template.ts';

/** The one walk through the history: of one customer where the configured call wants one. */
export interface OneviewLane {
  readonly customerId?: string;
}

/** How many full pages of the history are read for one list. */
const MOST_PAGES = 20;

/** Where a walk goes on. */
interface Place {
  readonly page: number;
  /** The first id of every page so far: one that comes again means that the backend has no further page. */
  readonly firstIds: readonly string[];
}

const FIRST: Place = { page: 1, firstIds: [] };

export interface HistoryOptions {
  readonly operation: ReadOperation;
  readonly pageSize: number;
}

/** The ticket history, page by page in whatever order it comes: the blueprint promises none, and no filter. */
export function createListTickets(
  client: OneviewClient,
  { operation, pageSize }: HistoryOptions,
  { contactReasons, tellOddities }: TicketContext,
  log: AdapterLog,
): ListTickets<OneviewLane> {
  let hasToldOfSmallPages = false;

  function tellOfSmallPages(applied: number): void {
    if (hasToldOfSmallPages) return;
    hasToldOfSmallPages = true;
    log.warn('The history has smaller pages than asked for; set historyPageSize to what it gives.', { applied });
  }

  return {
    plan: (query) => planHistory(operation.path, query),
    async readPage({ lane, continuation }, call) {
      const { customerId } = lane;
      const { page, firstIds } = (continuation as Place | null) ?? FIRST;
      const history = await client.readHistory(operation, { page, pageSize, ...lane }, call);
      const pushedDown = customerId === undefined ? [] : (['customerId'] as const);
      const firstId = history.list[0]?.id;
      if (firstId === undefined || firstIds.includes(firstId)) {
        if (firstId !== undefined) log.warn('The history repeats a page; it is taken for the end.', { page });
        return { tickets: [], continuation: null, total: null, pushedDown };
      }
      const rows = history.list.filter((row) => customerId === undefined || row.customer?.id === customerId);
      const dropped = history.list.length - rows.length;
      if (dropped > 0) log.warn('The history of a customer holds tickets of others; they are left out.', { dropped });
      if (page === 1 && history.pageSize < pageSize) tellOfSmallPages(history.pageSize);
      tellOddities(rows);
      const words = await contactReasons.read(rows, call);
      // The answer tells the page size that was applied; a page that is not full is the last.
      const isFull = history.list.length >= history.pageSize;
      return {
        tickets: rows.map((row) => toTicket(row, words)),
        continuation: isFull ? { page: page + 1, firstIds: [...firstIds, firstId] } : null,
        total: null,
        pushedDown,
      };
    },
  };
}

/** One lane, or none where the configured call needs a customer and the query names none. */
export function planHistory(template: string, { filter }: ListQuery): ListPlan<OneviewLane> {
  const order = 'NONE';
  if (!hasPlaceholder(template, 'customerId')) return { order, lanes: [{}], notes: [] };
  const { customerId } = filter;
  if (customerId === undefined) {
    const note = 'This backend lists the tickets of one customer at a time: nothing is listed without a customerId.';
    return { order, lanes: [], notes: [note] };
  }
  return { order, lanes: isPossibleId(customerId) ? [{ customerId }] : [], notes: [] };
}

/** No customer has such an id, and as a part of an address these would ask for something else. */
function isPossibleId(customerId: string): boolean {
  return !['', '.', '..'].includes(customerId) && customerId.isWellFormed();
}

/**
 * How many rows the gateway may read for one list: the contract bounds a list in rows, so this is what 20 full pages
 * hold. A list that ends there shows as cut off.
 */
export function historyRows(pageSize: number, scanRows: number): number {
  return Math.min(scanRows, MOST_PAGES * pageSize);
}
