import type { SortOrder } from './adapter.ts';
import type { Instant } from './instant.ts';
import type { Ticket } from './ticket.ts';

/** A row's own place in a list: it needs no other row to be compared. */
export interface SortKey {
  /** The time the list is sorted by; null if the row does not have it. */
  readonly value: Instant | null;
  readonly backend: string;
  readonly nativeId: string;
}

/** The key of a ticket in this order. */
export function sortKeyOf(ticket: Ticket, order: SortOrder): SortKey {
  return { value: ticket[order.field], backend: ticket.backend, nativeId: ticket.nativeId };
}

/**
 * Compares two keys: by time in the asked direction, rows without a time last in either direction, ties by backend and
 * native id. Total: two different tickets never compare as equal.
 */
export function compareSortKeys(left: SortKey, right: SortKey, order: SortOrder): number {
  if (left.value !== right.value) {
    if (left.value === null) return 1;
    if (right.value === null) return -1;
    const ascending = left.value < right.value ? -1 : 1;
    return order.direction === 'ASC' ? ascending : -ascending;
  }
  return compareText(left.backend, right.backend) || compareText(left.nativeId, right.nativeId);
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
