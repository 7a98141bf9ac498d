import type { Lists } from '../store/lists.ts';
import type { BackendInstance, Principal } from '../ticketing/adapter.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';
import { isAgent } from '../ticketing/principal.ts';

/**
 * What was written about tickets through this gateway, where the backend has no way to read it back: for the person who
 * wrote it, also with a renewed token, and for all agents where they see the backend with the gateway's own account.
 */
export interface OwnLogs {
  remember(principal: Principal, backend: KeptBackend, ticketId: string, entry: InteractionLog): Promise<void>;
  /** Oldest first; empty if nothing was written. */
  recall(principal: Principal, backend: KeptBackend, ticketId: string): Promise<readonly InteractionLog[]>;
}

type KeptBackend = Pick<BackendInstance, 'id' | 'access'>;

const KEEP_MS = 24 * 60 * 60_000;
const MOST_ENTRIES = 100;
const ALL_AGENTS = 'agents';

export function createOwnLogs(lists: Lists): OwnLogs {
  return {
    async recall(principal, backend, ticketId) {
      const texts = await lists.read(keyOf(readerOf(principal, backend), backend, ticketId));
      return texts.map((text) => JSON.parse(text) as InteractionLog);
    },
    async remember(principal, backend, ticketId, entry) {
      // A customer's words are for agents too; what agents write may be for agents alone.
      const readers = new Set([readerOf(principal, backend), ...(isShared(backend) ? [ALL_AGENTS] : [])]);
      const bounds = { most: MOST_ENTRIES, keepMs: KEEP_MS };
      const text = JSON.stringify(entry);
      await Promise.all([...readers].map((reader) => lists.add(keyOf(reader, backend, ticketId), text, bounds)));
    },
  };
}

function isShared({ access }: KeptBackend): boolean {
  return access.strategy === 'SERVICE';
}

/** Whose list somebody reads. */
function readerOf(principal: Principal, backend: KeptBackend): string {
  return isShared(backend) && isAgent(principal) ? ALL_AGENTS : principal.person;
}

/** The id is hashed: a key holds nothing that a client chose. */
function keyOf(reader: string, backend: KeptBackend, ticketId: string): string {
  return `own-logs:${reader}:${backend.id}:${fingerprint([ticketId])}`;
}
