/** The right to do something alone, for a while. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  /** Greater than that of every earlier lease of this name. */
  readonly fence: number;
  /** CLUSTER: nobody else holds it. PROCESS: nobody else in this process does; other processes may hold one of their own. */
  readonly scope: 'CLUSTER' | 'PROCESS';
  /** Begins its time anew. @returns false if it is lost: then it never comes back and is to be acquired again */
  renew(): Promise<boolean>;
  /** Lets others have it at once. Does nothing if it is lost already. */
  release(): Promise<void>;
}

/**
 * Leases end by themselves when they are not renewed, so that a holder that died does not keep them. A holder that only
 * slept cannot know that its lease has ended: what must be written by the holder alone is written with
 * `ChangeStream.appendFenced`.
 */
export interface Leases {
  /**
   * @param holder who asks, for people who look; asking again while one holds it gets nothing either
   * @param ttlMs how long it lasts without renewal, in milliseconds
   * @returns null while somebody holds it
   */
  acquire(name: string, holder: string, ttlMs: number): Promise<Lease | null>;
}
