import { Type, type Static, type TSchema } from 'typebox';
import { createWireCheck } from '../../src/upstream/wire-check.ts';

// The API's own spelling. All operations are marked BETA, so every field but the id is optional and nullable, and unknown
// keys are ignored; only what the mapping relies on is checked.
const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]));
const text = maybe(Type.String());
const flag = maybe(Type.Boolean());
// int64: beyond 2^53 it arrives here as text.
const int64 = maybe(Type.Union([Type.Integer(), Type.String()]));

const Outsourcing = {
  id: Type.String({ minLength: 1 }),
  created_at: text,
  customer_id: text,
  ticket_number: int64,
  vehicle_model_id: int64,
  vin: text,
  voucher_code: text,
  connection_id: text,
};

const OutsourcingTicketSchema = Type.Object({
  ...Outsourcing,
  // in progress
  service_started_at: text,
  operator_id: text,
  outsourced: flag,
  // generic, any state
  state: text,
  updated_at: text,
  assigned_at: text,
  finished_at: text,
  cancel_reason_id: int64,
  customer_channel_id: text,
  customer_connector_id: text,
  customer_reference: text,
  external_reference: text,
  externally_processed: flag,
  operator_channel_id: text,
  operator_reference: text,
  source_provider_id: text,
  first_local_added_at: text,
  vehicle_battery_voltage: text,
  preparer_external_reference: text,
  // outsourced
  outsource_provider_id: text,
  outsource_ticket_id: text,
  reclaimable: flag,
});

const OutsourcingListSchema = Type.Object({
  // The applied values. Which others it holds depends on the filters, so nothing else of it is relied on.
  query: maybe(Type.Object({ offset: int64 })),
  result: Type.Array(OutsourcingTicketSchema),
  total: int64,
});

const OutsourcingTokenSchema = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  expires_in: maybe(Type.Number()),
});

// The payload depends on the type, and only two types are known.
const OutsourcingEventsSchema = Type.Object({
  result: Type.Array(
    Type.Object({
      id: Type.String({ minLength: 1 }),
      type: Type.String(),
      payload: maybe(Type.Object({ ticket: maybe(Type.Object({ id: text })) })),
    }),
  ),
});

/** A ticket of any of the API's resources: each resource fills some of the fields. */
export type OutsourcingTicket = Static<typeof OutsourcingTicketSchema>;
export type OutsourcingList = Static<typeof OutsourcingListSchema>;
export type OutsourcingEvent = Static<typeof OutsourcingEventsSchema>['result'][number];

export const checkTicket = createWireCheck(OutsourcingTicketSchema);
export const checkList = createWireCheck(OutsourcingListSchema);
export const checkEvents = createWireCheck(OutsourcingEventsSchema);
export const checkToken = createWireCheck(OutsourcingTokenSchema);
