import { describe, expect, test } from '@jest/globals';
import {
  asComplete,
  combine,
  hasAll,
  isInProgressWorthReading,
  toEscalationTargets,
  toTicket,
} from '../../../adapters/outsourcing/mapping.ts';
import { NATIVE_STATES, statesOf, toStatus } from '../../../adapters/outsourcing/mapping-status.ts';
import { createStateWatch } from '../../../adapters/outsourcing/state-watch.ts';
import { checkTicket, type OutsourcingTicket } from '../../../adapters/outsourcing/wire.ts';
import type { TicketFilter } from '../../../src/ticketing/filter.ts';
import type { TicketField } from '../../../src/ticketing/ticket.ts';
import { fixture, ID } from './under-test.ts';

const sample = (): OutsourcingTicket => checkTicket(JSON.parse(fixture('in-progress-ticket')));

/** A ticket of the generic resource. */
const map = (wire: Omit<OutsourcingTicket, 'id'>) => toTicket({ id: ID, ...wire });

describe('states', () => {
  test.each([
    ['prepared', 'PENDING', 'Prepared'],
    ['pending', 'OPEN', 'Pending'],
    ['in_progress', 'IN_PROGRESS', 'In progress'],
    ['outsourced', 'IN_PROGRESS', 'Outsourced'],
    ['closed', 'CLOSED', 'Closed'],
    ['cancelled', 'CANCELLED', 'Cancelled'],
    ['waiting_for_parts', 'UNKNOWN', 'Waiting for parts'],
    ['Closed', 'UNKNOWN', 'Closed'],
    ['constructor', 'UNKNOWN', 'Constructor'],
  ])('%s is %s', (code, category, label) => {
    expect(toStatus(code)).toEqual({ code, category, label });
  });

  test('the resource tells the state where the ticket does not, and never against it', () => {
    expect(toTicket({ id: ID }, 'in_progress').status.code).toBe('in_progress');
    expect(toTicket({ id: ID, state: 'closed' }, 'in_progress').status.code).toBe('closed');
    for (const state of [undefined, null, '']) {
      const wire = state === undefined ? {} : { state };
      expect(map(wire).status).toEqual({ category: 'UNKNOWN', code: 'unknown', label: 'Unknown' });
    }
  });

  const ALL = [...NATIVE_STATES];
  test.each<[TicketFilter, readonly string[] | null]>([
    [{}, null],
    [{ statusCategories: ['OPEN'] }, ['pending']],
    [{ statusCategories: ['PENDING'] }, ['prepared']],
    [{ statusCategories: ['IN_PROGRESS'] }, ['in_progress', 'outsourced']],
    [{ statusCategories: ['CLOSED', 'CANCELLED'] }, ['closed', 'cancelled']],
    [{ statusCategories: ['ON_HOLD', 'RESOLVED', 'REJECTED'] }, []],
    [{ statusCategories: [] }, []],
    [{ statusCategories: ['UNKNOWN'] }, null],
    [{ statusCategories: ['UNKNOWN', 'OPEN'] }, null],
    [{ statusCodes: ['closed'] }, ['closed']],
    [{ statusCodes: [] }, []],
    [{ statusCodes: ['pending'], statusCategories: ['CLOSED'] }, []],
    // Codes of other backends come here too: they are no reason to read everything.
    [{ statusCodes: ['ASSIGNED', '3', 'Wait For Response', 'closed'] }, ['closed']],
    // A state that the API has added can only be found by reading everything.
    [{ statusCodes: ['waiting_for_parts'] }, null],
    [{ statusCodes: ['waiting_for_parts'], statusCategories: ['UNKNOWN'] }, null],
    [{ statusCodes: ['waiting_for_parts'], statusCategories: ['OPEN'] }, []],
    [{ statusCodes: ['closed'], statusCategories: ['UNKNOWN'] }, []],
    [{ escalated: true }, ['outsourced']],
    [{ escalated: true, statusCategories: ['UNKNOWN'] }, []],
    [{ escalated: true, statusCategories: ['IN_PROGRESS'] }, ['outsourced']],
    [{ escalated: false }, null],
    [
      { statusCategories: ['OPEN', 'PENDING', 'IN_PROGRESS', 'CLOSED', 'CANCELLED'] },
      ['prepared', 'pending', ...ALL.slice(2)],
    ],
  ])('the states that can match %j: %j', (filter, expected) => {
    expect(statesOf(filter)).toEqual(expected);
  });
});

