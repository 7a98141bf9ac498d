import { testPrincipal } from './principal.ts';
import * as fc from 'fast-check';
import { createCursorSeal } from '../../src/dispatch/cursor.ts';
import { readTicketFilter, type TicketFilterInput } from '../../src/dispatch/filter-input.ts';
import { createKnownTickets } from '../../src/dispatch/known-tickets.ts';
import { toTicketListQuery, type TicketListQuery } from '../../src/dispatch/list-query.ts';
import { readTicketPage, type TicketPage } from '../../src/dispatch/merged-list.ts';
import { readPaging, type PagingArguments } from '../../src/dispatch/paging.ts';
import { createBackendRegistry } from '../../src/dispatch/registry.ts';
import { createScans, type Scans } from '../../src/dispatch/scan.ts';
import type { SourceReport } from '../../src/dispatch/source-report.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import type { SortField, SortOrder } from '../../src/ticketing/adapter.ts';
import { FILTER_NAMES } from '../../src/ticketing/filter.ts';
import { createGeneratedBackend, type BackendStyle, type GeneratedBackend } from './generated-backend.ts';
import { generatedTickets, ticketOf, type TicketFacts } from './generated-ticket.ts';
import { nameOf, type NamedRow } from './reference-list.ts';

/** More pages than any generated list has, even with one row a page. */
export const MOST_PAGES = 100;

export const NEWEST_FIRST: SortOrder = { field: 'createdAt', direction: 'DESC' };

/** What a client asks for. */
export interface ListQuestion extends PagingArguments {
  readonly filter?: TicketFilterInput;
  readonly order?: SortOrder;
  readonly wantsTotal?: boolean;
  /** Who asks. */
  readonly principal?: string;
}

/** The merged list over some backends, asked as the resolver asks it. */
export interface ListUnderTest {
  readonly backends: readonly GeneratedBackend[];
  readonly scans: Scans;
  /** Reads a page. @throws GatewayError INVALID_INPUT before any backend is called */
  ask(question?: ListQuestion): Promise<TicketPage>;
  /** Lets time pass for what is kept between pages. */
  passTime(milliseconds: number): void;
}

interface ListOptions {
  readonly holdMs?: number;
  readonly cursorKey?: string;
  readonly mostRows?: number;
  /** Where the log of changes is now. */
  readonly changeCursor?: () => Promise<string>;
}

export function createListUnderTest(
  backends: readonly GeneratedBackend[],
  { holdMs = 0, cursorKey = 'the key of all instances', mostRows = 100_000, changeCursor }: ListOptions = {},
): ListUnderTest {
  let now = Date.UTC(2026, 0, 1);
  const scans = createScans({ clock: () => now, holdMs, mostRows, ...(changeCursor && { changeCursor }) });
  const seal = createCursorSeal(cursorKey);
  const known = createKnownTickets(createMemoryStore());
  const registry = createBackendRegistry(backends.map(({ instance }) => instance));

  function toQuery({ filter, order = NEWEST_FIRST, ...paging }: ListQuestion): TicketListQuery {
    return toTicketListQuery(readTicketFilter(filter, registry), order, readPaging(paging), seal);
  }

  return {
    backends,
    scans,
    async ask(question = {}) {
      const asker = {
        principal: testPrincipal({ subject: question.principal ?? 'tester' }),
        signal: new AbortController().signal,
        correlationId: '7f3d2c1e-0000-4000-8000-000000000001',
        language: 'en',
      };
      return readTicketPage(toQuery(question), question.wantsTotal ?? true, asker, { scans, seal, known });
    },
    passTime(milliseconds) {
      now += milliseconds;
    },
  };
}

/** The names of a page's rows, in its order. */
export function namesIn(page: TicketPage): string[] {
  return page.nodes.map(({ backend, nativeId }) => nameOf(backend, nativeId));
}

/** All rows that the backends hold now. */
export function rowsOf(backends: readonly GeneratedBackend[]): NamedRow[] {
  return backends.flatMap(({ instance, tickets }) => tickets.map((ticket) => ({ backend: instance.id, ticket })));
}

/** What a page tells of one backend. */
export function sourceOf(page: TicketPage, backend: string): SourceReport {
  const source = page.sources.find((candidate) => candidate.backend.id === backend);
  if (source === undefined) throw new Error(`The page has no source "${backend}".`);
  return source;
}

// Their order is not the order of their names.
const BACKEND_IDS = ['hub', 'desk', 'hub-2', 'a'];

const styles: fc.Arbitrary<BackendStyle> = fc.record<BackendStyle>({
  sortsBy: fc.constantFrom<readonly SortField[]>([], ['createdAt'], ['updatedAt'], ['createdAt', 'updatedAt']),
  begins: fc.constantFrom('AT_FROM', 'A_LITTLE_BEFORE', 'AT_THE_BEGINNING'),
  pageSize: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 4 }),
  heedsLimit: fc.boolean(),
  overlap: fc.constantFrom(0, 0, 1, 3),
  hasEmptyPages: fc.constantFrom(false, false, true),
  lanes: fc.constantFrom('ONE', 'BY_STATUS', 'BY_ID'),
  totals: fc.constantFrom('HONEST', 'ABSENT', 'LYING'),
  reach: fc.constant(null),
  applies: fc.subarray(FILTER_NAMES.filter((name) => name !== 'ids')),
  modestPages: fc.constantFrom('NONE', 'NONE', 'FIRST', 'LATER'),
  seed: fc.nat(),
});

/** What a generated backend is made of: fast-check prints it when a property fails. */
export interface BackendSpecification {
  readonly id: string;
  readonly style: BackendStyle;
  readonly tickets: readonly TicketFacts[];
}

function specification(id: string, most: number): fc.Arbitrary<BackendSpecification> {
  return styles.chain((style) => generatedTickets(style.sortsBy, most).map((tickets) => ({ id, style, tickets })));
}

/** One to four backends of any style. Only those that cannot sort by a field have rows without it. */
export function backendSpecifications(mostTickets = 14): fc.Arbitrary<BackendSpecification[]> {
  return fc
    .shuffledSubarray(BACKEND_IDS, { minLength: 1 })
    .chain((ids) => fc.tuple(...ids.map((id) => specification(id, mostTickets))));
}

export const orders: fc.Arbitrary<SortOrder> = fc.record({
  field: fc.constantFrom('createdAt', 'updatedAt'),
  direction: fc.constantFrom('ASC', 'DESC'),
});

/** Page sizes, one after the other and then from the beginning again. */
export const pageSizes: fc.Arbitrary<number[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.integer({ min: 1, max: 100 })),
  { minLength: 1, maxLength: 5 },
);

/** @param scanRows how many rows may be read of each backend; as many as it has if left out */
export function createBackends(
  specifications: readonly BackendSpecification[],
  scanRows: readonly number[] = [],
): GeneratedBackend[] {
  return specifications.map(({ id, style, tickets }, index) =>
    createGeneratedBackend({ id, style, tickets: tickets.map(ticketOf), scanRows: scanRows[index] ?? 100_000 }),
  );
}
