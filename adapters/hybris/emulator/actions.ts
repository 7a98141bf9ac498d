import { addTicket, createWrittenEntity, persistedFields, writeTicket, type Backend } from './backend.ts';
import type { Entity } from './collection.ts';
import { isEventType } from './pubsub.ts';
import { renderLog, renderTicket } from './rendering.ts';
import { MAIN_CUSTOMER } from './seed.ts';
import { isRecord, omit, readText } from './values.ts';

type Action = (input: unknown) => unknown;

/** What can be made to happen behind the mashup: mostly what an agent would do. */
export function createActions(backend: Backend): Record<string, Action> {
  return {
    expireTokens: () => ({ expired: backend.tokens.expireAll() }),
    changeTicket: (input) => changeTicket(backend, readInput(input)),
    addTicket: (input) => createTicket(backend, readInput(input)),
    removeTicket: (input) => {
      const ticket = findTicket(backend, readInput(input));
      backend.tickets.remove(ticket.id);
      return { id: ticket.id };
    },
    addInteractionLog: (input) => createLog(backend, readInput(input)),
    publishEvent: (input) => publish(backend, readInput(input)),
    countEvents: () => ({
      created: backend.pubsub.waiting('serviceticket-created'),
      updated: backend.pubsub.waiting('serviceticket-updated'),
    }),
    expireEventTokens: () => ({ expired: backend.pubsub.forgetTokens() }),
  };
}

/** `{id, ...fields}`: sets the fields, null removes one; any status goes, as on the agents' side. */
function changeTicket(backend: Backend, input: Record<string, unknown>): unknown {
  const ticket = findTicket(backend, input);
  const changes = persistedFields(input);
  const removed = Object.keys(changes).filter((name) => changes[name] === null);
  const fields = omit({ ...ticket.fields, ...changes, customerId: ticket.owner }, removed);
  return show(backend, writeTicket(backend, ticket, fields));
}

/** `{customerId?, ...fields}`: a new ticket, by default an open request of the main customer. */
function createTicket(backend: Backend, input: Record<string, unknown>): unknown {
  const customerId = readText(input['customerId']) ?? MAIN_CUSTOMER.id;
  const ticket = createWrittenEntity(backend, customerId, {
    ticketNumber: backend.takeTicketNumber(),
    type: 'SERVICE_REQUEST',
    status: 'OPEN',
    shortDescription: 'Opened by phone',
    createdBy: 'SYSTEM',
    ...persistedFields(input),
    customerId,
  });
  addTicket(backend, ticket);
  return show(backend, ticket);
}

/** `{ticketId?, customerId?, ...fields}`: a new log, of the ticket if one is named. */
function createLog(backend: Backend, input: Record<string, unknown>): unknown {
  const ticketId = readText(input['ticketId']);
  const ticket = ticketId === undefined ? undefined : findTicket(backend, { id: ticketId });
  const customerId = readText(input['customerId']) ?? ticket?.owner ?? MAIN_CUSTOMER.id;
  const now = new Date().toISOString();
  const log = createWrittenEntity(backend, customerId, {
    communicationDirection: 'INBOUND',
    communicationOrigin: 'CALL_CENTER',
    communicationMedium: 'PHONE',
    interactionDescription: 'Customer called',
    interactionStartedAt: now,
    interactionEndedAt: now,
    interactionReasons: [{ interactionReason: 'ZSELFSERVICE_TICKET' }],
    relatedObjects: ticket === undefined ? [] : [{ objectType: 'SAP_SERVICE_TICKET', objectId: ticket.id }],
    ...omit(persistedFields(input), ['ticketId']),
    customerId,
  });
  backend.logs.put(log);
  return renderLog(backend, log, { kind: 'text', languages: ['en'] });
}

/** `{eventType?, payload}`: an event with any text for a payload, by default that a ticket was updated. */
function publish(backend: Backend, input: Record<string, unknown>): unknown {
  const eventType = readText(input['eventType']) ?? 'serviceticket-updated';
  if (!isEventType(eventType)) throw new Error(`There is no topic "${eventType}".`);
  backend.pubsub.publish(eventType, readText(input['payload']) ?? '');
  return { waiting: backend.pubsub.waiting(eventType) };
}

function findTicket(backend: Backend, input: Record<string, unknown>): Entity {
  const id = readText(input['id']) ?? '';
  const ticket = backend.tickets.get(id);
  if (ticket === undefined) throw new Error(`There is no ticket "${id}".`);
  return ticket;
}

function show(backend: Backend, ticket: Entity): unknown {
  return renderTicket(backend, ticket, { kind: 'text', languages: ['en'] });
}

function readInput(input: unknown): Record<string, unknown> {
  if (input === undefined || input === null) return {};
  if (!isRecord(input)) throw new Error('The input of this action is an object.');
  return input;
}
