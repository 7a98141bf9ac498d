import { fingerprint } from '../../src/ticketing/fingerprint.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import type {
  StatusCategory,
  StatusDefinition,
  StatusReference,
  TicketTypeDefinition,
} from '../../src/ticketing/status.ts';
import {
  EMPTY_TICKET,
  party,
  type CodedLabel,
  type CustomField,
  type NativeTicket,
  type Party,
  type PartyKind,
  type Priority,
  type PriorityLevel,
} from '../../src/ticketing/ticket.ts';
import type { TransitionRules } from '../../src/ticketing/transition.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import type { CrmSettings } from './settings.ts';
import type { CrmIssueTypes, CrmTicketRecord, CrmTicketSummary } from './wire.ts';

/** What the mapping has to know of the installation. */
export interface MappingOptions extends Pick<CrmSettings, 'statusMap' | 'modulePrefixes' | 'exposeInternalMemo'> {
  /** Reads the CRM's times, which have no zone. */
  readonly toInstant: (text: string) => Instant | null;
}

type StatusMap = CrmSettings['statusMap'];

/** ASSUMPTION: the shipped picklist of vtiger. The documents show "Open", and "New" in the body of a creation. */
const STATUSES: ReadonlyMap<string, StatusCategory> = new Map<string, StatusCategory>([
  ['open', 'OPEN'],
  ['new', 'OPEN'],
  ['in progress', 'IN_PROGRESS'],
  ['wait for response', 'PENDING'],
  ['closed', 'CLOSED'],
]);

/** A native status as a status. An administrator can edit the list, so any value may come. */
export function toStatus(native: string, statusMap: StatusMap): StatusReference {
  const name = toName(native);
  const configured = Object.entries(statusMap).find(([key]) => toName(key) === name)?.[1];
  const category = configured ?? STATUSES.get(name) ?? 'UNKNOWN';
  return { category, code: native, label: toText(native) };
}

/** The configured statuses: the API has no call that lists them. */
export function toStatusCatalog(statuses: readonly string[], statusMap: StatusMap): StatusDefinition[] {
  return statuses.map((native) => ({ ...toStatus(native, statusMap), label: native, isConfigured: true }));
}

/** The issue types: texts that are id and label at once. */
export function toTicketTypes({ issueTypes }: CrmIssueTypes): TicketTypeDefinition[] {
  const names = new Set(issueTypes.filter((name) => toText(name) !== null));
  return [...names].map((name) => ({ code: name, label: name, description: null, group: null, isActive: true }));
}

const NO_CHANGES = unsupported('The API has no call that changes a ticket: its status moves only inside the CRM.');
const NO_ESCALATIONS = unsupported('The API knows no escalations.');

/** No move at all: tickets are created and commented on, nothing else. */
export const TRANSITION_RULES: TransitionRules = {
  START: NO_CHANGES,
  CONFIRM: NO_CHANGES,
  REOPEN: NO_CHANGES,
  COMPLETE: NO_CHANGES,
  CLOSE: NO_CHANGES,
  CANCEL: NO_CHANGES,
  HOLD: NO_CHANGES,
  REJECT: NO_CHANGES,
  REMIND: unsupported('The API has no reminders; a comment can be added instead.'),
  TRANSFER: NO_CHANGES,
  ESCALATE: NO_ESCALATIONS,
  OUTSOURCE: NO_ESCALATIONS,
};

/** A ticket of the list: six fields, and no call that could tell the others. */
export function toTicketFromSummary(wire: CrmTicketSummary, options: MappingOptions): NativeTicket {
  return toTicketFromRecord(wire, options);
}

/** A whole record, as the creation answers it. */
export function toTicketFromRecord(wire: CrmTicketRecord, options: MappingOptions): NativeTicket {
  const id = toText(wire.id) ?? '';
  const number = toText(wire.ticket_no);
  const description = toText(wire.description);
  const type = toText(wire.ticketcategories);
  const productId = toText(wire.product_id);
  const vendorId = toText(wire.vendorid);
  const native = wire.ticketstatus ?? '';
  return {
    ...EMPTY_TICKET,
    nativeId: id,
    number,
    title: toText(wire.ticket_title) ?? toText(wire.label) ?? firstLine(description) ?? number,
    description,
    status: toStatus(String(native), options.statusMap),
    type: type === null ? null : { code: type, label: type, group: null },
    priority: toPriority(toText(wire.ticketpriorities)),
    severity: toCodedLabel(toText(wire.ticketseverities)),
    createdAt: toInstant(wire.createdtime, options),
    updatedAt: toInstant(wire.modifiedtime, options),
    customer: toCustomer(wire, options),
    assignee: toParty(toText(wire.assigned_user_id), options),
    channel: toText(wire.from_portal) === '1' ? 'PORTAL' : null,
    source: toText(wire.source),
    tags: toTags(wire.tags),
    product: productId === null ? null : { id: productId, name: null },
    vendor: vendorId === null ? null : { id: vendorId, vertical: null },
    // ASSUMPTION: "0" is what the CRM answers where no subcategory is set.
    contactReason: toText(wire.subcategory) === '0' ? null : toCodedLabel(toText(wire.subcategory)),
    customFields: toCustomFields(wire, options),
    // Of values that each of the API's answers has, so that a created ticket and a listed one are the same version.
    version: fingerprint([id, number, native, description, type]),
  };
}

