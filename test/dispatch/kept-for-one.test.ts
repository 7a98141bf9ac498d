import { describe, expect, test } from '@jest/globals';
import { createKnownTickets } from '../../src/dispatch/known-tickets.ts';
import { createOwnLogs } from '../../src/dispatch/own-logs.ts';
import { createMemoryLists } from '../../src/store/memory-lists.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { EMPTY_INTERACTION, type InteractionLog } from '../../src/ticketing/interaction-log.ts';
import type { Principal, PrincipalFacts } from '../../src/ticketing/principal.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import { EMPTY_TICKET, type Ticket } from '../../src/ticketing/ticket.ts';
import { testPrincipal } from '../support/principal.ts';
import { PASS_THROUGH, SERVICE_FOR_CUSTOMERS } from '../support/scripted-backend.ts';

// What is kept where no call could read it again stays with whoever saw or wrote it: there is no backend that would decide.

const OWNER = testPrincipal({ subject: 'a', roles: ['CUSTOMER'], customerIds: { desk: 'c1' } });
const OTHERS: readonly [string, Partial<PrincipalFacts>][] = [
  ['somebody else', { subject: 'b' }],
  ['the same person with another role', { roles: ['AGENT'] }],
  ['the same person as another customer', { customerIds: { desk: 'c2' } }],
  ['the same person with another token of the backend', { backendTokens: { desk: new Secret('t') } }],
  ['somebody who only says the same', { isAuthenticated: !OWNER.isAuthenticated }],
];
const PASSED_THROUGH = { id: 'desk', access: PASS_THROUGH };
const SHARED = { id: 'desk', access: SERVICE_FOR_CUSTOMERS };
const STATUS = { category: 'OPEN', code: 'open', label: null } as const;
const TICKET: Ticket = {
  ...EMPTY_TICKET,
  nativeId: 't1',
  status: STATUS,
  version: '1',
  backend: 'desk',
  freshness: { state: 'LIVE', fetchedAt: '2026-01-01T00:00:00.000Z' },
};
const ENTRY: InteractionLog = { ...EMPTY_INTERACTION, nativeId: 'e1', kind: 'MESSAGE', side: 'CUSTOMER', text: 'mine' };

describe('the last copy of a ticket', () => {
  test('is for whoever saw it', async () => {
    const known = createKnownTickets(createMemoryStore());
    await known.remember(OWNER, TICKET);
    expect(await known.recall(OWNER, 'desk', 't1')).toMatchObject({
      nativeId: 't1',
      freshness: { state: 'LAST_KNOWN' },
    });
    expect(await known.recall(OWNER, 'other', 't1')).toBeNull();
  });

  test.each(OTHERS)('is not for %s', async (_who, facts) => {
    const known = createKnownTickets(createMemoryStore());
    await known.remember(OWNER, TICKET);
    expect(await known.recall(testPrincipal({ ...OWNER, ...facts }), 'desk', 't1')).toBeNull();
  });
});

describe('what was written about a ticket', () => {
  test('is for whoever wrote it', async () => {
    const logs = createOwnLogs(createMemoryLists());
    await logs.remember(OWNER, PASSED_THROUGH, 't1', ENTRY);
    expect(await logs.recall(OWNER, PASSED_THROUGH, 't1')).toEqual([ENTRY]);
    expect(await logs.recall(OWNER, { ...PASSED_THROUGH, id: 'other' }, 't1')).toEqual([]);
  });

  test('is still for whoever wrote it when their token is renewed', async () => {
    const logs = createOwnLogs(createMemoryLists());
    const signedIn = { ...OWNER, isAuthenticated: true };
    await logs.remember(testPrincipal({ ...signedIn, bearerToken: new Secret('old') }), PASSED_THROUGH, 't1', ENTRY);
    expect(
      await logs.recall(testPrincipal({ ...signedIn, bearerToken: new Secret('new') }), PASSED_THROUGH, 't1'),
    ).toEqual([ENTRY]);
  });

  test.each(OTHERS)('is not for %s', async (_who, facts) => {
    const logs = createOwnLogs(createMemoryLists());
    await logs.remember(OWNER, PASSED_THROUGH, 't1', ENTRY);
    expect(await logs.recall(testPrincipal({ ...OWNER, ...facts }), PASSED_THROUGH, 't1')).toEqual([]);
  });

  test('is for all agents where they see the backend with one account, and what they write for no customer', async () => {
    const logs = createOwnLogs(createMemoryLists());
    const [ann, bob] = ['ann', 'bob'].map((subject) => testPrincipal({ subject, roles: ['AGENT'] }));
    const byAgent = { ...ENTRY, nativeId: 'e2', text: 'for agents' };
    await logs.remember(OWNER, SHARED, 't1', ENTRY);
    await logs.remember(ann as Principal, SHARED, 't1', byAgent);
    expect(await logs.recall(bob as Principal, SHARED, 't1')).toEqual([ENTRY, byAgent]);
    expect(await logs.recall(OWNER, SHARED, 't1')).toEqual([ENTRY]);
    expect(await logs.recall(testPrincipal({ ...OWNER, subject: 'b' }), SHARED, 't1')).toEqual([]);
  });
});
