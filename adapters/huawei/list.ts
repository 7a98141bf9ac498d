import type { Call, ListPage, ListPageRequest, ListTickets } from '../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../src/ticketing/errors.ts';
import { activeFilters, type FilterName } from '../../src/ticketing/filter.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { badResponse } from '../../src/upstream/http-response.ts';
import { findCaseRow } from './case-row.ts';
import type { HuaweiClient } from './client.ts';
import { planList, pushedDownIn, toConditions, type HuaweiLane } from './list-lane.ts';
import { checkSpan, spanOf, widen, type ReadRows, type Span } from './list-rows.ts';
import { toTicketOfRow } from './mapping.ts';
import { DELETED, toStatus } from './mapping-status.ts';
import type { TypeIndex } from './mapping-types.ts';
import { beginNewest, readNewest, type NewestState, type WalkPage } from './newest-walk.ts';
import type { Query } from './query.ts';
import type { HuaweiSettings } from './settings.ts';
import { isLastSlice, nextOffset } from './slice.ts';
import type { WatchStatus } from './status-watch.ts';
import { toFilterTime } from './times.ts';
import type { TypeCatalog } from './type-catalog.ts';
import { beginWindows, readWindows, type WindowState } from './window-walk.ts';
import { totalOf, type HuaweiCase } from './wire.ts';

type ListSettings = Pick<HuaweiSettings, 'pageSize' | 'statusListMode' | 'textSearch' | 'timeZone'>;
type Request = ListPageRequest<HuaweiLane>;

interface OffsetState {
  readonly walk: 'offset';
  readonly offset: number;
}

/** How far a lane has been read: the three ways of walking through the list. */
type WalkState = NewestState | WindowState | OffsetState;

/** For so long after rows were found out of order, the list is read by windows of time from the start. */
const DISTRUST_MS = 10 * 60_000;

