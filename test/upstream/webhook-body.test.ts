import { expect, test } from '@jest/globals';
import { readGenericWebhook } from '../../src/upstream/webhook-body.ts';

test('each kind of event is read, with its own id if it has one', () => {
  const events = [
    { type: 'created', ticketId: 'a', id: 'e1', at: '2026-01-01T00:00:00Z' },
    { type: 'updated', ticketId: 'b' },
    { type: 'deleted', ticketId: 'c' },
    { type: 'commented', ticketId: 'd' },
  ];
  expect(readGenericWebhook({ events })).toEqual([
    { type: 'CREATED', ticketId: 'a', eventId: 'e1' },
    { type: 'UPDATED', ticketId: 'b', eventId: null },
    { type: 'DELETED', ticketId: 'c', eventId: null },
    { type: 'COMMENTED', ticketId: 'd', eventId: null },
  ]);
});

const good = { type: 'updated', ticketId: 'a' };

test.each([
  ['nothing', null, 'events'],
  ['a text', 'events', 'events'],
  ['a list', [good], 'events'],
  ['no events', {}, 'events'],
  ['an empty list', { events: [] }, 'events'],
  ['too many events', { events: Array.from({ length: 101 }, () => good) }, 'events'],
  ['an event that is none', { events: [good, null] }, 'events[1]'],
  ['an unknown type', { events: [{ ...good, type: 'UPDATED' }] }, 'events[0].type'],
  ['a type that every object has', { events: [{ ...good, type: 'toString' }] }, 'events[0].type'],
  ['no ticket', { events: [{ type: 'updated' }] }, 'events[0].ticketId'],
  ['an id that is no text', { events: [{ ...good, ticketId: 7 }] }, 'events[0].ticketId'],
  ['an id without end', { events: [{ ...good, ticketId: 'x'.repeat(257) }] }, 'events[0].ticketId'],
  ['an empty id of the event', { events: [{ ...good, id: '' }] }, 'events[0].id'],
])('%s is refused, with its place', (_name, body, field) => {
  expect(() => readGenericWebhook(body)).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', facts: expect.objectContaining({ field }) }),
  );
});
