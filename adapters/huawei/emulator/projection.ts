import { CASE_TYPES, CATEGORIES, findEntry, localized, nameOf, PROBLEM_TYPES, REGIONS, SEVERITIES } from './catalog.ts';
import { messagesOf } from './conversation.ts';
import type { Backend, Call, Message, Ticket } from './model.ts';
import { answerTime } from './times.ts';

/** What the seed's sample answer has; a sparse backend has no more. */
const SEED_KEYS: ReadonlySet<string> = new Set([
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
]);

/** `incident_detail_info`. */
export function detailOf(backend: Backend, call: Call, ticket: Ticket): Record<string, unknown> {
  return thinned(backend, ticket, {
    ...commonOf(backend, call, ticket),
    source_name: ticket.source_name,
    message_list: inOrder(backend, messagesOf(backend, ticket)).map((message) =>
      detailMessageOf(backend, call, message),
    ),
    incident_satisfaction: ticket.incident_satisfaction,
    is_authorized: 0,
    resolve_time: ticket.resolve_time,
    business_ownership: ticket.business_ownership,
    ext_info: ticket.ext_info,
    judgement: ticket.judgement,
    severity_name: nameOf(SEVERITIES, ticket.severity_id, call.english),
  });
}

/** An item of `incident_info_list`: another projection than the detail. */
export function listItemOf(backend: Backend, call: Call, ticket: Ticket): Record<string, unknown> {
  const confirmed = ticket.confirmed_time;
  return thinned(backend, ticket, {
    ...commonOf(backend, call, ticket),
    product_category_name: nameOf(CATEGORIES, ticket.product_category_id, call.english),
    incident_service_type: ticket.incident_service_type,
    root_cause: ticket.root_cause,
    resolution: ticket.resolution,
    confirmed_time: confirmed === undefined ? null : answerTime(backend, call, confirmed),
    label_list: ticket.label_ids.flatMap((id) => {
      const label = backend.labels.get(id);
      return label === undefined ? [] : [{ ...label }];
    }),
  });
}

/** A message of `messages` and `instant-messages`: no `message_id`, but the type of the replier. */
export function messageOf(backend: Backend, call: Call, message: Message): Record<string, unknown> {
  const { message_id: _, ...rest } = detailMessageOf(backend, call, message);
  if (backend.switches.sparse) return rest;
  return { ...rest, replier_type: message.replier_type, iam_user_type: message.replier_type === 0 ? 1 : 0 };
}

/** Messages in the order that is switched on; they are kept oldest first. */
export function inOrder<Item>(backend: Backend, items: readonly Item[]): readonly Item[] {
  return backend.switches.messageOrder === 'asc' ? items : items.toReversed();
}

function commonOf(backend: Backend, call: Call, ticket: Ticket): Record<string, unknown> {
  const type = findEntry(PROBLEM_TYPES, ticket.business_type_id);
  return {
    xcustomer_name: ticket.xcustomer_name,
    status: ticket.status,
    incident_id: ticket.incident_id,
    business_type_name: type === undefined ? '' : localized(type.name, call.english),
    customer_id: ticket.customer_id,
    dc_name: nameOf(REGIONS, ticket.region_id, call.english),
    simple_description: ticket.simple_description,
    create_time: answerTime(backend, call, ticket.create_time),
    incident_type_name: type === undefined ? '' : localized(CASE_TYPES[type.caseType], call.english),
    xcustomer_id: ticket.xcustomer_id,
  };
}

function detailMessageOf(backend: Backend, call: Call, message: Message): Record<string, unknown> {
  const { nullId } = backend.switches;
  return {
    type: message.type,
    replier: message.replier,
    content: message.content,
    message_id: nullId ? '' : message.message_id,
    replier_name: message.replier_name,
    create_time: answerTime(backend, call, message.create_time),
    is_first_message: message.is_first_message,
    accessory_list: message.accessory_list.map((accessory) =>
      nullId ? { ...accessory, accessory_id: '' } : { ...accessory },
    ),
  };
}

function thinned(backend: Backend, ticket: Ticket, whole: Record<string, unknown>): Record<string, unknown> {
  if (!ticket.sparse && !backend.switches.sparse) return whole;
  return Object.fromEntries(
    Object.entries(whole).flatMap(([key, value]) => {
      if (!SEED_KEYS.has(key)) return [];
      return key === 'ext_info' ? [[key, withoutCommodity(value as Record<string, string>)]] : [[key, value]];
    }),
  );
}

function withoutCommodity(contact: Record<string, string>): Record<string, string> {
  const { commodity_id: _, ...rest } = contact;
  return rest;
}
