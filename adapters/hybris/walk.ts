import type { SortDirection } from '../../src/ticketing/adapter.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import type { Bounds } from './query.ts';

/**
 * Where a walk through a sorted collection stands. By choice each page starts at the last instant given, so that rows that
 * come or go meanwhile shift nothing; pages are counted only where one instant fills more than a page, or ranges are not
 * to be had. Plain JSON.
 */
export interface WalkPosition {
  /** All rows before this instant, in the walking direction, have been given. */
  readonly at: Instant | null;
  /** Ids that have been given and may come again. */
  readonly given: readonly string[];
  readonly pageNumber: number;
  /** The page size that the page number counts in; null on the first page. */
  readonly pageSize: number | null;
}

export interface WalkRow {
  readonly id: string;
  readonly instant: Instant | null;
}

export const MOST_ROWS_A_PAGE = 64;

/** How many given ids are remembered while pages are counted. */
const MOST_REMEMBERED = 2 * MOST_ROWS_A_PAGE;

/** The beginning of a walk. */
export function startWalk(from: Instant | null): WalkPosition {
  return { at: from, given: [], pageNumber: 1, pageSize: null };
}

/** How many rows to ask for so that `wanted` new ones come, if there are so many. */
export function pageSizeAt(position: WalkPosition, wanted: number): number {
  return position.pageSize ?? Math.max(1, Math.min(wanted + position.given.length, MOST_ROWS_A_PAGE));
}

/** The span of time that lies ahead. */
export function boundsAhead({ at }: WalkPosition, direction: SortDirection): Bounds {
  if (at === null) return {};
  return direction === 'ASC' ? { least: at } : { most: at };
}

/** True if the row lies ahead and has not been given. */
export function isAhead(row: WalkRow, position: WalkPosition, direction: SortDirection): boolean {
  if (position.given.includes(row.id)) return false;
  if (position.at === null || row.instant === null) return true;
  return direction === 'ASC' ? row.instant >= position.at : row.instant <= position.at;
}

/**
 * Where the walk stands after a page.
 * @param rows the whole page as the backend sent it
 * @param pageSize how many rows were asked for
 * @param hasRanges whether the next page can be asked for by its first instant
 */
export function nextPosition(
  rows: readonly WalkRow[],
  position: WalkPosition,
  pageSize: number,
  direction: SortDirection,
  hasRanges: boolean,
): WalkPosition {
  const last = rows.at(-1)?.instant ?? null;
  const nextPage = { pageNumber: position.pageNumber + 1, pageSize };
  if (!hasRanges) {
    const fresh = rows.filter((row) => isAhead(row, position, direction)).map((row) => row.id);
    return { at: position.at, given: [...position.given, ...fresh].slice(-MOST_REMEMBERED), ...nextPage };
  }
  const isOneInstant = rows[0]?.instant === last;
  if (last === null || (isOneInstant && pageSize >= MOST_ROWS_A_PAGE)) {
    return { at: position.at, given: position.given, ...nextPage };
  }
  const before = last === position.at ? position.given : [];
  const atLast = rows.filter((row) => row.instant === last).map((row) => row.id);
  return { at: last, given: [...new Set([...before, ...atLast])], pageNumber: 1, pageSize: null };
}
