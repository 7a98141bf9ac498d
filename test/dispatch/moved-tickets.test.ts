import { expect, test } from '@jest/globals';
import { createMovedTickets, type MovedTickets } from '../../src/dispatch/moved-tickets.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';

async function moveAlong(moved: MovedTickets, ...ids: readonly string[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    const next = ids[index + 1];
    if (next !== undefined) await moved.remember('b1', id, next);
  }
}

test('a ticket is known by each of its ids, to every process that shares the store', async () => {
  const store = createMemoryStore();
  await moveAlong(createMovedTickets(store), 'a', 'b', 'c');
  const moved = createMovedTickets(store);
  expect(await Promise.all(['a', 'b', 'c'].map((id) => moved.newIdOf('b1', id)))).toEqual(['b', 'c', null]);
  expect(await Promise.all(['a', 'b', 'c'].map((id) => moved.oldIdOf('b1', id)))).toEqual([null, 'a', 'b']);
  expect(await Promise.all(['a', 'b', 'c'].map((id) => moved.currentIdOf('b1', id)))).toEqual(['c', 'c', null]);
  for (const id of ['a', 'b', 'c']) expect(await moved.idsOf('b1', id)).toEqual(['a', 'b', 'c']);
});

test('ids of another backend, and ids that were never moved, are alone', async () => {
  const moved = createMovedTickets(createMemoryStore());
  await moveAlong(moved, 'a', 'b');
  expect(await moved.newIdOf('b2', 'a')).toBeNull();
  expect(await moved.idsOf('b2', 'a')).toEqual(['a']);
  expect(await moved.idsOf('b1', 'other')).toEqual(['other']);
});

test('a ticket that comes back to an id is there now, and no walk goes on for ever', async () => {
  const moved = createMovedTickets(createMemoryStore());
  await moveAlong(moved, 'a', 'b', 'a');
  expect(await moved.newIdOf('b1', 'a')).toBeNull();
  expect(await moved.currentIdOf('b1', 'b')).toBe('a');
  expect(await moved.currentIdOf('b1', 'a')).toBeNull();
  expect([...(await moved.idsOf('b1', 'a'))].sort()).toEqual(['a', 'b']);
  await moved.remember('b1', 'a', 'a');
  expect(await moved.newIdOf('b1', 'a')).toBeNull();
});

test('a long chain is followed for eight moves', async () => {
  const moved = createMovedTickets(createMemoryStore());
  await moveAlong(moved, ...Array.from({ length: 20 }, (_, index) => `t${index}`));
  expect(await moved.currentIdOf('b1', 't0')).toBe('t8');
  expect(await moved.idsOf('b1', 't10')).toHaveLength(17);
});

test('a move is forgotten after thirty days', async () => {
  let now = 0;
  const moved = createMovedTickets(createMemoryStore(() => now));
  await moveAlong(moved, 'a', 'b');
  now = 30 * 24 * 60 * 60_000 - 1;
  expect(await moved.newIdOf('b1', 'a')).toBe('b');
  now += 1;
  expect(await moved.newIdOf('b1', 'a')).toBeNull();
});
