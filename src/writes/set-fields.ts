import type { TicketField } from '../ticketing/ticket.ts';
import type { TransitionKind } from '../ticketing/transition.ts';
import type {
  TicketFieldName,
  TicketResult,
  TransitionTicketInput,
  UpdateTicketInput,
  WriteName,
} from '../ticketing/write.ts';

/** Where each value that a ticket can be given shows in the ticket. */
const SHOWN_IN: Readonly<Record<TicketFieldName, TicketField>> = {
  title: 'title',
  description: 'description',
  typeId: 'type',
  priorityCode: 'priority',
  severityCode: 'severity',
  productId: 'product',
  contactReasonCode: 'contactReason',
  channel: 'channel',
  customerId: 'customer',
  vehicleModelId: 'vehicle',
  vin: 'vehicle',
  voucherCode: 'voucherCode',
  orderId: 'orderId',
  tags: 'tags',
  relatedTicketIds: 'relations',
  contact: 'customer',
  attachmentIds: 'attachments',
  customFields: 'customFields',
};

/** Moves that leave the status as it is, unless the backend shows otherwise. */
const KEEPS_STATUS: ReadonlySet<TransitionKind> = new Set(['REMIND', 'TRANSFER']);

/**
 * The fields of a ticket that a change set, as far as that is known: as its backend compared them, else those that its input
 * names, and the status where it differs. What else a backend may have changed with them is not guessed.
 * @param input of the change of this name
 * @param result what the change came to; of a change of that name
 */
export function setFields(name: WriteName, input: unknown, result: unknown): readonly TicketField[] {
  switch (name) {
    // A new ticket and one that is gone differ in nothing that was there. What is said about a ticket is in its log.
    case 'createTicket':
    case 'deleteTicket':
    case 'addComment':
    case 'logInteraction':
      return [];
    case 'uploadAttachment':
      return ['attachments'];
    case 'updateTicket':
      return compared(result) ?? distinct([...namedFields(input as UpdateTicketInput), ...movedStatus(result, false)]);
    case 'assignTicket':
      return compared(result) ?? ['assignee', ...movedStatus(result, false)];
    case 'transitionTicket': {
      const { kind, queueId } = input as TransitionTicketInput;
      const queue: TicketField[] = queueId === undefined ? [] : ['queue'];
      return compared(result) ?? [...movedStatus(result, !KEEPS_STATUS.has(kind)), ...queue];
    }
    case 'escalateTicket':
      return compared(result) ?? [...movedStatus(result, true), 'escalations'];
  }
}

function compared(result: unknown): readonly TicketField[] | undefined {
  return (result as TicketResult).changedFields;
}

function namedFields({ fields }: UpdateTicketInput): TicketField[] {
  return (Object.keys(SHOWN_IN) as TicketFieldName[])
    .filter((name) => fields[name] !== undefined)
    .map((name) => SHOWN_IN[name]);
}

/**
 * The status, if it changed.
 * @param isMeant whether the change is one of the status, which decides where nobody saw the ticket before or after it
 */
function movedStatus(result: unknown, isMeant: boolean): TicketField[] {
  const { from, to, ticket } = result as TicketResult;
  const now = ticket?.status ?? to;
  const isMoved = from === undefined || now === undefined ? isMeant : from.code !== now.code;
  return isMoved ? ['status'] : [];
}

function distinct(fields: readonly TicketField[]): TicketField[] {
  return [...new Set(fields)];
}
