import type { Lists } from '../store/lists.ts';
import type { Principal } from '../ticketing/adapter.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';

/**
 * What was written about tickets through this gateway, where the backend has no way to read it back: each for the
 * person who wrote it, also with a renewed token.
 */
export interface OwnLogs {
  remember(principal: Principal, backend: string, ticketId: string, entry: InteractionLog): Promise<void>;
  /** Oldest first; empty if nothing was written. */
  recall(principal: Principal, backend: string, ticketId: string): Promise<readonly InteractionLog[]>;
}

const KEEP_MS = 24 * 60 * 60_000;
const MOST_ENTRIES = 100;

export function createOwnLogs(lists: Lists): OwnLogs {
  return {
    async recall(principal, backend, ticketId) {
      const texts = await lists.read(keyOf(principal, backend, ticketId));
      return texts.map((text) => JSON.parse(text) as InteractionLog);
    },
    remember: (principal, backend, ticketId, entry) =>
      lists.add(keyOf(principal, backend, ticketId), JSON.stringify(entry), { most: MOST_ENTRIES, keepMs: KEEP_MS }),
  };
}

/** The id is hashed: a key holds nothing that a client chose. */
function keyOf(principal: Principal, backend: string, ticketId: string): string {
  return `own-logs:${principal.person}:${backend}:${fingerprint([ticketId])}`;
}
