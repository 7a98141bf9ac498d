import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { SortOrder } from '../../src/ticketing/adapter.ts';
import { createGeneratedBackend, rowsRead } from '../support/generated-backend.ts';
import { ticketOf } from '../support/generated-ticket.ts';
import {
  backendSpecifications,
  createBackends,
  createListUnderTest,
  MOST_PAGES,
  namesIn,
  orders,
  pageSizes,
  rowsOf,
  sourceOf,
} from '../support/list-under-test.ts';
import { runs } from '../support/property.ts';
import { nameOf, referenceOrder } from '../support/reference-list.ts';

jest.setTimeout(60_000);

const OLDEST_FIRST: SortOrder = { field: 'createdAt', direction: 'ASC' };

describe('a list of which only so many rows are read', () => {
  test('is complete page by page, or the page says of which backend it is not', async () => {
    const bounds = fc.array(fc.constantFrom(100_000, 1, 2, 3, 5, 8, 13), { minLength: 4, maxLength: 4 });
    const walks = fc.record({
      order: orders,
      isBackward: fc.boolean(),
      sizes: pageSizes,
      holdMs: fc.constantFrom(0, 4_000),
    });
    let cut = 0;
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(backendSpecifications(), bounds, walks, async (facts, scanRows, walk) => {
        const { order, isBackward, sizes, holdMs } = walk;
        const backends = createBackends(facts, scanRows);
        const list = createListUnderTest(backends, { holdMs });
        const all = referenceOrder(rowsOf(backends), order).map(({ backend, ticket }) => ({
          backend,
          name: nameOf(backend, ticket.nativeId),
        }));
        // The rows ahead in the direction of the walk, nearest first.
        let ahead = isBackward ? all.toReversed() : all;
        let cursor: string | null = null;
        for (let pages = 0; ; pages++) {
          // A list without an end would go on for ever.
          expect(pages).toBeLessThan(MOST_PAGES);
          const size = sizes[pages % sizes.length] ?? 1;
          const page = await list.ask({
            order,
            ...(isBackward ? { last: size, before: cursor } : { first: size, after: cursor }),
          });
          const shown = isBackward ? namesIn(page).reverse() : namesIn(page);
          expect(shown.length).toBeLessThanOrEqual(size);
          expect(page.sources.map(({ state }) => state)).toEqual(backends.map(() => 'OK'));

          const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
          const hasMore = isBackward ? hasPreviousPage : hasNextPage;
          const end = hasMore ? ahead.findIndex(({ name }) => name === shown.at(-1)) + 1 : ahead.length;
          const isCut = new Map(page.sources.map(({ backend, truncated }) => [backend.id, truncated]));
          // Up to its last row the page lacks nothing but rows of backends of which it says so.
          const due = ahead
            .slice(0, end)
            .filter(({ backend, name }) => isCut.get(backend) !== true || shown.includes(name));
          expect(shown).toEqual(due.map(({ name }) => name));
          if (page.sources.some(({ truncated }) => truncated)) cut += 1;
          else whole += 1;
          if (!hasMore) return;
          ahead = ahead.slice(end);
          cursor = isBackward ? startCursor : endCursor;
        }
      }),
      runs(400),
    );
    // Else the property spoke of nothing.
    expect(Math.min(cut, whole)).toBeGreaterThan(30);
  });

  test('shows what was read of it, up to the last row', async () => {
    const tickets = ['01', '02', '02', '03', '04'].map((day, index) =>
      ticketOf({ nativeId: String(index), createdAt: `2024-03-${day}T00:00:00.000Z` }),
    );
    const backend = createGeneratedBackend({
      id: 'desk',
      tickets,
      style: { sortsBy: ['createdAt'], pageSize: 2 },
      scanRows: 4,
    });
    const page = await createListUnderTest([backend]).ask({ first: 10, order: OLDEST_FIRST });
    expect(namesIn(page)).toEqual(['0', '1', '2', '3'].map((id) => nameOf('desk', id)));
    expect(sourceOf(page, 'desk')).toMatchObject({ state: 'OK', truncated: true, rows: 4 });
    expect(rowsRead(backend)).toBe(4);
  });
});
