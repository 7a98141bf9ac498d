import type { Instant } from '../../src/ticketing/instant.ts';
import { sortRows, toDatedRows, widen, type DatedRow, type ReadRows } from './list-rows.ts';
import { isLastSlice, nextOffset } from './slice.ts';
import { secondOf, type Seconds } from './times.ts';
import type { HuaweiCase } from './wire.ts';

/** Where a walk from the newest ticket to the oldest stands. Plain JSON. */
export interface NewestState {
  readonly walk: 'newest';
  /** Rows created later than this second are not asked for; null: not even that is known. */
  readonly end: Seconds | null;
  readonly offset: number;
  /** The oldest instant that was given out, and the ids of its rows. */
  readonly last: Instant | null;
  readonly lastIds: readonly string[];
}

export interface WalkPage<State> {
  readonly rows: readonly HuaweiCase[];
  readonly next: State | null;
}

export interface NewestOptions {
  readonly start: Seconds | null;
  readonly wanted: number;
  readonly pageSize: number;
}

/** So many rows are not in order by chance: fewer are never taken as a proof that the list is sorted. */
const FEWEST_ROWS = 25;

export function beginNewest(end: Seconds | null): NewestState {
  return { walk: 'newest', end, offset: 0, last: null, lastIds: [] };
}

/**
 * The next rows, going back in time. Each page is asked for by time and not by offset, as offsets shift when tickets come,
 * go or change their status; only where one second has more rows than a page does it go on by offset.
 *
 * ASSUMPTION: the list comes newest first. Each page is checked.
 *
 * @returns null if the list is in another order
 */
export async function readNewest(
  state: NewestState,
  { start, wanted, pageSize }: NewestOptions,
  readRows: ReadRows,
): Promise<WalkPage<NewestState> | null> {
  const again = state.offset === 0 ? state.lastIds.length : 0;
  const slice = { offset: state.offset, limit: Math.min(pageSize, Math.max(wanted + again, FEWEST_ROWS)) };
  const answer = await readRows(slice, widen({ start, end: state.end }));
  const isLast = isLastSlice(slice, answer);
  const dated = toDatedRows(answer.rows);
  // A whole span needs no order of its own.
  const rows = isLast && state.offset === 0 ? sortRows(dated, 'DESC') : dated;
  if (!isNewestFirst(rows, state.offset === 0 ? null : state.last)) return null;
  const fresh = rows.filter((row) => isFresh(row, state));
  const wires = fresh.map((row) => row.wire);
  if (isLast) return { rows: wires, next: null };
  const last = oldestOf(state.last, rows);
  const lastIds = [
    ...(last === state.last ? state.lastIds : []),
    ...fresh.filter((row) => row.at === last).map((row) => row.wire.incident_id),
  ];
  const end = last === null ? null : secondOf(last) + 1;
  const isProgress = end !== null && (state.end === null || end < state.end);
  const position = isProgress ? { end, offset: 0 } : { end: state.end, offset: nextOffset(slice, answer) };
  return { rows: wires, next: { walk: 'newest', ...position, last, lastIds } };
}

/** Rows newer than what was given out already came, or were changed, in the meantime: the walk is past them. */
function isFresh({ wire, at }: DatedRow, { last, lastIds }: NewestState): boolean {
  if (at === null || last === null || at < last) return true;
  return at === last && !lastIds.includes(wire.incident_id);
}

function isNewestFirst(rows: readonly DatedRow[], before: Instant | null): boolean {
  let previous = before;
  for (const { at } of rows) {
    if (at === null) continue;
    if (previous !== null && at > previous) return false;
    previous = at;
  }
  return true;
}

function oldestOf(known: Instant | null, rows: readonly DatedRow[]): Instant | null {
  return rows.reduce((oldest, { at }) => (at !== null && (oldest === null || at < oldest) ? at : oldest), known);
}
