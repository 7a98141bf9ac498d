import { createLatencies } from './latencies.ts';
import type { FromSubscribers, ToSubscribers } from './messages.ts';
import { openSubscriber, type Subscriber } from './subscriber.ts';

// A process of subscribers, each with a socket of its own. Messages are hardly read, so that this side is not what is measured.

const AT_ONCE = 50;

const subscribers: Subscriber[] = [];
const latencies = createLatencies();
const onChange = (milliseconds: number): void => latencies.add(milliseconds);
let queues = 1;

process.on('message', (message: ToSubscribers) => {
  switch (message.what) {
    case 'OPEN':
      queues = message.queues;
      void openAll(message).then((problem) => tell({ what: 'OPENED', open: count(({ isOpen }) => isOpen), problem }));
      break;
    case 'COUNT':
      tell({ what: 'COUNTED', delivered: sum(({ delivered }) => delivered) });
      break;
    case 'REPORT':
      tell({
        what: 'REPORTED',
        delivered: sum(({ delivered }) => delivered),
        gaps: sum(({ gaps }) => gaps),
        wrong: countWrong(message.changes),
        latencies: latencies.counts(),
      });
      break;
    case 'CLOSE':
      for (const subscriber of subscribers.splice(0)) subscriber.close();
      process.disconnect();
  }
});

function tell(message: FromSubscribers): void {
  process.send?.(message);
}

function sum(numberOf: (subscriber: Subscriber) => number): number {
  return subscribers.reduce((total, subscriber) => total + numberOf(subscriber), 0);
}

function count(isCounted: (subscriber: Subscriber) => boolean): number {
  return sum((subscriber) => (isCounted(subscriber) ? 1 : 0));
}

function countWrong(changes: number): number {
  const digests = new Map<number, number>();
  return count(({ gaps, delivered, queue, digest }) => {
    if (gaps > 0) return false;
    const expected = digests.get(queue) ?? digest;
    digests.set(queue, expected);
    return digest !== expected || delivered !== Math.ceil((changes - queue) / queues);
  });
}

/** @returns why not all of them could be opened; null if they are */
async function openAll({ url, count: wanted, first }: ToSubscribers & { what: 'OPEN' }): Promise<string | null> {
  for (let begun = 0; begun < wanted; begun += AT_ONCE) {
    const indexes = Array.from({ length: Math.min(AT_ONCE, wanted - begun) }, (_, index) => first + begun + index);
    const opened = await Promise.allSettled(
      indexes.map((index) => openSubscriber({ url, queues, queue: index % queues, onChange })),
    );
    for (const each of opened) if (each.status === 'fulfilled') subscribers.push(each.value);
    const failed = opened.find((each) => each.status === 'rejected');
    if (failed !== undefined) return String(failed.reason);
  }
  return null;
}
