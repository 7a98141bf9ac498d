import { expect, test } from '@jest/globals';
import { readHybrisWebhook } from '../../../adapters/hybris/webhook.ts';

const ID = '5833e476ecb9ab001d6d3501';
const created = { eventType: 'serviceticket-created', payload: JSON.stringify({ id: ID, status: 'OPEN' }) };
const updated = { eventType: 'serviceticket-updated', payload: { id: ID } };

test('events of the service are read one by one, as its topics give them, and beside the gateway’s own', () => {
  expect(readHybrisWebhook(updated)).toEqual([{ type: 'UPDATED', ticketId: ID, eventId: null }]);
  expect(
    readHybrisWebhook({
      token: 'of the batch',
      events: [created, updated, { type: 'deleted', ticketId: ID, id: 'e' }],
    }),
  ).toEqual([
    { type: 'CREATED', ticketId: ID, eventId: null },
    { type: 'UPDATED', ticketId: ID, eventId: null },
    { type: 'DELETED', ticketId: ID, eventId: 'e' },
  ]);
});

test.each([
  ['another event', { ...created, eventType: 'order-created' }, 'eventType'],
  ['a payload that is no JSON', { ...created, payload: '{"id":' }, 'payload.id'],
  ['a payload without an id', { ...updated, payload: {} }, 'payload.id'],
  ['no payload', { eventType: 'serviceticket-updated' }, 'payload.id'],
  ['one wrong event of two', { events: [created, { ...updated, payload: '[]' }] }, 'events[1].payload.id'],
  ['neither shape', { id: ID }, 'events'],
])('%s is refused, with its place', (_name, body, field) => {
  expect(() => readHybrisWebhook(body)).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', facts: expect.objectContaining({ field }) }),
  );
});
