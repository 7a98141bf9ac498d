import { describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { TicketPage } from '../../src/dispatch/merged-list.ts';
import type { SourceState } from '../../src/dispatch/source-report.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import type { GeneratedBackend } from '../support/generated-backend.ts';
import {
  backendSpecifications,
  createBackends,
  createListUnderTest,
  namesIn,
  orders,
  pageSizes,
  rowsOf,
} from '../support/list-under-test.ts';
import { runs } from '../support/property.ts';
import { nameOf, referenceOrder } from '../support/reference-list.ts';

jest.setTimeout(60_000);

const FAULTS: readonly { readonly thrown: () => Error; readonly state: SourceState }[] = [
  { thrown: () => new GatewayError('BACKEND_UNAVAILABLE', 'It is out of order.'), state: 'FAILED' },
  { thrown: () => new GatewayError('BACKEND_BAD_RESPONSE', 'It speaks in tongues.'), state: 'FAILED' },
  { thrown: () => new TypeError('a fault of the adapter'), state: 'FAILED' },
  { thrown: () => new GatewayError('BACKEND_TIMEOUT', 'It is asleep.'), state: 'TIMEOUT' },
  { thrown: () => new GatewayError('RATE_LIMITED', 'It has had enough.'), state: 'RATE_LIMITED' },
];

interface Outage {
  /** Before which page of the walk. */
  readonly page: number;
  readonly backend: number;
  /** Which of the calls for that page fails; later ones fail as well. */
  readonly call: number;
  readonly fault: number;
}

const outages: fc.Arbitrary<Outage[]> = fc.array(
  fc.record({
    page: fc.nat({ max: 5 }),
    backend: fc.nat({ max: 3 }),
    call: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 6 })),
    fault: fc.nat({ max: FAULTS.length - 1 }),
  }),
  { minLength: 1, maxLength: 8 },
);

function breakDown(backend: GeneratedBackend, { call, fault }: Outage): void {
  const before = backend.calls;
  backend.beforeCall = (calls) => {
    if (calls - before >= call) throw FAULTS[fault]?.thrown();
  };
}

function recover(backends: readonly GeneratedBackend[]): void {
  for (const backend of backends) backend.beforeCall = () => {};
}

/** A row ahead of the cursor in the direction of the walk. */
interface Ahead {
  readonly backend: string;
  readonly name: string;
}

/** What must be true of a page although some backends failed. */
function checkPartialPage(page: TicketPage, shown: readonly string[], ahead: readonly Ahead[], size: number): void {
  const failed = new Set(page.sources.filter(({ error }) => error !== null).map(({ backend }) => backend.id));
  const isShown = new Set(shown);
  expect(shown).toEqual(ahead.map(({ name }) => name).filter((name) => isShown.has(name)));
  expect(shown.length).toBeLessThanOrEqual(size);
  for (const { backend } of page.sources) {
    const rows = ahead.filter((row) => row.backend === backend.id).map(({ name }) => name);
    const count = rows.filter((name) => isShown.has(name)).length;
    expect(rows.slice(0, count).every((name) => isShown.has(name))).toBe(true);
  }
  const others = ahead.filter(({ backend }) => !failed.has(backend));
  const missing = others.filter(({ name }) => !isShown.has(name));
  const hasMore = page.pageInfo.hasNextPage;
  // Rows of the others are left for the next page only if this one is full, and then it says so.
  if (missing.length > 0) expect({ rows: shown.length, hasMore }).toEqual({ rows: size, hasMore: true });
  expect(page.totalCount.kind).not.toBe('EXACT');
}

describe('a backend that fails between pages', () => {
  test('loses nobody else a row, says so, and gives its own rows when the page is asked for again', async () => {
    const walks = fc.record({ order: orders, sizes: pageSizes, holdMs: fc.constantFrom(0, 4_000) });
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(backendSpecifications(), outages, walks, async (facts, plan, { order, sizes, holdMs }) => {
        const backends = createBackends(facts);
        const list = createListUnderTest(backends, { holdMs });
        const all = referenceOrder(rowsOf(backends), order).map(({ backend, ticket }) => ({
          backend,
          name: nameOf(backend, ticket.nativeId),
        }));
        let start = 0;
        let after: string | null = null;
        for (let pages = 0; ; pages++) {
          const first = sizes[pages % sizes.length] ?? 1;
          const question = { order, first, after };
          const expected = all.slice(start, start + first).map(({ name }) => name);
          const broken = new Map<string, Outage>();
          for (const outage of plan.filter((candidate) => candidate.page === pages)) {
            const backend = backends[outage.backend];
            if (backend === undefined) continue;
            breakDown(backend, outage);
            broken.set(backend.instance.id, outage);
          }
          const partial = await list.ask(question);
          for (const source of partial.sources) {
            const outage = broken.get(source.backend.id);
            const possible = outage === undefined ? ['OK'] : ['OK', FAULTS[outage.fault]?.state];
            expect(possible).toContain(source.state);
          }
          if (partial.sources.some(({ error }) => error !== null)) {
            failures += 1;
            checkPartialPage(partial, namesIn(partial), all.slice(start), first);
          } else {
            // The failing call was never made: everything was kept, or came before.
            expect(namesIn(partial)).toEqual(expected);
          }
          recover(backends);
          const page = await list.ask(question);
          expect(page.sources.map(({ state }) => state)).toEqual(backends.map(() => 'OK'));
          expect(namesIn(page)).toEqual(expected);
          expect(page.pageInfo.hasNextPage).toBe(start + first < all.length);
          if (!page.pageInfo.hasNextPage) return;
          start += first;
          after = page.pageInfo.endCursor;
          list.passTime(1_500);
        }
      }),
      runs(250),
    );
    // Else the property spoke of nothing.
    expect(failures).toBeGreaterThan(100);
  });
});
