import { describe, expect, test } from '@jest/globals';
import { createMovedTickets } from '../../src/dispatch/moved-tickets.ts';
import { createOwnHistory } from '../../src/dispatch/own-history.ts';
import type { Lists } from '../../src/store/lists.ts';
import { createMemoryLists } from '../../src/store/memory-lists.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import type { GatewayError } from '../../src/ticketing/errors.ts';
import type { StatusReference } from '../../src/ticketing/status.ts';
import type { TicketResult } from '../../src/ticketing/write.ts';
import { recordChange, type MadeChange } from '../../src/writes/record-change.ts';
import { testPrincipal } from '../support/principal.ts';

const OPEN: StatusReference = { category: 'OPEN', code: 'open', label: null };
const CLOSED: StatusReference = { category: 'CLOSED', code: 'closed', label: null };
const CLOSE: MadeChange = {
  name: 'transitionTicket',
  input: { ticketId: 'a', kind: 'CLOSE', reason: 'Solved' },
};
const ESCALATE: MadeChange = { name: 'escalateTicket', input: { ticketId: 'a', targetId: 'p1' } };
const MADE_AT = Date.UTC(2026, 0, 1);

const AGENT = testPrincipal({ isAuthenticated: true, agentEmail: 'agent@example.test' });

function createParts(lists: Lists = createMemoryLists()) {
  const faults: GatewayError[] = [];
  const asker = {
    principal: AGENT,
    signal: new AbortController().signal,
    correlationId: 'c1',
    language: 'en',
    reportFault: (error: GatewayError) => {
      faults.push(error);
      return 'reference';
    },
  };
  return { asker, moved: createMovedTickets(createMemoryStore()), ownHistory: createOwnHistory(lists), faults };
}

/** Records need nothing of a backend but its id and whom it hands tickets to. */
function backend(handsTo: 'department' | 'provider' = 'department'): BackendInstance {
  const transitions = handsTo === 'department' ? { ESCALATE: {} } : { ESCALATE: { unsupported: 'no' } };
  return { id: 'b1', transitions } as unknown as BackendInstance;
}

function result(more: Partial<TicketResult> = {}): TicketResult {
  return { nativeId: 'a', ticket: null, warnings: [], from: OPEN, to: CLOSED, ...more };
}

async function recorded(change: MadeChange, made: TicketResult, of = backend(), parts = createParts()) {
  expect(await recordChange(parts, of, change, made, MADE_AT)).toEqual([]);
  return parts.ownHistory.recall('b1', made.nativeId);
}

const AUTHOR = { by: 'agent@example.test', reason: 'Solved', principal: AGENT.person };
const AT = '2026-01-01T00:00:00.000Z';

describe('what is kept of a change', () => {
  test('who moved the ticket from where to where, when and why', async () => {
    expect(await recorded(CLOSE, result())).toEqual({
      transitions: [{ kind: 'CLOSE', from: OPEN, to: CLOSED, at: AT, ...AUTHOR }],
      escalations: [],
    });
  });

  test.each([
    ['department', 'ESCALATE', 'DEPARTMENT'],
    ['provider', 'OUTSOURCE', 'PROVIDER'],
  ] as const)('a hand-over to a %s is a move and an escalation', async (handsTo, move, kind) => {
    const author = { ...AUTHOR, reason: null };
    expect(await recorded(ESCALATE, result(), backend(handsTo))).toEqual({
      transitions: [{ kind: move, from: OPEN, to: CLOSED, at: AT, ...author }],
      escalations: [{ kind, targetId: 'p1', at: AT, leftIn: 'closed', ...author }],
    });
  });

  test('nothing of a move that left the status as it was, or of which nobody tells where it led', async () => {
    const nothing = { transitions: [], escalations: [] };
    expect(await recorded(CLOSE, result({ from: CLOSED }))).toEqual(nothing);
    const { to: _led, ...silent } = result();
    expect(await recorded(CLOSE, silent)).toEqual(nothing);
    expect(await recorded(CLOSE, result({ isShared: true }))).toEqual(nothing);
  });

  test('the new id of the ticket', async () => {
    const parts = createParts();
    await recorded(CLOSE, result({ nativeId: 'new', movedFromId: 'a' }), backend(), parts);
    expect(await parts.moved.newIdOf('b1', 'a')).toBe('new');
    expect(await parts.moved.newIdOf('b1', 'new')).toBeNull();
  });
});

test('a store that fails takes nothing back: a warning tells, and the log', async () => {
  const lists = { ...createMemoryLists(), add: () => Promise.reject(new Error('disk full')) };
  const parts = createParts(lists);
  expect(await recordChange(parts, backend(), CLOSE, result(), MADE_AT)).toEqual([
    expect.stringContaining('could not keep a record'),
  ]);
  expect(parts.faults).toMatchObject([{ code: 'INTERNAL', facts: { backend: 'b1' } }]);
});
