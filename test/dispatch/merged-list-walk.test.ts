import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { TicketPage } from '../../src/dispatch/merged-list.ts';
import type { PagingArguments } from '../../src/dispatch/paging.ts';
import type { SortOrder } from '../../src/ticketing/adapter.ts';
import type { GeneratedBackend } from '../support/generated-backend.ts';
import {
  backendSpecifications,
  createBackends,
  createListUnderTest,
  namesIn,
  orders,
  pageSizes,
  rowsOf,
  type ListUnderTest,
} from '../support/list-under-test.ts';
import { runs } from '../support/property.ts';
import { nameOf, referenceOrder } from '../support/reference-list.ts';

jest.setTimeout(60_000);

const holds = fc.constantFrom(0, 5_000);

function namesInOrder(backends: readonly GeneratedBackend[], order: SortOrder): string[] {
  return referenceOrder(rowsOf(backends), order).map(({ backend, ticket }) => nameOf(backend, ticket.nativeId));
}

/** Checks one page against the rows from `start` up to, not including, `end` of the whole list. */
function checkPage(page: TicketPage, all: readonly string[], start: number, end: number): void {
  expect(namesIn(page)).toEqual(all.slice(start, end));
  expect(page.pageInfo).toEqual({
    startCursor: page.edges[0]?.cursor ?? null,
    endCursor: page.edges.at(-1)?.cursor ?? null,
    hasPreviousPage: start > 0,
    hasNextPage: end < all.length,
  });
  expect(page.edges.map(({ node }) => node)).toEqual(page.nodes);
  for (const source of page.sources) {
    expect(source).toMatchObject({ state: 'OK', truncated: false, error: null });
    expect(source.rows).toBe(page.nodes.filter(({ backend }) => backend === source.backend.id).length);
  }
}

interface Walk {
  readonly order: SortOrder;
  readonly sizes: readonly number[];
  /** The names of all rows in order. */
  readonly all: readonly string[];
}

async function walkForward(list: ListUnderTest, { order, sizes, all }: Walk): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  for (let start = 0, pages = 0; ; pages++) {
    const first = sizes[pages % sizes.length] ?? 1;
    const page = await list.ask({ order, first, after });
    checkPage(page, all, start, Math.min(start + first, all.length));
    list.passTime(1_500);
    seen.push(...namesIn(page));
    if (!page.pageInfo.hasNextPage) return seen;
    start += first;
    after = page.pageInfo.endCursor;
  }
}

async function walkBackward(list: ListUnderTest, { order, sizes, all }: Walk): Promise<string[]> {
  const seen: string[] = [];
  let before: string | null = null;
  for (let end = all.length, pages = 0; ; pages++) {
    const last = sizes[pages % sizes.length] ?? 1;
    const page = await list.ask({ order, last, before });
    checkPage(page, all, Math.max(0, end - last), end);
    list.passTime(1_500);
    seen.unshift(...namesIn(page));
    if (!page.pageInfo.hasPreviousPage) return seen;
    end -= last;
    before = page.pageInfo.startCursor;
  }
}

interface Step {
  readonly isBackward: boolean;
  readonly size: number;
  /** Which of the rows seen so far the step begins at; null for an end of the list. */
  readonly cursor: number | null;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    isBackward: fc.boolean(),
    size: fc.integer({ min: 1, max: 25 }),
    cursor: fc.option(fc.nat({ max: 1_000 }), { freq: 6 }),
  }),
  { minLength: 4, maxLength: 12 },
);

/** Pages in both directions from any row seen so far, with cursors of pages that went in either direction. */
async function walkAbout(
  list: ListUnderTest,
  { order, path, all }: Omit<Walk, 'sizes'> & { readonly path: readonly Step[] },
): Promise<string[]> {
  const seen: { readonly cursor: string; readonly index: number }[] = [];
  for (const { isBackward, size, cursor } of path) {
    const from = cursor === null ? undefined : seen[cursor % Math.max(1, seen.length)];
    const start = isBackward ? Math.max(0, (from?.index ?? all.length) - size) : (from?.index ?? -1) + 1;
    const end = isBackward ? (from?.index ?? all.length) : Math.min(all.length, start + size);
    const paging: PagingArguments = isBackward
      ? { last: size, before: from?.cursor }
      : { first: size, after: from?.cursor };
    const page = await list.ask({ order, ...paging });
    checkPage(page, all, start, end);
    list.passTime(1_500);
    seen.push(...page.edges.map((edge, index) => ({ cursor: edge.cursor, index: start + index })));
  }
  return seen.map(({ index }) => all[index] ?? '');
}

describe('concatenated pages are the sorted union of all rows, without loss or repetition', () => {
  test('forward', async () => {
    await fc.assert(
      fc.asyncProperty(backendSpecifications(), orders, pageSizes, holds, async (facts, order, sizes, holdMs) => {
        const list = createListUnderTest(createBackends(facts), { holdMs });
        const all = namesInOrder(list.backends, order);
        expect(await walkForward(list, { order, sizes, all })).toEqual(all);
      }),
      runs(400),
    );
  });

  test('backward', async () => {
    await fc.assert(
      fc.asyncProperty(backendSpecifications(), orders, pageSizes, holds, async (facts, order, sizes, holdMs) => {
        const list = createListUnderTest(createBackends(facts), { holdMs });
        const all = namesInOrder(list.backends, order);
        expect(await walkBackward(list, { order, sizes, all })).toEqual(all);
      }),
      runs(400),
    );
  });

  test('to and fro', async () => {
    await fc.assert(
      fc.asyncProperty(backendSpecifications(), orders, steps, holds, async (facts, order, path, holdMs) => {
        const list = createListUnderTest(createBackends(facts), { holdMs });
        const all = namesInOrder(list.backends, order);
        expect(all).toEqual(expect.arrayContaining(await walkAbout(list, { order, path, all })));
      }),
      runs(400),
    );
  });

  test('with more rows than the largest page holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        backendSpecifications(150).filter((facts) => facts.reduce((sum, { tickets }) => sum + tickets.length, 0) > 120),
        orders,
        fc.integer({ min: 60, max: 100 }),
        async (facts, order, size) => {
          const list = createListUnderTest(createBackends(facts));
          const walk = { order, sizes: [size], all: namesInOrder(list.backends, order) };
          expect(await walkForward(list, walk)).toEqual(walk.all);
          expect(await walkBackward(list, walk)).toEqual(walk.all);
        },
      ),
      runs(15),
    );
  });
});
