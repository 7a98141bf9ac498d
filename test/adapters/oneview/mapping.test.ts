import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { toEscalationTargets, toStatus, toTicket } from '../../../adapters/oneview/mapping.ts';
import { isMilliseconds, toInstant } from '../../../adapters/oneview/mapping-values.ts';
import { createOddityLog } from '../../../adapters/oneview/oddity-log.ts';
import { checkTicket, type OneviewTicket, type OneviewTicketLink } from '../../../adapters/oneview/wire.ts';

const NO_WORDS = new Map<string, string>();

function sample(): OneviewTicket {
  return checkTicket(
    JSON.parse(readFileSync(new URL('../../../adapters/oneview/fixtures/ticket.json', import.meta.url), 'utf8')),
  );
}

const map = (wire: Omit<OneviewTicket, 'id'>) => toTicket({ id: 'x', ...wire }, NO_WORDS);

describe('statuses', () => {
  test.each([
    ['ASSIGNED', 'IN_PROGRESS', 'Assigned'],
    ['ESCALATED', 'IN_PROGRESS', 'Escalated'],
    ['CLOSED', 'CLOSED', 'Closed'],
    ['WAITING_PARTNER', 'UNKNOWN', 'WAITING_PARTNER'],
    ['closed', 'UNKNOWN', 'closed'],
    ['constructor', 'UNKNOWN', 'constructor'],
  ])('%s is %s', (code, category, label) => {
    expect(toStatus(code)).toEqual({ code, category, label });
  });

  test('a ticket without a status has an unknown one and no past', () => {
    const { status, transitions } = map({ UpdatedAt: 1_572_499_999, statusReason: 'because' });
    expect(status).toEqual({ category: 'UNKNOWN', code: 'unknown', label: 'unknown' });
    expect(transitions).toEqual([]);
  });

  test('the last change of status is the one transition', () => {
    const to = { category: 'CLOSED', code: 'CLOSED', label: 'Closed' };
    expect(map({ status: 'CLOSED', UpdatedAt: 1_572_499_999 })).toMatchObject({
      closedAt: '2019-10-31T05:33:19.000Z',
      transitions: [{ from: null, to, at: '2019-10-31T05:33:19.000Z', by: null, reason: null }],
    });
    expect(map({ status: 'CLOSED', statusReason: 'done' })).toMatchObject({
      closedAt: null,
      transitions: [{ from: null, to, at: null, by: null, reason: 'done' }],
    });
    expect(map({ status: 'CLOSED' }).transitions).toEqual([]);
  });
});

