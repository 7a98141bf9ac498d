import type { BackendInstance, Call, ListTickets, SortOrder } from '../ticketing/adapter.ts';
import type { GatewayError } from '../ticketing/errors.ts';
import { activeFilters, matchesFilter, type FilterName } from '../ticketing/filter.ts';
import { instantFromMilliseconds, type Instant } from '../ticketing/instant.ts';
import { failed as failedLookup, found as foundLookup, type Lookup } from '../ticketing/lookup.ts';
import { compareSortKeys, type SortKey } from '../ticketing/sort-key.ts';
import type { FreshnessState, NativeTicket } from '../ticketing/ticket.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { operationOf, unsupportedError } from './ask.ts';
import { requireOpen } from './backend-openness.ts';
import {
  createReadAccount,
  readFilteredPage,
  type LaneQuery,
  type ReadAccount,
  type ReadBudget,
} from './lane-reader.ts';
import type { BackendFilter } from './list-query.ts';
import { createOrderedLane, type Lane } from './ordered-lane.ts';
import { scanKey, toScannedLane, type Scan, type Scans } from './scan.ts';
import { UNKNOWN_TOTAL, type TotalCount } from './source-report.ts';

/** How a list is walked: the order of the list, and whether from its end. */
export interface Walk {
  readonly order: SortOrder;
  readonly isBackward: boolean;
  /** Only rows behind this key in the direction of walking are wanted. */
  readonly after: SortKey | null;
  /** How many rows are wanted in all. */
  readonly limit: number;
  readonly wantsTotal: boolean;
}

/** One backend's part of a merged list while it is read. */
export interface BackendList {
  readonly lanes: readonly Lane[];
  readonly freshness: FreshnessState;
  readonly fetchedAt: Instant;
  /** Where the log of changes was before rows that were at hand were read; empty if none were. */
  readonly changeCursors: readonly string[];
  readonly compare: (left: NativeTicket, right: NativeTicket) => number;
  /** What kept some of its rows away; null if nothing did. */
  readonly failure: GatewayError | null;
  /** What is known now, for the source report. */
  account(): {
    readonly pushedDown: readonly FilterName[];
    readonly evaluatedHere: readonly FilterName[];
    readonly truncated: boolean;
    readonly notes: readonly string[];
    readonly total: TotalCount;
  };
}

/** The part of its deadline that a backend may spend on reading pages; the rest is for the page under way. */
const READING_SHARE = 0.8;

/**
 * Opens one backend's part of a merged list. Rows of backends that cannot sort are read here, others when they are needed.
 * @throws GatewayError if the backend has no list, or fails
 */
