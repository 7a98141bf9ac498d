import type { BackendInstance, Call, GetTicketsRequest } from '../ticketing/adapter.ts';
import { GatewayError } from '../ticketing/errors.ts';
import { isAgent, type Principal } from '../ticketing/principal.ts';
import { ABSENT, found, type Lookup } from '../ticketing/lookup.ts';
import type { NativeTicket, TicketField } from '../ticketing/ticket.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { customerIdOf, requireOpen } from './backend-openness.ts';
import { ticketForCustomer } from './customer-view.ts';

/** What a caller is kept to at a backend that would show the gateway everything. */
export interface OwnTickets {
  /** The caller's id among the backend's customers. */
  readonly customerId: string;
  owns(ticket: NativeTicket): boolean;
}

/**
 * Lets a caller in.
 * @returns what they are kept to; null if the backend itself decides what they see, or they may see everything
 * @throws GatewayError UNAUTHENTICATED or FORBIDDEN if the backend is closed to them
 */
export function admit(backend: BackendInstance, principal: Principal): OwnTickets | null {
  requireOpen(backend, principal);
  const { strategy, customerScope } = backend.access;
  if (isAgent(principal) || strategy !== 'SERVICE') return null;
  const customerId = customerIdOf(backend, principal);
  if (isUnsupported(customerScope) || customerId === null) throw notAllowed('This backend serves agents alone.');
  return { customerId, owns: (ticket) => customerScope.owns(ticket, customerId) };
}

/**
 * A ticket as this caller sees it; null if they may not know of it. Pure.
 * @throws GatewayError UNAUTHENTICATED or FORBIDDEN if the backend is closed to them
 */
export function ticketFor(backend: BackendInstance, principal: Principal, ticket: NativeTicket): NativeTicket | null {
  const own = admit(backend, principal);
  if (own !== null && !own.owns(ticket)) return null;
  return isAgent(principal) ? ticket : ticketForCustomer(ticket, internalFieldsOf(backend));
}

export function internalFieldsOf({ access }: BackendInstance): readonly string[] {
  return access.internalFields ?? [];
}

/** A ticket of another customer looks like none: not even that it exists is told. */
export function hideForeign(lookup: Lookup<NativeTicket>, own: OwnTickets): Lookup<NativeTicket> {
  if (lookup.state === 'found') return own.owns(lookup.value) ? lookup : ABSENT;
  return lookup.state === 'failed' && lookup.error.code === 'FORBIDDEN' ? ABSENT : lookup;
}

/** Reads whose tickets these are, with the tickets as they are. @throws GatewayError FORBIDDEN if that cannot be read */
export async function readOwn(
  backend: BackendInstance,
  ids: readonly string[],
  own: OwnTickets,
  call: Call,
): Promise<Lookup<NativeTicket>[]> {
  const { getTickets } = backend.operations;
  if (isUnsupported(getTickets)) throw notAllowed('Whose ticket this is cannot be read from this backend.');
  if (ids.length === 0) return [];
  const lookups = await getTickets({ ids, fields: ['customer'] }, call);
  return lookups.map((lookup) => hideForeign(lookup, own));
}

/**
 * Makes sure of whose tickets these are. Between this reading and what follows a ticket may change hands: no backend
 * offers to compare and act in one step, so that moment stays.
 * @throws GatewayError NOT_FOUND if one of them is not the caller's
 */
export async function requireOwn(
  backend: BackendInstance,
  ids: readonly string[],
  own: OwnTickets,
  call: Call,
): Promise<void> {
  for (const lookup of await readOwn(backend, [...new Set(ids)], own, call)) {
    if (lookup.state === 'failed') throw lookup.error;
    if (lookup.state === 'absent') throw new GatewayError('NOT_FOUND', 'The backend knows no such ticket.');
  }
}

/** Whose ticket it is must be among what is read. */
export function withOwner(request: GetTicketsRequest): GetTicketsRequest {
  const fields: readonly TicketField[] = request.fields.includes('customer')
    ? request.fields
    : [...request.fields, 'customer'];
  return { ...request, fields };
}

export function notAllowed(reason: string, field?: string): GatewayError {
  return new GatewayError('FORBIDDEN', reason, field === undefined ? {} : { field });
}

/** The found values as this caller sees them. */
export function shown<Value>(lookup: Lookup<Value>, show: (value: Value) => Value): Lookup<Value> {
  return lookup.state === 'found' ? found(show(lookup.value)) : lookup;
}
