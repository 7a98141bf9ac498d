import { setTimeout as pause } from 'node:timers/promises';
import { invalidInput } from '../ticketing/errors.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import type { Principal } from '../ticketing/adapter.ts';
import type { Store } from '../store/store.ts';
import { rejected, type WriteAnswer } from './perform-write.ts';

/** Makes a change at most once for each key of each principal. */
export interface Idempotency {
  /**
   * @param key the caller's own; null: nothing is remembered
   * @param input everything that makes the change what it is; the same key with another input is refused
   * @param work makes the change; not called if it was made before
   * @throws GatewayError INVALID_INPUT for an impossible key, and whatever `work` throws: then the key is free again
   */
  once<Result>(
    principal: Principal,
    key: string | null,
    input: readonly unknown[],
    work: () => Promise<WriteAnswer<Result>>,
  ): Promise<WriteAnswer<Result>>;
}

interface Kept {
  readonly inputHash: string;
  /** Null while the change is under way, or if the instance that made it ended before it could tell. */
  readonly answer: WriteAnswer<unknown> | null;
}

interface UnderWay {
  readonly inputHash: string;
  readonly answer: Promise<WriteAnswer<unknown>>;
}

const KEEP_MS = 24 * 60 * 60_000;
const UNFINISHED =
  'An earlier request with this key was not finished, or is still under way. Look at the ticket before you try again.';

/** How long an instance waits for another one that makes the same change, in milliseconds. */
const WAIT_MS = 10_000;
const SHORTEST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 400;

/** @param waitMs how long is waited for another instance that makes the same change, in milliseconds */
export function createIdempotency(store: Store, { waitMs = WAIT_MS } = {}): Idempotency {
  const underWay = new Map<string, UnderWay>();

  async function run<Result>(
    storeKey: string,
    inputHash: string,
    work: () => Promise<WriteAnswer<Result>>,
  ): Promise<WriteAnswer<Result>> {
    const kept = await claim(store, storeKey, inputHash);
    if (kept !== null) {
      const isSame = kept.inputHash === inputHash;
      return replay(isSame ? await settled(store, storeKey, kept, waitMs) : kept, inputHash) as WriteAnswer<Result>;
    }
    const answer = await work().catch(async (fault: unknown) => {
      // Nothing was changed, so the caller may try again with the same key.
      await store.delete(storeKey);
      throw fault;
    });
    // Where this fails the key stays taken: the change is made.
    await store.set(storeKey, JSON.stringify({ inputHash, answer } satisfies Kept), KEEP_MS);
    return answer;
  }

  return {
    async once(principal, key, input, work) {
      if (key === null) return work();
      checkKey(key);
      // A key outlives the tokens of whoever chose it: a repeat after a renewal must not make the change again.
      const storeKey = `write:${principal.person}:${fingerprint([key])}`;
      const inputHash = fingerprint(input);
      const running = underWay.get(storeKey);
      if (running !== undefined) {
        const answer = await running.answer;
        return replay({ inputHash: running.inputHash, answer }, inputHash) as WriteAnswer<never>;
      }
      const answer = run(storeKey, inputHash, work);
      underWay.set(storeKey, { inputHash, answer });
      try {
        return await answer;
      } finally {
        underWay.delete(storeKey);
      }
    },
  };
}

/**
 * Waits for the instance that makes the change, so that its answer is ours, too.
 * @returns what is kept in the end: still without an answer if that took too long. A key that is gone is not taken, as it may
 * only be out of reach: then the change may have been made
 */
async function settled(store: Store, storeKey: string, first: Kept, waitMs: number): Promise<Kept> {
  const giveUpAt = performance.now() + waitMs;
  let kept: Kept | null = first;
  let pauseMs = SHORTEST_PAUSE_MS;
  while (kept !== null && kept.answer === null) {
    const leftMs = giveUpAt - performance.now();
    if (leftMs <= 0) break;
    await pause(Math.min(pauseMs, leftMs));
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    const text = await store.get(storeKey);
    kept = text === null ? null : (JSON.parse(text) as Kept);
  }
  return kept ?? first;
}

/** Takes the key for this change. @returns what is kept under it already; null if it is now ours */
async function claim(store: Store, storeKey: string, inputHash: string): Promise<Kept | null> {
  const own = JSON.stringify({ inputHash, answer: null } satisfies Kept);
  if (await store.setIfAbsent(storeKey, own, KEEP_MS)) return null;
  const text = await store.get(storeKey);
  // It ended in this very moment: then it is free after all.
  if (text === null) return (await store.setIfAbsent(storeKey, own, KEEP_MS)) ? null : { inputHash, answer: null };
  return JSON.parse(text) as Kept;
}

function replay({ inputHash, answer }: Kept, wanted: string): WriteAnswer<unknown> {
  if (inputHash !== wanted) {
    return rejected([
      { field: 'idempotencyKey', code: 'KEY_REUSED', message: 'This key was used for another change.' },
    ]);
  }
  if (answer === null) {
    return { outcome: 'UNKNOWN', result: null, userErrors: [], warnings: [], reconcileHint: UNFINISHED, request: null };
  }
  return answer.outcome === 'APPLIED' ? { ...answer, outcome: 'REPLAYED' } : answer;
}

/** @throws GatewayError INVALID_INPUT for what can be no key */
export function checkKey(key: string): void {
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw invalidInput('input.idempotencyKey', 'A key has 1 to 128 letters, digits or signs, and no spaces.');
  }
}
