import type { Call } from '../../src/ticketing/adapter.ts';
import { invalidInput } from '../../src/ticketing/errors.ts';
import type { EscalationTarget } from '../../src/ticketing/escalation.ts';
import type { TransitionRules } from '../../src/ticketing/transition.ts';
import {
  refuseField,
  type EscalateTicketInput,
  type TicketResult,
  type UserError,
  type Write,
  type WriteCall,
} from '../../src/ticketing/write.ts';
import { requireAgent } from './agent.ts';
import type { OneviewClient } from './client.ts';
import { createDoubleClicks } from './double-clicks.ts';
import { toStatus } from './mapping.ts';
import { toEscalation, toKnownEscalation, withTarget } from './mapping-writes.ts';
import { reconcileByReading, wasChangedSince } from './reconcile.ts';
import type { OneviewSettings } from './settings.ts';
import { requireTransition, type TicketState } from './ticket-state.ts';

/** Escalates to a department: the one write that the API documents. */
export function createEscalateTicket(
  client: OneviewClient,
  { departmentField }: Pick<OneviewSettings, 'departmentField'>,
  rules: TransitionRules,
  listTargets: (call: Call) => Promise<EscalationTarget[]>,
  state: TicketState,
  clock: () => number,
): Write<EscalateTicketInput, TicketResult> {
  const doubleClicks = createDoubleClicks<TicketResult>(clock);

  async function escalate(input: EscalateTicketInput, agent: string, call: WriteCall): Promise<TicketResult> {
    const { ticketId, reason } = input;
    const target = requireTarget(input, await listTargets(call));
    const before = await state.readIfKnown(ticketId, call);
    requireTransition(rules, 'ESCALATE', before);
    const answer = await client.escalate(ticketId, toEscalation(input, target, departmentField), agent, call);
    const change = { status: toStatus('ESCALATED'), escalations: toKnownEscalation(reason) };
    const result = await state.toResult({ id: ticketId, answer }, before, change, call);
    return { ...result, ticket: result.ticket === null ? null : withTarget(result.ticket, target) };
  }

  return {
    check: checkEscalation,
    async apply(input, call) {
      const agent = requireAgent(call);
      const key = [call.principal.person, agent, input.ticketId, input.targetId];
      const { result, isShared } = await doubleClicks.once(key, call, (own) => escalate(input, agent, own));
      return isShared ? { ...result, warnings: [...result.warnings, DOUBLE_CLICK], isShared } : result;
    },
    reconcile: reconcileByReading(
      state,
      'The escalation may have been made: look whether the ticket is escalated now before trying again.',
      (ticket, _input, call) => ticket.status.code === 'ESCALATED' && wasChangedSince(ticket, call),
    ),
  };
}

const DOUBLE_CLICK =
  'The same escalation was asked for less than ten seconds ago: it was made once, as it was asked for first.';

function requireTarget({ targetId }: EscalateTicketInput, targets: readonly EscalationTarget[]): EscalationTarget {
  const target = targets.find(({ nativeId }) => nativeId === targetId);
  if (target !== undefined) return target;
  const known = targets.map(({ nativeId }) => nativeId).join(', ');
  throw invalidInput(
    'targetId',
    targets.length === 0
      ? 'The backend has no departments to escalate to.'
      : `There is no such department; there are: ${known}.`,
  );
}

const NOT_TAKEN = ['productIds', 'allowCustomerChatWriteAccess', 'shareCustomerInformation'] as const;

/** Everything about an escalation that can be refused without a call. */
export function checkEscalation(input: EscalateTicketInput): UserError[] {
  const errors = NOT_TAKEN.filter((name) => input[name] !== undefined).map((name) =>
    refuseField(name, 'An escalation of this backend has no place for this.'),
  );
  if (input.targetId.trim() === '') errors.push(refuseField('targetId', 'Say which department to escalate to.'));
  if (input.reason === undefined || input.reason.trim() === '') {
    errors.push(refuseField('reason', 'An escalation needs a reason.'));
  }
  return errors;
}
