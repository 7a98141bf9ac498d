import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { SourceReport, TotalCount } from '../../src/dispatch/source-report.ts';
import type { SortOrder } from '../../src/ticketing/adapter.ts';
import { createGeneratedBackend, namesOf, rowsRead, type GeneratedBackend } from '../support/generated-backend.ts';
import { toInput, toNativeFilter, wishesAbout, type Wish } from '../support/generated-filter.ts';
import { ticketOf } from '../support/generated-ticket.ts';
import {
  backendSpecifications,
  createBackends,
  createListUnderTest,
  orders,
  sourceOf,
} from '../support/list-under-test.ts';
import { runs } from '../support/property.ts';
import { isWanted } from '../support/reference-list.ts';

jest.setTimeout(60_000);

const askings = backendSpecifications(20).chain((facts) =>
  fc.record({
    facts: fc.constant(facts),
    wish: fc.oneof(fc.constant<Wish>({}), wishesAbout(facts)),
    order: orders,
    first: fc.integer({ min: 1, max: 12 }),
    pages: fc.integer({ min: 1, max: 3 }),
    // By backend; most of them have neither bound and do not fail.
    scanRows: fc.array(fc.constantFrom(100_000, 1, 4, 7), { minLength: 4, maxLength: 4 }),
    reach: fc.array(fc.constantFrom(null, null, 0, 3, 10), { minLength: 4, maxLength: 4 }),
    isDown: fc.array(fc.constantFrom(false, false, false, true), { minLength: 4, maxLength: 4 }),
    holdMs: fc.constantFrom(0, 4_000),
  }),
);

const LANE_COUNTS = { ONE: 1, BY_STATUS: 4, BY_ID: 3 };

function checkTotal(total: TotalCount, truth: number): void {
  if (total.kind === 'EXACT') expect(total.value).toBe(truth);
  if (total.kind === 'LOWER_BOUND') expect(total.value).toBeLessThanOrEqual(truth);
  if (total.kind === 'UNKNOWN') expect(total.value).toBeNull();
}

/** The pages after which the backend had more to give that nobody asked for. */
function unfinishedLanes(backend: GeneratedBackend): number {
  const lastByLane = new Map(backend.pages.map(({ request, page }) => [JSON.stringify(request.lane), page]));
  return [...lastByLane.values()].filter((page) => page.continuation !== null || page.isCutOff === true).length;
}

/** Checks a source that was asked for the first page of a list. */
function checkBounds(source: SourceReport, backend: GeneratedBackend, order: SortOrder): void {
  const { style, instance, pages } = backend;
  const isSorted = style.sortsBy.includes(order.field);
  const largestPage = Math.max(0, ...pages.map(({ page }) => page.tickets.length));
  // Lanes are read side by side, so each may have one page under way when the bound is reached.
  expect(rowsRead(backend)).toBeLessThan(instance.limits.scanRows + LANE_COUNTS[style.lanes] * largestPage + 1);
  if (!isSorted) {
    expect(source.truncated).toBe(unfinishedLanes(backend) > 0);
    if (!source.truncated) expect(source.totalCount.kind).toBe('EXACT');
  }
  if (isSorted && source.truncated && pages.every(({ page }) => page.isCutOff !== true)) {
    expect(rowsRead(backend)).toBeGreaterThanOrEqual(instance.limits.scanRows);
  }
}

describe('totals', () => {
  test('are exact only if they are true, and a list that was not read to its end says so', async () => {
    const kinds = new Map<string, number>();
    let truncated = 0;
    await fc.assert(
      fc.asyncProperty(askings, async ({ facts, wish, order, first, pages, scanRows, reach, isDown, holdMs }) => {
        const backends = createBackends(
          // A lie that is told in other words than the rows cannot be found out.
          facts.map((specification, index) => ({
            ...specification,
            style: {
              ...specification.style,
              totals: specification.style.totals === 'LYING' ? 'HONEST' : specification.style.totals,
              reach: reach[index] ?? null,
            },
          })),
          scanRows,
        );
        const asked = backends.filter(({ instance }) => toNativeFilter(wish, instance.id) !== null);
        for (const [index, backend] of backends.entries()) {
          if (isDown[index] === true) {
            backend.beforeCall = () => {
              throw new Error('broken');
            };
          }
        }
        const truths = asked.map(({ instance, tickets }) => {
          const filter = toNativeFilter(wish, instance.id) ?? {};
          return tickets.filter((ticket) => isWanted(ticket, filter, namesOf(filter))).length;
        });

        const list = createListUnderTest(backends, { holdMs });
        let after: string | null = null;
        for (let count = 0; count < pages; count++) {
          const page = await list.ask({ filter: toInput(wish), order, first, after });
          for (const [index, source] of page.sources.entries()) {
            const backend = asked[index] as GeneratedBackend;
            if (source.error === null) checkTotal(source.totalCount, truths[index] ?? 0);
            else expect(source.totalCount.kind).toBe('UNKNOWN');
            if (count === 0 && source.error === null && wish.ids === undefined) checkBounds(source, backend, order);
            if (source.truncated) truncated += 1;
            kinds.set(source.totalCount.kind, (kinds.get(source.totalCount.kind) ?? 0) + 1);
          }
          checkTotal(
            page.totalCount,
            truths.reduce((sum, truth) => sum + truth, 0),
          );
          const isAllExact = page.sources.every(({ totalCount }) => totalCount.kind === 'EXACT');
          expect(page.totalCount.kind === 'EXACT').toBe(isAllExact);
          if (!page.pageInfo.hasNextPage) return;
          after = page.pageInfo.endCursor;
        }
      }),
      runs(400),
    );
    // Else the property spoke of nothing.
    expect(truncated).toBeGreaterThan(50);
    for (const kind of ['EXACT', 'LOWER_BOUND', 'UNKNOWN']) expect(kinds.get(kind)).toBeGreaterThan(20);
  });
});

