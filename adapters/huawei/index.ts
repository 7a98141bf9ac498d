import { Type } from 'typebox';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { strategyOf } from '../../src/upstream/caller-credential.ts';
import { neededFor } from '../../src/upstream/caller-settings.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import { readGenericWebhook } from '../../src/upstream/webhook-body.ts';
import { createHuaweiClient } from './client.ts';
import { createAddComment } from './comment.ts';
import { createCreateTicket } from './create.ts';
import { createDeleteTicket } from './delete.ts';
import { createDetectChanges } from './detect-changes.ts';
import { createDownloadAttachment } from './download.ts';
import { createGetChatTranscript, createGetInteractionLogs } from './interactions.ts';
import { TICKET_ID } from './list-lane.ts';
import { createListTickets } from './list.ts';
import { toStatusCatalog, TRANSITION_RULES } from './mapping-status.ts';
import { createOwnMessages } from './own-messages.ts';
import { createReadBack } from './read-back.ts';
import { createGetTickets } from './read.ts';
import { ACCOUNT_SETTINGS, HUAWEI_SETTINGS } from './settings.ts';
import { createStatusWatch } from './status-watch.ts';
import { createTransitionTicket } from './transition.ts';
import { createTypeCatalog } from './type-catalog.ts';
import { createTypeCatalogs } from './type-catalogs.ts';
import { createUpdateTicket } from './update.ts';
import { createUploadAttachment } from './upload.ts';

/** Huawei Cloud service tickets (OSM v2), from the customer's side. */
export const huawei = defineAdapter({
  kind: 'huawei',
  title: 'Huawei Cloud service tickets',
  settings: Type.Object(HUAWEI_SETTINGS),
  needed: ({ credentials }) => neededFor(credentials, ACCOUNT_SETTINGS),
  connect(settings, kit) {
    const client = createHuaweiClient(settings, kit);
    const catalog =
      settings.credentials === 'service'
        ? createTypeCatalog(client, kit)
        : createTypeCatalogs(() => createTypeCatalog(client, kit));
    const watchStatus = createStatusWatch(kit.log);
    const getTickets = createGetTickets(client, catalog, watchStatus, kit.concurrency);
    const listTickets = createListTickets(client, catalog, settings, watchStatus, kit);
    const getInteractionLogs = createGetInteractionLogs(client, {
      concurrency: kit.concurrency,
      timeZone: settings.timeZone,
    });
    const readBack = createReadBack(getTickets);
    const ownMessages = createOwnMessages(client, settings.timeZone, kit.clock);
    return {
      operations: {
        getTickets,
        listTickets,
        listTicketTypes: async (call) => [...(await catalog.list(call))],
        listStatuses: async () => toStatusCatalog(),
        listEscalationTargets: unsupported(
          'The API has no escalation: a reminder only reminds, and the severity is set at creation.',
        ),
        getInteractionLogs,
        listInteractionLogs: unsupported('The API gives messages and operate logs of one ticket at a time only.'),
        getChatTranscript: createGetChatTranscript(client),
        createTicket: createCreateTicket(client, catalog, readBack, settings, kit.clock),
        updateTicket: createUpdateTicket(client, readBack),
        deleteTicket: createDeleteTicket(client),
        assignTicket: unsupported('The customer’s side of the API knows nobody whom a ticket could be given to.'),
        transitionTicket: createTransitionTicket(client, readBack),
        escalateTicket: unsupported(
          'The API has no escalation: the transition REMIND only reminds, and the severity is set at creation.',
        ),
        addComment: createAddComment(client, ownMessages, settings),
        readWebhook: readGenericWebhook,
        detectChanges: createDetectChanges({
          client,
          list: listTickets,
          getTickets,
          getInteractionLogs,
          pageSize: settings.pageSize,
          scanRows: settings.scanRows,
          caseIdsPerCall: settings.caseIdsPerCall,
          concurrency: kit.concurrency,
          log: kit.log,
        }),
        logInteraction: unsupported('The backend alone writes its operate logs; addComment writes to the engineers.'),
        uploadAttachment: createUploadAttachment(client, ownMessages, settings),
        downloadAttachment: createDownloadAttachment(client),
      },
      access: {
        strategy: strategyOf(settings.credentials),
        customerScope: unsupported('The API knows users of one account, and no customers of the gateway.'),
      },
      transitions: TRANSITION_RULES,
      limits: { maxPageSize: settings.pageSize, maxBatchSize: 1, scanRows: settings.scanRows },
      pushedDownFilters: ['ids', 'numbers', 'statusCategories', 'statusCodes'],
      nativeIds: { Ticket: TICKET_ID, ChatTranscript: TICKET_ID },
    };
  },
});
