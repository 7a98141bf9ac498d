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
} from './change-event.ts';
import type { FeedLogic } from './feed.ts';
import { credentialScope, seesWholeScope, type LogEntry } from './log-entry.ts';
import { createMembership, kindForSubscriber, type Membership } from './membership.ts';
import type { TicketView, TicketViews } from './ticket-views.ts';

export interface TicketLogicOptions {
  /** What the subscriber's list holds, by backend. */
  readonly parts: readonly BackendFilter[];
  /** A new asker for the subscriber each time. */
  readonly asker: () => Asker;
  readonly views: TicketViews;
  readonly sources: () => readonly LiveSource[];
  readonly clock: () => number;
}

/** What changes of tickets mean to a list. */
export function createTicketLogic(
  options: TicketLogicOptions,
): FeedLogic<TicketView | null, Membership, TicketChangeEvent> {
  const { principal } = options.asker();
  // Of a closed backend not even is told that something happened there.
  const open = options.parts.filter(({ backend }) => isOpenTo(backend, principal));
  const byId = new Map(open.map((part) => [part.backend.id, part]));
  const now = (): string => new Date(options.clock()).toISOString();

  function partOf(entry: LogEntry): BackendFilter | undefined {
    const part = byId.get(entry.backend);
    return part !== undefined && entry.scope === credentialScope(part.backend, principal) ? part : undefined;
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
    async prepare(entry) {
      const part = partOf(entry);
      if (entry.type !== 'TICKET' || part === undefined) return null;
      return options.views.of(entry, part.backend, options.asker);
    },
    createMemory: () => createMembership(),
    decide(entry, view, memory, cursor) {
      const part = partOf(entry);
      if (part === undefined || entry.type === 'INTERACTION') return null;
      const { backend, filter } = part;
      if (entry.type === 'GAP') return { kind: 'GAP', cursor, at: entry.at, backend, message: entry.message };
      if (view === null) return null;
      const key = JSON.stringify([backend.id, entry.ticketId]);
      const facts = {
        cursor,
        at: entry.at,
        backend,
        nativeId: entry.ticketId,
        movedToId: entry.movedToId,
        changedFields: entry.changedFields,
        origin: entry.origin,
      };
      const mayKnowAll = seesWholeScope(backend, principal);
      if (view.state === 'UNREADABLE') {
        const wasIn = memory.wasIn(key);
        if (!mayKnowAll && wasIn !== true) {
          // It may be somebody else's: not even which one it is may be told, but that something may have been missed is.
          return wasIn === false ? null : { kind: 'GAP', cursor, at: entry.at, backend, message: UNDECIDED };
        }
        // Whether it still matches is not known: the subscriber is told that there is something, with the reason.
        return { ...facts, kind: entry.kind, ticket: null, ticketError: view.error };
      }
      const isIn = view.state === 'SEEN' && matchesFilter(view.ticket, filter);
      const kind = kindForSubscriber({
        kind: entry.kind,
        wasIn: memory.wasIn(key),
        now: isIn ? 'MATCHES' : view.state === 'SEEN' ? 'DIFFERS' : 'NOT_SEEN',
        mayKnowAll,
      });
      memory.note(key, isIn);
      if (kind === null) return null;
      return { ...facts, kind, ticket: view.state === 'SEEN' ? view.ticket : null, ticketError: null };
    },
    toGap,
    toSources: (cursor): SourcesEvent => ({ kind: 'SOURCES', cursor, at: now(), sources: options.sources() }),
  };
}
