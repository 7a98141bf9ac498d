import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { TicketPage } from '../../src/dispatch/merged-list.ts';
import type { ListPage, SortOrder } from '../../src/ticketing/adapter.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { createGeneratedBackend, type GeneratedBackend } from '../support/generated-backend.ts';
import { ticketOf } from '../support/generated-ticket.ts';
import { createListUnderTest, MOST_PAGES, namesIn, orders, rowsOf, sourceOf } from '../support/list-under-test.ts';
import { runs } from '../support/property.ts';
import { nameOf, referenceOrder } from '../support/reference-list.ts';

jest.setTimeout(60_000);

const OLDEST_FIRST: SortOrder = { field: 'createdAt', direction: 'ASC' };

/** A ticket created in this second of a minute. */
function created(second: number | null, nativeId = `at-${second}`): NativeTicket {
  const createdAt = second === null ? null : `2024-03-01T00:00:${String(second).padStart(2, '0')}.000Z`;
  return ticketOf({ nativeId, createdAt });
}

/** A backend that says it sorts by time and gives these pages, whatever is asked. */
function createScripted(pages: readonly (readonly NativeTicket[])[], scanRows = 100_000): GeneratedBackend {
  const backend = createGeneratedBackend({
    id: 'scripted',
    scanRows,
    tickets: pages.flat(),
    operations: {
      listTickets: {
        plan: () => ({ order: 'BY_INSTANT', lanes: [{}], notes: [] }),
        async readPage({ continuation }): Promise<ListPage> {
          backend.calls += 1;
          const index = typeof continuation === 'number' ? continuation : 0;
          return {
            tickets: pages[index] ?? [],
            continuation: index + 1 < pages.length ? index + 1 : null,
            total: pages.flat().length,
            pushedDown: [],
          };
        },
      },
    },
  });
  return backend;
}

function secondsIn(page: TicketPage, backend: string): number[] {
  return page.nodes
    .filter((ticket) => ticket.backend === backend)
    .map(({ createdAt }) => new Date(createdAt ?? '').getUTCSeconds());
}

