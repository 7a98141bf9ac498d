import type { ChangeStream } from '../store/change-stream.ts';
import { isUpTo } from '../store/change-cursor.ts';
import { decodeLogEntry } from './log-entry.ts';
import type { Feed, FeedLogic } from './feed.ts';
import { createSubscriberQueue } from './subscriber-queue.ts';
import { LEFT, unlessLeft } from './unless-left.ts';

interface WithCursor {
  readonly kind: string;
  readonly cursor: string;
  /** OLDER_LISTS: it is no news to whoever read the list after the first event. */
  readonly audience?: 'ALL' | 'OLDER_LISTS';
}

export interface SubscriptionOptions<Prepared, Memory, Event extends WithCursor> {
  readonly changes: ChangeStream;
  readonly feed: Feed<Event>;
  readonly logic: FeedLogic<Prepared, Memory, Event>;
  /**
   * Ends when the backends have been looked at, so that nothing that happens after the first event is missed: true if they
   * were, and all lists are known that the subscriber may read from then on; false if that was not waited for.
   */
  readonly ready: Promise<boolean>;
  /** Where an earlier subscription ended; null to begin now. */
  readonly since: string | null;
  /** How many events may wait for this subscriber. */
  readonly mostQueued: number;
  /** Ends the events at once, whatever is waited for. */
  readonly signal: AbortSignal;
  readonly words: { readonly slow: string; readonly lostLog: string };
  readonly reportFailure: (error: unknown) => void;
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
  // What stands for notices that were dropped is told wherever the subscriber is, as they would have been.
  const notices = new WeakSet<Event>();
  const isNotice = (event: Event): boolean => feed.isNotice(event) || notices.has(event);
  const queue = createSubscriberQueue<Event>(options.mostQueued, (dropped) => {
    const cursor = dropped.at(-1)?.cursor ?? '';
    const gap = logic.toGap(cursor, words.slow);
    // What was dropped with the rest is told as it is now.
    const instead = dropped.some(({ kind }) => kind === 'SOURCES') ? [gap, logic.toSources(cursor)] : [gap];
    if (dropped.some(isNotice)) for (const event of instead) notices.add(event);
    return instead;
  });
  const leave = (): void => queue.end();
  signal.addEventListener('abort', leave);
  try {
    const isReady = await unlessLeft(options.ready, signal);
    if (isReady === LEFT) return;
    if ((await unlessLeft(feed.join(queue), signal)) === LEFT) return;
    const beginning = since ?? (await unlessLeft(changes.head(), signal));
    if (beginning === LEFT) return;
    yield logic.toSources(beginning);
    const told = since === null ? beginning : yield* replay(options, since);
    let hasNewList = isReady && since === null;
    let isPast = false;
    for (;;) {
      const event = await queue.take();
      if (event === undefined || signal.aborted) return;
      if (event.kind === 'GAP') hasNewList = false;
      if (event.audience === 'OLDER_LISTS' && hasNewList) continue;
      // What was told from the log, or lies before the beginning, is not told again, and no cursor goes back. Behind the first
      // event that lies further on come only such.
      isPast ||= !isUpTo(event.cursor, told);
      if (isPast) yield event;
      else if (isNotice(event)) yield { ...event, cursor: told };
    }
  } finally {
    signal.removeEventListener('abort', leave);
    feed.leave(queue);
  }
}

/** What happened since the cursor, from the log. @returns up to where it is told */
async function* replay<Prepared, Memory, Event extends WithCursor>(
  { changes, logic, signal, words, reportFailure }: SubscriptionOptions<Prepared, Memory, Event>,
  since: string,
): AsyncGenerator<Event, string, undefined> {
  const memory = logic.createMemory();
  let position = since;
  for (;;) {
    const read = await unlessLeft(changes.readAfter(position, AT_ONCE), signal);
    if (read === LEFT) return position;
    if (read.isGap) {
      logic.forget(memory, read.next);
      yield logic.toGap(read.next, words.lostLog);
    }
    const prepared = read.entries
      .map(({ cursor, value }) => ({ cursor, entry: decodeLogEntry(value) }))
      .filter(({ entry }) => logic.isRelevant(entry))
      .map(({ cursor, entry }) => ({ cursor, entry, preparing: logic.prepare(entry, cursor, memory) }));
    for (const { preparing } of prepared) preparing.catch(() => {});
    for (const { cursor, entry, preparing } of prepared) {
      const outcome = await unlessLeft(settled(preparing), signal);
      if (outcome === LEFT) return position;
      if ('reason' in outcome) {
        reportFailure(outcome.reason);
        logic.forget(memory, cursor);
        yield logic.toGap(cursor, words.lostLog);
        continue;
      }
      const event = logic.decide(entry, outcome.value, cursor);
      if (event !== null) yield event;
    }
    position = read.next;
    if (signal.aborted || (read.entries.length === 0 && !read.isGap)) return position;
  }
}

function settled<Value>(work: Promise<Value>): Promise<{ readonly value: Value } | { readonly reason: unknown }> {
  return work.then(
    (value) => ({ value }),
    (reason: unknown) => ({ reason }),
  );
}
