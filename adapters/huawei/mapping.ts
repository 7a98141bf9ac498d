import { fingerprint } from '../../src/ticketing/fingerprint.ts';
import type { StatusReference } from '../../src/ticketing/status.ts';
import {
  EMPTY_TICKET,
  party,
  type Attachment,
  type CustomField,
  type NativeTicket,
  type Party,
  type TicketField,
  type TicketRelation,
} from '../../src/ticketing/ticket.ts';
import { COMPLETED, toStatus } from './mapping-status.ts';
import { toType, type TypeIndex } from './mapping-types.ts';
import { isEmpty, toCustomFields, toText } from './mapping-values.ts';
import { readTime } from './times.ts';
import type { HuaweiCase, HuaweiMessage, HuaweiRelation } from './wire.ts';

const LONGEST_TITLE = 120;

/** What has been read of a ticket beside its detail. A part that is missing has not been asked for. */
export interface CaseParts {
  /** The ticket's row in the list; null if the list does not hold it, so that what rows alone tell is not to be had. */
  readonly row?: HuaweiCase | null;
  readonly relations?: readonly HuaweiRelation[];
  /** Finds the id of the type, which the answers name by words alone. */
  readonly types?: TypeIndex;
}

/** Fields that the row fills, and the detail does not. */
export const ROW_FIELDS: readonly TicketField[] = ['tags', 'product', 'statusChangedAt', 'closedAt', 'customFields'];

/** A ticket read by its id. */
export function toTicketOfDetail(detail: HuaweiCase, parts: CaseParts = {}): NativeTicket {
  const { row } = parts;
  const lacking: TicketField[] = row === undefined ? ROW_FIELDS.filter((field) => mayRowFill(field, detail)) : [];
  return toTicket(row === undefined || row === null ? detail : fillIn(detail, row), parts, lacking);
}

/** A row of the list. */
export function toTicketOfRow(row: HuaweiCase, types?: TypeIndex): NativeTicket {
  // The row has a part of the customer and of the custom fields; the rest is in the detail.
  const lacking: TicketField[] = ['severity', 'source', 'customer', 'attachments', 'customFields'];
  return toTicket(row, types === undefined ? {} : { types }, lacking);
}

/** The row's time of confirmation says something about completed tickets alone. */
function mayRowFill(field: TicketField, detail: HuaweiCase): boolean {
  return (field !== 'statusChangedAt' && field !== 'closedAt') || toStatus(detail.status).code === COMPLETED;
}

/** The detail, with the row's values where it has none. */
function fillIn(detail: HuaweiCase, row: HuaweiCase): HuaweiCase {
  const known = Object.entries(detail).filter(([, value]) => !isEmpty(value));
  return { ...row, ...Object.fromEntries(known) };
}

function toTicket(wire: HuaweiCase, { relations, types }: CaseParts, lacking: readonly TicketField[]): NativeTicket {
  const status = toStatus(wire.status);
  const description = toText(wire.simple_description);
  const severity = toText(wire.severity_name);
  const product = toText(wire.product_category_name);
  const type = toType(wire, types);
  // ASSUMPTION: a completed ticket was completed at its time of confirmation (README, "What we had to assume").
  const completedAt = status.code === COMPLETED ? readTime(wire.confirmed_time) : null;
  return {
    ...EMPTY_TICKET,
    nativeId: wire.incident_id,
    number: wire.incident_id,
    title: toTitle(description),
    description,
    status,
    type,
    severity: severity === null ? null : { code: null, label: severity },
    createdAt: readTime(wire.create_time),
    statusChangedAt: completedAt,
    closedAt: completedAt,
    customer: toCustomer(wire),
    source: toText(wire.source_name),
    tags: (wire.label_list ?? []).flatMap((label) => toText(label.name) ?? []),
    product: product === null ? null : { id: null, name: product },
    attachments: (wire.message_list ?? []).flatMap(toAttachments),
    relations: (relations ?? []).map(toRelation),
    customFields: customFieldsOf(wire),
    version: versionOf(wire, status),
    notLoaded: [
      ...lacking,
      ...(relations === undefined ? (['relations'] as const) : []),
      ...(types === undefined && type !== null ? (['type'] as const) : []),
    ],
  };
}

/** A ticket has one text alone: its first line that is not empty serves as title. */
export function toTitle(description: string | null): string | null {
  const line = description
    ?.split(/\r\n|\r|\n/)
    .map((text) => text.trim())
    .find((text) => text !== '');
  // By characters, not by units of UTF-16: an emoji is not to be cut in two.
  return line === undefined ? null : Array.from(line).slice(0, LONGEST_TITLE).join('');
}

/** The account, and the user of it who submitted the ticket. */
function toCustomer(wire: HuaweiCase): Party | null {
  const facts = {
    id: toText(wire.customer_id),
    name: toText(wire.xcustomer_name),
    email: toText(wire.ext_info?.remind_mail),
    phone: toPhone(toText(wire.ext_info?.area_code), toText(wire.ext_info?.remind_mobile)),
  };
  return Object.values(facts).every((fact) => fact === null) ? null : party('UNKNOWN', facts);
}

function toPhone(areaCode: string | null, mobile: string | null): string | null {
  if (mobile === null || areaCode === null) return mobile;
  return `+${areaCode.replace(/^\+/, '')} ${mobile}`;
}

/** The files of a message. An empty id: the file is listed but cannot be fetched. */
export function toAttachments(message: HuaweiMessage): Attachment[] {
  return (message.accessory_list ?? []).flatMap((accessory) => {
    const nativeId = toText(accessory.accessory_id);
    const name = toText(accessory.file_actual_name) ?? nativeId;
    return name === null ? [] : [{ nativeId, name }];
  });
}

function toRelation(wire: HuaweiRelation): TicketRelation {
  return {
    kind: 'RELATED',
    foreignId: wire.case_id,
    foreignSystem: null,
    category: null,
    title: toTitle(toText(wire.simple_description)),
    creator: toText(wire.user_name),
    createdAt: null,
    reason: null,
  };
}

/** Values without a field of their own, under the API's names. */
function customFieldsOf(wire: HuaweiCase): CustomField[] {
  return toCustomFields({
    dc_name: wire.dc_name,
    incident_type_name: wire.incident_type_name,
    incident_service_type: wire.incident_service_type,
    xcustomer_id: wire.xcustomer_id,
    confirmed_time: wire.confirmed_time,
    root_cause: wire.root_cause,
    resolution: wire.resolution,
    label_list: wire.label_list,
    // Only the detail has the ids of messages; the time tells which entry of the logs each belongs to.
    message_list: (wire.message_list ?? []).flatMap(({ message_id, create_time }) =>
      toText(message_id) === null ? [] : [{ message_id, create_time }],
    ),
    judgement: wire.judgement,
    incident_satisfaction: wire.incident_satisfaction,
    is_authorized: wire.is_authorized,
    // Its unit is not published, so it is no time of ours.
    resolve_time: wire.resolve_time,
    business_ownership: wire.business_ownership,
    area_code: wire.ext_info?.area_code,
    remind_time: wire.ext_info?.remind_time,
    contact_type: wire.ext_info?.contact_type,
    cc_email: wire.ext_info?.cc_email,
    commodity_id: wire.ext_info?.commodity_id,
  });
}

/** Made of the values that the detail and the list both carry. */
function versionOf(wire: HuaweiCase, status: StatusReference): string {
  return fingerprint([
    wire.incident_id,
    status.code,
    toText(wire.simple_description),
    toText(wire.business_type_name),
    toText(wire.dc_name),
    toText(wire.customer_id),
    toText(wire.xcustomer_name),
  ]);
}
