import { GatewayError } from '../../src/ticketing/errors.ts';
import { availableTransitions, type TransitionKind, type TransitionRules } from '../../src/ticketing/transition.ts';
import type { StatusReference } from '../../src/ticketing/status.ts';
import { isUnsupported } from '../../src/ticketing/unsupported.ts';
import {
  refuseField,
  type TicketResult,
  type TransitionTicketInput,
  type UserError,
  type Write,
} from '../../src/ticketing/write.ts';
import { checkTarget } from './input-checks.ts';
import { TRANSITION_INPUTS } from './input-errors.ts';
import { CONFIRMED } from './mapping-status.ts';
import { toTicket } from './mapping.ts';
import { findReplaced, replaceTicket, type TicketChange } from './replace-ticket.ts';
import { lookTwice } from './second-look.ts';
import type { WriteParts } from './write-parts.ts';

/** The two states that a customer can put a ticket into. */
const TARGETS: ReadonlyMap<TransitionKind, string> = new Map([
  ['CLOSE', CONFIRMED],
  ['CONFIRM', CONFIRMED],
  ['REOPEN', 'OPEN'],
]);

const EXTRAS = ['reason', 'reasonId', 'resolutionCode', 'resolution', 'queueId'] as const;

/** Confirms or reopens: the whole ticket is written back with the other status. */
export function createTransitionTicket(parts: WriteParts): Write<TransitionTicketInput, TicketResult> {
  return {
    check: (input) => checkTransition(input, parts.transitions),
    apply: (input, call) => replaceTicket(parts, input.ticketId, toChange(parts, input, call.language), call),
    reconcile: (input, call) =>
      lookTwice(() => findReplaced(parts, input.ticketId, toChange(parts, input, call.language), call), call),
  };
}

function checkTransition(input: TransitionTicketInput, rules: TransitionRules): UserError[] {
  const rule = rules[input.kind];
  if (isUnsupported(rule)) return [{ field: 'kind', code: 'UNSUPPORTED', message: rule.unsupported }];
  return [
    ...checkTarget(input),
    ...EXTRAS.filter((name) => input[name] !== undefined).map((name) =>
      refuseField(name, 'This backend keeps nothing with this move but the move itself.'),
    ),
  ];
}

/** A ticket that is there already is left alone, so one that is there after a sent change got there by a change. */
function toChange({ facts, transitions }: WriteParts, { kind }: TransitionTicketInput, language: string): TicketChange {
  const target = TARGETS.get(kind);
  if (target === undefined) throw new GatewayError('UNSUPPORTED', 'Customers cannot make this move.');
  return {
    inputs: TRANSITION_INPUTS,
    make(current) {
      if (current.status === target) return current;
      refuseForbidden(kind, transitions, toTicket(current, facts, language).status);
      return { ...current, status: target };
    },
    isSame: (one, other) => one.status === other.status,
    isShown: (ticket) => ticket.status === target,
  };
}

function refuseForbidden(kind: TransitionKind, rules: TransitionRules, status: StatusReference): void {
  const moves = availableTransitions(rules, status);
  const move = moves.find((one) => one.kind === kind);
  if (move?.isAllowed === true) return;
  const possible = moves.filter((one) => one.isAllowed).map((one) => one.kind);
  const rest = possible.length === 0 ? 'Nothing is possible now.' : `Possible now: ${possible.join(', ')}.`;
  throw new GatewayError('INVALID_TRANSITION', `${move?.reason ?? 'Not possible.'} ${rest}`, { field: 'kind' });
}