/** The list: it filters by status, id and time of creation; it has no parameter for its order. */
export function createListTickets(
  client: HuaweiClient,
  catalog: TypeCatalog,
  settings: ListSettings,
  watchStatus: WatchStatus,
  kit: Pick<AdapterKit, 'clock' | 'log'>,
): ListTickets<HuaweiLane> {
  let orderTrustedFrom = 0;

  return {
    plan: (query) => planList(query, settings),
    async readPage(request, call) {
      const { lane, filter } = request;
      const [page, types] = await Promise.all([
        lane.id === undefined ? readRowsOf(request, call) : readCase(lane.id, request, call),
        // A filter by type cannot do without the catalog; a row without the id of its type is still a row.
        filter.typeIds === undefined ? catalog.indexIfQuick(call) : catalog.index(call),
      ]);
      return toListPage(page, types, request);
    },
  };

  interface LanePage extends WalkPage<WalkState> {
    readonly total: number | null;
  }

  function toListPage(page: LanePage, types: TypeIndex | undefined, { lane, filter }: Request): ListPage {
    for (const row of page.rows) watchStatus(row.status);
    return {
      tickets: page.rows.map((row) => toTicketOfRow(row, types)),
      continuation: page.next,
      total: page.total,
      pushedDown: pushedDownIn(lane, filter),
    };
  }

  async function readCase(id: string, { lane, filter }: Request, call: Call): Promise<LanePage> {
    const row = await findCaseRow(client, id, call);
    const isShown = row !== null && (toStatus(row.status).code !== DELETED || filter.statusCodes?.includes(DELETED));
    const rows = isShown === true ? [row] : [];
    return { rows, next: null, total: isExact({ lane, filter }) ? rows.length : null };
  }

  async function readRowsOf(request: Request, call: Call): Promise<LanePage> {
    const { lane, filter, continuation, wantsTotal } = request;
    const conditions = toConditions(lane, filter, settings);
    const readRows = createReadRows(conditions, call);
    let wholeTotal: number | null = null;
    const page = await walk(request, async (slice, span) => {
      const answer = await readRows(slice, span);
      if (span.start === null && span.end === null) wholeTotal = answer.total;
      return answer;
    });
    const rows = page.rows.filter((row) => isOfLane(row, lane));
    const wrong = lane.codes === undefined ? 0 : page.rows.length - rows.length;
    if (wrong > 0)
      kit.log.warn('The list holds tickets of another status than asked for; they are left out.', { wrong });
    // Only the first page is asked for the total, and only a lane without other conditions has one.
    const mayCount = continuation === null && wrong === 0 && isExact(request);
    const total = mayCount ? await countLane(lane, wholeTotal, readRows, wantsTotal, call) : null;
    return { rows, next: page.next, total };
  }

  function createReadRows(conditions: Query, call: Call): ReadRows {
    return async (slice, span) => {
      const answer = await client.listCases(slice, [...conditions, ...toSpanQuery(span)], call);
      checkSpan(answer.incident_info_list, span);
      return { rows: answer.incident_info_list, total: totalOf(answer) };
    };
  }

  function toSpanQuery({ start, end }: Span): Query {
    const query: [string, string][] = [];
    if (start !== null) query.push(['query_start_time', toFilterTime(start, settings.timeZone)]);
    if (end !== null) query.push(['query_end_time', toFilterTime(end, settings.timeZone)]);
    return query;
  }

  async function walk(request: Request, readRows: ReadRows): Promise<WalkPage<WalkState>> {
    const state = (request.continuation as WalkState | null) ?? begin(request);
    if (state.walk === 'offset') return readByOffset(state, spanOf(request), readRows);
    const { direction } = request.order;
    const windowOptions = { direction, pageSize: settings.pageSize, now: Math.floor(kit.clock() / 1000) };
    if (state.walk === 'windows') return readWindows(state, windowOptions, readRows);
    const { start } = spanOf(request);
    // Where the gateway sorts many rows out, many have to be read for the few that are wanted.
    const wanted = isExact(request, ['createdAt']) ? request.limit : settings.pageSize;
    const page = await readNewest(state, { start, wanted, pageSize: settings.pageSize }, readRows);
    if (page !== null) return page;
    orderTrustedFrom = kit.clock() + DISTRUST_MS;
    kit.log.warn('The list does not come newest first; for ten minutes it is read by windows of time.');
    // Rows given out already may have been the wrong ones, which cannot be mended.
    if (request.continuation !== null) throw badResponse('a list that does not keep to its order');
    return readWindows(beginWindows({ start, end: state.end }), windowOptions, readRows);
  }

  function begin(request: Request): WalkState {
    if (request.order.field !== 'createdAt') return { walk: 'offset', offset: 0 };
    const span = spanOf(request);
    const isNewestFirst = request.order.direction === 'DESC' && kit.clock() >= orderTrustedFrom;
    return isNewestFirst ? beginNewest(span.end) : beginWindows(span);
  }

  async function readByOffset({ offset }: OffsetState, span: Span, readRows: ReadRows): Promise<WalkPage<OffsetState>> {
    const slice = { offset, limit: settings.pageSize };
    const answer = await readRows(slice, widen(span));
    const next = isLastSlice(slice, answer) ? null : nextOffset(slice, answer);
    return { rows: answer.rows, next: next === null ? null : { walk: 'offset', offset: next } };
  }

  /** How many rows the lane has in all. Rows are given although they cannot be counted. */
  async function countLane(...parameters: Parameters<typeof readCount>): Promise<number | null> {
    try {
      return await readCount(...parameters);
    } catch (error) {
      kit.log.warn('The tickets of a list cannot be counted.', { code: toGatewayError(error).code });
      return null;
    }
  }

  async function readCount(
    lane: HuaweiLane,
    known: number | null,
    readRows: ReadRows,
    wantsTotal: boolean,
    call: Call,
  ): Promise<number | null> {
    if (!wantsTotal) return lane.codes === undefined ? null : known;
    // A limit of 0 has no published meaning.
    const total = known ?? (await readRows({ offset: 0, limit: 1 }, { start: null, end: null })).total;
    return lane.codes === undefined && total !== null ? countUndeleted(total, call) : total;
  }

  /** Whether a total counts deleted tickets, which are shown in no list, is not published: the counts tell. */
  async function countUndeleted(total: number, call: Call): Promise<number | null> {
    let all = 0;
    let deleted = 0;
    for (const { status, count } of await client.countCases(call)) {
      all += Number(count);
      if (toStatus(status).code === DELETED) deleted += Number(count);
    }
    return total === all || total === all - deleted ? all - deleted : null;
  }
}

/** True if the lane's rows need no further filter but those named. */
function isExact({ lane, filter }: Pick<Request, 'lane' | 'filter'>, but: readonly FilterName[] = []): boolean {
  const pushedDown = [...pushedDownIn(lane, filter), ...but];
  return activeFilters(filter).every((name) => pushedDown.includes(name));
}

function isOfLane(row: HuaweiCase, lane: HuaweiLane): boolean {
  const { code } = toStatus(row.status);
  return lane.codes === undefined ? code !== DELETED : lane.codes.includes(code);
}
