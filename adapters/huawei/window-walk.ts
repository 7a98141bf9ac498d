import type { SortDirection } from '../../src/ticketing/adapter.ts';
import { badResponse } from '../../src/upstream/http-response.ts';
import { sortRows, toDatedRows, widen, type DatedRow, type ReadRows, type Span } from './list-rows.ts';
import type { WalkPage } from './newest-walk.ts';
import { isLastSlice, nextOffset, type Rows } from './slice.ts';
import type { Seconds } from './times.ts';
import type { HuaweiCase } from './wire.ts';

/** A span that is still to be read: `start` belongs to it, `end` does not. */
export interface Window extends Span {
  /** About how many rows it has, if that is known. */
  readonly total: number | null;
  /** How many it has together with the window that is read before it, if that is known. */
  readonly pairTotal: number | null;
}

/** Where a walk by windows stands: what is left to read, the next one last. Plain JSON. */
export interface WindowState {
  readonly walk: 'windows';
  readonly windows: readonly Window[];
}

export interface WindowOptions {
  readonly direction: SortDirection;
  readonly pageSize: number;
  /** Seconds since 1970. */
  readonly now: Seconds;
}

/** Before this there was no such service; the first window is open to the past all the same. */
const EARLIEST: Seconds = Date.UTC(2000, 0, 1) / 1000;
const DAY: Seconds = 86_400;
/** The filter knows whole seconds and may or may not include its ends: a window this small is not halved. */
const SMALLEST: Seconds = 2;
/** Calls for one page; then it is given out empty, to be gone on with. */
const MOST_CALLS = 64;

export function beginWindows({ start, end }: Span): WindowState {
  return { walk: 'windows', windows: [{ start, end, total: null, pairTotal: null }] };
}

/**
 * The rows of the next window that has any, in order. It needs no order of the list: a span of time is halved until one
 * call reads all of it, and sorted here.
 */
export async function readWindows(
  state: WindowState,
  options: WindowOptions,
  readRows: ReadRows,
): Promise<WalkPage<WindowState>> {
  const windows = [...state.windows];
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    const window = windows.pop();
    if (window === undefined) return { rows: [], next: null };
    if (window.total !== null && window.total > options.pageSize && isDivisible(window, options)) {
      windows.push(...halve(window, window.total, options));
      continue;
    }
    const slice = { offset: 0, limit: options.pageSize };
    const answer = await readRows(slice, widen(window));
    settlePair(windows, answer.total);
    const isWhole = isLastSlice(slice, answer);
    if (!isWhole && isDivisible(window, options)) {
      windows.push(...halve(window, answer.total, options));
      continue;
    }
    const found = isWhole ? answer.rows : await readToEnd(answer, options.pageSize, window, readRows);
    const rows = sortRows(
      toDatedRows(found).filter((row) => isInside(row, window)),
      options.direction,
    );
    if (rows.length === 0 && windows.length > 0) continue;
    return { rows: rows.map((row) => row.wire), next: windows.length === 0 ? null : { walk: 'windows', windows } };
  }
  return { rows: [], next: { walk: 'windows', windows } };
}

function isInside({ at }: DatedRow, { start, end }: Span): boolean {
  // A row without a time is in no window; it is passed on, so that it is seen to be left out.
  if (at === null) return true;
  const seconds = Date.parse(at) / 1000;
  return (start === null || seconds >= start) && (end === null || seconds < end);
}

/** Once one half is counted, the rest of what both have is in the other. */
function settlePair(windows: Window[], total: number | null): void {
  const pair = windows.pop();
  if (pair === undefined) return;
  const rest = pair.pairTotal === null || total === null ? pair.total : Math.max(0, pair.pairTotal - total);
  windows.push({ ...pair, total: rest, pairTotal: null });
}

function isDivisible(span: Span, options: WindowOptions): boolean {
  const { low, high } = boundsOf(span, options);
  return high - low > SMALLEST;
}

/** Both halves, the one that is to be read first last. */
function halve(window: Window, total: number | null, options: WindowOptions): Window[] {
  const { low, high } = boundsOf(window, options);
  const middle = low + Math.floor((high - low) / 2);
  const older = { start: window.start, end: middle };
  const newer = { start: middle, end: window.end };
  const [first, second] = options.direction === 'ASC' ? [older, newer] : [newer, older];
  return [
    { ...second, total: null, pairTotal: total },
    { ...first, total: null, pairTotal: null },
  ];
}

function boundsOf({ start, end }: Span, { now }: WindowOptions): { low: Seconds; high: Seconds } {
  const low = start ?? Math.min(EARLIEST, (end ?? now) - SMALLEST);
  return { low, high: end ?? Math.max(now + DAY, low + SMALLEST) };
}

/** Everything in a window that is too small to be halved. */
async function readToEnd(
  first: Rows<HuaweiCase>,
  pageSize: number,
  window: Window,
  readRows: ReadRows,
): Promise<readonly HuaweiCase[]> {
  const byId = new Map(first.rows.map((row) => [row.incident_id, row]));
  let answer: Rows<HuaweiCase> = first;
  let slice = { offset: 0, limit: pageSize };
  while (!isLastSlice(slice, answer)) {
    slice = { offset: nextOffset(slice, answer), limit: pageSize };
    answer = await readRows(slice, widen(window));
    for (const row of answer.rows) {
      // The same row on two pages means that another one was on none.
      if (byId.has(row.incident_id)) throw badResponse('rows that change places from page to page');
      byId.set(row.incident_id, row);
    }
  }
  return [...byId.values()];
}
