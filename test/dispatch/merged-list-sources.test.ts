import { describe, expect, test } from '@jest/globals';
import type { BackendOperations } from '../../src/ticketing/adapter.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { ABSENT, failed, found } from '../../src/ticketing/lookup.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { createGeneratedBackend, type GeneratedBackend } from '../support/generated-backend.ts';
import { ticketOf } from '../support/generated-ticket.ts';
import { createListUnderTest, namesIn, sourceOf } from '../support/list-under-test.ts';
import { nameOf } from '../support/reference-list.ts';

function createBackend(id: string, operations: Partial<BackendOperations> = {}): GeneratedBackend {
  const tickets = ['1', '2', '3', 'a:b', '😀'].map((nativeId, index) =>
    ticketOf({ nativeId, createdAt: `2024-03-0${index + 1}T00:00:00.000Z`, code: index < 2 ? 'new' : 'old' }),
  );
  return createGeneratedBackend({ id, tickets, operations, style: { pageSize: 2 } });
}

function ticketIds(backend: string, ...ids: readonly string[]): string[] {
  return ids.map((nativeId) => encodeGlobalId({ type: 'Ticket', backend, nativeId }));
}

describe('a list of tickets named by their ids', () => {
  test('is read by id, and only where there are any', async () => {
    const desk = createBackend('desk');
    const hub = createBackend('hub');
    const page = await createListUnderTest([desk, hub]).ask({
      filter: { ids: ticketIds('desk', '😀', '1', 'a:b', 'nobody', '1') },
    });
    expect(namesIn(page)).toEqual(['😀', 'a:b', '1'].map((id) => nameOf('desk', id)));
    expect([desk.calls, desk.pages.length, hub.calls]).toEqual([1, 0, 0]);
    expect(page.totalCount).toEqual({ kind: 'EXACT', value: 3 });
    expect(sourceOf(page, 'desk')).toMatchObject({ state: 'OK', rows: 3, filtersPushedDown: ['ids'] });
    expect(sourceOf(page, 'hub')).toMatchObject({ state: 'OK', rows: 0, totalCount: { kind: 'EXACT', value: 0 } });
  });

  test('is paged and filtered like any other', async () => {
    const desk = createBackend('desk');
    const list = createListUnderTest([desk]);
    const filter = { ids: ticketIds('desk', '1', '2', '3', 'a:b', '😀'), statusCodes: ['old'] };
    const first = await list.ask({ first: 2, filter });
    expect(namesIn(first)).toEqual(['😀', 'a:b'].map((id) => nameOf('desk', id)));
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = await list.ask({ first: 2, filter, after: first.pageInfo.endCursor });
    expect(namesIn(second)).toEqual([nameOf('desk', '3')]);
    expect(second.totalCount).toEqual({ kind: 'EXACT', value: 3 });
    expect(sourceOf(second, 'desk')).toMatchObject({
      filtersPushedDown: ['ids'],
      filtersEvaluatedHere: ['statusCodes'],
    });
    expect(desk.pages).toEqual([]);
  });

  test('works where there is no list at all', async () => {
    const desk = createBackend('desk', { listTickets: unsupported('This backend has no list of tickets.') });
    const page = await createListUnderTest([desk]).ask({ filter: { ids: ticketIds('desk', '2') } });
    expect(namesIn(page)).toEqual([nameOf('desk', '2')]);
    expect(sourceOf(page, 'desk').state).toBe('OK');
  });

  test('shows a ticket once that its backend finds under two ids', async () => {
    const moved = ticketOf({ nativeId: '2' });
    const desk = createBackend('desk', { getTickets: async ({ ids }) => ids.map(() => found(moved)) });
    const page = await createListUnderTest([desk]).ask({ filter: { ids: ticketIds('desk', '1', '2') } });
    expect(namesIn(page)).toEqual([nameOf('desk', '2')]);
    expect(page.totalCount).toEqual({ kind: 'EXACT', value: 1 });
  });

  test('fails for a backend that cannot look up one of them, and for no other', async () => {
    const error = new GatewayError('FORBIDDEN', 'This ticket is not for you.');
    const desk = createBackend('desk', { getTickets: async () => [ABSENT, failed(error)] });
    const hub = createBackend('hub');
    const ids = [...ticketIds('desk', '1', '2'), ...ticketIds('hub', '1')];
    const page = await createListUnderTest([desk, hub]).ask({ filter: { ids } });
    expect(namesIn(page)).toEqual([nameOf('hub', '1')]);
    expect(sourceOf(page, 'desk')).toMatchObject({ state: 'FORBIDDEN', message: error.message });
    expect(page.totalCount).toEqual({ kind: 'LOWER_BOUND', value: 1 });
  });
});

