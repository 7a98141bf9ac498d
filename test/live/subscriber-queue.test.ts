import { expect, test } from '@jest/globals';
import { createSubscriberQueue } from '../../src/live/subscriber-queue.ts';

const toOverflow = (dropped: readonly string[]): string[] => [`gap up to ${dropped.at(-1) ?? ''}`];

test('gives what was pushed, in order, also to whoever waits', async () => {
  const queue = createSubscriberQueue<string>(10, toOverflow);
  const first = queue.take();
  for (const event of ['a', 'b', 'c']) queue.push(event);
  expect([await first, await queue.take(), await queue.take()]).toEqual(['a', 'b', 'c']);
});

test('drops everything that waits when it is full, and goes on', async () => {
  const queue = createSubscriberQueue<string>(2, toOverflow);
  for (const event of ['a', 'b', 'c', 'd']) queue.push(event);
  queue.end();
  expect([await queue.take(), await queue.take(), await queue.take()]).toEqual(['gap up to c', 'd', undefined]);
});

test('tells of one gap, however much is dropped', async () => {
  const queue = createSubscriberQueue<string>(2, toOverflow);
  for (let count = 1; count <= 100; count += 1) queue.push(String(count));
  expect(queue.size).toBeLessThanOrEqual(2);
  queue.end();
  const taken: (string | undefined)[] = [];
  for (let event = await queue.take(); event !== undefined; event = await queue.take()) taken.push(event);
  expect(taken.filter((event) => event?.startsWith('gap'))).toHaveLength(1);
});

test('ends whoever waits, and takes nothing more', async () => {
  const queue = createSubscriberQueue<string>(2, toOverflow);
  const waiting = queue.take();
  queue.end();
  queue.push('late');
  expect([await waiting, await queue.take()]).toEqual([undefined, undefined]);
});
