import type { SortField, SortOrder } from '../../src/ticketing/adapter.ts';
import type { FilterName, TicketFilter } from '../../src/ticketing/filter.ts';
import { toStatusCodes } from './mapping-status.ts';
import type { MappingFacts } from './mapping.ts';
import {
  arePlainValues,
  idTerm,
  intersect,
  rangeTerm,
  toBounds,
  valueTerm,
  type Bounds,
  type QueryField,
} from './query.ts';

/** One walk through the list. Many ids or numbers are asked for in parts, as a query cannot hold them all. */
export interface HybrisLane {
  readonly ids?: readonly string[];
  readonly numbers?: readonly string[];
}

/** What of a filter the backend is asked for. */
export interface Narrowing {
  readonly terms: readonly string[];
  readonly pushedDown: readonly FilterName[];
}

const DATE_FIELDS: Readonly<Record<SortField, QueryField & `metadata.${string}`>> = {
  createdAt: 'metadata.createdAt',
  updatedAt: 'metadata.modifiedAt',
};

/** The filters that the backend applies exactly, without the dates. */
export function narrow(lane: HybrisLane, filter: TicketFilter, own: string | null, facts: MappingFacts): Narrowing {
  const terms: string[] = [];
  const pushedDown: FilterName[] = [];
  if (lane.ids !== undefined) {
    terms.push(idTerm(lane.ids));
    pushedDown.push('ids');
  }
  const numbers = lane.numbers ?? filter.numbers;
  if (numbers !== undefined && areNumbers(numbers)) {
    terms.push(valueTerm('ticketNumber', numbers));
    pushedDown.push('numbers');
  }
  const codes = toStatusCodes(filter, facts.statuses);
  if (codes !== null && arePlainValues(codes)) {
    terms.push(valueTerm('status', codes));
    if (filter.statusCategories !== undefined) pushedDown.push('statusCategories');
    if (filter.statusCodes !== undefined) pushedDown.push('statusCodes');
  }
  if (filter.typeIds !== undefined && arePlainValues(filter.typeIds)) {
    terms.push(valueTerm('type', filter.typeIds));
    pushedDown.push('typeIds');
  }
  if (filter.customerId !== undefined && facts.audience === 'agent' && arePlainValues([filter.customerId])) {
    terms.push(valueTerm('customerId', [filter.customerId]));
    pushedDown.push('customerId');
  }
  // The backend shows the customer's own tickets alone.
  if (own !== null && own === filter.customerId) pushedDown.push('customerId');
  return { terms, pushedDown };
}

const LIKE_AN_ID = /^[0-9a-f]{24}$/i;

/** A ticket without a number shows its id instead, so what may be an id is not asked for as a number. */
export function areNumbers(numbers: readonly string[]): boolean {
  return arePlainValues(numbers) && !numbers.some((number) => LIKE_AN_ID.test(number));
}

/** The dates that the filter speaks of. */
export function activeDates(filter: TicketFilter): SortField[] {
  return (['createdAt', 'updatedAt'] as const).filter((field) => filter[field] !== undefined);
}

/** True if the filter speaks of dates. */
export function hasDateFilter(filter: TicketFilter): boolean {
  return activeDates(filter).length > 0;
}

/** The ranges of the filter and of what lies ahead, one a field; null if nothing can match. */
export function toDateTerms(filter: TicketFilter, order: SortOrder, ahead: Bounds): string[] | null {
  const terms: string[] = [];
  for (const field of ['createdAt', 'updatedAt'] as const) {
    const bounds = intersect(toBounds(filter[field] ?? {}), field === order.field ? ahead : {});
    if (bounds === null) return null;
    const term = rangeTerm(DATE_FIELDS[field], bounds);
    if (term !== null) terms.push(term);
  }
  return terms;
}

/** The order, with ties by id. */
export function toSort({ field, direction }: SortOrder): string {
  const way = direction.toLowerCase();
  return `${DATE_FIELDS[field]}:${way},id:${way}`;
}
