import type { EmulatorRequest, Route } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import { admit, baseOf, ownerToWrite, refuseForeign, type Audience, type Caller } from './audience.ts';
import { addTicket, createWrittenEntity, persistedFields, writeTicket, type Backend } from './backend.ts';
import { STATUSES, TICKET_TYPES } from './catalogue.ts';
import type { Entity } from './collection.ts';
import { readLanguageWish } from './languages.ts';
import { locationOf, replyWithPage } from './paging.ts';
import { readBody, throughProxy } from './proxy.ts';
import { notFound, Refusal, violation } from './refusal.ts';
import { renderTicket } from './rendering.ts';
import { isRecord, readText } from './values.ts';

type Body = Readonly<Record<string, unknown>>;

const VIEW = 'hybris.serviceticket_view';
const MANAGE = 'hybris.serviceticket_manage';

/** Calls 1 to 5 of section 3. */
export function createTicketRoutes(backend: Backend, audience: Audience): Route[] {
  const base = `${baseOf(audience)}/serviceTickets`;
  function name(label: string): string {
    return audience === 'customer' ? label : `agent${label.charAt(0).toUpperCase()}${label.slice(1)}`;
  }
  const routes: Route[] = [
    { label: 'listTickets', method: 'GET', path: base, handle: (request) => list(backend, request, audience) },
    { label: 'createTicket', method: 'POST', path: base, handle: (request) => create(backend, request, audience) },
    { label: 'getTicket', method: 'GET', path: `${base}/:id`, handle: (request) => read(backend, request, audience) },
    {
      label: 'replaceTicket',
      method: 'PUT',
      path: `${base}/:id`,
      handle: (request) => replace(backend, request, audience),
    },
    {
      label: 'deleteTicket',
      method: 'DELETE',
      path: `${base}/:id`,
      handle: (request) => remove(backend, request, audience),
    },
  ];
  return routes.map((route) => ({ ...route, label: name(route.label), handle: throughProxy(backend, route.handle) }));
}

/**
 * The ticket of the path.
 * @throws Refusal 404 (or 403 by switch) if the caller has none with this id
 */
export function findTicket(backend: Backend, request: EmulatorRequest, caller: Caller): Entity {
  const id = request.params['id'] ?? '';
  const ticket = backend.tickets.get(id);
  if (ticket === undefined) throw notFound('Service ticket', id);
  if (caller.owner !== undefined && ticket.owner !== caller.owner) throw refuseForeign(backend, 'Service ticket', id);
  return ticket;
}

function list(backend: Backend, request: EmulatorRequest, audience: Audience): Reply {
  const { owner } = admit(backend, request, audience, VIEW);
  const wish = readLanguageWish(request);
  return replyWithPage(backend, request, backend.tickets, owner, (ticket) => renderTicket(backend, ticket, wish));
}

function read(backend: Backend, request: EmulatorRequest, audience: Audience): Reply {
  const ticket = findTicket(backend, request, admit(backend, request, audience, VIEW));
  return { status: 200, body: renderTicket(backend, ticket, readLanguageWish(request)) };
}

function create(backend: Backend, request: EmulatorRequest, audience: Audience): Reply {
  const caller = admit(backend, request, audience, MANAGE);
  const body = readBody(request);
  const owner = ownerToWrite(caller, readText(body['customerId']));
  if (owner === undefined) throw violation('missing_field', 'customerId', 'customerId is required.');
  checkContent(body);
  const type = TICKET_TYPES.find((known) => known.type === body['type']);
  if (type === undefined || !type.active) throw invalidField('type', 'type is not a configured active type.');
  const ticket = createWrittenEntity(backend, owner, {
    ...persistedFields(body),
    ticketNumber: backend.takeTicketNumber(),
    status: 'OPEN',
    customerId: owner,
    createdBy: readText(body['createdBy']) ?? caller.owner ?? 'SYSTEM',
  });
  addTicket(backend, ticket);
  const location = locationOf(backend, request, ticket.id);
  const answers = {
    full: () => renderTicket(backend, ticket, readLanguageWish(request)),
    id: () => ({ id: ticket.id }),
    idAndLink: () => ({ id: ticket.id, link: location }),
  };
  return { status: 201, headers: { Location: location }, body: answers[backend.switches.postAnswer]() };
}

/** Replaces the whole ticket: fields that are not sent are gone (section 15). Its owner stays. */
function replace(backend: Backend, request: EmulatorRequest, audience: Audience): Reply {
  const caller = admit(backend, request, audience, MANAGE);
  const ticket = findTicket(backend, request, caller);
  const body = readBody(request);
  const sentOwner = readText(body['customerId']);
  if (sentOwner !== ticket.owner) ownerToWrite(caller, sentOwner);
  checkVersion(backend, ticket, body);
  checkContent(body);
  if (body['type'] !== ticket.fields['type'] && !TICKET_TYPES.some((known) => known.type === body['type'])) {
    throw invalidField('type', 'type is not configured.');
  }
  checkStatus(backend, audience, ticket.fields['status'], body['status']);
  writeTicket(backend, ticket, { ...persistedFields(body), customerId: ticket.owner });
  return { status: 204 };
}

function remove(backend: Backend, request: EmulatorRequest, audience: Audience): Reply {
  const ticket = findTicket(backend, request, admit(backend, request, audience, MANAGE));
  backend.tickets.remove(ticket.id);
  return { status: 204 };
}

function checkContent(body: Body): void {
  for (const field of ['type', 'shortDescription']) {
    if (body[field] === undefined || body[field] === null || body[field] === '') {
      throw violation('missing_field', field, `${field} is required.`);
    }
    if (typeof body[field] !== 'string') throw invalidField(field, `${field} must be a text.`);
  }
}

/** `version` comes as number or as text (section 4). */
function checkVersion(backend: Backend, ticket: Entity, body: Body): void {
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {};
  const { version } = metadata;
  if (version === undefined || version === null || backend.switches.ignoreVersion) return;
  if (Number(version) < ticket.version) {
    throw new Refusal(409, 'conflict_resource', `The ticket has version ${ticket.version} by now.`);
  }
}

/** The seed: "Updates a single service ticket either to OPEN or CONFIRMED". */
function checkStatus(backend: Backend, audience: Audience, current: unknown, wanted: unknown): void {
  if (wanted === 'OPEN' || wanted === 'CONFIRMED') return;
  if (audience === 'agent' && typeof wanted === 'string' && wanted in STATUSES) return;
  const { statusRefusal, refuseUnchangedStatus } = backend.switches;
  if (wanted === current && !refuseUnchangedStatus) return;
  const message = 'status must be OPEN or CONFIRMED.';
  throw statusRefusal === 'businessError'
    ? new Refusal(400, 'business_error', message)
    : invalidField('status', message);
}

function invalidField(field: string, message: string): Refusal {
  return violation('invalid_field', field, message);
}
