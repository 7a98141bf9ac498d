import type { Members } from '../store/members.ts';
import type { Asker } from '../dispatch/ask.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { Principal } from '../ticketing/principal.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { credentialScope } from './log-entry.ts';
import { startPoller, type Poller, type PollerParts } from './poller.ts';
import type { WatchState } from './watch-state.ts';

/** What somebody wants to be told of, besides what the backend tells of all its tickets. */
export interface Interest {
  readonly ticketIds: readonly string[];
  readonly logIds: readonly string[];
}

/** Somebody's wish to be told of a backend's changes. */
export interface Watch {
  /** Ends when the backend has been looked at for whoever watches, or when that failed: later changes are told. */
  readonly ready: Promise<void>;
  state(): WatchState;
  release(): void;
}

export interface Watchers {
  /** @param onState told whenever the backend begins or ceases to be watched well */
  watch(backend: BackendInstance, principal: Principal, interest: Interest, onState: () => void): Watch;
  /** Look at a backend now: somebody said that it has changed. */
  hurry(backend: BackendInstance): void;
  /** How many pollers run in this process. */
  readonly pollers: number;
  stop(): Promise<void>;
}

export interface WatchersParts extends PollerParts {
  readonly members: Members;
  /** Asks for a whole scope: as the gateway itself, or as the principal whose scope it is. */
  readonly askerFor: (backend: BackendInstance, principal: Principal, signal: AbortSignal) => Asker;
}

const INTEREST_MS = 30_000;
const MOST_WATCHED = 500;

interface Watched {
  readonly poller: Poller | null;
  readonly watchers: Set<{ readonly interest: Interest; readonly onState: () => void }>;
  readonly refresh: NodeJS.Timeout;
  state: WatchState;
  /** Ends with the look that is under way, or else with the next one. */
  nextLook: PromiseWithResolvers<void>;
}

/** Starts a poller for the first who wants to know, and stops it after the last. */
export function createWatchers(parts: WatchersParts): Watchers {
  const watched = new Map<string, Watched>();
  const stopped = new Set<Promise<void>>();

  function begin(key: string, backend: BackendInstance, principal: Principal): Watched {
    const detector = backend.operations.detectChanges;
    const scope = credentialScope(backend, principal);
    const poller = isUnsupported(detector)
      ? null
      : startPoller(parts, {
          backend,
          detector,
          scope,
          asker: (signal) => parts.askerFor(backend, principal, signal),
          async interests() {
            const [watchedIds, watchedLogIds] = await Promise.all([
              parts.members.list(`tickets:${key}`, MOST_WATCHED),
              parts.members.list(`logs:${key}`, MOST_WATCHED),
            ]);
            return { watchedIds, watchedLogIds };
          },
          onState(state) {
            const hasChanged = state.name !== own.state.name;
            own.state = state;
            own.nextLook.resolve();
            own.nextLook = Promise.withResolvers();
            if (hasChanged) for (const { onState } of [...own.watchers]) onState();
          },
        });
    const own: Watched = {
      poller,
      watchers: new Set(),
      refresh: setInterval(() => announce(key, own).catch(parts.reportFailure), INTEREST_MS / 3).unref(),
      state: isUnsupported(detector)
        ? { name: 'OWN_CHANGES', message: detector.unsupported, lastLookAt: null }
        : { name: 'STARTING', message: null, lastLookAt: null },
      nextLook: Promise.withResolvers(),
    };
    watched.set(key, own);
    return own;
  }

  /** Other processes look at what is watched here, so they have to know. */
  function announce(key: string, { watchers }: Watched): Promise<unknown> {
    const interests = [...watchers].map(({ interest }) => interest);
    const ticketIds = [...new Set(interests.flatMap((interest) => interest.ticketIds))];
    const logIds = [...new Set(interests.flatMap((interest) => interest.logIds))];
    return Promise.all([
      ticketIds.length === 0 ? null : parts.members.add(`tickets:${key}`, ticketIds, INTEREST_MS),
      logIds.length === 0 ? null : parts.members.add(`logs:${key}`, logIds, INTEREST_MS),
    ]);
  }

  async function readyFor(key: string, own: Watched, { ticketIds, logIds }: Interest): Promise<void> {
    if (own.poller === null) return;
    if (ticketIds.length + logIds.length > 0) {
      await announce(key, own);
      own.poller.hurry();
      // The look that is under way may have begun before: the one after it knows.
      await own.nextLook.promise;
      own.poller.hurry();
    } else if (own.state.name !== 'STARTING') {
      return;
    }
    await own.nextLook.promise;
  }

  function end(key: string, own: Watched): void {
    watched.delete(key);
    clearInterval(own.refresh);
    own.nextLook.resolve();
    if (own.poller === null) return;
    const stop = own.poller.stop().finally(() => stopped.delete(stop));
    stopped.add(stop);
  }

  return {
    watch(backend, principal, interest, onState) {
      const key = `${backend.id}:${credentialScope(backend, principal)}`;
      const own = watched.get(key) ?? begin(key, backend, principal);
      const watcher = { interest, onState };
      own.watchers.add(watcher);
      const watch: Watch = {
        ready: readyFor(key, own, interest),
        state: () => own.state,
        release() {
          if (own.watchers.delete(watcher) && own.watchers.size === 0) end(key, own);
        },
      };
      return watch;
    },
    hurry(backend) {
      for (const [key, { poller }] of watched) if (key.startsWith(`${backend.id}:`)) poller?.hurry();
    },
    get pollers() {
      return [...watched.values()].filter(({ poller }) => poller !== null).length + stopped.size;
    },
    async stop() {
      for (const [key, own] of [...watched]) end(key, own);
      await Promise.all(stopped);
    },
  };
}
