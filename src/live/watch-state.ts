import type { Instant } from '../ticketing/instant.ts';

/**
 * How well a backend is watched. STARTING: nobody has looked yet. LIVE: the last look succeeded. FAILING: it did not.
 * OWN_CHANGES: only changes made through this gateway are told, as the backend cannot be watched. CLOSED: it is not open to
 * the subscriber.
 */
export const WATCH_STATE_NAMES = ['STARTING', 'LIVE', 'FAILING', 'OWN_CHANGES', 'CLOSED'] as const;
export type WatchStateName = (typeof WATCH_STATE_NAMES)[number];

export interface WatchState {
  readonly name: WatchStateName;
  /** For people; null if there is nothing to say. */
  readonly message: string | null;
  /** When the last look succeeded; null if none has. */
  readonly lastLookAt: Instant | null;
}
