import type { ListPlan, ListQuery } from '../../src/ticketing/adapter.ts';
import type { TicketFilter } from '../../src/ticketing/filter.ts';
import { isInt64 } from './check-values.ts';
import { statesOf } from './mapping-status.ts';
import type { OutsourcingSettings } from './settings.ts';

/** One walk through the list: the tickets of one state, or of one number, or all. */
export interface OutsourcingLane {
  readonly state?: string;
  readonly number?: string;
}

/** Filters that speak of data which no ticket here has, so that nothing can match. */
const NEVER_THERE: readonly (readonly [name: keyof TicketFilter, note: string])[] = [
  ['typeIds', 'This backend’s tickets have no type, so none matches the filter.'],
  ['priorityLevels', 'This backend’s tickets have no priority, so none matches the filter.'],
];
const NO_TIME_OF_CHANGE =
  'This backend is set to read tickets in progress alone, which tell no time of their last change.';
const NOT_ESCALATED = 'This backend is set to read tickets in progress alone, and none of them is escalated.';
const ONLY_IN_PROGRESS = 'This backend is set to read tickets in progress alone.';

/**
 * One lane a number or a state: the API takes one value of each. It promises no order and cannot sort.
 * @param mode where tickets are read
 */
export function planList({ filter }: ListQuery, mode: OutsourcingSettings['ticketSource']): ListPlan<OutsourcingLane> {
  const order = 'NONE';
  const reason = whyNothingMatches(filter, mode);
  if (reason !== null) return { order, lanes: [], notes: [reason] };
  const wanted = statesOf(filter);
  const states = mode === 'inProgress' ? onlyInProgress(filter, wanted) : wanted;
  const isNarrower = mode === 'inProgress' && wanted?.join() !== 'in_progress';
  const notes = isNarrower ? [ONLY_IN_PROGRESS] : [];
  if (states?.length === 0) return { order, lanes: [], notes };
  if (filter.numbers !== undefined) {
    return { order, lanes: possibleNumbers(filter.numbers).map((number) => ({ number })), notes };
  }
  return { order, lanes: states === null ? [{}] : states.map((state) => ({ state })), notes };
}

function whyNothingMatches(filter: TicketFilter, mode: OutsourcingSettings['ticketSource']): string | null {
  for (const [name, note] of NEVER_THERE) if (filter[name] !== undefined) return note;
  if (mode !== 'inProgress') return null;
  if (filter.updatedAt !== undefined) return NO_TIME_OF_CHANGE;
  return filter.escalated === true ? NOT_ESCALATED : null;
}

/** Null stands for every state and unknown ones; whether the one that is read is among them, its own filters say. */
function onlyInProgress({ statusCategories, statusCodes }: TicketFilter, wanted: readonly string[] | null): string[] {
  if (wanted !== null) return wanted.filter((state) => state === 'in_progress');
  const isWanted =
    (statusCategories?.includes('IN_PROGRESS') ?? true) && (statusCodes?.includes('in_progress') ?? true);
  return isWanted ? ['in_progress'] : [];
}

/** A ticket number is a whole number of 64 bits in its usual spelling: anything else matches nothing, so it is not asked for. */
function possibleNumbers(numbers: readonly string[]): string[] {
  return [...new Set(numbers)].filter(isInt64);
}
