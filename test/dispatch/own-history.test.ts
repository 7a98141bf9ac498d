import { expect, test } from '@jest/globals';
import { createOwnHistory, type OwnTransition } from '../../src/dispatch/own-history.ts';
import type { Lists } from '../../src/store/lists.ts';
import { createMemoryLists } from '../../src/store/memory-lists.ts';

function transition(number: number, reason: string | null = null): OwnTransition {
  return {
    kind: 'CLOSE',
    from: null,
    to: { category: 'CLOSED', code: `state ${number}`, label: null },
    at: '2026-01-01T00:00:00.000Z',
    by: 'agent@example.test',
    reason,
    principal: 'one',
  };
}

test('changes made at the same moment are all kept, the newest fifty of them', async () => {
  const history = createOwnHistory(createMemoryLists());
  await Promise.all(
    Array.from({ length: 60 }, (_, index) => history.remember('b1', 'a', { transitions: [transition(index)] })),
  );
  const { transitions, escalations } = await history.recall('b1', 'a');
  expect(transitions.map(({ to }) => to.code)).toEqual(Array.from({ length: 50 }, (_, index) => `state ${index + 10}`));
  expect(escalations).toEqual([]);
  expect(await history.recall('b2', 'a')).toEqual({ transitions: [], escalations: [] });
});

test('a reason is cut where it is too long to keep', async () => {
  const history = createOwnHistory(createMemoryLists());
  await history.remember('b1', 'a', { transitions: [transition(1, 'x'.repeat(50_000)), transition(2, 'short')] });
  const { transitions } = await history.recall('b1', 'a');
  expect(transitions.map(({ reason }) => reason)).toEqual([`${'x'.repeat(2_000)}…`, 'short']);
});

test('a store that fails tells it, and goes on when it is back', async () => {
  const memory = createMemoryLists();
  let isBroken = true;
  const lists: Lists = {
    ...memory,
    add: (...entry) => (isBroken ? Promise.reject(new Error('down')) : memory.add(...entry)),
  };
  const history = createOwnHistory(lists);
  await expect(history.remember('b1', 'a', { transitions: [transition(1)] })).rejects.toThrow('down');
  isBroken = false;
  await history.remember('b1', 'a', { transitions: [transition(2)] });
  expect((await history.recall('b1', 'a')).transitions.map(({ to }) => to.code)).toEqual(['state 2']);
});