describe('times', () => {
  test.each([
    ['2019-08-24T14:15:22Z', '2019-08-24T14:15:22.000Z'],
    ['2019-08-24T14:15:22+01:00', '2019-08-24T13:15:22.000Z'],
    ['2019-12-31T23:30:00.123456-02:00', '2020-01-01T01:30:00.123Z'],
    ['2019-08-24T14:15:22', null],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%j is %j', (created, expected) => {
    expect(map({ created_at: created }).createdAt).toBe(expected);
  });

  const times = {
    service_started_at: '2024-01-01T01:00:00Z',
    assigned_at: '2024-01-01T02:00:00Z',
    finished_at: '2024-01-01T03:00:00Z',
  };
  const { service_started_at: _start, ...withoutStart } = times;

  test.each([
    ['in_progress', times, '2024-01-01T01:00:00.000Z', null, ['in_progress 01']],
    ['in_progress', withoutStart, '2024-01-01T02:00:00.000Z', null, ['in_progress 02']],
    ['closed', withoutStart, '2024-01-01T03:00:00.000Z', '2024-01-01T03:00:00.000Z', ['in_progress 02', 'closed 03']],
    [
      'cancelled',
      { finished_at: times.finished_at },
      '2024-01-01T03:00:00.000Z',
      '2024-01-01T03:00:00.000Z',
      ['cancelled 03'],
    ],
    ['outsourced', withoutStart, null, null, ['in_progress 02']],
    // Nobody has joined yet, so that it was assigned says nothing about its state.
    ['pending', withoutStart, null, null, []],
    ['prepared', withoutStart, null, null, []],
    ['waiting_for_parts', withoutStart, null, null, ['in_progress 02']],
    ['closed', {}, null, null, []],
  ])('a ticket that is %s with %j', (state, wire, statusChangedAt, closedAt, transitions) => {
    const ticket = map({ state, ...wire });
    expect(ticket).toMatchObject({ statusChangedAt, closedAt });
    expect(ticket.transitions.map(({ to, at }) => `${to.code} ${at?.slice(11, 13) ?? ''}`)).toEqual(transitions);
  });
});

describe('values', () => {
  test('a ticket that holds its id alone is empty everywhere', () => {
    const { nativeId, status, version, ...rest } = map({});
    expect({ nativeId, category: status.category }).toEqual({ nativeId: ID, category: 'UNKNOWN' });
    expect(version).toMatch(/^\S{22}$/);
    expect(Object.values(rest).every((value) => value === null || (Array.isArray(value) && value.length === 0))).toBe(
      true,
    );
  });

  test.each([
    [{ vehicle_model_id: 0 }, { modelId: '0', vin: null, batteryVoltage: null }],
    [{ vehicle_model_id: '9223372036854775807' }, { modelId: '9223372036854775807', vin: null, batteryVoltage: null }],
    [{ vin: 'short' }, { modelId: null, vin: 'short', batteryVoltage: null }],
    [{ vehicle_battery_voltage: '24v' }, { modelId: null, vin: null, batteryVoltage: '24v' }],
    [{ vehicle_model_id: null, vin: '', vehicle_battery_voltage: null }, null],
  ])('the vehicle of %j', (wire, vehicle) => {
    expect(map(wire).vehicle).toEqual(vehicle);
  });

  test('custom fields keep what was sent, and leave out what is empty', () => {
    const { customFields } = map({
      outsourced: false,
      cancel_reason_id: 0,
      external_reference: '',
      connection_id: null,
      customer_reference: 'order 7',
    });
    expect(customFields).toEqual([
      { key: 'outsourced', label: 'Outsourced', value: false },
      { key: 'cancel_reason_id', label: 'Cancel reason ID', value: 0 },
      { key: 'customer_reference', label: 'Customer reference', value: 'order 7' },
    ]);
  });

  test('targets are the providers of the configuration', () => {
    expect(toEscalationTargets([{ providerId: 'p', label: 'North', productIds: ['a'] }])).toEqual([
      { nativeId: 'p', kind: 'PROVIDER', label: 'North', productIds: ['a'] },
    ]);
  });
});

