import type { Asker } from '../dispatch/ask.ts';
import type { BackendFilter } from '../dispatch/list-query.ts';
import { decodeChangeCursor } from '../store/change-cursor.ts';
import type { ChangeStream } from '../store/change-stream.ts';
import type { StoreHealth } from '../store/store-health.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';
import type { OwnChange } from '../ticketing/own-change.ts';
import type { Principal } from '../ticketing/principal.ts';
import type { WebhookEvent } from '../ticketing/webhook.ts';
import type { InteractionEvent, TicketChangeEvent } from './change-event.ts';
import { APART, LOST_LOG, SLOW_SUBSCRIBER } from './change-event.ts';
import { createChangeTail } from './change-tail.ts';
import { createFeeds, type FeedPlan } from './feeds.ts';
import { createInteractionLogic } from './interaction-logic.ts';
import { credentialScope, SERVICE_SCOPE } from './log-entry.ts';
import { createPublisher } from './publisher.ts';
import { createRosters, type RostersParts } from './rosters.ts';
import { runSubscription } from './subscription.ts';
import { createTicketLogic, type PreparedTicket, type TicketMemory } from './ticket-logic.ts';
import { createTicketViews } from './ticket-views.ts';
import { unlessLeft } from './unless-left.ts';
import { createWatchers, type WatchersParts } from './watchers.ts';
import { createWebhookEvents } from './webhook-events.ts';

export interface LiveParts extends Omit<WatchersParts, 'askerFor'>, Pick<RostersParts, 'readList'> {
  /** Whether other processes share the log. */
  readonly kind: 'memory' | 'redis';
  readonly changes: ChangeStream;
  /** Whether what is shared with other processes really is. */
  readonly health: () => StoreHealth;
  /** @returns ends the listening */
  readonly onHealth: (listener: () => void) => () => void;
  /** Lists that were read of a backend are older than its last change; of any backend if none is named. */
  readonly forgetLists: (backend?: string) => void;
  /** Asks as somebody: a new correlation id each time. */
  readonly askAs: (principal: Principal, language: string, signal: AbortSignal) => Asker;
  /** Who the gateway itself is towards backends that it reaches with its own account. */
  readonly gateway: Principal;
  /** How many events may wait for one subscriber. */
  readonly mostQueued: number;
}

/** How many of what are under way in this process, for metrics and for tests. */
export interface LiveCounts {
  readonly subscribers: number;
  readonly feeds: number;
  readonly pollers: number;
  /** Lists whose tickets are known. */
  readonly rosters: number;
}

export interface Live {
  /**
   * Changes of the tickets that the parts describe. Ends with the asker's signal, or when the gateway stops.
   * @throws GatewayError INVALID_INPUT if `since` is no cursor
   */
  ticketChanges(parts: readonly BackendFilter[], since: string | null, asker: Asker): AsyncGenerator<TicketChangeEvent>;
  /**
   * What is said and done about one ticket.
   * @param mayStillSee whether the ticket is the asker's; asked for each event
   * @throws GatewayError INVALID_INPUT if `since` is no cursor
   */
  interactions(
    backend: BackendInstance,
    ticketId: string,
    since: string | null,
    asker: Asker,
    mayStillSee: (asker: Asker) => Promise<boolean>,
  ): AsyncGenerator<InteractionEvent>;
  /** Tells of a change that was made through this gateway. Never throws. */
  publish(change: OwnChange): void;
  /** Somebody said that a backend has changed. */
  hurry(backend: BackendInstance): void;
  /** A backend said itself what has changed. @returns false if too much of that waits: then nothing is taken */
  receive(backend: BackendInstance, events: readonly WebhookEvent[]): boolean;
  /** The cursor of now. */
  head(): Promise<string>;
  counts(): LiveCounts;
  stop(): Promise<void>;
}

const LANGUAGE = 'en';

