import type { Call, ListTickets } from '../../src/ticketing/adapter.ts';
import type { ChangeDetector, ChangeRequest, ChangeRound } from '../../src/ticketing/change-detection.ts';
import { toRemoval } from '../../src/ticketing/known-ticket.ts';
import type { Lookup } from '../../src/ticketing/lookup.ts';
import { compareWithSeen, floorOf, reachesFloor, type SeenRows } from '../../src/ticketing/seen-rows.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { failedIds } from '../../src/upstream/failed-lookups.ts';
import {
  FORMAT,
  idsToCheck,
  idsWithMessages,
  inOrderOfTime,
  nextRoundsToCheck,
  OVERLAP_MS,
  readMark,
  toChangedRows,
  toChanges,
  type HybrisMark,
} from './change-mark.ts';
import type { BeginEventLook } from './detect-events.ts';
import { byTime, detectLogs, detectMessages } from './detect-interactions.ts';
import { toKnownRows, withoutOutdated, withTold } from './event-mark.ts';
import { keepTickets, toKnownTickets } from './known-tickets.ts';
import type { LogWalk } from './log-walk.ts';
import type { MappingFacts } from './mapping.ts';
import type { HybrisLane } from './narrowing.ts';
import type { ReadTickets } from './read.ts';
import { MOST_ROWS_A_PAGE } from './walk.ts';
import type { HybrisTicket } from './wire.ts';

export interface DetectParts {
  readonly list: ListTickets<HybrisLane>;
  readonly readTickets: ReadTickets;
  readonly logWalk: LogWalk;
  readonly facts: MappingFacts;
  readonly scanRows: number;
  readonly kit: Pick<AdapterKit, 'log'>;
  /** Null where no topics are read. */
  readonly beginEventLook: BeginEventLook | null;
}

/** Rows that each page but the first brings at least: it begins with the last one of the page before. */
const NEW_ROWS_A_PAGE = MOST_ROWS_A_PAGE - 1;

/** Walks down the tickets in the order of their last change, as far as is needed. */
export function createDetectChanges(parts: DetectParts): ChangeDetector {
  const { readTickets, facts, scanRows, kit, beginEventLook } = parts;
  return {
    coverage: 'ALL',
    seesLogs: true,
    sees:
      facts.audience === 'agent'
        ? 'Every change of tickets; deletions and messages only of tickets that somebody watches, deletions within four looks.'
        : 'Every change of tickets; deletions, messages and interaction logs only of tickets that somebody watches, deletions within four looks.',
    async detect(request, call) {
      const before = readMark(request.mark);
      const isContinued = request.mark === null || before !== null;
      const { watchedLogIds } = request;
      const told = before?.events?.told ?? [];
      const [walk, logs, eventLook] = await Promise.all([
        readDown(parts, before?.tickets ?? null, call),
        detectLogs(parts, before?.logs ?? null, watchedLogIds, call),
        beginEventLook?.(before?.events ?? null, call),
      ]);
      const options = { overlapMs: OVERLAP_MS, most: scanRows };
      const rows = withoutOutdated(toChangedRows(walk.tickets), told);
      const { fresh, changed, seen, isComplete } = compareWithSeen(
        withTold(before?.tickets ?? null, told),
        rows,
        options,
      );
      const floor = before === null ? null : floorOf(before.tickets, OVERLAP_MS);
      const byDate = [...fresh, ...changed];
      const known = toKnownRows(seen, told, [...rows, ...byDate]);
      const news = await eventLook?.settle({ known, changed: byDate });
      const byEvent = news?.rows ?? [];
      const knownTickets = toKnownTickets(before?.known);
      const changes = toChanges(
        [...fresh, ...byEvent.filter(({ id }) => !known.has(id))],
        [...changed, ...byEvent.filter(({ id }) => known.has(id))],
        floor,
        news?.created ?? new Set(),
        knownTickets,
      );
      const seenTickets = inOrderOfTime([...rows, ...byEvent]).map(({ ticket }) => ticket);
      const shown = new Set([...walk.tickets.map(({ nativeId }) => nativeId), ...(news?.found ?? [])]);
      const changedIds = new Set(changes.map(({ nativeId }) => nativeId));
      const reads = await readFollowed(before, request, shown, changedIds, call);
      const messages = detectMessages(before?.transcripts ?? {}, watchedLogIds, reads, facts);
      const followed = settleFollowed(before, request, shown, reads);
      return {
        changes: [...changes, ...followed.removed.map(toRemoval)],
        interactions: byTime([...logs.interactions, ...messages.interactions]),
        mark: {
          format: FORMAT,
          tickets: seen,
          known: keepTickets(knownTickets, seenTickets),
          followed: followed.known,
          roundsToCheck: nextRoundsToCheck(before),
          logs: logs.logs,
          transcripts: messages.transcripts,
          due: watchedLogIds.filter((id) => reads.get(id)?.state === 'failed'),
          ...(news === undefined ? {} : { events: news.mark }),
        } satisfies HybrisMark,
        // What is read of the topics comes on top: without it the round is as complete as it is without any topics.
        isComplete: isContinued && walk.isWhole && isComplete && logs.isWhole,
        ...(news?.hasMore === true ? { isUndecided: true } : {}),
      } satisfies ChangeRound;
    },
  };

  /** The tickets that this round needs besides the list: those that may be gone, and those whose transcript may be longer. */
  async function readFollowed(
    before: HybrisMark | null,
    { watchedIds, watchedLogIds }: ChangeRequest,
    shown: ReadonlySet<string>,
    changed: ReadonlySet<string>,
    call: Call,
  ): Promise<ReadonlyMap<string, Lookup<HybrisTicket>>> {
    const mayBeGone = idsToCheck(before, [...watchedIds, ...watchedLogIds], shown);
    const ids = [...new Set([...mayBeGone, ...idsWithMessages(before, watchedLogIds, changed)])];
    const lookups = ids.length === 0 ? [] : await readTickets(ids, call);
    failedIds(ids, lookups, 'Watched tickets cannot be read; what happens to them is told later.', kit.log, call);
    return new Map(ids.map((id, index) => [id, lookups[index] ?? { state: 'absent' }]));
  }
}

