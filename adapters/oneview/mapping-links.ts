import type { Escalation } from '../../src/ticketing/escalation.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import type { TicketRelation } from '../../src/ticketing/ticket.ts';
import { toInstant, toText } from './mapping-values.ts';
import type { OneviewTicketLink } from './wire.ts';

/** What the ticket itself says of its present state. */
export interface PresentState {
  readonly isEscalated: boolean;
  readonly reason: string | null;
  readonly at: Instant | null;
}

/** Every linked ticket; a link that names none is no relation. */
export function toRelations(links: readonly OneviewTicketLink[]): TicketRelation[] {
  return links.flatMap((link) => {
    const foreignId = toText(link.ticketId);
    if (foreignId === null) return [];
    return [
      {
        kind: 'CHILD' as const,
        foreignId,
        // ASSUMPTION: a link that names no system leads to a ticket of this backend.
        foreignSystem: toText(link.ticketIdType),
        category: toText(link.ticketCategory),
        title: null,
        creator: toText(link.creator),
        createdAt: toInstant(link.createdAt),
        reason: toText(link.reason),
      },
    ];
  });
}

/**
 * The escalations of a ticket, newest last: each left a link of the category ESCALATED. Refunds leave links too, but are
 * none. The department is named nowhere.
 */
export function toEscalations(links: readonly OneviewTicketLink[], present: PresentState): Escalation[] {
  const escalations = links
    .filter((link) => link.ticketCategory === 'ESCALATED')
    .map((link) => toEscalation(link))
    .sort((one, other) => compareInstants(one.requestedAt, other.requestedAt));
  if (!present.isEscalated) return escalations;
  const newest = escalations.at(-1) ?? toEscalation({});
  const active: Escalation = {
    ...newest,
    state: 'ACTIVE',
    reason: newest.reason ?? present.reason,
    requestedAt: newest.requestedAt ?? present.at,
  };
  return [...escalations.slice(0, -1), active];
}

function toEscalation(link: OneviewTicketLink): Escalation {
  return {
    kind: 'DEPARTMENT',
    // ASSUMPTION: an escalation is over when its ticket has left the state ESCALATED or was escalated anew.
    state: 'COMPLETED',
    targetId: null,
    targetLabel: null,
    reason: toText(link.reason),
    requestedBy: toText(link.creator),
    requestedAt: toInstant(link.createdAt),
    foreignTicketId: toText(link.ticketId),
    foreignSystem: toText(link.ticketIdType),
    isReclaimable: null,
  };
}

/** Undated ones first: the newest is the last that says when. */
function compareInstants(one: Instant | null, other: Instant | null): number {
  if (one === other) return 0;
  return (one ?? '') < (other ?? '') ? -1 : 1;
}
