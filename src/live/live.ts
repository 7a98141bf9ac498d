import type { Asker } from '../dispatch/ask.ts';
import type { BackendFilter } from '../dispatch/list-query.ts';
import { closedReason } from '../dispatch/backend-openness.ts';
import type { ChangeStream } from '../store/change-stream.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { OwnChange } from '../ticketing/own-change.ts';
import type { Principal } from '../ticketing/principal.ts';
import type { InteractionEvent, LiveSource, TicketChangeEvent } from './change-event.ts';
import { LOST_LOG, SLOW_SUBSCRIBER } from './change-event.ts';
import { createChangeTail } from './change-tail.ts';
import { createFeed, type Feed, type FeedLogic } from './feed.ts';
import { createInteractionLogic } from './interaction-logic.ts';
import { credentialScope, SERVICE_SCOPE } from './log-entry.ts';
import { createPublisher } from './publisher.ts';
import { runSubscription } from './subscription.ts';
import { createTicketLogic } from './ticket-logic.ts';
import { createTicketViews } from './ticket-views.ts';
import { createWatchers, type Interest, type Watch, type WatchersParts } from './watchers.ts';

export interface LiveParts extends Omit<WatchersParts, 'askerFor'> {
  readonly changes: ChangeStream;
  /** Asks as somebody: a new correlation id each time. */
  readonly askAs: (principal: Principal, language: string, signal: AbortSignal) => Asker;
  /** Who the gateway itself is towards backends that it reaches with its own account. */
  readonly gateway: Principal;
  /** How many events may wait for one subscriber. */
  readonly mostQueued: number;
  /** How long a subscriber waits for the first look at slow backends, in milliseconds. */
  readonly readyMs: number;
}

/** How many of what are under way in this process, for metrics and for tests. */
export interface LiveCounts {
  readonly subscribers: number;
  readonly feeds: number;
  readonly pollers: number;
}

export interface Live {
  /** Changes of the tickets that the parts describe. Ends with the asker's signal, or when the gateway stops. */
  ticketChanges(parts: readonly BackendFilter[], since: string | null, asker: Asker): AsyncGenerator<TicketChangeEvent>;
  /**
   * What is said and done about one ticket.
   * @param mayStillSee whether the ticket is the asker's; asked for each event
   */
  interactions(
    backend: BackendInstance,
    ticketId: string,
    since: string | null,
    asker: Asker,
    mayStillSee: () => Promise<boolean>,
  ): AsyncGenerator<InteractionEvent>;
  /** Tells of a change that was made through this gateway. Never throws. */
  publish(change: OwnChange): void;
  /** Somebody said that a backend has changed. */
  hurry(backend: BackendInstance): void;
  /** The cursor of now. */
  head(): Promise<string>;
  counts(): LiveCounts;
  stop(): Promise<void>;
}

const LANGUAGE = 'en';

