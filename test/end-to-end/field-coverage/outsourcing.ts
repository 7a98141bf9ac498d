import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import { answerWith, at, custom, ticketOf, type Coverage, type Played } from './coverage.ts';

const BACKEND = 'outsourcing';
const IN_PROGRESS = '77000000-0000-4000-8000-000000000001';
const OUTSOURCED = '77000000-0000-4000-8000-000000000002';
const CLOSED = '77000000-0000-4000-8000-000000000003';
const CANCELLED = '77000000-0000-4000-8000-000000000004';
const CUSTOMER = '77000000-0000-4000-8000-00000000000a';
const OPERATOR = '77000000-0000-4000-8000-00000000000b';
const CONNECTION = '77000000-0000-4000-8000-00000000000c';
const PROVIDER = '77000000-0000-4000-8000-00000000000d';
const FOREIGN = '77000000-0000-4000-8000-00000000000e';

/** The documented example's fields, and those of the generic resource. */
const TICKET = {
  id: IN_PROGRESS,
  state: 'in_progress',
  created_at: '2021-08-24T16:15:22+02:00',
  customer_id: CUSTOMER,
  // Beyond 32 bits.
  ticket_number: 7_700_000_001,
  vehicle_model_id: 7_700_000_002,
  vin: 'JH4KA7630PC007777',
  service_started_at: '2021-08-24T16:20:00+02:00',
  operator_id: OPERATOR,
  voucher_code: 'WQ77',
  outsourced: true,
  connection_id: CONNECTION,
  updated_at: '2021-08-25T00:00:00.123Z',
  assigned_at: '2021-08-24T14:18:00Z',
  source_provider_id: PROVIDER,
  customer_reference: 'customer reference 77',
  operator_reference: 'operator reference 77',
  external_reference: 'external reference 77',
  externally_processed: true,
  customer_channel_id: 'customer channel 77',
  operator_channel_id: 'operator channel 77',
  customer_connector_id: 'customer connector 77',
  first_local_added_at: '2021-08-24T14:00:00Z',
};

const PLACES_IN_PROGRESS: Played['places'] = {
  'InProgressTicket.id': at('nativeId', IN_PROGRESS),
  'InProgressTicket.created_at': at('createdAt', '2021-08-24T14:15:22.000Z'),
  'InProgressTicket.customer_id': at('customer.id', CUSTOMER),
  'InProgressTicket.ticket_number': at('number', '7700000001'),
  'InProgressTicket.vehicle_model_id': at('vehicle.modelId', '7700000002'),
  'InProgressTicket.vin': at('vehicle.vin', 'JH4KA7630PC007777'),
  'InProgressTicket.service_started_at': [
    at('statusChangedAt', '2021-08-24T14:20:00.000Z'),
    at('transitions[0].at', '2021-08-24T14:20:00.000Z'),
    custom('service_started_at', '2021-08-24T16:20:00+02:00'),
  ],
  'InProgressTicket.operator_id': at('assignee.id', OPERATOR),
  'InProgressTicket.voucher_code': at('voucherCode', 'WQ77'),
  'InProgressTicket.outsourced': custom('outsourced', true),
  'InProgressTicket.connection_id': custom('connection_id', CONNECTION),
};

function addTicket(emulator: RunningEmulator, fields: Readonly<Record<string, unknown>>): void {
  emulator.control.act('addTicket', { ...TICKET, ...fields });
}

