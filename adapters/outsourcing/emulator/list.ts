import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import type { Random } from '../../../src/emulation/random.ts';
import { Problem } from './problem.ts';
import type { Switches } from './switches.ts';
import type { StoredTicket } from './ticket.ts';
import { requireUuid } from './values.ts';

const DEFAULT_LIMIT = 25;
const MOST_LIMIT = 1_000;

type Matches = (ticket: StoredTicket) => boolean;

/** Filters that were really applied: their values for `query` and what they let through. */
export interface AppliedFilters {
  readonly query: Readonly<Record<string, unknown>>;
  readonly matches: Matches;
}

/** `limit`, 0..1000 (25). @throws Problem 400 when out of range, unless it is to be clamped */
export function readLimit(request: EmulatorRequest, switches: Switches): number {
  return readWhole(request, 'limit', MOST_LIMIT, DEFAULT_LIMIT, switches.clampPaging);
}

/** `offset`, from 0 (0). @throws Problem 400 when negative, unless it is to be clamped */
export function readOffset(request: EmulatorRequest, switches: Switches): number {
  return readWhole(request, 'offset', Number.MAX_SAFE_INTEGER, 0, switches.clampPaging);
}

function readWhole(request: EmulatorRequest, name: string, most: number, fallback: number, clamp: boolean): number {
  const text = request.query.get(name);
  if (text === null) return fallback;
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= most) return value;
  if (!clamp) throw new Problem(400, `${name} must be a whole number from 0 to ${most}.`);
  return Number.isNaN(value) ? fallback : Math.min(Math.max(value, 0), most);
}

/** Reads those filters a resource has; other parameters are ignored and not echoed. @throws Problem 400 */
export function readFilters(request: EmulatorRequest, names: readonly string[]): AppliedFilters {
  const query: Record<string, unknown> = {};
  const conditions: Matches[] = [];
  for (const name of names) {
    const text = request.query.get(name);
    if (text === null) continue;
    const { value, matches } = readFilter(name, text);
    query[name] = value;
    conditions.push(matches);
  }
  return { query, matches: (ticket) => conditions.every((matches) => matches(ticket)) };
}

function readFilter(name: string, text: string): { value: unknown; matches: Matches } {
  switch (name) {
    case 'ticket_number': {
      if (!/^\d+$/.test(text)) throw new Problem(400, 'ticket_number must be a number.');
      const number = Number(text);
      return { value: number, matches: (ticket) => ticket.ticket_number === number };
    }
    case 'externally_processed': {
      if (text !== 'true' && text !== 'false') throw new Problem(400, 'externally_processed must be true or false.');
      const wanted = text === 'true';
      return { value: wanted, matches: (ticket) => ticket.externally_processed === wanted };
    }
    case 'created_after': {
      const from = readTime(name, text);
      return { value: text, matches: (ticket) => Date.parse(ticket.created_at) > from };
    }
    case 'created_before': {
      const until = readTime(name, text);
      return { value: text, matches: (ticket) => Date.parse(ticket.created_at) < until };
    }
    case 'customer_id': {
      const customer = requireUuid(text, name);
      return { value: customer, matches: (ticket) => ticket.customer_id === customer };
    }
    default:
      return { value: text, matches: (ticket) => ticket.state === text };
  }
}

/** The time of a parameter in milliseconds. @throws Problem 400 */
export function readTime(name: string, text: string): number {
  // A plus sign that was not encoded arrives as a space.
  const time = Date.parse(text.replace(' ', '+'));
  if (Number.isNaN(time)) throw new Problem(400, `${name} must be a date-time.`);
  return time;
}

/**
 * One page of the rows in the list envelope of section 4: `query` has the applied values, `total` counts all matches,
 * and beyond the end, or with limit 0, `result` is empty while `total` stays real.
 */
export function pageReply<Row>(
  rows: readonly Row[],
  applied: Readonly<Record<string, unknown>> & { readonly limit: number; readonly offset: number },
  show: (row: Row) => unknown,
  { switches, random }: { readonly switches: Switches; readonly random: Random },
): Reply {
  const ordered = switches.shuffled ? shuffle(rows, random) : rows;
  const page = ordered.slice(applied.offset, applied.offset + applied.limit).map((row) => show(row));
  return { status: 200, body: { query: applied, [rowsKey(switches)]: page, total: rows.length } };
}

/** Where an envelope has its rows. */
export function rowsKey(switches: Switches): 'result' | 'data' {
  return switches.envelopeWithData ? 'data' : 'result';
}

/** The rows in another order. */
export function shuffle<Row>(rows: readonly Row[], random: Random): Row[] {
  return rows
    .map((row) => ({ row, key: random.below(2 ** 31) }))
    .sort((one, other) => one.key - other.key)
    .map(({ row }) => row);
}
