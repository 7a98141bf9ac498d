import { instantFromOffsetText, type Instant } from '../../src/ticketing/instant.ts';

/** Seconds since 1970: the API filters by whole seconds. */
export type Seconds = number;

const EARLIEST: Seconds = Date.UTC(1970, 0, 1) / 1000;
const LATEST: Seconds = Date.UTC(9999, 11, 30) / 1000;

/** The offset of a time zone such as `GMT+8` or `GMT-03:30`, in minutes. */
export function offsetMinutes(timeZone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^GMT([+-])(\d{1,2})(?::(\d{2}))?$/.exec(timeZone) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -size : size;
}

/** A second as the filters of the list take it: `yyyy-MM-dd HH:mm:ss` in the zone that X-Time-Zone names. */
export function toFilterTime(second: Seconds, timeZone: string): string {
  const within = Math.min(Math.max(second, EARLIEST), LATEST);
  const local = new Date((within + offsetMinutes(timeZone) * 60) * 1000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * A time of an answer; null if it is none.
 * ASSUMPTION: its Z means UTC when X-Time-Zone is GMT+0 (README, "What we had to assume").
 */
export function readTime(value: string | number | null | undefined): Instant | null {
  return typeof value === 'string' ? instantFromOffsetText(value) : null;
}

/**
 * The time of an operate log, whose format is not published: like other times, or like those that filters take.
 * ASSUMPTION: a time without an offset is in the zone that X-Time-Zone names.
 */
export function readLogTime(value: string | number | null | undefined, timeZone: string): Instant | null {
  const instant = readTime(value);
  if (instant !== null || typeof value !== 'string') return instant;
  const offset = offsetMinutes(timeZone);
  const size = Math.abs(offset);
  const digits = (part: number): string => String(part).padStart(2, '0');
  return instantFromOffsetText(
    `${value.trim()}${offset < 0 ? '-' : '+'}${digits(Math.floor(size / 60))}:${digits(size % 60)}`,
  );
}

/** The second that an instant lies in. */
export function secondOf(instant: Instant): Seconds {
  return Math.floor(Date.parse(instant) / 1000);
}

/** The first whole second that is not before the instant. */
export function secondAfter(instant: Instant): Seconds {
  return Math.ceil(Date.parse(instant) / 1000);
}