interface TicketWalk {
  readonly tickets: readonly NativeTicket[];
  /** False if there were more tickets on the way than may be read. */
  readonly isWhole: boolean;
}

/** The tickets that were changed last, down to what is known. */
async function readDown({ list, scanRows }: DetectParts, before: SeenRows | null, call: Call): Promise<TicketWalk> {
  const floor = before === null ? null : floorOf(before, OVERLAP_MS);
  const tickets: NativeTicket[] = [];
  let continuation: unknown = null;
  for (let pages = 0; pages < Math.ceil(scanRows / NEW_ROWS_A_PAGE); pages++) {
    const page = await list.readPage(
      {
        lane: {},
        filter: floor === null ? {} : { updatedAt: { from: floor } },
        order: { field: 'updatedAt', direction: 'DESC' },
        from: null,
        limit: MOST_ROWS_A_PAGE,
        continuation,
        wantsTotal: false,
      },
      call,
    );
    tickets.push(...page.tickets);
    continuation = page.continuation;
    const instants = toChangedRows(tickets).map(({ at }) => at);
    if (continuation === null || reachesFloor(before, instants, OVERLAP_MS)) return { tickets, isWhole: true };
  }
  return { tickets, isWhole: false };
}

/** Which of the followed tickets there are now, and which of those that there were are gone. */
function settleFollowed(
  before: HybrisMark | null,
  { watchedIds, watchedLogIds }: ChangeRequest,
  shown: ReadonlySet<string>,
  reads: ReadonlyMap<string, Lookup<HybrisTicket>>,
): { readonly known: Record<string, boolean>; readonly removed: readonly string[] } {
  const earlier = new Map(Object.entries(before?.followed ?? {}));
  const known: [string, boolean][] = [];
  const removed: string[] = [];
  for (const id of new Set([...watchedIds, ...watchedLogIds])) {
    const state = shown.has(id) ? 'found' : reads.get(id)?.state;
    const was = earlier.get(id);
    if (state === 'absent' && was === true) removed.push(id);
    const is = state === 'found' ? true : state === 'absent' ? false : was;
    if (is !== undefined) known.push([id, is]);
  }
  return { known: Object.fromEntries(known), removed };
}
