export interface Taken {
  readonly allowed: boolean;
  /** How many more would be allowed right now. */
  readonly remaining: number;
  /** Milliseconds until one more is allowed; 0 if one is now. */
  readonly resetMs: number;
}

/** Counts against limits. */
export interface Counters {
  /**
   * Takes one of what a key may have: a bucket that holds `limit` and fills evenly, from empty to full in `windowMs`.
   * @param limit at least 1
   * @param windowMs in milliseconds, at least 1
   */
  take(key: string, limit: number, windowMs: number): Promise<Taken>;
}
