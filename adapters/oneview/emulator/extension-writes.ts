import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import { readTexts } from './body.ts';
import { lowestReasons, QUEUES, RESOLUTION_STATUSES, UPDATE_TYPES } from './catalogue.ts';
import type { Metadata, Ticket } from './model.ts';
import { nowInSeconds } from './store.ts';

/** Changes the ticket as the body says, or gives the status of the refusal and changes nothing. */
export type Write = (ticket: Ticket, request: EmulatorRequest) => 400 | 409 | undefined;

/** The assumed writes: bodies from the seed's data structures, allowed states from page section 6. */
export const WRITES = { close, reassign, transfer, update } as const;

function close(ticket: Ticket, request: EmulatorRequest): 400 | 409 | undefined {
  const input = readTexts(request, ['statusReason', 'resolutionStatus', 'resolutionReason']);
  if (input === undefined) return 400;
  if (input.resolutionStatus !== undefined && !RESOLUTION_STATUSES.includes(input.resolutionStatus)) return 400;
  if (ticket.status === 'CLOSED') return 409;
  ticket.status = 'CLOSED';
  ticket.UpdatedAt = nowInSeconds();
  if (input.statusReason !== undefined) ticket.statusReason = input.statusReason;
  return undefined;
}

/** Leaves UpdatedAt alone, as transfer and update do: it is the time of the last change of status. */
function reassign(ticket: Ticket, request: EmulatorRequest): 400 | 409 | undefined {
  const input = readTexts(request, ['reason', 'assignee']);
  if (input === undefined || !isFilled(input.assignee)) return 400;
  if (ticket.status === 'CLOSED') return 409;
  ticket.Assignee = input.assignee;
  return undefined;
}

function transfer(ticket: Ticket, request: EmulatorRequest): 400 | 409 | undefined {
  const input = readTexts(request, ['queueId']);
  const queue = QUEUES.find(({ id }) => id === input?.queueId);
  if (queue === undefined) return 400;
  if (ticket.status !== 'ASSIGNED') return 409;
  ticket.queue = queue.name;
  return undefined;
}

function update(ticket: Ticket, request: EmulatorRequest): 400 | undefined {
  const input = readTexts(request, ['type', 'ccr', 'orderId', 'geid']);
  if (input?.type === undefined || !UPDATE_TYPES.includes(input.type)) return 400;
  const metadata: Metadata = { ...ticket.metadata };
  if (input.type === 'UPDATE_CCR') {
    if (!isFilled(input.ccr)) return 400;
    setContactReason(metadata, input.ccr);
  }
  if (input.type === 'UPDATE_ORDER_ID') {
    if (input.orderId === undefined) return 400;
    // An empty order id removes it and needs no geid.
    if (input.orderId === '') delete metadata.orderId;
    else {
      if (!isFilled(input.geid)) return 400;
      metadata.orderId = input.orderId;
      metadata.entityId = input.geid;
    }
  }
  ticket.metadata = metadata;
  return undefined;
}

/** Keeps the reason as sent; its local text follows the code if the code is known, else it would be a lie. */
function setContactReason(metadata: Metadata, ccr: string): void {
  const known = lowestReasons().find(({ reason }) => reason.code === ccr);
  metadata.ccr = ccr;
  if (known === undefined) delete metadata.localCcr;
  else metadata.localCcr = metadata.language === 'zh' ? known.reason.chinese : known.reason.english;
}

function isFilled(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
