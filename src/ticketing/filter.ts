import type { Instant } from './instant.ts';
import type { StatusCategory } from './status.ts';
import type { NativeTicket, PriorityLevel } from './ticket.ts';

/** A span of time: `from` belongs to it, `until` does not. Either end may be open. */
export interface InstantRange {
  readonly from?: Instant;
  readonly until?: Instant;
}

/**
 * What one backend is asked for. Ids and type ids are already the backend's own. A key that is missing does not filter;
 * an empty list matches nothing. All keys must match, any value of a list will do.
 */
export interface TicketFilter {
  readonly ids?: readonly string[];
  readonly numbers?: readonly string[];
  readonly statusCategories?: readonly StatusCategory[];
  readonly statusCodes?: readonly string[];
  readonly typeIds?: readonly string[];
  readonly priorityLevels?: readonly PriorityLevel[];
  readonly customerId?: string;
  readonly assigneeId?: string;
  /** Found in title, description or number, whatever the case of its letters. */
  readonly text?: string;
  readonly createdAt?: InstantRange;
  readonly updatedAt?: InstantRange;
  readonly escalated?: boolean;
}

export type FilterName = keyof TicketFilter;

type Predicates = {
  readonly [Name in FilterName]-?: (ticket: NativeTicket, wanted: NonNullable<TicketFilter[Name]>) => boolean;
};

/** The meaning of each filter: what a backend must apply exactly if it says that it applied it. */
const PREDICATES: Predicates = {
  ids: (ticket, wanted) => wanted.includes(ticket.nativeId),
  numbers: (ticket, wanted) => ticket.number !== null && wanted.includes(ticket.number),
  statusCategories: (ticket, wanted) => wanted.includes(ticket.status.category),
  statusCodes: (ticket, wanted) => wanted.includes(ticket.status.code),
  typeIds: (ticket, wanted) => typeof ticket.type?.code === 'string' && wanted.includes(ticket.type.code),
  priorityLevels: (ticket, wanted) => ticket.priority !== null && wanted.includes(ticket.priority.level),
  customerId: (ticket, wanted) => ticket.customer?.id === wanted,
  assigneeId: (ticket, wanted) => ticket.assignee?.id === wanted,
  text: (ticket, wanted) => containsText(ticket, wanted),
  createdAt: (ticket, wanted) => isWithin(ticket.createdAt, wanted),
  updatedAt: (ticket, wanted) => isWithin(ticket.updatedAt, wanted),
  escalated: (ticket, wanted) => isEscalated(ticket) === wanted,
};

export const FILTER_NAMES = Object.keys(PREDICATES) as readonly FilterName[];

/** The filters that are set. */
export function activeFilters(filter: TicketFilter): FilterName[] {
  return FILTER_NAMES.filter((name) => filter[name] !== undefined);
}

/**
 * True if the ticket matches the named filters.
 * @param names which of the filter's keys to look at; all that are set if left out
 */
export function matchesFilter(
  ticket: NativeTicket,
  filter: TicketFilter,
  names: readonly FilterName[] = activeFilters(filter),
): boolean {
  return names.every((name) => matchesOne(ticket, filter, name));
}

function matchesOne(ticket: NativeTicket, filter: TicketFilter, name: FilterName): boolean {
  const wanted = filter[name];
  if (wanted === undefined) return true;
  const matches = PREDICATES[name] as (ticket: NativeTicket, wanted: unknown) => boolean;
  return matches(ticket, wanted);
}

/** True if a hand-over of the ticket is asked for or under way. */
function isEscalated(ticket: NativeTicket): boolean {
  return ticket.escalations.some((escalation) => escalation.state === 'REQUESTED' || escalation.state === 'ACTIVE');
}

/** True if the instant lies in the range; a missing instant lies in none. */
export function isWithin(instant: Instant | null, range: InstantRange): boolean {
  if (instant === null) return false;
  if (range.from !== undefined && instant < range.from) return false;
  return range.until === undefined || instant < range.until;
}

function containsText(ticket: NativeTicket, wanted: string): boolean {
  const needle = wanted.toLowerCase();
  return [ticket.title, ticket.description, ticket.number].some(
    (text) => text !== null && text.toLowerCase().includes(needle),
  );
}
