import { describe, expect, test } from '@jest/globals';
import { createTurns, type Turns } from '../../src/store/turns.ts';

const NO_SIGNAL = new AbortController().signal;

/** Takes a turn for each name; the names of those who have theirs are in the list. */
function takeAll(turns: Turns, names: readonly string[], signal: AbortSignal = NO_SIGNAL): string[] {
  const taken: string[] = [];
  for (const name of names) {
    turns.take(signal).then(
      () => taken.push(name),
      () => taken.push(`${name} left`),
    );
  }
  return taken;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  test('are taken at once while some are free, then in the order of coming', async () => {
    const turns = createTurns(2, 10);
    const taken = takeAll(turns, ['a', 'b', 'c', 'd']);
    await settled();
    expect(taken).toEqual(['a', 'b']);
    turns.giveBack();
    await settled();
    expect(taken).toEqual(['a', 'b', 'c']);
    turns.giveBack();
    await settled();
    expect(taken).toEqual(['a', 'b', 'c', 'd']);
    // A turn that went to the next in the queue is not free besides.
    const late = takeAll(turns, ['e']);
    await settled();
    expect(late).toEqual([]);
  });

  test('that were given back are free again, and no more than there were', async () => {
    const turns = createTurns(1, 10);
    await turns.take(NO_SIGNAL);
    turns.giveBack();
    const taken = takeAll(turns, ['a', 'b']);
    await settled();
    expect(taken).toEqual(['a']);
  });

  test.each([
    [1, 0],
    [2, 3],
  ])('%i at once and %i waiting are all there may be', (mostAtOnce, mostWaiting) => {
    const turns = createTurns(mostAtOnce, mostWaiting);
    for (let count = 0; count < mostAtOnce + mostWaiting; count++) {
      expect(turns.isFull).toBe(false);
      takeAll(turns, ['someone']);
    }
    expect(turns.isFull).toBe(true);
    turns.giveBack();
    expect(turns.isFull).toBe(false);
  });

  test('are not lost by someone who leaves the queue', async () => {
    const turns = createTurns(1, 10);
    const abort = new AbortController();
    const taken = takeAll(turns, ['a']);
    const leaving = takeAll(turns, ['b'], abort.signal);
    const staying = takeAll(turns, ['c']);
    abort.abort();
    await settled();
    expect([taken, leaving, staying]).toEqual([['a'], ['b left'], []]);
    turns.giveBack();
    await settled();
    expect(staying).toEqual(['c']);
  });

  test.each(['the signal ends before the turn comes', 'the turn comes before the signal ends'])(
    'are not lost when both happen at once: %s',
    async (order) => {
      const turns = createTurns(1, 10);
      const abort = new AbortController();
      await turns.take(NO_SIGNAL);
      const leaving = takeAll(turns, ['b'], abort.signal);
      const staying = takeAll(turns, ['c']);
      if (order.startsWith('the signal')) abort.abort();
      turns.giveBack();
      abort.abort();
      await settled();
      // Whoever has the turn gives it back: then it is the next one's.
      if (leaving[0] === 'b') turns.giveBack();
      await settled();
      expect(staying).toEqual(['c']);
      expect(turns.isFull).toBe(false);
    },
  );

  test('are none for a signal that has ended', async () => {
    const turns = createTurns(1, 0);
    await expect(turns.take(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(turns.isFull).toBe(false);
  });
});
