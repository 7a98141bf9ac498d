import type { DetectedChange } from './change-detection.ts';
import { fingerprint } from './fingerprint.ts';
import type { Lookup } from './lookup.ts';
import type { NativeTicket, TicketField } from './ticket.ts';

/** A field of a ticket, and what of it a version covers. Anything that JSON can hold. */
export type ComparedValue = readonly [field: TicketField, value: unknown];

/**
 * What is remembered of a ticket to tell later whether it changed, and in which fields. Plain JSON; holds none of the
 * ticket's values.
 */
export interface KnownTicket {
  readonly version: string;
  /** A few characters for each compared field, one after the other. */
  readonly prints: string;
}

/** How a backend's tickets are compared: the same fields in the same order for each ticket. */
export type ComparedValues = (ticket: NativeTicket) => readonly ComparedValue[];

/** So few that they say nothing about the value; whether a ticket changed is decided by its version alone. */
const PRINT_CHARACTERS = 4;

/**
 * Remembers a ticket.
 * @param before what is remembered of it; given back as it is if the ticket has the same version
 */
export function toKnownTicket(
  ticket: NativeTicket,
  comparedValues: ComparedValues,
  before?: KnownTicket | null,
): KnownTicket {
  if (before?.version === ticket.version) return before;
  const prints = comparedValues(ticket).map(([, value]) => fingerprint([value]).slice(0, PRINT_CHARACTERS));
  return { version: ticket.version, prints: prints.join('') };
}

/** The compared fields in which a ticket differs from what was remembered; none if other fields were compared then. */
export function changedFields(
  before: KnownTicket,
  ticket: NativeTicket,
  comparedValues: ComparedValues,
): TicketField[] {
  const fields = comparedValues(ticket).map(([field]) => field);
  const { prints } = toKnownTicket(ticket, comparedValues);
  if (prints.length !== before.prints.length) return [];
  const printAt = (text: string, index: number): string =>
    text.slice(index * PRINT_CHARACTERS, (index + 1) * PRINT_CHARACTERS);
  return fields.filter((_, index) => printAt(before.prints, index) !== printAt(prints, index));
}

/** The change of a ticket that was remembered with another version. */
export function toUpdate(
  nativeId: string,
  before: KnownTicket,
  ticket: NativeTicket,
  comparedValues: ComparedValues,
): DetectedChange {
  const fields = changedFields(before, ticket, comparedValues);
  return { nativeId, kind: 'UPDATED', ticket, changedFields: fields, movedToId: null };
}

/** The change of a ticket that was not there before. */
export function toAddition(nativeId: string, ticket: NativeTicket): DetectedChange {
  return { nativeId, kind: 'ADDED', ticket, changedFields: [], movedToId: null };
}

/** The change of a ticket that is there no more. */
export function toRemoval(nativeId: string): DetectedChange {
  return { nativeId, kind: 'REMOVED', ticket: null, changedFields: [], movedToId: null };
}

/** What one read of a ticket tells. */
export interface ComparedLookup {
  /** Null if nothing changed, or if nobody looked before. */
  readonly change: DetectedChange | null;
  /** What to remember: null, that there is no such ticket; undefined, nothing, as it could not be read yet. */
  readonly known: KnownTicket | null | undefined;
}

/**
 * Compares a ticket that was read by id with what is remembered of it. A read that failed changes nothing: the next one
 * compares with the same.
 * @param before undefined if nobody looked before; null if there was no such ticket then
 */
export function compareLookup(
  nativeId: string,
  before: KnownTicket | null | undefined,
  lookup: Lookup<NativeTicket>,
  comparedValues: ComparedValues,
): ComparedLookup {
  if (lookup.state === 'failed') return { change: null, known: before };
  if (lookup.state === 'absent') {
    const wasThere = before !== undefined && before !== null;
    return { change: wasThere ? toRemoval(nativeId) : null, known: null };
  }
  const ticket = lookup.value;
  const known = toKnownTicket(ticket, comparedValues, before);
  if (before === undefined || before?.version === known.version) return { change: null, known };
  const change = before === null ? toAddition(nativeId, ticket) : toUpdate(nativeId, before, ticket, comparedValues);
  return { change, known };
}

/**
 * Takes so many ids at most, beginning behind the one that the round before ended with, so that each has its turn.
 * @param after null: from the beginning
 */
export function takeTurn(ids: Iterable<string>, after: string | null, most: number): string[] {
  const sorted = [...new Set(ids)].toSorted();
  const next = after === null ? 0 : sorted.findIndex((id) => id > after);
  const start = Math.max(next, 0);
  return [...sorted.slice(start), ...sorted.slice(0, start)].slice(0, most);
}

/**
 * Behind whom the next round begins: the last that could be read. Those behind it may have failed for want of time.
 * @param lookups what was read of the ids
 * @param after what the round before gave
 */
export function endOfTurn(
  ids: readonly string[],
  lookups: readonly Lookup<unknown>[],
  after: string | null,
): string | null {
  return ids[lookups.findLastIndex(({ state }) => state !== 'failed')] ?? after;
}
