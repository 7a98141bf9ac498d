import { randomBytes } from 'node:crypto';
import { createBoundedCache, type BoundedCache } from './bounded-cache.ts';
import { decodeChangeCursor, encodeChangeCursor } from './change-cursor.ts';
import {
  CHANGE_STREAM_BOUNDS,
  readLimit,
  type AppendedCursors,
  type ChangeEntry,
  type ChangeStream,
  type ChangeStreamBounds,
  type NewChange,
} from './change-stream.ts';
import type { Lease } from './leases.ts';
import { createListeners } from './listeners.ts';

const MOST_MARK_CHARACTERS = 16 * 1024 * 1024;
const MOST_STATE_CHARACTERS = 16 * 1024 * 1024;
const WEIGHT_OF_ENTRY = 200;

export interface MemoryChangeStreamOptions {
  /** Whether this lease is held now. */
  readonly holds: (lease: Lease) => boolean;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly bounds?: ChangeStreamBounds;
}

/** A log in this process alone, which ends with it. */
export function createMemoryChangeStream(options: MemoryChangeStreamOptions): ChangeStream {
  const { mostEntries, mostBytes } = options.bounds ?? CHANGE_STREAM_BOUNDS;
  const log = randomBytes(9).toString('base64url');
  const listeners = createListeners();
  const createTexts = (mostWeight: number): BoundedCache<string> =>
    createBoundedCache<string>({ clock: options.clock, mostWeight, weigh: (text) => text.length + WEIGHT_OF_ENTRY });
  const marks = createTexts(MOST_MARK_CHARACTERS);
  const states = createTexts(MOST_STATE_CHARACTERS);
  // By position, in order of insertion: the first key is the oldest.
  const entries = new Map<number, string>();
  let last = 0;
  let bytes = 0;

  function trim(): void {
    for (const [position, value] of entries) {
      if (entries.size <= mostEntries && bytes <= mostBytes) break;
      entries.delete(position);
      bytes -= Buffer.byteLength(value);
    }
  }

  /** @returns true if this state was appended last, and remembers it otherwise */
  function wasAppended({ once }: NewChange): boolean {
    if (once === undefined) return false;
    if (states.get(once.key) === once.state) return true;
    states.set(once.key, once.state, once.keepMs);
    return false;
  }

  function append(changes: readonly NewChange[]): AppendedCursors {
    const before = last;
    const cursors = changes.map((change) => {
      if (wasAppended(change)) return null;
      last += 1;
      entries.set(last, change.value);
      bytes += Buffer.byteLength(change.value);
      trim();
      return encodeChangeCursor({ log, position: last });
    });
    // Told later, so that a listener never runs inside the work of whoever appends.
    if (last > before) queueMicrotask(() => listeners.tell());
    return cursors;
  }

  return {
    append: async (changes) => append(changes),
    async appendFenced(lease, changes, { name, value, keepMs }) {
      if (!options.holds(lease)) return null;
      marks.set(name, value, keepMs);
      return append(changes);
    },
    readMark: async (name) => marks.get(name) ?? null,
    async readAfter(cursor, limit) {
      const from = decodeChangeCursor(cursor);
      const oldest = last - entries.size + 1;
      if (from.log !== log || from.position > last || from.position + 1 < oldest) {
        return { entries: [], isGap: true, next: encodeChangeCursor({ log, position: last }) };
      }
      const read: ChangeEntry[] = [];
      const end = Math.min(last, from.position + readLimit(limit));
      for (let position = from.position + 1; position <= end; position += 1) {
        const value = entries.get(position);
        if (value !== undefined) read.push({ cursor: encodeChangeCursor({ log, position }), value });
      }
      return { entries: read, isGap: false, next: encodeChangeCursor({ log, position: end }) };
    },
    head: async () => encodeChangeCursor({ log, position: last }),
    subscribe: (listener) => listeners.add(() => listener()),
  };
}