describe('times', () => {
  test.each([
    [1_572_499_999, '2019-10-31T05:33:19.000Z'],
    ['1572499999', '2019-10-31T05:33:19.000Z'],
    [1_572_499_999_000, '2019-10-31T05:33:19.000Z'],
    [99_999_999_999, '5138-11-16T09:46:39.000Z'],
    [100_000_000_000, '1973-03-03T09:46:40.000Z'],
    [1, '1970-01-01T00:00:01.000Z'],
    [0, null],
    [-5, null],
    [null, null],
    [undefined, null],
    ['', null],
    ['soon', null],
    ['99999999999999999999', null],
  ])('%j is %j', (value, expected) => {
    expect(toInstant(value)).toBe(expected);
  });

  test('only what can be no seconds counts as milliseconds', () => {
    expect([99_999_999_999, 100_000_000_000, '1572499999000', undefined].map(isMilliseconds)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('both spellings', () => {
  test.each([
    [{ Assignee: 'one', assignee: 'two', UpdatedAt: 10, updatedAt: 20 }, 'one', '1970-01-01T00:00:10.000Z'],
    [{ assignee: 'two', updatedAt: 20 }, 'two', '1970-01-01T00:00:20.000Z'],
    [{ Assignee: null, assignee: 'two', UpdatedAt: null, updatedAt: 20 }, 'two', '1970-01-01T00:00:20.000Z'],
    [{ Assignee: '', assignee: 'two', UpdatedAt: 0, updatedAt: 20 }, 'two', '1970-01-01T00:00:20.000Z'],
  ])('%j', (wire, assignee, at) => {
    const ticket = map(wire);
    expect(ticket.assignee?.id).toBe(assignee);
    expect(ticket).toMatchObject({ statusChangedAt: at, updatedAt: at });
  });

  test('neither', () => {
    expect(map({})).toMatchObject({ assignee: null, updatedAt: null, statusChangedAt: null });
  });
});

describe('values', () => {
  test.each([0, 1, -3, 2.5])('priority %s is only a number to sort by', (priority) => {
    expect(map({ priority }).priority).toEqual({
      code: String(priority),
      label: null,
      level: 'UNKNOWN',
      rank: priority,
    });
  });

  test.each([
    [{ name: 'hugo dan', firstName: 'Hugo', lastName: 'Dan' }, 'hugo dan'],
    [{ firstName: 'Hugo', lastName: 'Dan' }, 'Hugo Dan'],
    [{ firstName: '', lastName: 'Dan' }, 'Dan'],
    [{ id: '1', name: '' }, null],
  ])('the name of the customer %j is %j', (customer, name) => {
    expect(map({ customer })).toMatchObject({ customer: { kind: 'PERSON', name } });
  });

  test.each([undefined, null, {}, { id: null, name: '' }])('a customer like %j is none', (customer) => {
    expect(map(customer === undefined ? {} : { customer }).customer).toBeNull();
  });

  test.each([
    [{ ccr: '1A.1', localCcr: 'canceled' }, { code: '1A.1', label: 'canceled' }, 'canceled'],
    [{ ccr: '1A.1' }, { code: '1A.1', label: null }, '1A.1'],
    [{ localCcr: 'canceled' }, { code: null, label: 'canceled' }, 'canceled'],
    [{}, null, null],
  ])('the contact reason of %j', (metadata, contactReason, title) => {
    expect(map({ metadata })).toMatchObject({ contactReason, title });
  });

  test('words for a contact reason are missing only where a call can give them', () => {
    const wire = { id: 'x', metadata: { ccr: '1A.1' } };
    expect(toTicket(wire, null).notLoaded).toEqual(['title', 'contactReason']);
    expect(toTicket(wire, new Map([['1A.1', 'canceled']]))).toMatchObject({ title: 'canceled', notLoaded: [] });
    expect(toTicket({ id: 'x', metadata: { ccr: 'wrong address' } }, null).notLoaded).toEqual([]);
    expect(toTicket({ id: 'x' }, null).notLoaded).toEqual([]);
  });

  test('a vertical that is not in the list passes through, and "unknown" is a value', () => {
    expect(map({ vendor: { vertical: 'unknown' } }).vendor).toEqual({ id: null, vertical: 'unknown' });
    expect(map({ vendor: { vertical: 'robots' } }).vendor).toEqual({ id: null, vertical: 'robots' });
    expect(map({ vendor: {} }).vendor).toBeNull();
  });

  test('a ticket that holds its id alone is empty everywhere', () => {
    const { nativeId, status, version, ...rest } = map({});
    expect({ nativeId, category: status.category }).toEqual({ nativeId: 'x', category: 'UNKNOWN' });
    expect(version).toMatch(/^\S{22}$/);
    expect(Object.values(rest).every((value) => value === null || (Array.isArray(value) && value.length === 0))).toBe(
      true,
    );
  });

  test('departments without an id are no targets', () => {
    expect(toEscalationTargets([{ id: 'a', label: '' }, { label: 'b' }, {}])).toEqual([
      { nativeId: 'a', kind: 'DEPARTMENT', label: 'a', productIds: [] },
    ]);
  });
});

describe('links and escalations', () => {
  const older = { ticketId: 'older', ticketIdType: 'PANDACARE', ticketCategory: 'ESCALATED', createdAt: 100 };
  const newer = { ticketId: 'newer', ticketIdType: 'SALESFORCE', ticketCategory: 'ESCALATED', createdAt: 200 };
  const refund = { ticketId: 'refund', ticketCategory: 'REFUND_PARTIAL', createdAt: 300 };
  const undated = { ticketId: 'undated', ticketCategory: 'ESCALATED' };

  function escalated(childrenLinks: OneviewTicketLink[] | null, status = 'ESCALATED') {
    return map({ status, statusReason: 'help', UpdatedAt: 400, metadata: { childrenLinks } });
  }

  test('the newest escalation of an escalated ticket is active, the others are history', () => {
    const { escalations } = escalated([newer, refund, undated, older]);
    expect(escalations.map(({ foreignTicketId, state }) => [foreignTicketId, state])).toEqual([
      ['undated', 'COMPLETED'],
      ['older', 'COMPLETED'],
      ['newer', 'ACTIVE'],
    ]);
    expect(escalations.at(-1)).toMatchObject({
      kind: 'DEPARTMENT',
      targetId: null,
      reason: 'help',
      requestedAt: '1970-01-01T00:03:20.000Z',
      foreignSystem: 'SALESFORCE',
    });
  });

  test.each(['ASSIGNED', 'CLOSED', 'WAITING_PARTNER'])('no escalation of a ticket in state %s is active', (status) => {
    expect(escalated([older, newer], status).escalations.map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED']);
  });

  test('without a link, the status itself tells of the escalation', () => {
    const active = {
      kind: 'DEPARTMENT',
      state: 'ACTIVE',
      reason: 'help',
      requestedBy: null,
      requestedAt: '1970-01-01T00:06:40.000Z',
      foreignTicketId: null,
    };
    expect(escalated([refund]).escalations).toMatchObject([active]);
    expect(escalated(null).escalations).toMatchObject([active]);
    expect(escalated([refund], 'CLOSED').escalations).toEqual([]);
  });

  test('every link with an id is a relation of its category; the others are not lost', () => {
    const nameless = { ticketCategory: 'REFUNDED', creator: 'hugo' };
    const ticket = escalated([older, refund, nameless]);
    expect(ticket.relations.map(({ kind, foreignId, category }) => [kind, foreignId, category])).toEqual([
      ['CHILD', 'older', 'ESCALATED'],
      ['CHILD', 'refund', 'REFUND_PARTIAL'],
    ]);
    expect(ticket.customFields).toContainEqual({
      key: 'childrenLinks',
      label: 'Links without a ticket ID',
      value: [nameless],
    });
  });
});

describe('the whole model', () => {
  test('every value of the documented ticket lands somewhere', () => {
    // The samples of the blueprint, each made different from all others so that it can be recognised.
    const wire: OneviewTicket = {
      ...sample(),
      content: { words: 'in-content' },
      UpdatedAt: 1_000_000_001,
      createdAt: 1_000_000_002,
      channel: 'channel-value',
      type: 'type-value',
      priority: 4_711,
      resolutionStatus: 'NO_ACTION',
      resolutionReason: 'resolution-reason-value',
      customer: { ...sample().customer, name: 'full-name' },
      metadata: {
        ...sample().metadata,
        ccr: 'ccr-value',
        localCcr: 'local-ccr-value',
        tags: ['tag-value'],
        sla: 8_150,
        childrenLinks: [{ ...sample().metadata?.childrenLinks?.[0], createdAt: 1_000_000_003 }],
      },
    };
    const text = JSON.stringify(toTicket(wire, NO_WORDS));
    const missing = leaves(wire).filter((leaf) => !text.includes(toInstantText(leaf)));
    expect(missing).toEqual([]);
    expect(leaves(wire).length).toBeGreaterThan(30);
  });

  function leaves(value: unknown): unknown[] {
    if (typeof value !== 'object' || value === null) return [value];
    return Object.values(value).flatMap(leaves);
  }

  function toInstantText(leaf: unknown): string {
    return typeof leaf === 'number' && leaf > 1_000_000_000 ? new Date(leaf * 1_000).toISOString() : String(leaf);
  }
});

describe('version', () => {
  const base = sample();
  const version = (change: Partial<OneviewTicket>) => toTicket({ ...base, ...change }, NO_WORDS).version;

  test('is the same for the same state, however it is spelled and whatever words are known', () => {
    const { Assignee, UpdatedAt, ...rest } = base;
    const lower = { ...rest, assignee: Assignee ?? null, updatedAt: UpdatedAt ?? null };
    expect(toTicket(lower, NO_WORDS).version).toBe(version({}));
    expect(toTicket(base, null).version).toBe(version({}));
  });

  test.each<[string, Partial<OneviewTicket>]>([
    ['status', { status: 'CLOSED' }],
    ['time of the status', { UpdatedAt: 1_572_500_000 }],
    ['assignee', { Assignee: 'other' }],
    ['queue', { queue: 'other' }],
    ['priority', { priority: 2 }],
    ['contact reason', { metadata: { ...base.metadata, ccr: 'other' } }],
    ['order', { metadata: { ...base.metadata, orderId: null } }],
    ['links', { metadata: { ...base.metadata, childrenLinks: [] } }],
  ])('changes with the %s', (_what, change) => {
    expect(version(change)).not.toBe(version({}));
  });
});

describe('oddities are told once', () => {
  test('undocumented statuses and milliseconds', () => {
    const told: [string, unknown][] = [];
    const tell = createOddityLog({ info() {}, warn: (message, facts) => told.push([message, facts]) });
    tell([
      { id: '1', status: 'ASSIGNED', createdAt: 1_572_499_999 },
      { id: '2', status: 'WAITING_PARTNER' },
    ]);
    tell([
      { id: '3', status: 'WAITING_PARTNER', createdAt: 1_572_499_999_000 },
      { id: '4', status: 'asked Jane Doe', metadata: { childrenLinks: [{ createdAt: 1_572_499_999_000 }] } },
      { id: '5' },
    ]);
    expect(told).toEqual([
      [expect.stringContaining('UNKNOWN'), { status: 'WAITING_PARTNER' }],
      [expect.stringContaining('milliseconds'), undefined],
      // No word of a status: it may be anybody's words, so it is not repeated.
      [expect.stringContaining('UNKNOWN'), {}],
    ]);
  });
});