describe('a backend without a list', () => {
  test('says why, and the others’ rows are there', async () => {
    const reason = 'The API of this backend reads single tickets only.';
    const mute = createBackend('mute', { listTickets: unsupported(reason) });
    const desk = createBackend('desk');
    const list = createListUnderTest([mute, desk]);
    const page = await list.ask({ first: 3 });
    expect(namesIn(page)).toEqual(['😀', 'a:b', '3'].map((id) => nameOf('desk', id)));
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(sourceOf(page, 'mute')).toMatchObject({
      state: 'UNSUPPORTED',
      message: reason,
      error: { code: 'UNSUPPORTED', facts: { backend: 'mute' } },
      rows: 0,
      attempts: 0,
      totalCount: { kind: 'UNKNOWN', value: null },
      truncated: false,
    });
    expect(sourceOf(page, 'desk').state).toBe('OK');
    expect(page.totalCount).toEqual({ kind: 'LOWER_BOUND', value: 5 });
    expect(mute.calls).toBe(0);
  });
});

describe('sources', () => {
  test('stand in the order of the configuration, one a backend, with what asking it cost', async () => {
    const hub = createBackend('hub');
    const desk = createBackend('desk');
    const page = await createListUnderTest([hub, desk]).ask({ first: 4 });
    expect(page.sources.map(({ backend, rows, attempts }) => [backend.id, rows, attempts])).toEqual([
      ['hub', 2, 3],
      ['desk', 2, 3],
    ]);
  });

  test('of backends that were not chosen are not there', async () => {
    const hub = createBackend('hub');
    const desk = createBackend('desk');
    const page = await createListUnderTest([hub, desk]).ask({ filter: { backends: ['desk', 'desk'] } });
    expect(page.sources.map(({ backend }) => backend.id)).toEqual(['desk']);
    expect(hub.calls).toBe(0);
  });

  test('tell of a backend that throws while it plans', async () => {
    const desk = createBackend('desk');
    const broken = createBackend('broken', {
      listTickets: {
        plan() {
          throw new TypeError('a fault of the adapter');
        },
        readPage: async () => ({ tickets: [], continuation: null, total: null, pushedDown: [] }),
      },
    });
    const page = await createListUnderTest([broken, desk]).ask();
    expect(page.nodes).toHaveLength(5);
    expect(sourceOf(page, 'broken')).toMatchObject({ state: 'FAILED', error: { code: 'INTERNAL' } });
    expect(sourceOf(page, 'broken').message).not.toContain('adapter');
  });

  test('carry what a backend has to say about the question', async () => {
    const desk = createBackend('desk', {
      listTickets: {
        plan: () => ({ order: 'NONE', lanes: [], notes: ['Its tickets have no assignee.'] }),
        readPage: () => Promise.reject(new Error('There is no lane to be read.')),
      },
    });
    const page = await createListUnderTest([desk]).ask({ filter: { assigneeId: 'p1' } });
    expect(sourceOf(page, 'desk')).toMatchObject({ state: 'OK', rows: 0, notes: ['Its tickets have no assignee.'] });
    expect(page.totalCount).toEqual({ kind: 'EXACT', value: 0 });
  });
});
