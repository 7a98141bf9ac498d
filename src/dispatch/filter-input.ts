import type { BackendInstance } from '../ticketing/adapter.ts';
import { invalidInput } from '../ticketing/errors.ts';
import type { InstantRange, TicketFilter } from '../ticketing/filter.ts';
import { decodeGlobalIdOf, type GlobalIdType } from '../ticketing/global-id.ts';
import { instantFromMilliseconds } from '../ticketing/instant.ts';
import type { StatusCategory } from '../ticketing/status.ts';
import type { PriorityLevel } from '../ticketing/ticket.ts';
import type { BackendFilter } from './list-query.ts';
import { checkNativeId, type BackendRegistry } from './registry.ts';

type Maybe<Value> = Value | null | undefined;

/** A filter as a client sends it. */
export interface TicketFilterInput {
  readonly backends?: Maybe<readonly string[]>;
  readonly ids?: Maybe<readonly string[]>;
  readonly numbers?: Maybe<readonly string[]>;
  readonly statusCategories?: Maybe<readonly StatusCategory[]>;
  readonly statusCodes?: Maybe<readonly string[]>;
  readonly typeIds?: Maybe<readonly string[]>;
  readonly priorityLevels?: Maybe<readonly PriorityLevel[]>;
  readonly customerId?: Maybe<string>;
  readonly assigneeId?: Maybe<string>;
  readonly text?: Maybe<string>;
  readonly createdAt?: Maybe<DateTimeRangeInput>;
  readonly updatedAt?: Maybe<DateTimeRangeInput>;
  readonly escalated?: Maybe<boolean>;
}

export interface DateTimeRangeInput {
  readonly from?: Maybe<Date | string>;
  readonly until?: Maybe<Date | string>;
}

const MOST_VALUES = 100;
const MOST_CHARACTERS = 200;

/**
 * Checks a filter and splits it into one for each backend, in the words of that backend.
 * @throws GatewayError INVALID_INPUT that names the key at fault; no backend has been called then
 */
export function readTicketFilter(input: Maybe<TicketFilterInput>, registry: BackendRegistry): BackendFilter[] {
  const given = input ?? {};
  checkList(given.backends, 'filter.backends');
  const backends = registry.select(given.backends, 'filter.backends');
  const shared = withoutMissing({
    numbers: checkTexts(given.numbers, 'filter.numbers'),
    statusCategories: checkList(given.statusCategories, 'filter.statusCategories'),
    statusCodes: checkCodes(given.statusCodes, 'filter.statusCodes'),
    priorityLevels: checkList(given.priorityLevels, 'filter.priorityLevels'),
    customerId: checkText(given.customerId, 'filter.customerId'),
    assigneeId: checkText(given.assigneeId, 'filter.assigneeId'),
    text: checkText(given.text, 'filter.text'),
    createdAt: toRange(given.createdAt, 'filter.createdAt'),
    updatedAt: toRange(given.updatedAt, 'filter.updatedAt'),
    escalated: given.escalated ?? undefined,
  });
  const ids = splitIds(given.ids, 'Ticket', 'filter.ids', registry);
  const typeIds = splitIds(given.typeIds, 'TicketType', 'filter.typeIds', registry);
  return backends.map((backend) => ({
    backend,
    filter: withoutMissing({
      ...shared,
      ids: ids && (ids.get(backend) ?? []),
      typeIds: typeIds && (typeIds.get(backend) ?? []),
    }),
  }));
}

/** A key that filters nothing is left out, so that equal filters have equal cursors. */
function withoutMissing(filter: {
  readonly [Name in keyof TicketFilter]: TicketFilter[Name] | undefined;
}): TicketFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** Global ids by backend, as native ids. */
function splitIds(
  ids: Maybe<readonly string[]>,
  type: GlobalIdType,
  field: string,
  registry: BackendRegistry,
): Map<BackendInstance, string[]> | undefined {
  if (ids === null || ids === undefined) return undefined;
  checkList(ids, field);
  const split = new Map<BackendInstance, string[]>();
  for (const [index, id] of ids.entries()) {
    const { backend: backendId, nativeId } = decodeGlobalIdOf(type, id, `${field}[${index}]`);
    const backend = registry.get(backendId, `${field}[${index}]`);
    if (type === 'Ticket') checkNativeId(backend, 'Ticket', nativeId, `${field}[${index}]`);
    split.set(backend, [...(split.get(backend) ?? []), nativeId]);
  }
  return split;
}

/** @returns the list; undefined if there is none. @throws GatewayError INVALID_INPUT if it has too many values */
export function checkList<Value>(values: Maybe<readonly Value[]>, field: string): readonly Value[] | undefined {
  if (values === null || values === undefined) return undefined;
  if (values.length > MOST_VALUES) throw invalidInput(field, `At most ${MOST_VALUES} values are possible here.`);
  return values;
}

function checkTexts(texts: Maybe<readonly string[]>, field: string): readonly string[] | undefined {
  checkList(texts, field);
  return texts?.map((text, index) => checkText(text, `${field}[${index}]`) ?? '');
}

/** A backend may have a status whose code is empty. */
function checkCodes(codes: Maybe<readonly string[]>, field: string): readonly string[] | undefined {
  checkList(codes, field);
  return codes?.map((code, index) => (code === '' ? '' : (checkText(code, `${field}[${index}]`) ?? '')));
}

/** @throws GatewayError INVALID_INPUT if text is empty, too long, or holds control characters */
export function checkText(text: Maybe<string>, field: string): string | undefined {
  if (text === null || text === undefined) return undefined;
  if (text.trim() === '') throw invalidInput(field, 'This must not be empty.');
  if (text.length > MOST_CHARACTERS)
    throw invalidInput(field, `At most ${MOST_CHARACTERS} characters are possible here.`);
  // oxlint-disable-next-line eslint/no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(text) || !text.isWellFormed()) {
    throw invalidInput(field, 'Control characters and broken characters are not possible here.');
  }
  return text;
}

function toRange(range: Maybe<DateTimeRangeInput>, field: string): InstantRange | undefined {
  if (range === null || range === undefined) return undefined;
  const from = toInstant(range.from, `${field}.from`);
  const until = toInstant(range.until, `${field}.until`);
  if (from !== undefined && until !== undefined && from >= until)
    throw invalidInput(field, '"from" must be before "until".');
  if (from === undefined && until === undefined) return undefined;
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}

/** An offset can take a time out of the years that there are: a filter that cannot be applied must not be ignored. */
function toInstant(value: Maybe<Date | string>, field: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  const instant = instantFromMilliseconds(new Date(value).getTime());
  if (instant === null) throw invalidInput(field, 'This must be a time of the years 0000 to 9999.');
  return instant;
}
