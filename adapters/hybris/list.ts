import type {
  Call,
  ListPage,
  ListPageRequest,
  ListPlan,
  ListQuery,
  ListTickets,
  SortField,
} from '../../src/ticketing/adapter.ts';
import { activeFilters, type FilterName } from '../../src/ticketing/filter.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { chunk } from '../../src/upstream/lookups.ts';
import type { CollectionPage, CollectionQuery, HybrisClient } from './client.ts';
import type { HybrisCredentials } from './credentials.ts';
import { toStatusCodes } from './mapping-status.ts';
import { toInstant } from './mapping-values.ts';
import { toTicket, type MappingFacts } from './mapping.ts';
import {
  activeDates,
  areNumbers,
  hasDateFilter,
  isOfLane,
  narrow,
  toDateTerms,
  toSort,
  type HybrisLane,
} from './narrowing.ts';
import { keepOwn } from './own-rows.ts';
import { withSupport, type QueryMeans, type QuerySupport } from './query-support.ts';
import { intersect, isPlainId, joinTerms, MOST_VALUES, toBounds, type Bounds } from './query.ts';
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
  /** Counted once in a walk, for what was pushed down then. */
  readonly total: number | null;
  readonly pushedDown: readonly FilterName[];
}

/** What one page is asked with. */
interface PageQuery {
  readonly query: CollectionQuery;
  /** Asks for the whole list where `query` begins in the middle; the same terms otherwise. */
  readonly wholeQ: string;
  readonly isWhole: boolean;
  readonly pushedDown: readonly FilterName[];
}

const NOTHING = { tickets: [], continuation: null, total: 0 };

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
      // Whoever waits for it is told; a page that needs no call waits for nothing.
      ownId.catch(() => undefined);
      // Nobody sees another customer's tickets, so there is nothing to ask for.
      const own = customerId === undefined ? null : await ownId;
      if (own !== null && own !== customerId) return { ...NOTHING, pushedDown: activeFilters(request.filter) };
      const uses: QueryMeans = {
        lists: narrow(request.lane, request.filter, own, facts, true).usesLists,
        ranges: request.from !== null || request.continuation !== null || hasDateFilter(request.filter),
      };
      if (isPast(request)) return { ...NOTHING, total: null, pushedDown: activeFilters(request.filter) };
      return withSupport(support, uses, (means) => readPage(request, own, ownId, means, call));
    },
  };

  async function readPage(
    request: ListPageRequest<HybrisLane>,
    own: string | null,
    ownId: Promise<string | null>,
    means: QueryMeans,
    call: Call,
  ): Promise<ListPage> {
    const { lane, order } = request;
    const continuation = request.continuation as Continuation | null;
    const position = continuation?.position ?? startWalk(request.from);
    const { query, wholeQ, isWhole, pushedDown } = toPageQuery(request, position, own, facts, means);
    const wantsCount = request.wantsTotal && continuation === null;
    const [page, count, ownCustomerId] = await Promise.all([
      client.listServiceTickets({ ...query, wantsTotal: wantsCount && isWhole }, call),
      wantsCount && !isWhole ? countRows(wholeQ, call) : null,
      ownId,
    ]);

    const walkRows = page.rows.map((row) => ({ id: row.id, instant: instantOf(row, order.field) }));
    const ahead = page.rows.filter((_, index) => {
      const row = walkRows[index];
      return row !== undefined && isAhead(row, position, order.direction);
    });
    const rows = keepOwn(ahead, ownCustomerId, log);
    const isCountable = rows.length === ahead.length && isLanePushedDown(lane, pushedDown);
    const known = continuation === null ? (isWhole ? page.total : count) : carriedTotal(continuation, pushedDown);
    const total = isCountable ? known : null;
    const next = (): Continuation => ({
      position: nextPosition(walkRows, position, query.pageSize, order.direction, means.ranges),
      total,
      pushedDown,
    });
    return {
      tickets: rows.filter((row) => isOfLane(row, lane)).map((row) => toTicket(row, facts, call.language)),
      continuation: hasNext(page, query) ? next() : null,
      total,
      pushedDown,
    };
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

/** The query for the rows that lie ahead, with all that the backend can apply. */
function toPageQuery(
  { lane, filter, order, limit }: ListPageRequest<HybrisLane>,
  position: WalkPosition,
  own: string | null,
  facts: MappingFacts,
  { lists, ranges }: QueryMeans,
): PageQuery {
  const { terms, pushedDown: narrowed } = narrow(lane, filter, own, facts, lists);
  const pushedDown = [...narrowed, ...(ranges ? activeDates(filter) : [])];
  const bounds = ranges ? boundsAhead(position, order.direction) : {};
  const toQ = (ahead: Bounds): string => joinTerms([...terms, ...(ranges ? toDateTerms(filter, order, ahead) : [])]);
  // What the backend does not filter away is read in full pages. One row more shows that no tie is cut at the end.
  const wanted = activeFilters(filter).length > pushedDown.length ? MOST_ROWS_A_PAGE : limit + 1;
  const { pageNumber } = position;
  return {
    query: { q: toQ(bounds), sort: toSort(order), pageNumber, pageSize: pageSizeAt(position, wanted) },
    wholeQ: toQ({}),
    isWhole: bounds.least === undefined && bounds.most === undefined,
    pushedDown,
  };
}

/** True if nothing of the span that the filter names lies ahead. */
function isPast({ filter, order, from, continuation }: ListPageRequest<HybrisLane>): boolean {
  const position = (continuation as Continuation | null)?.position ?? startWalk(from);
  const span = toBounds(filter[order.field] ?? {});
  return intersect(span, boundsAhead(position, order.direction)) === null;
}

/** Without its lane in the query the backend counts the rows of other lanes too. */
function isLanePushedDown({ ids, numbers }: HybrisLane, pushedDown: readonly FilterName[]): boolean {
  return (ids === undefined || pushedDown.includes('ids')) && (numbers === undefined || pushedDown.includes('numbers'));
}

/** If the backend has refused part of the query since, the total no longer fits what is pushed down. */
function carriedTotal(continuation: Continuation, pushedDown: readonly FilterName[]): number | null {
  return String(continuation.pushedDown) === String(pushedDown) ? continuation.total : null;
}

function instantOf(row: HybrisTicket, field: SortField): Instant | null {
  return toInstant(field === 'createdAt' ? row.metadata?.createdAt : row.metadata?.modifiedAt);
}

/** A full page may have a successor even if the backend names none. */
function hasNext(page: CollectionPage<HybrisTicket>, { pageNumber, pageSize }: CollectionQuery): boolean {
  if (page.rows.length === 0) return false;
  if (page.hasNextLink) return true;
  if (page.rows.length < pageSize) return false;
  return page.total === null || pageNumber * pageSize < page.total;
}
