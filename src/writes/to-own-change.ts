import type { BackendInstance } from '../ticketing/adapter.ts';
import type { OwnChange } from '../ticketing/own-change.ts';
import type { Principal } from '../ticketing/principal.ts';
import type { LogResult, TicketResult, WriteName } from '../ticketing/write.ts';
import { setFields } from './set-fields.ts';

/** A change that was applied, by its parts. */
export interface AppliedChange {
  readonly name: WriteName;
  readonly backend: BackendInstance;
  readonly principal: Principal;
  /** The ticket that was to be changed; null for a new one. */
  readonly ticketId: string | null;
  /** Of the change of this name, as its caller gave it. */
  readonly input: unknown;
  /** What it came to. */
  readonly result: unknown;
}

/** What others are told of a change; null if it concerns no ticket yet, such as a file for a ticket to come, or changed nothing. */
export function toOwnChange({ name, backend, principal, ticketId, input, result }: AppliedChange): OwnChange | null {
  const changedFields = setFields(name, input, result);
  const facts = { principal, backend, movedToId: null, changedFields, ticket: null, interaction: null };
  switch (name) {
    case 'addComment':
    case 'logInteraction': {
      const { entry } = result as LogResult;
      return ticketId === null ? null : { ...facts, ticketId, kind: 'UPDATED', interaction: entry };
    }
    case 'uploadAttachment':
      return ticketId === null ? null : { ...facts, ticketId, kind: 'UPDATED' };
    case 'deleteTicket':
      return ticketId === null ? null : { ...facts, ticketId, kind: 'REMOVED' };
    case 'createTicket': {
      const { nativeId, ticket } = result as TicketResult;
      return { ...facts, ticketId: nativeId, kind: 'ADDED', ticket };
    }
    case 'updateTicket':
    case 'assignTicket':
    case 'transitionTicket':
    case 'escalateTicket': {
      const { nativeId, ticket, versionBefore } = result as TicketResult;
      if (ticketId === null || ticketId === nativeId) {
        const isUnversioned = ticket !== null && ticket.version === versionBefore;
        if (isUnversioned && changedFields.length === 0) return null;
        return { ...facts, ticketId: nativeId, kind: 'UPDATED', ticket, isUnversioned };
      }
      return { ...facts, ticketId, kind: 'MOVED', movedToId: nativeId, ticket };
    }
  }
}
