import { expect, test } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
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

/** Makes so many others wait that the next one stands in line. */
function formLine(): void {
  for (let count = 0; count < 200; count += 1) {
    const other = createSubscriberQueue<string>(1, toOverflow);
    void other.take();
    other.push('other');
  }
}

test('gives what was pushed before the end to whoever stands in line, and then ends', async () => {
  formLine();
  const queue = createSubscriberQueue<string>(10, toOverflow);
  const first = queue.take();
  for (const event of ['a', 'b']) queue.push(event);
  queue.end();
  expect([await first, await queue.take(), await queue.take()]).toEqual(['a', 'b', undefined]);
});

test('is bounded also while whoever waits stands in line', async () => {
  formLine();
  const queue = createSubscriberQueue<string>(2, toOverflow);
  const first = queue.take();
  for (const event of ['a', 'b', 'c', 'd']) queue.push(event);
  expect(queue.size).toBe(2);
  expect([await first, await queue.take()]).toEqual(['gap up to c', 'd']);
});

test('keeps nobody waiting who stands in line again', async () => {
  const queue = createSubscriberQueue<string>(10, toOverflow);
  for (const event of ['a', 'b', 'c']) {
    formLine();
    const next = queue.take();
    queue.push(event);
    expect(await next).toBe(event);
  }
});

test('does not end for whoever stands in line where everything was dropped', async () => {
  formLine();
  const queue = createSubscriberQueue<string>(1, () => []);
  const first = queue.take();
  for (const event of ['a', 'b']) queue.push(event);
  for (let count = 0; count < 10; count += 1) await nextTurn();
  queue.push('c');
  expect(await first).toBe('c');
});
