import { fingerprint } from '../ticketing/fingerprint.ts';
import type { Principal } from '../ticketing/adapter.ts';
import type { Ticket } from '../ticketing/ticket.ts';
import type { Store } from '../store/store.ts';

/** The last copies of tickets whose backend has no way to read them again, each for the principal who saw it. */
export interface KnownTickets {
  remember(principal: Principal, ticket: Ticket): Promise<void>;
  recall(principal: Principal, backend: string, nativeId: string): Promise<Ticket | null>;
}

const KEEP_MS = 24 * 60 * 60_000;

export function createKnownTickets(store: Store): KnownTickets {
  return {
    remember: (principal, ticket) =>
      store.set(keyOf(principal, ticket.backend, ticket.nativeId), JSON.stringify(ticket), KEEP_MS),
    async recall(principal, backend, nativeId) {
      const text = await store.get(keyOf(principal, backend, nativeId));
      if (text === null) return null;
      const ticket = JSON.parse(text) as Ticket;
      return { ...ticket, freshness: { ...ticket.freshness, state: 'LAST_KNOWN' } };
    },
  };
}

/** The id is hashed: a key holds nothing that a client chose. */
function keyOf(principal: Principal, backend: string, nativeId: string): string {
  return `known-ticket:${principal.fingerprint}:${backend}:${fingerprint([nativeId])}`;
}
