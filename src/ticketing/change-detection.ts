import type { Call } from './adapter.ts';
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
  /** True if something was said or done about the ticket that its log will show. */
  readonly hasNewInteraction: boolean;
}

export interface ChangeRequest {
  /** What the round before gave; null for the first, which reports nothing and only remembers how things are. */
  readonly mark: unknown;
  /** Native ids of tickets that somebody watches one by one, where the backend cannot tell of all. */
  readonly watchedIds: readonly string[];
}

export interface ChangeRound {
  /** In the order in which they happened, as far as the backend tells. */
  readonly changes: readonly DetectedChange[];
  /** Plain JSON: another process may go on from it. Holds no more than is needed to compare. */
  readonly mark: unknown;
  /** False if there may have been changes that this round could not see, e.g. more than it may read. */
  readonly isComplete: boolean;
}

/**
 * One round of looking for changes. It repeats no change of an earlier round and loses none: whatever it throws, the round is
 * asked again with the same mark.
 * @throws GatewayError as every operation
 */
export type ChangeDetector = (request: ChangeRequest, call: Call) => Promise<ChangeRound>;