export function createLive(parts: LiveParts): Live {
  const stopping = new AbortController();
  const asGateway = (signal: AbortSignal = stopping.signal): Asker => parts.askAs(parts.gateway, LANGUAGE, signal);
  const tail = createChangeTail({ ...parts, onNews: parts.forgetLists });
  const views = createTicketViews({ askAsGateway: asGateway });
  const watchers = createWatchers({
    ...parts,
    askerFor: (backend, principal, signal) =>
      credentialScope(backend, principal) === SERVICE_SCOPE
        ? asGateway(signal)
        : parts.askAs(principal, LANGUAGE, signal),
  });
  const rosters = createRosters({ ...parts, watchers, isAlone: parts.kind === 'memory' });
  // Others may tell of changes of what is kept here, also where nobody listens.
  const listening = parts.kind === 'redis' ? tail.listen({ entry() {}, gap() {} }) : null;
  listening?.catch(parts.reportFailure);
  const publisher = createPublisher({
    ...parts,
    askerOf: ({ backend, principal }) =>
      credentialScope(backend, principal) === SERVICE_SCOPE
        ? asGateway()
        : parts.askAs(principal, LANGUAGE, stopping.signal),
  });
  const webhooks = createWebhookEvents({
    ...parts,
    askAsGateway: asGateway,
    hurry: (backend) => watchers.hurry(backend),
  });
  const feeds = createFeeds(watchers, {
    tail,
    lostLog: LOST_LOG,
    tooMany: SLOW_SUBSCRIBER,
    notice: () => (parts.health().state === 'OK' ? null : APART),
    reportFailure: parts.reportFailure,
  });
  const stopTellingHealth = parts.onHealth(() => feeds.tellSources());
  let subscribers = 0;

  async function* subscribe<Prepared, Memory, Event extends { readonly kind: string; readonly cursor: string }>(
    plan: FeedPlan<Prepared, Memory, Event>,
    since: string | null,
    asker: Asker,
  ): AsyncGenerator<Event, void, undefined> {
    const signal = AbortSignal.any([asker.signal, stopping.signal]);
    if (signal.aborted) return;
    const { feed, logic, settled, release } = feeds.acquire(plan);
    subscribers += 1;
    try {
      yield* runSubscription({
        changes: parts.changes,
        feed,
        logic,
        ready: atMost(settled, parts.readyMs, signal),
        since,
        mostQueued: parts.mostQueued,
        signal,
        words: { slow: SLOW_SUBSCRIBER, lostLog: LOST_LOG },
        reportFailure: parts.reportFailure,
      });
    } finally {
      subscribers -= 1;
      release();
    }
  }

  const asSubscriber =
    ({ principal, language }: Asker) =>
    (): Asker =>
      parts.askAs(principal, language, stopping.signal);

  return {
    ticketChanges(asked, since, asker) {
      checkCursor(since);
      // A backend of which no ticket is named is not looked at for this.
      const wanted = asked.filter(({ filter }) => filter.ids?.length !== 0);
      const filters = wanted.map(({ backend, filter }) => [backend.id, filter]);
      const plan: FeedPlan<PreparedTicket | null, TicketMemory, TicketChangeEvent> = {
        key: JSON.stringify(['tickets', asker.principal.fingerprint, asker.language, filters]),
        principal: asker.principal,
        backends: wanted.map(({ backend }) => backend),
        interestIn: (backend) => ({
          ticketIds: wanted.find((part) => part.backend === backend)?.filter.ids ?? [],
          logIds: [],
        }),
        toLogic: (sources) =>
          createTicketLogic({
            parts: wanted,
            asker: asSubscriber(asker),
            askAsGateway: asGateway,
            views,
            rosters,
            sources,
            clock: parts.clock,
          }),
      };
      return subscribe(plan, since, asker);
    },
    interactions(backend, ticketId, since, asker, mayStillSee) {
      checkCursor(since);
      const plan: FeedPlan<InteractionLog | null, null, InteractionEvent> = {
        key: JSON.stringify(['log', asker.principal.fingerprint, asker.language, backend.id, ticketId]),
        principal: asker.principal,
        backends: [backend],
        interestIn: () => ({ ticketIds: [ticketId], logIds: [ticketId] }),
        toLogic: (sources) =>
          createInteractionLogic({
            backend,
            ticketId,
            asker: asSubscriber(asker),
            mayStillSee,
            sources,
            clock: parts.clock,
          }),
      };
      return subscribe(plan, since, asker);
    },
    publish: (change) => publisher.publish(change),
    hurry: (backend) => watchers.hurry(backend),
    receive: (backend, events) => webhooks.receive(backend, events),
    head: () => parts.changes.head(),
    counts: () => ({ subscribers, feeds: feeds.size, pollers: watchers.pollers, rosters: rosters.size }),
    async stop() {
      await Promise.all([publisher.settle(), webhooks.settle()]);
      stopping.abort();
      stopTellingHealth();
      await watchers.stop();
      await listening?.then(
        ({ leave }) => leave(),
        () => {},
      );
    },
  };
}

/** @throws GatewayError INVALID_INPUT, before anything is waited for */
function checkCursor(since: string | null): void {
  if (since !== null) decodeChangeCursor(since);
}

/**
 * A slow backend holds nobody up for ever: its state says that it has not been looked at yet.
 * @returns true if it is settled
 */
async function atMost(settled: Promise<unknown>, mostMs: number, signal: AbortSignal): Promise<boolean> {
  const isOver = Promise.withResolvers<false>();
  const timer = setTimeout(isOver.resolve, mostMs, false);
  try {
    return (await unlessLeft(Promise.race([settled.then(() => true), isOver.promise]), signal)) === true;
  } finally {
    clearTimeout(timer);
  }
}
