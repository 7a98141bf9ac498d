import type { Resolvers } from '../src/generated/schema-types.ts';
import { readTicketFilter } from '../src/dispatch/filter-input.ts';
import { checkNativeId } from '../src/dispatch/registry.ts';
import type { InteractionEvent, TicketChangeEvent, TicketEvent } from '../src/live/change-event.ts';
import { watchTicketLog } from '../src/live/ticket-log.ts';
import { invalidInput } from '../src/ticketing/errors.ts';
import { decodeGlobalIdOf, encodeGlobalId } from '../src/ticketing/global-id.ts';
import type { TicketField } from '../src/ticketing/ticket.ts';

export const subscription: Resolvers = {
  Subscription: {
    ticketChanges: {
      subscribe: (_root, { filter, ticketIds, since }, { live, registry, asker }) => {
        if (ticketIds && filter?.ids) throw invalidInput('ticketIds', 'Give either this or filter.ids.');
        const wanted = ticketIds ? { ...filter, ids: ticketIds } : filter;
        return live.ticketChanges(readTicketFilter(wanted, registry), since ?? null, asker) as never;
      },
      resolve: (event: TicketChangeEvent) => event,
    },
    interactionLogAdded: {
      subscribe: (_root, { ticketId, since }, context) => {
        const { backend: backendId, nativeId } = decodeGlobalIdOf('Ticket', ticketId, 'ticketId');
        const backend = context.registry.get(backendId, 'ticketId');
        checkNativeId(backend, 'Ticket', nativeId, 'ticketId');
        return watchTicketLog(context, backend, nativeId, since ?? null) as never;
      },
      resolve: (event: InteractionEvent) => event,
    },
  },
  TicketChange: {
    backend: (event) => ('backend' in event ? event.backend : null),
    ticketId: (event) => ticketIdOf(event, (of) => of.nativeId),
    movedToId: (event) => ticketIdOf(event, (of) => of.movedToId),
    ticket: (event) => {
      if (!isOfTicket(event)) return null;
      if (event.ticketError !== null) throw event.ticketError;
      return event.ticket;
    },
    changedFields: (event) => (isOfTicket(event) ? event.changedFields.map(toFieldName) : []),
    origin: (event) => (isOfTicket(event) ? event.origin : null),
    message: (event) => (event.kind === 'GAP' ? event.message : null),
    sources: (event) => (event.kind === 'SOURCES' ? event.sources : []),
  },
  InteractionLogEvent: {
    interactionLog: (event) => (event.kind === 'ADDED' ? { ...event.entry, backend: event.backend } : null),
    origin: (event) => (event.kind === 'ADDED' ? event.origin : null),
    message: (event) => (event.kind === 'GAP' ? event.message : null),
    sources: (event) => (event.kind === 'SOURCES' ? event.sources : []),
  },
  LiveSource: {
    state: ({ state }) => state.name,
    message: ({ state }) => state.message,
    lastLookAt: ({ state }) => state.lastLookAt,
  },
};

/** The name of the field in the schema. */
function toFieldName(field: TicketField): string {
  return field === 'orderId' ? 'order' : field;
}

function isOfTicket(event: TicketChangeEvent): event is TicketEvent {
  return event.kind !== 'GAP' && event.kind !== 'SOURCES';
}

function ticketIdOf(event: TicketChangeEvent, nativeIdOf: (event: TicketEvent) => string | null): string | null {
  if (!isOfTicket(event)) return null;
  const nativeId = nativeIdOf(event);
  return nativeId === null ? null : encodeGlobalId({ type: 'Ticket', backend: event.backend.id, nativeId });
}
