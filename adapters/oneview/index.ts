import { Type } from 'typebox';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { strategyOf } from '../../src/upstream/caller-credential.ts';
import { neededFor } from '../../src/upstream/caller-settings.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import { readGenericWebhook } from '../../src/upstream/webhook-body.ts';
import { createAssignTicket } from './assign.ts';
import { createOneviewClient } from './client.ts';
import { createContactReasonSource } from './contact-reasons.ts';
import { createDetectChanges } from './detect-changes.ts';
import { createEscalateTicket } from './escalate.ts';
import { createListTickets, historyRows } from './list.ts';
import { toStatusCatalog, toTicketTypes } from './mapping.ts';
import { createOddityLog } from './oddity-log.ts';
import { createGetTickets, createListEscalationTargets } from './read.ts';
import { ONEVIEW_SETTINGS } from './settings.ts';
import { hasPlaceholder } from './template.ts';
import { createTicketState } from './ticket-state.ts';
import { createTransitionTicket } from './transition.ts';
import { toTransitionRules } from './transitions.ts';
import { createUpdateTicket } from './update.ts';

// Ids come in several shapes, so they are opaque; only characters that all of them use are let through.
const OPAQUE_ID = /^[A-Za-z0-9_-]{1,128}$/;
const NO_COMMENTS = unsupported('The API has no call that writes down what was said and done about a ticket.');
const NO_LOG = unsupported('The API has no call that reads what was said and done about a ticket.');

/** The OneView ticket detail API (pd-oneview): customer care tickets, escalated to departments. */
export const oneview = defineAdapter({
  kind: 'oneview',
  title: 'OneView ticket detail',
  settings: Type.Object(ONEVIEW_SETTINGS),
  needed: ({ credentials }) => neededFor(credentials, ['token']),
  connect(settings, kit) {
    const client = createOneviewClient(settings, kit);
    const { operations, ticketTypes, historyPageSize } = settings;
    const { getTicket, history } = operations;
    const context = {
      contactReasons: createContactReasonSource(client, operations.ccrList, kit.log),
      tellOddities: createOddityLog(kit.log),
    };
    const rules = toTransitionRules(operations);
    const state = createTicketState(client, getTicket, context, kit.log);
    const readTickets = getTicket === undefined ? null : createGetTickets(client, getTicket, context, kit.concurrency);
    const listTargets = createListEscalationTargets(client, kit.log);
    return {
      operations: {
        getTickets:
          readTickets ??
          unsupported('The API documents no call that reads a ticket; set "operations.getTicket" if yours has one.'),
        listTickets:
          history === undefined
            ? unsupported('The API documents no call that lists tickets; set "operations.history" if yours has one.')
            : createListTickets(client, { operation: history, pageSize: historyPageSize }, context, kit.log),
        listTicketTypes:
          ticketTypes === undefined
            ? unsupported(
                'A ticket type is free text and the API lists none; set "ticketTypes" to the types that are in use.',
              )
            : async () => toTicketTypes(ticketTypes),
        listStatuses: async () => toStatusCatalog(),
        listEscalationTargets: listTargets,
        getInteractionLogs: NO_LOG,
        listInteractionLogs: NO_LOG,
        getChatTranscript: unsupported(
          'The API has no call that reads a chat; the content of a ticket has no documented form and is a custom field.',
        ),
        createTicket: unsupported('The API has no call that creates a ticket: tickets come from chats and orders.'),
        updateTicket: createUpdateTicket(client, operations.update, state),
        deleteTicket: unsupported('The API has no call that deletes a ticket.'),
        assignTicket: createAssignTicket(client, operations.reassign, state),
        transitionTicket: createTransitionTicket(client, operations, rules, state),
        escalateTicket: createEscalateTicket(client, settings, rules, listTargets, state, kit.clock),
        addComment: NO_COMMENTS,
        readWebhook:
          readTickets === null
            ? unsupported(
                'A ticket of which a webhook tells could not be read; set "operations.getTicket" if yours has such a call.',
              )
            : readGenericWebhook,
        detectChanges:
          readTickets === null
            ? unsupported(
                'The API has no call that lists or reads tickets, so only changes made through this gateway are told; set "operations.getTicket" if yours has one.',
              )
            : createDetectChanges((ids, call) => readTickets({ ids, fields: [] }, call), kit.log),
        logInteraction: NO_COMMENTS,
        uploadAttachment: unsupported('The API has no call that takes files.'),
        downloadAttachment: unsupported('The API has no files on its tickets.'),
      },
      access: {
        strategy: strategyOf(settings.credentials),
        customerScope: unsupported('The token of the gateway shows it the tickets of all customers.'),
        // The creators of linked tickets stand in it.
        internalFields: ['childrenLinks'],
      },
      transitions: rules,
      limits: {
        maxPageSize: history === undefined ? null : historyPageSize,
        maxBatchSize: 1,
        scanRows: history === undefined ? settings.scanRows : historyRows(historyPageSize, settings.scanRows),
      },
      pushedDownFilters: history !== undefined && hasPlaceholder(history.path, 'customerId') ? ['customerId'] : [],
      nativeIds: { Ticket: OPAQUE_ID, ChatTranscript: OPAQUE_ID },
    };
  },
});
