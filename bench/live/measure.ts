import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { startChangingGateway } from './changing-gateway.ts';
import { percentile } from './latencies.ts';
import type { FromChanges, FromSubscribers, SubscribersReport, ToChanges, ToSubscribers } from './messages.ts';

// One measurement in a process of its own, so that none has the memory of another.

const [subscribers = '', rate = '', duration = '', spread = ''] = process.argv.slice(2);
const SUBSCRIBERS = Number(subscribers);
const RATE = Number(rate);
const SECONDS = Number(duration);
/** A process may have so many files open at once: some are not sockets. */
const SOCKETS_A_PROCESS = 5_000;
/** How long nothing may have come for everything to be taken as come. */
const SETTLE_MS = 2_000;
const LOOK_MS = 200;
const MOST_SETTLE_MS = 60_000;

type Message = FromSubscribers | FromChanges;

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
  /** Subscribers who were told of no gap, and yet not of each change once and in order. */
  readonly wrong: number;
  readonly deliveriesASecond: number;
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
    const open = sum(opened.map((each) => each.open));
    globalThis.gc?.();
    const bytes = process.memoryUsage().rss - bareBytes;
    const changing = fork(new URL('changes.ts', import.meta.url));
    const order: ToChanges = { url: gateway.url, rate: RATE, seconds: SECONDS, queues };
    changing.send(order);
    await answer(changing, 'BEGIN');
    const startedAt = performance.now();
    const cpu = process.cpuUsage();
    const { changes } = await answer(changing, 'CHANGED');
    const arrivedAt = await untilArrived(children);
    const { user, system } = process.cpuUsage(cpu);
    const reports = await Promise.all(children.map((child) => report(child, changes)));
    const seconds = (arrivedAt - startedAt) / 1_000;
    const delivered = sum(reports.map((each) => each.delivered));
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
      gaps: sum(reports.map((each) => each.gaps)),
      wrong: sum(reports.map((each) => each.wrong)),
      deliveriesASecond: Math.round(delivered / seconds),
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

/** The next message of a process. @throws Error if it is another one, or the process ends instead */
async function answer<What extends Message['what']>(
  child: ChildProcess,
  what: What,
): Promise<Extract<Message, { what: What }>> {
  const answered = new AbortController();
  const { signal } = answered;
  const gone = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`A process ended with code ${String(code)}.`);
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), gone])) as [Message];
    if (message.what !== what) throw new Error(`A process says ${message.what} and not ${what}.`);
    return message as Extract<Message, { what: What }>;
  } finally {
    gone.catch(() => {});
    answered.abort();
  }
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

async function report(child: ChildProcess, changes: number): Promise<SubscribersReport> {
  send(child, { what: 'REPORT', changes });
  return answer(child, 'REPORTED');
}

/** Waits until nothing more arrives, or not much longer. @returns the time after which nothing came */
async function untilArrived(children: readonly ChildProcess[]): Promise<number> {
  let before = -1;
  let arrivedAt = performance.now();
  for (const giveUpAt = arrivedAt + MOST_SETTLE_MS; ;) {
    const delivered = sum(await Promise.all(children.map(countDelivered)));
    const at = performance.now();
    if (delivered !== before) arrivedAt = at;
    if (at - arrivedAt > SETTLE_MS || at > giveUpAt) return arrivedAt;
    before = delivered;
    await pause(LOOK_MS);
  }
}

async function countDelivered(child: ChildProcess): Promise<number> {
  send(child, { what: 'COUNT' });
  return (await answer(child, 'COUNTED')).delivered;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

process.stdout.write(`${JSON.stringify(await measure(Number(spread)))}\n`);
