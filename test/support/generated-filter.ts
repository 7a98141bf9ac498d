import * as fc from 'fast-check';
import type { TicketFilterInput } from '../../src/dispatch/filter-input.ts';
import type { TicketFilter } from '../../src/ticketing/filter.ts';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { CATEGORIES, CODES, INSTANTS, LEVELS, nativeIds, NUMBERS, PARTY_IDS, TYPE_CODES } from './generated-ticket.ts';
import type { BackendSpecification } from './list-under-test.ts';

interface NamedId {
  readonly backend: string;
  readonly nativeId: string;
}

/** A filter in the words of the test, from which both the client's input and the expected rows are made. */
export interface Wish extends Omit<TicketFilter, 'ids' | 'typeIds' | 'createdAt' | 'updatedAt'> {
  readonly backends?: readonly string[];
  readonly ids?: readonly NamedId[];
  readonly typeIds?: readonly NamedId[];
  readonly createdAt?: WishedRange;
  readonly updatedAt?: WishedRange;
}

interface WishedRange {
  readonly from?: string;
  readonly until?: string;
  /** Whether the input has Date objects, as after parsing, or text. */
  readonly isParsed: boolean;
}

/** Most keys are missing, else hardly a row would match. */
function seldom<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

function someOf<Value>(values: readonly Value[]): fc.Arbitrary<Value[]> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.shuffledSubarray([...values], { minLength: Math.min(1, values.length) }) },
    { weight: 1, arbitrary: fc.constant<Value[]>([]) },
  );
}

const ranges: fc.Arbitrary<WishedRange> = fc
  .record({
    ends: fc.subarray([...INSTANTS], { minLength: 2, maxLength: 2 }),
    open: fc.nat({ max: 4 }),
    isParsed: fc.boolean(),
  })
  .map(({ ends: [from = '', until = ''], open, isParsed }) => ({
    ...(open === 1 || open === 3 ? {} : { from }),
    ...(open === 2 || open === 3 ? {} : { until }),
    isParsed,
  }));

/** Wishes about the rows of these backends. */
export function wishesAbout(backends: readonly BackendSpecification[]): fc.Arbitrary<Wish> {
  const names = backends.map(({ id }) => id);
  const rows = backends.flatMap(({ id, tickets }) => tickets.map(({ nativeId }) => ({ backend: id, nativeId })));
  const strangers = fc.array(fc.record({ backend: fc.constantFrom(...names), nativeId: nativeIds }), { maxLength: 3 });
  const types = names.flatMap((backend) => TYPE_CODES.map((nativeId) => ({ backend, nativeId })));
  return fc
    .record({
      backends: seldom(someOf(names)),
      ids: seldom(fc.tuple(someOf(rows), strangers).map((ids) => ids.flat().slice(0, 100))),
      numbers: seldom(someOf([...NUMBERS, 'none'])),
      statusCategories: seldom(someOf([...CATEGORIES, 'REJECTED' as const])),
      statusCodes: seldom(someOf(CODES)),
      typeIds: seldom(someOf(types)),
      priorityLevels: seldom(someOf([...LEVELS, 'URGENT' as const])),
      customerId: seldom(fc.constantFrom(...PARTY_IDS, 'P1')),
      assigneeId: seldom(fc.constantFrom(...PARTY_IDS, 'P1')),
      text: seldom(fc.constantFrom('print', 'PRINTER', 'ärger mit', '1001', 'inc', 'on fire')),
      createdAt: seldom(ranges),
      updatedAt: seldom(ranges),
      escalated: seldom(fc.boolean()),
    })
    .map((wish) => Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)));
}

/** The wish as a client sends it. */
export function toInput({ ids, typeIds, createdAt, updatedAt, ...rest }: Wish): TicketFilterInput {
  return {
    ...rest,
    ids: ids?.map((id) => encodeGlobalId({ type: 'Ticket', ...id })),
    // A key that is null is a key that is missing.
    typeIds: typeIds?.map((id) => encodeGlobalId({ type: 'TicketType', ...id })) ?? null,
    createdAt: toRangeInput(createdAt),
    updatedAt: toRangeInput(updatedAt),
  };
}

function toRangeInput(range: WishedRange | undefined): TicketFilterInput['createdAt'] {
  if (range === undefined) return undefined;
  const { from, until, isParsed } = range;
  const spell = (text: string | undefined): Date | string | null | undefined =>
    text === undefined || !isParsed ? text : new Date(text);
  return { from: spell(from) ?? null, until: spell(until) };
}

/** The wish in the words of one backend; null if the wish is not about it. */
export function toNativeFilter(wish: Wish, backend: string): TicketFilter | null {
  const { backends, ids, typeIds, createdAt, updatedAt, ...rest } = wish;
  if (backends?.includes(backend) === false) return null;
  const own = (named: readonly NamedId[]): string[] =>
    named.filter((id) => id.backend === backend).map(({ nativeId }) => nativeId);
  return {
    ...rest,
    ...(ids === undefined ? {} : { ids: own(ids) }),
    ...(typeIds === undefined ? {} : { typeIds: own(typeIds) }),
    ...(createdAt?.from === undefined && createdAt?.until === undefined ? {} : { createdAt }),
    ...(updatedAt?.from === undefined && updatedAt?.until === undefined ? {} : { updatedAt }),
  };
}
