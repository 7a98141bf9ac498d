import { once } from 'node:events';
import type { Asker } from '../dispatch/ask.ts';
import type { BackendFilter } from '../dispatch/list-query.ts';
import type { ChangeStream } from '../store/change-stream.ts';
import type { Principal } from '../ticketing/principal.ts';
import { activeFilters } from '../ticketing/filter.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { credentialScope, seesWholeScope } from './log-entry.ts';
import { isBehind, type ReadList } from './membership.ts';
import { createNap } from './nap.ts';
import { createRoster, seesEveryChange, type Roster, type RosterOptions } from './roster.ts';
import type { Watchers } from './watchers.ts';

/** A list that somebody subscribes to. */
export interface RosterPlan {
  readonly part: BackendFilter;
  readonly principal: Principal;
  /** A new asker each time: who reads the list for all who share it. */
  readonly asker: () => Asker;
  readonly isInNow: RosterOptions['isInNow'];
}

/** A roster in use. */
export interface SharedRoster extends Pick<Roster, 'placeBefore' | 'forget'> {
  /** Ends when the list has been read, or could not be; never rejects. */
  readonly ready: Promise<void>;
  /** To be called once by each who acquired it; the last one ends it. */
  release(): void;
}

export interface Rosters {
  /** What is read for one who wants a list is shared by all who see the same of it. */
  acquire(plan: RosterPlan): SharedRoster;
  readonly size: number;
}

export interface RostersParts {
  readonly changes: ChangeStream;
  readonly watchers: Watchers;
  /** Reads which tickets a list holds. @returns null if its backend could not be read */
  readonly readList: (part: BackendFilter, asker: Asker) => Promise<ReadList | null>;
  readonly reportFailure: (error: unknown) => void;
}

interface Running {
  readonly shared: Omit<SharedRoster, 'release'>;
  readonly end: () => void;
  users: number;
}

export function createRosters(parts: RostersParts): Rosters {
  const running = new Map<string, Running>();

  return {
    acquire(plan) {
      const key = keyOf(plan);
      const own = running.get(key) ?? begin(parts, plan);
      running.set(key, own);
      own.users += 1;
      let isReleased = false;
      return {
        ...own.shared,
        release() {
          if (isReleased) return;
          isReleased = true;
          own.users -= 1;
          if (own.users > 0) return;
          running.delete(key);
          own.end();
        },
      };
    },
    get size() {
      return running.size;
    },
  };
}

/** The same for all who see the same of a list: agents who share the gateway's account share what it sees. */
function keyOf({ part: { backend, filter }, principal }: RosterPlan): string {
  const viewer = seesWholeScope(backend, principal) ? credentialScope(backend, principal) : principal.fingerprint;
  return JSON.stringify([backend.id, viewer, filter]);
}

function begin(parts: RostersParts, plan: RosterPlan): Running {
  const { backend, filter } = plan.part;
  const roster = createRoster({ isInNow: plan.isInNow, isFullyWatched: seesEveryChange(plan.part) });
  if (!isWorthReading(plan)) {
    return { shared: { ...roster, ready: Promise.resolve() }, users: 0, end: () => {} };
  }
  const ending = new AbortController();
  const pause = createNap(ending.signal);
  const watch = parts.watchers.watch(backend, plan.principal, { ticketIds: filter.ids ?? [], logIds: [] }, () => {});
  const { promise: ready, resolve: beReady } = Promise.withResolvers<void>();
  // Ends the reading that is under way, or what it brought, when changes may have been missed.
  let stale = new AbortController();
  // Where the log ended before the list was read last; null while that is not known.
  let readFrom: string | null = null;

  /** @returns false if it could not be read, or if changes were missed meanwhile */
  async function read(isFirst: boolean, isOver: AbortSignal): Promise<boolean> {
    try {
      readFrom = await parts.changes.head();
      const asker = plan.asker();
      const list = await parts.readList(plan.part, { ...asker, signal: AbortSignal.any([asker.signal, isOver]) });
      if (list === null || isOver.aborted) return false;
      roster.take(list, readFrom, isFirst);
      return true;
    } catch (error) {
      if (!isOver.aborted) parts.reportFailure(error);
      return false;
    }
  }

  /** What happened before the list was read is told by a look that began after it. */
  async function settle(isOver: AbortSignal): Promise<void> {
    try {
      if (!(await watch.nextLook())) return;
      const head = await parts.changes.head();
      if (!isOver.aborted) roster.settle(head);
    } catch (error) {
      parts.reportFailure(error);
    }
  }

  async function keepUp(): Promise<void> {
    await watch.settled;
    for (let isFirst = true; !ending.signal.aborted; isFirst = false) {
      const startedAt = performance.now();
      stale = new AbortController();
      readFrom = null;
      const isOver = AbortSignal.any([ending.signal, stale.signal]);
      const isRead = await read(isFirst, isOver);
      beReady();
      if (isRead) {
        void settle(isOver);
        if (!isOver.aborted) await once(isOver, 'abort');
      }
      // Neither a backend that fails nor many gaps are answered without a rest.
      const restMs = isOver.aborted ? backend.pollMs.shortest : backend.pollMs.longest;
      await pause.sleep(startedAt + restMs - performance.now());
    }
  }

  void keepUp();
  return {
    shared: {
      placeBefore: (entry, cursor) => roster.placeBefore(entry, cursor),
      ready,
      forget(cursor) {
        // Read after that, it holds what was missed.
        if (readFrom !== null && !isBehind(cursor, readFrom)) return;
        roster.forget(cursor);
        stale.abort();
      },
    },
    users: 0,
    end() {
      ending.abort();
      watch.release();
      beReady();
    },
  };
}

/** A list without a condition holds every ticket, and what it is worth knowing stands in the change itself. */
function isWorthReading({ part: { backend, filter }, principal }: RosterPlan): boolean {
  const hasCondition = activeFilters(filter).some((name) => name !== 'ids');
  if (!hasCondition && seesWholeScope(backend, principal)) return false;
  const { getTickets, listTickets } = backend.operations;
  return !isUnsupported(filter.ids === undefined ? listTickets : getTickets);
}
