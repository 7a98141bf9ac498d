import type {
  Call,
  ListPage,
  ListPageRequest,
  ListPlan,
  ListQuery,
  ListTickets,
  SortField,
} from '../../src/ticketing/adapter.ts';
import { activeFilters } from '../../src/ticketing/filter.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { chunk } from '../../src/upstream/lookups.ts';
import type { CollectionPage, HybrisClient } from './client.ts';
import type { HybrisCredentials } from './credentials.ts';
import { toStatusCodes } from './mapping-status.ts';
import { toInstant } from './mapping-values.ts';
import { toTicket, type MappingFacts } from './mapping.ts';
import { activeDates, areNumbers, hasDateFilter, narrow, toDateTerms, toSort, type HybrisLane } from './narrowing.ts';
import { keepOwn } from './own-rows.ts';
import { withRanges, type QuerySupport } from './query-support.ts';
import { isPlainId, joinTerms, MOST_VALUES } from './query.ts';
import {
  boundsAhead,
  isAhead,
  MOST_ROWS_A_PAGE,
  nextPosition,
  pageSizeAt,
  startWalk,
  type WalkPosition,
} from './walk.ts';
import type { HybrisTicket } from './wire.ts';

interface Continuation {
  readonly position: WalkPosition;
  /** Counted once in a walk. */
  readonly total: number | null;
  /** Whether the ranges of the filter were applied to the total. */
  readonly hasRanges: boolean;
}

const EMPTY_PAGE: ListPage = { tickets: [], continuation: null, total: 0, pushedDown: [] };

/** The list: sorted by the backend, and walked by date from row to row. */
export function createListTickets(
  client: HybrisClient,
  credentials: HybrisCredentials,
  support: QuerySupport,
  facts: MappingFacts,
  log: AdapterLog,
): ListTickets<HybrisLane> {
  return {
    plan: (query) => planList(query, facts),
    async readPage(request, call) {
      const { customerId } = request.filter;
      const ownId = credentials.ownCustomerId(call);
      // Nobody sees another customer's tickets, so there is nothing to ask for.
      const own = customerId === undefined ? null : await ownId;
      if (own !== null && own !== customerId) return { ...EMPTY_PAGE, pushedDown: ['customerId'] };
      const hasRange = request.from !== null || request.continuation !== null || hasDateFilter(request.filter);
      return withRanges(support.ranges, hasRange, (useRanges) => readPage(request, own, ownId, useRanges, call));
    },
  };

  async function readPage(
    request: ListPageRequest<HybrisLane>,
    own: string | null,
    ownId: Promise<string | null>,
    useRanges: boolean,
    call: Call,
  ): Promise<ListPage> {
    const { order, filter, wantsTotal } = request;
    const continuation = request.continuation as Continuation | null;
    const position = continuation?.position ?? startWalk(request.from);
    const { terms, pushedDown } = narrow(request.lane, filter, own, facts);
    const ahead = useRanges ? boundsAhead(position, order.direction) : {};
    const ranges = useRanges ? toDateTerms(filter, order, ahead) : [];
    const allRanges = useRanges ? toDateTerms(filter, order, {}) : [];
    const pushed = [...pushedDown, ...(useRanges ? activeDates(filter) : [])];
    if (allRanges === null) return { ...EMPTY_PAGE, pushedDown: pushed };

    // What the backend does not filter away is read in full pages. One row more shows that no tie is cut at the end.
    const wanted = activeFilters(filter).length > pushed.length ? MOST_ROWS_A_PAGE : request.limit + 1;
    const pageSize = pageSizeAt(position, wanted);
    const isWhole = ahead.least === undefined && ahead.most === undefined;
    const counted = wantsTotal && continuation === null;
    const [page, count, ownCustomerId] = await Promise.all([
      ranges === null
        ? NO_ROWS
        : client.listServiceTickets(
            {
              q: joinTerms([...terms, ...ranges]),
              sort: toSort(order),
              pageNumber: position.pageNumber,
              pageSize,
              wantsTotal: counted && isWhole,
            },
            call,
          ),
      counted && !isWhole ? countRows(joinTerms([...terms, ...allRanges]), call) : null,
      ownId,
    ]);

    const walkRows = page.rows.map((row) => ({ id: row.id, instant: instantOf(row, order.field) }));
    const fresh = page.rows.filter((_, index) => {
      const row = walkRows[index];
      return row !== undefined && isAhead(row, position, order.direction);
    });
    const kept = keepOwn(fresh, ownCustomerId, log);
    const total =
      kept.length < fresh.length ? null : continuation === null ? (isWhole ? page.total : count) : carriedTotal();
    return {
      tickets: kept.map((row) => toTicket(row, facts, call.language)),
      continuation: hasNext(page, position, pageSize)
        ? {
            position: nextPosition(walkRows, position, pageSize, order.direction, useRanges),
            total,
            hasRanges: useRanges,
          }
        : null,
      total,
      pushedDown: pushed,
    };

    /** If the backend has refused ranges since, the total no longer fits what is pushed down. */
    function carriedTotal(): number | null {
      const isSame = continuation?.hasRanges === useRanges || !hasDateFilter(filter);
      return isSame ? (continuation?.total ?? null) : null;
    }
  }

  /** A page that begins in the middle of the list counts only what follows, so the whole is counted apart. */
  async function countRows(q: string, call: Call): Promise<number | null> {
    try {
      const page = await client.listServiceTickets({ q, pageNumber: 1, pageSize: 1, wantsTotal: true }, call);
      return page.total;
    } catch {
      // The rows are there; only their number is not.
      return null;
    }
  }
}

const NO_ROWS: CollectionPage<HybrisTicket> = { rows: [], total: 0, hasNextLink: false };

/** One lane, as a query takes several values of a field; more only for more ids or numbers than a query holds. */
export function planList({ filter }: ListQuery, facts: MappingFacts): ListPlan<HybrisLane> {
  const order = 'BY_INSTANT';
  const nothing = (note?: string): ListPlan<HybrisLane> => ({
    order,
    lanes: [],
    notes: note === undefined ? [] : [note],
  });
  if (filter.assigneeId !== undefined) return nothing('Tickets of this backend have no assignee.');
  if (filter.escalated === true) return nothing('Tickets of this backend are never escalated.');
  const lists = [
    filter.ids,
    filter.numbers,
    filter.typeIds,
    filter.priorityLevels,
    toStatusCodes(filter, facts.statuses),
  ];
  if (lists.some((list) => list?.length === 0)) return nothing();
  const ids = filter.ids === undefined ? null : [...new Set(filter.ids)];
  if (ids?.every(isPlainId) === true)
    return { order, lanes: chunk(ids, MOST_VALUES).map((some) => ({ ids: some })), notes: [] };
  const numbers = filter.numbers === undefined ? null : [...new Set(filter.numbers)];
  if (numbers !== null && chunk(numbers, MOST_VALUES).every(areNumbers))
    return { order, lanes: chunk(numbers, MOST_VALUES).map((some) => ({ numbers: some })), notes: [] };
  return { order, lanes: [{}], notes: [] };
}

function instantOf(row: HybrisTicket, field: SortField): Instant | null {
  return toInstant(field === 'createdAt' ? row.metadata?.createdAt : row.metadata?.modifiedAt);
}

/** A full page may have a successor even if the backend names none. */
function hasNext(page: CollectionPage<HybrisTicket>, { pageNumber }: WalkPosition, pageSize: number): boolean {
  if (page.rows.length === 0) return false;
  if (page.hasNextLink) return true;
  if (page.rows.length < pageSize) return false;
  return page.total === null || pageNumber * pageSize < page.total;
}
