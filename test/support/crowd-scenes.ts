import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import type { RunningEmulator } from '../../src/emulation/emulator.ts';
import { changeTicket, FOREIGN_CHANGES, openTicket } from './foreign-changes.ts';

/** What a crowd subscribes to, and what others do to it inside the backends. */
export interface CrowdScene {
  /** Those that are watched. */
  readonly backends: readonly string[];
  readonly variables: Readonly<Record<string, unknown>>;
  /**
   * @param round counted from 0
   * @returns each change as it is to be told, as `backend KIND nativeId`, in no order
   */
  readonly happen: (round: number) => string[];
}

/** By kind of adapter: to another status that the filter lets through, and to one that it does not. */
export const NEXT_STATUSES = {
  crm: { within: { ticketstatus: 'In Progress' }, beyond: { ticketstatus: 'Closed' } },
  huawei: { within: { status: 1 }, beyond: { status: 3 } },
  hybris: { within: { status: 'IN_PROCESS' }, beyond: { status: 'COMPLETED' } },
  outsourcing: { within: { state: 'outsourced' }, beyond: { state: 'cancelled' } },
};

/**
 * A filtered list over four backends: in each round each of them gets a ticket, another one changes in the list, and another
 * one leaves it. The fifth, oneview, has no list of what changed: there only tickets that somebody names can be watched.
 */
export function filteredList(emulator: (name: string) => RunningEmulator): CrowdScene {
  const backends = Object.keys(NEXT_STATUSES);
  const desks = Object.entries(NEXT_STATUSES).map(([backend, next]) => ({ backend, next, opened: [] as string[] }));
  return {
    backends,
    variables: { filter: { backends, statusCategories: ['OPEN', 'IN_PROGRESS', 'PENDING'] } },
    happen: (round) =>
      desks.flatMap(({ backend, next, opened }) => {
        const changed = [
          { id: opened[round - 2], to: next.beyond, kind: 'REMOVED' },
          { id: opened[round - 1], to: next.within, kind: 'UPDATED' },
        ].flatMap(({ id, to, kind }) => {
          if (id === undefined) return [];
          changeTicket(emulator(backend), id, { changed: to });
          return [`${backend} ${kind} ${id}`];
        });
        const id = openTicket(emulator(backend), FOREIGN_CHANGES[backend] ?? { changed: {} });
        opened.push(id);
        return [...changed, `${backend} ADDED ${id}`];
      }),
  };
}

/** Tickets of the one backend that is watched ticket by ticket: in each round all of them change. */
export function namedTickets(emulator: (name: string) => RunningEmulator): CrowdScene {
  const backend = 'oneview';
  const ids = emulator(backend).samples.ticketIds.slice(0, 3);
  return {
    backends: [backend],
    variables: { ticketIds: ids.map((nativeId) => encodeGlobalId({ type: 'Ticket', backend, nativeId })) },
    happen: (round) =>
      ids.map((id) => {
        changeTicket(emulator(backend), id, { changed: { queue: `depot-${round}` } });
        return `${backend} UPDATED ${id}`;
      }),
  };
}