const TEN = Array.from({ length: 10 }, (_, index) =>
  ticketOf({ nativeId: String(index), createdAt: `2024-03-01T00:00:0${index}.000Z`, code: index < 4 ? 'new' : 'old' }),
);

describe('the total of one backend', () => {
  test('is what was counted if the list was read to its end, whatever the backend says', async () => {
    const style = { totals: 'LYING', pageSize: 3, seed: 5 } as const;
    const scanned = createGeneratedBackend({ id: 'scanned', tickets: TEN, style });
    const sorted = createGeneratedBackend({ id: 'sorted', tickets: TEN, style: { ...style, sortsBy: ['createdAt'] } });
    const page = await createListUnderTest([scanned, sorted]).ask({ first: 50 });
    expect([...scanned.pages, ...sorted.pages].map(({ page: { total } }) => total)).not.toEqual([10, 10]);
    expect(page.totalCount).toEqual({ kind: 'EXACT', value: 20 });
  });

  test('is counted although filters are evaluated here, if the whole list was read', async () => {
    const backend = createGeneratedBackend({
      id: 'desk',
      tickets: TEN,
      style: { sortsBy: ['createdAt'], pageSize: 3 },
    });
    const page = await createListUnderTest([backend]).ask({ first: 50, filter: { statusCodes: ['new'] } });
    expect(page.nodes).toHaveLength(4);
    expect(page.totalCount).toEqual({ kind: 'EXACT', value: 4 });
  });

  test.each([
    ['the backend’s own if the scan was cut short', 'HONEST', [], { kind: 'EXACT', value: 10 }],
    ['a lower bound if the backend tells none', 'ABSENT', [], { kind: 'LOWER_BOUND', value: 6 }],
    ['a lower bound if it speaks of other rows', 'HONEST', ['new', 'old'], { kind: 'LOWER_BOUND', value: 6 }],
  ] as const)('is %s', async (_name, totals, statusCodes, expected) => {
    const backend = createGeneratedBackend({ id: 'desk', tickets: TEN, style: { totals, pageSize: 3 }, scanRows: 5 });
    const filter = statusCodes.length === 0 ? {} : { statusCodes };
    const page = await createListUnderTest([backend]).ask({ first: 2, filter });
    expect(sourceOf(page, 'desk')).toMatchObject({ state: 'OK', truncated: true, totalCount: expected });
    expect(page.totalCount).toEqual(expected);
    expect(rowsRead(backend)).toBe(6);
  });

  test('is not asked for if nobody wants it', async () => {
    const backend = createGeneratedBackend({
      id: 'desk',
      tickets: TEN,
      style: { sortsBy: ['createdAt'], pageSize: 3 },
    });
    const page = await createListUnderTest([backend]).ask({ first: 2, wantsTotal: false });
    expect(backend.pages.every(({ request }) => !request.wantsTotal)).toBe(true);
    expect(page.totalCount).toEqual({ kind: 'UNKNOWN', value: null });
  });

  test('of a backend that is down makes the sum a lower bound', async () => {
    const desk = createGeneratedBackend({ id: 'desk', tickets: TEN });
    const down = createGeneratedBackend({ id: 'down', tickets: TEN });
    down.beforeCall = () => {
      throw new Error('broken');
    };
    const list = createListUnderTest([desk, down]);
    expect((await list.ask()).totalCount).toEqual({ kind: 'LOWER_BOUND', value: 10 });
    expect((await list.ask({ filter: { backends: ['down'] } })).totalCount).toEqual({ kind: 'UNKNOWN', value: null });
    expect((await list.ask({ filter: { backends: ['desk'] } })).totalCount).toEqual({ kind: 'EXACT', value: 10 });
    expect((await list.ask({ filter: { backends: [] } })).totalCount).toEqual({ kind: 'EXACT', value: 0 });
  });
});
