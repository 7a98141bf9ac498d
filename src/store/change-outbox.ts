import type { ChangeStreamBounds } from './change-stream.ts';
import type { ChangeBatch, RedisChangeStream } from './redis-change-stream.ts';

/** Batches that wait for Redis, in their order and bounded. */
export interface ChangeOutbox {
  hold(batch: ChangeBatch): void;
  /** Notes that Redis has this batch. */
  sent(number: number): void;
  /**
   * Sends the oldest of them, all in the moment of the call. Where entries were lost a new log is begun first, so that
   * every reader learns of it.
   * @throws StoreUnavailable if Redis went away: they wait again
   */
  send(most: number): Promise<void>;
  readonly size: number;
}

export function createChangeOutbox(
  shared: Pick<RedisChangeStream, 'appendBatch' | 'startAnew'>,
  { mostEntries, mostBytes }: ChangeStreamBounds,
): ChangeOutbox {
  let waiting: ChangeBatch[] = [];
  let entries = 0;
  let bytes = 0;
  let isIncomplete = false;
  let lastSent = 0;

  function hold(batch: ChangeBatch): void {
    const behind = waiting.findLastIndex(({ number }) => number < batch.number);
    waiting.splice(behind + 1, 0, batch);
    entries += batch.entries.length;
    bytes += bytesOf(batch);
    if (entries <= mostEntries && bytes <= mostBytes) return;
    isIncomplete = true;
    take(waiting.length);
  }

  function take(most: number): readonly ChangeBatch[] {
    const taken = waiting.slice(0, most);
    waiting = waiting.slice(most);
    for (const batch of taken) {
      entries -= batch.entries.length;
      bytes -= bytesOf(batch);
    }
    return taken;
  }

  async function startAnewIfIncomplete(): Promise<void> {
    if (!isIncomplete) return;
    isIncomplete = false;
    try {
      await shared.startAnew();
    } catch (error) {
      isIncomplete = true;
      throw error;
    }
  }

  function sent(number: number): void {
    lastSent = Math.max(lastSent, number);
  }

  return {
    hold,
    sent,
    async send(most) {
      const taken = take(most);
      // Redis takes no batch after a later one: whether it has such a batch cannot be told any more.
      const sending = taken.filter(({ number }) => number > lastSent);
      if (sending.length < taken.length) isIncomplete = true;
      try {
        await Promise.all([startAnewIfIncomplete(), ...sending.map((batch) => shared.appendBatch(batch))]);
      } catch (error) {
        for (const batch of sending) hold(batch);
        throw error;
      }
      for (const { number } of sending) sent(number);
    },
    get size() {
      return waiting.length;
    },
  };
}

function bytesOf({ entries }: ChangeBatch): number {
  return entries.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0);
}
