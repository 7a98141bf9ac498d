import type { Store } from '../store/store.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';

/**
 * Which tickets got another id by a change that was made through this gateway. Nothing of it belongs to a principal: whoever
 * asks still has to be shown the ticket by its backend.
 */
export interface MovedTickets {
  remember(backend: string, oldId: string, newId: string): Promise<void>;
  /** The id that a ticket of this id got next; null if it got no other. */
  newIdOf(backend: string, id: string): Promise<string | null>;
  /** The id that a ticket of this id had before; null if it had no other. */
  oldIdOf(backend: string, id: string): Promise<string | null>;
  /** The id that a ticket of this id has now, however often it was moved; null if it was not. */
  currentIdOf(backend: string, id: string): Promise<string | null>;
  /** All ids that a ticket of this id has had, the oldest first, itself among them. */
  idsOf(backend: string, id: string): Promise<readonly string[]>;
}

type Direction = 'older' | 'newer';

const KEEP_MS = 30 * 24 * 60 * 60_000;
/** ASSUMPTION: no ticket is moved more often; what lies further away is not followed. */
const MOST_MOVES = 8;

export function createMovedTickets(store: Store): MovedTickets {
  // Each neighbour stands under a key of its own, so that nothing is read in order to be written.
  const neighbour = (backend: string, id: string, direction: Direction): Promise<string | null> =>
    store.get(keyOf(backend, id, direction));

  /** The ids in one direction, the nearest first. A ticket that came back to an id ends the walk. */
  async function walk(backend: string, id: string, direction: Direction): Promise<string[]> {
    const ids: string[] = [];
    let next = await neighbour(backend, id, direction);
    while (next !== null && next !== id && !ids.includes(next) && ids.length < MOST_MOVES) {
      ids.push(next);
      next = await neighbour(backend, next, direction);
    }
    return ids;
  }

  return {
    async remember(backend, oldId, newId) {
      if (oldId === newId) return;
      await store.set(keyOf(backend, oldId, 'newer'), newId, KEEP_MS);
      await store.set(keyOf(backend, newId, 'older'), oldId, KEEP_MS);
      // A ticket that comes back to an id is there now, whatever became of it the last time.
      await store.delete(keyOf(backend, newId, 'newer'));
    },
    newIdOf: (backend, id) => neighbour(backend, id, 'newer'),
    oldIdOf: (backend, id) => neighbour(backend, id, 'older'),
    currentIdOf: async (backend, id) => (await walk(backend, id, 'newer')).at(-1) ?? null,
    async idsOf(backend, id) {
      const [older, newer] = await Promise.all([walk(backend, id, 'older'), walk(backend, id, 'newer')]);
      return [...new Set([...older.reverse(), id, ...newer])];
    },
  };
}

/** The id is hashed: a key holds nothing that a client chose. */
function keyOf(backend: string, id: string, direction: Direction): string {
  return `moved-ticket:${direction}:${backend}:${fingerprint([id])}`;
}
