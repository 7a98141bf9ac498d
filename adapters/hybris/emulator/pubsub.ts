import { randomUUID } from 'node:crypto';

/** Events of the service behind the mashup (seed, section 11). There is none for a delete. */
export type EventType = 'serviceticket-created' | 'serviceticket-updated';

interface Event {
  readonly eventType: EventType;
  readonly payload: string;
}

interface Batch {
  readonly events: readonly Event[];
  readonly token: string;
}

/** The two topics of owner `hybris.serviceticket`. */
export interface PubSub {
  /** @param payload as it is handed out: a text that should be JSON */
  publish(eventType: EventType, payload: string): void;
  /** The oldest uncommitted events, again and again until they are committed; undefined when there are none. */
  read(eventType: EventType, most: number, commitAtOnce: boolean): Batch | undefined;
  /** False if the token is unknown. */
  commit(eventType: EventType, token: string): boolean;
  /** How many events are not committed. */
  waiting(eventType: EventType): number;
  /** Makes all tokens unknown, as time does. @returns how many there were */
  forgetTokens(): number;
}

// Nobody may be listening: without a bound a long-running emulator would grow for ever.
const MOST_KEPT = 10_000;

/** True if a path segment names one of the topics. */
export function isEventType(name: string): name is EventType {
  return name === 'serviceticket-created' || name === 'serviceticket-updated';
}

/** Creates empty topics. */
export function createPubSub(): PubSub {
  const queues: Record<EventType, Event[]> = { 'serviceticket-created': [], 'serviceticket-updated': [] };
  const batches = new Map<string, { eventType: EventType; events: readonly Event[] }>();

  function remove(eventType: EventType, events: readonly Event[]): void {
    const gone = new Set(events);
    queues[eventType] = queues[eventType].filter((event) => !gone.has(event));
  }

  return {
    publish(eventType, payload) {
      queues[eventType].push({ eventType, payload });
      if (queues[eventType].length > MOST_KEPT) queues[eventType].shift();
    },
    read(eventType, most, commitAtOnce) {
      const events = queues[eventType].slice(0, most);
      if (events.length === 0) return undefined;
      const token = randomUUID();
      if (commitAtOnce) remove(eventType, events);
      else batches.set(token, { eventType, events });
      const [oldest] = batches.keys();
      if (batches.size > MOST_KEPT && oldest !== undefined) batches.delete(oldest);
      return { events, token };
    },
    commit(eventType, token) {
      const batch = batches.get(token);
      if (batch === undefined || batch.eventType !== eventType) return false;
      batches.delete(token);
      remove(eventType, batch.events);
      return true;
    },
    waiting: (eventType) => queues[eventType].length,
    forgetTokens() {
      const count = batches.size;
      batches.clear();
      return count;
    },
  };
}
