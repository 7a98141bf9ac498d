import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import { encodeGlobalId } from '../../../src/ticketing/global-id.ts';
import { answerWith, at, custom, ticketOf, type Coverage, type Place } from './coverage.ts';

const BACKEND = 'hybris';
const TICKET = '7700e476ecb9ab001d6d0077';
/** The customer as whom the gateway signs in: only that customer's things are shown. */
const CUSTOMER = 'C1381590151';
const CHAT = '5833e476ecb9ab001d6d3594';

/** A ticket with every field, also those that the backend joins on read. */
const WIRE = {
  id: TICKET,
  ticketNumber: '770001',
  type: 'TYPE_77',
  typeDescription: 'Type words',
  status: 'STATUS_77',
  statusDescription: 'Status words',
  priority: 'VERY_HIGH_77',
  priorityDescription: 'Priority words',
  classification: { code: 'CLASS_77', description: 'Classification words' },
  shortDescription: 'Coverage title\n\nCoverage text',
  customerId: CUSTOMER,
  customerEmail: 'coverage77@example.test',
  customerTitle: 'DR',
  customerFirstName: 'Coverage first',
  customerLastName: 'Coverage last',
  productId: 'product-77',
  productName: 'Product words',
  createdBy: 'creator-77',
  dueDate: '2031-07-07T07:07:07.077+0000',
  metadata: {
    createdAt: '2021-07-01T01:02:03.004+0000',
    modifiedAt: '2021-07-02T02:03:04.005+0000',
    version: 77,
    mixins: { coverage: 'https://schema.example/coverage.json' },
  },
  transcript: [
    {
      description: 'Coverage message',
      createdAt: '2021-07-03T03:04:05.006+0000',
      visibility: 'PUBLIC',
      owner: {
        ownerId: 'owner-77',
        email: 'owner77@example.test',
        displayName: 'Owner words',
        isCustomer: false,
        createdAt: '2021-07-03T03:04:05.007+0000',
      },
    },
  ],
};

const MESSAGE = 'interactionLogs.nodes[text=Coverage message]';
const LOG = 'interactionLogs.nodes[text=Coverage contact]';

/** However the gateway reads it. */
function answerWithTicket(emulator: RunningEmulator): void {
  answerWith(emulator, 'getTicket', WIRE);
  answerWith(emulator, 'listTickets', [WIRE]);
}

/** Written into the backend by its own means. */
function addLog(emulator: RunningEmulator): { readonly id: string; readonly createdAt: string } {
  const log = emulator.control.act('addInteractionLog', {
    customerId: CUSTOMER,
    communicationDirection: 'OUTBOUND',
    communicationOrigin: 'CALL_CENTER',
    communicationMedium: 'CHAT',
    interactionDescription: 'Coverage contact',
    interactionStartedAt: '2021-07-04T04:05:06.007Z',
    interactionEndedAt: '2021-07-04T05:06:07.008Z',
    interactionReasons: [{ interactionReason: 'ZPRODUCT_REGISTRATION' }],
    relatedObjects: [
      { objectType: 'SAP_SERVICE_TICKET', objectId: TICKET },
      { objectType: 'TYPE_OF_OBJECT_77', objectId: 'object-77', objectName: 'Object words' },
    ],
  }) as { readonly id: string; readonly metadata: { readonly createdAt: string } };
  return { id: log.id, createdAt: new Date(log.metadata.createdAt).toISOString() };
}

function inLog(path: string, shows: unknown): Place {
  return at(`${LOG}.${path}`, shows);
}

function inMessage(path: string, shows: unknown): Place {
  return at(`${MESSAGE}.${path}`, shows);
}

