import { setTimeout as pause } from 'node:timers/promises';
import { sendWebhook } from '../../test/support/webhook-sender.ts';
import { BACKEND, now, toTicketId, type Change, type FromChanges, type ToChanges } from './messages.ts';

// A process that changes tickets: apart from the gateway, so that a gateway that is busy finds what was sent meanwhile.

/** How many webhooks may wait for their answer. */
const MOST_UNANSWERED = 20;
const WARM_UP_CHANGES = 6;
const WARM_UP_PAUSE_MS = 500;

process.once('message', (message: ToChanges) => void work(message));

async function work(message: ToChanges): Promise<void> {
  await warmUp(message);
  report({ what: 'BEGIN' });
  report({ what: 'CHANGED', changes: await changeAll(message) });
  process.disconnect();
}

function report(message: FromChanges): void {
  process.send?.(message);
}

/** What is done for the first time takes longer, here and in the gateway. */
async function warmUp({ url, queues }: ToChanges): Promise<void> {
  for (let count = 0; count < WARM_UP_CHANGES; count += 1) {
    await tell(url, { number: -1, queue: count % queues, at: now() });
    await pause(WARM_UP_PAUSE_MS);
  }
}

/**
 * As many changes as were asked for, evenly; fewer if the gateway does not keep up, as a sender that is not answered waits.
 * @returns how many were made
 */
async function changeAll({ url, rate, seconds, queues }: ToChanges): Promise<number> {
  const startedAt = performance.now();
  const underWay = new Set<Promise<void>>();
  let made = 0;
  while (made < rate * seconds && performance.now() - startedAt < seconds * 1_000) {
    if (underWay.size >= MOST_UNANSWERED) await Promise.race(underWay);
    const making = tell(url, { number: made, queue: made % queues, at: now() }).finally(() => underWay.delete(making));
    underWay.add(making);
    made += 1;
    await pause(Math.max(1, startedAt + (made * 1_000) / rate - performance.now()));
  }
  await Promise.all(underWay);
  return made;
}

async function tell(url: string, change: Change): Promise<void> {
  const body = { events: [{ type: 'created', ticketId: toTicketId(change) }] };
  const { status } = await sendWebhook(url, body, { backend: BACKEND });
  if (status !== 202) throw new Error(`The webhook was answered ${status}.`);
}
