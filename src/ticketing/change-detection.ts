import type { Call } from './adapter.ts';
import type { InteractionLog } from './interaction-log.ts';
import type { NativeTicket, TicketField } from './ticket.ts';

/** MOVED: it goes on under another id. */
export type ChangeKind = 'ADDED' | 'UPDATED' | 'REMOVED' | 'MOVED';

/** One ticket that is not as it was at the round before. */
export interface DetectedChange {
  readonly nativeId: string;
  readonly kind: ChangeKind;
  /** The ticket as the round saw it; null if only its id is known. */
  readonly ticket: NativeTicket | null;
  /** What differs; empty if the backend does not let that be known. */
  readonly changedFields: readonly TicketField[];
  /** The id under which a MOVED ticket goes on; null for all others. */
  readonly movedToId: string | null;
}

/** Something that was said or done about a ticket since the round before. */
export interface DetectedInteraction {
  readonly ticketId: string;
  /** With the id that the ticket's log shows it under. */
  readonly entry: InteractionLog;
}

export interface ChangeRequest {
  /** What the round before gave; null for the first, which reports nothing and only remembers how things are. */
  readonly mark: unknown;
  /** Native ids of tickets that somebody watches one by one, where the backend cannot tell of all. */
  readonly watchedIds: readonly string[];
  /** Native ids of tickets whose log somebody watches. */
  readonly watchedLogIds: readonly string[];
}

export interface ChangeRound {
  /** In the order in which they happened, as far as the backend tells. */
  readonly changes: readonly DetectedChange[];
  /** Oldest first; at least those of the watched logs, as far as the backend tells. */
  readonly interactions: readonly DetectedInteraction[];
  /** Plain JSON: another process may go on from it. Holds no more than is needed to compare. */
  readonly mark: unknown;
  /** False if there may have been changes that this round could not see, e.g. more than it may read. */
  readonly isComplete: boolean;
  /** True if the next look decides something that this one could not: it is made as soon as the backend permits. */
  readonly isUndecided?: boolean;
}

/**
 * Looking for changes, one round at a time. A round repeats no change of an earlier one and loses none: if it throws, it is
 * asked again with the same mark.
 */
export interface ChangeDetector {
  /**
   * What it sees: ALL tickets that the credential sees, or only those WATCHED one by one. For people, `sees` says the same
   * with what is invisible, e.g. "comments and priority cannot be seen".
   */
  readonly coverage: 'ALL' | 'WATCHED';
  /** Whether it finds anything that is said or done about a ticket whose log is watched. */
  readonly seesLogs: boolean;
  readonly sees: string;
  /** @throws GatewayError as every operation */
  detect(request: ChangeRequest, call: Call): Promise<ChangeRound>;
}
