import { fingerprint } from '../../src/ticketing/fingerprint.ts';
import {
  EMPTY_INTERACTION,
  type ChatParticipant,
  type ChatTranscript,
  type InteractionLog,
  type InteractionSide,
  type RelatedObject,
  type Visibility,
} from '../../src/ticketing/interaction-log.ts';
import { party, type CustomField, type Party } from '../../src/ticketing/ticket.ts';
import type { MappingFacts } from './mapping.ts';
import { toCodedLabel, toCustomFields, toInstant, toMetadataFields, toText } from './mapping-values.ts';
import type { HybrisChatTranscript, HybrisInteractionLog, HybrisTicket, HybrisTranscriptEntry } from './wire.ts';

const PLACED_LOG_FIELDS: ReadonlySet<string> = new Set<keyof HybrisInteractionLog>([
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
]);

/** A record of a contact with the customer. */
export function toInteractionLog(wire: HybrisInteractionLog, facts: MappingFacts, language: string): InteractionLog {
  const customerId = toText(wire.customerId);
  return {
    ...EMPTY_INTERACTION,
    nativeId: wire.id,
    kind: 'LOG',
    // ASSUMPTION: what comes in comes from the customer; other directions are not documented (README).
    side: wire.communicationDirection === 'INBOUND' ? 'CUSTOMER' : 'UNKNOWN',
    customer: customerId === null ? null : party('PERSON', { id: customerId }),
    text: toText(wire.interactionDescription),
    createdAt: toInstant(wire.metadata?.createdAt),
    startedAt: toInstant(wire.interactionStartedAt),
    endedAt: toInstant(wire.interactionEndedAt),
    direction: toCodedLabel(wire.communicationDirection, wire.communicationDirectionDescription, language),
    channel: toCodedLabel(wire.communicationOrigin, wire.communicationOriginDescription, language),
    medium: toCodedLabel(wire.communicationMedium, wire.communicationMediumDescription, language),
    reasons: (wire.interactionReasons ?? []).flatMap(({ interactionReason, description }) => {
      const reason = toCodedLabel(interactionReason, description, language);
      return reason === null ? [] : [reason];
    }),
    relatedObjects: toRelatedObjects(wire, facts.ticketObjectType),
    customFields: [...toMetadataFields(wire.metadata, ['createdAt']), ...toCustomFields(wire, PLACED_LOG_FIELDS)],
  };
}

function toRelatedObjects(wire: HybrisInteractionLog, ticketObjectType: string): RelatedObject[] {
  return (wire.relatedObjects ?? []).flatMap(({ objectType, objectId, objectName }) => {
    // The vendor's own storefront writes the whole created ticket where its id belongs.
    const nativeId = toText(typeof objectId === 'object' ? objectId?.id : objectId);
    if (nativeId === null) return [];
    return [{ type: objectType ?? '', nativeId, name: toText(objectName), isTicket: objectType === ticketObjectType }];
  });
}

/** The transcript of a ticket: messages between customer and agents. Customers see the public ones alone. */
export function toTranscriptEntries(ticket: HybrisTicket, audience: MappingFacts['audience']): InteractionLog[] {
  const repeats = new Map<string, number>();
  const entries = (ticket.transcript ?? []).map((entry) => {
    // Entries have no id. Equal ones are told apart by their number.
    const key = JSON.stringify([ticket.id, entry.createdAt, entry.owner?.ownerId, entry.visibility, entry.description]);
    const repeat = repeats.get(key) ?? 0;
    repeats.set(key, repeat + 1);
    return toTranscriptEntry(entry, fingerprint([key, repeat]));
  });
  return audience === 'agent' ? entries : entries.filter((entry) => entry.visibility === 'PUBLIC');
}

