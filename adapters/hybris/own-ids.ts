import { fingerprint } from '../../src/ticketing/fingerprint.ts';
import type { Secret } from '../../src/ticketing/secret.ts';

/** Whose token it is, as the customer service told once; null: it does not tell. */
export interface OwnIds {
  /** Undefined if nobody asked yet. */
  get(token: Secret): string | null | undefined;
  set(token: Secret, id: string | null): void;
}

const MOST_IDS = 1_000;

/** Remembers it by the token's hash; the oldest goes first. */
export function createOwnIds(): OwnIds {
  const ids = new Map<string, string | null>();
  return {
    get: (token) => ids.get(keyOf(token)),
    set(token, id) {
      ids.set(keyOf(token), id);
      for (const oldest of ids.keys()) {
        if (ids.size <= MOST_IDS) break;
        ids.delete(oldest);
      }
    },
  };
}

function keyOf(token: Secret): string {
  return fingerprint([token.reveal()]);
}
