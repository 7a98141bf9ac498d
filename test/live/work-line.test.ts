import { beforeEach, expect, test } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createWorkLine, type WorkLine } from '../../src/live/work-line.ts';

const MANY = 1_000;

let inTurn: WorkLine;
let served: string[];
beforeEach(() => {
  inTurn = createWorkLine();
  served = [];
});

/** Asks for many works. @returns their names in the order in which they were asked for */
function askForMany(): string[] {
  const names = Array.from({ length: MANY }, (_, index) => `work ${index}`);
  for (const name of names) inTurn(() => served.push(name));
  return names;
}

test('does little at once', async () => {
  const work = (): void => void served.push('same');
  for (let count = 0; count < MANY; count += 1) inTurn(work);
  expect(served).toHaveLength(MANY);
  await nextTurn();
  inTurn(work);
  expect(served).toHaveLength(MANY + 1);
});

test('does much in the order in which it was asked for, and lets others work meanwhile', async () => {
  const names = askForMany();
  expect(served.length).toBeLessThan(100);
  let turns = 0;
  for (; served.length < MANY; turns += 1) {
    const before = served.length;
    await nextTurn();
    expect(served.length - before).toBeLessThan(100);
  }
  expect(served).toEqual(names);
  expect(turns).toBeGreaterThan(10);
});

test('does what is asked for meanwhile after what waits, and each as often as it was asked for', async () => {
  const names = askForMany();
  await nextTurn();
  inTurn(() => served.push('later'));
  while (served.length < MANY) await nextTurn();
  await nextTurn();
  expect(served).toEqual([...names, 'later']);
});

test('goes on after it had nothing to do', async () => {
  for (let round = 1; round <= 3; round += 1) {
    askForMany();
    while (served.length < MANY * round) await nextTurn();
    for (let count = 0; count < 3; count += 1) await nextTurn();
  }
  expect(served).toHaveLength(MANY * 3);
});

test('lets nobody wait for another line', () => {
  askForMany();
  let isDone = false;
  createWorkLine()(() => {
    isDone = true;
  });
  expect(isDone).toBe(true);
});
