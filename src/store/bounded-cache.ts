export interface BoundedCacheOptions<Value> {
  /** The most that is kept, in the unit of `weigh`. */
  readonly mostWeight: number;
  /** How heavy an entry is; 1 if left out. */
  readonly weigh?: (value: Value) => number;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** A cache in memory with an end for every entry and a bound for all of them; the one unused for longest goes first. */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value, keepMs: number): void;
  delete(key: string): void;
  /** Removes every entry whose key begins so. */
  deleteByPrefix(prefix: string): void;
  /** Every key that is kept, the one unused for longest first; some may have come to their end. */
  keys(): Iterable<string>;
  readonly weight: number;
}

interface Entry<Value> {
  readonly value: Value;
  readonly endsAt: number;
  readonly weight: number;
}

export function createBoundedCache<Value>(options: BoundedCacheOptions<Value>): BoundedCache<Value> {
  const entries = new Map<string, Entry<Value>>();
  let weight = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    weight -= entry.weight;
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (options.clock() >= entry.endsAt) {
        remove(key);
        return undefined;
      }
      // A Map keeps the order of insertion: what was used last moves to the young end.
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, keepMs) {
      remove(key);
      const entryWeight = options.weigh?.(value) ?? 1;
      if (entryWeight > options.mostWeight) return;
      entries.set(key, { value, endsAt: options.clock() + keepMs, weight: entryWeight });
      weight += entryWeight;
      for (const oldest of entries.keys()) {
        if (weight <= options.mostWeight) break;
        remove(oldest);
      }
    },
    delete: remove,
    deleteByPrefix(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) remove(key);
    },
    keys: () => entries.keys(),
    get weight() {
      return weight;
    },
  };
}