function toTranscriptEntry(entry: HybrisTranscriptEntry, nativeId: string): InteractionLog {
  const { owner } = entry;
  const author: Party | null =
    owner === undefined || owner === null
      ? null
      : party('PERSON', { id: toText(owner.ownerId), name: toText(owner.displayName), email: toText(owner.email) });
  return {
    ...EMPTY_INTERACTION,
    nativeId,
    kind: 'MESSAGE',
    side: toSide(owner?.isCustomer),
    visibility: toVisibility(entry.visibility),
    author,
    customer: owner?.isCustomer === true ? author : null,
    text: toText(entry.description),
    createdAt: toInstant(entry.createdAt),
    customFields: toTranscriptFields(entry),
  };
}

const PLACED_ENTRY_FIELDS: ReadonlySet<string> = new Set(['description', 'createdAt', 'visibility', 'owner']);
const PLACED_OWNER_FIELDS: ReadonlySet<string> = new Set(['ownerId', 'email', 'displayName', 'isCustomer']);

function toTranscriptFields(entry: HybrisTranscriptEntry): CustomField[] {
  return [
    ...toCustomFields(entry.owner ?? {}, PLACED_OWNER_FIELDS, 'owner.'),
    ...toCustomFields(entry, PLACED_ENTRY_FIELDS),
  ];
}

function toSide(isCustomer: boolean | null | undefined): InteractionSide {
  if (isCustomer === undefined || isCustomer === null) return 'UNKNOWN';
  return isCustomer ? 'CUSTOMER' : 'AGENT';
}

function toVisibility(visibility: string | null | undefined): Visibility {
  return visibility === 'PUBLIC' || visibility === 'PRIVATE' ? visibility : 'UNKNOWN';
}

/** Oldest first; what has no time comes first, in the order it was sent. */
export function sortOldestFirst(logs: readonly InteractionLog[]): InteractionLog[] {
  const instantOf = (log: InteractionLog): string => log.createdAt ?? log.startedAt ?? '';
  return logs.toSorted((one, other) => compareInstants(instantOf(one), instantOf(other)));
}

function compareInstants(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

const PLACED_CHAT_FIELDS: ReadonlySet<string> = new Set<keyof HybrisChatTranscript>([
  'id',
  'chatterIds',
  'createdBy',
  'startAt',
  'endAt',
  'transcript',
  'metadata',
]);

/** A chat from its beginning. */
export function toChatTranscript(wire: HybrisChatTranscript): ChatTranscript {
  return {
    nativeId: wire.id,
    startedAt: toInstant(wire.startAt),
    endedAt: toInstant(wire.endAt),
    createdBy: toText(wire.createdBy),
    participants: (wire.chatterIds ?? []).map(toParticipant),
    messages: (wire.transcript ?? [])
      .map((message) => ({
        text: message.chatContent ?? '',
        at: toInstant(message.createdAt),
        ...toAuthor(toText(message.createdBy)),
      }))
      .toSorted((one, other) => compareInstants(one.at ?? '', other.at ?? '')),
    customFields: [...toMetadataFields(wire.metadata, []), ...toCustomFields(wire, PLACED_CHAT_FIELDS)],
  };
}

function toAuthor(id: string | null): { readonly side: InteractionSide; readonly author: Party | null } {
  if (id === null) return { side: 'UNKNOWN', author: null };
  return {
    side: toParticipant(id).side,
    author: party('PERSON', id.includes('@') ? { id, email: id } : { id }),
  };
}

const CUSTOMER_ID = /^C\d+$/;

/** ASSUMPTION: among the chatters `C` and digits is a customer, and an e-mail address an agent (README). */
function toParticipant(id: string): ChatParticipant {
  if (CUSTOMER_ID.test(id)) return { id, side: 'CUSTOMER' };
  return { id, side: id.includes('@') ? 'AGENT' : 'UNKNOWN' };
}

/** True if customers took part in the chat and this one did not. */
export function isChatOfOthers(wire: HybrisChatTranscript, ownCustomerId: string): boolean {
  const customers = [...(wire.chatterIds ?? []), wire.createdBy ?? ''].filter((id) => CUSTOMER_ID.test(id));
  return customers.length > 0 && !customers.includes(ownCustomerId);
}
