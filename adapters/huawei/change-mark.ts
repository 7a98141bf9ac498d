import type { DetectedChange } from '../../src/ticketing/change-detection.ts';
import type { SeenRows } from '../../src/ticketing/seen-rows.ts';
import type { NativeTicket, TicketField } from '../../src/ticketing/ticket.ts';
import { COMPLETED, DELETED, UNENDED } from './mapping-status.ts';

/** A ticket at the round before; without a version if only its status was told. */
export type KnownTicket = readonly [status: string, version: string | null];

/** Of the mark: raised when it is made anew, so that no round goes on from one that it would misread. */
export const FORMAT = 1;

/** What a round of change detection leaves for the next. Plain JSON: ids, times, statuses and versions alone. */
export interface HuaweiMark {
  readonly format: typeof FORMAT;
  /** The tickets that were created last. */
  readonly recent: SeenRows;
  /** Tickets that are not ended, and those that somebody follows; null: followed, but there is none. */
  readonly tickets: Readonly<Record<string, KnownTicket | null>>;
  /** False if there were more tickets than may be read, so that one that is not known may be an old one. */
  readonly knowsAll: boolean;
  /** Where the messages have been read to; null if nobody follows a ticket. Opaque. */
  readonly cursor: string | null;
  /** The newest entries of the logs that somebody watches. */
  readonly logs: Readonly<Record<string, SeenRows>>;
  /** Logs that have more entries, but could not be read. */
  readonly due: readonly string[];
}

/** The mark that the round before left; null if there is none, or none that is understood. */
export function readMark(mark: unknown): HuaweiMark | null {
  const isOurs = typeof mark === 'object' && mark !== null && 'format' in mark && mark.format === FORMAT;
  return isOurs ? (mark as HuaweiMark) : null;
}

/** What a round found out about tickets. */
export interface Observation {
  /** Rows of tickets that are not ended. */
  readonly open: ReadonlyMap<string, NativeTicket>;
  /** True if those are all that there are. */
  readonly isWhole: boolean;
  /** Rows of the tickets that were created last, in any status. */
  readonly recent: ReadonlyMap<string, NativeTicket>;
  /** Which of those were not there before, oldest first. */
  readonly fresh: readonly string[];
  /** Tickets that were read one by one; null: there is none. */
  readonly read: ReadonlyMap<string, NativeTicket | null>;
  /** Statuses of followed tickets. */
  readonly statuses: ReadonlyMap<string, string>;
  /** Tickets that somebody follows. */
  readonly followed: ReadonlySet<string>;
}

/**
 * Tickets whose state the list does not tell, so that they have to be read one by one; the followed ones first.
 * @param before null: nothing is known yet
 */
export function idsToRead(before: HuaweiMark | null, seen: Omit<Observation, 'read' | 'fresh'>): string[] {
  const known = knownTickets(before);
  const isShown = (id: string): boolean => seen.open.has(id) || seen.recent.has(id);
  const followed = [...seen.followed].filter((id) => {
    if (isShown(id)) return false;
    const earlier = known.get(id);
    const status = seen.statuses.get(id);
    // What was never there is read again only when it shows.
    if (status === undefined) return earlier !== null;
    return earlier === null || (earlier !== undefined && earlier[0] !== status);
  });
  const left = seen.isWhole
    ? [...known].filter(([id, earlier]) => earlier !== null && UNENDED.includes(earlier[0]) && !isShown(id))
    : [];
  const leftIds = left.map(([id]) => id).filter((id) => !seen.followed.has(id));
  return [...followed, ...leftIds];
}

/** What has changed, and what is known now. Tickets of which nothing was seen stay as they were. */
export function compareTickets(
  before: HuaweiMark | null,
  seen: Observation,
): { readonly changes: readonly DetectedChange[]; readonly tickets: HuaweiMark['tickets'] } {
  const known = knownTickets(before);
  const now = new Map(known);
  const changes: DetectedChange[] = [];
  const told = new Set<string>();

  function tell(
    nativeId: string,
    kind: DetectedChange['kind'],
    ticket: NativeTicket | null,
    fields: TicketField[] = [],
  ) {
    told.add(nativeId);
    if (before !== null) changes.push({ nativeId, kind, ticket, changedFields: fields, movedToId: null });
  }

  for (const [id, ticket] of observedTickets(known, seen)) {
    const earlier = known.get(id);
    now.set(id, ticket === null ? null : [ticket.status.code, ticket.version]);
    if (ticket === null) {
      if (earlier !== undefined && earlier !== null) tell(id, 'REMOVED', null);
    } else if (earlier === null) {
      tell(id, 'ADDED', ticket);
    } else if (earlier !== undefined) {
      if (isChanged(earlier, ticket)) tell(id, 'UPDATED', ticket, changedFields(earlier, ticket));
    } else if (seen.fresh.includes(id)) {
      tell(id, 'ADDED', ticket);
    } else if (seen.open.has(id) && before?.knowsAll === true) {
      // It was ended, or not to be seen.
      tell(id, 'UPDATED', ticket);
    }
  }
  for (const [id, status] of seen.statuses) if (!now.has(id)) now.set(id, [status, null]);
  const kept = [...now].filter(
    ([id, ticket]) => seen.followed.has(id) || (ticket !== null && UNENDED.includes(ticket[0])),
  );
  return { changes: inOrder(changes, seen.fresh), tickets: Object.fromEntries(kept) };
}

function knownTickets(before: HuaweiMark | null): Map<string, KnownTicket | null> {
  return new Map(Object.entries(before?.tickets ?? {}));
}

/** The state of each ticket that was seen. One that moved on while the lists were read may have been seen twice. */
function observedTickets(
  known: ReadonlyMap<string, KnownTicket | null>,
  { open, recent, read }: Observation,
): ReadonlyMap<string, NativeTicket | null> {
  const observed = new Map<string, NativeTicket | null>(open);
  for (const [id, ticket] of recent) {
    const other = observed.get(id);
    if (other === undefined || known.get(id)?.[1] === other?.version) observed.set(id, ticket);
  }
  for (const [id, ticket] of read) observed.set(id, ticket === null || ticket.status.code === DELETED ? null : ticket);
  return observed;
}

function isChanged([status, version]: KnownTicket, ticket: NativeTicket): boolean {
  return version === null ? status !== ticket.status.code : version !== ticket.version;
}

/** The API has no call that changes anything else of what a version is made of together with the status. */
function changedFields([status]: KnownTicket, { status: { code } }: NativeTicket): TicketField[] {
  if (status === code) return [];
  return [status, code].includes(COMPLETED) ? ['status', 'statusChangedAt', 'closedAt'] : ['status'];
}

/** New tickets first, in the order of their creation; nothing tells when the others changed. */
function inOrder(changes: readonly DetectedChange[], fresh: readonly string[]): DetectedChange[] {
  const place = ({ kind, nativeId }: DetectedChange): number =>
    kind === 'ADDED' && fresh.includes(nativeId) ? fresh.indexOf(nativeId) : fresh.length;
  return changes.toSorted((one, other) => place(one) - place(other));
}