describe('hand-overs', () => {
  const details = { outsource_provider_id: 'provider', outsource_ticket_id: 'theirs' };

  test.each([
    [true, 'REQUESTED', true],
    [false, 'ACTIVE', false],
    [undefined, 'ACTIVE', null],
  ])('reclaimable %s is %s', (reclaimable, state, isReclaimable) => {
    const wire = { state: 'outsourced', ...details, ...(reclaimable === undefined ? {} : { reclaimable }) };
    expect(map(wire).escalations).toEqual([
      {
        kind: 'PROVIDER',
        state,
        targetId: 'provider',
        targetLabel: null,
        reason: null,
        requestedBy: null,
        requestedAt: null,
        foreignTicketId: 'theirs',
        foreignSystem: null,
        isReclaimable,
      },
    ]);
  });

  test.each(['in_progress', 'closed', 'cancelled', 'pending'])(
    'a ticket that was outsourced and is %s now is not escalated',
    (state) => {
      const ticket = map({ state, outsourced: true });
      expect(ticket.escalations).toEqual([]);
      expect(ticket.customFields).toContainEqual({ key: 'outsourced', label: 'Outsourced', value: true });
    },
  );
});

describe('the whole model', () => {
  test('every value of every documented ticket lands somewhere', () => {
    const wire: Required<OutsourcingTicket> = {
      id: ID,
      created_at: '2024-01-01T00:00:01Z',
      customer_id: 'in-customer-id',
      ticket_number: 7_440_303,
      vehicle_model_id: 815_471,
      vin: 'in-vin',
      voucher_code: 'in-voucher-code',
      connection_id: 'in-connection-id',
      service_started_at: '2024-01-01T00:00:02Z',
      operator_id: 'in-operator-id',
      outsourced: true,
      state: 'outsourced',
      updated_at: '2024-01-01T00:00:03Z',
      assigned_at: '2024-01-01T00:00:04Z',
      finished_at: '2024-01-01T00:00:05Z',
      cancel_reason_id: 4_711,
      customer_channel_id: 'in-customer-channel-id',
      customer_connector_id: 'in-customer-connector-id',
      customer_reference: 'in-customer-reference',
      external_reference: 'in-external-reference',
      externally_processed: false,
      operator_channel_id: 'in-operator-channel-id',
      operator_reference: 'in-operator-reference',
      source_provider_id: 'in-source-provider-id',
      first_local_added_at: '2024-01-01T00:00:06Z',
      vehicle_battery_voltage: '24v',
      preparer_external_reference: 'in-preparer-external-reference',
      outsource_provider_id: 'in-outsource-provider-id',
      outsource_ticket_id: 'in-outsource-ticket-id',
      reclaimable: true,
    };
    const text = JSON.stringify(toTicket(checkTicket(wire)));
    const missing = Object.entries(wire).filter(([, value]) => {
      const instant = typeof value === 'string' && value.startsWith('2024') ? value.replace('Z', '.000Z') : null;
      return !text.includes(String(value)) && (instant === null || !text.includes(instant));
    });
    expect(missing).toEqual([]);
  });
});

