import { at, custom, ticketOf, type Coverage } from './coverage.ts';

const BACKEND = 'oneview';
const TICKET = '77000000-0000-4000-8000-000000000077';
const WORDLESS = '77000000-0000-4000-8000-000000000078';
const CUSTOMER = 'customer-77';

const WIRE = {
  id: TICKET,
  Assignee: 'agent-77',
  UpdatedAt: 1_620_000_077,
  createdAt: 1_610_000_077,
  queue: 'chat-queue-77',
  channel: 'channel-77',
  content: { lastMessage: 'Coverage content' },
  metadata: {
    ccr: 'coverage - reason',
    localCcr: 'Coverage-Grund',
    country: 'c7',
    language: 'l7',
    orderId: 'order-77',
    // Beyond 32 bits.
    sla: 7_700_000_077,
    tags: ['tag-77', 'tag-78'],
    entityId: 'FP_77',
    childrenLinks: [
      {
        ticketId: 'link-77',
        ticketIdType: 'SALESFORCE',
        ticketCategory: 'ESCALATED',
        creator: 'creator-77',
        createdAt: 1_615_000_077,
        reason: 'Coverage link reason',
      },
    ],
  },
  status: 'ESCALATED',
  statusReason: 'Coverage status reason',
  priority: -77,
  customer: {
    id: CUSTOMER,
    firstName: 'Coverage first',
    lastName: 'Coverage last',
    name: 'Coverage full name',
    email: 'coverage77@example.test',
  },
  vendor: { id: 'vendor-77', vertical: 'cloud_kitchens' },
  source: 'source-77',
  type: 'type-77',
  // No answer is documented to have these two; should one, they are shown.
  resolutionStatus: 'REFUNDED',
  resolutionReason: 'Coverage resolution',
};

