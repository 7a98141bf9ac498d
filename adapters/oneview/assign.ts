import { GatewayError } from '../../src/ticketing/errors.ts';
import { party, type NativeTicket } from '../../src/ticketing/ticket.ts';
import { unsupported, type Supported } from '../../src/ticketing/unsupported.ts';
import { refuseField, type AssignTicketInput, type TicketResult, type Write } from '../../src/ticketing/write.ts';
import { requireAgent } from './agent.ts';
import type { OneviewClient, WriteOperation } from './client.ts';
import { reconcileByReading } from './reconcile.ts';
import type { TicketState } from './ticket-state.ts';

// ASSUMPTION: nowhere said; a ticket that somebody works on can be worked on by somebody else.
const ASSIGNABLE: readonly string[] = ['ASSIGNED', 'ESCALATED'];

/** Gives a ticket to another agent, if the operator told how. */
export function createAssignTicket(
  client: OneviewClient,
  operation: WriteOperation | undefined,
  state: TicketState,
): Supported<Write<AssignTicketInput, TicketResult>> {
  if (operation === undefined) {
    return unsupported(
      'The API documents no call that reassigns a ticket; set "operations.reassign" if yours has one.',
    );
  }
  return {
    check({ assigneeId, reason }) {
      const errors = [];
      if (assigneeId.trim() === '') errors.push(refuseField('assigneeId', 'Say whom to give the ticket to.'));
      if (reason === undefined || reason.trim() === '') {
        errors.push(refuseField('reason', 'This backend wants a reason for giving a ticket to somebody else.'));
      }
      return errors;
    },
    async apply({ ticketId, assigneeId, reason = '' }, call) {
      const agent = requireAgent(call);
      const before = await state.readIfKnown(ticketId, call);
      requireAssignable(before);
      const body = { reason, assignee: assigneeId };
      const answer = await client.change(ticketId, { name: 'reassign', operation, body }, agent, call);
      const change = { assignee: party('PERSON', { id: assigneeId }) };
      return state.toResult({ id: ticketId, answer }, before, change, call);
    },
    reconcile: reconcileByReading(
      state,
      'The ticket may have been reassigned: look who has it now before trying again.',
      (ticket, { assigneeId }) => ticket.assignee?.id === assigneeId,
    ),
  };
}

function requireAssignable(ticket: NativeTicket | null): void {
  if (ticket === null || ASSIGNABLE.includes(ticket.status.code)) return;
  const state = ticket.status.label ?? ticket.status.code;
  throw new GatewayError(
    'INVALID_TRANSITION',
    `A ticket in the state "${state}" cannot be given to somebody else, only one in: ${ASSIGNABLE.join(', ')}.`,
  );
}
