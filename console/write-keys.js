/**
 * Keys under which a change is made once, however often its button is pressed.
 * @typedef {object} WriteKeys
 * @property {(change: string) => string} keyFor the key for a change: that of an earlier attempt as long as nobody knows what
 *   became of it, and for a moment after it was made, as the second click of two comes late
 * @property {(change: string, isKnown: boolean) => void} answered tells whether it is known what became of it
 */

const SECOND_CLICK_MS = 1_500;

/**
 * @param {() => string} newKey
 * @param {() => number} clock milliseconds
 * @returns {WriteKeys}
 */
export function createWriteKeys(newKey, clock) {
  /** @type {Map<string, { key: string, goodUntil: number }>} */
  const keys = new Map();
  return {
    keyFor(change) {
      for (const [other, { goodUntil }] of keys) if (goodUntil <= clock()) keys.delete(other);
      const kept = keys.get(change);
      if (kept !== undefined) return kept.key;
      const key = newKey();
      keys.set(change, { key, goodUntil: Infinity });
      return key;
    },
    answered(change, isKnown) {
      const kept = keys.get(change);
      if (kept !== undefined && isKnown) kept.goodUntil = clock() + SECOND_CLICK_MS;
    },
  };
}

/** A key that nobody else has. Works on pages without a secure context too, which `crypto.randomUUID` does not. */
export function createKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
