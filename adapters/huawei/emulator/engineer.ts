import { addMessage } from './conversation.ts';
import { blankTicket } from './data.ts';
import { isRecord } from './input.ts';
import type { Backend, Ticket } from './model.ts';
import { insertTicket, removeTicket, setStatus } from './tickets.ts';
import { wholeSecond } from './times.ts';
import type { EmulatorDefinition } from '../../../src/emulation/emulator.ts';

/** What the side of the engineers can change, under the names of the wire. */
const CHANGEABLE = [
  'status',
  'simple_description',
  'business_type_id',
  'product_category_id',
  'region_id',
  'severity_id',
  'source_name',
  'incident_service_type',
  'root_cause',
  'resolution',
  'judgement',
  'resolve_time',
  'business_ownership',
  'label_ids',
  'ext_info',
  'xcustomer_id',
  'xcustomer_name',
] as const satisfies readonly (keyof Ticket)[];

/** What happens on Huawei's side, which the customer API cannot do; the tests' hand in the backend. */
export function engineerActions(backend: Backend): EmulatorDefinition['actions'] {
  return {
    expireTokens() {
      for (const token of backend.tokens.values()) token.expiresAt = 0;
    },
    changeTicket(input) {
      const { id, ...changes } = fieldsOf(input);
      applyChanges(ticketById(backend, id), changes);
    },
    addTicket(input) {
      const { create_time, ...changes } = fieldsOf(input ?? {});
      const time = typeof create_time === 'string' ? Date.parse(create_time) : Date.now();
      const ticket = blankTicket(backend.ticketsByIndex.length, wholeSecond(time), backend.random);
      applyChanges(ticket, { simple_description: 'Added by the other side', ...changes });
      insertTicket(backend, ticket);
      return { incident_id: ticket.incident_id };
    },
    removeTicket(input) {
      removeTicket(backend, ticketById(backend, fieldsOf(input)['id']));
    },
    addMessage(input) {
      const { id, content, side, replier, replier_name } = fieldsOf(input);
      const message = addMessage(backend, ticketById(backend, id), {
        side: side === 0 || side === 2 ? side : 1,
        content: text(content, 'An answer.'),
        replier: text(replier, 'e0000001'),
        replierName: text(replier_name, 'Engineer Li'),
        accessories: [],
      });
      return { message_id: message.message_id };
    },
  };
}

function applyChanges(ticket: Ticket, changes: Readonly<Record<string, unknown>>): void {
  const { status, ...rest } = changes;
  const unknown = Object.keys(rest).filter((name) => !CHANGEABLE.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(`Cannot change ${unknown.join(', ')}; can be changed: ${CHANGEABLE.join(', ')}.`);
  }
  Object.assign(ticket, rest);
  if (typeof status === 'number') setStatus(ticket, status);
}

function ticketById(backend: Backend, id: unknown): Ticket {
  const ticket = backend.ticketsById.get(String(id));
  if (ticket === undefined) throw new Error(`There is no ticket "${String(id)}".`);
  return ticket;
}

function fieldsOf(input: unknown): Record<string, unknown> {
  if (!isRecord(input)) throw new Error('The action needs an object.');
  return input;
}

function text(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}
