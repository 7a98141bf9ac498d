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
import type { HybrisTicket } from './wire.ts';

/** One walk through the list. Many ids or numbers are asked for in parts, as a query cannot hold them all. */
export interface HybrisLane {
  readonly ids?: readonly string[];
  readonly numbers?: readonly string[];
}

/** What of a filter the backend is asked for. */
export interface Narrowing {
  readonly terms: readonly string[];
  readonly pushedDown: readonly FilterName[];
  /** True if a term has several values. */
  readonly usesLists: boolean;
}

const DATE_FIELDS: Readonly<Record<SortField, QueryField & `metadata.${string}`>> = {
  createdAt: 'metadata.createdAt',
  updatedAt: 'metadata.modifiedAt',
};

/**
 * The filters that the backend applies exactly, without the dates.
 * @param own the customer whose tickets are read, if the filter names a customer
 * @param mayUseLists whether a term may have several values
 */
export function narrow(
  lane: HybrisLane,
  filter: TicketFilter,
  own: string | null,
  facts: MappingFacts,
  mayUseLists: boolean,
): Narrowing {
  const possible = [...termsOfLane(lane, filter), ...termsOfFilter(filter, facts)];
  const used = possible.filter(({ values }) => mayUseLists || values.length <= 1);
  const pushedDown = used.flatMap(({ filters }) => filters);
  // The backend shows the customer's own tickets alone.
  if (own !== null && own === filter.customerId) pushedDown.push('customerId');
  return {
    terms: used.map(({ field, values }) => (field === 'id' ? idTerm(values) : valueTerm(field, values))),
    pushedDown,
    usesLists: used.some(({ values }) => values.length > 1),
  };
}

/** Filters that one term of the query stands for. */
interface Term {
  readonly field: QueryField;
  readonly values: readonly string[];
  readonly filters: readonly FilterName[];
}

function termsOfLane(lane: HybrisLane, filter: TicketFilter): Term[] {
  const terms: Term[] = [];
  if (lane.ids !== undefined) terms.push({ field: 'id', values: lane.ids, filters: ['ids'] });
  const numbers = lane.numbers ?? filter.numbers;
  if (numbers !== undefined && areNumbers(numbers))
    terms.push({ field: 'ticketNumber', values: numbers, filters: ['numbers'] });
  return terms;
}

function termsOfFilter(filter: TicketFilter, facts: MappingFacts): Term[] {
  const { typeIds, customerId } = filter;
  const terms: Term[] = [];
  const codes = toStatusCodes(filter, facts.statuses);
  if (codes !== null && arePlainValues(codes)) {
    const filters = (['statusCategories', 'statusCodes'] as const).filter((name) => filter[name] !== undefined);
    terms.push({ field: 'status', values: codes, filters });
  }
  if (typeIds !== undefined && arePlainValues(typeIds))
    terms.push({ field: 'type', values: typeIds, filters: ['typeIds'] });
  if (customerId !== undefined && facts.audience === 'agent' && arePlainValues([customerId]))
    terms.push({ field: 'customerId', values: [customerId], filters: ['customerId'] });
  return terms;
}

/** True if the row belongs to the lane: the backend sees to that unless it refuses lists of values. */
export function isOfLane(row: HybrisTicket, { ids, numbers }: HybrisLane): boolean {
  if (ids !== undefined && !ids.includes(row.id)) return false;
  return numbers === undefined || numbers.includes(row.ticketNumber ?? '');
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

/** The ranges of the filter and of what lies ahead, one a field. */
export function toDateTerms(filter: TicketFilter, order: SortOrder, ahead: Bounds): (string | null)[] {
  return (['createdAt', 'updatedAt'] as const).map((field) => {
    const span = toBounds(filter[field] ?? {});
    return rangeTerm(DATE_FIELDS[field], (field === order.field ? intersect(span, ahead) : span) ?? span);
  });
}

/** The order, with ties by id. */
export function toSort({ field, direction }: SortOrder): string {
  const way = direction.toLowerCase();
  return `${DATE_FIELDS[field]}:${way},id:${way}`;
}
