import type {
  BackendInstance,
  BackendOperations,
  Call,
  ListPage,
  ListPageRequest,
  ListTickets,
  SortField,
} from '../../src/ticketing/adapter.ts';
import { createRandom } from '../../src/emulation/random.ts';
import type { FilterName, TicketFilter } from '../../src/ticketing/filter.ts';
import { ABSENT, found } from '../../src/ticketing/lookup.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { TRANSITION_KINDS, type TransitionRules } from '../../src/ticketing/transition.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { CATEGORIES } from './generated-ticket.ts';
import { isWanted, millisecondsOf } from './reference-list.ts';

/** How a backend in memory answers lists. */
export interface BackendStyle {
  /** The fields that it sorts by, ties in another order every time; by others it cannot sort. */
  readonly sortsBy: readonly SortField[];
  /** Where a sorted list begins if the rows from an instant on are wanted. */
  readonly begins: 'AT_FROM' | 'A_LITTLE_BEFORE' | 'AT_THE_BEGINNING';
  /** Rows a page; null for everything at once. */
  readonly pageSize: number | null;
  /** Whether a page is never larger than what is wanted. */
  readonly heedsLimit: boolean;
  /** How many rows of a page come again on the next one. */
  readonly overlap: number;
  /** Whether each page is followed by an empty one. */
  readonly hasEmptyPages: boolean;
  readonly lanes: 'ONE' | 'BY_STATUS' | 'BY_ID';
  readonly totals: 'HONEST' | 'ABSENT' | 'LYING';
  /** The row behind which nobody may read; null if there is none. */
  readonly reach: number | null;
  /** The filters that it applies itself. */
  readonly applies: readonly FilterName[];
  /** The pages that do not own up to its filters. */
  readonly modestPages: 'NONE' | 'FIRST' | 'LATER';
  readonly seed: number;
}

export const PLAIN_STYLE: BackendStyle = {
  sortsBy: [],
  begins: 'AT_FROM',
  pageSize: null,
  heedsLimit: false,
  overlap: 0,
  hasEmptyPages: false,
  lanes: 'ONE',
  totals: 'HONEST',
  reach: null,
  applies: [],
  modestPages: 'NONE',
  seed: 1,
};

/** What a page was asked for, and what it was. */
export interface PageRecord {
  readonly request: ListPageRequest<Lane>;
  readonly page: ListPage;
  readonly applied: readonly FilterName[];
}

/** A backend in memory whose data and faults a test changes as it goes. */
export interface GeneratedBackend {
  readonly instance: BackendInstance;
  readonly style: BackendStyle;
  tickets: readonly NativeTicket[];
  /** Every list page that was given so far; a test may empty it. */
  pages: PageRecord[];
  /** Calls of any operation so far, failed ones included. */
  calls: number;
  /** What happens before a call is answered; a fault is thrown here. The number counts calls from 1. */
  beforeCall: (call: number) => void | Promise<void>;
}

interface Lane {
  readonly category?: string;
  readonly remainder?: number;
}

interface Place {
  readonly offset: number;
  readonly seed: number;
  readonly isPause: boolean;
}

export interface GeneratedBackendOptions {
  readonly id: string;
  readonly tickets: readonly NativeTicket[];
  readonly style?: Partial<BackendStyle>;
  readonly scanRows?: number;
  readonly operations?: Partial<BackendOperations>;
}

const LANES: Readonly<Record<BackendStyle['lanes'], readonly Lane[]>> = {
  ONE: [{}],
  BY_STATUS: CATEGORIES.map((category) => ({ category })),
  BY_ID: [{ remainder: 0 }, { remainder: 1 }, { remainder: 2 }],
};

const NOT_NEEDED = unsupported('The tests of the list do without it.');