describe('a backend that does not keep to the order of its own list', () => {
  test.each([
    ['forward', { first: 10 }, [[1, 5], [7, 8], [3]], [1, 5, 7]],
    ['backward', { last: 10 }, [[8, 7], [5, 4], [6]], [5, 7, 8]],
    ['after many good pages', { first: 10 }, [[1], [2], [3], [4], [2]], [1, 2, 3]],
    ['within a page that goes on', { first: 10 }, [[1, 5, 2], [6], [4]], [1, 2, 5]],
  ])('fails, and the others go on: %s', async (_name, paging, script, trusted) => {
    const scripted = createScripted(
      script.map((seconds, page) => seconds.map((second) => created(second, `${page}-${second}`))),
    );
    const tidy = createGeneratedBackend({ id: 'tidy', tickets: [created(2), created(9), created(30)] });
    const page = await createListUnderTest([scripted, tidy]).ask({ ...paging, order: OLDEST_FIRST });
    const source = sourceOf(page, 'scripted');
    expect(source).toMatchObject({ state: 'FAILED', error: { code: 'BACKEND_BAD_RESPONSE' } });
    expect(source.message).toContain('order');
    expect(source.totalCount.kind).toBe('UNKNOWN');
    expect(sourceOf(page, 'tidy').state).toBe('OK');
    expect(secondsIn(page, 'tidy')).toEqual([2, 9, 30]);
    // What came before the fault was in order.
    expect(secondsIn(page, 'scripted')).toEqual(trusted);
    expect(page.totalCount).toEqual({ kind: 'LOWER_BOUND', value: 3 });
  });

  test('fails again behind the cursor of such a page, although the row out of order lies before it', async () => {
    const list = createListUnderTest([
      createScripted([
        [created(1), created(9), created(10)],
        [created(5), created(12)],
      ]),
    ]);
    const broken = await list.ask({ first: 2, order: OLDEST_FIRST });
    expect(secondsIn(broken, 'scripted')).toEqual([1, 9]);
    expect(sourceOf(broken, 'scripted').state).toBe('FAILED');
    const next = await list.ask({ first: 2, after: broken.pageInfo.endCursor, order: OLDEST_FIRST });
    expect(sourceOf(next, 'scripted').state).toBe('FAILED');
  });

  test('never loses a row without a word, whatever the pages', async () => {
    const scripts = fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }), {
      minLength: 1,
      maxLength: 6,
    });
    let complete = 0;
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(
        scripts,
        fc.boolean(),
        orders,
        fc.integer({ min: 1, max: 9 }),
        async (script, isTidy, { direction }, first) => {
          const order: SortOrder = { field: 'createdAt', direction };
          const sign = direction === 'ASC' ? 1 : -1;
          // Chance alone seldom makes a sorted list.
          const sorted = script.flat().sort((left, right) => sign * (left - right));
          const pages = script.map((seconds, page) =>
            seconds.map((second, index) => created(isTidy ? (sorted.shift() ?? 0) : second, `${page}-${index}`)),
          );
          const backend = createScripted(pages);
          const list = createListUnderTest([backend]);
          const expected = referenceOrder(rowsOf([backend]), order).map(({ ticket }) =>
            nameOf('scripted', ticket.nativeId),
          );
          const seen: string[] = [];
          let after: string | null = null;
          for (let count = 0; ; count++) {
            // A list without an end would go on for ever.
            expect(count).toBeLessThan(MOST_PAGES);
            const page: TicketPage = await list.ask({ first, after, order });
            if (sourceOf(page, 'scripted').state !== 'OK') {
              failed += 1;
              expect(isTidy).toBe(false);
              return;
            }
            seen.push(...namesIn(page));
            if (!page.pageInfo.hasNextPage) break;
            after = page.pageInfo.endCursor;
          }
          complete += 1;
          expect(seen).toEqual(expected);
        },
      ),
      runs(300),
    );
    // Else the property spoke of nothing.
    expect(Math.min(complete, failed)).toBeGreaterThan(30);
  });
});

