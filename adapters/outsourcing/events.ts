import type { Call } from '../../src/ticketing/adapter.ts';
import { instantFromMilliseconds } from '../../src/ticketing/instant.ts';
import type { EventMark } from './change-mark.ts';
import { UUID } from './check-values.ts';
import type { EventFilter, OutsourcingClient } from './client.ts';
import { MOST_PAGES } from './listed-tickets.ts';
import type { OutsourcingEvent } from './wire.ts';

/** Tickets that events speak of. An event is a hint to look, and never data. */
export interface NamedTickets {
  /** True for a ticket whose creation is among its events. */
  readonly isCreated: ReadonlyMap<string, boolean>;
  readonly lastId: string | null;
  readonly since: string;
}

const CREATED = 'tickets.ticket.created';
const MOST_ROWS_A_PAGE = 1_000;
/** So many events are read in one round, as each may lead to reading a ticket. */
const MOST_EVENTS = 100;
/** ASSUMPTION: the API's clock is no more than this behind or before the gateway's (README). */
const CLOCKS_MS = 5 * 60_000;

/**
 * Reads the events since the round before; on the first round only how far they go.
 * ASSUMPTION: ids of events grow, and a page holds the next ones after the id that was asked for, in whatever order (README).
 */
export async function readEvents(
  client: OutsourcingClient,
  before: EventMark | null,
  clock: () => number,
  call: Call,
): Promise<NamedTickets> {
  if (before === null) {
    const since = instantFromMilliseconds(clock() - CLOCKS_MS) ?? '';
    return { isCreated: new Map(), lastId: await readLastId(client, since, call), since };
  }
  const { lastId, since } = before;
  const events = await client.listEvents(toFilter(lastId, since), MOST_EVENTS, call);
  return { isCreated: toTickets(events), lastId: largest(events, lastId), since };
}

async function readLastId(client: OutsourcingClient, since: string, call: Call): Promise<string | null> {
  let lastId: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const events = await client.listEvents(toFilter(lastId, since), MOST_ROWS_A_PAGE, call);
    if (events.length === 0) break;
    lastId = largest(events, lastId);
  }
  return lastId;
}

function toFilter(lastId: string | null, since: string): EventFilter {
  return lastId === null ? { name: 'occurred_after', value: since } : { name: 'after_id', value: lastId };
}

function toTickets(events: readonly OutsourcingEvent[]): ReadonlyMap<string, boolean> {
  const isCreated = new Map<string, boolean>();
  for (const { type, payload } of events) {
    const id = payload?.ticket?.id;
    if (typeof id === 'string' && UUID.test(id)) isCreated.set(id, isCreated.get(id) === true || type === CREATED);
  }
  return isCreated;
}

/** ULIDs compare as text. */
function largest(events: readonly OutsourcingEvent[], lastId: string | null): string | null {
  return events.reduce((found, { id }) => (found === null || id > found ? id : found), lastId);
}