export function createGeneratedBackend(options: GeneratedBackendOptions): GeneratedBackend {
  const style: BackendStyle = { ...PLAIN_STYLE, ...options.style };
  const random = createRandom(style.seed);
  const backend: GeneratedBackend = {
    style,
    tickets: options.tickets,
    pages: [],
    calls: 0,
    beforeCall: () => {},
    instance: createInstance(options, style, {
      listTickets: {
        plan,
        readPage: (request, call) => answer(call, () => readPage(request as ListPageRequest<Lane>)),
      },
      getTickets: ({ ids }, call) => answer(call, () => ids.map(lookUp)),
      ...options.operations,
    }),
  };

  async function answer<Value>(call: Call, work: () => Value): Promise<Value> {
    backend.calls += 1;
    call.onAttempt?.({ backend: options.id, operation: 'listTickets', outcome: 'OK', durationMs: 0 });
    await backend.beforeCall(backend.calls);
    return work();
  }

  function lookUp(id: string): ReturnType<typeof found<NativeTicket>> | typeof ABSENT {
    const ticket = backend.tickets.find(({ nativeId }) => nativeId === id);
    return ticket === undefined ? ABSENT : found(ticket);
  }

  function plan({ order }: { readonly order: { readonly field: SortField } }): ReturnType<ListTickets<Lane>['plan']> {
    const isSorted = style.sortsBy.includes(order.field);
    return { order: isSorted ? 'BY_INSTANT' : 'NONE', lanes: LANES[style.lanes], notes: [] };
  }

  function readPage(request: ListPageRequest<Lane>): ListPage {
    const { filter, limit, wantsTotal } = request;
    const applied = style.applies.filter((name) => filter[name] !== undefined);
    const place = (request.continuation as Place | null) ?? null;
    const seed = place?.seed ?? random.below(2 ** 31);
    const rows = rowsOf(request, applied, seed);
    const offset = place?.offset ?? beginningOf(rows, request);
    const isModest = style.modestPages === (place === null ? 'FIRST' : 'LATER');
    const size = Math.min(style.pageSize ?? rows.length, style.heedsLimit ? limit : Infinity);
    const isPause = style.hasEmptyPages && place?.isPause !== true;
    const reach = Math.min(rows.length, style.reach ?? Infinity);
    const end = isPause ? offset : Math.min(reach, offset + size);
    const next = isPause ? offset : Math.max(offset + 1, end - style.overlap);
    const page: ListPage = {
      tickets: rows.slice(offset, end),
      continuation: end >= reach ? null : { offset: next, seed, isPause },
      isCutOff: end >= reach && reach < rows.length,
      total: wantsTotal ? totalOf(rows) : null,
      pushedDown: isModest ? [] : applied,
    };
    backend.pages.push({ request, page, applied });
    return page;
  }

  function rowsOf({ filter, lane, order }: ListPageRequest<Lane>, names: readonly FilterName[], seed: number) {
    const rows = shuffled(
      backend.tickets.filter((ticket) => isInLane(ticket, lane) && isWanted(ticket, filter, names)),
      seed,
    );
    if (!style.sortsBy.includes(order.field)) return rows;
    const sign = order.direction === 'ASC' ? 1 : -1;
    return rows.sort((left, right) => sign * (millisecondsOf(left, order.field) - millisecondsOf(right, order.field)));
  }

  function beginningOf(rows: readonly NativeTicket[], { order, from }: ListPageRequest<Lane>): number {
    if (from === null || style.begins === 'AT_THE_BEGINNING' || !style.sortsBy.includes(order.field)) return 0;
    const sign = order.direction === 'ASC' ? 1 : -1;
    const isAtOrBehind = (ticket: NativeTicket): boolean =>
      sign * (millisecondsOf(ticket, order.field) - Date.parse(from)) >= 0;
    const first = rows.findIndex(isAtOrBehind);
    const index = first === -1 ? rows.length : first;
    return style.begins === 'AT_FROM' ? index : Math.max(0, index - 2);
  }

  function totalOf(rows: readonly NativeTicket[]): number | null {
    if (style.totals === 'ABSENT') return null;
    return style.totals === 'HONEST' ? rows.length : Math.max(0, rows.length - 3 + random.below(9));
  }

  return backend;
}

/** How many rows the backend has given so far, repeated ones included. */
export function rowsRead(backend: GeneratedBackend): number {
  return backend.pages.reduce((sum, { page }) => sum + page.tickets.length, 0);
}

function isInLane(ticket: NativeTicket, { category, remainder }: Lane): boolean {
  if (category !== undefined) return ticket.status.category === category;
  return remainder === undefined || (ticket.nativeId.length + ticket.nativeId.charCodeAt(0)) % 3 === remainder;
}

function shuffled(tickets: readonly NativeTicket[], seed: number): NativeTicket[] {
  const random = createRandom(seed);
  const rows = [...tickets];
  for (let index = rows.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [rows[index], rows[other]] = [rows[other] as NativeTicket, rows[index] as NativeTicket];
  }
  return rows;
}

function createInstance(
  { id, scanRows }: GeneratedBackendOptions,
  style: BackendStyle,
  operations: Partial<BackendOperations>,
): BackendInstance {
  return {
    id,
    kind: 'generated',
    title: id,
    deadlineMs: 30_000,
    pollMs: { shortest: 1_000, longest: 10_000 },
    access: { strategy: 'SERVICE', customerScope: NOT_NEEDED },
    limits: { maxPageSize: style.pageSize, maxBatchSize: 64, scanRows: scanRows ?? 100_000 },
    pushedDownFilters: style.applies,
    nativeIds: { Ticket: /^[^]+$/u, ChatTranscript: /^[^]+$/u },
    transitions: Object.fromEntries(TRANSITION_KINDS.map((kind) => [kind, NOT_NEEDED])) as TransitionRules,
    health: () => ({
      state: 'UP',
      lastSuccessAt: null,
      lastFailureAt: null,
      lastFailureCode: null,
      openCircuits: [],
    }),
    close: async () => {},
    operations: {
      getTickets: NOT_NEEDED,
      listTickets: NOT_NEEDED,
      listTicketTypes: NOT_NEEDED,
      listStatuses: NOT_NEEDED,
      listEscalationTargets: NOT_NEEDED,
      getInteractionLogs: NOT_NEEDED,
      listInteractionLogs: NOT_NEEDED,
      getChatTranscript: NOT_NEEDED,
      detectChanges: NOT_NEEDED,
      readWebhook: NOT_NEEDED,
      createTicket: NOT_NEEDED,
      updateTicket: NOT_NEEDED,
      deleteTicket: NOT_NEEDED,
      assignTicket: NOT_NEEDED,
      transitionTicket: NOT_NEEDED,
      escalateTicket: NOT_NEEDED,
      addComment: NOT_NEEDED,
      logInteraction: NOT_NEEDED,
      uploadAttachment: NOT_NEEDED,
      downloadAttachment: NOT_NEEDED,
      ...operations,
    },
  };
}

/** The filters of one backend that are set. */
export function namesOf(filter: TicketFilter): FilterName[] {
  return (Object.keys(filter) as FilterName[]).filter((name) => filter[name] !== undefined);
}