describe('what an answer lacks', () => {
  const GENERIC_ONLY = ['updatedAt', 'source', 'customFields'];

  test('the in-progress resource has no time of change, source and references', () => {
    expect(toTicket(sample(), 'in_progress').notLoaded).toEqual(GENERIC_ONLY);
  });

  test('nor, without a start of service, a time of its status', () => {
    expect(toTicket({ ...sample(), service_started_at: null }, 'in_progress').notLoaded).toEqual([
      ...GENERIC_ONLY,
      'statusChangedAt',
      'transitions',
    ]);
  });

  test.each<[string, readonly TicketField[]]>([
    ['in_progress', ['statusChangedAt', 'transitions', 'customFields']],
    ['outsourced', ['escalations']],
    ['prepared', []],
    ['pending', []],
    ['closed', []],
    ['cancelled', []],
    ['waiting_for_parts', []],
  ])('the generic resource, of a ticket that is %s', (state, expected) => {
    expect(map({ state }).notLoaded).toEqual(expected);
    expect(hasAll(map({ state }), expected.slice(0, 1))).toBe(expected.length === 0);
    expect(hasAll(map({ state }), ['title', 'source'])).toBe(true);
  });

  test.each(['in_progress', 'outsourced'])('both together lack nothing of a ticket that is %s', (state) => {
    expect(toTicket(combine({ id: ID, state }, { id: ID })).notLoaded).toEqual([]);
  });

  test('what both resources say is taken from the generic one', () => {
    const generic = { id: ID, state: 'in_progress', vin: 'generic', operator_id: null };
    const combined = combine(generic, { ...sample(), vin: 'other' });
    expect(combined).toMatchObject({ vin: 'generic', operator_id: null, service_started_at: '2019-08-24T14:15:22Z' });
  });

  test('of a complete ticket nothing is missing', () => {
    expect(asComplete(toTicket(sample(), 'in_progress'))).toEqual({
      ...toTicket(sample(), 'in_progress'),
      notLoaded: [],
    });
  });

  test.each<[readonly TicketField[], boolean]>([
    [[], true],
    [['title', 'vehicle'], true],
    [['statusChangedAt'], true],
    [['customFields'], true],
    [['updatedAt', 'transitions'], true],
    [['updatedAt'], false],
    [['source', 'title'], false],
    [['escalations'], false],
  ])('for %j the list of tickets in progress is worth reading: %s', (fields, expected) => {
    expect(isInProgressWorthReading(fields)).toBe(expected);
  });
});

describe('version', () => {
  const base = sample();
  const version = (change: Partial<OutsourcingTicket>) => toTicket({ ...base, ...change }, 'in_progress').version;

  test('is the same whichever resource answered', () => {
    const { service_started_at: _start, ...shared } = base;
    const generic = { ...shared, state: 'in_progress', updated_at: '2024-01-01T00:00:00Z', assigned_at: null };
    expect(toTicket(generic).version).toBe(version({}));
    expect(toTicket(combine(generic, base)).version).toBe(version({}));
  });

  test.each<[string, Partial<OutsourcingTicket>]>([
    ['state', { state: 'closed' }],
    ['customer', { customer_id: 'other' }],
    ['operator', { operator_id: 'other' }],
    ['voucher', { voucher_code: null }],
    ['vehicle', { vin: 'other' }],
    ['vehicle model', { vehicle_model_id: 1 }],
    ['connection', { connection_id: null }],
    ['hand-over', { outsourced: false }],
  ])('changes with the %s', (_what, change) => {
    expect(version(change)).not.toBe(version({}));
  });
});

describe('states that nobody documented', () => {
  test('are told once, and only if they look like a state', () => {
    const told: [string, unknown][] = [];
    const watch = createStateWatch({ info() {}, warn: (message, facts) => told.push([message, facts]) });
    watch([
      { id: '1', state: 'closed' },
      { id: '2', state: 'waiting_for_parts' },
    ]);
    watch([
      { id: '3', state: 'waiting_for_parts' },
      { id: '4', state: 'Jane Doe asked' },
    ]);
    watch(Array.from({ length: 60 }, (_, index) => ({ id: String(index), state: `state_${index}` })));
    expect(told.slice(0, 2)).toEqual([
      [expect.stringContaining('UNKNOWN'), { state: 'waiting_for_parts' }],
      [expect.stringContaining('UNKNOWN'), {}],
    ]);
    expect(told).toHaveLength(50);
  });
});
