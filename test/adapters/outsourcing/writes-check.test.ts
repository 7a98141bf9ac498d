import { describe, expect, test } from '@jest/globals';
import { TRANSITION_KINDS } from '../../../src/ticketing/transition.ts';
import type { EscalateTicketInput, TicketFields, TransitionTicketInput } from '../../../src/ticketing/write.ts';
import { connect, ID, idOf, operation } from './under-test.ts';

// `check` is pure: there is no server here, and no mock of one, so that a call would fail.

const HOSTILE = [
  '',
  ' ',
  '\r\nx-injected: 1',
  '\u0000',
  'Ж',
  '\u{1F697}',
  '\ud800',
  '../x',
  '?x=1',
  '#x',
  '%2f',
  '"',
  "'",
  '\\',
  '{}',
  `${ID}\n`,
  ` ${ID}`,
  `${ID}/..`,
  ID.slice(1),
];

const names = (errors: readonly { readonly field: string | null }[]) => errors.map(({ field }) => field);

describe('an update', () => {
  const check = (fields: TicketFields) => operation(connect(), 'updateTicket').check({ ticketId: ID, fields });

  test.each<TicketFields>([
    { customerId: idOf(1) },
    { customerId: idOf(1).toUpperCase() },
    { vehicleModelId: '0' },
    { vehicleModelId: '9223372036854775807' },
    { vin: 'JH4KA7630PC007649' },
    { voucherCode: 'WQ4M' },
    { voucherCode: 'WQ4MM3XY' },
    { voucherCode: null },
    { voucherCode: null, vin: 'JH4KA7630PC007649', customerId: idOf(1), vehicleModelId: '5' },
  ])('may carry %j', (fields) => {
    expect(check(fields)).toEqual([]);
  });

  test.each<[TicketFields, string]>([
    [{ vin: 'JH4KA7630PC00764' }, 'fields.vin'],
    [{ vin: 'JH4KA7630PC0076499' }, 'fields.vin'],
    [{ vin: 'JH4KA7630PC00764\n' }, 'fields.vin'],
    [{ vin: 'JH4KA7630PC00764Ж' }, 'fields.vin'],
    [{ vin: null }, 'fields.vin'],
    [{ voucherCode: 'WQ4' }, 'fields.voucherCode'],
    [{ voucherCode: 'WQ4MM3XYZ' }, 'fields.voucherCode'],
    [{ voucherCode: 'wq4mm3' }, 'fields.voucherCode'],
    [{ voucherCode: 'WQ4MM3\n' }, 'fields.voucherCode'],
    [{ vehicleModelId: '-1' }, 'fields.vehicleModelId'],
    [{ vehicleModelId: '01' }, 'fields.vehicleModelId'],
    [{ vehicleModelId: '1.5' }, 'fields.vehicleModelId'],
    [{ vehicleModelId: '9223372036854775808' }, 'fields.vehicleModelId'],
    [{}, 'fields'],
  ])('may not carry %j', (fields, field) => {
    expect(check(fields)).toEqual([{ field, code: 'INVALID_INPUT', message: expect.stringMatching(/^.{15,}\.$/) }]);
  });

  test('names every field that the API cannot set', () => {
    const refusals = check({
      title: 'x',
      description: null,
      tags: [],
      customFields: { connection_id: 'x' },
      vin: 'short',
    });
    expect(names(refusals)).toEqual([
      'fields.title',
      'fields.description',
      'fields.tags',
      'fields.customFields',
      'fields.vin',
    ]);
  });

  test.each(HOSTILE)('refuses %j wherever a text goes', (text) => {
    expect(names(check({ customerId: text, vehicleModelId: text, vin: text, voucherCode: text }))).toEqual([
      'fields.customerId',
      'fields.vehicleModelId',
      'fields.vin',
      'fields.voucherCode',
    ]);
    const update = operation(connect(), 'updateTicket');
    expect(names(update.check({ ticketId: text, fields: { voucherCode: 'WQ4M' } }))).toEqual(['ticketId']);
  });
});

describe('an assignment', () => {
  const assign = () => operation(connect(), 'assignTicket');

  test('takes the id of an operator', () => {
    expect(assign().check({ ticketId: ID, assigneeId: idOf(1) })).toEqual([]);
  });

  test.each(HOSTILE)('refuses %j', (text) => {
    expect(names(assign().check({ ticketId: text, assigneeId: text }))).toEqual(['ticketId', 'assigneeId']);
  });

  test('refuses a reason, as it would be lost', () => {
    expect(assign().check({ ticketId: ID, assigneeId: idOf(1), reason: 'night shift' })).toEqual([
      { field: 'reason', code: 'INVALID_INPUT', message: 'The partner API keeps no reason with an assignment.' },
    ]);
  });

  test('says that nobody can be unassigned', () => {
    expect(assign().check({ ticketId: ID, assigneeId: '' })).toMatchObject([
      { field: 'assigneeId', message: expect.stringContaining('always has an operator') },
    ]);
  });
});

