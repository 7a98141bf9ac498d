import type { Call } from '../ticketing/adapter.ts';
import { GatewayError } from '../ticketing/errors.ts';
import type { NativeTicket } from '../ticketing/ticket.ts';
import { mayReadOn, readFilteredPage, type LaneQuery, type ReadAccount, type ReadBudget } from './lane-reader.ts';

/** Rows of one lane, one after the other in the order of the walk. */
export interface Lane {
  /** Reads until so many rows are at hand, the lane has no more, or a bound is met. */
  fill(count: number): Promise<void>;
  /** The next row; undefined when all that were filled in are taken. */
  readonly head: NativeTicket | undefined;
  take(): void;
  /** True if a bound was met and rows are taken so far that others may be missing before the next one. */
  readonly isCut: boolean;
}

/** A lane that is read page by page. */
export interface OrderedLane extends Lane {
  /** How many rows the lane has in all after the filter; null if not known. */
  total(): number | null;
}

/** Compares rows of one backend in the order of the walk. */
export type CompareRows = (left: NativeTicket, right: NativeTicket) => number;

/**
 * A lane of a backend that sorts by time but leaves ties in any order: the rows of the last instant of a page are held
 * back until the next page shows that no more of them come.
 *
 * @param isAfterCursor true for rows that belong behind the cursor; all others are dropped
 */
export function createOrderedLane(
  query: LaneQuery,
  compare: CompareRows,
  isAfterCursor: (ticket: NativeTicket) => boolean,
  budget: ReadBudget,
  account: ReadAccount,
  call: Call,
): OrderedLane {
  const { field, direction } = query.order;
  let ready: NativeTicket[] = [];
  let held: NativeTicket[] = [];
  let next = 0;
  let continuation: unknown = null;
  let isBegun = false;
  let isDone = false;
  /** How many of the rows at hand have none missing between them: all of them until a bound is met. */
  let certain = Infinity;
  let total: number | null = null;
  let counted = 0;
  let lastInstant: string | null = null;

  async function readOn(): Promise<void> {
    if (!mayReadOn(budget)) {
      // What was held back may have more of its instant behind it, but nothing else will be read.
      certain = ready.length - next;
      release(held);
      isDone = true;
      return;
    }
    const page = await readFilteredPage(query, continuation, budget, account, call);
    if (!isBegun) total = page.total;
    isBegun = true;
    continuation = page.continuation;
    const rows = [...held, ...page.tickets.filter(isInPlace)].sort(compare);
    counted += page.tickets.length;
    isDone = continuation === null || continuation === undefined;
    const lastOfPage = rows.at(-1)?.[field] ?? null;
    const isSettled = (ticket: NativeTicket): boolean => isDone || ticket[field] !== lastOfPage;
    release(rows.filter(isSettled));
    held = rows.filter((ticket) => !isSettled(ticket));
  }

  /** False for a row that has no place in this order. @throws GatewayError if it should have come earlier */
  function isInPlace(ticket: NativeTicket): boolean {
    const instant = ticket[field];
    if (instant === null) {
      account.truncated = true;
      account.notes.add(`Rows without ${field} are left out: this backend cannot place them in this order.`);
      return false;
    }
    if (lastInstant !== null && (direction === 'ASC' ? instant < lastInstant : instant > lastInstant)) {
      throw new GatewayError('BACKEND_BAD_RESPONSE', 'The backend did not keep to the order of its own list.');
    }
    return true;
  }

  function release(tickets: readonly NativeTicket[]): void {
    ready = ready.slice(next).concat(tickets.filter(isAfterCursor));
    next = 0;
    held = [];
    lastInstant = tickets.at(-1)?.[field] ?? lastInstant;
  }

  return {
    async fill(count) {
      while (ready.length - next < count && !isDone) await readOn();
    },
    get head() {
      return ready[next];
    },
    take() {
      next += 1;
    },
    get isCut() {
      return next >= certain;
    },
    // What was read from the beginning to the end was counted here, whatever the backend says.
    total: () => (isDone && query.from === null && certain === Infinity && !account.truncated ? counted : total),
  };
}
