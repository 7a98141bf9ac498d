/** Remembers for a while what was found to be the outcome of a write, so that no two writes take the same thing for theirs. */
export interface Claims {
  isFree(key: string): boolean;
  claim(key: string): void;
}

const REMEMBER_MS = 10 * 60_000;

/** @param clock milliseconds since 1970 */
export function createClaims(clock: () => number): Claims {
  // In the order of their ends: all are kept equally long.
  const ends = new Map<string, number>();

  function forgetOld(): void {
    const now = clock();
    for (const [key, end] of ends) {
      if (end > now) return;
      ends.delete(key);
    }
  }

  return {
    isFree(key) {
      forgetOld();
      return !ends.has(key);
    },
    claim(key) {
      ends.delete(key);
      ends.set(key, clock() + REMEMBER_MS);
    },
  };
}
