import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { startChangingGateway } from './changing-gateway.ts';
import { percentile } from './latencies.ts';
import type { FromSubscribers, SubscribersReport, ToSubscribers } from './messages.ts';

// One measurement in a process of its own, so that none has the memory of another.

const [subscribers = '', rate = '', duration = '', spread = ''] = process.argv.slice(2);
const SUBSCRIBERS = Number(subscribers);
const RATE = Number(rate);
const SECONDS = Number(duration);
/** A process may have so many files open at once: some are not sockets. */
const SOCKETS_A_PROCESS = 5_000;
const SETTLE_MS = 2_000;
const MOST_SETTLE_MS = 60_000;
/** How many webhooks may wait for their answer. */
const MOST_UNANSWERED = 20;

interface Row {
  readonly queues: number;
  readonly subscribersAsked: number;
  readonly socketsOpen: number;
  readonly problem: string | null;
  readonly changes: number;
  readonly seconds: number;
  readonly deliveriesDue: number;
  readonly delivered: number;
  readonly gaps: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly cpuPercent: number;
  readonly cpuMicrosecondsEachDelivery: number | null;
  readonly kibEachSubscriber: number;
}

async function measure(queues: number): Promise<Row> {
  const gateway = await startChangingGateway(SUBSCRIBERS);
  const children = startChildren();
  try {
    globalThis.gc?.();
    const bareBytes = process.memoryUsage().rss;
    const opened = await openAll(children, gateway.url, queues);
    const open = opened.reduce((sum, each) => sum + each.open, 0);
    globalThis.gc?.();
    const bytes = process.memoryUsage().rss - bareBytes;
    for (const child of children) send(child, { what: 'COUNT' });
    const startedAt = performance.now();
    const cpu = process.cpuUsage();
    const changes = await changeFor((queue) => gateway.change(queue), queues);
    const reports = await untilArrived(children);
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - startedAt) / 1_000;
    const delivered = deliveredIn(reports);
    const latencies = reports.map((each) => each.latencies);
    return {
      queues,
      subscribersAsked: SUBSCRIBERS,
      socketsOpen: open,
      problem: opened.find(({ problem }) => problem !== null)?.problem ?? null,
      changes,
      seconds: round(seconds),
      deliveriesDue: Math.round((changes * open) / queues),
      delivered,
      gaps: reports.reduce((sum, each) => sum + each.gaps, 0),
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
      cpuPercent: round((user + system) / 10_000 / seconds),
      cpuMicrosecondsEachDelivery: delivered === 0 ? null : round((user + system) / delivered),
      kibEachSubscriber: round(bytes / 1_024 / Math.max(1, open)),
    };
  } finally {
    for (const child of children) send(child, { what: 'CLOSE' });
    const running = children.filter(({ exitCode }) => exitCode === null);
    await Promise.all(running.map((child) => once(child, 'exit')));
    await gateway.stop();
  }
}

function startChildren(): ChildProcess[] {
  const count = Math.max(Math.min(2, availableParallelism()), Math.ceil(SUBSCRIBERS / SOCKETS_A_PROCESS));
  return Array.from({ length: count }, () => fork(new URL('subscribers.ts', import.meta.url)));
}

function send(child: ChildProcess, message: ToSubscribers): void {
  if (child.connected) child.send(message);
}

async function answer<What extends FromSubscribers['what']>(
  child: ChildProcess,
  what: What,
): Promise<FromSubscribers & { what: What }> {
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`The subscribers ended with code ${String(code)}.`);
  });
  gone.catch(() => {});
  const [message] = (await Promise.race([once(child, 'message'), gone])) as [FromSubscribers];
  if (message.what !== what) throw new Error(`The subscribers say ${message.what} and not ${what}.`);
  return message as FromSubscribers & { what: What };
}

async function openAll(children: readonly ChildProcess[], url: string, queues: number) {
  const each = Math.ceil(SUBSCRIBERS / children.length);
  return Promise.all(
    children.map(async (child, index) => {
      const first = index * each;
      const count = Math.max(0, Math.min(each, SUBSCRIBERS - first));
      send(child, { what: 'OPEN', url: `${url.replace(/^http/, 'ws')}/graphql`, count, first, queues });
      return answer(child, 'OPENED');
    }),
  );
}

async function report(child: ChildProcess): Promise<SubscribersReport> {
  send(child, { what: 'REPORT' });
  return answer(child, 'REPORTED');
}

/**
 * As many changes as were asked for, evenly; fewer if the gateway does not keep up, as a sender that is not answered waits.
 * @returns how many were made
 */
async function changeFor(change: (queue: number) => Promise<void>, queues: number): Promise<number> {
  const startedAt = performance.now();
  const underWay = new Set<Promise<void>>();
  let made = 0;
  while (made < RATE * SECONDS && performance.now() - startedAt < SECONDS * 1_000) {
    if (underWay.size >= MOST_UNANSWERED) await Promise.race(underWay);
    const making = change(made % queues).finally(() => underWay.delete(making));
    underWay.add(making);
    made += 1;
    await pause(Math.max(1, startedAt + (made * 1_000) / RATE - performance.now()));
  }
  await Promise.all(underWay);
  return made;
}

/** Waits until nothing more arrives, or not much longer. */
async function untilArrived(children: readonly ChildProcess[]): Promise<readonly SubscribersReport[]> {
  let before: readonly SubscribersReport[] = [];
  for (const giveUpAt = performance.now() + MOST_SETTLE_MS; ;) {
    await pause(SETTLE_MS);
    const reports = await Promise.all(children.map(report));
    if (deliveredIn(reports) === deliveredIn(before) || performance.now() > giveUpAt) return reports;
    before = reports;
  }
}

function deliveredIn(reports: readonly SubscribersReport[]): number {
  return reports.reduce((sum, { delivered }) => sum + delivered, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

process.stdout.write(`${JSON.stringify(await measure(Number(spread)))}\n`);
