import { GROUP_ID } from './catalog.ts';
import { BusinessError } from './errors.ts';
import { param } from './input.ts';
import type { Backend, Call, Ticket } from './model.ts';

/**
 * True if the group was asked for. The page: `group_id` is required for tickets of other members of the group.
 * @throws BusinessError OSM.01010002 if it is not the user's group
 */
export function asksForGroup(query: URLSearchParams, body: Readonly<Record<string, unknown>>): boolean {
  const group = query.get('group_id') ?? body['group_id'] ?? '';
  if (group === '') return false;
  if (group !== GROUP_ID) throw new BusinessError('OSM.01010002', 'group_id');
  return true;
}

/** True if the caller sees this ticket: its own, and with `group_id` those of the other members. */
export function isVisible(call: Pick<Call, 'user' | 'group'>, ticket: Ticket): boolean {
  return call.group || ticket.xcustomer_id === call.user.id;
}

/** The ticket with this id. @throws BusinessError OSM.01010015 or OSM.01010002 */
export function ticketById(backend: Backend, call: Call, id: string): Ticket {
  const ticket = backend.ticketsById.get(id);
  if (ticket === undefined) throw new BusinessError('OSM.01010015');
  if (!isVisible(call, ticket)) throw new BusinessError('OSM.01010002');
  return ticket;
}

/** The ticket that the path names. @throws BusinessError as `ticketById` */
export function ticketOf(backend: Backend, call: Call): Ticket {
  return ticketById(backend, call, param(call, 'case_id'));
}

/** Takes a ticket into all indexes, keeping the list newest first. */
export function insertTicket(backend: Backend, ticket: Ticket): void {
  backend.ticketsById.set(ticket.incident_id, ticket);
  backend.ticketsByIndex[ticket.index] = ticket;
  const position = backend.newestFirst.findIndex((other) => other.create_time <= ticket.create_time);
  backend.newestFirst.splice(position === -1 ? backend.newestFirst.length : position, 0, ticket);
}

/** Forgets a ticket, as if its data were gone. */
export function removeTicket(backend: Backend, ticket: Ticket): void {
  backend.ticketsById.delete(ticket.incident_id);
  backend.newestFirst.splice(backend.newestFirst.indexOf(ticket), 1);
}

/** Sets the status, and with "completed" the time of confirmation. */
export function setStatus(ticket: Ticket, status: number): void {
  if (status === 3 && ticket.status !== 3) ticket.confirmed_time = Date.now();
  ticket.status = status;
}
