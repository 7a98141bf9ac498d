/** Sets of texts that processes tell each other of; each is in its set until its end, and longer if it is added again. */
export interface Members {
  /** @param keepMs how long they are wanted in the set, in milliseconds */
  add(set: string, members: readonly string[], keepMs: number): Promise<void>;
  /** @returns at most so many, those that end last first */
  list(set: string, most: number): Promise<readonly string[]>;
}

/** Of more in one set those that end first are dropped. */
export const MOST_MEMBERS = 10_000;
