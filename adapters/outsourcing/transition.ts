import type { TransitionRules } from '../../src/ticketing/transition.ts';
import { isUnsupported } from '../../src/ticketing/unsupported.ts';
import {
  refuseField,
  type TicketResult,
  type TransitionTicketInput,
  type UserError,
  type Write,
} from '../../src/ticketing/write.ts';
import { checkInt64, checkUuid, refuseGiven } from './check-values.ts';
import { toText } from './mapping.ts';
import { toCancellation, toCompletion } from './mapping-writes.ts';
import type { Move, MoveTicket } from './move.ts';
import type { OutsourcingSettings } from './settings.ts';

const USE_ESCALATE = 'A ticket is handed to another provider with its products: use escalateTicket.';
const NO_PLACE = 'The partner API has no place for this: it would be lost.';

/** COMPLETE and CANCEL of a ticket in progress. */
export function createTransitionTicket(
  settings: OutsourcingSettings,
  rules: TransitionRules,
  moveTicket: MoveTicket,
): Write<TransitionTicketInput, TicketResult> {
  const { reconcile } = moveTicket;
  const toMove = (input: TransitionTicketInput): Move =>
    input.kind === 'CANCEL' ? cancel(settings, input) : complete(settings, input);
  return {
    check: (input) => checkTransition(input, settings, rules),
    apply: (input, call) => moveTicket.apply(toMove(input), call),
    reconcile: isUnsupported(reconcile) ? reconcile : (input, call) => reconcile(toMove(input), call),
  };
}

function checkTransition(
  { ticketId, kind, reasonId, reason, resolutionCode, resolution, queueId }: TransitionTicketInput,
  settings: OutsourcingSettings,
  rules: TransitionRules,
): UserError[] {
  const rule = rules[kind];
  if (isUnsupported(rule)) return [{ field: 'kind', code: 'UNSUPPORTED', message: rule.unsupported }];
  if (kind === 'OUTSOURCE') return [{ field: 'kind', code: 'UNSUPPORTED', message: USE_ESCALATE }];
  return [
    ...checkUuid('ticketId', ticketId, 'The ticket'),
    ...refuseGiven({ reason, resolutionCode, resolution, queueId }, NO_PLACE),
    ...(kind === 'CANCEL' ? checkReason(reasonId, settings) : refuseGiven({ reasonId }, NO_PLACE)),
  ];
}

function checkReason(
  reasonId: string | undefined,
  { requireCancelReason, cancelReasons }: OutsourcingSettings,
): UserError[] {
  const choice =
    cancelReasons === undefined
      ? ''
      : ` Reasons: ${cancelReasons.map(({ id, label }) => `${id} (${label})`).join(', ')}.`;
  if (reasonId === undefined) {
    return requireCancelReason ? [refuseField('reasonId', `A ticket is cancelled with a reason.${choice}`)] : [];
  }
  const malformed = checkInt64('reasonId', reasonId, 'The reason');
  if (malformed.length > 0 || cancelReasons === undefined) return malformed;
  const isKnown = cancelReasons.some(({ id }) => toText(id) === reasonId);
  return isKnown ? [] : [refuseField('reasonId', `There is no such reason to cancel a ticket with.${choice}`)];
}

function complete(settings: OutsourcingSettings, { ticketId }: TransitionTicketInput): Move {
  return {
    kind: 'COMPLETE',
    ticketId,
    wire: toCompletion(settings),
    target: { state: 'closed' },
    // Nothing is known to follow it.
    isRuledOutBy: () => true,
  };
}

function cancel(settings: OutsourcingSettings, { ticketId, reasonId }: TransitionTicketInput): Move {
  return {
    kind: 'CANCEL',
    ticketId,
    wire: toCancellation(settings, reasonId),
    target: { state: 'cancelled', ...(reasonId === undefined ? {} : { cancel_reason_id: reasonId }) },
    // A cancelled ticket may be opened again.
    isRuledOutBy: ({ state, cancel_reason_id: reason }) =>
      (state === 'closed' || state === 'outsourced') && toText(reason) === null,
  };
}
