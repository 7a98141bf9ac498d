import { describe, expect, test } from '@jest/globals';
import { createChangeOutbox } from '../../src/store/change-outbox.ts';
import { changes } from './stores-under-test.ts';

const BOUNDS = { mostEntries: 3, mostBytes: 100 };

/** Where the outbox sends to: writes down what came, or is away. */
function createDestination() {
  const destination = {
    came: [] as string[],
    isAway: false,
    async appendBatch({ number }: { readonly number: number }): Promise<readonly (string | null)[]> {
      if (destination.isAway) throw new Error('away');
      destination.came.push(`batch ${number}`);
      return [];
    },
    async startAnew(): Promise<void> {
      if (destination.isAway) throw new Error('away');
      destination.came.push('new log');
    },
  };
  return destination;
}

describe('the outbox of changes', () => {
  test('sends what waits, in its order and once', async () => {
    const destination = createDestination();
    const outbox = createChangeOutbox(destination, BOUNDS);
    for (const number of [2, 1, 3]) outbox.hold({ number, entries: changes('x') });
    await outbox.send(2);
    expect([destination.came, outbox.size]).toEqual([['batch 1', 'batch 2'], 1]);
    await outbox.send(10);
    await outbox.send(10);
    expect([destination.came, outbox.size]).toEqual([['batch 1', 'batch 2', 'batch 3'], 0]);
  });

  test('keeps what could not be sent', async () => {
    const destination = createDestination();
    const outbox = createChangeOutbox(destination, BOUNDS);
    outbox.hold({ number: 1, entries: changes('x') });
    destination.isAway = true;
    await expect(outbox.send(10)).rejects.toThrow('away');
    outbox.hold({ number: 2, entries: changes('x') });
    destination.isAway = false;
    await outbox.send(10);
    expect(destination.came).toEqual(['batch 1', 'batch 2']);
  });

  test.each([
    { what: 'entries', batches: [changes('x', 'x'), changes('x', 'x')] },
    { what: 'bytes', batches: [changes('ä'.repeat(51))] },
  ])('begins a new log after too many $what, however often that has to be tried', async ({ batches }) => {
    const destination = createDestination();
    const outbox = createChangeOutbox(destination, BOUNDS);
    for (const [index, entries] of batches.entries()) outbox.hold({ number: index + 1, entries });
    destination.isAway = true;
    await expect(outbox.send(10)).rejects.toThrow('away');
    destination.isAway = false;
    outbox.hold({ number: 9, entries: changes('x') });
    await outbox.send(10);
    await outbox.send(10);
    expect(destination.came).toEqual(['new log', 'batch 9']);
  });

  test.each(['sent by itself', 'sent from the outbox'])(
    'begins a new log if a batch waits that a later one overtook: %s',
    async (how) => {
      const destination = createDestination();
      const outbox = createChangeOutbox(destination, BOUNDS);
      if (how === 'sent by itself') {
        outbox.sent(2);
      } else {
        outbox.hold({ number: 2, entries: changes('x') });
        await outbox.send(10);
      }
      outbox.hold({ number: 1, entries: changes('x') });
      outbox.hold({ number: 3, entries: changes('x') });
      destination.came = [];
      await outbox.send(10);
      // The log is begun before anything that is sent with it.
      await outbox.send(10);
      expect(destination.came).toEqual(['new log', 'batch 3']);
    },
  );
});
