import type { ChangeStream } from '../store/change-stream.ts';
import { compareChangeCursors } from '../store/change-cursor.ts';
import { decodeLogEntry } from './log-entry.ts';
import type { Feed, FeedLogic } from './feed.ts';
import { createSubscriberQueue } from './subscriber-queue.ts';

interface WithCursor {
  readonly kind: string;
  readonly cursor: string;
}

export interface SubscriptionOptions<Prepared, Memory, Event extends WithCursor> {
  readonly changes: ChangeStream;
  readonly feed: Feed<Event>;
  readonly logic: FeedLogic<Prepared, Memory, Event>;
  /** Ends when the backends have been looked at, so that nothing that happens after the first event is missed. */
  readonly ready: Promise<unknown>;
  /** Where an earlier subscription ended; null to begin now. */
  readonly since: string | null;
  /** How many events may wait for this subscriber. */
  readonly mostQueued: number;
  readonly signal: AbortSignal;
  readonly words: { readonly slow: string; readonly lostLog: string };
}

const AT_ONCE = 200;

/**
 * The events of one subscriber: how well the backends are watched, then what happened since the cursor, then what happens.
 * @throws GatewayError INVALID_INPUT if `since` is no cursor
 */
export async function* runSubscription<Prepared, Memory, Event extends WithCursor>(
  options: SubscriptionOptions<Prepared, Memory, Event>,
): AsyncGenerator<Event, void, undefined> {
  const { changes, feed, logic, since, signal, words } = options;
  // A cursor that is none must be refused before anything is waited for.
  if (since !== null) await changes.readAfter(since, 1);
  await options.ready;
  const queue = createSubscriberQueue<Event>(options.mostQueued, (newest) => logic.toGap(newest.cursor, words.slow));
  const leave = (): void => queue.end();
  signal.addEventListener('abort', leave);
  try {
    await feed.join(queue);
    let position = since ?? (await changes.head());
    yield logic.toSources(position);
    if (since !== null) {
      const memory = logic.createMemory();
      for (;;) {
        const read = await changes.readAfter(position, AT_ONCE);
        if (read.isGap) yield logic.toGap(read.next, words.lostLog);
        const prepared = read.entries
          .map(({ cursor, value }) => ({ cursor, entry: decodeLogEntry(value) }))
          .filter(({ entry }) => logic.isRelevant(entry))
          .map(({ cursor, entry }) => ({ cursor, entry, preparing: logic.prepare(entry) }));
        for (const { preparing } of prepared) preparing.catch(() => {});
        for (const { cursor, entry, preparing } of prepared) {
          const event = logic.decide(entry, await preparing, memory, cursor);
          if (event !== null) yield event;
        }
        position = read.next;
        if (signal.aborted || (read.entries.length === 0 && !read.isGap)) break;
      }
    }
    for (;;) {
      const event = await queue.take();
      if (event === undefined || signal.aborted) return;
      // What was told from the log, or lies before the beginning, is not told again.
      if (event.kind === 'SOURCES' || !isUpTo(event.cursor, position)) yield event;
    }
  } finally {
    signal.removeEventListener('abort', leave);
    feed.leave(queue);
  }
}

/** True if the cursor lies at or before the position; cursors of two logs cannot be compared. */
function isUpTo(cursor: string, position: string): boolean {
  const order = compareChangeCursors(cursor, position);
  return order !== null && order <= 0;
}
