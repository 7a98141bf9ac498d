import type { TicketEntry } from './log-entry.ts';
import { isBehind } from '../store/change-cursor.ts';
import { createMembership, type Place, type ReadList } from './membership.ts';

export interface RosterOptions {
  /** Whether the ticket of a change is in the list now; null if that cannot be told. Must not reject. */
  readonly isInNow: (entry: TicketEntry) => Promise<boolean | null>;
  /** False while tickets may change without a change in the log. */
  readonly isFullyWatched: () => boolean;
}

/** Which tickets a list of one backend holds, kept up with the log. Several subscribers may share it. */
export interface Roster {
  /** Where the ticket stood before this change. To be asked in the order of the log; asked again it says the same. */
  placeBefore(entry: TicketEntry, cursor: string): Promise<Place>;
  /**
   * The list was read.
   * @param head where the log ended before
   * @param isFirst whether all lists that subscribers read since they were told of SOURCES are newer
   */
  take(list: ReadList, head: string, isFirst: boolean): void;
  /** All that happened before the list was read stands in the log up to here. */
  settle(head: string): void;
  /** Changes may have been missed. @param cursor up to here; null if what was missed is in no log */
  forget(cursor: string | null): void;
}

export function createRoster({ isInNow, isFullyWatched }: RosterOptions): Roster {
  const membership = createMembership();
  const places = new WeakMap<TicketEntry, Promise<Place>>();
  let last: Promise<unknown> = Promise.resolve();
  let isFirstList = false;
  let settledAt: string | null = null;

  function placeOf(ticketId: string, cursor: string): Place {
    const before = membership.wasIn(ticketId, cursor);
    if (before === null) return 'UNKNOWN';
    if (before.isIn) return 'IN';
    if (!isFullyWatched()) return 'MAYBE_OUT';
    if (before.from === 'CHANGE' || (settledAt !== null && isBehind(cursor, settledAt))) return 'OUT';
    return isFirstList ? 'OUT_OF_LATER_LISTS' : 'MAYBE_OUT';
  }

  async function decide(entry: TicketEntry, cursor: string, earlier: Promise<unknown>): Promise<Place> {
    const reading = isInNow(entry);
    await earlier;
    const isIn = await reading;
    const place = placeOf(entry.ticketId, cursor);
    // A ticket that cannot be read stays where it was said to be.
    if (isIn !== null) membership.note(entry.ticketId, isIn, cursor);
    else if (place !== 'IN') membership.note(entry.ticketId, null, cursor);
    return place;
  }

  /** In its turn: what came before must not be noted after it. */
  async function forgetAfter(earlier: Promise<unknown>, cursor: string | null): Promise<void> {
    await earlier;
    if (!membership.forget(cursor)) return;
    isFirstList = false;
    settledAt = null;
  }

  return {
    placeBefore(entry, cursor) {
      const known = places.get(entry);
      if (known !== undefined) return known;
      const place = decide(entry, cursor, last);
      places.set(entry, place);
      last = place;
      return place;
    },
    take(list, head, isFirst) {
      membership.take(list, head);
      isFirstList = isFirst;
      settledAt = null;
    },
    settle(head) {
      settledAt = head;
    },
    forget(cursor) {
      last = forgetAfter(last, cursor);
    },
  };
}
