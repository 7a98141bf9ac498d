import { describe, expect, test } from '@jest/globals';
import type { BackendHealth, LiveSource, Source, TicketRow } from '../../console/api-types.ts';
import { toBackendState } from '../../console/backend-state.js';
import { errorsByField, planFields, readFields, toMoveInput } from '../../console/change-plan.js';
import { createCredentialStore, readCredentials } from '../../console/credentials.js';
import { pauseMs } from '../../console/follow.js';
import { readPlace, writePlace } from '../../console/place.js';
import { toTicketFilter } from '../../console/queue-filter.js';
import { applyChange, type Rows } from '../../console/ticket-rows.js';
import { createWriteKeys } from '../../console/write-keys.js';

function row(id: string, createdAt: string | null, code = 'NEW'): TicketRow {
  return {
    id,
    nativeId: id,
    number: null,
    title: id,
    backend: { id: 'desk', title: 'Desk' },
    status: { category: 'OPEN', code, label: code, isTerminal: false },
    priority: null,
    createdAt,
    updatedAt: null,
  };
}

describe('a page of the queue', () => {
  const at = (hour: number): string => `2026-01-01T${String(hour).padStart(2, '0')}:00:00Z`;
  const rows = [row('late', at(20)), row('middle', at(12)), row('early', at(4))];
  const first: Rows = { rows, isFirst: true, hasNext: false, elsewhere: 0 };
  const second: Rows = { ...first, isFirst: false, hasNext: true };

  test.each<[string, Rows, TicketRow, string, string[]]>([
    ['stands where its time says', first, row('new', at(15)), 'INSERTED', ['late', 'new', 'middle', 'early']],
    ['comes first if it is the newest', first, row('new', at(21)), 'INSERTED', ['new', 'late', 'middle', 'early']],
    ['comes last without a time', first, row('new', null), 'INSERTED', ['late', 'middle', 'early', 'new']],
    ['comes behind one of the same time', first, row('new', at(12)), 'INSERTED', ['late', 'middle', 'new', 'early']],
    ['is on the page before', second, row('new', at(21)), 'ELSEWHERE', ['late', 'middle', 'early']],
    ['is on the page after', second, row('new', at(1)), 'ELSEWHERE', ['late', 'middle', 'early']],
  ])('a new ticket %s', (_what, page, ticket, effect, ids) => {
    const after = applyChange(page, { kind: 'ADDED', ticketId: ticket.id, ticket });
    expect({ effect: after.effect, ids: after.page.rows.map(({ id }) => id) }).toEqual({ effect, ids });
    expect(after.page.elsewhere).toBe(effect === 'ELSEWHERE' ? 1 : 0);
  });

  test('a changed ticket keeps its place', () => {
    const after = applyChange(first, {
      kind: 'UPDATED',
      ticketId: 'middle',
      ticket: row('middle', at(12), 'DONE'),
    });
    expect(after.effect).toBe('UPDATED');
    expect(after.page.rows.map(({ id, status }) => `${id} ${status.code}`)).toEqual([
      'late NEW',
      'middle DONE',
      'early NEW',
    ]);
  });

  test.each(['REMOVED', 'MOVED'] as const)('a ticket that is %s goes', (kind) => {
    const after = applyChange(first, { kind, ticketId: 'middle', ticket: null });
    expect(after.page.rows.map(({ id }) => id)).toEqual(['late', 'early']);
    expect(applyChange(first, { kind, ticketId: 'unknown', ticket: null }).effect).toBe('NOTHING');
  });

  test('a changed ticket of another page, and one that cannot be read, are nothing', () => {
    expect(applyChange(second, { kind: 'UPDATED', ticketId: 'x', ticket: row('x', at(1)) }).effect).toBe('NOTHING');
    expect(applyChange(first, { kind: 'UPDATED', ticketId: 'middle', ticket: null })).toEqual({
      page: first,
      effect: 'NOTHING',
    });
  });

  test('does not grow for ever', () => {
    const many = Array.from({ length: 100 }, (_, index) => row(`row ${index}`, at(4)));
    const after = applyChange({ ...first, rows: many }, { kind: 'ADDED', ticketId: 'new', ticket: row('new', at(20)) });
    expect(after.effect).toBe('ELSEWHERE');
    expect(after.page.rows).toHaveLength(100);
  });
});

describe('the state of a backend', () => {
  const up: BackendHealth = {
    state: 'UP',
    lastSuccessAt: '2026-01-01T12:00:00Z',
    lastFailureAt: '2026-01-01T11:00:00Z',
    lastFailureCode: 'BACKEND_TIMEOUT',
    openCircuits: [],
  };
  const backend = { id: 'desk', title: 'Desk' };
  const watched = (state: LiveSource['state']): LiveSource => ({ backend, state, message: 'words', lastLookAt: null });
  const listed = (state: string): Source => ({ backend, state, message: 'words', truncated: false });
  const fine = { health: up, live: watched('LIVE'), isWatchKnown: true, source: listed('OK'), closed: null };
  const failedLast = { ...up, lastFailureAt: '2026-01-01T13:00:00Z' };

  test.each<[string, Partial<Parameters<typeof toBackendState>[0]>, string, string]>([
    ['all is well', {}, 'GOOD', 'Live'],
    ['looking fails', { live: watched('FAILING') }, 'BAD', 'Out of order'],
    ['nothing succeeds', { health: { ...up, state: 'DOWN' } }, 'BAD', 'Out of order'],
    ['it was silent in the list', { health: failedLast, source: listed('TIMEOUT') }, 'BAD', 'Rows missing'],
    ['its rows are old', { health: failedLast, source: listed('STALE') }, 'BAD', 'Older answers'],
    ['it was silent, and has answered since', { source: listed('TIMEOUT') }, 'GOOD', 'Live'],
    ['some calls fail', { health: { ...up, state: 'DEGRADED', openCircuits: ['x'] } }, 'LIMITED', 'Partly failing'],
    ['only own changes are told', { live: watched('OWN_CHANGES') }, 'LIMITED', 'Own changes only'],
    ['it is closed', { closed: 'Not yours.', live: watched('FAILING') }, 'CLOSED', 'Closed to you'],
    ['nobody has said yet', { live: null, isWatchKnown: false }, 'UNKNOWN', 'Starting'],
    ['the list leaves it out', { live: null }, 'UNKNOWN', 'Not in this list'],
  ])('%s', (_what, signs, tone, word) => {
    expect(toBackendState({ ...fine, ...signs })).toMatchObject({ tone, word });
  });
});

