import type { DetectedChange } from '../../src/ticketing/change-detection.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import { toAddition, type KnownTicket } from '../../src/ticketing/known-ticket.ts';
import type { SeenRows } from '../../src/ticketing/seen-rows.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { EventsMark } from './event-mark.ts';
import { differencesFromKnown, type KnownTickets } from './known-tickets.ts';

/** Of the mark: raised when it is made anew, so that no round goes on from one that it would misread. */
export const FORMAT = 1;

/** What a round of change detection leaves for the next. Plain JSON: ids, times, versions and prints alone. */
export interface HybrisMark {
  readonly format: typeof FORMAT;
  /** The tickets that were changed last. */
  readonly tickets: SeenRows;
  /** What tells which fields of a ticket have changed; left out by rounds that could not tell it yet. */
  readonly known?: KnownTickets;
  /** Which of the tickets that somebody follows there are. */
  readonly followed: Readonly<Record<string, boolean>>;
  /** Rounds until the followed tickets are looked for again. */
  readonly roundsToCheck: number;
  /** The newest interaction logs; null while nobody watches any. */
  readonly logs: SeenLogs | null;
  /** The newest messages in the transcripts of tickets whose log somebody watches. */
  readonly transcripts: Readonly<Record<string, SeenRows>>;
  /** Tickets whose transcript has to be read again, as that failed. */
  readonly due: readonly string[];
  /** Left out where no topics are read. */
  readonly events?: EventsMark;
}

export interface SeenLogs {
  readonly seen: SeenRows;
  /** The tickets whose log was watched: what came before belongs to nobody's watch. */
  readonly ticketIds: readonly string[];
}

/** ASSUMPTION: what was written shows in lists at most so much later than what was written after it (README). */
export const OVERLAP_MS = 2_000;

/** The mark that the round before left; null if there is none, or none that is understood. */
export function readMark(mark: unknown): HybrisMark | null {
  const isOurs = typeof mark === 'object' && mark !== null && 'format' in mark && mark.format === FORMAT;
  return isOurs ? (mark as HybrisMark) : null;
}

/** How often the followed tickets are looked for, in rounds: the list of changes does not tell that one is gone. */
const ROUNDS_A_CHECK = 4;

/** A ticket as the list of changes tells it. */
export interface ChangedRow {
  readonly id: string;
  readonly at: Instant;
  readonly version: string;
  readonly ticket: NativeTicket;
}

/** Rows of the list, without those whose time of change is not told: they have no place in it. */
export function toChangedRows(tickets: readonly NativeTicket[]): ChangedRow[] {
  return tickets.flatMap((ticket) =>
    ticket.updatedAt === null ? [] : [{ id: ticket.nativeId, at: ticket.updatedAt, version: ticket.version, ticket }],
  );
}

/**
 * The changes that rows stand for, in the order of time.
 * @param fresh rows that were not among the newest
 * @param changed rows that were, with another version
 * @param floor down to where everything was known before; null: there was no ticket at all
 * @param created ids of tickets that are new, whatever their time of creation
 * @param known tickets as they were before
 */
export function toChanges(
  fresh: readonly ChangedRow[],
  changed: readonly ChangedRow[],
  floor: Instant | null,
  created: ReadonlySet<string>,
  known: ReadonlyMap<string, KnownTicket>,
): DetectedChange[] {
  // Whatever was created since then and existed at the round before was among the newest then.
  const isNew = ({ nativeId, createdAt }: NativeTicket): boolean =>
    floor === null || created.has(nativeId) || (createdAt !== null && createdAt >= floor);
  const added = new Set(fresh.filter(({ ticket }) => isNew(ticket)));
  return inOrderOfTime([...fresh, ...changed]).map((row) => {
    const { id, ticket } = row;
    if (added.has(row)) return toAddition(id, ticket);
    return {
      nativeId: id,
      kind: 'UPDATED',
      ticket,
      changedFields: differencesFromKnown(known, ticket),
      movedToId: null,
    };
  });
}

/** Rows in the order of their last change, oldest first. */
export function inOrderOfTime(rows: readonly ChangedRow[]): ChangedRow[] {
  return rows.toSorted((one, other) => (one.at === other.at ? 0 : one.at < other.at ? -1 : 1));
}

/**
 * Tickets whose transcript may have messages that were not seen.
 * @param changed ids of the tickets that this round saw changed
 */
export function idsWithMessages(
  before: HybrisMark | null,
  watchedLogIds: readonly string[],
  changed: ReadonlySet<string>,
): string[] {
  if (before === null) return [...watchedLogIds];
  const { transcripts, followed, due } = before;
  return watchedLogIds.filter(
    (id) => changed.has(id) || due.includes(id) || !(Object.hasOwn(transcripts, id) || followed[id] === false),
  );
}

/** Which followed tickets have to be looked for in this round. */
export function idsToCheck(
  before: HybrisMark | null,
  followed: readonly string[],
  shown: ReadonlySet<string>,
): string[] {
  const known = new Map(Object.entries(before?.followed ?? {}));
  const isDue = before !== null && before.roundsToCheck <= 1;
  return followed.filter((id) => !shown.has(id) && (!known.has(id) || (isDue && known.get(id) === true)));
}

/** How many rounds are left until all followed tickets are looked for. */
export function nextRoundsToCheck(before: HybrisMark | null): number {
  return before === null || before.roundsToCheck <= 1 ? ROUNDS_A_CHECK : before.roundsToCheck - 1;
}
