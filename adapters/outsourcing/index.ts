import { Type } from 'typebox';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import { createOutsourcingClient } from './client.ts';
import { createListTickets } from './list.ts';
import { toEscalationTargets } from './mapping.ts';
import { toStatusCatalog, TRANSITION_RULES } from './mapping-status.ts';
import { createGetTickets } from './read.ts';
import { OUTSOURCING_SETTINGS } from './settings.ts';
import { createStateWatch } from './state-watch.ts';
import { createTicketSource } from './ticket-source.ts';

const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
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
    const { escalationTargets, bulkReadFrom } = settings;
    return {
      operations: {
        getTickets: createGetTickets(client, source, watchStates, { bulkReadFrom, kit }),
        listTickets: createListTickets(client, source, watchStates, kit.log),
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
      },
      transitions: TRANSITION_RULES,
      limits: { maxPageSize: 1_000, maxBatchSize: 1_000, scanRows: settings.scanRows },
      pushedDownFilters: ['statusCategories', 'statusCodes', 'numbers'],
      nativeIds: { Ticket: UUID, ChatTranscript: UUID },
    };
  },
});