export async function openBackendList(
  { backend, filter }: BackendFilter,
  walk: Walk,
  scans: Scans,
  readKnown: ReadKnown,
  call: Call,
): Promise<BackendList> {
  requireOpen(backend, call.principal);
  const now = Date.now();
  const compare = (left: NativeTicket, right: NativeTicket): number => compareRows(left, right, backend.id, walk);
  const isAfterCursor = (ticket: NativeTicket): boolean =>
    walk.after === null || isBehind(ticket, walk.after, backend.id, walk);
  const account = createReadAccount();
  const budget: ReadBudget = {
    rowsLeft: backend.limits.scanRows,
    until: performance.now() + backend.deadlineMs * READING_SHARE,
  };
  const active = activeFilters(filter);

  function toList(
    lanes: readonly Lane[],
    facts: Pick<BackendList, 'freshness' | 'fetchedAt'> & {
      readonly changeCursors?: readonly string[];
      readonly total: () => TotalCount;
    },
  ): BackendList {
    return {
      lanes,
      freshness: facts.freshness,
      fetchedAt: facts.fetchedAt,
      changeCursors: facts.changeCursors ?? [],
      compare,
      failure: null,
      account() {
        const pushedDown = active.filter((name) => account.pushedDown?.has(name) === true);
        const evaluatedHere = account.pushedDown === null ? [] : active.filter((name) => !pushedDown.includes(name));
        return {
          pushedDown,
          evaluatedHere,
          // A lane that was cut behind rows which are not taken has cut nothing from this page.
          truncated: account.truncated || lanes.some((lane) => lane.isCut),
          notes: [...account.notes],
          total: facts.total(),
        };
      },
    };
  }
  const live = { freshness: 'LIVE' as const, fetchedAt: instantFromMilliseconds(now) ?? '' };

  if (filter.ids !== undefined) {
    const { tickets, failure } = await readByIds({ backend, filter }, readKnown, call);
    account.pushedDown = new Set(['ids']);
    const lane = toScannedLane(tickets, compare, isAfterCursor);
    const kind = failure === null ? 'EXACT' : 'LOWER_BOUND';
    return { ...toList([lane], { ...live, total: () => ({ kind, value: tickets.length }) }), failure };
  }

  const list: ListTickets = operationOf(backend, 'listTickets');
  const direction = walk.isBackward ? opposite(walk.order.direction) : walk.order.direction;
  const order: SortOrder = { field: walk.order.field, direction };
  const plan = list.plan({ filter, order });
  for (const note of plan.notes) account.notes.add(note);
  const queries = plan.lanes.map((lane): LaneQuery => ({
    backend,
    list,
    lane,
    filter,
    order,
    from: walk.after?.value ?? null,
    // The rows of the last instant of a page are held back until the next shows that they are all: one more saves that call.
    limit: walk.limit + 1,
    wantsTotal: walk.wantsTotal,
  }));

  if (plan.order === 'BY_INSTANT') {
    // Behind a row without a time come only rows without a time: lanes in the order of time have none.
    const isOver = walk.after !== null && walk.after.value === null && !walk.isBackward;
    if (isOver) {
      const total = walk.wantsTotal ? await countLanes(queries, budget, account, call) : UNKNOWN_TOTAL;
      return toList([], { ...live, total: () => total });
    }
    const lanes = queries.map((query) => createOrderedLane(query, compare, isAfterCursor, budget, account, call));
    return toList(lanes, { ...live, total: () => sumOfTotals(lanes.map((lane) => lane.total())) });
  }

  const keys = queries.map((query) => scanKey(query, call));
  const kept = keys.map((key) => scans.kept(key));
  const read = await Promise.all(
    queries.map(async (query, index) => kept[index] ?? scans.read(keys[index] ?? '', query, budget, call)),
  );
  addScans(account, read);
  const tickets = uniqueTickets(read.flatMap((scan) => scan.tickets));
  const lane = toScannedLane(tickets, compare, isAfterCursor);
  const isAtHand = kept.length > 0 && kept.every((scan) => scan !== undefined);
  const fetchedAt = read.map((scan) => scan.fetchedAt).sort()[0] ?? live.fetchedAt;
  const total = totalOfScans(read, tickets.length);
  const changeCursors = read.map((scan) => scan.changeCursor).filter((cursor) => cursor !== null);
  return toList([lane], { freshness: isAtHand ? 'CACHED' : 'LIVE', fetchedAt, changeCursors, total: () => total });
}

/** Reads the last copy of a ticket whose backend cannot be read; null if there is none. */
export type ReadKnown = (nativeId: string) => Promise<NativeTicket | null>;

/** Tickets named by their ids are read by id: complete, exact, and without a list. One that fails leaves the others. */
async function readByIds(
  { backend, filter }: BackendFilter,
  readKnown: ReadKnown,
  call: Call,
): Promise<{ readonly tickets: NativeTicket[]; readonly failure: GatewayError | null }> {
  const ids = [...new Set(filter.ids)];
  if (ids.length === 0) return { tickets: [], failure: null };
  const lookups = await lookUpTickets(backend, ids, readKnown, call);
  const found = lookups.flatMap((lookup) => (lookup.state === 'found' ? [lookup.value] : []));
  const failed = lookups.find((lookup) => lookup.state === 'failed');
  return {
    tickets: uniqueTickets(found.filter((ticket) => matchesFilter(ticket, filter))),
    failure: failed?.state === 'failed' ? failed.error : null,
  };
}

