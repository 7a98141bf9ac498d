import type { BackendInstance } from '../ticketing/adapter.ts';
import type { Principal } from '../ticketing/principal.ts';
import { closedReason } from '../dispatch/backend-openness.ts';
import { WATCHED_LATE, type LiveSource } from './change-event.ts';
import { createFeed, type Feed, type FeedLogic, type FeedOptions } from './feed.ts';
import type { WatchState } from './watch-state.ts';
import type { Interest, Watch, Watchers } from './watchers.ts';

/** What several subscribers may want in common. */
export interface FeedPlan<Prepared, Memory, Event> {
  /** The same for subscribers who are to be told the same: it names the principal and all that was asked for. */
  readonly key: string;
  readonly principal: Principal;
  readonly backends: readonly BackendInstance[];
  readonly interestIn: (backend: BackendInstance) => Interest;
  /** Must not keep anything of the subscriber who asked first: others may stay longer. */
  readonly toLogic: (sources: () => readonly LiveSource[]) => FeedLogic<Prepared, Memory, Event>;
}

/** A feed in use. */
export interface SharedFeed<Prepared, Memory, Event extends object> {
  readonly feed: Feed<Event>;
  readonly logic: FeedLogic<Prepared, Memory, Event>;
  /** Ends when every backend has been looked at, and its list is known, or when that has failed; never rejects. */
  readonly settled: Promise<unknown>;
  /** To be called once by each who acquired it; the last one ends it. */
  readonly release: () => void;
}

export interface FeedsOptions extends FeedOptions {
  /** What is said of every backend, for people; null if there is nothing to say. */
  readonly notice: () => string | null;
}

export interface Feeds {
  acquire<Prepared, Memory, Event extends object>(
    plan: FeedPlan<Prepared, Memory, Event>,
  ): SharedFeed<Prepared, Memory, Event>;
  /** Tells everybody how well the backends are watched. */
  tellSources(): void;
  readonly size: number;
}

interface Running {
  readonly shared: Omit<SharedFeed<unknown, unknown, object>, 'release'>;
  readonly end: () => void;
  users: number;
}

/** Makes each feed once, however many want it, and has its backends watched for as long as anybody does. */
export function createFeeds(watchers: Watchers, options: FeedsOptions): Feeds {
  const running = new Map<string, Running>();

  function begin<Prepared, Memory, Event extends object>(plan: FeedPlan<Prepared, Memory, Event>): Running {
    const { principal } = plan;
    const watches = new Map<BackendInstance, Watch>();
    const logic = plan.toLogic(() =>
      plan.backends.map((backend) => toSource(backend, watches.get(backend), principal, options.notice())),
    );
    const feed = createFeed(logic, options);
    for (const backend of plan.backends) {
      if (closedReason(backend, principal) !== null) continue;
      const watch = watchers.watch(backend, principal, plan.interestIn(backend), () => feed.tellSources());
      watches.set(backend, watch);
      // Whoever still waits has not joined yet, and is not told.
      void tellIfLate(watch, feed);
    }
    const settled = Promise.all([logic.ready, ...[...watches.values()].map((watch) => watch.settled)]);
    return {
      shared: { feed, logic, settled },
      users: 0,
      end() {
        feed.close();
        for (const watch of watches.values()) watch.release();
      },
    };
  }

  return {
    acquire<Prepared, Memory, Event extends object>(plan: FeedPlan<Prepared, Memory, Event>) {
      const own = running.get(plan.key) ?? begin(plan);
      running.set(plan.key, own);
      own.users += 1;
      let isReleased = false;
      return {
        // The key names all that the types depend on.
        ...(own.shared as unknown as SharedFeed<Prepared, Memory, Event>),
        release() {
          if (isReleased) return;
          isReleased = true;
          own.users -= 1;
          if (own.users > 0) return;
          running.delete(plan.key);
          own.end();
        },
      };
    },
    tellSources() {
      for (const { shared } of running.values()) shared.feed.tellSources();
    },
    get size() {
      return running.size;
    },
  };
}

async function tellIfLate({ watchedLate }: Watch, feed: Feed<object>): Promise<void> {
  if (await watchedLate) feed.tellGap(WATCHED_LATE);
}

function toSource(
  backend: BackendInstance,
  watch: Watch | undefined,
  principal: Principal,
  notice: string | null,
): LiveSource {
  if (watch !== undefined) return { backend, state: withNotice(watch.state(), notice) };
  const message = closedReason(backend, principal)?.reason ?? null;
  return { backend, state: { name: 'CLOSED', message, lastLookAt: null } };
}

function withNotice(state: WatchState, notice: string | null): WatchState {
  if (notice === null) return state;
  return { ...state, message: state.message === null ? notice : `${state.message} ${notice}` };
}
