import { instantFromMilliseconds, instantFromOffsetText, type Instant } from '../../src/ticketing/instant.ts';

/** The clock on the wall where the CRM runs: it writes times without a zone (README, "Times"). */
export interface LocalTime {
  /**
   * A text such as `2020-02-14 18:19:47` as an instant; null if it is no such time. A time that daylight saving skips is
   * taken as the later instant, one that it repeats as the earlier.
   */
  readonly toInstant: (text: string) => Instant | null;
  /** The calendar day there, as `DD-MM-YYYY`. @param milliseconds since 1970 */
  readonly toDay: (milliseconds: number) => string;
  /** The same day as `YYYY-MM-DD`. @param milliseconds since 1970 */
  readonly toIsoDay: (milliseconds: number) => string;
}

// Years before 1000 are no times of tickets, and zones have no rules for them.
const PATTERN = /^[1-9]\d{3}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
const DAY_MS = 24 * 60 * 60_000;

/** @throws Error if there is no such time zone */
export function createLocalTime(timeZone: string): LocalTime {
  const format = openFormat(timeZone);

  function partsAt(milliseconds: number): Readonly<Record<string, string>> {
    return Object.fromEntries(format.formatToParts(milliseconds).map(({ type, value }) => [type, value]));
  }

  /** How far the wall clock is ahead of UTC at an instant. */
  function offsetAt(milliseconds: number): number {
    const { year, month, day, hour, minute, second } = partsAt(milliseconds);
    const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
    return wall - Math.floor(milliseconds / 1_000) * 1_000;
  }

  return {
    toInstant(text) {
      const trimmed = text.trim();
      // Read as if it were UTC first: that also refuses days that do not exist, such as 30 February.
      const asUtc = PATTERN.test(trimmed) ? instantFromOffsetText(`${trimmed}Z`) : null;
      if (asUtc === null) return null;
      const wall = Date.parse(asUtc);
      const candidates = [offsetAt(wall - DAY_MS), offsetAt(wall + DAY_MS)].map((offset) => wall - offset);
      if (candidates[0] === candidates[1]) return instantFromMilliseconds(Math.max(...candidates));
      // The clocks change on that day or next to it: an instant is real if the wall clock shows the text at it.
      const real = candidates.filter((candidate) => candidate + offsetAt(candidate) === wall);
      return instantFromMilliseconds(real.length === 0 ? Math.max(...candidates) : Math.min(...real));
    },
    toDay(milliseconds) {
      const { day, month, year } = partsAt(milliseconds);
      return `${day}-${month}-${year}`;
    },
    toIsoDay(milliseconds) {
      const { day, month, year } = partsAt(milliseconds);
      return `${year}-${month}-${day}`;
    },
  };
}

function openFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (cause) {
    throw new Error(`The setting "timeZone" names no known time zone: ${timeZone}`, { cause });
  }
}
