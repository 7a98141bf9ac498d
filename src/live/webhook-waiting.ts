import type { WebhookEvent, WebhookEventType } from '../ticketing/webhook.ts';

/** A ticket of which somebody said that it has changed, until it has been looked at. */
export interface WaitingTicket {
  readonly ticketId: string;
  readonly type: WebhookEventType;
  /** Of the events that told of it; null for one that has no id. */
  readonly eventIds: readonly (string | null)[];
  /** True if it has been looked at before, and did not look as it was said to. */
  readonly isSecondLook: boolean;
}

/** Tickets of one backend that wait to be looked at, each once however much was told of it. */
export interface WaitingTickets {
  add(ticket: WaitingTicket): void;
  /** Removes and gives those that wait longest. */
  take(most: number): readonly WaitingTicket[];
  readonly size: number;
}

export function createWaitingTickets(): WaitingTickets {
  const waiting = new Map<string, WaitingTicket>();
  return {
    add(ticket) {
      const known = waiting.get(ticket.ticketId);
      waiting.set(ticket.ticketId, known === undefined ? ticket : together(known, ticket));
    },
    take(most) {
      const taken = [...waiting.values()].slice(0, most);
      for (const { ticketId } of taken) waiting.delete(ticketId);
      return taken;
    },
    get size() {
      return waiting.size;
    },
  };
}

export function toWaiting({ type, ticketId, eventId }: WebhookEvent): WaitingTicket {
  return { ticketId, type, eventIds: [eventId], isSecondLook: false };
}

/** One look answers both: a ticket that was created and changed is new to whoever is told once. */
function together(earlier: WaitingTicket, later: WaitingTicket): WaitingTicket {
  return {
    ticketId: later.ticketId,
    type: earlier.type === 'CREATED' && later.type !== 'DELETED' ? 'CREATED' : later.type,
    eventIds: [...new Set([...earlier.eventIds, ...later.eventIds])],
    isSecondLook: earlier.isSecondLook && later.isSecondLook,
  };
}
