import { describe, expect, test } from '@jest/globals';
import { createHedge, type Hedge } from '../../src/upstream/hedge.ts';

const NO_SIGNAL = new AbortController().signal;

/** Attempts that end when the test says so, in the order in which they began. */
function attempts(): {
  readonly begun: { readonly signal: AbortSignal; resolve(text: string): void; reject(error: Error): void }[];
  readonly attempt: (signal: AbortSignal) => Promise<string>;
  readonly until: (count: number) => Promise<void>;
} {
  const begun: ReturnType<typeof attempts>['begun'] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  return {
    begun,
    attempt(signal) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      begun.push({ signal, resolve, reject });
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      for (const { count, resolve: tell } of waiting) if (begun.length >= count) tell();
      return promise;
    },
    async until(count) {
      if (begun.length >= count) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ count, resolve });
      await promise;
    },
  };
}

/** Ten reads that answer at once save up for one second attempt. */
async function save(hedge: Hedge, reads = 10): Promise<void> {
  for (let read = 0; read < reads; read++) await hedge.run(async () => 'quick', NO_SIGNAL);
}

describe('a read that takes long', () => {
  test('is asked a second time, and the first answer counts', async () => {
    const hedge = createHedge({ afterMs: 5 });
    await save(hedge);
    const { begun, attempt, until } = attempts();
    const answer = hedge.run(attempt, NO_SIGNAL);
    await until(2);
    begun[1]?.resolve('second');
    expect(await answer).toBe('second');
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });

  test('may still be answered by the first attempt', async () => {
    const hedge = createHedge({ afterMs: 5 });
    await save(hedge);
    const { begun, attempt, until } = attempts();
    const answer = hedge.run(attempt, NO_SIGNAL);
    await until(2);
    begun[0]?.resolve('first');
    expect(await answer).toBe('first');
    expect(begun[1]?.signal.aborted).toBe(true);
  });

  test('survives the failure of one attempt, and of two tells the first', async () => {
    const hedge = createHedge({ afterMs: 5 });
    await save(hedge, 20);
    for (const [failing, answering] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const { begun, attempt, until } = attempts();
      const answer = hedge.run(attempt, NO_SIGNAL);
      await until(2);
      begun[failing]?.reject(new Error('one failed'));
      begun[answering]?.resolve('the other');
      expect(await answer).toBe('the other');
    }
    await save(hedge);
    const { begun, attempt, until } = attempts();
    const answer = hedge.run(attempt, NO_SIGNAL);
    await until(2);
    begun[1]?.reject(new Error('second'));
    begun[0]?.reject(new Error('first'));
    await expect(answer).rejects.toThrow('first');
  });

  test('ends with its caller', async () => {
    const hedge = createHedge({ afterMs: 5 });
    await save(hedge);
    const { begun, attempt, until } = attempts();
    const caller = new AbortController();
    const answer = hedge.run(attempt, caller.signal);
    await until(2);
    caller.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });
});

describe('a second attempt', () => {
  test('is not made for what answers or fails in time', async () => {
    const hedge = createHedge({ afterMs: 60_000 });
    await save(hedge);
    const { begun, attempt } = attempts();
    const failing = hedge.run(attempt, NO_SIGNAL);
    begun[0]?.reject(new Error('refused'));
    await expect(failing).rejects.toThrow('refused');
    expect(begun).toHaveLength(1);
  });

  test('is made for one read in ten at most, and quiet times do not save up without end', async () => {
    const hedge = createHedge({ afterMs: 1 });
    await save(hedge, 1_000);
    let begun = 0;
    const slow = async (signal: AbortSignal): Promise<string> => {
      begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      signal.throwIfAborted();
      return 'slow';
    };
    await Promise.all(Array.from({ length: 100 }, () => hedge.run(slow, NO_SIGNAL)));
    expect(begun).toBeGreaterThan(100);
    // Ten were saved before.
    expect(begun).toBeLessThanOrEqual(100 + 10 + 10);
  });
});
