import { Type } from 'typebox';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { strategyOf } from '../../src/upstream/caller-credential.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import { readGenericWebhook } from '../../src/upstream/webhook-body.ts';
import { createCrmClient, createLogin } from './client.ts';
import { createAddComment } from './comment.ts';
import { createContactIds } from './contact-id.ts';
import { createCreateTicket } from './create.ts';
import { createCustomerScope } from './customer-scope.ts';
import { createDetectChanges } from './detect-changes.ts';
import { createHeaders } from './headers.ts';
import { createListTickets } from './list.ts';
import { createLocalTime } from './local-time.ts';
import { toStatusCatalog, toTicketTypes, TRANSITION_RULES } from './mapping.ts';
import { createOwnTickets } from './own-tickets.ts';
import { createGetTickets } from './read.ts';
import { createFindCreated } from './reconcile-create.ts';
import { createSeenTickets } from './seen-tickets.ts';
import { CRM_SETTINGS, type CrmSettings } from './settings.ts';
import { createTokenSource } from './token-source.ts';

/** A record id (`17x95784`) or a ticket number (`TT1524`, whose prefix an administrator can change). */
const ID_OR_NUMBER = /^(\d{1,10}x\d{1,15}|[A-Za-z]{1,10}\d{1,15})$/;
const NO_CHANGES = unsupported('The API has no call that changes a ticket: tickets are created and commented on.');
const COMMENTS = unsupported('Comments can be added but not read: the API has no call for it.');

/** The CRM v1 ticket services: a middleware over vtiger for customers who look after their own tickets. */
export const crm = defineAdapter({
  kind: 'crm',
  title: 'CRM tickets',
  settings: Type.Object(CRM_SETTINGS),
  needed: ({ auth }) => (readMode(auth) === 'exchange' ? ['exchange'] : []),
  connect(settings, kit) {
    const localTime = createLocalTime(settings.timeZone);
    const makeHeaders = createHeaders(settings, localTime, kit);
    const tokens = createTokenSource(settings, createLogin(settings, makeHeaders, kit), kit);
    const client = createCrmClient(settings, makeHeaders, tokens.authorize, kit);
    const mapping = { ...settings, toInstant: localTime.toInstant };
    const seen = createSeenTickets(kit.clock, mostSeen(settings));
    const readOwnTickets = seen.watch(createOwnTickets(client, mapping, kit.log));
    const contactIds = createContactIds(tokens.contact);
    const contacts = { ids: contactIds, ofToken: tokens.contact };
    const creation = { ...mapping, today: () => localTime.toIsoDay(kit.clock()) };
    const findCreated = createFindCreated(readOwnTickets, seen, settings, kit);
    return {
      operations: {
        getTickets: createGetTickets(readOwnTickets),
        listTickets: createListTickets(readOwnTickets, tokens.contact),
        listTicketTypes: async (call) => toTicketTypes(await client.getIssueTypes(call)),
        listStatuses: async () => toStatusCatalog(settings.statuses, settings.statusMap),
        listEscalationTargets: unsupported('The API knows no escalations.'),
        getInteractionLogs: COMMENTS,
        listInteractionLogs: COMMENTS,
        getChatTranscript: unsupported('The API has no chats and no transcripts of them.'),
        createTicket: createCreateTicket(client, creation, contacts, seen, findCreated),
        updateTicket: NO_CHANGES,
        deleteTicket: unsupported('The API has no call that deletes a ticket.'),
        assignTicket: unsupported('The API has no call that assigns a ticket: the CRM does that by itself.'),
        transitionTicket: unsupported(
          'The API has no call that changes a ticket: its status moves only inside the CRM.',
        ),
        escalateTicket: unsupported('The API knows no escalations.'),
        addComment: createAddComment(client, settings, contactIds, readOwnTickets),
        readWebhook: readGenericWebhook,
        detectChanges: createDetectChanges(readOwnTickets, settings.scanRows),
        logInteraction: unsupported('The API has only comments: use addComment.'),
        uploadAttachment: unsupported('The API has no call that takes files.'),
        downloadAttachment: unsupported('The API has no files on its tickets.'),
      },
      access: {
        strategy: strategyOf(settings.auth.mode),
        customerScope: createCustomerScope(tokens.contact),
        internalFields: ['internalmemo', 'modifiedby'],
      },
      transitions: TRANSITION_RULES,
      limits: { maxPageSize: null, maxBatchSize: settings.maxTickets, scanRows: settings.scanRows },
      pushedDownFilters: ['customerId'],
      nativeIds: { Ticket: ID_OR_NUMBER, ChatTranscript: ID_OR_NUMBER },
    };
  },
});

/** Callers with tokens of their own share the memory: ids are the same for all of them. */
function mostSeen({ auth, maxTickets }: CrmSettings): number {
  return strategyOf(auth.mode) === 'SERVICE' ? 2 * maxTickets : Math.max(2 * maxTickets, 100_000);
}

function readMode(auth: unknown): unknown {
  return typeof auth === 'object' && auth !== null && 'mode' in auth ? auth.mode : undefined;
}
