/** A repeatable source of pseudo-random choices, so that generated data is the same on every machine. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** One of the items. */
  pick<Item>(items: readonly Item[]): Item;
  /** Lower-case hexadecimal text of this length. */
  hex(length: number): string;
  /** A UUID of version 4. */
  uuid(): string;
}

/** Creates a source that always gives the same sequence for the same seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  function below(limit: number): number {
    return Math.floor(next() * limit);
  }
  function hex(length: number): string {
    return Array.from({ length }, () => below(16).toString(16)).join('');
  }
  return {
    below,
    hex,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('pick() needs at least one item.');
      return item;
    },
    uuid() {
      return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(below(4))}${hex(3)}-${hex(12)}`;
    },
  };
}
