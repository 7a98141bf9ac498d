/** Ids that tickets had before a transition gave them others. */
export interface MovedIds {
  remember(oldId: string, newId: string): void;
  /** The id that a ticket of this id has now; null if it got no other. */
  newIdOf(oldId: string): string | null;
}

const MOST_IDS = 1_000;

/** ASSUMPTION: hardly any ticket gets another id, so that the newest are enough (README). */
export function createMovedIds(): MovedIds {
  const ids = new Map<string, string>();
  return {
    remember(oldId, newId) {
      if (oldId.toLowerCase() === newId.toLowerCase()) return;
      ids.set(oldId.toLowerCase(), newId);
      for (const oldest of ids.keys()) {
        if (ids.size <= MOST_IDS) break;
        ids.delete(oldest);
      }
    },
    newIdOf: (oldId) => ids.get(oldId.toLowerCase()) ?? null,
  };
}
