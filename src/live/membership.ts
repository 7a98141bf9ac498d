import type { ChangeKind } from '../ticketing/change-detection.ts';

export interface MembershipFacts {
  /** What happened to the ticket. */
  readonly kind: ChangeKind;
  /** Whether the ticket was in the subscriber's list; null if nobody knows. */
  readonly wasIn: boolean | null;
  /** Whether it is in it now: SEEN and matching, SEEN and not, or NOT_SEEN because it is gone or not the subscriber's. */
  readonly now: 'MATCHES' | 'DIFFERS' | 'NOT_SEEN';
  /** Whether the subscriber may know of every ticket of the backend. */
  readonly mayKnowAll: boolean;
}

/**
 * What a change means to a subscriber's list: entering it is ADDED and leaving it REMOVED, whatever happened to the ticket
 * itself. Null: nothing. Where nobody knows whether the ticket was in it, REMOVED is told once rather than never, as
 * taking a ticket away that is not there does no harm; but nobody is told of a ticket that may not be theirs.
 */
export function kindForSubscriber({ kind, wasIn, now, mayKnowAll }: MembershipFacts): ChangeKind | null {
  if (now === 'MATCHES') {
    if (wasIn === null) return kind;
    return wasIn ? 'UPDATED' : 'ADDED';
  }
  if (wasIn === false) return null;
  if (wasIn === null && (kind === 'ADDED' || (now === 'NOT_SEEN' && !mayKnowAll))) return null;
  return kind === 'MOVED' ? 'MOVED' : 'REMOVED';
}

/** Which tickets a subscriber's list holds, as far as its changes told. Bounded: what is forgotten counts as not known. */
export interface Membership {
  wasIn(ticket: string): boolean | null;
  note(ticket: string, isIn: boolean): void;
}

export function createMembership(mostTickets = 10_000): Membership {
  const known = new Map<string, boolean>();
  return {
    wasIn: (ticket) => known.get(ticket) ?? null,
    note(ticket, isIn) {
      known.delete(ticket);
      known.set(ticket, isIn);
      const [oldest] = known.keys();
      if (known.size > mostTickets && oldest !== undefined) known.delete(oldest);
    },
  };
}
