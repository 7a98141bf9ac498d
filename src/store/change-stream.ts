import type { Lease } from './leases.ts';

/** What is to be appended. */
export interface NewChange {
  readonly value: string;
  /** If given, it is not appended where the same was appended before. */
  readonly once?: Once;
}

/** Tells one state of a thing from another. */
export interface Once {
  readonly key: string;
  /** It is left out if this is the state that was appended last under the key. */
  readonly state: string;
  /** How long the state is remembered, in milliseconds. */
  readonly keepMs: number;
}

/** For each entry its cursor, or null if it was left out as it was appended before. */
export type AppendedCursors = readonly (string | null)[];

/** One entry as a reader gets it. */
export interface ChangeEntry {
  /** Stands for the place just behind this entry. */
  readonly cursor: string;
  /** The text that was appended, unread. */
  readonly value: string;
}

export interface ChangesRead {
  /** In the order of the log; empty after a gap, or if there is nothing new. */
  readonly entries: readonly ChangeEntry[];
  /**
   * True if entries behind the cursor may be lost: it is of another log, or fell out of this one. What the reader knows
   * by then is to be read anew.
   */
  readonly isGap: boolean;
  /** Where to go on: behind the last of the entries; after a gap the log's end. */
  readonly next: string;
}

/** How far a poller has come, kept together with what it found. */
export interface Mark {
  readonly name: string;
  readonly value: string;
  /** How long it is wanted, in milliseconds. */
  readonly keepMs: number;
}

/**
 * One ordered log of texts, bounded in entries and in bytes: the oldest go first. A cursor names its log and a place in
 * it. A log ends when its memory does (a process, a Redis that restarted or was emptied); cursors of it are then a gap.
 */
export interface ChangeStream {
  append(entries: readonly NewChange[]): Promise<AppendedCursors>;
  /**
   * Appends what the holder of a lease found and keeps its mark, both or neither.
   * @param lease must still be held
   * @returns null if the lease is not held any more or that cannot be told: then the holder
   * acquires it again and begins at the mark as it is read then
   */
  appendFenced(lease: Lease, entries: readonly NewChange[], mark: Mark): Promise<AppendedCursors | null>;
  /** @returns the mark that was kept last under this name; null if there is none (any more) */
  readMark(name: string): Promise<string | null>;
  /**
   * @param cursor of an entry, of `head`, or the `next` of an earlier read
   * @param limit the most entries that are answered, 1 to 1,000
   * @throws GatewayError INVALID_INPUT for `since` if this is no cursor
   */
  readAfter(cursor: string, limit: number): Promise<ChangesRead>;
  /** The cursor of now: what is appended later stands behind it. */
  head(): Promise<string>;
  /**
   * @param listener is told that there may be something to read, perhaps several entries at once, perhaps nothing. It
   * must not throw
   * @returns ends the listening
   */
  subscribe(listener: () => void): () => void;
}

export interface ChangeStreamBounds {
  readonly mostEntries: number;
  readonly mostBytes: number;
}

export const CHANGE_STREAM_BOUNDS: ChangeStreamBounds = { mostEntries: 10_000, mostBytes: 16 * 1024 * 1024 };

const MOST_READ = 1_000;

/** The limit of one read, kept within 1 to 1,000. */
export function readLimit(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit), 1), MOST_READ);
}
