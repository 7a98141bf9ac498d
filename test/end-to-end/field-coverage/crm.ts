import { answerWith, at, custom, ticketOf, type Coverage, type Place } from './coverage.ts';

const LISTED = {
  id: '17x770001',
  ticket_no: 'TT770001',
  ticketstatus: 'Wait For Response',
  description: 'Listed coverage text',
  createdtime: '2021-07-01 10:11:12',
  ticketcategories: 'Coverage category',
};

/** All 39 fields of the answer to a creation, each with a value of its own. */
export const CREATED_RECORD = {
  ticket_no: 'TT770002',
  assigned_user_id: '20x7701',
  parent_id: '11x7702',
  ticketpriorities: 'Coverage priority',
  product_id: '14x7703',
  ticketseverities: 'Coverage severity',
  ticketstatus: 'Coverage status',
  ticketcategories: 'Created category',
  update_log: 'Coverage log',
  hours: '7.7',
  days: '77',
  createdtime: '2021-08-01 10:11:12',
  modifiedtime: '2021-08-02 11:12:13',
  modifiedby: '19x7704',
  ticket_title: 'Coverage title',
  description: 'Created coverage text',
  solution: 'Coverage solution',
  contact_id: '12x7705',
  from_portal: '1',
  effectivedate: '2021-08-03',
  subcategory: 'Coverage subcategory',
  source: 'COVERAGE',
  starred: '1',
  tags: 'first tag,second tag',
  cf_1518: 'custom 1518',
  cf_1520: 'custom 1520',
  cf_1522: 'custom 1522',
  cf_1524: 'custom 1524',
  cf_1526: 'custom 1526',
  internalmemo: 'Coverage memo',
  vendorid: '18x7706',
  vouchertype: 'Coverage voucher',
  requiredprefix: 'CP77',
  rechargeinterfaces: 'Coverage interface',
  voucheridformat: '77-####',
  passwordpattern: '[7]+',
  currencyid: '21x7707',
  id: '17x770002',
  label: 'Coverage label',
};

const UNTITLED_RECORD = { ...CREATED_RECORD, id: '17x770003', ticket_title: '' };

/** Where each of the 39 is. `label` stands in for a missing title. */
export const PLACES_OF_RECORD: Readonly<Record<keyof typeof CREATED_RECORD, Place>> = {
  ticket_no: at('number', 'TT770002'),
  assigned_user_id: at('assignee.id', '20x7701'),
  parent_id: at('customer.accountId', '11x7702'),
  ticketpriorities: at('priority.code', 'Coverage priority'),
  product_id: at('product.id', '14x7703'),
  ticketseverities: at('severity.code', 'Coverage severity'),
  ticketstatus: at('status.code', 'Coverage status'),
  ticketcategories: at('type.code', 'Created category'),
  update_log: custom('update_log', 'Coverage log'),
  hours: custom('hours', '7.7'),
  days: custom('days', '77'),
  createdtime: at('createdAt', '2021-08-01T10:11:12.000Z'),
  modifiedtime: at('updatedAt', '2021-08-02T11:12:13.000Z'),
  modifiedby: custom('modifiedby', '19x7704'),
  ticket_title: at('title', 'Coverage title'),
  description: at('description', 'Created coverage text'),
  solution: custom('solution', 'Coverage solution'),
  contact_id: at('customer.id', '12x7705'),
  from_portal: at('channel', 'PORTAL'),
  effectivedate: custom('effectivedate', '2021-08-03'),
  subcategory: at('contactReason.code', 'Coverage subcategory'),
  source: at('source', 'COVERAGE'),
  starred: custom('starred', '1'),
  tags: at('tags', ['first tag', 'second tag']),
  cf_1518: custom('cf_1518', 'custom 1518'),
  cf_1520: custom('cf_1520', 'custom 1520'),
  cf_1522: custom('cf_1522', 'custom 1522'),
  cf_1524: custom('cf_1524', 'custom 1524'),
  cf_1526: custom('cf_1526', 'custom 1526'),
  // Shown where the operator allows it.
  internalmemo: custom('internalmemo', 'Coverage memo'),
  vendorid: at('vendor.id', '18x7706'),
  vouchertype: custom('vouchertype', 'Coverage voucher'),
  requiredprefix: custom('requiredprefix', 'CP77'),
  rechargeinterfaces: custom('rechargeinterfaces', 'Coverage interface'),
  voucheridformat: custom('voucheridformat', '77-####'),
  passwordpattern: custom('passwordpattern', '[7]+'),
  currencyid: custom('currencyid', '21x7707'),
  id: at('nativeId', '17x770002'),
  label: at('title', 'Coverage label'),
};

