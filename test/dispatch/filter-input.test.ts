import { describe, expect, test } from '@jest/globals';
import { readTicketFilter, type TicketFilterInput } from '../../src/dispatch/filter-input.ts';
import { createBackendRegistry } from '../../src/dispatch/registry.ts';
import type { TicketFilter } from '../../src/ticketing/filter.ts';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { createGeneratedBackend } from '../support/generated-backend.ts';

const desk = createGeneratedBackend({ id: 'desk', tickets: [] }).instance;
const hub = {
  ...createGeneratedBackend({ id: 'hub', tickets: [] }).instance,
  nativeIds: { Ticket: /^\d+$/, ChatTranscript: /^x$/ },
};
const registry = createBackendRegistry([desk, hub]);

/** The filter of each backend by its id. */
function read(input: TicketFilterInput | null | undefined): Record<string, TicketFilter> {
  return Object.fromEntries(readTicketFilter(input, registry).map(({ backend, filter }) => [backend.id, filter]));
}

const ticketOne = encodeGlobalId({ type: 'Ticket', backend: 'hub', nativeId: '1' });
const ticketColon = encodeGlobalId({ type: 'Ticket', backend: 'desk', nativeId: 'a:b:😀' });
const typeColon = encodeGlobalId({ type: 'TicketType', backend: 'desk', nativeId: 'a:b' });
const NEW_YEAR = '2024-01-01T00:00:00.000Z';

describe('a filter from a client', () => {
  test('that filters nothing is empty, however it is spelled', () => {
    const nothing = { desk: {}, hub: {} };
    expect(read(undefined)).toEqual(nothing);
    expect(read(null)).toEqual(nothing);
    expect(read({ ids: null, text: undefined, createdAt: {}, updatedAt: { from: null } })).toEqual(nothing);
  });

  test('is split into the words of each backend, and an empty list stays a filter', () => {
    expect(read({ ids: [ticketColon, ticketOne, ticketOne], typeIds: [typeColon], text: 'fire' })).toEqual({
      desk: { text: 'fire', ids: ['a:b:😀'], typeIds: ['a:b'] },
      hub: { text: 'fire', ids: ['1', '1'], typeIds: [] },
    });
    expect(read({ backends: ['hub'], ids: [ticketColon], numbers: [], escalated: false })).toEqual({
      hub: { ids: [], numbers: [], escalated: false },
    });
  });

  test('has its times in one spelling', () => {
    const createdAt = { from: '2024-01-01T01:00:00+01:00', until: new Date('2024-01-02T00:00:00Z') };
    expect(read({ backends: ['desk'], createdAt })).toEqual({
      desk: { createdAt: { from: NEW_YEAR, until: '2024-01-02T00:00:00.000Z' } },
    });
  });

  test.each<[string, TicketFilterInput]>([
    ['filter.backends[1]', { backends: ['desk', 'nobody'] }],
    ['filter.ids[0]', { ids: ['not an id'] }],
    ['filter.ids[1]', { ids: [ticketOne, typeColon] }],
    ['filter.ids[0]', { ids: [encodeGlobalId({ type: 'Ticket', backend: 'nobody', nativeId: '1' })] }],
    ['filter.ids[0]', { ids: [encodeGlobalId({ type: 'Ticket', backend: 'hub', nativeId: '../1' })] }],
    ['filter.ids', { ids: Array.from({ length: 101 }, () => ticketOne) }],
    ['filter.typeIds[0]', { typeIds: [ticketOne] }],
    ['filter.numbers[1]', { numbers: ['1', ' '] }],
    ['filter.statusCodes[0]', { statusCodes: ['a\u0000b'] }],
    ['filter.text', { text: '' }],
    ['filter.text', { text: 'x'.repeat(201) }],
    ['filter.text', { text: 'broken \ud83d' }],
    ['filter.customerId', { customerId: 'a\nb' }],
    ['filter.createdAt', { createdAt: { from: NEW_YEAR, until: NEW_YEAR } }],
    // A time that there is not must not be taken for an open end.
    ['filter.createdAt.from', { createdAt: { from: 'yesterday' } }],
    ['filter.updatedAt.until', { updatedAt: { until: new Date('9999-12-31T23:59:59-10:00') } }],
  ])('is refused at %s', (field, input) => {
    expect(() => readTicketFilter(input, registry)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', facts: { field } }),
    );
  });
});
