import { compareSortKeys, sortKeyOf } from '../ticketing/sort-key.ts';
import type { Ticket } from '../ticketing/ticket.ts';
import type { Asker } from './ask.ts';
import type { Walk } from './backend-list.ts';
import { toConnectionPage, type ConnectionPage } from './connection.ts';
import type { CursorSeal } from './cursor.ts';
import { toCursor, type TicketListQuery } from './list-query.ts';
import { createListReader, type ListReader, type ListReaderParts } from './list-reader.ts';
import { addTotals, type SourceReport, type TotalCount } from './source-report.ts';

/** A page of the merged list. */
export interface TicketPage extends ConnectionPage<Ticket> {
  readonly totalCount: TotalCount;
  readonly sources: readonly SourceReport[];
  /** Where the log of changes was before rows that were at hand were read; other rows are newer than the question. */
  readonly changeCursors: readonly string[];
}

/** What a merged list is read with. */
export interface MergedListParts extends ListReaderParts {
  readonly seal: CursorSeal;
}

/**
 * Reads one page of the merged list: every backend's rows behind the cursor, merged by their own keys. Holds no state
 * between pages but scans that are kept for some seconds.
 *
 * @param wantsTotal whether somebody asked how many rows there are
 * @returns the page; never rejects because of a backend: that is told in `sources`
 */
export async function readTicketPage(
  query: TicketListQuery,
  wantsTotal: boolean,
  asker: Asker,
  parts: MergedListParts,
): Promise<TicketPage> {
  const { order, page, after } = query;
  // One row more than the page shows whether there is a next one.
  const walk: Walk = { order, isBackward: page.isBackward, after, limit: page.size + 1, wantsTotal };
  const readers = query.parts.map((part) => createListReader(part, walk, parts, asker));
  await Promise.all(readers.map((reader) => reader.open()));

  const rows: Ticket[] = [];
  while (rows.length < walk.limit) {
    const reader = firstOf(readers, walk);
    if (reader === null) break;
    rows.push(reader.take());
  }
  const hasMore = rows.length > page.size;
  const shown = rows.slice(0, page.size);
  if (page.isBackward) shown.reverse();
  const sources = readers.map((reader) =>
    reader.report(shown.filter((ticket) => ticket.backend === reader.backend).length),
  );
  return {
    ...toConnectionPage(shown, (ticket) => toCursor(parts.seal, query.purpose, sortKeyOf(ticket, order)), {
      isBackward: page.isBackward,
      hasMore,
      hasCursor: after !== null,
    }),
    totalCount: addTotals(sources.map((source) => source.totalCount)),
    sources,
    changeCursors: readers.flatMap((reader) => reader.changeCursors),
  };
}

/** The reader whose next row comes first; null if none has one. */
function firstOf(readers: readonly ListReader[], walk: Walk): ListReader | null {
  let first: { reader: ListReader; head: Ticket } | null = null;
  for (const reader of readers) {
    const head = reader.head();
    if (head !== null && (first === null || comesBefore(head, first.head, walk))) first = { reader, head };
  }
  return first?.reader ?? null;
}

function comesBefore(left: Ticket, right: Ticket, { order, isBackward }: Walk): boolean {
  const forward = compareSortKeys(sortKeyOf(left, order), sortKeyOf(right, order), order);
  return isBackward ? forward > 0 : forward < 0;
}
