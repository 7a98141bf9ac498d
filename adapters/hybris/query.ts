import { instantFromMilliseconds, type Instant } from '../../src/ticketing/instant.ts';
import type { InstantRange } from '../../src/ticketing/filter.ts';

/** Fields that `q` and `sort` may name: persisted ones alone. Labels, names and e-mails are joined on read. */
export type QueryField =
  | 'id'
  | 'ticketNumber'
  | 'type'
  | 'status'
  | 'customerId'
  | 'relatedObjects.objectId'
  | 'metadata.createdAt'
  | 'metadata.modifiedAt';

/** A span of time with both ends belonging to it. */
export interface Bounds {
  readonly least?: Instant;
  readonly most?: Instant;
}

/** Most values of one term: as many as a page has rows. */
export const MOST_VALUES = 64;

const PLAIN_ID = /^[A-Za-z0-9]{1,64}$/;
const PLAIN_VALUE = /^[A-Za-z0-9_.@-]{1,128}$/;

/** True if the id may stand in `q`. */
export function isPlainId(id: string): boolean {
  return PLAIN_ID.test(id);
}

/**
 * True if the values may stand in one term of `q`. How quotes and backslashes are escaped there is documented nowhere, so
 * values that need it never get in: such a filter is evaluated by the gateway.
 */
export function arePlainValues(values: readonly string[]): boolean {
  return values.length <= MOST_VALUES && values.every((value) => PLAIN_VALUE.test(value));
}

/** The tickets with these ids. ASSUMPTION: this form works on the mashup (README). */
export function idTerm(ids: readonly string[]): string {
  return `id:(${ids.join(',')})`;
}

/** The rows whose field has one of the values, which must be plain. */
export function valueTerm(field: QueryField, values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`);
  return quoted.length === 1 ? `${field}:${quoted[0]}` : `${field}:(${quoted.join(',')})`;
}

/** The rows whose date lies within the bounds. ASSUMPTION: ranges are written so here too (README). */
export function rangeTerm(field: QueryField, { least, most }: Bounds): string | null {
  if (least !== undefined && most !== undefined) return `${field}:(>="${least}" AND <="${most}")`;
  if (least !== undefined) return `${field}:>="${least}"`;
  return most === undefined ? null : `${field}:<="${most}"`;
}

/** Terms joined by a space must all match. */
export function joinTerms(terms: readonly (string | null)[]): string {
  return terms.filter((term) => term !== null).join(' ');
}

/** A range of a filter, whose end is excluded, as bounds. The backend keeps milliseconds, so the one before is the last. */
export function toBounds({ from, until }: InstantRange): Bounds {
  const most = until === undefined ? undefined : (instantFromMilliseconds(Date.parse(until) - 1) ?? until);
  return { ...(from === undefined ? {} : { least: from }), ...(most === undefined ? {} : { most }) };
}

/** What lies within both; null if nothing does. */
export function intersect(one: Bounds, other: Bounds): Bounds | null {
  const least = [one.least, other.least]
    .filter((instant) => instant !== undefined)
    .sort()
    .at(-1);
  const most = [one.most, other.most]
    .filter((instant) => instant !== undefined)
    .sort()
    .at(0);
  if (least !== undefined && most !== undefined && least > most) return null;
  return { ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }) };
}
