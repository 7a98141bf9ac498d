import type { ReadOwnTickets } from './own-tickets.ts';

/** Which tickets are known to have been there before, or to be the work of another write. */
export interface SeenTickets {
  /** The same read, which remembers when each ticket was first seen. */
  watch(readOwnTickets: ReadOwnTickets): ReadOwnTickets;
  /** Says that a write made this ticket, so that no other write takes it for its own. */
  claim(id: string, writer: string): void;
  /** True if this write can have made the ticket: it was not seen before, and nobody else claimed it. */
  mayBeOf(id: string, writer: string, startedAt: number): boolean;
}

/**
 * One memory for an instance, as one token is one customer.
 * @param most how many tickets are remembered; the oldest knowledge goes first
 */
export function createSeenTickets(clock: () => number, most: number): SeenTickets {
  const firstSeenAt = new Map<string, number>();
  const writers = new Map<string, string>();
  return {
    watch: (readOwnTickets) => async (call) => {
      const tickets = await readOwnTickets(call);
      const now = clock();
      for (const { nativeId } of tickets) if (!firstSeenAt.has(nativeId)) keep(firstSeenAt, nativeId, now, most);
      return tickets;
    },
    claim(id, writer) {
      keep(writers, id, writer, most);
    },
    mayBeOf(id, writer, startedAt) {
      return (firstSeenAt.get(id) ?? startedAt) >= startedAt && (writers.get(id) ?? writer) === writer;
    },
  };
}

function keep<Value>(memory: Map<string, Value>, key: string, value: Value, most: number): void {
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > most && oldest !== undefined) memory.delete(oldest);
}
