import { Type, type Static, type TSchema } from 'typebox';
import { createWireCheck } from '../../src/upstream/wire-check.ts';

// The API's own spelling. Only what the blueprint marks required is required here; all else is optional and nullable,
// enums are open, and unknown keys are ignored.
const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]));
const text = maybe(Type.String());
// int64: beyond 2^53 it arrives here as text.
const int64 = maybe(Type.Union([Type.Number(), Type.String()]));

const TicketLinkSchema = Type.Object({
  ticketId: text,
  ticketIdType: text,
  ticketCategory: text,
  creator: text,
  createdAt: int64,
  reason: text,
});

const MetadataSchema = Type.Object({
  ccr: text,
  localCcr: text,
  country: text,
  language: text,
  orderId: text,
  sla: int64,
  tags: maybe(Type.Array(Type.String())),
  entityId: text,
  childrenLinks: maybe(Type.Array(TicketLinkSchema)),
});

const CustomerSchema = Type.Object({ id: text, firstName: text, lastName: text, name: text, email: text });

const TicketSchema = Type.Object({
  id: Type.String({ minLength: 1 }),
  // The blueprint writes these two with a capital, unlike all its other keys; see README.md, "Quirks".
  Assignee: text,
  assignee: text,
  UpdatedAt: int64,
  updatedAt: int64,
  createdAt: int64,
  queue: text,
  channel: text,
  content: Type.Optional(Type.Unknown()),
  metadata: maybe(MetadataSchema),
  status: text,
  statusReason: text,
  priority: maybe(Type.Number()),
  customer: maybe(CustomerSchema),
  vendor: maybe(Type.Object({ id: text, vertical: text })),
  source: text,
  type: text,
  // Inputs of closing and escalating; no ticket is documented to answer them.
  resolutionStatus: text,
  resolutionReason: text,
});

const HistorySchema = Type.Object({
  list: Type.Array(TicketSchema),
  page: Type.Number(),
  pageSize: Type.Number(),
});

const DepartmentSchema = Type.Object({ id: text, label: text });

// Documented as a bare array; other lists of this API come as {list}.
const DepartmentsSchema = Type.Union([
  Type.Array(DepartmentSchema),
  Type.Object({ list: Type.Array(DepartmentSchema) }),
]);

const QueuesSchema = Type.Object({ list: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })) });

const ContactReasonsSchema = Type.Cyclic(
  {
    ContactReasons: Type.Object({ data: maybe(Type.Ref('Tiers')) }),
    Tiers: Type.Record(Type.String(), Type.Ref('Tier')),
    Tier: Type.Object({
      translations: maybe(Type.Array(Type.Object({ language: text, translation: text }))),
      child: maybe(Type.Ref('Tiers')),
    }),
  },
  'ContactReasons',
);

export type OneviewTicket = Static<typeof TicketSchema>;
export type OneviewTicketLink = Static<typeof TicketLinkSchema>;
export type OneviewHistory = Static<typeof HistorySchema>;
export type OneviewDepartment = Static<typeof DepartmentSchema>;
/** The answer of the contact reason list: level by level, each level a map from a code to its texts and its children. */
export type OneviewContactReasons = Static<typeof ContactReasonsSchema>;
export type OneviewTiers = NonNullable<OneviewContactReasons['data']>;

export type OneviewQueue = Static<typeof QueuesSchema>['list'][number];

// Bodies of writes. Only what was given is sent; the order of the keys is the blueprint's.
export interface OneviewEscalation {
  readonly statusReason?: string;
  readonly resolutionReason?: string;
  readonly department: string;
}
export interface OneviewClosing {
  readonly statusReason?: string;
  readonly resolutionStatus?: string;
  readonly resolutionReason?: string;
}
export interface OneviewReassignment {
  readonly reason: string;
  readonly assignee: string;
}
export interface OneviewTransfer {
  readonly queueId: string;
}
export type OneviewUpdate =
  | { readonly type: 'UPDATE_CCR'; readonly ccr: string }
  /** An empty order id removes it. */
  | { readonly type: 'UPDATE_ORDER_ID'; readonly orderId: string; readonly geid?: string };

export const checkTicket = createWireCheck(TicketSchema);
export const checkQueues = createWireCheck(QueuesSchema);
export const checkHistory = createWireCheck(HistorySchema);
export const checkDepartments = createWireCheck(DepartmentsSchema);
export const checkContactReasons = createWireCheck(ContactReasonsSchema);
