import type { BackendInstance } from '../ticketing/adapter.ts';
import type { ChangeKind } from '../ticketing/change-detection.ts';
import type { Instant } from '../ticketing/instant.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';
import { isAgent, type Principal } from '../ticketing/principal.ts';
import type { NativeTicket, TicketField } from '../ticketing/ticket.ts';

/** How the gateway came to know of a change. */
export const CHANGE_ORIGINS = ['WRITE', 'WEBHOOK', 'POLL'] as const;
export type ChangeOrigin = (typeof CHANGE_ORIGINS)[number];

interface EntryFacts {
  readonly backend: string;
  /** Whose view of the backend it was seen in: see `credentialScope`. */
  readonly scope: string;
  readonly at: Instant;
}

/** A ticket is not as it was. */
export interface TicketEntry extends EntryFacts {
  readonly type: 'TICKET';
  readonly origin: ChangeOrigin;
  readonly ticketId: string;
  readonly kind: ChangeKind;
  readonly changedFields: readonly TicketField[];
  readonly movedToId: string | null;
  /** The ticket as the whole scope may see it; null if it has to be read. */
  readonly ticket: NativeTicket | null;
}

/** Something was said or done about a ticket. */
export interface InteractionEntry extends EntryFacts {
  readonly type: 'INTERACTION';
  readonly origin: ChangeOrigin;
  readonly ticketId: string;
  readonly entry: InteractionLog;
  /** The person who wrote it through this gateway; null if it was found in the backend. */
  readonly writer: string | null;
}

/** Changes before this may not be in the log. */
export interface GapEntry extends EntryFacts {
  readonly type: 'GAP';
  /** For people. */
  readonly message: string;
}

export type LogEntry = TicketEntry | InteractionEntry | GapEntry;

export function encodeLogEntry(entry: LogEntry): string {
  return JSON.stringify(entry);
}

/** Entries are the gateway's own: they are read as they were written. */
export function decodeLogEntry(text: string): LogEntry {
  return JSON.parse(text) as LogEntry;
}

/** The scope of everybody who sees a backend with the gateway's own account. */
export const SERVICE_SCOPE = 'service';

/**
 * Whose view of a backend somebody has: all who use the gateway's account share one, and everybody with a credential of
 * their own has their own. What is seen in one scope never reaches another.
 */
export function credentialScope({ access }: BackendInstance, principal: Principal): string {
  return access.strategy === 'SERVICE' ? SERVICE_SCOPE : principal.fingerprint;
}

/** True if what this principal sees of a ticket is what its whole scope may see. */
export function seesWholeScope({ access }: BackendInstance, principal: Principal): boolean {
  return access.strategy !== 'SERVICE' || isAgent(principal);
}
