import type { Call, ListPageRequest, ListTickets } from '../../src/ticketing/adapter.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { WatchedStates } from './change-mark.ts';
import { IN_PROGRESS } from './mapping-status.ts';
import type { OutsourcingLane } from './plan.ts';
import type { TicketSource } from './ticket-source.ts';

/** All tickets that somebody may still work on. */
export interface ListedTickets {
  readonly states: WatchedStates;
  readonly tickets: ReadonlyMap<string, NativeTicket>;
  /** False if the lists were not read to their end. */
  readonly isWhole: boolean;
}

/** In the order of a ticket's life: one that moves on while the lists are read is found in the later. */
const UNFINISHED = ['prepared', 'pending', IN_PROGRESS, 'outsourced'];

/** A round reads so many pages at most, whatever size the API gives them. */
export const MOST_PAGES = 20;

const REQUEST: Omit<ListPageRequest<OutsourcingLane>, 'lane' | 'continuation'> = {
  filter: {},
  order: { field: 'createdAt', direction: 'ASC' },
  from: null,
  limit: 1_000,
  wantsTotal: false,
};

/** True for a state whose tickets are listed. */
export function isListed(states: WatchedStates, code: string): boolean {
  return states === 'UNFINISHED' ? UNFINISHED.includes(code) : code === IN_PROGRESS;
}

/**
 * Reads the tickets that are not finished, state by state; where other states cannot be listed, those in progress.
 * @param most how many tickets are wanted; there may be some more in the last page
 */
export async function readListed(
  list: ListTickets<OutsourcingLane>,
  source: TicketSource,
  most: number,
  call: Call,
): Promise<ListedTickets> {
  const wanted = source.isGeneric() ? UNFINISHED : [IN_PROGRESS];
  const tickets = new Map<string, NativeTicket>();
  let pages = 0;
  let isWhole = true;
  for (const state of wanted) {
    let continuation: unknown = null;
    do {
      if (pages === MOST_PAGES || tickets.size > most) {
        isWhole = false;
        break;
      }
      const page = await list.readPage({ ...REQUEST, lane: { state }, continuation }, call);
      pages += 1;
      for (const ticket of page.tickets) tickets.set(ticket.nativeId, ticket);
      ({ continuation } = page);
    } while (continuation !== null);
  }
  // The first list may have found out that other states cannot be listed.
  const states = wanted.length > 1 && source.isGeneric() ? 'UNFINISHED' : 'IN_PROGRESS';
  const kept = [...tickets].filter(([, { status }]) => isListed(states, status.code));
  return { states, tickets: new Map(kept), isWhole };
}
