import { instantFromMilliseconds, type Instant } from '../../src/ticketing/instant.ts';

/** Seconds reach this number in the year 5138, milliseconds passed it in 1973. */
const FIRST_MILLISECONDS = 100_000_000_000;

/**
 * A time of the API. Nothing is dated 0 or before, so those mean that there is no time.
 * ASSUMPTION: all times are whole seconds since 1970; the samples are.
 */
export function toInstant(value: number | string | null | undefined): Instant | null {
  const time = toNumber(value);
  if (!(time > 0)) return null;
  return instantFromMilliseconds(isMilliseconds(time) ? time : time * 1_000);
}

/** True if a time can only be meant in milliseconds, which the blueprint does not know. */
export function isMilliseconds(value: number | string | null | undefined): boolean {
  return toNumber(value) >= FIRST_MILLISECONDS;
}

/** NaN if it is no number. */
function toNumber(value: number | string | null | undefined): number {
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : typeof value === 'number' ? value : NaN;
}

/** Text, or null if there is none: the API leaves out what is empty, or sends it empty. */
export function toText(value: string | number | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : String(value);
}
