import type { ChangeTail } from './change-tail.ts';
import type { LogEntry } from './log-entry.ts';
import type { SubscriberQueue } from './subscriber-queue.ts';

/** What makes events of entries. */
export interface FeedLogic<Prepared, Memory, Event> {
  isRelevant(entry: LogEntry): boolean;
  /** Reads what is needed to decide; begins at once, so that what comes together is read together. */
  prepare(entry: LogEntry): Promise<Prepared>;
  createMemory(): Memory;
  /** In the order of the log. @returns null if it means nothing to the subscriber */
  decide(entry: LogEntry, prepared: Prepared, memory: Memory, cursor: string): Event | null;
  toGap(cursor: string, message: string): Event;
  toSources(cursor: string): Event;
}

/** Events that several subscribers share: made once, in order, for all who want the same. */
export interface Feed<Event> {
  /** Where it is: what joins now gets everything behind this. */
  join(queue: SubscriberQueue<Event>): Promise<string>;
  leave(queue: SubscriberQueue<Event>): void;
  /** Tells everybody how well the backends are watched. */
  tellSources(): void;
  readonly subscribers: number;
  close(): void;
}

export interface FeedOptions {
  readonly tail: ChangeTail;
  readonly lostLog: string;
  readonly tooMany: string;
  readonly reportFailure: (error: unknown) => void;
}

const MOST_PENDING = 5_000;

export function createFeed<Prepared, Memory, Event>(
  logic: FeedLogic<Prepared, Memory, Event>,
  { tail, lostLog, tooMany, reportFailure }: FeedOptions,
): Feed<Event> {
  const queues = new Set<SubscriberQueue<Event>>();
  let memory = logic.createMemory();
  let pending = 0;
  let chain = Promise.resolve();
  let position = '';
  // The newest entry that was not worked on because too many wait.
  let dropped: string | null = null;

  function push(event: Event): void {
    for (const queue of queues) queue.push(event);
  }

  /** Everything happens in the order in which it came. */
  function enqueue(cursor: string, work: () => Promise<void>): void {
    pending += 1;
    chain = chain
      .then(work)
      .catch((error: unknown) => {
        reportFailure(error);
        push(logic.toGap(cursor, lostLog));
      })
      .then(() => {
        pending -= 1;
        position = cursor;
        if (pending > 0 || dropped === null) return;
        position = dropped;
        dropped = null;
        memory = logic.createMemory();
        push(logic.toGap(position, tooMany));
      });
  }

  const listening = tail.listen({
    entry(entry, cursor) {
      if (!logic.isRelevant(entry)) {
        if (pending === 0) position = cursor;
        return;
      }
      if (pending >= MOST_PENDING) {
        dropped = cursor;
        return;
      }
      const preparing = logic.prepare(entry);
      // Looked at in its turn.
      preparing.catch(() => {});
      enqueue(cursor, async () => {
        const event = logic.decide(entry, await preparing, memory, cursor);
        if (event !== null) push(event);
      });
    },
    gap(cursor) {
      enqueue(cursor, async () => {
        memory = logic.createMemory();
        push(logic.toGap(cursor, lostLog));
      });
    },
  });
  const begun = listening.then(({ cursor }) => {
    if (position === '') position = cursor;
  });
  begun.catch(reportFailure);

  return {
    async join(queue) {
      await begun;
      queues.add(queue);
      return position;
    },
    leave: (queue) => void queues.delete(queue),
    tellSources() {
      if (position === '') return;
      chain = chain.then(() => push(logic.toSources(position)));
    },
    get subscribers() {
      return queues.size;
    },
    close() {
      listening.then(({ leave }) => leave()).catch(reportFailure);
      for (const queue of queues) queue.end();
    },
  };
}
