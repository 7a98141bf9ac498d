import type { Instant } from './instant.ts';

export type EscalationKind = 'DEPARTMENT' | 'PROVIDER';
export type EscalationState = 'REQUESTED' | 'ACTIVE' | 'COMPLETED' | 'CANCELLED';

/** A ticket handed to somebody else for help: an overlay with its own life, not a status. */
export interface Escalation {
  readonly kind: EscalationKind;
  readonly state: EscalationState;
  /** Native id of the target; null where the backend does not say. */
  readonly targetId: string | null;
  readonly targetLabel: string | null;
  readonly reason: string | null;
  readonly requestedBy: string | null;
  readonly requestedAt: Instant | null;
  /** The ticket that the target works on, in the target's own system. */
  readonly foreignTicketId: string | null;
  readonly foreignSystem: string | null;
  /** True if it can still be taken back; null where the backend does not say. */
  readonly isReclaimable: boolean | null;
}

/** Somebody a ticket can be escalated to. */
export interface EscalationTarget {
  readonly nativeId: string;
  readonly kind: EscalationKind;
  readonly label: string;
  /** Native ids of the products that this target takes; empty where that is not asked. */
  readonly productIds: readonly string[];
}