export const oneview: Coverage = {
  kind: BACKEND,
  models: {
    Ticket: [
      'id',
      'Assignee',
      'UpdatedAt',
      'createdAt',
      'queue',
      'channel',
      'content',
      'metadata',
      'status',
      'statusReason',
      'priority',
      'customer',
      'vendor',
      'source',
      'type',
      'resolutionStatus',
      'resolutionReason',
    ],
    TicketLink: ['ticketId', 'ticketIdType', 'ticketCategory', 'creator', 'createdAt', 'reason'],
    Metadata: ['ccr', 'country', 'language', 'orderId', 'sla', 'tags', 'entityId', 'childrenLinks', 'localCcr'],
    Customer: ['id', 'firstName', 'lastName', 'name', 'email'],
    Vendor: ['id', 'vertical'],
    TicketStatus: ['ASSIGNED', 'ESCALATED', 'CLOSED'],
    EscalationDepartments: ['id', 'label'],
    TicketHistoryResponse: ['list', 'page', 'pageSize'],
    CcrListResponse: ['status_code', 'data'],
    Tier: ['translations', 'child'],
    Translation: ['language', 'translation'],
    SearchableCcrResponse: ['list'],
    SearchableCCRChild: ['data', 'parents'],
    SearchableCCR: ['translation', 'language', 'code', 'level'],
    TicketCloseParam: ['statusReason', 'resolutionStatus', 'resolutionReason'],
    TicketEscalateParam: ['statusReason', 'resolutionReason'],
    TicketEscalateV2Param: ['statusReason', 'resolutionReason', 'department'],
    TicketReassignParam: ['reason', 'assignee'],
    TicketUpdateParam: ['ccr', 'orderId', 'type', 'geid'],
    TicketTransferParam: ['queueId'],
    ResolutionStatusList: ['list'],
    TransferQueueResponse: ['list'],
    Queue: ['id', 'name', 'language'],
    Error: ['errors'],
    ErrorObject: ['status', 'title'],
    Headers: ['Authorization', 'X-Agent-User-ID'],
  },
  excuses: [
    {
      kind: 'connection data',
      reason: 'The pages of the backend; the connection has its own.',
      fields: ['TicketHistoryResponse.page', 'TicketHistoryResponse.pageSize'],
    },
    {
      kind: 'look-up data',
      reason: 'Used to find the words for a contact reason, no fields of a ticket.',
      fields: [
        'CcrListResponse.*',
        'Tier.*',
        'Translation.language',
        'SearchableCcrResponse.*',
        'SearchableCCRChild.*',
        'SearchableCCR.*',
      ],
    },
    {
      kind: 'input of a write',
      reason: 'What an escalation, a closing, an assignment, a transfer and an update are made of or chosen from.',
      fields: [
        'TicketCloseParam.*',
        'TicketEscalateParam.*',
        'TicketEscalateV2Param.*',
        'TicketReassignParam.*',
        'TicketUpdateParam.*',
        'TicketTransferParam.*',
        'ResolutionStatusList.*',
        'TransferQueueResponse.*',
        'Queue.*',
      ],
    },
    { kind: 'error handling', reason: 'An error says them in its own words.', fields: ['Error.*', 'ErrorObject.*'] },
    { kind: 'transport', reason: 'They say who asks.', fields: ['Headers.*'] },
  ],
  scenes: [
    {
      name: 'an escalated ticket',
      play(emulator) {
        emulator.control.act('addTicket', WIRE);
        return {
          question: ticketOf(BACKEND, TICKET),
          places: {
            'Ticket.id': at('nativeId', TICKET),
            'Ticket.Assignee': at('assignee.id', 'agent-77'),
            'Ticket.UpdatedAt': [
              at('statusChangedAt', '2021-05-03T00:01:17.000Z'),
              at('updatedAt', '2021-05-03T00:01:17.000Z'),
              at('transitions[0].at', '2021-05-03T00:01:17.000Z'),
            ],
            'Ticket.createdAt': at('createdAt', '2021-01-07T06:14:37.000Z'),
            'Ticket.queue': at('queue', 'chat-queue-77'),
            'Ticket.channel': at('channel', 'channel-77'),
            'Ticket.content': custom('content', { lastMessage: 'Coverage content' }),
            'Ticket.metadata': at('country', 'c7'),
            'Ticket.status': [at('status.code', 'ESCALATED'), at('escalations[0].state', 'ACTIVE')],
            'Ticket.statusReason': [
              custom('statusReason', 'Coverage status reason'),
              at('transitions[0].reason', 'Coverage status reason'),
            ],
            'Ticket.priority': at('priority.rank', -77),
            'Ticket.customer': at('customer.kind', 'PERSON'),
            'Ticket.vendor': at('vendor.id', 'vendor-77'),
            'Ticket.source': at('source', 'source-77'),
            'Ticket.type': at('type.code', 'type-77'),
            'Ticket.resolutionStatus': custom('resolutionStatus', 'REFUNDED'),
            'Ticket.resolutionReason': custom('resolutionReason', 'Coverage resolution'),
            'TicketLink.ticketId': [
              at('relations[0].foreignId', 'link-77'),
              at('escalations[0].foreignTicketId', 'link-77'),
            ],
            'TicketLink.ticketIdType': [
              at('relations[0].foreignSystem', 'SALESFORCE'),
              at('escalations[0].foreignSystem', 'SALESFORCE'),
            ],
            'TicketLink.ticketCategory': at('relations[0].category', 'ESCALATED'),
            'TicketLink.creator': [
              at('relations[0].creator', 'creator-77'),
              at('escalations[0].requestedBy', 'creator-77'),
            ],
            'TicketLink.createdAt': [
              at('relations[0].createdAt', '2021-03-06T03:07:57.000Z'),
              at('escalations[0].requestedAt', '2021-03-06T03:07:57.000Z'),
            ],
            'TicketLink.reason': [
              at('relations[0].reason', 'Coverage link reason'),
              at('escalations[0].reason', 'Coverage link reason'),
            ],
            'Metadata.ccr': at('contactReason.code', 'coverage - reason'),
            'Metadata.country': at('country', 'c7'),
            'Metadata.language': at('language', 'l7'),
            'Metadata.orderId': at('order.id', 'order-77'),
            'Metadata.sla': at('serviceLevel.value', '7700000077'),
            'Metadata.tags': at('tags', ['tag-77', 'tag-78']),
            'Metadata.entityId': custom('entityId', 'FP_77'),
            'Metadata.childrenLinks': at('relations[0].kind', 'CHILD'),
            'Metadata.localCcr': [at('contactReason.label', 'Coverage-Grund'), at('title', 'Coverage-Grund')],
            'Customer.id': at('customer.id', CUSTOMER),
            'Customer.firstName': at('customer.firstName', 'Coverage first'),
            'Customer.lastName': at('customer.lastName', 'Coverage last'),
            'Customer.name': at('customer.name', 'Coverage full name'),
            'Customer.email': at('customer.email', 'coverage77@example.test'),
            'Vendor.id': at('vendor.id', 'vendor-77'),
            'Vendor.vertical': at('vendor.vertical', 'cloud_kitchens'),
          },
        };
      },
    },
    {
      name: 'a ticket whose contact reason is a code alone',
      play(emulator) {
        emulator.control.act('addTicket', { id: WORDLESS, metadata: { ccr: '1A.1' } });
        return {
          question: ticketOf(BACKEND, WORDLESS),
          places: {
            'Metadata.ccr': at('contactReason.code', '1A.1'),
            'Translation.translation': [at('contactReason.label', 'delivery canceld'), at('title', 'delivery canceld')],
          },
        };
      },
    },
    {
      name: 'the list',
      play: () => ({
        question: `tickets(filter: { backends: ["${BACKEND}"], customerId: "${CUSTOMER}" })`,
        places: { 'TicketHistoryResponse.list': at('nodes[0].nativeId', TICKET) },
      }),
    },
    {
      name: 'the departments',
      play: () => ({
        question: `escalationTargets(backends: ["${BACKEND}"])`,
        places: {
          'EscalationDepartments.id': at('nodes[label=Partner Service].nativeId', 'partner-service'),
          'EscalationDepartments.label': at('nodes[nativeId=partner-service].label', 'Partner Service'),
        },
      }),
    },
    {
      name: 'the statuses',
      play: () => ({
        question: `statuses(backends: ["${BACKEND}"])`,
        places: {
          'TicketStatus.ASSIGNED': at('nodes[code=ASSIGNED].category', 'IN_PROGRESS'),
          'TicketStatus.ESCALATED': at('nodes[code=ESCALATED].category', 'IN_PROGRESS'),
          'TicketStatus.CLOSED': at('nodes[code=CLOSED].category', 'CLOSED'),
        },
      }),
    },
  ],
};
