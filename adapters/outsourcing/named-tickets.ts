import type { Call } from '../../src/ticketing/adapter.ts';
import type { DetectedChange } from '../../src/ticketing/change-detection.ts';
import { toAddition } from '../../src/ticketing/known-ticket.ts';
import type { Lookup } from '../../src/ticketing/lookup.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { toKnownRow, type EventMark, type KnownRow, type OutsourcingMark } from './change-mark.ts';
import type { OutsourcingClient } from './client.ts';
import { readEvents } from './events.ts';
import { isListed, type ListedTickets } from './listed-tickets.ts';

export type ReadTickets = (ids: readonly string[], call: Call) => Promise<Lookup<NativeTicket>[]>;

export interface NamedParts {
  readonly client: OutsourcingClient;
  readonly readTickets: ReadTickets;
  readonly clock: () => number;
}

/** What is known in a round before its events are read. */
export interface KnownInRound {
  readonly found: ListedTickets;
  readonly listed: ReadonlyMap<string, KnownRow>;
  readonly watched: ReadonlyMap<string, KnownRow | null>;
  /** Tickets outside the lists that were told of in this round, with their version. */
  readonly told: ReadonlyMap<string, string>;
}

export interface NamedLook {
  readonly changes: readonly DetectedChange[];
  /** Tickets that belong among the listed. */
  readonly listed: ReadonlyMap<string, KnownRow>;
  readonly mark: EventMark;
}

const MOST_TOLD = 1_000;

/** Tickets that events speak of and no list showed: those that came and went between two looks. */
export async function lookAtNamed(
  { client, readTickets, clock }: NamedParts,
  before: OutsourcingMark | null,
  { found, listed, watched, told: toldNow }: KnownInRound,
  call: Call,
): Promise<NamedLook> {
  const events = before?.events ?? null;
  const { isCreated, lastId, since } = await readEvents(client, events, clock, call);
  const told = new Map([...(events?.told ?? []), ...toldNow]);
  const ids = [...isCreated.keys()].filter((id) => !found.tickets.has(id) && !listed.has(id) && !watched.has(id));
  const lookups = ids.length === 0 ? [] : await readTickets(ids, call);
  const changes: DetectedChange[] = [];
  const added = new Map<string, KnownRow>();
  for (const [index, id] of ids.entries()) {
    const lookup = lookups[index];
    if (lookup?.state !== 'found') continue;
    const ticket = lookup.value;
    if (told.get(id) === ticket.version) continue;
    changes.push({
      ...toAddition(id, ticket),
      kind: isCreated.get(id) === true && !told.has(id) ? 'ADDED' : 'UPDATED',
    });
    if (isListed(found.states, ticket.status.code)) added.set(id, toKnownRow(ticket));
    else told.set(id, ticket.version);
  }
  // An event whose ticket cannot be read is asked for again: what was told by now is known.
  const isRead = lookups.every(({ state }) => state !== 'failed');
  const mark = { lastId: isRead ? lastId : (events?.lastId ?? null), since, told: [...told].slice(-MOST_TOLD) };
  return { changes, listed: added, mark };
}
