import type { BackendInstance } from './adapter.ts';
import type { ChangeKind } from './change-detection.ts';
import type { InteractionLog } from './interaction-log.ts';
import type { Principal } from './principal.ts';
import type { NativeTicket, TicketField } from './ticket.ts';

/** A change that was made through this gateway. */
export interface OwnChange {
  /** Who made it. */
  readonly principal: Principal;
  readonly backend: BackendInstance;
  readonly ticketId: string;
  /** MOVED: it goes on under `movedToId`. Null: only its log has grown. */
  readonly kind: ChangeKind | null;
  readonly movedToId: string | null;
  /** The fields that the change set, as far as known. */
  readonly changedFields: readonly TicketField[];
  /** True if what it changed does not show in the ticket's version: no look can tell it, and it is no repetition. */
  readonly isUnversioned?: boolean;
  /** The ticket as its maker sees it now; null if the change did not show it. */
  readonly ticket: NativeTicket | null;
  /** What was said or done; null if nothing was, or if it cannot be told. */
  readonly interaction: InteractionLog | null;
}

/** Whoever tells others of changes. */
export interface ChangeNews {
  /** A change was made through this gateway. Holds nobody up and never throws. */
  publish(change: OwnChange): void;
  /** Something may have changed in a backend: it is worth looking. */
  hurry(backend: BackendInstance): void;
}
