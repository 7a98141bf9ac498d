import { eventually } from './eventually.ts';

/** Somebody who takes events as they come. */
export interface LiveListener<Event> {
  /** Everything that was taken so far. */
  readonly events: Event[];
  /** Waits until so many have been taken. @returns the last of them */
  until(count: number): Promise<Event>;
  /** Leaves, and waits until the events have ended. */
  leave(): Promise<void>;
  /** Ends when the events end, and rejects with what they ended with. */
  readonly ended: Promise<void>;
}

/** Begins to listen at once. @param open makes the events, which end with the signal */
export function listenTo<Event>(open: (signal: AbortSignal) => AsyncGenerator<Event>): LiveListener<Event> {
  const leaving = new AbortController();
  const events: Event[] = [];
  async function take(): Promise<void> {
    for await (const event of open(leaving.signal)) events.push(event);
  }
  const ended = take();
  ended.catch(() => {});
  return {
    events,
    ended,
    async until(count) {
      await Promise.race([ended, eventually(`${count} events`, () => events.length >= count)]);
      const event = events[count - 1];
      if (event === undefined) throw new Error(`The events ended after ${events.length}.`);
      return event;
    },
    async leave() {
      leaving.abort();
      await ended;
    },
  };
}
