import { BusinessError } from './errors.ts';
import type { Backend, Call } from './model.ts';

const HOUR = 3_600_000;
const DEFAULT_ZONE = 'GMT+8';

/** Offset of an X-Time-Zone value in milliseconds; the backend's default is GMT+8. @throws BusinessError OSM.01010001 */
export function zoneOffset(header: string | undefined): number {
  const match = /^GMT([+-])(\d{1,2})(?::(\d\d))?$/.exec(header ?? DEFAULT_ZONE);
  if (match === null) throw new BusinessError('OSM.01010001', 'X-Time-Zone');
  const sign = match[1] === '-' ? -1 : 1;
  return sign * (Number(match[2]) * HOUR + Number(match[3] ?? 0) * 60_000);
}

/** The second that this moment is in; answers carry no parts of seconds. */
export function wholeSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000) * 1_000;
}

/** A time of an answer: ISO with Z, which under another zone than GMT+0 is local time all the same (switch). */
export function answerTime(backend: Backend, call: Call, milliseconds: number): string {
  const shift = backend.switches.shiftTimes ? call.zone : 0;
  return new Date(milliseconds + shift).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `yyyy-MM-dd HH:mm:ss` in the caller's zone. */
export function localTime(call: Call, milliseconds: number): string {
  return new Date(milliseconds + call.zone).toISOString().slice(0, 19).replace('T', ' ');
}

/** Reads a `yyyy-MM-dd HH:mm:ss` filter in the caller's zone. @throws BusinessError OSM.01010001 if it is none */
export function filterTime(call: Call, name: string): number | undefined {
  const text = call.query.get(name);
  if (text === null || text === '') return undefined;
  const local = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}Z`) : Number.NaN;
  if (Number.isNaN(local)) throw new BusinessError('OSM.01010001', name);
  return local - call.zone;
}
