import { Type } from 'typebox';
import type { FilterName } from '../../src/ticketing/filter.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { strategyOf } from '../../src/upstream/caller-credential.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import { createHybrisClient } from './client.ts';
import { createCredentials } from './credentials.ts';
import { createDetectChanges } from './detect-changes.ts';
import { createEventDetection } from './detect-events.ts';
import { createListTickets } from './list.ts';
import { createLogWalk } from './log-walk.ts';
import { createLogReads } from './logs.ts';
import { createPriorityTable, createStatusTable, toTransitionRules } from './mapping-status.ts';
import { toStatusDefinition, toTicketType, type MappingFacts } from './mapping.ts';
import { NATIVE_ID } from './native-id.ts';
import { createPubSubClient } from './pubsub-client.ts';
import { createQuerySupport } from './query-support.ts';
import { createGetTickets, createReadTickets } from './read.ts';
import { HYBRIS_SETTINGS } from './settings.ts';
import { createTokenClient } from './token-client.ts';
import { createTopicReader } from './topic-reader.ts';
import { MOST_ROWS_A_PAGE } from './walk.ts';
import { readHybrisWebhook } from './webhook.ts';
import { createWrites } from './writes.ts';

const FILTERS: readonly FilterName[] = ['ids', 'numbers', 'statusCategories', 'statusCodes', 'typeIds', 'customerId'];
/** Who of the staff had a hand in it. */
const INTERNAL_FIELDS = ['createdBy', 'modifiedBy', 'metadata.createdBy', 'metadata.modifiedBy'];
const DATE_FILTERS: readonly FilterName[] = ['createdAt', 'updatedAt'];

/** SAP Hybris (YaaS) CECenter mashup v1: service tickets as the registered customer sees them. */
export const hybris = defineAdapter({
  kind: 'hybris',
  title: 'Customer service tickets',
  settings: Type.Object(HYBRIS_SETTINGS),
  needed: ({ customerAuth }) => (customerAuth === 'exchange' ? ['exchange'] : []),
  connect(settings, kit) {
    const credentials = createCredentials(settings, createTokenClient(settings, kit), kit);
    const client = createHybrisClient(settings, credentials, kit);
    const support = createQuerySupport(settings, kit.log);
    const readTickets = createReadTickets(client, credentials, support, kit);
    const facts: MappingFacts = {
      statuses: createStatusTable(settings.statusMap),
      priorities: createPriorityTable(settings.priorityMap),
      audience: settings.audience,
      ticketObjectType: settings.interaction.ticketObjectType,
    };
    const transitions = toTransitionRules(facts.statuses);
    const listTickets = createListTickets(client, credentials, support, facts, kit.log);
    const logWalk = createLogWalk({ client, credentials, support, settings, kit });
    const { scanRows } = settings;
    const beginEventLook =
      settings.pubsub.owner === ''
        ? null
        : createEventDetection({
            reader: createTopicReader(createPubSubClient(settings, credentials, kit), kit.log),
            readTickets,
            facts,
            kit,
            mostMs: Math.ceil(settings.deadlineMs / 2),
          });
    return {
      operations: {
        getTickets: createGetTickets(readTickets, facts),
        listTickets,
        listTicketTypes: async (call) =>
          (await client.listServiceTicketTypes(call)).map((type) => toTicketType(type, call.language)),
        listStatuses: async (call) =>
          (await client.listServiceTicketStatuses(call)).map((status) =>
            toStatusDefinition(status, facts.statuses, call.language),
          ),
        listEscalationTargets: unsupported('Tickets of this backend cannot be escalated.'),
        downloadAttachment: unsupported('Tickets of this backend have no files.'),
        readWebhook: readHybrisWebhook,
        detectChanges: createDetectChanges({
          list: listTickets,
          readTickets,
          logWalk,
          facts,
          scanRows,
          kit,
          beginEventLook,
        }),
        ...createLogReads({ client, credentials, walk: logWalk, readTickets, facts, kit }),
        ...createWrites({ client, credentials, transitions, facts, settings, kit }),
      },
      access: {
        strategy: strategyOf(settings.customerAuth),
        customerScope: { owns: ({ customer }, customerId) => customer?.id === customerId },
        internalFields: INTERNAL_FIELDS,
      },
      transitions,
      limits: {
        maxPageSize: MOST_ROWS_A_PAGE,
        maxBatchSize: settings.batchById === 'query' ? MOST_ROWS_A_PAGE : 1,
        scanRows,
      },
      pushedDownFilters: settings.query.ranges ? [...FILTERS, ...DATE_FILTERS] : FILTERS,
      nativeIds: { Ticket: NATIVE_ID, ChatTranscript: NATIVE_ID },
    };
  },
});
