import { expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { SortOrder } from '../../src/ticketing/adapter.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { INSTANTS } from '../support/generated-ticket.ts';
import {
  backendSpecifications,
  createBackends,
  createListUnderTest,
  namesIn,
  orders,
  pageSizes,
  MOST_PAGES,
  rowsOf,
  type ListUnderTest,
} from '../support/list-under-test.ts';
import { runs } from '../support/property.ts';
import { nameOf, referenceOrder } from '../support/reference-list.ts';

jest.setTimeout(60_000);

/** What becomes of a row while somebody pages through the list. */
interface Fate {
  readonly kind: 'STAYS' | 'COMES' | 'GOES' | 'MOVES';
  /** Before which page it happens. */
  readonly page: number;
  /** Where a row that moves goes to. */
  readonly instant: string;
}

const fates: fc.Arbitrary<Fate[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('STAYS', 'STAYS', 'COMES', 'GOES', 'MOVES'),
    page: fc.integer({ min: 1, max: 6 }),
    instant: fc.constantFrom(...INSTANTS),
  }),
  { minLength: 1, maxLength: 40 },
);

/** The row as it is when a page is read; nothing while it does not exist. */
function rowAt(ticket: NativeTicket, { kind, page, instant }: Fate, now: number): NativeTicket[] {
  const hasHappened = now >= page;
  if (kind === 'COMES') return hasHappened ? [ticket] : [];
  if (kind === 'GOES') return hasHappened ? [] : [ticket];
  if (kind === 'STAYS' || !hasHappened) return [ticket];
  // A new status takes it to another lane as well.
  return [{ ...ticket, createdAt: instant, updatedAt: instant, status: { ...ticket.status, category: 'CLOSED' } }];
}

async function walk(
  list: ListUnderTest,
  order: SortOrder,
  isBackward: boolean,
  sizes: readonly number[],
  beforePage: (page: number) => void,
): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let pages = 0; ; pages++) {
    // A list without an end would go on for ever.
    expect(pages).toBeLessThan(MOST_PAGES);
    beforePage(pages);
    const size = sizes[pages % sizes.length] ?? 1;
    const page = await list.ask({
      order,
      ...(isBackward ? { last: size, before: cursor } : { first: size, after: cursor }),
    });
    expect(page.nodes.length).toBeLessThanOrEqual(size);
    seen.push(...(isBackward ? namesIn(page).reverse() : namesIn(page)));
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    if (!(isBackward ? hasPreviousPage : hasNextPage)) return isBackward ? seen.reverse() : seen;
    expect(page.nodes).toHaveLength(size);
    cursor = isBackward ? startCursor : endCursor;
    list.passTime(1_500);
  }
}

test('rows that do not change come exactly once, whatever comes, goes and moves meanwhile', async () => {
  const walks = fc.record({
    order: orders,
    isBackward: fc.boolean(),
    sizes: pageSizes,
    holdMs: fc.constantFrom(0, 4_000),
  });
  await fc.assert(
    fc.asyncProperty(
      backendSpecifications(),
      fates,
      walks,
      async (facts, allFates, { order, isBackward, sizes, holdMs }) => {
        const backends = createBackends(facts);
        const all = rowsOf(backends).map((row, index) => ({
          ...row,
          fate: allFates[index % allFates.length] ?? { kind: 'STAYS', page: 1, instant: '' },
        }));
        function namesOfKind(...kinds: readonly Fate['kind'][]): Set<string> {
          const rows = all.filter(({ fate }) => kinds.includes(fate.kind));
          return new Set(rows.map(({ backend, ticket }) => nameOf(backend, ticket.nativeId)));
        }

        const seen = await walk(createListUnderTest(backends, { holdMs }), order, isBackward, sizes, (page) => {
          for (const backend of backends) {
            backend.tickets = all
              .filter((row) => row.backend === backend.instance.id)
              .flatMap(({ ticket, fate }) => rowAt(ticket, fate, page));
          }
        });

        const unchanged = namesOfKind('STAYS');
        const expected = referenceOrder(all, order).map(({ backend, ticket }) => nameOf(backend, ticket.nativeId));
        expect(seen.filter((name) => unchanged.has(name))).toEqual(expected.filter((name) => unchanged.has(name)));
        // A row that comes or goes has one place all the while, so it cannot come twice.
        const settled = namesOfKind('STAYS', 'COMES', 'GOES');
        const once = seen.filter((name) => settled.has(name));
        expect(once).toEqual([...new Set(once)]);
      },
    ),
    runs(300),
  );
});
