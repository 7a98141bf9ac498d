import { describe, expect, test } from '@jest/globals';
import type { InteractionEntry, LogEntry, TicketEntry } from '../../src/live/log-entry.ts';
import { toNewChange } from '../../src/live/once.ts';
import { startMemoryStores } from '../support/live-under-test.ts';
import { logEntryOf, scriptedTicket } from '../support/scripted-backend.ts';

const facts = { backend: 'desk', scope: 'service', at: '2026-11-22T00:00:00.000Z' };

function ticketEntry(version: string | null, changes: Partial<TicketEntry> = {}): TicketEntry {
  return {
    ...facts,
    type: 'TICKET',
    origin: 'POLL',
    ticketId: 'a',
    kind: 'UPDATED',
    changedFields: [],
    movedToId: null,
    ticket: version === null ? null : scriptedTicket('a', { version }),
    ...changes,
  };
}

function interactionEntry(nativeId: string, changes: Partial<InteractionEntry> = {}): InteractionEntry {
  const entry = logEntryOf(nativeId);
  return { ...facts, type: 'INTERACTION', origin: 'POLL', ticketId: 'a', entry, writer: null, ...changes };
}

const gap: LogEntry = { ...facts, type: 'GAP', message: 'Something was lost.' };

/** How many of these come into a log. */
async function kept(entries: readonly LogEntry[]): Promise<boolean[]> {
  const stores = await startMemoryStores();
  const cursors = await stores.changes.append(entries.map(toNewChange));
  await stores.close();
  return cursors.map((cursor) => cursor !== null);
}

describe('what comes into the log', () => {
  const cases: readonly (readonly [string, readonly LogEntry[], readonly boolean[]])[] = [
    [
      'the own write and the look that sees it are one',
      [ticketEntry('2', { origin: 'WRITE' }), ticketEntry('2')],
      [true, false],
    ],
    ['there and back again are two', [ticketEntry('1'), ticketEntry('2'), ticketEntry('1')], [true, true, true]],
    [
      'creation and the look that finds it are one',
      [ticketEntry('1', { kind: 'ADDED', origin: 'WRITE' }), ticketEntry('1', { kind: 'ADDED' })],
      [true, false],
    ],
    [
      'removal is told once',
      [ticketEntry(null, { kind: 'REMOVED' }), ticketEntry(null, { kind: 'REMOVED' })],
      [true, false],
    ],
    [
      'removed and back are two',
      [ticketEntry(null, { kind: 'REMOVED' }), ticketEntry('1', { kind: 'ADDED' })],
      [true, true],
    ],
    [
      'moves to two places are two',
      [ticketEntry(null, { kind: 'MOVED', movedToId: 'b' }), ticketEntry(null, { kind: 'MOVED', movedToId: 'c' })],
      [true, true],
    ],
    [
      'a move is told once',
      [ticketEntry(null, { kind: 'MOVED', movedToId: 'b' }), ticketEntry(null, { kind: 'MOVED', movedToId: 'b' })],
      [true, false],
    ],
    ['states that cannot be told apart are all told', [ticketEntry(null), ticketEntry(null)], [true, true]],
    ['two tickets are two', [ticketEntry('1'), ticketEntry('1', { ticketId: 'b' })], [true, true]],
    ['two backends are two', [ticketEntry('1'), ticketEntry('1', { backend: 'other' })], [true, true]],
    ['two scopes are two', [ticketEntry('1'), ticketEntry('1', { scope: 'somebody' })], [true, true]],
    [
      'an entry of a ticket’s log is told once',
      [interactionEntry('i', { origin: 'WRITE' }), interactionEntry('i')],
      [true, false],
    ],
    [
      'entries of a ticket’s log are told apart by their id',
      [interactionEntry('i'), interactionEntry('j')],
      [true, true],
    ],
    ['every gap counts', [gap, gap], [true, true]],
  ];

  test.each(cases)('%s', async (_name, entries, expected) => {
    expect(await kept(entries)).toEqual(expected);
  });
});
