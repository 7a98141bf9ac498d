/** The 39 fields of a full ticket, in the order of the seed's create answer. */
export const TICKET_FIELDS = [
  'ticket_no',
  'assigned_user_id',
  'parent_id',
  'ticketpriorities',
  'product_id',
  'ticketseverities',
  'ticketstatus',
  'ticketcategories',
  'update_log',
  'hours',
  'days',
  'createdtime',
  'modifiedtime',
  'modifiedby',
  'ticket_title',
  'description',
  'solution',
  'contact_id',
  'from_portal',
  'effectivedate',
  'subcategory',
  'source',
  'starred',
  'tags',
  'cf_1518',
  'cf_1520',
  'cf_1522',
  'cf_1524',
  'cf_1526',
  'internalmemo',
  'vendorid',
  'vouchertype',
  'requiredprefix',
  'rechargeinterfaces',
  'voucheridformat',
  'passwordpattern',
  'currencyid',
  'id',
  'label',
] as const;

/** The six fields of a listed ticket, in the order of the seed's list. */
const SUMMARY_FIELDS = ['ticket_no', 'ticketstatus', 'description', 'createdtime', 'ticketcategories', 'id'] as const;

export type TicketField = (typeof TICKET_FIELDS)[number];

/** A ticket as the CRM keeps it: every value is text, `""` means none. */
export type TicketRecord = Readonly<Record<TicketField, string>>;

/** What a record has if nobody says otherwise: the seed's create answer. */
const DEFAULTS: Partial<TicketRecord> = {
  assigned_user_id: '20x51',
  modifiedby: '19x5',
  from_portal: '0',
  subcategory: '0',
  source: 'CRM',
  starred: '0',
};

/** A full record from the fields that are known; `label` is the title and `modifiedtime` the time of creation. */
export function createRecord(fields: Partial<TicketRecord>): TicketRecord {
  const known: Partial<TicketRecord> = {
    ...DEFAULTS,
    label: fields.ticket_title ?? '',
    modifiedtime: fields.createdtime ?? '',
    ...fields,
  };
  return Object.fromEntries(TICKET_FIELDS.map((field) => [field, known[field] ?? ''])) as TicketRecord;
}

/** The six fields that the list shows. */
export function toSummary(record: TicketRecord): Record<string, string> {
  return Object.fromEntries(SUMMARY_FIELDS.map((field) => [field, record[field]]));
}

/** True if the name is one of the 39. */
export function isTicketField(name: string): name is TicketField {
  return (TICKET_FIELDS as readonly string[]).includes(name);
}

/** Number in the second half of a web-service id: 95784 of `17x95784`. */
export function recordNumber(id: string): number {
  return Number(id.slice(id.indexOf('x') + 1));
}

/** The server's way to write a time: local to its zone, which it does not name. */
export function formatTime(instant: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);
}
