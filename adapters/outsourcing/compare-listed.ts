import type { DetectedChange } from '../../src/ticketing/change-detection.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import { toAddition, toUpdate } from '../../src/ticketing/known-ticket.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { comparedValues, toKnownRow, type KnownRow, type OutsourcingMark } from './change-mark.ts';
import type { ListedTickets } from './listed-tickets.ts';

/** What the lists tell. */
export interface ListedComparison {
  readonly changes: readonly DetectedChange[];
  readonly listed: ReadonlyMap<string, KnownRow>;
  /** Ids of tickets that were listed before and are not now; where they are has to be asked. */
  readonly left: readonly string[];
  readonly newestAt: Instant | null;
}

/**
 * How much older than the newest ticket one may be that was created since.
 * ASSUMPTION: the API shows a new ticket sooner than this (README).
 */
const LATE_MS = 60 * 60_000;

/**
 * Compares the lists with what they were.
 * @param before null: nothing is known yet, so nothing is told
 */
export function compareListed(
  before: OutsourcingMark | null,
  { tickets, isWhole, states }: ListedTickets,
): ListedComparison {
  const known = new Map<string, KnownRow | null>([...(before?.watched ?? []), ...(before?.listed ?? [])]);
  // With only a part of the lists at hand, a ticket that was not there need not be new, nor one that is not there gone.
  const isTold = before !== null && before.isWhole && isWhole;
  const changes = [...tickets].flatMap(([id, ticket]): DetectedChange[] => {
    const row = known.get(id);
    if (row === null) return [toAddition(id, ticket)];
    if (row !== undefined) return row.version === ticket.version ? [] : [toUpdate(id, row, ticket, comparedValues)];
    if (!isTold) return [];
    const isNew = states === 'IN_PROGRESS' || isCreatedSince(ticket, before.newestAt);
    return [{ ...toAddition(id, ticket), kind: isNew ? 'ADDED' : 'UPDATED' }];
  });
  const listed = new Map([...tickets].map(([id, ticket]) => [id, toKnownRow(ticket, known.get(id))]));
  const left = isWhole ? (before?.listed ?? []).map(([id]) => id).filter((id) => !tickets.has(id)) : [];
  return { changes, listed, left, newestAt: newestOf(before?.newestAt ?? null, tickets.values()) };
}

/** A finished ticket that was opened again is in the lists anew, but was there before. */
function isCreatedSince({ createdAt }: NativeTicket, newestAt: Instant | null): boolean {
  return createdAt === null || newestAt === null || Date.parse(createdAt) >= Date.parse(newestAt) - LATE_MS;
}

function newestOf(before: Instant | null, tickets: Iterable<NativeTicket>): Instant | null {
  let newest = before;
  for (const { createdAt } of tickets) {
    if (createdAt !== null && (newest === null || createdAt > newest)) newest = createdAt;
  }
  return newest;
}
