import { Type } from 'typebox';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import { readGenericWebhook } from '../../src/upstream/webhook-body.ts';
import { UUID } from './check-values.ts';
import { createOutsourcingClient } from './client.ts';
import { createDetectChanges } from './detect-changes.ts';
import { createEscalateTicket } from './escalate.ts';
import { createCurrentTickets } from './in-progress.ts';
import { createListTickets } from './list.ts';
import { toEscalationTargets } from './mapping.ts';
import { createTransitionRules, toStatusCatalog } from './mapping-status.ts';
import { createMoveTicket } from './move.ts';
import { createGetTickets } from './read.ts';
import { OUTSOURCING_SETTINGS } from './settings.ts';
import { createStateWatch } from './state-watch.ts';
import { createTicketSource } from './ticket-source.ts';
import { createTransitionTicket } from './transition.ts';
import { createAssignTicket, createUpdateTicket } from './update.ts';

const MESSENGER = unsupported(
  'The address of the API’s messenger is not documented, so messages can be neither read nor written.',
);

/** The partner ticket API v2: vehicle services, tickets handed between providers. */
export const outsourcing = defineAdapter({
  kind: 'outsourcing',
  title: 'Partner tickets',
  settings: Type.Object(OUTSOURCING_SETTINGS),
  connect(settings, kit) {
    const client = createOutsourcingClient(settings, kit);
    const source = createTicketSource(settings.ticketSource, kit);
    const watchStates = createStateWatch(kit.log);
    const current = createCurrentTickets(client, source);
    const { escalationTargets, bulkReadFrom, putMode, baseUrl } = settings;
    const rules = createTransitionRules(settings.requireCancelReason);
    const moveTicket = createMoveTicket({
      client,
      source,
      current,
      rules,
      watchStates,
      baseUrl,
      log: kit.log,
    });
    const getTickets = createGetTickets(client, source, watchStates, { bulkReadFrom, kit });
    const listTickets = createListTickets(client, source, watchStates, kit.log);
    const updates = { client, source, current, putMode };
    return {
      operations: {
        getTickets,
        listTickets,
        listTicketTypes: unsupported('The API knows no ticket types.'),
        listStatuses: async () => toStatusCatalog(),
        listEscalationTargets:
          escalationTargets === undefined
            ? unsupported(
                'The API documents no call that lists providers and products; set "escalationTargets" in the configuration.',
              )
            : async () => toEscalationTargets(escalationTargets),
        getInteractionLogs: MESSENGER,
        listInteractionLogs: MESSENGER,
        getChatTranscript: MESSENGER,
        createTicket: unsupported(
          'A ticket begins in the customer’s portal; the API documents no call that creates one.',
        ),
        updateTicket: createUpdateTicket(updates),
        deleteTicket: unsupported('The API deletes no ticket; one in progress can be cancelled: use CANCEL.'),
        assignTicket: createAssignTicket(updates),
        transitionTicket: createTransitionTicket(settings, rules, moveTicket),
        escalateTicket: createEscalateTicket(escalationTargets, moveTicket),
        addComment: MESSENGER,
        readWebhook: readGenericWebhook,
        detectChanges: createDetectChanges({
          client,
          source,
          listTickets,
          // The time of change is in the generic resource alone, so one call reads each ticket.
          readTickets: (ids, call) => getTickets({ ids, fields: ['updatedAt'] }, call),
          most: settings.scanRows,
          hasEvents: settings.events,
          clock: kit.clock,
          log: kit.log,
        }),
        logInteraction: unsupported('The API has no call that logs an interaction.'),
        uploadAttachment: unsupported('The API has no call that takes files.'),
        downloadAttachment: unsupported('The API has no files on its tickets.'),
      },
      access: {
        strategy: 'SERVICE',
        customerScope: unsupported('The API is for providers: it cannot be asked for the tickets of one customer.'),
      },
      transitions: rules,
      limits: { maxPageSize: 1_000, maxBatchSize: 1_000, scanRows: settings.scanRows },
      pushedDownFilters: ['statusCategories', 'statusCodes', 'numbers'],
      nativeIds: { Ticket: UUID, ChatTranscript: UUID },
    };
  },
});
