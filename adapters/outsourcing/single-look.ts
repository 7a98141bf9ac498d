import type { Call } from '../../src/ticketing/adapter.ts';
import type { DetectedChange } from '../../src/ticketing/change-detection.ts';
import type { ErrorCode } from '../../src/ticketing/errors.ts';
import { compareLookup, endOfTurn, takeTurn } from '../../src/ticketing/known-ticket.ts';
import type { Lookup } from '../../src/ticketing/lookup.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { comparedValues, toKnownRow, type KnownRow, type OutsourcingMark } from './change-mark.ts';
import { isListed, type ListedTickets } from './listed-tickets.ts';
import type { ReadTickets } from './named-tickets.ts';

/** How many tickets one round reads one by one: those that left the lists, and those that are watched outside them. */
const MOST_READS = 100;

/** Refusals that are about the gateway and not about one ticket: the whole round waits then. */
const ABOUT_ALL: ReadonlySet<ErrorCode> = new Set(['RATE_LIMITED', 'UNAUTHENTICATED']);

export interface SingleLook {
  readonly changes: readonly DetectedChange[];
  /** Tickets that belong among the listed after all, or of which nothing is known yet. */
  readonly kept: ReadonlyMap<string, KnownRow>;
  readonly watched: ReadonlyMap<string, KnownRow | null>;
  readonly after: string | null;
}

/** Reads one by one what no list shows. */
export async function lookAtSingle(
  { readTickets, log }: { readonly readTickets: ReadTickets; readonly log: AdapterLog },
  before: OutsourcingMark | null,
  { states, tickets }: ListedTickets,
  left: readonly string[],
  watchedIds: readonly string[],
  call: Call,
): Promise<SingleLook> {
  const knownListed = new Map(before?.listed);
  const knownWatched = new Map(before?.watched);
  const outside = watchedIds.filter((id) => !tickets.has(id));
  const isWatched = new Set(outside);
  const after = before?.after ?? null;
  const ids = takeTurn([...left, ...outside], after, MOST_READS);
  const lookups = await readTickets(ids, call);
  tellFailures(lookups, log);

  const changes: DetectedChange[] = [];
  const kept = new Map(left.flatMap((id) => toEntry(id, knownListed.get(id))));
  const watched = new Map(outside.flatMap((id) => toEntry(id, knownWatched.get(id))));
  for (const [index, id] of ids.entries()) {
    const lookup = lookups[index];
    if (lookup === undefined || lookup.state === 'failed') continue;
    const known = knownListed.get(id) ?? knownWatched.get(id);
    const { change } = compareLookup(id, known, lookup, comparedValues);
    if (change !== null) changes.push(change);
    kept.delete(id);
    const ticket = lookup.state === 'found' ? lookup.value : null;
    const row = ticket === null ? null : toKnownRow(ticket, known);
    if (row !== null && isListed(states, ticket?.status.code ?? '')) kept.set(id, row);
    else if (isWatched.has(id)) watched.set(id, row);
  }
  return { changes, kept, watched, after: endOfTurn(ids, lookups, after) };
}

function toEntry<Row>(id: string, row: Row | undefined): [string, Row][] {
  return row === undefined ? [] : [[id, row]];
}

/** @throws GatewayError if the API refuses to be asked at all */
function tellFailures(lookups: readonly Lookup<NativeTicket>[], log: AdapterLog): void {
  const errors = lookups.flatMap((lookup) => (lookup.state === 'failed' ? [lookup.error] : []));
  const refusal = errors.find(({ code }) => ABOUT_ALL.has(code));
  if (refusal !== undefined) throw refusal;
  const [first] = errors;
  if (first === undefined) return;
  const facts = { failed: errors.length, code: first.code };
  log.warn('Tickets cannot be read while looking for changes; the next look tries again.', facts);
}
