import type { Lease } from '../store/leases.ts';

/** How far a poller itself has looked, as far as it knows. */
export interface OwnMark {
  readonly mark: unknown;
  /** Of the lease that it held then. */
  readonly scope: Lease['scope'];
}

export interface Beginning {
  /** Where the looks go on; null if they begin anew. */
  readonly mark: unknown;
  /** False if the log may lack changes from before the mark. */
  readonly isSeamless: boolean;
}

/**
 * Where to begin under a new lease. What is kept with the log comes first, also if this process has looked further: what
 * it found without the others is not in the log that they share. Where nothing is kept, as in a log that has only just
 * begun or was lost, it goes on from what it remembers, so that what happened since is told.
 * @param kept the mark that is kept with the log; null if there is none
 * @param own null if somebody else has looked since, or nobody has
 */
export function beginLooking(kept: string | null, own: OwnMark | null, scope: Lease['scope']): Beginning {
  if (kept !== null) return { mark: JSON.parse(kept), isSeamless: true };
  if (own === null) return { mark: null, isSeamless: false };
  // Where what is shared lost its mark and perhaps not its log, that log does not have what was found apart from it.
  return { mark: own.mark, isSeamless: !(own.scope === 'PROCESS' && scope === 'CLUSTER') };
}
