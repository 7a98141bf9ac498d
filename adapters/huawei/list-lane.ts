import type { ListPlan, ListQuery } from '../../src/ticketing/adapter.ts';
import type { FilterName, TicketFilter } from '../../src/ticketing/filter.ts';
import { statusCodesOf } from './mapping-status.ts';
import type { Query } from './query.ts';
import type { HuaweiSettings } from './settings.ts';

/** Opaque, and at most 64 characters. ASSUMPTION: of the sort of the documented ones, such as `TT-123456`. */
export const TICKET_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** One walk through the list: the tickets of some statuses, or one ticket, or all. */
export interface HuaweiLane {
  readonly codes?: readonly string[];
  readonly id?: string;
}

type ListSettings = Pick<HuaweiSettings, 'statusListMode' | 'textSearch'>;

const LONGEST_STATUS_LIST = 32;
const MOST_SEARCH_KEYS = 3;
const LONGEST_SEARCH_KEY = 64;

/** Which lanes a query is read in. Pure: no call is made. */
export function planList({ filter, order }: ListQuery, settings: ListSettings): ListPlan<HuaweiLane> {
  const impossible = whyImpossible(filter);
  if (impossible !== null) return { order: 'NONE', lanes: [], notes: impossible === '' ? [] : [impossible] };
  const notes = notesOf(filter, settings);
  const ids = idsOf(filter);
  if (ids !== null) return { order: 'NONE', lanes: ids.map((id) => ({ id })), notes };
  // Nothing tells when a ticket was changed, so that order is nobody's: all rows have to be read.
  return { order: order.field === 'createdAt' ? 'BY_INSTANT' : 'NONE', lanes: statusLanes(filter, settings), notes };
}

/** The filters that the backend, or this adapter for it, applies exactly in a lane. */
export function pushedDownIn(lane: HuaweiLane, filter: TicketFilter): FilterName[] {
  const exact: FilterName[] = ['escalated'];
  if (lane.id !== undefined) exact.push('ids', 'numbers');
  if (lane.codes !== undefined) exact.push('statusCategories', 'statusCodes');
  return exact.filter((name) => filter[name] !== undefined);
}

/** What the backend is asked for in a lane, beside the span of time. */
export function toConditions(lane: HuaweiLane, filter: TicketFilter, settings: ListSettings): Query {
  return [...statusConditions(lane.codes ?? []), ...textConditions(filter.text, settings)];
}

function statusConditions(codes: readonly string[]): Query {
  const [only, ...others] = codes;
  if (only === undefined) return [];
  // ASSUMPTION: incident_status takes its values separated by commas; used with "statusListMode: comma" alone.
  return others.length === 0 ? [['status', only]] : [['incident_status', codes.join(',')]];
}

/** How the backend matches text is not published, so it narrows only where the operator asked for it. */
function textConditions(text: string | undefined, settings: ListSettings): Query {
  if (text === undefined || settings.textSearch === 'gateway') return [];
  if (/^[A-Za-z]{1,8}-\w{1,55}$/.test(text)) return [['app_key', text]];
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MOST_SEARCH_KEYS)
    .map((word) => ['search_key', Array.from(word).slice(0, LONGEST_SEARCH_KEY).join('')] as const);
}

function statusLanes(filter: TicketFilter, settings: ListSettings): HuaweiLane[] {
  const codes = statusCodesOf(filter);
  if (codes === null) return [{}];
  const isOneCall = settings.statusListMode === 'comma' && codes.join(',').length <= LONGEST_STATUS_LIST;
  if (isOneCall) return codes.length === 0 ? [] : [{ codes }];
  return codes.map((code) => ({ codes: [code] }));
}

/** Ids asked for, under either name: a ticket's number is its id. Null if none are. */
function idsOf({ ids, numbers }: TicketFilter): string[] | null {
  const asked = ids ?? numbers;
  if (asked === undefined) return null;
  return [...new Set(asked)].filter((id) => TICKET_ID.test(id) && (numbers?.includes(id) ?? true));
}

/** Why no ticket can match; null if some may, empty if the filter contradicts itself. */
function whyImpossible({ priorityLevels, assigneeId, updatedAt, escalated, typeIds, createdAt }: TicketFilter) {
  if (priorityLevels !== undefined) return 'Tickets of this backend have no priority, so none matches.';
  if (assigneeId !== undefined) return 'Tickets of this backend do not tell who works on them, so none matches.';
  if (updatedAt !== undefined) return 'Tickets of this backend do not tell when they were changed, so none matches.';
  if (escalated === true) return 'Tickets of this backend cannot be escalated, so none matches.';
  const { from, until } = createdAt ?? {};
  return typeIds?.length === 0 || (from !== undefined && until !== undefined && from >= until) ? '' : null;
}

function notesOf({ typeIds, text }: TicketFilter, { textSearch }: ListSettings): string[] {
  const notes: string[] = [];
  if (typeIds !== undefined)
    notes.push('Tickets of this backend name their type by words; where several types share the words, none matches.');
  if (text !== undefined && textSearch === 'backend')
    notes.push('This backend searches by itself first, by rules it does not publish; it may miss tickets.');
  return notes;
}
