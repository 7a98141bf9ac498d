import type { ChangeStream } from '../store/change-stream.ts';
import { decodeLogEntry, type LogEntry } from './log-entry.ts';

/** Whoever wants to be told of everything that comes into the log, in its order. */
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
}

const MOST_AT_ONCE = 500;
const PAUSE_AFTER_FAILURE_MS = 1_000;

export function createChangeTail({ changes, reportFailure }: ChangeTailOptions): ChangeTail {
  const listeners = new Set<TailListener>();
  let reading: Reading | null = null;

  interface Reading {
    readonly begun: Promise<void>;
    cursor: string;
    readonly stop: () => void;
  }

  function begin(): Reading {
    let isReading = false;
    let hasMore = false;
    let retry: NodeJS.Timeout | undefined;

    async function readOn(): Promise<void> {
      do {
        hasMore = false;
        const read = await changes.readAfter(own.cursor, MOST_AT_ONCE);
        // Somebody may have been the last to leave meanwhile, and another reading may have begun.
        if (reading !== own) return;
        own.cursor = read.next;
        if (read.isGap) for (const listener of [...listeners]) listener.gap(read.next);
        for (const { value, cursor } of read.entries) {
          const entry = decodeLogEntry(value);
          for (const listener of [...listeners]) listener.entry(entry, cursor);
        }
        hasMore ||= read.entries.length > 0 || read.isGap;
      } while (hasMore);
    }

    function wake(): void {
      hasMore = true;
      if (isReading) return;
      isReading = true;
      void own.begun
        .then(readOn)
        .catch((error: unknown) => {
          reportFailure(error);
          if (reading === own) retry = setTimeout(wake, PAUSE_AFTER_FAILURE_MS).unref();
        })
        .finally(() => {
          isReading = false;
        });
    }

    const unsubscribe = changes.subscribe(wake);
    const own: Reading = {
      cursor: '',
      begun: changes.head().then((head) => {
        own.cursor = head;
      }),
      stop() {
        unsubscribe();
        clearTimeout(retry);
      },
    };
    return own;
  }

  function leave(listener: TailListener): void {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    reading?.stop();
    reading = null;
  }

  return {
    async listen(listener) {
      reading ??= begin();
      const current = reading;
      try {
        await current.begun;
      } catch (error) {
        if (listeners.size === 0 && reading === current) {
          current.stop();
          reading = null;
        }
        throw error;
      }
      // All that joined while it began may have left again.
      if (reading === null) return this.listen(listener);
      listeners.add(listener);
      return { cursor: reading.cursor, leave: () => leave(listener) };
    },
  };
}
