import type { Instant } from '../../src/ticketing/instant.ts';
import type { ListPageRequest, SortDirection } from '../../src/ticketing/adapter.ts';
import { badResponse } from '../../src/upstream/http-response.ts';
import type { Rows, Slice } from './slice.ts';
import { readTime, secondAfter, secondOf, type Seconds } from './times.ts';
import type { HuaweiCase } from './wire.ts';

/** A span of creation times; null where it is open. */
export interface Span {
  readonly start: Seconds | null;
  readonly end: Seconds | null;
}

/** Reads a slice of the rows of a span. Rows of a second beside it may come as well. */
export type ReadRows = (slice: Slice, span: Span) => Promise<Rows<HuaweiCase>>;

/** The span that a walk needs, in whole seconds and never too small: the filter's own ends, and where the walk begins. */
export function spanOf({ filter, order, from }: Pick<ListPageRequest<unknown>, 'filter' | 'order' | 'from'>): Span {
  const { createdAt } = filter;
  const starts: Seconds[] = createdAt?.from === undefined ? [] : [secondOf(createdAt.from)];
  const ends: Seconds[] = createdAt?.until === undefined ? [] : [secondAfter(createdAt.until)];
  if (from !== null && order.field === 'createdAt') {
    if (order.direction === 'ASC') starts.push(secondOf(from));
    else ends.push(secondOf(from) + 1);
  }
  return {
    start: starts.length === 0 ? null : Math.max(...starts),
    end: ends.length === 0 ? null : Math.min(...ends),
  };
}

/**
 * The span as it is asked for: `start` belongs to a span and `end` does not, but whether the filter includes its ends is not
 * published. ASSUMPTION: it means the time of creation.
 */
export function widen({ start, end }: Span): Span {
  return { start: start === null ? null : start - 1, end };
}

/**
 * Makes sure that the filter by time does what is thought of it: else rows would be lost without anybody noticing.
 * @throws GatewayError BACKEND_BAD_RESPONSE for a row that was created outside of the span that was asked for
 */
export function checkSpan(rows: readonly HuaweiCase[], { start, end }: Span): void {
  if (start === null && end === null) return;
  for (const { create_time } of rows) {
    const at = readTime(create_time);
    if (at === null) continue;
    const second = secondOf(at);
    if ((start !== null && second < start) || (end !== null && second > end))
      throw badResponse('rows from outside of the span of time asked for');
  }
}

export interface DatedRow {
  readonly wire: HuaweiCase;
  readonly at: Instant | null;
}

export function toDatedRows(rows: readonly HuaweiCase[]): DatedRow[] {
  return rows.map((wire) => ({ wire, at: readTime(wire.create_time) }));
}

/** The rows by the time of their creation; rows without one last. */
export function sortRows(rows: readonly DatedRow[], direction: SortDirection): DatedRow[] {
  const earlier = direction === 'ASC' ? -1 : 1;
  return [...rows].sort((left, right) => {
    if (left.at === right.at) return 0;
    if (left.at === null) return 1;
    if (right.at === null) return -1;
    return left.at < right.at ? earlier : -earlier;
  });
}
