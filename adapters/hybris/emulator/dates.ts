import type { Switches } from './switches.ts';

/** Milliseconds of a date with `Z`, `+00:00` or `+0000` (section 4); undefined if it is none. */
export function readInstant(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const instant = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(instant) ? undefined : instant;
}

/** `2016-11-22T06:23:50.030+0000`, the form of real answers, or with `Z`. */
export function writeInstant(instant: number, form: Switches['dateForm']): string {
  const text = new Date(instant).toISOString();
  return form === 'Z' ? text : text.replace('Z', '+0000');
}

/** A date that was kept as text, in the form of the switch; anything else as it is. */
export function rewriteDate(value: unknown, form: Switches['dateForm']): unknown {
  const instant = typeof value === 'string' ? readInstant(value) : undefined;
  return instant === undefined ? value : writeInstant(instant, form);
}