describe('a sorted list', () => {
  test('leaves out rows without the time it is sorted by, and says so', async () => {
    const backend = createScripted([[created(1), created(null)], [created(2)]]);
    const list = createListUnderTest([backend]);
    const page = await list.ask({ first: 10, order: OLDEST_FIRST });
    expect(secondsIn(page, 'scripted')).toEqual([1, 2]);
    const source = sourceOf(page, 'scripted');
    expect(source).toMatchObject({ state: 'OK', truncated: true });
    expect(source.notes).toEqual([expect.stringContaining('Rows without createdAt are left out')]);
  });

  test('is over behind a row without a time, and is not asked', async () => {
    const sorted = createGeneratedBackend({ id: 'sorted', tickets: [created(1)], style: { sortsBy: ['createdAt'] } });
    const unsorted = createGeneratedBackend({ id: 'unsorted', tickets: [created(null, 'a'), created(null, 'b')] });
    const list = createListUnderTest([sorted, unsorted]);
    const first = await list.ask({ first: 2, order: OLDEST_FIRST });
    expect(namesIn(first)).toEqual([nameOf('sorted', 'at-1'), nameOf('unsorted', 'a')]);
    const calls = sorted.calls;
    const behind = { first: 2, after: first.pageInfo.endCursor, order: OLDEST_FIRST };
    const second = await list.ask({ ...behind, wantsTotal: false });
    expect(namesIn(second)).toEqual([nameOf('unsorted', 'b')]);
    expect(sourceOf(second, 'sorted')).toMatchObject({ state: 'OK', rows: 0, totalCount: { kind: 'UNKNOWN' } });
    expect(sorted.calls).toBe(calls);
    // The total does not depend on the page: it is worth a call where somebody asks for it.
    expect((await list.ask(behind)).totalCount).toEqual(first.totalCount);
    expect(sorted.calls).toBe(calls + 1);
  });

  test('shows a row once that is in two lanes, as it moved from one to the other while they were read', async () => {
    for (const order of ['BY_INSTANT', 'NONE'] as const) {
      const backend = createGeneratedBackend({
        id: 'desk',
        tickets: [],
        operations: {
          listTickets: {
            plan: () => ({ order, lanes: ['open', 'closed'], notes: [] }),
            readPage: async ({ lane }) => ({
              tickets: [created(lane === 'open' ? 2 : 4, 'moved'), created(lane === 'open' ? 1 : 3)],
              continuation: null,
              total: 2,
              pushedDown: [],
            }),
          },
        },
      });
      const page = await createListUnderTest([backend]).ask({ first: 10, order: OLDEST_FIRST });
      expect(namesIn(page).sort()).toEqual(['at-1', 'at-3', 'moved'].map((id) => nameOf('desk', id)));
    }
  });

  test('is read no further than the page needs', async () => {
    const tickets = Array.from({ length: 20 }, (_, second) => created(second));
    const backend = createGeneratedBackend({ id: 'desk', tickets, style: { sortsBy: ['createdAt'], pageSize: 4 } });
    const list = createListUnderTest([backend]);
    const first = await list.ask({ first: 3, order: OLDEST_FIRST });
    // The fourth row shows that there is a next page; the second call, that nothing of its instant is left.
    expect(backend.calls).toBe(2);
    const second = await list.ask({ first: 3, after: first.pageInfo.endCursor, order: OLDEST_FIRST });
    expect(second.pageInfo.hasNextPage).toBe(true);
    expect(backend.pages.at(-1)?.request.from).toBe(first.nodes.at(-1)?.createdAt);
    expect(backend.calls).toBe(4);
  });

  test('does not fail by what lies behind a page that is complete', async () => {
    const tickets = Array.from({ length: 12 }, (_, second) => created(second));
    const backend = createGeneratedBackend({ id: 'desk', tickets, style: { sortsBy: ['createdAt'], pageSize: 4 } });
    backend.beforeCall = (call) => {
      if (call === 3) throw new Error('broken');
    };
    const page = await createListUnderTest([backend]).ask({ first: 6, order: OLDEST_FIRST });
    expect(secondsIn(page, 'desk')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sourceOf(page, 'desk').state).toBe('OK');
    expect(page.pageInfo.hasNextPage).toBe(true);
  });

  test('says so if it may lack rows of the instant at which reading ended', async () => {
    const ties = ['b', 'c', 'd', 'e'].map((id) => created(2, id));
    const list = createListUnderTest([createScripted([[created(1)], ties, [created(2, 'a')]], 5)]);
    const page = await list.ask({ first: 2, order: OLDEST_FIRST });
    // Row "a" should stand where "b" does, and behind "b" it is lost.
    expect(namesIn(page)).toEqual(['at-1', 'b'].map((id) => nameOf('scripted', id)));
    expect(sourceOf(page, 'scripted').truncated).toBe(true);
  });

  test('says nothing of an end of reading behind the rows of the page', async () => {
    const tidy = createGeneratedBackend({ id: 'tidy', tickets: [created(1), created(2), created(3)] });
    const list = createListUnderTest([createScripted([[created(4), created(5)], [created(6)]], 2), tidy]);
    const page = await list.ask({ first: 2, order: OLDEST_FIRST });
    expect(namesIn(page)).toEqual(['at-1', 'at-2'].map((id) => nameOf('tidy', id)));
    expect(sourceOf(page, 'scripted')).toMatchObject({ state: 'OK', truncated: false, totalCount: { value: 3 } });
    const next = await list.ask({ first: 2, order: OLDEST_FIRST, after: page.pageInfo.endCursor });
    expect(sourceOf(next, 'scripted').truncated).toBe(true);
  });
});
