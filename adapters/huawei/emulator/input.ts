import { BusinessError } from './errors.ts';
import type { Backend, Call } from './model.ts';
import type { Reply } from '../../../src/emulation/fault.ts';

const DEFAULT_LIMIT = 10;
const MOST_ROWS = 100;
const LARGEST_OFFSET = 65_535;

/** True for a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole number of the query. @throws BusinessError OSM.01010001 if it is none or out of range */
export function queryInteger(query: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) throw new BusinessError('OSM.01010001', name);
  return value;
}

/** A text of the body. @throws BusinessError OSM.01010001 if it is no string or too long */
export function bodyText(body: Readonly<Record<string, unknown>>, name: string, longest: number): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length > longest) throw new BusinessError('OSM.01010001', name);
  return value;
}

/** A text of the body that must be there. @throws BusinessError OSM.01010001 */
export function requiredText(body: Readonly<Record<string, unknown>>, name: string, longest: number): string {
  const value = bodyText(body, name, longest);
  if (value === undefined || value === '') throw new BusinessError('OSM.01010001', name);
  return value;
}

/** A list of texts of the body. @throws BusinessError OSM.01010001 if it is none or too long */
export function textList(body: Readonly<Record<string, unknown>>, name: string, most: number): readonly string[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value) || value.length > most || !value.every((item) => typeof item === 'string')) {
    throw new BusinessError('OSM.01010001', name);
  }
  return value;
}

/** Values of a repeated query key. @throws BusinessError OSM.01010001 if there are too many or too long ones */
export function repeated(query: URLSearchParams, name: string, most: number, longest = 64): readonly string[] {
  const values = query.getAll(name);
  if (values.length > most || values.some((value) => value.length > longest)) {
    throw new BusinessError('OSM.01010001', name);
  }
  return values;
}

/** The requested rows: default limit 10, a higher limit than 100 counts as 100, offset up to 65535. */
export function pageOf<Row>(query: URLSearchParams, rows: readonly Row[]): readonly Row[] {
  const offset = queryInteger(query, 'offset', 0, LARGEST_OFFSET) ?? 0;
  const limit = queryInteger(query, 'limit', 0, Number.MAX_SAFE_INTEGER) ?? DEFAULT_LIMIT;
  return rows.slice(offset, offset + Math.min(limit, MOST_ROWS));
}

/** "0" (any time) or "09:00-18:00". @throws BusinessError OSM.01010001 */
export function remindTime(body: Readonly<Record<string, unknown>>): string | undefined {
  const value = bodyText(body, 'remind_time', 16);
  if (value !== undefined && !/^(0|\d\d:\d\d-\d\d:\d\d)$/.test(value)) {
    throw new BusinessError('OSM.01010001', 'remind_time');
  }
  return value;
}

/** A path segment by name. */
export function param(call: Call, name: string): string {
  return call.request.params[name] ?? '';
}

/** The success of a write that has no id to give, in the form that is switched on. */
export function written(backend: Backend): Reply {
  switch (backend.switches.writeBody) {
    case 'empty':
      return { status: 200 };
    case 'unknown':
      return { status: 200, body: { unknown: 1 } };
    default:
      return { status: 200, body: {} };
  }
}
