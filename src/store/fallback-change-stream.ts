import { createChangeOutbox } from './change-outbox.ts';
import {
  CHANGE_STREAM_BOUNDS,
  type AppendedCursors,
  type ChangeStream,
  type ChangeStreamBounds,
} from './change-stream.ts';
import { createListeners } from './listeners.ts';
import type { ChangeBatch, RedisChangeStream } from './redis-change-stream.ts';
import type { Returning } from './redis-link.ts';
import { StoreUnavailable, withFallback } from './store-unavailable.ts';

export interface FallbackChangeStreamOptions {
  readonly shared: RedisChangeStream;
  readonly createLocal: () => ChangeStream;
  readonly isUsable: () => boolean;
  readonly bounds?: ChangeStreamBounds;
}

export interface FallbackChangeStream extends ChangeStream, Returning {
  /** Tells the listeners that there may be something new in Redis. */
  wake(): void;
  /** To be called with each change of the state: readers then learn of the gap at once. */
  onStateChange(): void;
}

const SENT_AT_ONCE = 100;

/**
 * The log in Redis while that can be used, and a log of this process for each time that it cannot: whoever reads over
 * such a change gets a gap. What was appended without a lease meanwhile is appended in Redis when that is back, or, if it
 * was too much, every reader gets a gap. What was appended with a lease is found again from the mark that Redis has.
 */
export function createFallbackChangeStream(options: FallbackChangeStreamOptions): FallbackChangeStream {
  const { shared, isUsable } = options;
  const listeners = createListeners();
  const outbox = createChangeOutbox(shared, options.bounds ?? CHANGE_STREAM_BOUNDS);
  const wake = (): void => listeners.tell();
  let lastNumber = 0;
  let local = startLocal();

  /** A new one each time: between two of them changes went to Redis, which a cursor of the first knows nothing of. */
  function startLocal(): ChangeStream {
    const started = options.createLocal();
    started.subscribe(wake);
    return started;
  }

  async function appendShared(batch: ChangeBatch): Promise<AppendedCursors> {
    const cursors = await shared.appendBatch(batch);
    outbox.sent(batch.number);
    return cursors;
  }

  return {
    append(entries) {
      lastNumber += 1;
      const batch = { number: lastNumber, entries };
      return withFallback(
        isUsable(),
        () => appendShared(batch),
        () => {
          outbox.hold(batch);
          return local.append(entries);
        },
      );
    },
    async appendFenced(lease, entries, mark) {
      if (!isUsable()) return local.appendFenced(lease, entries, mark);
      try {
        return await shared.appendFenced(lease, entries, mark);
      } catch (error) {
        // Perhaps it was done: the mark in Redis tells when that is back.
        if (error instanceof StoreUnavailable) return null;
        throw error;
      }
    },
    readMark: (name) =>
      withFallback(
        isUsable(),
        () => shared.readMark(name),
        () => local.readMark(name),
      ),
    readAfter: (cursor, limit) =>
      withFallback(
        isUsable(),
        () => shared.readAfter(cursor, limit),
        () => local.readAfter(cursor, limit),
      ),
    head: () =>
      withFallback(
        isUsable(),
        () => shared.head(),
        () => local.head(),
      ),
    subscribe: (listener) => listeners.add(listener),
    async catchUp() {
      while (outbox.size > SENT_AT_ONCE) await outbox.send(SENT_AT_ONCE);
      await outbox.send(outbox.size);
    },
    sendRest: () => outbox.send(outbox.size),
    wake,
    onStateChange() {
      if (!isUsable()) local = startLocal();
      wake();
    },
  };
}