async function lookUpTickets(
  backend: BackendInstance,
  ids: readonly string[],
  readKnown: ReadKnown,
  call: Call,
): Promise<Lookup<NativeTicket>[]> {
  const { getTickets } = backend.operations;
  if (!isUnsupported(getTickets)) return getTickets({ ids, fields: [] }, call);
  const reason = getTickets.unsupported;
  const copies = await Promise.all(ids.map(readKnown));
  return copies.map((ticket) =>
    ticket === null ? failedLookup(unsupportedError(backend, reason)) : foundLookup(ticket),
  );
}

/** Each ticket once: a backend may find one under two ids, and a row may move from lane to lane while they are read. */
function uniqueTickets(tickets: readonly NativeTicket[]): NativeTicket[] {
  return [...new Map(tickets.map((ticket) => [ticket.nativeId, ticket])).values()];
}

function addScans(account: ReadAccount, scans: readonly Scan[]): void {
  const [first, ...others] = scans;
  account.pushedDown =
    first === undefined
      ? null
      : new Set(first.pushedDown.filter((name) => others.every((scan) => scan.pushedDown.includes(name))));
  account.truncated = scans.some((scan) => scan.isTruncated);
  for (const scan of scans) for (const note of scan.notes) account.notes.add(note);
}

/**
 * A scan that reached its end was counted; one that was cut counts at least what it saw, unless the backend told.
 * @param count how many different rows were read
 */
function totalOfScans(scans: readonly Scan[], count: number): TotalCount {
  if (scans.every((scan) => !scan.isTruncated)) return { kind: 'EXACT', value: count };
  const isExact = scans.every((scan) => !scan.isTruncated || scan.total !== null);
  const value = scans.reduce(
    (sum, scan) => sum + (scan.isTruncated ? (scan.total ?? scan.tickets.length) : scan.tickets.length),
    0,
  );
  return { kind: isExact ? 'EXACT' : 'LOWER_BOUND', value };
}

/** How many rows lanes have whose rows are not wanted. */
async function countLanes(
  queries: readonly LaneQuery[],
  budget: ReadBudget,
  account: ReadAccount,
  call: Call,
): Promise<TotalCount> {
  const first = (query: LaneQuery): LaneQuery => ({ ...query, from: null, limit: 1 });
  const pages = await Promise.all(queries.map((query) => readFilteredPage(first(query), null, budget, account, call)));
  return sumOfTotals(pages.map((page) => page.total));
}

function sumOfTotals(totals: readonly (number | null)[]): TotalCount {
  if (totals.some((total) => total === null)) return UNKNOWN_TOTAL;
  return { kind: 'EXACT', value: totals.reduce<number>((sum, total) => sum + (total ?? 0), 0) };
}

function compareRows(left: NativeTicket, right: NativeTicket, backend: string, { order, isBackward }: Walk): number {
  const forward = compareSortKeys(keyOf(left, backend, order), keyOf(right, backend, order), order);
  return isBackward ? -forward : forward;
}

function isBehind(ticket: NativeTicket, after: SortKey, backend: string, { order, isBackward }: Walk): boolean {
  const forward = compareSortKeys(keyOf(ticket, backend, order), after, order);
  return isBackward ? forward < 0 : forward > 0;
}

function keyOf(ticket: NativeTicket, backend: string, order: SortOrder): SortKey {
  return { value: ticket[order.field], backend, nativeId: ticket.nativeId };
}

function opposite(direction: SortOrder['direction']): SortOrder['direction'] {
  return direction === 'ASC' ? 'DESC' : 'ASC';
}
