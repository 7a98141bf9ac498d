import { Type } from 'typebox';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import { createCrmClient, createLogin } from './client.ts';
import { createHeaders } from './headers.ts';
import { createListTickets } from './list.ts';
import { createLocalTime } from './local-time.ts';
import { toStatusCatalog, toTicketTypes, TRANSITION_RULES } from './mapping.ts';
import { createOwnTickets } from './own-tickets.ts';
import { createGetTickets } from './read.ts';
import { CRM_SETTINGS } from './settings.ts';
import { createTokenSource } from './token-source.ts';

/** A record id (`17x95784`) or a ticket number (`TT1524`, whose prefix an administrator can change). */
const ID_OR_NUMBER = /^(\d{1,10}x\d{1,15}|[A-Za-z]{1,10}\d{1,15})$/;
const COMMENTS = unsupported('Comments can be added but not read: the API has no call for it.');

/** The CRM v1 ticket services: a middleware over vtiger for customers who look after their own tickets. */
export const crm = defineAdapter({
  kind: 'crm',
  title: 'CRM tickets',
  settings: Type.Object(CRM_SETTINGS),
  connect(settings, kit) {
    const localTime = createLocalTime(settings.timeZone);
    const makeHeaders = createHeaders(settings, localTime, kit);
    const tokens = createTokenSource(settings, createLogin(settings, makeHeaders, kit), kit);
    const client = createCrmClient(settings, makeHeaders, tokens.authorize, kit);
    const readOwnTickets = createOwnTickets(client, { ...settings, toInstant: localTime.toInstant }, kit.log);
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
      },
      transitions: TRANSITION_RULES,
      limits: { maxPageSize: null, maxBatchSize: settings.maxTickets, scanRows: settings.scanRows },
      pushedDownFilters: ['customerId'],
      nativeIds: { Ticket: ID_OR_NUMBER, ChatTranscript: ID_OR_NUMBER },
    };
  },
});
