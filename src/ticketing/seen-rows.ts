import { instantFromMilliseconds, type Instant } from './instant.ts';

/** A row of a list that is sorted by time, as far as it has to be compared. */
export interface DatedVersion {
  readonly id: string;
  /** When it was changed last, by the clock of whoever keeps the list. */
  readonly at: Instant;
  readonly version: string;
}

/** What has been seen of a list that is sorted by time. Plain JSON. */
export interface SeenRows {
  /** The newest time of all rows; null: there was no row at all. */
  readonly newest: Instant | null;
  /** The rows since `floorOf`, with time and version: those that come again when the list is read down to there. */
  readonly rows: Readonly<Record<string, readonly [at: Instant, version: string]>>;
}

export interface SeenRowsOptions {
  /**
   * How much older than the newest row that was seen a row may be when it first shows, in milliseconds: the backend's own
   * processes write at once and its lists lag.
   */
  readonly overlapMs: number;
  /** How many rows are remembered at most; the newest ones. */
  readonly most: number;
}

export interface SeenComparison<Row> {
  /** Rows that were not there, oldest first. */
  readonly fresh: readonly Row[];
  /** Rows of another version than before, oldest first. */
  readonly changed: readonly Row[];
  readonly seen: SeenRows;
  /** False if more rows would have to be remembered than may be: then some are taken for new again. */
  readonly isComplete: boolean;
}

/** Down to where the list must be read; null: to its end. */
export function floorOf({ newest }: Pick<SeenRows, 'newest'>, overlapMs: number): Instant | null {
  return newest === null ? null : instantFromMilliseconds(Date.parse(newest) - overlapMs);
}

/**
 * True if a list has been read as far as it must be.
 * @param before null: it is read for the first time, so only its newest rows are needed
 * @param instants the times of the rows that have been read, newest first
 */
export function reachesFloor(before: SeenRows | null, instants: readonly Instant[], overlapMs: number): boolean {
  const floor = floorOf(before ?? { newest: instants[0] ?? null }, overlapMs);
  const last = instants.at(-1);
  return floor !== null && last !== undefined && last < floor;
}

/**
 * What is new since a list was read before. No clock of ours is compared with the backend's: rows are told apart by id,
 * time and version.
 * @param before null: the list has never been read, so nothing is new and all is remembered
 * @param rows all rows since the floor, in any order; older ones may be among them
 */
export function compareWithSeen<Row extends DatedVersion>(
  before: SeenRows | null,
  rows: readonly Row[],
  { overlapMs, most }: SeenRowsOptions,
): SeenComparison<Row> {
  const floor = before === null ? null : floorOf(before, overlapMs);
  const recent = newestOfEach(rows.filter(({ at }) => floor === null || at >= floor));
  const known = new Map(Object.entries(before?.rows ?? {}));
  const kept = new Map(known);
  for (const { id, at, version } of recent) kept.set(id, [at, version]);
  const newest = [before?.newest ?? null, recent.at(-1)?.at ?? null]
    .filter((instant) => instant !== null)
    .toSorted()
    .at(-1);
  const nextFloor = floorOf({ newest: newest ?? null }, overlapMs) ?? '';
  const next = [...kept]
    .filter(([, [at]]) => at >= nextFloor)
    .toSorted(([, [one]], [, [other]]) => compareInstants(one, other));
  return {
    fresh: before === null ? [] : recent.filter(({ id }) => !known.has(id)),
    changed: recent.filter(({ id, version }) => known.has(id) && known.get(id)?.[1] !== version),
    seen: { newest: newest ?? null, rows: Object.fromEntries(next.slice(-most)) },
    isComplete: next.length <= most,
  };
}

/** Oldest first. A row that was changed while the list was read may have come twice. */
function newestOfEach<Row extends DatedVersion>(rows: readonly Row[]): Row[] {
  const sorted = rows.toSorted((one, other) => compareInstants(one.at, other.at));
  const newest = new Map(sorted.map((row) => [row.id, row]));
  return sorted.filter((row) => newest.get(row.id) === row);
}

function compareInstants(one: Instant, other: Instant): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