describe('a transition', () => {
  const REASONS = [
    { id: 3, label: 'Vehicle is not supported' },
    { id: '9007199254740993', label: 'Other' },
  ];

  function check(input: Partial<TransitionTicketInput>, settings: Readonly<Record<string, unknown>> = {}) {
    return operation(connect(settings), 'transitionTicket').check({ ticketId: ID, kind: 'CANCEL', ...input });
  }

  test.each<[Partial<TransitionTicketInput>, Record<string, unknown>]>([
    [{ kind: 'COMPLETE' }, {}],
    [{ reasonId: '3' }, {}],
    [{ reasonId: '3' }, { cancelReasons: REASONS }],
    [{ reasonId: '9007199254740993' }, { cancelReasons: REASONS }],
    [{}, { requireCancelReason: false }],
    [{}, { requireCancelReason: false, cancelReasons: REASONS }],
  ])('%j with %j is let through', (input, settings) => {
    expect(check(input, settings)).toEqual([]);
  });

  test.each<[Partial<TransitionTicketInput>, Record<string, unknown>, string]>([
    [{}, {}, 'A ticket is cancelled with a reason.'],
    [
      {},
      { cancelReasons: REASONS },
      'A ticket is cancelled with a reason. Reasons: 3 (Vehicle is not supported), 9007199254740993 (Other).',
    ],
    [{ reasonId: '4' }, { cancelReasons: REASONS }, 'There is no such reason to cancel a ticket with.'],
    [{ reasonId: '4' }, { cancelReasons: REASONS, requireCancelReason: false }, 'There is no such reason'],
    [{ reasonId: '03' }, { cancelReasons: REASONS }, 'The reason must be a whole number.'],
    [{ reasonId: 'x' }, {}, 'The reason must be a whole number.'],
    [{ kind: 'COMPLETE', reasonId: '3' }, {}, 'The partner API has no place for this: it would be lost.'],
  ])('%j with %j is refused', (input, settings, message) => {
    expect(check(input, settings)).toEqual([
      { field: 'reasonId', code: 'INVALID_INPUT', message: expect.stringContaining(message) },
    ]);
  });

  test.each(['COMPLETE', 'CANCEL'] as const)('%s: what has no place is refused rather than lost', (kind) => {
    const reason = kind === 'CANCEL' ? { reasonId: '1' } : {};
    const input = { kind, ...reason, reason: 'x', resolutionCode: 'x', resolution: 'x', queueId: 'x' };
    expect(names(check(input))).toEqual(['reason', 'resolutionCode', 'resolution', 'queueId']);
  });

  test.each(HOSTILE)('%j is neither a reason nor a ticket', (text) => {
    expect(names(check({ reasonId: text, ticketId: text }))).toEqual(['ticketId', 'reasonId']);
  });

  test('OUTSOURCE says what to use; every other kind says why there is none', () => {
    for (const kind of TRANSITION_KINDS.filter((name) => name !== 'COMPLETE' && name !== 'CANCEL')) {
      const [refusal, ...more] = check({ kind });
      expect({ kind, refusal, more }).toEqual({
        kind,
        refusal: { field: 'kind', code: 'UNSUPPORTED', message: expect.stringMatching(/^.{20,}\.$/) },
        more: [],
      });
      if (kind === 'OUTSOURCE') expect(refusal?.message).toContain('use escalateTicket');
    }
  });

  test('whether a reason must be given is told beforehand', () => {
    expect(connect().transitions.CANCEL).toMatchObject({ inputFields: ['reasonId!'] });
    expect(connect({ requireCancelReason: false }).transitions.CANCEL).toMatchObject({ inputFields: ['reasonId'] });
  });
});

describe('an escalation', () => {
  const TARGETS = [{ providerId: idOf(1), label: 'Roadside north', productIds: [idOf(2), idOf(3)] }];

  function check(input: Partial<EscalateTicketInput>, settings: Readonly<Record<string, unknown>> = {}) {
    const escalation = operation(connect(settings), 'escalateTicket');
    return escalation.check({ ticketId: ID, targetId: idOf(1), productIds: [idOf(2)], ...input });
  }

  test('takes a provider and its products, in any spelling of their ids', () => {
    const capitals = { targetId: idOf(1).toUpperCase(), productIds: [idOf(2).toUpperCase(), idOf(3)] };
    expect(check({})).toEqual([]);
    expect(check(capitals, { escalationTargets: TARGETS })).toEqual([]);
    expect(check({ allowCustomerChatWriteAccess: false, shareCustomerInformation: true })).toEqual([]);
  });

  test('needs products', () => {
    expect(names(check({ productIds: [] }))).toEqual(['productIds']);
    const escalation = operation(connect(), 'escalateTicket');
    expect(names(escalation.check({ ticketId: ID, targetId: idOf(1) }))).toEqual(['productIds']);
  });

  test('keeps to the configured targets', () => {
    const settings = { escalationTargets: TARGETS };
    expect(check({ targetId: idOf(9) }, settings)).toEqual([
      {
        field: 'targetId',
        code: 'INVALID_INPUT',
        message: 'Tickets are not handed to this provider. Providers: Roadside north.',
      },
    ]);
    expect(check({}, { escalationTargets: [] })).toMatchObject([{ message: expect.stringContaining('none') }]);
    expect(check({ productIds: [idOf(2), idOf(9)] }, settings)).toEqual([
      { field: 'productIds.1', code: 'INVALID_INPUT', message: 'Roadside north does not take this product.' },
    ]);
  });

  test('has no place for reasons', () => {
    expect(names(check({ reason: 'x', resolution: 'y' }))).toEqual(['reason', 'resolution']);
  });

  test.each(HOSTILE)('refuses %j', (text) => {
    expect(names(check({ ticketId: text, targetId: text, productIds: [idOf(2), text] }))).toEqual([
      'ticketId',
      'targetId',
      'productIds.1',
    ]);
  });
});
