import type { Store } from '../store/store.ts';
import type { Principal } from '../ticketing/adapter.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';

/**
 * What was written about tickets through this gateway, where the backend has no way to read it back: each for the
 * principal who wrote it.
 */
export interface OwnLogs {
  remember(principal: Principal, backend: string, ticketId: string, entry: InteractionLog): Promise<void>;
  /** Oldest first; empty if nothing was written. */
  recall(principal: Principal, backend: string, ticketId: string): Promise<readonly InteractionLog[]>;
}

const KEEP_MS = 24 * 60 * 60_000;
const MOST_ENTRIES = 100;

export function createOwnLogs(store: Store): OwnLogs {
  async function recall(principal: Principal, backend: string, ticketId: string): Promise<readonly InteractionLog[]> {
    const text = await store.get(keyOf(principal, backend, ticketId));
    return text === null ? [] : (JSON.parse(text) as readonly InteractionLog[]);
  }
  return {
    recall,
    async remember(principal, backend, ticketId, entry) {
      const entries = [...(await recall(principal, backend, ticketId)), entry].slice(-MOST_ENTRIES);
      await store.set(keyOf(principal, backend, ticketId), JSON.stringify(entries), KEEP_MS);
    },
  };
}

/** The id is hashed: a key holds nothing that a client chose. */
function keyOf(principal: Principal, backend: string, ticketId: string): string {
  return `own-logs:${principal.fingerprint}:${backend}:${fingerprint([ticketId])}`;
}
