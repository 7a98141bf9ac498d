import type { Random } from '../../../src/emulation/random.ts';
import type { Catalogue } from './catalogue.ts';
import type { Branding, StoredTicket } from './ticket.ts';
import { timeText } from './time.ts';

/** The only two names the page knows. */
export type EventType = 'tickets.ticket.created' | 'tickets.ticket.closed';

export interface StoredEvent {
  /** A ULID, though the parameter `after_id` is typed uuid (oddity 9). */
  readonly id: string;
  readonly type: EventType;
  readonly occurred: number;
  readonly branding: Branding;
  readonly wire: Readonly<Record<string, unknown>>;
}

export interface EventLog {
  readonly events: readonly StoredEvent[];
  append(type: EventType, ticket: StoredTicket, occurred: number): void;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** An event log whose ULIDs only ever grow; it starts with the events the tickets must have caused. */
export function createEventLog(tickets: readonly StoredTicket[], catalogue: Catalogue, random: Random): EventLog {
  const names = new Map(catalogue.customers.map(({ id, name }) => [id, name]));
  const events: StoredEvent[] = [];
  let last = 0;
  function append(type: EventType, ticket: StoredTicket, occurred: number): void {
    // Two events of one millisecond would have ULIDs in no order, and `after_id` would lose one of them.
    last = Math.max(last + 1, occurred);
    const id = createUlid(last, random);
    const wire = {
      id,
      type,
      occurred_at: timeText(last, events.length % 5 === 4 ? '+01:00' : 'Z'),
      payload: {
        ticket: { id: ticket.id, ticket_number: ticket.ticket_number },
        parent_ticket: ticket.parent_ticket,
        customer: { id: ticket.customer_id, name: names.get(ticket.customer_id) ?? 'New customer' },
      },
    };
    events.push({ id, type, occurred: last, branding: ticket.branding, wire });
  }
  for (const [type, ticket, occurred] of eventsOfTickets(tickets)) append(type, ticket, occurred);
  return { events, append };
}

function eventsOfTickets(tickets: readonly StoredTicket[]): [EventType, StoredTicket, number][] {
  const found: [EventType, StoredTicket, number][] = [];
  for (const ticket of tickets) {
    found.push(['tickets.ticket.created', ticket, Date.parse(ticket.created_at)]);
    if (ticket.state === 'closed' && ticket.finished_at !== null) {
      found.push(['tickets.ticket.closed', ticket, Date.parse(ticket.finished_at)]);
    }
  }
  return found.sort(([, , one], [, , other]) => one - other);
}

function createUlid(milliseconds: number, random: Random): string {
  let time = '';
  for (let left = milliseconds; time.length < 10; left = Math.floor(left / 32))
    time = CROCKFORD.charAt(left % 32) + time;
  return time + Array.from({ length: 16 }, () => CROCKFORD.charAt(random.below(32))).join('');
}
