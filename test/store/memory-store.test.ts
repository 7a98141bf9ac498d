import { describe, expect, test } from '@jest/globals';
import { createMemoryStore } from '../../src/store/memory-store.ts';

describe('the store in memory', () => {
  test('keeps text until its end', async () => {
    let now = 0;
    const store = createMemoryStore(() => now);
    await store.set('key', 'text', 1_000);
    expect([await store.get('key'), await store.get('other')]).toEqual(['text', null]);
    now = 1_000;
    expect(await store.get('key')).toBeNull();
  });

  test('keeps empty text apart from none', async () => {
    const store = createMemoryStore(() => 0);
    await store.set('key', '', 1_000);
    expect(await store.get('key')).toBe('');
  });

  test('forgets what is deleted', async () => {
    const store = createMemoryStore(() => 0);
    await store.set('key', 'text', 1_000);
    await store.delete('key');
    expect(await store.get('key')).toBeNull();
  });

  test('is bounded in characters', async () => {
    const store = createMemoryStore(() => 0, 10);
    await store.set('first', 'xxxxxx', 1_000);
    await store.set('second', 'yyyyyy', 1_000);
    expect([await store.get('first'), await store.get('second')]).toEqual([null, 'yyyyyy']);
  });

  test('shares nothing with another one', async () => {
    const store = createMemoryStore(() => 0);
    await store.set('key', 'text', 1_000);
    expect(await createMemoryStore(() => 0).get('key')).toBeNull();
  });
});