export function createLive(parts: LiveParts): Live {
  const stopping = new AbortController();
  const asGateway = (signal: AbortSignal = stopping.signal): Asker => parts.askAs(parts.gateway, LANGUAGE, signal);
  const tail = createChangeTail(parts);
  const views = createTicketViews({ askAsGateway: asGateway });
  const watchers = createWatchers({
    ...parts,
    askerFor: (backend, principal, signal) =>
      credentialScope(backend, principal) === SERVICE_SCOPE
        ? asGateway(signal)
        : parts.askAs(principal, LANGUAGE, signal),
  });
  const publisher = createPublisher({
    ...parts,
    askerOf: ({ backend, principal }) =>
      credentialScope(backend, principal) === SERVICE_SCOPE
        ? asGateway()
        : parts.askAs(principal, LANGUAGE, stopping.signal),
  });
  const feeds = new Map<string, Feed<never>>();
  let subscribers = 0;

  interface Plan<Prepared, Memory, Event> {
    readonly key: string;
    readonly backends: readonly BackendInstance[];
    readonly interestIn: (backend: BackendInstance) => Interest;
    readonly toLogic: (sources: () => readonly LiveSource[]) => FeedLogic<Prepared, Memory, Event>;
    readonly since: string | null;
    readonly asker: Asker;
  }

  async function* subscribe<Prepared, Memory, Event extends { readonly kind: string; readonly cursor: string }>(
    plan: Plan<Prepared, Memory, Event>,
  ): AsyncGenerator<Event, void, undefined> {
    const { principal } = plan.asker;
    const open = plan.backends.filter((backend) => closedReason(backend, principal) === null);
    let feed: Feed<Event> | undefined;
    const watches = new Map<BackendInstance, Watch>();
    const sources = (): readonly LiveSource[] => plan.backends.map((backend) => toSource(backend, watches, principal));
    const logic = plan.toLogic(sources);
    subscribers += 1;
    try {
      for (const backend of open) {
        const watch = watchers.watch(backend, principal, plan.interestIn(backend), () => feed?.tellSources());
        watches.set(backend, watch);
      }
      feed = (feeds.get(plan.key) as Feed<Event> | undefined) ?? createFeed(logic, feedOptions);
      feeds.set(plan.key, feed as unknown as Feed<never>);
      yield* runSubscription({
        changes: parts.changes,
        feed,
        logic,
        ready: allReady([...watches.values()], parts.readyMs, plan.asker.signal),
        since: plan.since,
        mostQueued: parts.mostQueued,
        signal: AbortSignal.any([plan.asker.signal, stopping.signal]),
        words: { slow: SLOW_SUBSCRIBER, lostLog: LOST_LOG },
      });
    } finally {
      subscribers -= 1;
      for (const watch of watches.values()) watch.release();
      if (feed !== undefined && feed.subscribers === 0) {
        feed.close();
        if (feeds.get(plan.key) === (feed as unknown)) feeds.delete(plan.key);
      }
    }
  }

  const feedOptions = { tail, lostLog: LOST_LOG, tooMany: SLOW_SUBSCRIBER, reportFailure: parts.reportFailure };

  return {
    ticketChanges(wanted, since, asker) {
      const asSubscriber = (): Asker => parts.askAs(asker.principal, asker.language, stopping.signal);
      const filters = wanted.map(({ backend, filter }) => [backend.id, filter]);
      return subscribe({
        key: JSON.stringify(['tickets', asker.principal.fingerprint, asker.language, filters]),
        backends: wanted.map(({ backend }) => backend),
        interestIn: (backend) => ({
          ticketIds: wanted.find((part) => part.backend === backend)?.filter.ids ?? [],
          logIds: [],
        }),
        toLogic: (sources) =>
          createTicketLogic({ parts: wanted, asker: asSubscriber, views, sources, clock: parts.clock }),
        since,
        asker,
      });
    },
    interactions(backend, ticketId, since, asker, mayStillSee) {
      const asSubscriber = (): Asker => parts.askAs(asker.principal, asker.language, stopping.signal);
      return subscribe({
        key: JSON.stringify(['log', asker.principal.fingerprint, backend.id, ticketId]),
        backends: [backend],
        interestIn: () => ({ ticketIds: [ticketId], logIds: [ticketId] }),
        toLogic: (sources) =>
          createInteractionLogic({ backend, ticketId, asker: asSubscriber, mayStillSee, sources, clock: parts.clock }),
        since,
        asker,
      });
    },
    publish: publisher.publish,
    hurry: watchers.hurry,
    head: () => parts.changes.head(),
    counts: () => ({ subscribers, feeds: feeds.size, pollers: watchers.pollers }),
    async stop() {
      await publisher.settle();
      stopping.abort();
      await watchers.stop();
    },
  };
}

function toSource(backend: BackendInstance, watches: ReadonlyMap<BackendInstance, Watch>, principal: Principal) {
  const state = watches.get(backend)?.state();
  if (state !== undefined) return { backend, state };
  const message = closedReason(backend, principal)?.reason ?? null;
  return { backend, state: { name: 'CLOSED' as const, message, lastLookAt: null } };
}

/** A slow backend holds nobody up for ever: its state says that it has not been looked at yet. */
async function allReady(watches: readonly Watch[], readyMs: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, readyMs);
  signal.addEventListener('abort', () => resolve());
  try {
    await Promise.race([Promise.all(watches.map(({ ready }) => ready)), promise]);
  } finally {
    clearTimeout(timer);
  }
}
