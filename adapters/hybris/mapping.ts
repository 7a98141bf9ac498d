import { fingerprint } from '../../src/ticketing/fingerprint.ts';
import type { StatusDefinition, TicketTypeDefinition } from '../../src/ticketing/status.ts';
import {
  EMPTY_TICKET,
  party,
  type CodedLabel,
  type CustomField,
  type NativeTicket,
  type Party,
} from '../../src/ticketing/ticket.ts';
import { toPriority, toStatus, type PriorityTable, type StatusTable } from './mapping-status.ts';
import { toCodedLabel, toCustomFields, toInstant, toLabel, toMetadataFields, toText } from './mapping-values.ts';
import type { HybrisTicket, HybrisTicketStatus, HybrisTicketType } from './wire.ts';

/** What the mapping must know of the configuration. */
export interface MappingFacts {
  readonly statuses: StatusTable;
  readonly priorities: PriorityTable;
  readonly audience: 'customer' | 'agent';
  /** The code for a ticket among related objects. */
  readonly ticketObjectType: string;
}

/** Fields of a ticket that have a place of their own. `transcript` becomes interaction logs. */
const PLACED_FIELDS: ReadonlySet<string> = new Set<keyof HybrisTicket>([
  'id',
  'ticketNumber',
  'type',
  'typeDescription',
  'status',
  'statusDescription',
  'priority',
  'priorityDescription',
  'classification',
  'shortDescription',
  'customerId',
  'customerEmail',
  'customerTitle',
  'customerFirstName',
  'customerLastName',
  'productId',
  'productName',
  'createdBy',
  'metadata',
  'transcript',
]);

/** A ticket as a list or a read by id gives it: both have all fields. */
export function toTicket(wire: HybrisTicket, facts: MappingFacts, language: string): NativeTicket {
  const type = toCodedLabel(wire.type, wire.typeDescription, language);
  return {
    ...EMPTY_TICKET,
    nativeId: wire.id,
    number: toText(wire.ticketNumber) ?? wire.id,
    ...toTitleAndDescription(wire.shortDescription ?? ''),
    status: toStatus(wire.status ?? '', toLabel(wire.statusDescription, language), facts.statuses),
    type: type === null ? null : { ...type, group: null },
    priority: toPriority(toText(wire.priority), toLabel(wire.priorityDescription, language), facts.priorities),
    createdAt: toInstant(wire.metadata?.createdAt),
    updatedAt: toInstant(wire.metadata?.modifiedAt),
    customer: toCustomer(wire),
    source: toText(wire.createdBy),
    product: toProduct(wire, language),
    contactReason: toContactReasons(wire.classification, language)[0] ?? null,
    customFields: toTicketFields(wire),
    version: toVersion(wire),
  };
}

/** The only text of a ticket: its first line is the title, what follows the description. */
export function toTitleAndDescription(text: string): Pick<NativeTicket, 'title' | 'description'> {
  const [title = '', ...rest] = text.trim().split(/\r\n|\n|\r/);
  return { title: toText(title.trimEnd()), description: toText(rest.join('\n').trim()) };
}

function toCustomer(wire: HybrisTicket): Party | null {
  const facts = {
    id: toText(wire.customerId),
    email: toText(wire.customerEmail),
    title: toText(wire.customerTitle),
    firstName: toText(wire.customerFirstName),
    lastName: toText(wire.customerLastName),
  };
  return Object.values(facts).every((fact) => fact === null) ? null : party('PERSON', facts);
}

function toProduct(wire: HybrisTicket, language: string): NativeTicket['product'] {
  const product = { id: toText(wire.productId), name: toLabel(wire.productName, language) };
  return product.id === null && product.name === null ? null : product;
}

/** ASSUMPTION: a classification is a code, an object around one, or a list of those (README). */
function toContactReasons(classification: HybrisTicket['classification'], language: string): CodedLabel[] {
  if (classification === undefined || classification === null) return [];
  return [classification].flat().flatMap((one) => {
    const reason =
      typeof one === 'string'
        ? toCodedLabel(one, null, language)
        : toCodedLabel(
            [one.classification, one.code, one.id].map(toText).find((code) => code !== null),
            one.description,
            language,
          );
    return reason === null ? [] : [reason];
  });
}

function toTicketFields(wire: HybrisTicket): CustomField[] {
  const { classification } = wire;
  const isList = Array.isArray(classification) && classification.length > 1;
  return [
    ...(isList ? [{ key: 'classification', label: 'Classification', value: classification }] : []),
    ...toMetadataFields(wire.metadata, ['createdAt', 'modifiedAt', 'version']),
    ...toCustomFields(wire, PLACED_FIELDS),
  ];
}

/** The backend counts changes; should it not, the persisted values tell. Labels do not count: they depend on the language. */
function toVersion(wire: HybrisTicket): string {
  const version = wire.metadata?.version;
  if (version !== undefined && version !== null && version !== '') return String(version);
  const { id, status, type, priority, shortDescription, productId, metadata } = wire;
  return fingerprint([id, status, type, priority, shortDescription, productId, metadata?.modifiedAt]);
}

/** A type of the tenant: offered for new tickets unless it says that it is not active. */
export function toTicketType(wire: HybrisTicketType, language: string): TicketTypeDefinition {
  return {
    code: wire.type,
    label: toLabel(wire.description, language) ?? wire.type,
    description: null,
    group: null,
    isActive: wire.active !== false,
  };
}

/** A status of the tenant. */
export function toStatusDefinition(
  wire: HybrisTicketStatus,
  statuses: StatusTable,
  language: string,
): StatusDefinition {
  const label = toLabel(wire.description, language) ?? wire.status;
  return { ...toStatus(wire.status, label, statuses), label, isConfigured: false };
}