export const outsourcing: Coverage = {
  kind: BACKEND,
  models: {
    InProgressTicket: [
      'id',
      'created_at',
      'customer_id',
      'ticket_number',
      'vehicle_model_id',
      'vin',
      'service_started_at',
      'operator_id',
      'voucher_code',
      'outsourced',
      'connection_id',
    ],
    List: ['query', 'result', 'total'],
    Query: ['limit', 'offset'],
    GenericTicket: [
      'state',
      'updated_at',
      'assigned_at',
      'source_provider_id',
      'customer_reference',
      'operator_reference',
      'external_reference',
      'externally_processed',
      'customer_channel_id',
      'operator_channel_id',
      'customer_connector_id',
      'first_local_added_at',
      'finished_at',
      'cancel_reason_id',
    ],
    OutsourcedTicket: ['outsource_provider_id', 'outsource_ticket_id', 'reclaimable'],
    OtherTickets: ['vehicle_battery_voltage', 'preparer_external_reference'],
    UpdateBody: ['customer_id', 'vehicle_model_id', 'vin', 'operator_id', 'voucher_code'],
    TransitionBody: [
      'transition',
      'type',
      'product_ids',
      'provider_id',
      'allow_customer_chat_write_access',
      'share_customer_information',
    ],
    TransitionAnswer: ['Location'],
    Problem: ['status', 'type', 'title', 'detail'],
  },
  excuses: [
    {
      kind: 'connection data',
      reason: 'What the backend applied of the question; the connection has its own account of that.',
      fields: ['List.query', 'Query.*'],
    },
    {
      kind: 'input of a write',
      reason: 'What an update, an assignment and an escalation are made of.',
      fields: ['UpdateBody.*', 'TransitionBody.*'],
    },
    { kind: 'answer of a write', reason: 'It says where the ticket went.', fields: ['TransitionAnswer.*'] },
    { kind: 'error handling', reason: 'An error says them in its own words.', fields: ['Problem.*'] },
  ],
  scenes: [
    {
      name: 'a ticket in progress, as all states are read',
      play(emulator) {
        addTicket(emulator, {});
        return {
          question: ticketOf(BACKEND, IN_PROGRESS),
          places: {
            ...PLACES_IN_PROGRESS,
            'GenericTicket.state': [at('status.code', 'in_progress'), at('status.category', 'IN_PROGRESS')],
            'GenericTicket.updated_at': at('updatedAt', '2021-08-25T00:00:00.123Z'),
            'GenericTicket.assigned_at': custom('assigned_at', '2021-08-24T14:18:00Z'),
            'GenericTicket.source_provider_id': at('source', PROVIDER),
            'GenericTicket.customer_reference': custom('customer_reference', 'customer reference 77'),
            'GenericTicket.operator_reference': custom('operator_reference', 'operator reference 77'),
            'GenericTicket.external_reference': custom('external_reference', 'external reference 77'),
            'GenericTicket.externally_processed': custom('externally_processed', true),
            'GenericTicket.customer_channel_id': custom('customer_channel_id', 'customer channel 77'),
            'GenericTicket.operator_channel_id': custom('operator_channel_id', 'operator channel 77'),
            'GenericTicket.customer_connector_id': custom('customer_connector_id', 'customer connector 77'),
            'GenericTicket.first_local_added_at': custom('first_local_added_at', '2021-08-24T14:00:00Z'),
          },
        };
      },
    },
    {
      name: 'a ticket in progress, as the documented resource has it',
      play(emulator) {
        emulator.control.setSwitches({ genericPathsOff: true });
        return { question: ticketOf(BACKEND, IN_PROGRESS), places: PLACES_IN_PROGRESS };
      },
    },
    {
      name: 'an outsourced ticket',
      play(emulator) {
        addTicket(emulator, {
          id: OUTSOURCED,
          state: 'outsourced',
          outsource_provider_id: PROVIDER,
          outsource_ticket_id: FOREIGN,
          reclaimable: true,
        });
        return {
          question: ticketOf(BACKEND, OUTSOURCED),
          places: {
            'GenericTicket.state': at('escalations[0].kind', 'PROVIDER'),
            'OutsourcedTicket.outsource_provider_id': at('escalations[0].target.nativeId', PROVIDER),
            'OutsourcedTicket.outsource_ticket_id': at('escalations[0].foreignTicketId', FOREIGN),
            'OutsourcedTicket.reclaimable': [
              at('escalations[0].isReclaimable', true),
              at('escalations[0].state', 'REQUESTED'),
            ],
          },
        };
      },
    },
    {
      name: 'a closed ticket',
      play(emulator) {
        addTicket(emulator, { id: CLOSED, state: 'closed', finished_at: '2021-08-26T12:00:00+01:00' });
        return {
          question: ticketOf(BACKEND, CLOSED),
          places: {
            'GenericTicket.finished_at': [
              at('closedAt', '2021-08-26T11:00:00.000Z'),
              at('statusChangedAt', '2021-08-26T11:00:00.000Z'),
              custom('finished_at', '2021-08-26T12:00:00+01:00'),
            ],
          },
        };
      },
    },
    {
      name: 'a cancelled ticket',
      play(emulator) {
        addTicket(emulator, { id: CANCELLED, state: 'cancelled', cancel_reason_id: 77 });
        return {
          question: ticketOf(BACKEND, CANCELLED),
          places: { 'GenericTicket.cancel_reason_id': custom('cancel_reason_id', 77) },
        };
      },
    },
    {
      name: 'what only resources of other states have',
      play(emulator) {
        answerWith(emulator, 'getTicket', {
          id: CLOSED,
          state: 'closed',
          vehicle_battery_voltage: '24v',
          preparer_external_reference: 'preparer reference 77',
        });
        return {
          question: ticketOf(BACKEND, CLOSED),
          places: {
            'OtherTickets.vehicle_battery_voltage': at('vehicle.batteryVoltage', '24v'),
            'OtherTickets.preparer_external_reference': custom('preparer_external_reference', 'preparer reference 77'),
          },
        };
      },
    },
    {
      name: 'the list',
      play(emulator) {
        addTicket(emulator, { id: FOREIGN, ticket_number: 7_700_000_009 });
        return {
          question: `tickets(filter: { backends: ["${BACKEND}"], numbers: ["7700000009"] })`,
          places: {
            'List.result': at('nodes[0].nativeId', FOREIGN),
            'List.total': [at('totalCount.value', 1), at('totalCount.kind', 'EXACT')],
          },
        };
      },
    },
  ],
};
