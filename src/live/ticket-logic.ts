import type { Asker } from '../dispatch/ask.ts';
import { isOpenTo } from '../dispatch/backend-openness.ts';
import type { BackendFilter } from '../dispatch/list-query.ts';
import { matchesFilter } from '../ticketing/filter.ts';
import {
  UNDECIDED,
  type GapEvent,
  type LiveSource,
  type SourcesEvent,
  type TicketChangeEvent,
  type TicketEvent,
} from './change-event.ts';
import type { FeedLogic } from './feed.ts';
import { credentialScope, seesWholeScope, type LogEntry, type TicketEntry } from './log-entry.ts';
import { verdictFor, type Place } from './membership.ts';
import { createRoster, type Roster } from './roster.ts';
import type { Rosters } from './rosters.ts';
import type { TicketView, TicketViews } from './ticket-views.ts';

export interface TicketLogicOptions {
  /** What the subscriber's list holds, by backend. */
  readonly parts: readonly BackendFilter[];
  /** A new asker for the subscriber each time. */
  readonly asker: () => Asker;
  /** The same for the gateway itself. */
  readonly askAsGateway: () => Asker;
  readonly views: TicketViews;
  readonly rosters: Rosters;
  readonly sources: () => readonly LiveSource[];
  readonly clock: () => number;
}

/** What is known of a change before it is decided. */
export interface PreparedTicket {
  readonly view: TicketView;
  readonly before: Place;
}

/** Which tickets the list holds, by backend. */
export type TicketMemory = ReadonlyMap<string, Pick<Roster, 'placeBefore' | 'forget'>>;

/** What changes of tickets mean to a list. */
export function createTicketLogic(
  options: TicketLogicOptions,
): FeedLogic<PreparedTicket | null, TicketMemory, TicketChangeEvent> {
  const { views } = options;
  const { principal } = options.asker();
  // Of a closed backend not even is told that something happened there.
  const open = options.parts.filter(({ backend }) => isOpenTo(backend, principal));
  const byId = new Map(open.map((part) => [part.backend.id, part]));
  const now = (): string => new Date(options.clock()).toISOString();

  function partOf(entry: LogEntry): BackendFilter | undefined {
    const part = byId.get(entry.backend);
    return part !== undefined && entry.scope === credentialScope(part.backend, principal) ? part : undefined;
  }

  /** What all who share the view of a whole scope see alike is read as the gateway, else as the subscriber. */
  function sharedAsker({ backend }: BackendFilter): () => Asker {
    const isShared = backend.access.strategy === 'SERVICE' && seesWholeScope(backend, principal);
    return isShared ? options.askAsGateway : options.asker;
  }

  const isInNow =
    (part: BackendFilter) =>
    async (entry: TicketEntry): Promise<boolean | null> => {
      const view = await views.of(entry, part.backend, sharedAsker(part));
      if (view.state === 'UNREADABLE') return null;
      return view.state === 'SEEN' && matchesFilter(view.ticket, part.filter);
    };

  const rosters = new Map(
    open.map((part) => {
      const plan = { part, principal, asker: sharedAsker(part), isInNow: isInNow(part) };
      return [part.backend.id, options.rosters.acquire(plan)];
    }),
  );

  function decide(entry: TicketEntry, { view, before }: PreparedTicket, part: BackendFilter, cursor: string) {
    const { backend, filter } = part;
    const event: TicketEvent = {
      kind: entry.kind,
      cursor,
      at: entry.at,
      backend,
      nativeId: entry.ticketId,
      movedToId: entry.movedToId,
      changedFields: entry.changedFields,
      origin: entry.origin,
      ticket: null,
      ticketError: null,
      audience: 'ALL',
    };
    const mayKnowAll = seesWholeScope(backend, principal);
    if (view.state === 'UNREADABLE') {
      // Whether it still matches is not known: the subscriber is told that there is something, with the reason.
      if (mayKnowAll || before === 'IN') return { ...event, ticketError: view.error };
      // It may be somebody else's: not even which one it is may be told, but that something may have been missed is.
      return before === 'OUT' ? null : toBackendGap(part, entry, cursor, UNDECIDED);
    }
    const isSeen = view.state === 'SEEN';
    const isIn = isSeen && matchesFilter(view.ticket, filter);
    const verdict = verdictFor({
      kind: entry.kind,
      before,
      now: isIn ? 'MATCHES' : isSeen ? 'DIFFERS' : 'NOT_SEEN',
      mayKnowAll,
    });
    return verdict === null ? null : { ...event, ...verdict, ticket: isSeen ? view.ticket : null };
  }

  function toGap(cursor: string, message: string): GapEvent {
    return { kind: 'GAP', cursor, at: now(), backend: null, message };
  }

  return {
    isRelevant(entry) {
      const part = partOf(entry);
      if (part === undefined || entry.type === 'INTERACTION') return false;
      return entry.type === 'GAP' || (part.filter.ids?.includes(entry.ticketId) ?? true);
    },
    memory: rosters,
    // Whoever goes on from a cursor reads no list before all has been told, so that nothing comes into it unseen.
    createMemory: () =>
      new Map(
        open.map((part) => {
          const roster = createRoster({ isInNow: isInNow(part), isFullyWatched: () => true });
          return [part.backend.id, roster];
        }),
      ),
    async prepare(entry, cursor, memory) {
      const part = partOf(entry);
      const roster = memory.get(entry.backend);
      if (part === undefined || roster === undefined) return null;
      if (entry.type === 'GAP') roster.forget(cursor);
      if (entry.type !== 'TICKET') return null;
      const [view, before] = await Promise.all([
        views.of(entry, part.backend, options.asker),
        roster.placeBefore(entry, cursor),
      ]);
      return { view, before };
    },
    forget(memory, cursor) {
      for (const roster of memory.values()) roster.forget(cursor);
    },
    decide(entry, prepared, cursor) {
      const part = partOf(entry);
      if (part === undefined || entry.type === 'INTERACTION') return null;
      if (entry.type === 'GAP') return toBackendGap(part, entry, cursor, entry.message);
      return prepared === null ? null : decide(entry, prepared, part, cursor);
    },
    toGap,
    toSources: (cursor): SourcesEvent => ({ kind: 'SOURCES', cursor, at: now(), sources: options.sources() }),
    ready: Promise.all([...rosters.values()].map(({ ready }) => ready)),
    close() {
      for (const roster of rosters.values()) roster.release();
    },
  };
}

function toBackendGap({ backend }: BackendFilter, { at }: LogEntry, cursor: string, message: string): GapEvent {
  return { kind: 'GAP', cursor, at, backend, message };
}
