import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { SourceReport } from '../../src/dispatch/source-report.ts';
import { FILTER_NAMES, type FilterName, type TicketFilter } from '../../src/ticketing/filter.ts';
import { namesOf, type GeneratedBackend } from '../support/generated-backend.ts';
import { toInput, toNativeFilter, wishesAbout } from '../support/generated-filter.ts';
import {
  backendSpecifications,
  createBackends,
  createListUnderTest,
  namesIn,
  orders,
  pageSizes,
  MOST_PAGES,
  rowsOf,
} from '../support/list-under-test.ts';
import { runs } from '../support/property.ts';
import { isWanted, nameOf, referenceOrder } from '../support/reference-list.ts';

jest.setTimeout(60_000);

const askings = backendSpecifications(20).chain((facts) =>
  fc.record({
    facts: fc.constant(facts),
    wish: wishesAbout(facts),
    order: orders,
    sizes: pageSizes,
    holdMs: fc.constantFrom(0, 4_000),
  }),
);

/** Checks what a source says about who applied which filter. */
function checkFilterReport(source: SourceReport, backend: GeneratedBackend, filter: TicketFilter): void {
  const active = namesOf(filter).sort();
  const { filtersPushedDown, filtersEvaluatedHere } = source;
  if (filter.ids === undefined && backend.pages.length === 0) {
    // Nothing was read, so nobody applied anything.
    expect({ filtersPushedDown, filtersEvaluatedHere }).toEqual({ filtersPushedDown: [], filtersEvaluatedHere: [] });
    return;
  }
  expect([...filtersPushedDown, ...filtersEvaluatedHere].sort()).toEqual(active);
  const isByAllPages = (name: FilterName): boolean =>
    backend.pages.every(({ applied, page }) => applied.includes(name) && page.pushedDown.includes(name));
  const expected = filter.ids === undefined ? active.filter(isByAllPages) : ['ids'];
  expect([...filtersPushedDown].sort()).toEqual(expected);
}

describe('filters', () => {
  test('give the same rows, whoever applies them, and the sources tell who did', async () => {
    const used = new Map<FilterName, number>();
    let rowsSeen = 0;
    await fc.assert(
      fc.asyncProperty(askings, async ({ facts, wish, order, sizes, holdMs }) => {
        const backends = createBackends(facts);
        const list = createListUnderTest(backends, { holdMs });
        const wanted = rowsOf(backends).filter(({ backend, ticket }) => {
          const filter = toNativeFilter(wish, backend);
          return filter !== null && isWanted(ticket, filter, namesOf(filter));
        });
        const expected = referenceOrder(wanted, order).map(({ backend, ticket }) => nameOf(backend, ticket.nativeId));
        const asked = backends.filter(({ instance }) => toNativeFilter(wish, instance.id) !== null);

        const seen: string[] = [];
        let after: string | null = null;
        for (let pages = 0; ; pages++) {
          // A list without an end would go on for ever.
          expect(pages).toBeLessThan(MOST_PAGES);
          const page = await list.ask({ filter: toInput(wish), order, first: sizes[pages % sizes.length], after });
          expect(page.sources.map(({ backend }) => backend.id)).toEqual(asked.map(({ instance }) => instance.id));
          for (const [index, source] of page.sources.entries()) {
            const backend = asked[index] as GeneratedBackend;
            const filter = toNativeFilter(wish, backend.instance.id) ?? {};
            checkFilterReport(source, backend, filter);
            for (const name of namesOf(filter)) used.set(name, (used.get(name) ?? 0) + 1);
            // Each page stands for itself, but what is kept was applied when it was read.
            if (holdMs === 0 || backend.style.sortsBy.includes(order.field)) backend.pages = [];
          }
          seen.push(...namesIn(page));
          if (!page.pageInfo.hasNextPage) break;
          after = page.pageInfo.endCursor;
        }
        expect(seen).toEqual(expected);
        rowsSeen += seen.length;
      }),
      runs(400),
    );
    // Else the property spoke of nothing.
    expect([...used.keys()].sort()).toEqual([...FILTER_NAMES].sort());
    expect(rowsSeen).toBeGreaterThan(1_000);
  });
});
