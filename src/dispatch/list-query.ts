import type { BackendInstance, SortOrder } from '../ticketing/adapter.ts';
import { activeFilters, type TicketFilter } from '../ticketing/filter.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import type { Instant } from '../ticketing/instant.ts';
import type { SortKey } from '../ticketing/sort-key.ts';
import type { CursorSeal } from './cursor.ts';
import type { PageRequest } from './paging.ts';

/** What one backend of a list is asked for. */
export interface BackendFilter {
  readonly backend: BackendInstance;
  readonly filter: TicketFilter;
}

/** A list that has been checked and can be read. */
export interface TicketListQuery {
  readonly parts: readonly BackendFilter[];
  readonly order: SortOrder;
  readonly page: PageRequest;
  /** Names the list in its cursors: a cursor of another list does not open. */
  readonly purpose: string;
  /** Where paging begins; null for an end of the list. */
  readonly after: SortKey | null;
}

/**
 * Completes a list query: opens its cursor.
 * @throws GatewayError INVALID_INPUT if the cursor is not of this list
 */
export function toTicketListQuery(
  parts: readonly BackendFilter[],
  order: SortOrder,
  page: PageRequest,
  seal: CursorSeal,
): TicketListQuery {
  const filters = parts.map(({ backend, filter }) => [
    backend.id,
    ...activeFilters(filter).map((name) => [name, filter[name]]),
  ]);
  const purpose = `tickets:${order.field}:${order.direction}:${fingerprint(filters)}`;
  const field = page.isBackward ? 'before' : 'after';
  const after = page.cursor === null ? null : toSortKey(seal.open(purpose, page.cursor, field));
  return { parts, order, page, purpose, after };
}

/** A row's cursor: its own sort key, and nothing else. */
export function toCursor(seal: CursorSeal, purpose: string, key: SortKey): string {
  return seal.seal(purpose, [key.value, key.backend, key.nativeId]);
}

/** What the seal lets through was written by `toCursor`. */
function toSortKey(position: unknown): SortKey {
  const [value, backend, nativeId] = position as [Instant | null, string, string];
  return { value, backend, nativeId };
}
