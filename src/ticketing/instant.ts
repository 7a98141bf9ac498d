/**
 * A point in time as UTC RFC 3339 text with milliseconds, exactly as `Date.prototype.toISOString` writes it
 * (`2020-02-14T18:19:47.000Z`). Two instants of the years 0000 to 9999 compare correctly as text.
 */
export type Instant = string;

const LATEST_MILLISECONDS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const EARLIEST_MILLISECONDS = Date.parse('0000-01-01T00:00:00.000Z');

/** Milliseconds since 1970 as an Instant; null if they are no number or outside the years 0000 to 9999. */
export function instantFromMilliseconds(milliseconds: number): Instant | null {
  if (!(milliseconds >= EARLIEST_MILLISECONDS && milliseconds <= LATEST_MILLISECONDS)) return null;
  return new Date(milliseconds).toISOString();
}

const WITH_OFFSET =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/;

/**
 * A date-time text with an offset (`Z`, `+01:00` or `+0000`) as an Instant.
 * Null if it is anything else: a text without an offset has no single meaning and is never guessed at here.
 */
export function instantFromOffsetText(text: string): Instant | null {
  const match = WITH_OFFSET.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour, minute, second = '0', fraction = '', sign, offsetHour = '0', offsetMinute = '0'] =
    match;
  const local = utcMilliseconds([year, month, day, hour, minute, second].map(Number), fraction);
  if (local === null || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  return instantFromMilliseconds(sign === '-' ? local + offset : local - offset);
}

/** Calendar parts read as UTC; null if they name no real time, such as 30 February. */
function utcMilliseconds(parts: readonly number[], fraction: string): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
}