describe('a change', () => {
  test('asks for what the move takes', () => {
    const fields = planFields({ inputFields: ['targetId!', 'productIds!', 'shareCustomerInformation', 'reason'] });
    expect(fields).toEqual([
      { name: 'targetId', label: 'Target', isRequired: true, kind: 'TARGET' },
      { name: 'productIds', label: 'Products', isRequired: true, kind: 'LIST' },
      { name: 'shareCustomerInformation', label: 'Share customer information', isRequired: false, kind: 'BOOLEAN' },
      { name: 'reason', label: 'Reason', isRequired: false, kind: 'LONG_TEXT' },
    ]);
    const filled: Record<string, string> = { targetId: '7 ', productIds: 'a, b  c', shareCustomerInformation: 'false' };
    const values = readFields(fields, (name) => filled[name] ?? '');
    expect(values).toEqual({ targetId: '7', productIds: ['a', 'b', 'c'], shareCustomerInformation: false });
    expect(toMoveInput('OUTSOURCE', values)).toEqual({ transition: { outsource: values } });
    expect(toMoveInput('ESCALATE', values)).toEqual(values);
  });

  test('shows each refusal at its field, and the rest above', () => {
    const errors = [
      { field: 'transition.cancel.reasonId', code: 'INVALID_INPUT', message: 'Unknown.' },
      { field: 'transition.cancel.reasonId', code: 'INVALID_INPUT', message: 'Too long.' },
      { field: 'ifVersion', code: 'CONFLICT', message: 'It has changed.' },
      { field: null, code: 'FORBIDDEN', message: 'Not yours.' },
    ];
    expect([...errorsByField(errors, [{ name: 'reasonId' }])]).toEqual([
      ['reasonId', 'Unknown. Too long.'],
      ['', 'It has changed. Not yours.'],
    ]);
  });

  test('keeps its key until it is known what became of it, and for a second click', () => {
    let now = 0;
    let made = 0;
    const keys = createWriteKeys(
      () => `key ${(made += 1)}`,
      () => now,
    );
    expect(keys.keyFor('confirm')).toBe('key 1');
    expect(keys.keyFor('close')).toBe('key 2');
    keys.answered('confirm', false);
    now = 1_000_000;
    expect(keys.keyFor('confirm')).toBe('key 1');
    keys.answered('confirm', true);
    now += 500;
    expect(keys.keyFor('confirm')).toBe('key 1');
    now += 1_500;
    expect(keys.keyFor('confirm')).toBe('key 3');
  });
});

describe('credentials', () => {
  test.each<[string, unknown]>([
    ['', {}],
    ['  abc.def-ghi  ', { authorization: 'Bearer abc.def-ghi' }],
    ['Bearer abc', { authorization: 'Bearer abc' }],
    [
      '{"Authorization": "Bearer abc", "x-backend-token-desk": "t"}',
      { authorization: 'Bearer abc', 'x-backend-token-desk': 't' },
    ],
    ['{"cookie": "a=b"}', null],
    ['{"authorization": 7}', null],
    ['{"authorization": "a\\nb"}', null],
    ['{broken', null],
    ['two words', null],
  ])('%j', (text, expected) => {
    expect(readCredentials(text)).toEqual(expected);
  });

  test('are kept where they were put, and taken away', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      removeItem: (name: string) => void kept.delete(name),
    };
    const store = createCredentialStore(storage as never);
    expect(store.load()).toEqual({});
    store.save({ authorization: 'Bearer abc' });
    expect(store.load()).toEqual({ authorization: 'Bearer abc' });
    store.save({});
    expect([...kept]).toEqual([]);
  });
});

test('the address says what is shown, and nothing that somebody looks for', () => {
  const place = { ticket: 'a/b=c', backend: null, status: 'ACTIVE' };
  expect(readPlace(writePlace(place))).toEqual(place);
  expect(readPlace('')).toEqual({ ticket: null, backend: null, status: null });
  expect(toTicketFilter({ backend: 'desk', status: 'CLOSED' }, ' lamp ')).toEqual({
    backends: ['desk'],
    statusCategories: ['CLOSED'],
    text: 'lamp',
  });
  expect(toTicketFilter({ backend: null, status: null }, ' ')).toEqual({});
});

test('pauses between attempts grow up to a bound, and differ', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((failures) => pauseMs(failures, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ]);
  expect(pauseMs(0, 0)).toBe(250);
});
