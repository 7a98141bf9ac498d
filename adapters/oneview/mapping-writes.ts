import type { Escalation, EscalationTarget } from '../../src/ticketing/escalation.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { EscalateTicketInput, TicketFields, TransitionTicketInput } from '../../src/ticketing/write.ts';
import { toEscalations } from './mapping-links.ts';
import type { OneviewSettings } from './settings.ts';
import type { OneviewClosing, OneviewEscalation, OneviewUpdate } from './wire.ts';

/** The custom field that says to which entity an order belongs, as tickets show it. */
export const ENTITY_FIELD = 'entityId';

/** The body of an escalation: only what was given. */
export function toEscalation(
  { reason, resolution }: EscalateTicketInput,
  target: EscalationTarget,
  departmentField: OneviewSettings['departmentField'],
): OneviewEscalation {
  return {
    ...(reason === undefined ? {} : { statusReason: reason }),
    ...(resolution === undefined ? {} : { resolutionReason: resolution }),
    // ASSUMPTION: the id, unless the operator knows better: the blueprint's samples of both do not fit each other.
    department: departmentField === 'label' ? target.label : target.nativeId,
  };
}

/** The body of a closing: only what was given. */
export function toClosing({ reason, resolutionCode, resolution }: TransitionTicketInput): OneviewClosing {
  return {
    ...(reason === undefined ? {} : { statusReason: reason }),
    ...(resolutionCode === undefined ? {} : { resolutionStatus: resolutionCode }),
    ...(resolution === undefined ? {} : { resolutionReason: resolution }),
  };
}

/** A body of an update, with the words for what it changes. */
export interface Update {
  readonly what: string;
  readonly body: OneviewUpdate;
}

/**
 * The bodies that an update needs: the API changes one thing with each.
 * @param entityId entity of the order; null if nobody said it
 */
export function toUpdates({ contactReasonCode, orderId }: TicketFields, entityId: string | null): Update[] {
  const updates: Update[] = [];
  if (contactReasonCode !== undefined && contactReasonCode !== null) {
    updates.push({ what: 'contact reason', body: { type: 'UPDATE_CCR', ccr: contactReasonCode } });
  }
  if (orderId !== undefined) {
    const entity = entityId === null ? {} : { geid: entityId };
    updates.push({ what: 'order', body: { type: 'UPDATE_ORDER_ID', orderId: orderId ?? '', ...entity } });
  }
  return updates;
}

/** The entity that a ticket's order belongs to. */
export function entityOf(ticket: NativeTicket | null): string | null {
  const value = ticket?.customFields.find(({ key }) => key === ENTITY_FIELD)?.value;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The ticket with the department that it was just escalated to: no answer of the API names that. */
export function withTarget(ticket: NativeTicket, target: EscalationTarget): NativeTicket {
  const escalations = ticket.escalations.map((escalation) =>
    escalation.state === 'ACTIVE'
      ? { ...escalation, targetId: target.nativeId, targetLabel: target.label }
      : escalation,
  );
  return { ...ticket, escalations };
}

/** The escalation that a ticket without a newer answer is known to have. */
export function toKnownEscalation(reason: string | undefined): Escalation[] {
  return toEscalations([], { isEscalated: true, reason: reason ?? null, at: null });
}
