import type { Asker } from '../dispatch/ask.ts';
import { logForCustomer } from '../dispatch/customer-view.ts';
import { internalFieldsOf } from '../dispatch/ownership.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';
import { isAgent } from '../ticketing/principal.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import type { InteractionEvent, LiveSource } from './change-event.ts';
import type { FeedLogic } from './feed.ts';
import { credentialScope, type InteractionEntry, type LogEntry } from './log-entry.ts';

export interface InteractionLogicOptions {
  readonly backend: BackendInstance;
  readonly ticketId: string;
  readonly asker: () => Asker;
  /** Whether the ticket is still the subscriber's; asked for each event. */
  readonly mayStillSee: (asker: Asker) => Promise<boolean>;
  readonly sources: () => readonly LiveSource[];
  readonly clock: () => number;
}

/** What is said and done about one ticket. The memory is what is told at all: the log holds each entry once. */
export function createInteractionLogic(
  options: InteractionLogicOptions,
): FeedLogic<InteractionLog | null, null, InteractionEvent> {
  const { backend, ticketId } = options;
  const { principal } = options.asker();
  const now = (): string => new Date(options.clock()).toISOString();

  function isMine(entry: LogEntry): boolean {
    return entry.backend === backend.id && entry.scope === credentialScope(backend, principal);
  }

  /** What a backend does not show to anybody is for whoever wrote it: nobody knows whether it is for customers. */
  function forCustomer({ entry, writer }: InteractionEntry): InteractionLog | null {
    const isKeptHere = writer !== null && isUnsupported(backend.operations.getInteractionLogs);
    if (isKeptHere && writer !== principal.person) return null;
    return logForCustomer(entry, internalFieldsOf(backend));
  }

  return {
    isRelevant: (entry) =>
      isMine(entry) && (entry.type === 'GAP' || (entry.type === 'INTERACTION' && entry.ticketId === ticketId)),
    async prepare(entry) {
      if (entry.type !== 'INTERACTION') return null;
      const visible = isAgent(principal) ? entry.entry : forCustomer(entry);
      return visible !== null && (await options.mayStillSee(options.asker())) ? visible : null;
    },
    memory: null,
    createMemory: () => null,
    forget() {},
    decide(entry, visible, cursor) {
      if (entry.type === 'GAP') return { kind: 'GAP', cursor, at: entry.at, backend, message: entry.message };
      if (entry.type !== 'INTERACTION' || visible === null) return null;
      return { kind: 'ADDED', cursor, at: entry.at, backend, entry: visible, origin: entry.origin };
    },
    toGap: (cursor, message) => ({ kind: 'GAP', cursor, at: now(), backend: null, message }),
    toSources: (cursor) => ({ kind: 'SOURCES', cursor, at: now(), sources: options.sources() }),
    ready: Promise.resolve(),
    close() {},
  };
}
