import { once } from 'node:events';
import type { Asker } from '../dispatch/ask.ts';
import type { BackendFilter } from '../dispatch/list-query.ts';
import { isUpTo } from '../store/change-cursor.ts';
import type { ChangeStream } from '../store/change-stream.ts';
import { createTurns, type Turns } from '../store/turns.ts';
import type { Principal } from '../ticketing/principal.ts';
import { activeFilters } from '../ticketing/filter.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { credentialScope, seesWholeScope } from './log-entry.ts';
import type { ReadList } from './membership.ts';
import { createNap } from './nap.ts';
import { createRoster, type Roster, type RosterOptions } from './roster.ts';
import type { Watch, Watchers } from './watchers.ts';

/** A list that somebody subscribes to. */
export interface RosterPlan {
  readonly part: BackendFilter;
  readonly principal: Principal;
  /** A new asker each time: who reads the list for all who share it. */
  readonly asker: () => Asker;
  readonly isInNow: RosterOptions['isInNow'];
}

/** A roster in use. */
export interface SharedRoster extends Pick<Roster, 'placeBefore'> {
  /** Changes up to here may have been missed. */
  forget(cursor: string): void;
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
  /** Lists that are kept of a backend are not to be shown any more. */
  readonly forgetLists: (backend: string) => void;
  /** False if lists that other processes keep may be older than what is read here. */
  readonly isAlone: boolean;
  readonly reportFailure: (error: unknown) => void;
}

interface Running {
  readonly shared: Omit<SharedRoster, 'release'>;
  readonly end: () => void;
  users: number;
}

/** How many lists are kept up with; of more nobody knows what they hold. */
const MOST_READ = 1_000;
/** How many lists of one backend are read at once: a gap makes all of them be read again. */
const READ_AT_ONCE = 4;

export function createRosters(parts: RostersParts): Rosters {
  const running = new Map<string, Running>();
  const turns = new Map<string, Turns>();

  function turnsAt(backend: string): Turns {
    const own = turns.get(backend) ?? createTurns(READ_AT_ONCE, MOST_READ);
    turns.set(backend, own);
    return own;
  }

  function begin(plan: RosterPlan): Running {
    const { backend, filter } = plan.part;
    const watch = parts.watchers.watch(backend, plan.principal, { ticketIds: filter.ids ?? [], logIds: [] }, () => {});
    const roster = createRoster({ isInNow: plan.isInNow, isFullyWatched: () => watch.isWhole });
    if (running.size < MOST_READ && isWorthReading(plan)) {
      return keepRead(parts, plan, { roster, watch, turns: turnsAt(backend.id) });
    }
    return { shared: { ...roster, ready: Promise.resolve() }, users: 0, end: () => watch.release() };
  }

  return {
    acquire(plan) {
      const key = keyOf(plan);
      const own = running.get(key) ?? begin(plan);
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

interface ReadRoster {
  readonly roster: Roster;
  readonly watch: Watch;
  readonly turns: Turns;
}

/** Reads what the list holds, and again when changes may have been missed. */
function keepRead(parts: RostersParts, plan: RosterPlan, { roster, watch, turns }: ReadRoster): Running {
  const { backend } = plan.part;
  const ending = new AbortController();
  const pause = createNap(ending.signal);
  const { promise: ready, resolve: beReady } = Promise.withResolvers<void>();
  // Ends the reading that is under way, or what it brought, when changes may have been missed.
  let stale = new AbortController();
  // Where the log ended before the list was read last; null while that is not known.
  let readFrom: string | null = null;

  /** @returns false if it could not be read, or if changes were missed meanwhile */
  async function read(isFirst: boolean, isOver: AbortSignal): Promise<boolean> {
    try {
      await turns.take(isOver);
    } catch {
      // It is over before it was its turn.
      return false;
    }
    try {
      readFrom = await parts.changes.head();
      parts.forgetLists(backend.id);
      const asker = plan.asker();
      const list = await parts.readList(plan.part, { ...asker, signal: AbortSignal.any([asker.signal, isOver]) });
      if (list === null || isOver.aborted) return false;
      roster.take(list, readFrom, isFirst && parts.isAlone);
      // Whoever reads it from now on reads a newer one.
      parts.forgetLists(backend.id);
      return true;
    } catch (error) {
      if (!isOver.aborted) parts.reportFailure(error);
      return false;
    } finally {
      turns.giveBack();
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

  /** What changed before the tickets were watched is in no log. */
  async function forgetIfLate(): Promise<void> {
    if (!(await watch.watchedLate) || readFrom === null) return;
    roster.forget(null);
    stale.abort();
  }

  void forgetIfLate();
  void keepUp();
  return {
    shared: {
      placeBefore: (entry, cursor) => roster.placeBefore(entry, cursor),
      ready,
      forget(cursor) {
        roster.forget(cursor);
        // Read after that, it holds what was missed.
        if (readFrom === null || !isUpTo(cursor, readFrom)) stale.abort();
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
