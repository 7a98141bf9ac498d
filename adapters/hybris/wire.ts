import { Type, type Static, type TSchema } from 'typebox';
import { createWireCheck } from '../../src/upstream/wire-check.ts';

// The mashup's own spelling. Only `id` can be relied on, so every other field is optional and nullable; fields that are
// not named here are kept and not looked at.
const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]));
const text = maybe(Type.String());
const flag = maybe(Type.Boolean());

/** A label: plain text, or a map from language to text (README, "Quirks"). */
const localised = maybe(
  Type.Union([Type.String(), Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))]),
);

const metadata = maybe(
  Type.Object({
    createdAt: text,
    modifiedAt: text,
    // A number by the guideline, text in the vendor's own beans.
    version: maybe(Type.Union([Type.Number(), Type.String()])),
  }),
);

const ClassificationSchema = Type.Object({ classification: text, code: text, id: text, description: localised });

const TranscriptEntrySchema = Type.Object({
  description: text,
  createdAt: text,
  visibility: text,
  owner: maybe(Type.Object({ ownerId: text, email: text, displayName: text, isCustomer: flag, createdAt: text })),
});

const TicketSchema = Type.Object({
  id: Type.String({ minLength: 1 }),
  ticketNumber: text,
  type: text,
  typeDescription: localised,
  status: text,
  statusDescription: localised,
  priority: text,
  priorityDescription: localised,
  classification: maybe(
    Type.Union([Type.String(), ClassificationSchema, Type.Array(Type.Union([Type.String(), ClassificationSchema]))]),
  ),
  shortDescription: text,
  customerId: text,
  customerEmail: text,
  customerTitle: text,
  customerFirstName: text,
  customerLastName: text,
  productId: text,
  productName: localised,
  createdBy: text,
  metadata,
  transcript: maybe(Type.Array(TranscriptEntrySchema)),
});

const TicketTypeSchema = Type.Object({ type: Type.String({ minLength: 1 }), description: localised, active: flag });
const TicketStatusSchema = Type.Object({ status: Type.String({ minLength: 1 }), description: localised });

const RelatedObjectSchema = Type.Object({
  objectType: text,
  // The vendor's storefront writes the whole answer of the ticket's creation here.
  objectId: maybe(Type.Union([Type.String(), Type.Object({ id: text })])),
  objectName: text,
});

const InteractionLogSchema = Type.Object({
  id: Type.String({ minLength: 1 }),
  customerId: text,
  communicationDirection: text,
  communicationDirectionDescription: localised,
  communicationOrigin: text,
  communicationOriginDescription: localised,
  communicationMedium: text,
  communicationMediumDescription: localised,
  interactionDescription: text,
  interactionStartedAt: text,
  interactionEndedAt: text,
  interactionReasons: maybe(Type.Array(Type.Object({ interactionReason: text, description: localised }))),
  relatedObjects: maybe(Type.Array(RelatedObjectSchema)),
  metadata,
});

const ChatTranscriptSchema = Type.Object({
  id: Type.String({ minLength: 1 }),
  chatterIds: maybe(Type.Array(Type.String())),
  createdBy: text,
  startAt: text,
  endAt: text,
  transcript: maybe(Type.Array(Type.Object({ chatContent: text, createdAt: text, createdBy: text }))),
  metadata,
});

// The payload's shape is not documented, so that none is asked for.
const EventBatchSchema = Type.Object({
  events: Type.Array(Type.Object({ payload: Type.Optional(Type.Unknown()) })),
  token: Type.String({ minLength: 1 }),
});

const OwnCustomerSchema = Type.Object({ id: Type.String({ minLength: 1 }) });

// The token service writes access_token, the login accessToken; both are read in both places.
const TokenSchema = Type.Object({
  access_token: text,
  accessToken: text,
  expires_in: maybe(Type.Union([Type.Number(), Type.String()])),
  scope: text,
});

export type HybrisLocalised = Static<typeof localised> | undefined;
export type HybrisMetadata = Static<typeof metadata> | undefined;
export type HybrisTicket = Static<typeof TicketSchema>;
export type HybrisTranscriptEntry = Static<typeof TranscriptEntrySchema>;
export type HybrisTicketType = Static<typeof TicketTypeSchema>;
export type HybrisTicketStatus = Static<typeof TicketStatusSchema>;
export type HybrisInteractionLog = Static<typeof InteractionLogSchema>;
export type HybrisChatTranscript = Static<typeof ChatTranscriptSchema>;
export type HybrisEventBatch = Static<typeof EventBatchSchema>;
export type HybrisToken = Static<typeof TokenSchema>;

/** A ticket as it is created: without what the backend adds. */
export type HybrisNewTicket = Omit<HybrisTicket, 'id' | 'metadata' | 'transcript'>;
export type HybrisNewInteractionLog = Omit<HybrisInteractionLog, 'id' | 'metadata'>;
/** A message as the agents' mashup takes it into a ticket's transcript. */
export interface HybrisNewConversation {
  readonly description: string;
  readonly visibility: 'PUBLIC';
  readonly owner: HybrisMessageOwner;
}
export type HybrisMessageOwner = NonNullable<HybrisTranscriptEntry['owner']>;

export const checkTicket = createWireCheck(TicketSchema);
export const checkTickets = createWireCheck(Type.Array(TicketSchema));
export const checkTicketTypes = createWireCheck(Type.Array(TicketTypeSchema));
export const checkTicketStatuses = createWireCheck(Type.Array(TicketStatusSchema));
export const checkInteractionLog = createWireCheck(InteractionLogSchema);
export const checkInteractionLogs = createWireCheck(Type.Array(InteractionLogSchema));
export const checkChatTranscript = createWireCheck(ChatTranscriptSchema);
export const checkEventBatch = createWireCheck(EventBatchSchema);
export const checkOwnCustomer = createWireCheck(OwnCustomerSchema);
export const checkToken = createWireCheck(TokenSchema);
