import { readTicketFilter, checkText } from '../src/dispatch/filter-input.ts';
import { attachmentId, downloadPath } from '../src/dispatch/downloads.ts';
import type { GatewayContext } from '../src/dispatch/gateway-context.ts';
import { toTicketListQuery } from '../src/dispatch/list-query.ts';
import { mergeEscalations, mergeTransitions } from '../src/dispatch/merged-history.ts';
import { readTicketPage, type TicketPage } from '../src/dispatch/merged-list.ts';
import type { OwnRecords } from '../src/dispatch/own-history.ts';
import { readPaging } from '../src/dispatch/paging.ts';
import { checkNativeId } from '../src/dispatch/registry.ts';
import { isSelected } from '../src/dispatch/selection.ts';
import { readTicketLogs } from '../src/dispatch/ticket-logs.ts';
import type { PartyView } from '../src/dispatch/views.ts';
import type { Resolvers, TicketOrderField } from '../src/generated/schema-types.ts';
import { earliestChangeCursor } from '../src/live/earliest-cursor.ts';
import type { BackendInstance, SortField } from '../src/ticketing/adapter.ts';
import { GatewayError } from '../src/ticketing/errors.ts';
import { decodeGlobalIdOf, encodeGlobalId } from '../src/ticketing/global-id.ts';
import type { Party, Ticket, TicketField } from '../src/ticketing/ticket.ts';
import { availableTransitions } from '../src/ticketing/transition.ts';

