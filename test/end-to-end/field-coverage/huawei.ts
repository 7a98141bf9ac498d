import { encodeGlobalId } from '../../../src/ticketing/global-id.ts';
import { answerWith, at, custom, ticketOf, type Coverage, type Place } from './coverage.ts';
import { CHANGES, DETAIL, MESSAGES, OPERATE_LOGS, RELATED, ROW, TICKET } from './huawei-values.ts';

const BACKEND = 'huawei';
function inAnswer(path: string, shows: unknown): Place {
  return at(`interactionLogs.nodes[text=Coverage answer].${path}`, shows);
}

function inStep(path: string, shows: unknown): Place {
  return at(`interactionLogs.nodes[text=Coverage step].${path}`, shows);
}

export const huawei: Coverage = {
  kind: BACKEND,
  models: {
    Detail: [
      'incident_detail_info',
      'xcustomer_name',
      'status',
      'incident_id',
      'business_type_name',
      'customer_id',
      'dc_name',
      'simple_description',
      'source_name',
      'create_time',
      'message_list',
      'incident_satisfaction',
      'is_authorized',
      'resolve_time',
      'business_ownership',
      'ext_info',
      'incident_type_name',
      'xcustomer_id',
      'judgement',
      'severity_name',
    ],
    ExtraInformation: [
      'area_code',
      'remind_mobile',
      'remind_mail',
      'contact_type',
      'remind_time',
      'cc_email',
      'commodity_id',
    ],
    Message: [
      'type',
      'replier',
      'content',
      'message_id',
      'replier_name',
      'create_time',
      'is_first_message',
      'accessory_list',
      'replier_type',
      'iam_user_type',
    ],
    Accessory: ['accessory_id', 'file_actual_name'],
    ListRow: [
      'product_category_name',
      'incident_service_type',
      'root_cause',
      'resolution',
      'confirmed_time',
      'label_list',
    ],
    Label: ['label_id', 'name', 'color'],
    List: ['total_count', 'incident_info_list'],
    OperateLog: [
      'incident_log_id',
      'operate_type',
      'operator_type',
      'operator_id',
      'operator_name',
      'operate_desc',
      'operate_time',
      'timestamp_operate_time',
    ],
    Relation: ['case_id', 'simple_description', 'user_name'],
    ProblemType: ['business_type_id', 'business_type_name', 'case_type'],
    CreateBody: [
      'business_type_id',
      'product_category_id',
      'incident_sub_type_id',
      'source_id',
      'simple_description',
      'remind_time',
      'region_id',
      'area_code',
      'extends_map',
      'extension_map',
      'accessory_ids',
      'remind_mobile',
      'remind_mail',
      'severity_id',
      'project_id',
    ],
    CreateAnswer: ['incident_id'],
    Upload: ['accessory_name', 'accessory_from', 'upload_type', 'accessory_data'],
    UploadAnswer: ['accessory_id'],
    TokenBody: ['auth', 'identity', 'methods', 'password', 'user', 'name', 'domain', 'scope', 'project', 'id'],
    Headers: ['X-Subject-Token', 'X-Auth-Token', 'Content-Type'],
  },
  excuses: [
    {
      kind: 'input of a write',
      reason: 'What a creation and an upload are made of; what becomes of it is in the detail.',
      fields: ['CreateBody.*', 'Upload.*'],
    },
    {
      kind: 'answer of a write',
      reason: 'The ids of what was made; a read shows them.',
      fields: ['CreateAnswer.*', 'UploadAnswer.*'],
    },
    { kind: 'transport', reason: 'They get a token and carry it.', fields: ['TokenBody.*', 'Headers.*'] },
  ],
  scenes: [
    {
      name: 'a ticket that waits for its customer',
      play(emulator) {
        const { incident_id: id } = emulator.control.act('addTicket', CHANGES) as { readonly incident_id: string };
        return {
          question: ticketOf(BACKEND, id),
          places: {
            'Detail.incident_detail_info': at('nativeId', id),
            'Detail.incident_id': [at('nativeId', id), at('number', id)],
            'Detail.xcustomer_name': at('customer.name', 'Coverage user'),
            'Detail.status': [at('status.code', '17'), at('status.category', 'PENDING')],
            'Detail.business_type_name': [at('type.label', 'Network fault'), at('type.code', 'bt-network')],
            'Detail.dc_name': custom('dc_name', 'EU-Dublin'),
            'Detail.simple_description': [
              at('title', 'Coverage title'),
              at('description', 'Coverage title\nCoverage text'),
            ],
            'Detail.source_name': at('source', 'Coverage center'),
            'Detail.create_time': at('createdAt', '2021-03-04T05:06:07.000Z'),
            'Detail.resolve_time': custom('resolve_time', 7_701),
            'Detail.business_ownership': custom('business_ownership', 2),
            'Detail.judgement': custom('judgement', 'Coverage judgement'),
            'Detail.severity_name': at('severity.label', 'System impaired'),
            'Detail.ext_info': at('customer.email', 'coverage77@example.test'),
            'ExtraInformation.area_code': at('customer.phone', '+49 15100000077'),
            'ExtraInformation.remind_mobile': at('customer.phone', '+49 15100000077'),
            'ExtraInformation.remind_mail': at('customer.email', 'coverage77@example.test'),
            'ExtraInformation.contact_type': custom('contact_type', '1,7'),
            'ExtraInformation.remind_time': custom('remind_time', '07:00-17:00'),
            'ExtraInformation.cc_email': custom('cc_email', 'copy77@example.test'),
            'ExtraInformation.commodity_id': custom('commodity_id', 'commodity-77'),
            'ListRow.product_category_name': at('product.name', 'Virtual Private Cloud'),
            'ListRow.incident_service_type': custom('incident_service_type', 'service-77'),
            'ListRow.root_cause': custom('root_cause', 'Coverage cause'),
            'ListRow.resolution': custom('resolution', 'Coverage resolution'),
            'ListRow.label_list': at('tags', ['billing']),
            'Label.name': at('tags', ['billing']),
            'Label.label_id': custom('label_list', [{ label_id: 2, name: 'billing', color: '#00AA00' }]),
            'Label.color': custom('label_list', [{ label_id: 2, name: 'billing', color: '#00AA00' }]),
          },
        };
      },
    },
    {
      name: 'a completed ticket with all that a detail can hold',
      play(emulator) {
        answerWith(emulator, 'getTicket', { incident_detail_info: DETAIL });
        answerWith(emulator, 'listTickets', { total_count: 1, incident_info_list: [ROW] });
        answerWith(emulator, 'listRelations', {
          case_relation_list: [{ case_id: RELATED, simple_description: 'Related words', user_name: 'Related user' }],
        });
        return {
          question: ticketOf(BACKEND, TICKET),
          places: {
            'Detail.customer_id': at('customer.id', 'customer-77'),
            'Detail.xcustomer_id': custom('xcustomer_id', 'user-77'),
            'Detail.business_type_name': at('type.label', 'Coverage type'),
            'Detail.incident_type_name': [
              at('type.group', 'Coverage case type'),
              custom('incident_type_name', 'Coverage case type'),
            ],
            'Detail.incident_satisfaction': custom('incident_satisfaction', DETAIL.incident_satisfaction),
            'Detail.is_authorized': custom('is_authorized', 1),
            'Detail.message_list': at('attachments[0].name', 'coverage.log'),
            // The lists of messages leave the id out.
            'Message.message_id': custom('message_list', [
              { message_id: 'message-77', create_time: '2021-05-01T00:00:01Z' },
            ]),
            'Accessory.accessory_id': at('attachments[0].nativeId', 'file-77'),
            'Accessory.file_actual_name': at('attachments[0].name', 'coverage.log'),
            'ListRow.confirmed_time': [
              at('statusChangedAt', '2021-05-06T07:08:09.000Z'),
              at('closedAt', '2021-05-06T07:08:09.000Z'),
              custom('confirmed_time', '2021-05-06T07:08:09Z'),
            ],
            'Relation.case_id': at('relations[0].foreignId', RELATED),
            'Relation.simple_description': at('relations[0].title', 'Related words'),
            'Relation.user_name': at('relations[0].creator', 'Related user'),
          },
        };
      },
    },
    {
      name: 'what was said and done',
      play(emulator) {
        answerWith(emulator, 'getTicket', { incident_detail_info: DETAIL });
        answerWith(emulator, 'listMessages', { count: 2, message_list: MESSAGES });
        answerWith(emulator, 'listOperateLogs', { total_count: 2, incident_operate_log_list: OPERATE_LOGS });
        return {
          question: ticketOf(BACKEND, TICKET),
          places: {
            'Message.type': at('interactionLogs.nodes[text=Coverage answer of an engineer].side', 'AGENT'),
            'Message.replier_type': inAnswer('side', 'THIRD_PARTY'),
            'Message.replier': inAnswer('author.id', 'replier-77'),
            'Message.replier_name': inAnswer('author.name', 'Replier words'),
            'Message.content': inAnswer('kind', 'MESSAGE'),
            'Message.create_time': inAnswer('createdAt', '2021-05-01T01:02:03.000Z'),
            'Message.is_first_message': inAnswer('customFields[key=is_first_message].value', 1),
            'Message.iam_user_type': inAnswer('customFields[key=iam_user_type].value', 7),
            'Message.accessory_list': inAnswer('attachments[0].nativeId', 'file-78'),
            'Accessory.accessory_id': inAnswer('attachments[0].nativeId', 'file-78'),
            'Accessory.file_actual_name': inAnswer('attachments[0].name', 'answer.log'),
            'OperateLog.incident_log_id': inStep(
              'id',
              encodeGlobalId({ type: 'InteractionLog', backend: BACKEND, nativeId: 'log-77' }),
            ),
            'OperateLog.operate_type': inStep('customFields[key=operate_type].value', 71),
            'OperateLog.operator_type': inStep('customFields[key=operator_type].value', 72),
            'OperateLog.operator_id': inStep('author.id', 'operator-77'),
            'OperateLog.operator_name': inStep('author.name', 'Operator words'),
            'OperateLog.operate_desc': inStep('kind', 'SYSTEM'),
            'OperateLog.timestamp_operate_time': inStep('createdAt', '2021-05-02T02:03:05.000Z'),
            'OperateLog.operate_time': at(
              'interactionLogs.nodes[text=Coverage step without stamp].createdAt',
              '2021-05-03T03:04:05.000Z',
            ),
          },
        };
      },
    },
    {
      name: 'a message that somebody wrote, as a conversation',
      play(emulator) {
        const [id = ''] = emulator.samples.ticketIds;
        emulator.control.act('addMessage', {
          id,
          side: 2,
          content: 'Coverage words',
          replier: 'partner-77',
          replier_name: 'Partner words',
        });
        const message = 'messages[text=Coverage words]';
        return {
          question: `chatTranscriptByNativeId(backend: "${BACKEND}", nativeId: "${id}")`,
          places: {
            'Message.content': at(`${message}.text`, 'Coverage words'),
            'Message.replier_type': at(`${message}.side`, 'THIRD_PARTY'),
            'Message.replier': [
              at(`${message}.author.id`, 'partner-77'),
              at('participants[id=partner-77].side', 'THIRD_PARTY'),
            ],
            'Message.replier_name': at(`${message}.author.name`, 'Partner words'),
            // Of the documented ticket.
            'Message.create_time': at('startedAt', '2020-12-25T09:24:18.000Z'),
          },
        };
      },
    },
    {
      name: 'the documented ticket',
      play(emulator) {
        const [id = ''] = emulator.samples.ticketIds;
        return {
          question: ticketOf(BACKEND, id),
          places: {
            'Detail.customer_id': at('customer.id', 'customer_id'),
            'ExtraInformation.contact_type': custom('contact_type', '0,1,2'),
            // Listed without an id: it cannot be fetched.
            'Accessory.file_actual_name': at('attachments[0].name', 'test.jpg'),
            'Message.is_first_message': at(
              'interactionLogs.nodes[text=123].customFields[key=is_first_message].value',
              0,
            ),
          },
        };
      },
    },
    {
      name: 'the list',
      play(emulator) {
        answerWith(emulator, 'listTickets', { total_count: 1, incident_info_list: [ROW] });
        answerWith(emulator, 'countTickets', { incident_status_counts: [{ status: 3, count: 1 }] });
        return {
          question: `tickets(filter: { backends: ["${BACKEND}"] })`,
          places: {
            'List.incident_info_list': at('nodes[0].nativeId', TICKET),
            'List.total_count': [at('totalCount.value', 1), at('totalCount.kind', 'EXACT')],
          },
        };
      },
    },
    {
      name: 'the problem types',
      play: () => ({
        question: `ticketTypes(backends: ["${BACKEND}"])`,
        places: {
          'ProblemType.business_type_id': at('nodes[label=Network fault].code', 'bt-network'),
          'ProblemType.business_type_name': at('nodes[code=bt-network].label', 'Network fault'),
          'ProblemType.case_type': [
            at('nodes[code=bt-network].group', 'Fault'),
            at('nodes[code=bt-usage].group', 'Consulting'),
          ],
        },
      }),
    },
  ],
};
