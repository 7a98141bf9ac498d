import { describe, expect, test } from '@jest/globals';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { createIdempotency } from '../../src/writes/idempotency.ts';
import type { WriteAnswer } from '../../src/writes/perform-write.ts';
import { createCall } from '../support/call.ts';

const { principal } = createCall();
const SOMEBODY_ELSE = { ...principal, person: 'somebody else' };

function applied(result: string): WriteAnswer<string> {
  return { outcome: 'APPLIED', result, userErrors: [], warnings: [], reconcileHint: null, request: null };
}

/** Counts how often the change is made, and takes a moment for it. */
function countedChange(answer: () => WriteAnswer<string> = () => applied('made')) {
  const change = {
    count: 0,
    make: async (): Promise<WriteAnswer<string>> => {
      change.count += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return answer();
    },
  };
  return change;
}

describe('a change with a key', () => {
  test('is made once, and the first answer is given again', async () => {
    const idempotency = createIdempotency(createMemoryStore());
    const change = countedChange();
    const first = await idempotency.once(principal, 'key-1', ['input'], change.make);
    const second = await idempotency.once(principal, 'key-1', ['input'], change.make);
    expect([change.count, first, second]).toEqual([1, applied('made'), { ...applied('made'), outcome: 'REPLAYED' }]);
  });

  test('is made once when it is asked for twenty times at once', async () => {
    const idempotency = createIdempotency(createMemoryStore());
    const change = countedChange();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => idempotency.once(principal, 'key-1', ['input'], change.make)),
    );
    expect(change.count).toBe(1);
    expect(answers.filter(({ outcome }) => outcome === 'APPLIED')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'REPLAYED')).toHaveLength(19);
    expect(new Set(answers.map(({ result }) => result))).toEqual(new Set(['made']));
  });

  test('is not made again where its answer could not be kept', async () => {
    const store = createMemoryStore();
    const failing = { ...store, set: () => Promise.reject(new Error('a mistake of the store')) };
    const change = countedChange();
    const first = createIdempotency(failing).once(principal, 'key-1', ['input'], change.make);
    await expect(first).rejects.toThrow('a mistake of the store');
    const second = await createIdempotency(store, { waitMs: 1 }).once(principal, 'key-1', ['input'], change.make);
    expect([change.count, second.outcome]).toEqual([1, 'UNKNOWN']);
  });

  test('is refused with another input, also while the first is under way', async () => {
    const idempotency = createIdempotency(createMemoryStore());
    const change = countedChange();
    const other = countedChange();
    const running = idempotency.once(principal, 'key-1', ['input'], change.make);
    const meanwhile = await idempotency.once(principal, 'key-1', ['other input'], other.make);
    await running;
    const later = await idempotency.once(principal, 'key-1', ['other input'], other.make);
    for (const answer of [meanwhile, later]) {
      expect(answer).toMatchObject({
        outcome: 'REJECTED',
        userErrors: [{ field: 'idempotencyKey', code: 'KEY_REUSED' }],
      });
    }
    expect([change.count, other.count]).toEqual([1, 0]);
  });

  test('does not meet the same key of somebody else', async () => {
    const idempotency = createIdempotency(createMemoryStore());
    const change = countedChange();
    await idempotency.once(principal, 'key-1', ['input'], change.make);
    expect(await idempotency.once(SOMEBODY_ELSE, 'key-1', ['input'], change.make)).toMatchObject({
      outcome: 'APPLIED',
    });
    expect(change.count).toBe(2);
  });

  test('may be tried again after a fault, as nothing was changed', async () => {
    const idempotency = createIdempotency(createMemoryStore());
    const failing = async (): Promise<WriteAnswer<string>> => {
      throw new GatewayError('BACKEND_UNAVAILABLE', 'The backend cannot be reached.');
    };
    await expect(idempotency.once(principal, 'key-1', ['input'], failing)).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
    });
    const change = countedChange();
    expect(await idempotency.once(principal, 'key-1', ['input'], change.make)).toMatchObject({ outcome: 'APPLIED' });
  });

  test('that another instance left unfinished is UNKNOWN, and not made again', async () => {
    const store = createMemoryStore();
    const never = createIdempotency(store).once(
      principal,
      'key-1',
      ['input'],
      () => new Promise<WriteAnswer<string>>(() => {}),
    );
    void never;
    await new Promise((resolve) => setImmediate(resolve));
    const change = countedChange();
    const answer = await createIdempotency(store, { waitMs: 50 }).once(principal, 'key-1', ['input'], change.make);
    expect([answer.outcome, change.count]).toEqual(['UNKNOWN', 0]);
    expect(answer.reconcileHint).toContain('not finished');
  });

  test('that another instance makes is waited for, and its answer given', async () => {
    const store = createMemoryStore();
    const change = countedChange();
    const making = Promise.withResolvers<void>();
    const first = createIdempotency(store).once(principal, 'key-1', ['input'], async () => {
      await making.promise;
      return change.make();
    });
    const second = createIdempotency(store).once(principal, 'key-1', ['input'], change.make);
    const refused = createIdempotency(store).once(principal, 'key-1', ['other'], change.make);
    expect(await refused).toMatchObject({ outcome: 'REJECTED' });
    making.resolve();
    expect([await first, await second, change.count]).toEqual([
      applied('made'),
      { ...applied('made'), outcome: 'REPLAYED' },
      1,
    ]);
  });

  test('that another instance failed to make is not made by the one that waited: its key may only be out of reach', async () => {
    const store = createMemoryStore();
    const change = countedChange();
    const failing = Promise.withResolvers<WriteAnswer<string>>();
    const first = createIdempotency(store).once(principal, 'key-1', ['input'], () => failing.promise);
    const second = createIdempotency(store).once(principal, 'key-1', ['input'], change.make);
    failing.reject(new GatewayError('BACKEND_UNAVAILABLE', 'The backend cannot be reached.'));
    await expect(first).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect([(await second).outcome, change.count]).toEqual(['UNKNOWN', 0]);
    // Whoever asks again makes it.
    const third = await createIdempotency(store).once(principal, 'key-1', ['input'], change.make);
    expect([third, change.count]).toEqual([applied('made'), 1]);
  });

  test.each(['', 'a b', 'x'.repeat(129), 'a\nb', 'ä'])('has a key that can be kept: not %j', async (key) => {
    const change = countedChange();
    await expect(
      createIdempotency(createMemoryStore()).once(principal, key, ['input'], change.make),
    ).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { field: 'input.idempotencyKey' },
    });
    expect(change.count).toBe(0);
  });
});

test('a change without a key is made as often as it is asked for', async () => {
  const idempotency = createIdempotency(createMemoryStore());
  const change = countedChange();
  await idempotency.once(principal, null, ['input'], change.make);
  await idempotency.once(principal, null, ['input'], change.make);
  expect(change.count).toBe(2);
});