function ofRecord(places: Partial<typeof PLACES_OF_RECORD>): Record<string, Place> {
  return Object.fromEntries(Object.entries(places).map(([field, place]) => [`TicketRecord.${field}`, place]));
}

export const crm: Coverage = {
  kind: 'crm',
  models: {
    TicketSummary: ['ticket_no', 'ticketstatus', 'description', 'createdtime', 'ticketcategories', 'id'],
    TicketRecord: Object.keys(CREATED_RECORD),
    IssueTypes: ['code', 'issueTypes'],
    Envelope: ['response', 'success', 'result', 'arguments', 'statusCode', 'errorCode', 'errorMessage'],
    Headers: ['token', 'correlationId', 'srDate', 'source', 'operation', 'destination', 'data'],
    CreateBody: [
      'source',
      'ticketstatus',
      'effectivedate',
      'ticketcategories',
      'ticket_title',
      'description',
      'subcategory',
      'status',
      'category',
      'vouchertype',
      'voucheridformat',
      'passwordpattern',
    ],
    CommentBody: ['ticketNo', 'comment', 'contactId'],
    CommentAnswer: ['message'],
  },
  excuses: [
    { kind: 'not exposed', reason: 'It tells that the list of types was read.', fields: ['IssueTypes.code'] },
    { kind: 'error handling', reason: 'They tell success from failure.', fields: ['Envelope.*'] },
    {
      kind: 'transport',
      reason: 'Headers that every call needs.',
      fields: ['token', 'correlationId', 'srDate', 'source', 'operation', 'destination'].map(
        (name) => `Headers.${name}`,
      ),
    },
    {
      kind: 'input of a write',
      reason: 'What a creation and a comment are made of; what becomes of it is in the record.',
      fields: ['CreateBody.*', 'CommentBody.*', 'Headers.data'],
    },
    { kind: 'answer of a write', reason: 'It tells that a comment was taken.', fields: ['CommentAnswer.*'] },
  ],
  scenes: [
    {
      name: 'a ticket of the list',
      play(emulator) {
        emulator.control.act('addTicket', LISTED);
        return {
          question: ticketOf('crm', LISTED.id),
          places: {
            'TicketSummary.id': at('nativeId', '17x770001'),
            'TicketSummary.ticket_no': at('number', 'TT770001'),
            'TicketSummary.ticketstatus': [at('status.code', 'Wait For Response'), at('status.category', 'PENDING')],
            'TicketSummary.description': [
              at('description', 'Listed coverage text'),
              at('title', 'Listed coverage text'),
            ],
            'TicketSummary.createdtime': at('createdAt', '2021-07-01T10:11:12.000Z'),
            'TicketSummary.ticketcategories': at('type.code', 'Coverage category'),
          },
        };
      },
    },
    {
      name: 'a whole record, were it in the list',
      play(emulator) {
        answerWith(emulator, 'ticketDetails', { response: { success: 'true', result: [CREATED_RECORD] } });
        const { label: _, ...places } = PLACES_OF_RECORD;
        return { question: ticketOf('crm', CREATED_RECORD.id), places: ofRecord(places) };
      },
    },
    {
      name: 'a whole record without a title',
      play(emulator) {
        answerWith(emulator, 'ticketDetails', { response: { success: 'true', result: [UNTITLED_RECORD] } });
        return { question: ticketOf('crm', UNTITLED_RECORD.id), places: ofRecord({ label: PLACES_OF_RECORD.label }) };
      },
    },
    {
      name: 'the issue types',
      play: () => ({
        question: 'ticketTypes(backends: ["crm"])',
        places: {
          'IssueTypes.issueTypes': [
            at('nodes[code=General Enquiry].label', 'General Enquiry'),
            at('nodes[code=Plan Enquiry].label', 'Plan Enquiry'),
          ],
        },
      }),
    },
  ],
};
