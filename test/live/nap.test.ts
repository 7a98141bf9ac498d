import { expect, test } from '@jest/globals';
import { createNap } from '../../src/live/nap.ts';

const FOREVER_MS = 60_000;

test('ends after its time', async () => {
  await expect(createNap(new AbortController().signal).sleep(5)).resolves.toBeUndefined();
});

test('ends when it is woken', async () => {
  const nap = createNap(new AbortController().signal);
  const sleeping = nap.sleep(FOREVER_MS);
  nap.wake();
  await expect(sleeping).resolves.toBeUndefined();
});

test('ends at once if it was woken before, and only then', async () => {
  const nap = createNap(new AbortController().signal);
  nap.wake();
  await nap.sleep(FOREVER_MS);
  const sleeping = nap.sleep(FOREVER_MS).then(() => 'slept');
  expect(await Promise.race([sleeping, Promise.resolve('sleeps')])).toBe('sleeps');
  nap.wake();
  expect(await sleeping).toBe('slept');
});

test('ends with the signal, and at once after it', async () => {
  const stopping = new AbortController();
  const nap = createNap(stopping.signal);
  const sleeping = nap.sleep(FOREVER_MS);
  stopping.abort();
  await expect(sleeping).resolves.toBeUndefined();
  await expect(nap.sleep(FOREVER_MS)).resolves.toBeUndefined();
});

test('a time longer than timers take does not end at once', async () => {
  const nap = createNap(new AbortController().signal);
  const sleeping = nap.sleep(2 ** 31 + 1_000).then(() => 'slept');
  const soon = new Promise((resolve) => setTimeout(resolve, 50, 'sleeps'));
  expect(await Promise.race([sleeping, soon])).toBe('sleeps');
  nap.wake();
  await sleeping;
});