const SORT_FIELDS: Readonly<Record<TicketOrderField, SortField>> = { CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' };

export const ticket: Resolvers = {
  Query: {
    ticket: (_root, { id }, context) => {
      const { backend: backendId, nativeId } = decodeGlobalIdOf('Ticket', id, 'id');
      return readTicket(context, context.registry.get(backendId, 'id'), nativeId, 'id');
    },
    ticketByNativeId: (_root, { backend, nativeId }, context) =>
      readTicket(context, context.registry.get(backend, 'backend'), nativeId, 'nativeId'),
    ticketByNumber: (_root, { backend, number }, context) =>
      readTicketByNumber(context, context.registry.get(backend, 'backend'), number),
    tickets: async (_root, { filter, orderBy, ...paging }, context, info) => {
      const parts = readTicketFilter(filter, context.registry);
      const order = { field: SORT_FIELDS[orderBy?.field ?? 'CREATED_AT'], direction: orderBy?.direction ?? 'DESC' };
      const query = toTicketListQuery(parts, order, readPaging(paging), context.seal);
      // Before the page is read; where nobody asked for it, nobody reads it either.
      const changeCursor = isSelected(info, 'changeCursor') ? await context.live.head() : '';
      const page = await readTicketPage(query, isSelected(info, 'totalCount'), context.asker, context);
      await learn(context, page);
      // Rows that were at hand are as old as their own cursor.
      return { ...page, changeCursor: changeCursor && earliestChangeCursor(changeCursor, page.changeCursors) };
    },
  },
  Ticket: {
    id: ({ backend, nativeId }) => encodeGlobalId({ type: 'Ticket', backend, nativeId }),
    backend: (parent, _arguments, context) => backendOf(parent, context),
    status: (parent, _arguments, context) => ({ ...parent.status, backend: backendOf(parent, context) }),
    number: field('number', ({ number }) => number),
    title: field('title', ({ title }) => title),
    description: field('description', ({ description }) => description),
    type: field('type', ({ type }, backend) => (type === null ? null : { ...type, backend })),
    priority: field('priority', ({ priority }) => priority),
    severity: field('severity', ({ severity }) => severity),
    createdAt: field('createdAt', ({ createdAt }) => createdAt),
    updatedAt: field('updatedAt', ({ updatedAt }) => updatedAt),
    statusChangedAt: field('statusChangedAt', ({ statusChangedAt }) => statusChangedAt),
    closedAt: field('closedAt', ({ closedAt }) => closedAt),
    customer: (parent, given, context) =>
      parent.customer === null || !parent.notLoaded.includes('customer')
        ? readCustomer(parent, given, context)
        : { ...parent.customer, complete: async () => readCustomer(parent, given, context) },
    assignee: field('assignee', ({ assignee }) => assignee),
    channel: field('channel', ({ channel }) => channel),
    queue: field('queue', ({ queue }) => queue),
    source: field('source', ({ source }) => source),
    language: field('language', ({ language }) => language),
    country: field('country', ({ country }) => country),
    tags: field('tags', ({ tags }) => tags),
    product: field('product', ({ product }) => product),
    vehicle: field('vehicle', ({ vehicle }) => vehicle),
    order: field('orderId', ({ orderId }) => (orderId === null ? null : { id: orderId })),
    vendor: field('vendor', ({ vendor }) => vendor),
    voucherCode: field('voucherCode', ({ voucherCode }) => voucherCode),
    contactReason: field('contactReason', ({ contactReason }) => contactReason),
    serviceLevel: field('serviceLevel', ({ serviceLevel }) => serviceLevel),
    attachments: field('attachments', ({ attachments }, backend) => attachments.map((file) => ({ ...file, backend }))),
    relations: field('relations', ({ relations }, backend) => relations.map((relation) => ({ ...relation, backend }))),
    escalations: async (parent, given, context) => {
      const backend = backendOf(parent, context);
      const [escalations, own] = await Promise.all([readEscalations(parent, given, context), readOwn(parent, context)]);
      const merged = mergeEscalations({ ...parent, escalations }, own.escalations, context.asker.principal);
      return merged.map((entry) => ({ ...entry, backend }));
    },
    transitions: async (parent, given, context) => {
      const backend = backendOf(parent, context);
      const [transitions, own] = await Promise.all([readTransitions(parent, given, context), readOwn(parent, context)]);
      const merged = mergeTransitions(transitions, own.transitions, context.asker.principal);
      return merged.map((entry) => ({ ...entry, backend }));
    },
    movedTo: async ({ backend, nativeId }, _arguments, context) =>
      readOther(context, backend, await context.moved.newIdOf(backend, nativeId)),
    movedFrom: async ({ backend, nativeId }, _arguments, context) =>
      readOther(context, backend, await context.moved.oldIdOf(backend, nativeId)),
    customFields: field('customFields', ({ customFields }) => customFields),
    interactionLogs: (parent, paging, context) =>
      readTicketLogs(context, backendOf(parent, context), parent.currentId ?? parent.nativeId, paging),
    availableTransitions: ({ backend, status }, _arguments, { registry }) =>
      availableTransitions(registry.get(backend, 'backend').transitions, status).map(
        ({ isAllowed, inputFields, ...entry }) => ({
          ...entry,
          allowed: isAllowed,
          inputFields: [...inputFields],
        }),
      ),
  },
  Party: {
    id: partyField('id'),
    accountId: partyField('accountId'),
    name: partyField('name'),
    title: partyField('title'),
    firstName: partyField('firstName'),
    lastName: partyField('lastName'),
    email: partyField('email'),
    phone: partyField('phone'),
  },
  Attachment: { id: attachmentId, downloadUrl: downloadPath },
  TicketRelation: {
    ticket: ({ backend, foreignId, foreignSystem }, _arguments, { loaders }) =>
      foreignSystem === null && backend.nativeIds.Ticket.test(foreignId)
        ? loaders.ticket.load({ backend, nativeId: foreignId })
        : null,
  },
};

const readCustomer = field('customer', ({ customer }) => customer);
const readEscalations = field('escalations', ({ escalations }) => escalations);
const readTransitions = field('transitions', ({ transitions }) => transitions);

/** What was done with the ticket through this gateway. */
function readOwn(parent: Ticket, context: GatewayContext): Promise<OwnRecords> {
  return context.loaders.ownHistory.load({ backend: backendOf(parent, context), nativeId: parent.nativeId });
}

/** A ticket under another of its ids; null if there is none. */
async function readOther(context: GatewayContext, backend: string, nativeId: string | null): Promise<Ticket | null> {
  if (nativeId === null) return null;
  return context.loaders.ticket.load({ backend: context.registry.get(backend, 'backend'), nativeId });
}

function backendOf({ backend }: Ticket, { registry }: GatewayContext): BackendInstance {
  return registry.get(backend, 'backend');
}

/** Reads a field from the ticket at hand, or from a fuller reading where this one did not carry it. */
function field<Value>(
  name: TicketField,
  read: (ticket: Ticket, backend: BackendInstance) => Value,
): (parent: Ticket, given: object, context: GatewayContext) => Value | Promise<Value> {
  return (parent, _given, context) => {
    const backend = backendOf(parent, context);
    if (!parent.notLoaded.includes(name)) return read(parent, backend);
    return context.loaders.ticketWithField
      .load({ backend, nativeId: parent.nativeId, field: name })
      .then((complete) => {
        if (complete?.notLoaded.includes(name) === true) {
          throw new GatewayError(
            'UNSUPPORTED',
            'The last copy of this ticket does not hold this field, and its backend cannot be read.',
            {
              backend: backend.id,
            },
          );
        }
        if (complete !== null) return read(complete, backend);
        throw new GatewayError('NOT_FOUND', 'The ticket has gone since it was listed.', { backend: backend.id });
      });
  };
}

/** A list may tell who a customer is but not how to reach them: only a field that is missing and asked for costs a reading. */
function partyField(name: Exclude<keyof Party, 'kind'>): (party: PartyView) => string | null | Promise<string | null> {
  return (party) => {
    if (party[name] !== null || party.complete === undefined) return party[name];
    return party.complete().then((complete) => complete?.[name] ?? null);
  };
}

async function readTicket(
  context: GatewayContext,
  backend: BackendInstance,
  nativeId: string,
  argument: string,
): Promise<Ticket | null> {
  checkNativeId(backend, 'Ticket', nativeId, argument);
  return context.loaders.ticket.load({ backend, nativeId });
}

/** The list knows how each backend finds a number. Two tickets of one number are possible: then the newest counts. */
async function readTicketByNumber(
  context: GatewayContext,
  backend: BackendInstance,
  number: string,
): Promise<Ticket | null> {
  checkText(number, 'number');
  const parts = [{ backend, filter: { numbers: [number] } }];
  const query = toTicketListQuery(
    parts,
    { field: 'createdAt', direction: 'DESC' },
    readPaging({ first: 1 }),
    context.seal,
  );
  const page = await readTicketPage(query, false, context.asker, context);
  await learn(context, page);
  const [first] = page.nodes;
  if (first !== undefined) return first;
  const [report] = page.sources;
  if (report?.state === 'OK' && !report.truncated) return null;
  throw (
    report?.error ??
    new GatewayError('BACKEND_UNAVAILABLE', 'The backend has too many tickets to find this number among them.', {
      backend: backend.id,
    })
  );
}

/** What a list has shown need not be read again in this request, and may be all that is ever seen of a ticket. */
async function learn(context: GatewayContext, page: TicketPage): Promise<void> {
  for (const row of page.nodes) {
    const backend = backendOf(row, context);
    context.loaders.ticket.prime({ backend, nativeId: row.nativeId }, row);
    if ('unsupported' in backend.operations.getTickets) await context.known.remember(context.asker.principal, row);
  }
}
