import type { BackendInstance } from '../ticketing/adapter.ts';
import type { ChangeKind } from '../ticketing/change-detection.ts';
import type { GatewayError } from '../ticketing/errors.ts';
import type { Instant } from '../ticketing/instant.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';
import type { Ticket, TicketField } from '../ticketing/ticket.ts';
import type { ChangeOrigin } from './log-entry.ts';
import type { WatchState } from './watch-state.ts';

/** How well one backend is watched for a subscriber. */
export interface LiveSource {
  readonly backend: BackendInstance;
  readonly state: WatchState;
}

interface EventFacts {
  /** Where the subscriber is now: resuming with it repeats nothing and misses nothing. */
  readonly cursor: string;
  readonly at: Instant;
}

/** A change of the subscriber's list. */
export interface TicketEvent extends EventFacts {
  readonly kind: ChangeKind;
  readonly backend: BackendInstance;
  readonly nativeId: string;
  readonly movedToId: string | null;
  /** Null if it is gone or no longer the subscriber's. */
  readonly ticket: Ticket | null;
  /** Why the ticket could not be read; null if it could. */
  readonly ticketError: GatewayError | null;
  readonly changedFields: readonly TicketField[];
  readonly origin: ChangeOrigin;
  /** OLDER_LISTS: a list that was read after the first event does not hold the ticket. */
  readonly audience: 'ALL' | 'OLDER_LISTS';
}

/** Changes may have been missed: what the subscriber shows is to be read anew. */
export interface GapEvent extends EventFacts {
  readonly kind: 'GAP';
  /** Null: of any backend. */
  readonly backend: BackendInstance | null;
  readonly message: string;
}

/** How well the backends are watched: the first event, and again whenever it changes. */
export interface SourcesEvent extends EventFacts {
  readonly kind: 'SOURCES';
  readonly sources: readonly LiveSource[];
}

export type TicketChangeEvent = TicketEvent | GapEvent | SourcesEvent;

/** Something was said or done about the ticket. */
export interface InteractionAddedEvent extends EventFacts {
  readonly kind: 'ADDED';
  readonly backend: BackendInstance;
  readonly entry: InteractionLog;
  readonly origin: ChangeOrigin;
}

export type InteractionEvent = InteractionAddedEvent | GapEvent | SourcesEvent;

export const SLOW_SUBSCRIBER = 'Events came faster than they were taken; what was waiting has been dropped.';
export const LOST_LOG = 'The log of changes does not reach back that far.';
export const WATCHED_LATE = 'What you asked for is watched from now on: what happened before may not have been told.';
export const APART =
  'The instances of the gateway are apart: what is changed through another one may not be told before they are together again.';
export const UNDECIDED = 'Something changed, and whether it is yours could not be read.';
