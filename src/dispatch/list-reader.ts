import type { GatewayError } from '../ticketing/errors.ts';
import type { NativeTicket, Ticket } from '../ticketing/ticket.ts';
import { beginCall, type Asker } from './ask.ts';
import { openBackendList, type BackendList, type Walk } from './backend-list.ts';
import type { KnownTickets } from './known-tickets.ts';
import type { BackendFilter } from './list-query.ts';
import type { Lane } from './ordered-lane.ts';
import type { Scans } from './scan.ts';
import { failureFacts, sourceReport, UNKNOWN_TOTAL, type SourceReport } from './source-report.ts';

/** What rows are read with. */
export interface ListReaderParts {
  readonly scans: Scans;
  readonly known: KnownTickets;
}

/** One backend's rows while a page is merged. A fault ends its rows and is told in its report; it never rejects. */
export interface ListReader {
  readonly backend: string;
  /** Starts the backend's deadline and reads all rows that a page could need. */
  open(): Promise<void>;
  /** The next row; null at the end. */
  head(): Ticket | null;
  /** Takes the next row. */
  take(): Ticket;
  /** Where the log of changes was before rows that were at hand were read. */
  readonly changeCursors: readonly string[];
  /** @param rows how many of the backend's rows are shown */
  report(rows: number): SourceReport;
}

export function createListReader(
  part: BackendFilter,
  walk: Walk,
  { scans, known }: ListReaderParts,
  asker: Asker,
): ListReader {
  const { backend } = part;
  const tracked = beginCall(asker, backend);
  let list: BackendList | null = null;
  let error: GatewayError | null = null;
  let failedLanes: readonly Lane[] = [];
  let latencyMs = 0;

  async function guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      error = tracked.toError(thrown);
    }
    latencyMs = tracked.latencyMs();
  }

  /** The lane whose next row comes first. */
  function firstLane(): { lane: Lane; ticket: NativeTicket } | null {
    // What came before a fault stands; behind it nobody knows what is missing.
    if (list === null || failedLanes.some((lane) => lane.head === undefined)) return null;
    let first: { lane: Lane; ticket: NativeTicket } | null = null;
    for (const lane of list.lanes) {
      const ticket = lane.head;
      if (ticket !== undefined && (first === null || list.compare(ticket, first.ticket) < 0)) first = { lane, ticket };
    }
    return first;
  }

  function toTicket(ticket: NativeTicket): Ticket {
    const { freshness: state, fetchedAt } = list as BackendList;
    // The last copy of a ticket that cannot be read brings its own age along.
    return { freshness: { state, fetchedAt }, ...ticket, backend: backend.id };
  }

  return {
    backend: backend.id,
    open: () =>
      guarded(async () => {
        const readKnown = (id: string): Promise<Ticket | null> => known.recall(asker.principal, backend.id, id);
        list = await openBackendList(part, walk, scans, readKnown, tracked.call);
        // Every row that the page could need is read here, while all backends are read: a page is merged without waiting, so a
        // slow backend takes no time from the others.
        const { lanes } = list;
        const fills = await Promise.allSettled(lanes.map((lane) => lane.fill(walk.limit)));
        failedLanes = lanes.filter((_lane, index) => fills[index]?.status === 'rejected');
        const failed = fills.find((fill) => fill.status === 'rejected');
        if (failed !== undefined) throw failed.reason;
        if (list.failure !== null) throw list.failure;
      }),
    head() {
      const first = firstLane();
      return first === null ? null : toTicket(first.ticket);
    },
    take() {
      const first = firstLane();
      if (first === null) throw new Error('take() needs a head.');
      first.lane.take();
      return toTicket(first.ticket);
    },
    get changeCursors() {
      return list?.changeCursors ?? [];
    },
    report(rows) {
      const account = list?.account();
      return sourceReport(backend, {
        rows,
        latencyMs,
        attempts: tracked.attempts(),
        ...(account === undefined
          ? {}
          : {
              totalCount: error === null ? account.total : UNKNOWN_TOTAL,
              filtersPushedDown: account.pushedDown,
              filtersEvaluatedHere: account.evaluatedHere,
              truncated: account.truncated,
              notes: account.notes,
              fetchedAt: list?.fetchedAt ?? null,
            }),
        ...(error === null ? {} : failureFacts(error)),
      });
    },
  };
}
