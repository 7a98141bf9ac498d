import { describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import {
  createGeneratedBackend,
  rowsRead,
  type BackendStyle,
  type GeneratedBackend,
} from '../support/generated-backend.ts';
import { ticketOf } from '../support/generated-ticket.ts';
import { createListUnderTest, namesIn, sourceOf, type ListUnderTest } from '../support/list-under-test.ts';
import { nameOf } from '../support/reference-list.ts';

const HOLD_MS = 4_000;
const STYLE: Partial<BackendStyle> = { pageSize: 4 };

function createBackend(count: number, id = 'desk', style: Partial<BackendStyle> = STYLE): GeneratedBackend {
  const tickets = Array.from({ length: count }, (_, index) =>
    ticketOf({ nativeId: String(100 + index), createdAt: `2024-03-01T00:00:${String(10 + index)}.000Z` }),
  );
  return createGeneratedBackend({ id, tickets, style });
}

function createHeldList(...backends: readonly GeneratedBackend[]): ListUnderTest {
  return createListUnderTest(backends, { holdMs: HOLD_MS });
}

describe('a list that its backend cannot sort', () => {
  test('is read once for all pages within the hold time', async () => {
    const backend = createBackend(10);
    const list = createHeldList(backend);
    const first = await list.ask({ first: 3 });
    expect(backend.calls).toBe(3);
    expect(first.nodes.map(({ freshness }) => freshness.state)).toEqual(['LIVE', 'LIVE', 'LIVE']);
    list.passTime(HOLD_MS - 1);
    const second = await list.ask({ first: 3, after: first.pageInfo.endCursor });
    const back = await list.ask({ last: 2, before: second.pageInfo.startCursor });
    expect(backend.calls).toBe(3);
    expect(namesIn(second)).toEqual(['106', '105', '104'].map((id) => nameOf('desk', id)));
    expect(namesIn(back)).toEqual(['108', '107'].map((id) => nameOf('desk', id)));
    // What was kept says so, and when it was read.
    const read = sourceOf(first, 'desk').fetchedAt;
    expect(second.nodes.map(({ freshness }) => freshness)).toEqual(
      second.nodes.map(() => ({ state: 'CACHED', fetchedAt: read })),
    );
    expect(sourceOf(second, 'desk')).toMatchObject({ attempts: 0, fetchedAt: read, totalCount: { value: 10 } });
  });

  test('is read once for both directions and both fields', async () => {
    const backend = createBackend(10);
    const list = createHeldList(backend);
    for (const field of ['createdAt', 'updatedAt'] as const) {
      for (const direction of ['ASC', 'DESC'] as const) await list.ask({ order: { field, direction } });
    }
    expect(backend.calls).toBe(3);
  });

  test('is read anew when the hold time is over', async () => {
    const backend = createBackend(10);
    const list = createHeldList(backend);
    await list.ask();
    list.passTime(HOLD_MS);
    const page = await list.ask();
    expect(backend.calls).toBe(6);
    expect(page.nodes[0]?.freshness.state).toBe('LIVE');
  });

  test('is read anew for another principal and for another filter', async () => {
    const backend = createBackend(10);
    const list = createHeldList(backend);
    await list.ask({ principal: 'ann' });
    await list.ask({ principal: 'bob' });
    expect(backend.calls).toBe(6);
    await list.ask({ principal: 'ann', filter: { statusCategories: ['OPEN'] } });
    expect(backend.calls).toBe(9);
    await list.ask({ principal: 'ann' });
    await list.ask({ principal: 'bob' });
    expect(backend.calls).toBe(9);
  });

  test('shows each principal only what was read for it', async () => {
    const backend = createBackend(3);
    const list = createHeldList(backend);
    const annSees = await list.ask({ principal: 'ann' });
    backend.tickets = backend.tickets.slice(1);
    expect(namesIn(await list.ask({ principal: 'bob' }))).toHaveLength(2);
    expect(namesIn(await list.ask({ principal: 'ann' }))).toEqual(namesIn(annSees));
  });

  test('is read once for all who ask at the same time, but for one principal alone', async () => {
    const backend = createBackend(10);
    const list = createHeldList(backend);
    const pages = await Promise.all([list.ask({ first: 3 }), list.ask({ first: 3 }), list.ask({ last: 3 })]);
    expect(backend.calls).toBe(3);
    expect(namesIn(pages[1])).toEqual(namesIn(pages[0]));
    expect(pages[2].nodes.map(({ nativeId }) => nativeId)).toEqual(['102', '101', '100']);
    await Promise.all([list.ask({ principal: 'ann' }), list.ask({ principal: 'bob' })]);
    expect(backend.calls).toBe(9);
  });

  test('is not kept without a hold time, yet shared while it is being read', async () => {
    const backend = createBackend(10);
    const list = createListUnderTest([backend], { holdMs: 0 });
    await Promise.all([list.ask(), list.ask()]);
    expect(backend.calls).toBe(3);
    await list.ask();
    expect(backend.calls).toBe(6);
  });

  test('is not kept if it failed', async () => {
    const backend = createBackend(10);
    const list = createHeldList(backend);
    backend.beforeCall = (call) => {
      if (call === 2) throw new Error('broken');
    };
    const broken = await list.ask();
    expect(sourceOf(broken, 'desk').state).toBe('FAILED');
    expect(broken.nodes).toEqual([]);
    const page = await list.ask();
    expect(sourceOf(page, 'desk').state).toBe('OK');
    expect(page.nodes).toHaveLength(10);
  });

  test('reads each lane once, and keeps all of them', async () => {
    const backend = createBackend(10, 'desk', { lanes: 'BY_ID' });
    const list = createHeldList(backend);
    await list.ask({ first: 1 });
    await list.ask({ first: 1 });
    expect(backend.calls).toBe(3);
    expect(rowsRead(backend)).toBe(10);
  });

  test('is dropped when more rows are kept than there is room for', async () => {
    const backend = createBackend(10);
    const list = createListUnderTest([backend], { holdMs: HOLD_MS, mostRows: 30 });
    await list.ask({ principal: 'ann' });
    await list.ask({ principal: 'bob' });
    expect(backend.calls).toBe(6);
    await list.ask({ principal: 'bob' });
    expect(backend.calls).toBe(6);
    await list.ask({ principal: 'ann' });
    expect(backend.calls).toBe(9);
  });
});

describe('forgetting a backend after a write to it', () => {
  test('drops its scans for all principals and nobody else’s', async () => {
    // One id begins with the other.
    const desk = createBackend(4, 'desk');
    const annex = createBackend(4, 'desk-annex');
    const list = createHeldList(desk, annex);
    await list.ask({ principal: 'ann' });
    await list.ask({ principal: 'bob' });
    list.scans.forget('desk');
    desk.tickets = desk.tickets.slice(1);
    expect((await list.ask({ principal: 'ann' })).nodes).toHaveLength(7);
    expect((await list.ask({ principal: 'bob' })).nodes).toHaveLength(7);
    expect([desk.calls, annex.calls]).toEqual([4, 2]);
  });

  test('does not keep a scan that was under way', async () => {
    const desk = createBackend(4);
    const list = createHeldList(desk);
    const gate = Promise.withResolvers<void>();
    desk.beforeCall = () => gate.promise;
    const underWay = list.ask();
    await eventually('the list is read', () => desk.calls === 1);
    list.scans.forget('desk');
    gate.resolve();
    expect((await underWay).nodes).toHaveLength(4);
    desk.tickets = desk.tickets.slice(1);
    expect((await list.ask()).nodes).toHaveLength(3);
    expect(desk.calls).toBe(2);
  });

  test('lets nobody join a scan that was under way', async () => {
    const desk = createBackend(4);
    const list = createHeldList(desk);
    const gate = Promise.withResolvers<void>();
    desk.beforeCall = () => gate.promise;
    const underWay = list.ask();
    list.scans.forget('desk');
    const afterwards = list.ask();
    await eventually('both read', () => desk.calls === 2);
    gate.resolve();
    await Promise.all([underWay, afterwards]);
    await list.ask();
    expect(desk.calls).toBe(2);
  });
});

test('rows that are at hand bring the place of the log where they were read', async () => {
  let head = 'c1';
  const desk = createBackend(4, 'desk');
  const annex = createBackend(4, 'annex');
  const list = createListUnderTest([desk, annex], { holdMs: HOLD_MS, changeCursor: async () => head });
  expect((await list.ask({ filter: { backends: ['desk'] } })).changeCursors).toEqual(['c1']);
  head = 'c2';
  expect((await list.ask()).changeCursors).toEqual(['c1', 'c2']);
  head = 'c3';
  expect((await list.ask()).changeCursors).toEqual(['c1', 'c2']);
  list.scans.forget('annex');
  expect((await list.ask()).changeCursors).toEqual(['c1', 'c3']);
  list.scans.forget();
  expect((await list.ask()).changeCursors).toEqual(['c3', 'c3']);
});
