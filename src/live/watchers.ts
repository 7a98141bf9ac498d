import type { Members } from '../store/members.ts';
import type { Asker } from '../dispatch/ask.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { ChangeDetector } from '../ticketing/change-detection.ts';
import type { Principal } from '../ticketing/principal.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { createInterests, type Interest, type Interests, type InterestWait } from './interests.ts';
import { credentialScope } from './log-entry.ts';
import { startPoller, type Poller, type PollerParts } from './poller.ts';
import type { WatchState } from './watch-state.ts';

export type { Interest } from './interests.ts';

/** Somebody's wish to be told of a backend's changes. */
export interface Watch {
  /** Ends when the backend has been looked at for whoever watches, or when that failed or would take long; never rejects. */
  readonly settled: Promise<void>;
  /** True when what is watched one by one is watched, and was not when `settled` ended; false if there is nothing such. */
  readonly watchedLate: Promise<boolean>;
  /** True when a look that begins from now on has seen all; false if there are no looks, or it was released before. */
  nextLook(): Promise<boolean>;
  /** False while changes of what is watched may stay unseen. */
  readonly isWhole: boolean;
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
  /** How long a subscriber waits for the first look at slow backends, in milliseconds. */
  readonly readyMs: number;
}

interface Watcher {
  readonly wait: InterestWait | null;
  readonly onState: () => void;
}

interface Watched {
  readonly poller: Poller | null;
  /** Null where nobody looks. */
  readonly interests: Interests | null;
  readonly watchers: Set<Watcher>;
  state: WatchState;
  /** False if the last look could not see or decide all. */
  isWhole: boolean;
  /** Ends with the first look, or when nobody watches any more. */
  readonly firstLook: PromiseWithResolvers<void>;
  readonly end: () => void;
}

const NOT_YET = 'The backend is watched, but not yet for what you asked for.';

/** Starts a poller for the first who wants to know, and stops it after the last. */
export function createWatchers(parts: WatchersParts): Watchers {
  const watched = new Map<string, Watched>();
  // A poller that is being stopped still holds its lease.
  const stopping = new Map<string, Promise<void>>();

  function begin(key: string, backend: BackendInstance, principal: Principal): Watched {
    const detector = backend.operations.detectChanges;
    if (isUnsupported(detector)) {
      const firstLook = Promise.withResolvers<void>();
      firstLook.resolve();
      const state: WatchState = { name: 'OWN_CHANGES', message: detector.unsupported, lastLookAt: null };
      return { poller: null, interests: null, watchers: new Set(), state, isWhole: false, firstLook, end: () => {} };
    }
    const interests = createInterests({ ...parts, key });
    const poller = startPoller(parts, {
      backend,
      detector,
      scope: credentialScope(backend, principal),
      after: stopping.get(key),
      asker: (signal) => parts.askerFor(backend, principal, signal),
      interests: () => interests.forLook(),
      onState(state, { isOwn, isWhole }) {
        const before = own.state;
        own.state = state;
        // What fails is looked at again, and loses nothing.
        if (state.name === 'LIVE') own.isWhole = isWhole;
        own.firstLook.resolve();
        if (state.name === 'LIVE') interests.looked(isOwn, state.lastLookAt !== before.lastLookAt, isWhole);
        // The words of failures differ from one to the next, and say no more.
        const isNews = state.name !== before.name || (state.name === 'LIVE' && state.message !== before.message);
        if (isNews) for (const { onState } of own.watchers) onState();
      },
    });
    const own: Watched = {
      poller,
      interests,
      watchers: new Set(),
      state: { name: 'STARTING', message: null, lastLookAt: null },
      isWhole: false,
      firstLook: Promise.withResolvers(),
      end() {
        interests.end();
        own.firstLook.resolve();
        const stop = poller.stop().finally(() => {
          if (stopping.get(key) === stop) stopping.delete(key);
        });
        stopping.set(key, stop);
      },
    };
    return own;
  }

  /** What is watched one by one is told to whoever looks: of some backends more is seen of it than of all else. */
  function waitFor(
    own: Watched,
    backend: BackendInstance,
    interest: Interest,
    onState: () => void,
  ): InterestWait | null {
    const detector = backend.operations.detectChanges;
    if (own.interests === null || isUnsupported(detector) || isBlindTo(detector, interest)) return null;
    if (interest.ticketIds.length + interest.logIds.length === 0) return null;
    const wait = own.interests.add(interest);
    void tellWhenWatched(wait, onState);
    own.poller?.hurry();
    return wait;
  }

  async function settle(own: Watched, wait: InterestWait | null, backend: BackendInstance): Promise<void> {
    await own.firstLook.promise;
    // A look that is under way began without knowing of it, and the one after it may be far away.
    if (wait !== null && own.state.name === 'LIVE' && backend.pollMs.shortest <= parts.readyMs) await wait.watched;
  }

  return {
    watch(backend, principal, interest, onState) {
      const key = `${backend.id}:${credentialScope(backend, principal)}`;
      const own = watched.get(key) ?? begin(key, backend, principal);
      watched.set(key, own);
      const wait = waitFor(own, backend, interest, onState);
      const detector = backend.operations.detectChanges;
      const isBlind = !isUnsupported(detector) && isBlindTo(detector, interest);
      const watcher = { wait, onState };
      own.watchers.add(watcher);
      const lookWaits = new Set<InterestWait>();
      return {
        settled: settle(own, wait, backend),
        watchedLate: wait?.watched ?? Promise.resolve(false),
        get isWhole() {
          return own.isWhole && seesEveryChange(backend, interest);
        },
        async nextLook() {
          const look = own.interests?.add({ ticketIds: [], logIds: [] });
          if (look === undefined) return false;
          lookWaits.add(look);
          const hasLooked = await look.watched;
          look.end();
          lookWaits.delete(look);
          return hasLooked;
        },
        state() {
          if (isBlind) return { ...own.state, name: 'OWN_CHANGES', message: detector.sees };
          const isYetToCome = wait !== null && !wait.isWatched && own.state.name === 'LIVE';
          return isYetToCome ? { ...own.state, name: 'STARTING', message: NOT_YET } : own.state;
        },
        release() {
          wait?.end();
          for (const look of lookWaits) look.end();
          if (!own.watchers.delete(watcher) || own.watchers.size > 0 || watched.get(key) !== own) return;
          watched.delete(key);
          own.end();
        },
      };
    },
    hurry(backend) {
      for (const [key, { poller }] of watched) if (key.startsWith(`${backend.id}:`)) poller?.hurry();
    },
    get pollers() {
      return [...watched.values()].filter(({ poller }) => poller !== null).length + stopping.size;
    },
    async stop() {
      for (const own of watched.values()) own.end();
      watched.clear();
      await Promise.all(stopping.values());
    },
  };
}

/** True if no look finds what is wanted: a log that cannot be seen, or tickets where each has to be named and none is. */
function isBlindTo({ coverage, seesLogs }: ChangeDetector, { ticketIds, logIds }: Interest): boolean {
  return logIds.length > 0 ? !seesLogs : coverage === 'WATCHED' && ticketIds.length === 0;
}

/** True if looks that see all see whatever happens to what is wanted. */
function seesEveryChange({ operations: { detectChanges } }: BackendInstance, { ticketIds }: Interest): boolean {
  return !isUnsupported(detectChanges) && (detectChanges.coverage === 'ALL' || ticketIds.length > 0);
}

/** What was yet to come is watched as well as everything else. */
async function tellWhenWatched({ watched }: InterestWait, onState: () => void): Promise<void> {
  if (await watched) onState();
}
