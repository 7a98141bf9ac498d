import type { ChangeTail } from './change-tail.ts';
import type { LogEntry } from './log-entry.ts';
import type { SubscriberQueue } from './subscriber-queue.ts';

/** What makes events of entries. */
export interface FeedLogic<Prepared, Memory, Event> {
  isRelevant(entry: LogEntry): boolean;
  /** What a feed remembers of the changes that it told. */
  readonly memory: Memory;
  /** A memory of its own, for what is told once more from the log. */
  createMemory(): Memory;
  /** Reads what is needed to decide, in the order of the log; begins at once, so that what comes together is read together. */
  prepare(entry: LogEntry, cursor: string, memory: Memory): Promise<Prepared>;
  /** Changes up to here may have been missed. */
  forget(memory: Memory, cursor: string): void;
  /** @returns null if it means nothing to the subscriber */
  decide(entry: LogEntry, prepared: Prepared, cursor: string): Event | null;
  toGap(cursor: string, message: string): Event;
  toSources(cursor: string): Event;
  /** Ends when all is known that the memory begins with, or cannot be; never rejects. */
  readonly ready: Promise<unknown>;
  /** To be called when nobody wants it any more. */
  close(): void;
}

/** Events that several subscribers share: made once, in order, for all who want the same. */
export interface Feed<Event extends object> {
  /** Whoever joins gets everything from now on. Resolves when the feed has begun. */
  join(queue: SubscriberQueue<Event>): Promise<void>;
  leave(queue: SubscriberQueue<Event>): void;
  /** Tells everybody how well the backends are watched. */
  tellSources(): void;
  /** Tells everybody that changes up to now may have been missed. @param message for people */
  tellGap(message: string): void;
  /** True if the event stands for nothing in the log: it is told wherever a subscriber is. */
  isNotice(event: Event): boolean;
  readonly subscribers: number;
  close(): void;
}

export interface FeedOptions {
  readonly tail: ChangeTail;
  readonly lostLog: string;
  readonly tooMany: string;
  readonly reportFailure: (error: unknown) => void;
  /** How many entries may wait to be worked on. */
  readonly mostPending?: number;
}

const MOST_PENDING = 5_000;

export function createFeed<Prepared, Memory, Event extends object>(
  logic: FeedLogic<Prepared, Memory, Event>,
  options: FeedOptions,
): Feed<Event> {
  const { tail, lostLog, tooMany, reportFailure, mostPending = MOST_PENDING } = options;
  const queues = new Set<SubscriberQueue<Event>>();
  const notices = new WeakSet<Event>();
  const { memory } = logic;
  let pending = 0;
  let chain = Promise.resolve();
  let position = '';
  // The newest entry that was not worked on because too many wait.
  let dropped: string | null = null;

  function push(event: Event): void {
    for (const queue of queues) queue.push(event);
  }

  function pushNotice(event: Event): void {
    notices.add(event);
    push(event);
  }

  /** What is remembered is not true any more after a gap. */
  function pushGap(cursor: string, message: string): void {
    logic.forget(memory, cursor);
    position = cursor;
    push(logic.toGap(cursor, message));
  }

  /** Everything happens in the order in which it came. */
  function enqueue(cursor: string, work: () => Promise<void>): void {
    const before = chain;
    pending += 1;
    chain = inTurn();
    async function inTurn(): Promise<void> {
      await before;
      try {
        await work();
        position = cursor;
      } catch (error) {
        reportFailure(error);
        pushGap(cursor, lostLog);
      }
      pending -= 1;
      if (pending > 0 || dropped === null) return;
      const end = dropped;
      dropped = null;
      pushGap(end, tooMany);
    }
  }

  const listening = tail.listen({
    entry(entry, cursor) {
      if (!logic.isRelevant(entry)) {
        if (pending === 0) position = cursor;
        return;
      }
      // Once some are dropped all that follow are, until the gap has been told: a cursor never goes back.
      if (dropped !== null || pending >= mostPending) {
        dropped = cursor;
        return;
      }
      const preparing = logic.prepare(entry, cursor, memory);
      // Looked at in its turn.
      preparing.catch(() => {});
      enqueue(cursor, async () => {
        const event = logic.decide(entry, await preparing, cursor);
        if (event !== null) push(event);
      });
    },
    gap(cursor) {
      if (dropped !== null) dropped = cursor;
      else enqueue(cursor, async () => pushGap(cursor, lostLog));
    },
  });
  const begun = begin();
  begun.catch(reportFailure);

  async function begin(): Promise<void> {
    const { cursor } = await listening;
    if (position === '') position = cursor;
  }

  /** In its turn; before the feed has begun nobody has been told anything. */
  function tell(work: () => void): void {
    if (position === '') return;
    const before = chain;
    chain = inTurn();
    async function inTurn(): Promise<void> {
      await before;
      work();
    }
  }

  return {
    join(queue) {
      queues.add(queue);
      return begun;
    },
    leave: (queue) => void queues.delete(queue),
    tellSources: () => tell(() => pushNotice(logic.toSources(position))),
    tellGap: (message) => tell(() => pushNotice(logic.toGap(position, message))),
    isNotice: (event) => notices.has(event),
    get subscribers() {
      return queues.size;
    },
    close() {
      listening.then(
        ({ leave }) => leave(),
        () => {
          // Told above: what has not begun need not be left.
        },
      );
      for (const queue of queues) queue.end();
      logic.close();
    },
  };
}
