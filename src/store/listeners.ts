/** Those who want to be told of something. */
export interface Listeners<Told = void> {
  /** @returns ends the listening */
  add(listener: (told: Told) => void): () => void;
  tell(told: Told): void;
  clear(): void;
  readonly size: number;
}

export function createListeners<Told = void>(): Listeners<Told> {
  // Each adding is one entry, so that the same function can listen twice and end once.
  const entries = new Set<{ readonly listener: (told: Told) => void }>();
  return {
    add(listener) {
      const entry = { listener };
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    tell(told) {
      for (const { listener } of entries) listener(told);
    },
    clear: () => entries.clear(),
    get size() {
      return entries.size;
    },
  };
}