export const hybris: Coverage = {
  kind: BACKEND,
  models: {
    ServiceTicket: Object.keys(WIRE),
    Classification: ['code', 'description'],
    Metadata: ['createdAt', 'modifiedAt', 'version', 'mixins'],
    TicketTranscript: ['description', 'createdAt', 'visibility', 'owner'],
    Owner: ['ownerId', 'email', 'displayName', 'isCustomer', 'createdAt'],
    ServiceTicketType: ['type', 'description', 'active'],
    ServiceTicketStatus: ['status', 'description'],
    InteractionLog: [
      'id',
      'customerId',
      'communicationDirection',
      'communicationDirectionDescription',
      'communicationOrigin',
      'communicationOriginDescription',
      'communicationMedium',
      'communicationMediumDescription',
      'interactionDescription',
      'interactionStartedAt',
      'interactionEndedAt',
      'interactionReasons',
      'relatedObjects',
      'metadata',
    ],
    InteractionReason: ['interactionReason', 'description'],
    RelatedObject: ['objectType', 'objectId', 'objectName'],
    ChatTranscript: ['id', 'chatterIds', 'createdBy', 'startAt', 'endAt', 'transcript', 'metadata'],
    ChatMessage: ['chatContent', 'createdAt', 'createdBy'],
    Product: ['name', 'code', 'description', 'published'],
    Login: ['email', 'password', 'accessToken'],
    Token: ['client_id', 'client_secret', 'grant_type', 'token_type', 'scope', 'access_token'],
  },
  excuses: [
    {
      kind: 'transport',
      reason: 'The documentation sets up its example with them: no part of a ticket.',
      fields: ['Product.*', 'Login.*', 'Token.*'],
    },
  ],
  scenes: [
    {
      name: 'a ticket',
      play(emulator) {
        answerWithTicket(emulator);
        return {
          question: ticketOf(BACKEND, TICKET),
          places: {
            'ServiceTicket.id': at('nativeId', TICKET),
            'ServiceTicket.ticketNumber': at('number', '770001'),
            'ServiceTicket.type': at('type.code', 'TYPE_77'),
            'ServiceTicket.typeDescription': at('type.label', 'Type words'),
            'ServiceTicket.status': at('status.code', 'STATUS_77'),
            'ServiceTicket.statusDescription': at('status.label', 'Status words'),
            'ServiceTicket.priority': [at('priority.code', 'VERY_HIGH_77'), at('priority.level', 'URGENT')],
            'ServiceTicket.priorityDescription': at('priority.label', 'Priority words'),
            'ServiceTicket.classification': at('contactReason.code', 'CLASS_77'),
            'Classification.code': at('contactReason.code', 'CLASS_77'),
            'Classification.description': at('contactReason.label', 'Classification words'),
            'ServiceTicket.shortDescription': [at('title', 'Coverage title'), at('description', 'Coverage text')],
            'ServiceTicket.customerId': at('customer.id', CUSTOMER),
            'ServiceTicket.customerEmail': at('customer.email', 'coverage77@example.test'),
            'ServiceTicket.customerTitle': at('customer.title', 'DR'),
            'ServiceTicket.customerFirstName': at('customer.firstName', 'Coverage first'),
            'ServiceTicket.customerLastName': at('customer.lastName', 'Coverage last'),
            'ServiceTicket.productId': at('product.id', 'product-77'),
            'ServiceTicket.productName': at('product.name', 'Product words'),
            'ServiceTicket.createdBy': at('source', 'creator-77'),
            'ServiceTicket.dueDate': custom('dueDate', '2031-07-07T07:07:07.077+0000'),
            'ServiceTicket.metadata': at('version', '77'),
            'Metadata.createdAt': at('createdAt', '2021-07-01T01:02:03.004Z'),
            'Metadata.modifiedAt': at('updatedAt', '2021-07-02T02:03:04.005Z'),
            'Metadata.version': at('version', '77'),
            'Metadata.mixins': custom('metadata.mixins', { coverage: 'https://schema.example/coverage.json' }),
            'ServiceTicket.transcript': inMessage('kind', 'MESSAGE'),
            'TicketTranscript.description': inMessage('text', 'Coverage message'),
            'TicketTranscript.createdAt': inMessage('createdAt', '2021-07-03T03:04:05.006Z'),
            'TicketTranscript.visibility': inMessage('visibility', 'PUBLIC'),
            'TicketTranscript.owner': inMessage('author.kind', 'PERSON'),
            'Owner.ownerId': inMessage('author.id', 'owner-77'),
            'Owner.email': inMessage('author.email', 'owner77@example.test'),
            'Owner.displayName': inMessage('author.name', 'Owner words'),
            'Owner.isCustomer': inMessage('side', 'AGENT'),
            'Owner.createdAt': inMessage('customFields[key=owner.createdAt].value', '2021-07-03T03:04:05.007+0000'),
          },
        };
      },
    },
    {
      name: 'a ticket that the backend itself has put together',
      play(emulator) {
        const { id } = emulator.control.act('addTicket', {
          priority: 'VERY_HIGH',
          classification: { code: 'DELIVERY' },
          productId: '57f0e476ecb9ab001d6d0002',
          dueDate: '2031-07-07T07:07:07.077Z',
        }) as { readonly id: string };
        return {
          question: ticketOf(BACKEND, id),
          places: {
            'ServiceTicket.typeDescription': at('type.label', 'Service Request'),
            'ServiceTicket.statusDescription': at('status.label', 'Open'),
            'ServiceTicket.priorityDescription': at('priority.label', 'Very High'),
            'Classification.description': at('contactReason.label', 'Delivery'),
            'ServiceTicket.customerEmail': at('customer.email', 'testme@yaastest.com'),
            'ServiceTicket.productName': at('product.name', 'Television 55 inch'),
            'ServiceTicket.dueDate': custom('dueDate', '2031-07-07T07:07:07.077+0000'),
          },
        };
      },
    },
    {
      name: 'an interaction log of a ticket',
      play(emulator) {
        const log = addLog(emulator);
        answerWithTicket(emulator);
        return {
          question: ticketOf(BACKEND, TICKET),
          places: {
            'InteractionLog.id': inLog('id', globalId(log.id)),
            'InteractionLog.customerId': inLog('customer.id', CUSTOMER),
            'InteractionLog.communicationDirection': inLog('direction.code', 'OUTBOUND'),
            'InteractionLog.communicationDirectionDescription': inLog('direction.label', 'Outbound'),
            'InteractionLog.communicationOrigin': inLog('channel.code', 'CALL_CENTER'),
            'InteractionLog.communicationOriginDescription': inLog('channel.label', 'Call center'),
            'InteractionLog.communicationMedium': inLog('medium.code', 'CHAT'),
            'InteractionLog.communicationMediumDescription': inLog('medium.label', 'Chat'),
            'InteractionLog.interactionDescription': inLog('text', 'Coverage contact'),
            'InteractionLog.interactionStartedAt': inLog('startedAt', '2021-07-04T04:05:06.007Z'),
            'InteractionLog.interactionEndedAt': inLog('endedAt', '2021-07-04T05:06:07.008Z'),
            'InteractionLog.interactionReasons': inLog('reasons[0].code', 'ZPRODUCT_REGISTRATION'),
            'InteractionReason.interactionReason': inLog('reasons[0].code', 'ZPRODUCT_REGISTRATION'),
            'InteractionReason.description': inLog('reasons[0].label', 'Product registration'),
            'InteractionLog.relatedObjects': inLog('relatedObjects[0].ticket.nativeId', TICKET),
            'RelatedObject.objectType': inLog('relatedObjects[nativeId=object-77].type', 'TYPE_OF_OBJECT_77'),
            'RelatedObject.objectId': inLog('relatedObjects[name=Object words].nativeId', 'object-77'),
            'RelatedObject.objectName': inLog('relatedObjects[nativeId=object-77].name', 'Object words'),
            'InteractionLog.metadata': [
              inLog('createdAt', log.createdAt),
              inLog('customFields[key=metadata.version].value', 1),
            ],
          },
        };
      },
    },
    {
      name: 'an interaction log of the list of all',
      play: () => ({
        question: `interactionLogs(filter: { backends: ["${BACKEND}"] }, first: 100)`,
        places: { 'InteractionLog.interactionDescription': at('nodes[text=Coverage contact].kind', 'LOG') },
      }),
    },
    {
      name: 'a chat transcript',
      play: () => ({
        question: `chatTranscriptByNativeId(backend: "${BACKEND}", nativeId: "${CHAT}")`,
        places: {
          'ChatTranscript.id': at('nativeId', CHAT),
          'ChatTranscript.chatterIds': [
            at('participants[id=C1381590151].side', 'CUSTOMER'),
            at('participants[id=agent.smith@acmeshop.example].side', 'AGENT'),
          ],
          'ChatTranscript.createdBy': at('createdBy', CUSTOMER),
          'ChatTranscript.startAt': at('startedAt', '2016-11-22T11:23:50.030Z'),
          'ChatTranscript.endAt': at('endedAt', '2016-11-22T11:27:50.030Z'),
          'ChatTranscript.transcript': at('messages[0].text', 'hi'),
          'ChatTranscript.metadata': [
            custom('metadata.version', 1),
            custom('metadata.createdAt', '2016-11-22T11:23:50.030+0000'),
          ],
          'ChatMessage.chatContent': at('messages[1].text', 'dsfds'),
          'ChatMessage.createdAt': at('messages[1].at', '2016-11-22T11:24:50.030Z'),
          'ChatMessage.createdBy': at('messages[1].author.id', 'agent.smith@acmeshop.example'),
        },
      }),
    },
    {
      name: 'the types',
      play: () => ({
        question: `ticketTypes(backends: ["${BACKEND}"])`,
        places: {
          'ServiceTicketType.type': at('nodes[label=Repair Order].code', 'REPAIR_ORDER'),
          'ServiceTicketType.description': at('nodes[code=REPAIR_ORDER].label', 'Repair Order'),
          'ServiceTicketType.active': [
            at('nodes[code=REPAIR_ORDER].isActive', false),
            at('nodes[code=SERVICE_REQUEST].isActive', true),
          ],
        },
      }),
    },
    {
      name: 'the statuses',
      play: () => ({
        question: `statuses(backends: ["${BACKEND}"])`,
        places: {
          'ServiceTicketStatus.status': at('nodes[label=In Process].code', 'IN_PROCESS'),
          'ServiceTicketStatus.description': at('nodes[code=IN_PROCESS].label', 'In Process'),
        },
      }),
    },
  ],
};

function globalId(nativeId: string): string {
  return encodeGlobalId({ type: 'InteractionLog', backend: BACKEND, nativeId });
}