/** vtiger's shipped picklist; other values have no rank among them. */
const PRIORITIES: ReadonlyMap<string, PriorityLevel> = new Map<string, PriorityLevel>([
  ['low', 'LOW'],
  ['normal', 'NORMAL'],
  ['high', 'HIGH'],
  ['urgent', 'URGENT'],
]);

function toPriority(native: string | null): Priority | null {
  if (native === null) return null;
  return { level: PRIORITIES.get(toName(native)) ?? 'UNKNOWN', rank: null, code: native, label: native };
}

function toCodedLabel(native: string | null): CodedLabel | null {
  return native === null ? null : { code: native, label: native };
}

function toCustomer(wire: CrmTicketRecord, options: MappingOptions): Party | null {
  const id = toText(wire.contact_id);
  const accountId = toText(wire.parent_id);
  if (id === null && accountId === null) return null;
  return party(id === null ? 'UNKNOWN' : kindOf(id, options), { id, accountId });
}

function toParty(id: string | null, options: MappingOptions): Party | null {
  return id === null ? null : party(kindOf(id, options), { id });
}

/** Ids are `<module>x<record>`; ASSUMPTION: the numbers of the modules are those of the settings. */
function kindOf(id: string, { modulePrefixes }: MappingOptions): PartyKind {
  const [module] = id.split('x', 1);
  if (module === modulePrefixes.user || module === modulePrefixes.contact) return 'PERSON';
  return module === modulePrefixes.group ? 'GROUP' : 'UNKNOWN';
}

/** ASSUMPTION: several tags are separated by commas. */
function toTags(value: CrmTicketRecord['tags']): string[] {
  return (toText(value) ?? '').split(',').flatMap((tag) => toText(tag)?.trim() ?? []);
}

/** Fields of a record that the model has a place for. */
const MAPPED: ReadonlySet<string> = new Set<keyof CrmTicketRecord>([
  'id',
  'ticket_no',
  'ticket_title',
  'label',
  'description',
  'ticketstatus',
  'ticketcategories',
  'subcategory',
  'ticketpriorities',
  'ticketseverities',
  'source',
  'from_portal',
  'createdtime',
  'modifiedtime',
  'contact_id',
  'parent_id',
  'assigned_user_id',
  'product_id',
  'vendorid',
  'tags',
]);

/** Words for people where the wire name says too little. The `cf_...` fields differ with each installation. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['modifiedby', 'Modified by'],
  ['effectivedate', 'Effective date'],
  ['internalmemo', 'Internal memo'],
  ['vouchertype', 'Voucher type'],
  ['requiredprefix', 'Required prefix'],
  ['rechargeinterfaces', 'Recharge interfaces'],
  ['voucheridformat', 'Voucher ID format'],
  ['passwordpattern', 'Password pattern'],
  ['currencyid', 'Currency ID'],
]);

/** Everything else, also fields that nobody documented, under its wire name. */
function toCustomFields(wire: CrmTicketRecord, options: MappingOptions): CustomField[] {
  return Object.entries(wire)
    .filter(([key, value]) => !MAPPED.has(key) && (value as unknown) !== '' && (value as unknown) !== null)
    .filter(([key]) => key !== 'internalmemo' || options.exposeInternalMemo)
    .map(([key, value]) => ({ key, label: LABELS.get(key) ?? toLabel(key), value }));
}

function toLabel(key: string): string {
  const words = key.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const MOST_TITLE_CHARACTERS = 120;

/** The list has no titles. */
function firstLine(description: string | null): string | null {
  const [line = ''] = (description ?? '').trim().split(/[\r\n]/, 1);
  // A character of two code units is not cut in half.
  return toText(
    line
      .slice(0, MOST_TITLE_CHARACTERS)
      .replace(/[\ud800-\udbff]$/, '')
      .trim(),
  );
}

function toInstant(value: string | number | null | undefined, options: MappingOptions): Instant | null {
  return typeof value === 'string' ? options.toInstant(value) : null;
}

/** Names of picklists are compared without case and without blanks around them. */
function toName(native: string): string {
  return native.trim().toLowerCase();
}

/** A value as text; null if there is none: the CRM writes empty text for that. */
export function toText(value: string | number | null | undefined): string | null {
  if (value === undefined || value === null) return null;
  const text = String(value);
  return text.trim() === '' ? null : text;
}
