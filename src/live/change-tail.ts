import type { ChangeEntry, ChangeStream } from '../store/change-stream.ts';
import { decodeLogEntry, type LogEntry } from './log-entry.ts';

/** Whoever wants to be told of everything that comes into the log, in its order. Must not throw. */
export interface TailListener {
  entry(entry: LogEntry, cursor: string): void;
  /** Entries may be lost. @param cursor where the log goes on */
  gap(cursor: string): void;
}

/** The end of the change log, read once for the whole process while anybody listens. */
export interface ChangeTail {
  /**
   * @returns where the telling begins: everything behind this cursor is told; and what ends the listening
   */
  listen(listener: TailListener): Promise<{ readonly cursor: string; readonly leave: () => void }>;
}

export interface ChangeTailOptions {
  readonly changes: ChangeStream;
  readonly reportFailure: (error: unknown) => void;
  /** Told before the listeners, so that what they tell meets nothing older. @param backend left out if it may be any */
  readonly onNews?: (backend?: string) => void;
}

interface Reading {
  readonly begun: Promise<void>;
  /** Everything up to here has been told. */
  readonly cursor: () => string;
  readonly stop: () => void;
}

const MOST_AT_ONCE = 500;
const PAUSE_AFTER_FAILURE_MS = 1_000;

export function createChangeTail({ changes, reportFailure, onNews }: ChangeTailOptions): ChangeTail {
  const listeners = new Set<TailListener>();
  let reading: Reading | null = null;

  function tellGap(cursor: string): void {
    onNews?.();
    for (const listener of listeners) listener.gap(cursor);
  }

  function tell({ value, cursor }: ChangeEntry): void {
    try {
      const entry = decodeLogEntry(value);
      if (entry.type !== 'INTERACTION') onNews?.(entry.backend);
      for (const listener of listeners) listener.entry(entry, cursor);
    } catch (error) {
      // One entry that cannot be read must not hold up all that come after it.
      reportFailure(error);
      tellGap(cursor);
    }
  }

  function begin(): Reading {
    let cursor = '';
    let isReading = false;
    let hasMore = false;
    let retry: NodeJS.Timeout | undefined;

    async function readOn(): Promise<void> {
      while (hasMore) {
        hasMore = false;
        const read = await changes.readAfter(cursor, MOST_AT_ONCE);
        // Somebody may have been the last to leave meanwhile, and another reading may have begun.
        if (reading !== own) return;
        if (read.isGap) tellGap(read.next);
        for (const entry of read.entries) {
          tell(entry);
          if (reading !== own) return;
        }
        cursor = read.next;
        hasMore ||= read.entries.length > 0 || read.isGap;
      }
    }

    function wake(): void {
      hasMore = true;
      if (isReading) return;
      isReading = true;
      void own.begun
        .then(readOn)
        .catch((error: unknown) => {
          reportFailure(error);
          hasMore = false;
          if (reading === own) retry = setTimeout(wake, PAUSE_AFTER_FAILURE_MS).unref();
        })
        .finally(() => {
          isReading = false;
          // It may have been woken after its last look and before this.
          if (hasMore && reading === own) wake();
        });
    }

    async function findBeginning(): Promise<void> {
      cursor = await changes.head();
      onNews?.();
    }

    const unsubscribe = changes.subscribe(wake);
    const own: Reading = {
      cursor: () => cursor,
      begun: findBeginning(),
      stop() {
        unsubscribe();
        clearTimeout(retry);
      },
    };
    return own;
  }

  function stop(ended: Reading): void {
    if (reading !== ended) return;
    ended.stop();
    reading = null;
  }

  return {
    async listen(listener) {
      for (;;) {
        const current = (reading ??= begin());
        try {
          await current.begun;
        } catch (error) {
          if (listeners.size === 0) stop(current);
          throw error;
        }
        // All that joined while it began may have left again, and it has ended with them.
        if (reading !== current) continue;
        listeners.add(listener);
        return {
          cursor: current.cursor(),
          leave() {
            listeners.delete(listener);
            if (listeners.size === 0 && reading !== null) stop(reading);
          },
        };
      }
    },
  };
}
