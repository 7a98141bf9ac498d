import type { ChatTranscript, InteractionLog } from '../ticketing/interaction-log.ts';
import type { CustomField, NativeTicket, Party } from '../ticketing/ticket.ts';

// What customers see of a ticket: everything but personal data of others and what staff wrote for staff. Pure.

/** Native names of custom fields that are not for customers. */
export type InternalFields = readonly string[];

type Rules = {
  readonly [Field in keyof NativeTicket]: (value: NativeTicket[Field], internal: InternalFields) => NativeTicket[Field];
};

const asIs = <Value>(value: Value): Value => value;

/** Every field is decided, so that a new one cannot be forgotten. */
const TICKET_RULES: Rules = {
  nativeId: asIs,
  number: asIs,
  title: asIs,
  description: asIs,
  status: asIs,
  type: asIs,
  priority: asIs,
  severity: asIs,
  createdAt: asIs,
  updatedAt: asIs,
  statusChangedAt: asIs,
  closedAt: asIs,
  customer: asIs,
  assignee: (assignee) => (assignee === null ? null : withoutContact(assignee)),
  channel: asIs,
  queue: asIs,
  source: withoutAddress,
  language: asIs,
  country: asIs,
  tags: asIs,
  product: asIs,
  vehicle: asIs,
  orderId: asIs,
  vendor: asIs,
  voucherCode: asIs,
  contactReason: asIs,
  serviceLevel: asIs,
  attachments: asIs,
  // The other ticket may be somebody else's: what is known of it here is only that it belongs with this one.
  relations: (relations) => relations.map((relation) => ({ ...relation, creator: null, title: null })),
  escalations: (escalations) => escalations.map((escalation) => ({ ...escalation, requestedBy: null })),
  transitions: (transitions) => transitions.map((transition) => ({ ...transition, by: null })),
  customFields: withoutInternal,
  version: asIs,
  notLoaded: asIs,
};

/** A ticket as its customer sees it. */
export function ticketForCustomer(ticket: NativeTicket, internal: InternalFields): NativeTicket {
  const fields = Object.keys(TICKET_RULES) as (keyof NativeTicket)[];
  const ruled = Object.fromEntries(fields.map((field) => [field, applyRule(ticket, field, internal)]));
  return { ...ticket, ...ruled };
}

function applyRule<Field extends keyof NativeTicket>(
  ticket: NativeTicket,
  field: Field,
  internal: InternalFields,
): NativeTicket[Field] {
  return TICKET_RULES[field](ticket[field], internal);
}

/** Entries of a ticket's log as its customer sees them: without those that staff wrote for staff. */
export function logsForCustomer(logs: readonly InteractionLog[], internal: InternalFields): InteractionLog[] {
  return logs.flatMap((entry) => logForCustomer(entry, internal) ?? []);
}

/** One entry; null if it is not for customers. */
export function logForCustomer(entry: InteractionLog, internal: InternalFields): InteractionLog | null {
  const customFields = withoutInternal(entry.customFields, internal);
  if (entry.side === 'CUSTOMER') return { ...entry, customFields };
  if (entry.visibility === 'PRIVATE') return null;
  return { ...entry, customFields, author: entry.author === null ? null : withoutContact(entry.author) };
}

/** A conversation as its customer sees it. */
export function transcriptForCustomer(transcript: ChatTranscript, internal: InternalFields): ChatTranscript {
  return {
    ...transcript,
    createdBy: withoutAddress(transcript.createdBy),
    participants: transcript.participants.filter(({ side, id }) => side === 'CUSTOMER' || !isAddress(id)),
    messages: transcript.messages.map((message) =>
      message.side === 'CUSTOMER' || message.author === null
        ? message
        : { ...message, author: withoutContact(message.author) },
    ),
    customFields: withoutInternal(transcript.customFields, internal),
  };
}

/** Staff are known by name; how to reach them is theirs. Some backends have addresses for ids, and even for names. */
function withoutContact(party: Party): Party {
  return { ...party, email: null, phone: null, id: withoutAddress(party.id), name: withoutAddress(party.name) };
}

function withoutAddress(text: string | null): string | null {
  return text !== null && isAddress(text) ? null : text;
}

function isAddress(text: string): boolean {
  return /\S@\S/.test(text);
}

function withoutInternal(fields: readonly CustomField[], internal: InternalFields): readonly CustomField[] {
  return fields.filter(({ key }) => !internal.includes(key));
}
