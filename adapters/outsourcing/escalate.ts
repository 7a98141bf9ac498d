import { isUnsupported } from '../../src/ticketing/unsupported.ts';
import {
  refuseField,
  type EscalateTicketInput,
  type TicketResult,
  type UserError,
  type Write,
} from '../../src/ticketing/write.ts';
import { checkUuid, refuseGiven } from './check-values.ts';
import { isSame, toHandOver } from './mapping-writes.ts';
import type { Move, MoveTicket } from './move.ts';
import type { OutsourcingSettings } from './settings.ts';

/** The hand-over of a ticket in progress to another provider. */
export function createEscalateTicket(
  targets: OutsourcingSettings['escalationTargets'],
  moveTicket: MoveTicket,
): Write<EscalateTicketInput, TicketResult> {
  const { reconcile } = moveTicket;
  return {
    check: (input) => checkEscalation(input, targets),
    apply: (input, call) => moveTicket.apply(toMove(input), call),
    reconcile: isUnsupported(reconcile) ? reconcile : (input, call) => reconcile(toMove(input), call),
  };
}

function checkEscalation(
  { ticketId, targetId, productIds = [], reason, resolution }: EscalateTicketInput,
  targets: OutsourcingSettings['escalationTargets'],
): UserError[] {
  const refusals = [
    ...checkUuid('ticketId', ticketId, 'The ticket'),
    ...checkUuid('targetId', targetId, 'The provider'),
    ...productIds.flatMap((id, index) => checkUuid(`productIds.${index}`, id, 'A product')),
    ...refuseGiven({ reason, resolution }, 'The partner API has no place for this: it would be lost.'),
  ];
  if (productIds.length === 0) {
    refusals.push(refuseField('productIds', 'Name at least one base product that the other provider is to do.'));
  }
  return refusals.length > 0 || targets === undefined ? refusals : checkTarget(targetId, productIds, targets);
}

function checkTarget(
  targetId: string,
  productIds: readonly string[],
  targets: NonNullable<OutsourcingSettings['escalationTargets']>,
): UserError[] {
  const target = targets.find(({ providerId }) => isSame(providerId, targetId));
  if (target === undefined) {
    const choice = targets.map(({ label }) => label).join(', ');
    return [refuseField('targetId', `Tickets are not handed to this provider. Providers: ${choice || 'none'}.`)];
  }
  return productIds.flatMap((id, index) =>
    target.productIds.some((taken) => isSame(taken, id))
      ? []
      : [refuseField(`productIds.${index}`, `${target.label} does not take this product.`)],
  );
}

function toMove(input: EscalateTicketInput): Move {
  return {
    kind: 'OUTSOURCE',
    ticketId: input.ticketId,
    wire: toHandOver(input),
    target: { state: 'outsourced', outsourced: true, outsource_provider_id: input.targetId },
    // The other provider may have finished it meanwhile; a ticket says whether it ever was with another.
    isRuledOutBy: ({ outsourced }) => outsourced === false,
  };
}
