import type { ChangeRound, DetectedChange } from '../../src/ticketing/change-detection.ts';
import {
  toAddition,
  toKnownTicket,
  toRemoval,
  toUpdate,
  type ComparedValues,
  type KnownTicket,
} from '../../src/ticketing/known-ticket.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';

/** What a round leaves for the next. Plain JSON: ids, versions and prints alone. */
export interface CrmMark {
  readonly format: typeof FORMAT;
  readonly tickets: readonly KnownRow[];
  /** True if there were more tickets than are watched: of those outside nothing is known. */
  readonly isCutOff: boolean;
  /** True if the list had no row at all although there were tickets before. */
  readonly isEmptied: boolean;
}

interface KnownRow extends KnownTicket {
  readonly id: string;
  /** True if the list did not hold it the last time. */
  readonly isMissing: boolean;
}

const FORMAT = 1;

/** What a listed ticket shows of itself. A title is the first line of the description there. */
export const comparedValues: ComparedValues = ({ number, title, description, status, type }) => [
  ['number', number],
  ['title', title],
  ['description', description],
  ['status', status.code],
  ['type', type?.code ?? null],
];

/** The mark of the round before; null if it was written in another format, which compares with nothing. */
export function readMark(mark: unknown): CrmMark | null {
  const isOurs = typeof mark === 'object' && mark !== null && 'format' in mark && mark.format === FORMAT;
  return isOurs ? (mark as CrmMark) : null;
}

/**
 * What changed since the list was read before.
 *
 * ASSUMPTION: a list that lacks a ticket once may be wrong, as its source was not there for a moment; lacking it twice in a
 * row, it says that the ticket is gone. One that turns up without any row says nothing at all (README).
 * @param mark what the round before left; null for the first
 * @param tickets the whole list, in any order
 * @param most how many tickets are watched: the newest
 */
export function compareList(mark: unknown, tickets: readonly NativeTicket[], most: number): ChangeRound {
  const before = readMark(mark);
  const known = new Map(before?.tickets.map((row) => [row.id, row]));
  // Whoever has read the list meanwhile saw nothing, and has to read again when it is back.
  const isEmptied = tickets.length === 0 && known.size > 0;
  if (before !== null && isEmptied) {
    return { changes: [], interactions: [], mark: { ...before, isEmptied }, isComplete: before.isEmptied };
  }
  const watched = tickets.toSorted(compareNewestFirst).slice(0, most);
  const present = watched.map((ticket): KnownRow => {
    const { version, prints } = toKnownTicket(ticket, comparedValues, known.get(ticket.nativeId));
    return { id: ticket.nativeId, version, prints, isMissing: false };
  });
  const ids = new Set(tickets.map(({ nativeId }) => nativeId));
  const absent = [...known.values()].filter(({ id }) => !ids.has(id));
  const missing = absent.filter(({ isMissing }) => !isMissing).map((row) => ({ ...row, isMissing: true }));
  const removed = absent.filter(({ isMissing }) => isMissing).map(({ id }) => toRemoval(id));
  const isCutOff = tickets.length > most;
  // Of a ticket that was outside before, nobody knows whether it is new.
  const added = before === null || before.isCutOff ? [] : additionsOf(watched, known);
  const isComparable = before === null ? mark === null : !before.isCutOff && !before.isEmptied;
  return {
    changes: [...updatesOf(watched, known), ...removed, ...added],
    interactions: [],
    // No more than twice the most: what is missing is kept for one round.
    mark: { format: FORMAT, tickets: [...present, ...missing], isCutOff, isEmptied: false } satisfies CrmMark,
    isComplete: isComparable && !isCutOff,
    isUndecided: missing.length > 0,
  };
}

function updatesOf(tickets: readonly NativeTicket[], known: ReadonlyMap<string, KnownRow>): DetectedChange[] {
  return tickets.flatMap((ticket) => {
    const row = known.get(ticket.nativeId);
    if (row === undefined || row.version === ticket.version) return [];
    return [toUpdate(ticket.nativeId, row, ticket, comparedValues)];
  });
}

/** Oldest first: the time of creation is the only one that the list tells. */
function additionsOf(tickets: readonly NativeTicket[], known: ReadonlyMap<string, KnownRow>): DetectedChange[] {
  return tickets
    .filter(({ nativeId }) => !known.has(nativeId))
    .toReversed()
    .map((ticket) => toAddition(ticket.nativeId, ticket));
}

/** Those without a time come last; an order that does not depend on the list's. */
function compareNewestFirst(one: NativeTicket, other: NativeTicket): number {
  const [first, second] = [one.createdAt ?? '', other.createdAt ?? ''];
  if (first !== second) return first < second ? 1 : -1;
  return one.nativeId < other.nativeId ? 1 : -1;
}
