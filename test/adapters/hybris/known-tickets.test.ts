import { expect, test } from '@jest/globals';
import { differencesFromKnown, keepTickets, toKnownTickets } from '../../../adapters/hybris/known-tickets.ts';
import type { NativeTicket } from '../../../src/ticketing/ticket.ts';
import { scriptedTicket } from '../../support/scripted-backend.ts';

const NONE = toKnownTickets(undefined);

/** What another process reads of what was kept. */
function reread(kept: ReturnType<typeof keepTickets>): ReturnType<typeof toKnownTickets> {
  return toKnownTickets(JSON.parse(JSON.stringify(kept)) as ReturnType<typeof keepTickets>);
}

function tickets(first: number, count: number): NativeTicket[] {
  return Array.from({ length: count }, (_, index) => scriptedTicket(`${first + index}`.padStart(24, '0')));
}

test('the tickets that were seen last are kept, of whatever there is, in less than 100 kB', () => {
  const kept = keepTickets(reread(keepTickets(NONE, tickets(0, 1_000))), [...tickets(0, 1), ...tickets(1_000, 500)]);
  const ids = kept.map(([id]) => Number(id));
  expect(ids).toEqual([...Array.from({ length: 499 }, (_, index) => 501 + index), 0, ...ids.slice(500)]);
  expect(ids.slice(500)).toEqual(Array.from({ length: 500 }, (_, index) => 1_000 + index));
  expect(JSON.stringify(kept).length).toBeLessThan(100_000);
});

test('of several readings of a ticket the last one counts', () => {
  const [older, newer] = [scriptedTicket('a'), scriptedTicket('a', { title: 'new', version: '2' })];
  const known = reread(keepTickets(NONE, [older, newer]));
  expect(differencesFromKnown(known, newer)).toEqual([]);
  expect(differencesFromKnown(known, older)).toEqual(['title']);
});

test('labels are no difference: they depend on the language', () => {
  const labelled = (label: string): NativeTicket =>
    scriptedTicket('a', {
      status: { code: 'OPEN', label, category: 'OPEN' },
      type: { code: 't', label, group: null },
      priority: { code: 'p', label, level: 'HIGH', rank: null },
      product: { id: 'p', name: label },
      contactReason: { code: 'c', label },
    });
  expect(differencesFromKnown(reread(keepTickets(NONE, [labelled('one')])), labelled('eins'))).toEqual([]);
});

test('of a ticket that is not known nothing differs', () => {
  expect(differencesFromKnown(NONE, scriptedTicket('a'))).toEqual([]);
});
