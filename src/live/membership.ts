import { isBehind, isUpTo } from '../store/change-cursor.ts';
import type { ChangeKind } from '../ticketing/change-detection.ts';

/**
 * Where a ticket stood before a change. OUT: in nobody's list. OUT_OF_LATER_LISTS: not in the list as it was read here, but
 * perhaps in one that a subscriber read before. MAYBE_OUT: seen outside, and it may have come in unseen since.
 */
export type Place = 'IN' | 'OUT' | 'OUT_OF_LATER_LISTS' | 'MAYBE_OUT' | 'UNKNOWN';

export interface MembershipFacts {
  /** What happened to the ticket. */
  readonly kind: ChangeKind;
  readonly before: Place;
  /** Whether it is in the list now: SEEN and matching, SEEN and not, or NOT_SEEN because it is gone or not the subscriber's. */
  readonly now: 'MATCHES' | 'DIFFERS' | 'NOT_SEEN';
  /** Whether the subscriber may know of every ticket of the backend. */
  readonly mayKnowAll: boolean;
}

/** What a subscriber is told. */
export interface Verdict {
  readonly kind: ChangeKind;
  /** OLDER_LISTS: nobody whose list was read after the subscription began needs to know. */
  readonly audience: 'ALL' | 'OLDER_LISTS';
}

/**
 * What a change means to a subscriber's list: entering it is ADDED and leaving it REMOVED, whatever happened to the ticket
 * itself. Null: nothing. Where a list may hold the ticket, REMOVED is told once rather than never, as taking a ticket away
 * that is not there does no harm; but nobody is told of a ticket that may not be theirs.
 */
export function verdictFor({ kind, before, now, mayKnowAll }: MembershipFacts): Verdict | null {
  if (now === 'MATCHES') {
    if (before === 'UNKNOWN') return { kind, audience: 'ALL' };
    return { kind: before === 'IN' ? 'UPDATED' : 'ADDED', audience: 'ALL' };
  }
  if (before === 'OUT') return null;
  if (before !== 'IN' && (kind === 'ADDED' || (now === 'NOT_SEEN' && !mayKnowAll))) return null;
  return {
    kind: kind === 'MOVED' ? 'MOVED' : 'REMOVED',
    audience: before === 'OUT_OF_LATER_LISTS' ? 'OLDER_LISTS' : 'ALL',
  };
}

/** A list as it was read. */
export interface ReadList {
  readonly ids: readonly string[];
  /** False if there may be more tickets in the list than these. */
  readonly isComplete: boolean;
}

/** What is known of a list, bounded: what is forgotten counts as not known. */
export interface Membership {
  /** @param cursor of the change that it was before. @returns null if nobody knows */
  wasIn(ticket: string, cursor: string): { readonly isIn: boolean; readonly from: 'CHANGE' | 'LIST' } | null;
  /** @param isIn null if nobody knows any more */
  note(ticket: string, isIn: boolean | null, cursor: string): void;
  /** @param head where the log ended before the list was read: what was noted up to there is older */
  take(list: ReadList, head: string): void;
  /**
   * Changes may have been missed.
   * @param cursor up to here; null if what was missed is in no log
   * @returns false if what is known is newer than that
   */
  forget(cursor: string | null): boolean;
}

export interface MembershipBounds {
  /** How many tickets are kept of those that are in the list, or may be. */
  readonly mostIn: number;
  /** The same for those that are not. */
  readonly mostOut: number;
}

const BOUNDS: MembershipBounds = { mostIn: 10_000, mostOut: 1_000 };

interface Noted {
  readonly isIn: boolean | null;
  readonly cursor: string;
}

export function createMembership({ mostIn, mostOut }: MembershipBounds = BOUNDS): Membership {
  const inside = new Map<string, Noted>();
  const outside = new Map<string, Noted>();
  // Where the log ended before the list was read; null if it was not.
  let readAt: string | null = null;
  // Whether a ticket that was not noted since is not in the list.
  let isComplete = false;

  function keep(ticket: string, isIn: boolean | null, cursor: string): void {
    inside.delete(ticket);
    outside.delete(ticket);
    (isIn === false ? outside : inside).set(ticket, { isIn, cursor });
    if (outside.size > mostOut) deleteOldest(outside);
    if (inside.size <= mostIn) return;
    deleteOldest(inside);
    isComplete = false;
  }

  /** False if the list was read after that. */
  function isNews(cursor: string): boolean {
    return readAt === null || !isUpTo(cursor, readAt);
  }

  return {
    wasIn(ticket, cursor) {
      const known = inside.get(ticket) ?? outside.get(ticket);
      if (known !== undefined) return known.isIn === null ? null : { isIn: known.isIn, from: 'CHANGE' };
      return isComplete && readAt !== null && isBehind(cursor, readAt) ? { isIn: false, from: 'LIST' } : null;
    },
    note(ticket, isIn, cursor) {
      if (isNews(cursor)) keep(ticket, isIn, cursor);
    },
    take(list, head) {
      for (const noted of [inside, outside]) {
        for (const [ticket, { cursor }] of noted) if (!isBehind(cursor, head)) noted.delete(ticket);
      }
      readAt = head;
      isComplete = list.isComplete;
      for (const ticket of list.ids) {
        if (!inside.has(ticket) && !outside.has(ticket)) keep(ticket, true, head);
      }
    },
    forget(cursor) {
      if (cursor !== null && !isNews(cursor)) return false;
      inside.clear();
      outside.clear();
      readAt = null;
      isComplete = false;
      return true;
    },
  };
}

function deleteOldest(noted: Map<string, Noted>): void {
  const [oldest] = noted.keys();
  if (oldest !== undefined) noted.delete(oldest);
}
