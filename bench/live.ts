import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startChangingGateway } from './live/changing-gateway.ts';
import { percentile } from './live/latencies.ts';
import type { FromSubscribers, SubscribersReport, ToSubscribers } from './live/messages.ts';

// What subscribers cost, and how soon they are told: real WebSockets, changes told to the gateway by webhooks. From the moment
// of the change to the moment when a subscriber has it, so that the gateway's reading of the ticket is part of it.
// Times depend on the machine, on which the subscribers work as well: compare rows of one run.

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
    // How many queues the subscribers are spread over; each change is one queue's. Both extremes if left out.
    queues: { type: 'string' },
  },
});
const SUBSCRIBERS = Number(values.subscribers);
const RATE = Number(values.rate);
const SECONDS = Number(values.seconds);
/** With 1 everybody is told everything. */
const QUEUES = values.queues === undefined ? [200, 1] : [Number(values.queues)];
/** A process may have so many files open at once: some are not sockets. */
const SOCKETS_A_PROCESS = 5_000;
const SETTLE_MS = 3_000;

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
    const changes = await changeFor(gateway.change, queues);
    // What is on its way arrives, or is too late to count.
    await pause(SETTLE_MS);
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - startedAt) / 1_000;
    const reports = await Promise.all(children.map(report));
    const delivered = reports.reduce((sum, each) => sum + each.delivered, 0);
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
    await Promise.all(children.map((child) => (child.exitCode === null ? once(child, 'exit') : null)));
    await gateway.stop();
  }
}

function startChildren(): ChildProcess[] {
  const count = Math.max(Math.min(2, availableParallelism()), Math.ceil(SUBSCRIBERS / SOCKETS_A_PROCESS));
  return Array.from({ length: count }, () => fork(new URL('live/subscribers.ts', import.meta.url)));
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

/** As many changes as were asked for, evenly and without waiting for one another. @returns how many were made */
async function changeFor(change: (queue: number) => Promise<void>, queues: number): Promise<number> {
  const startedAt = performance.now();
  const wanted = RATE * SECONDS;
  const underWay: Promise<void>[] = [];
  while (underWay.length < wanted) {
    const due = Math.min(wanted, Math.floor(((performance.now() - startedAt) / 1_000) * RATE) + 1);
    while (underWay.length < due) underWay.push(change(underWay.length % queues));
    await pause(startedAt + (underWay.length * 1_000) / RATE - performance.now());
  }
  await Promise.all(underWay);
  return wanted;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const rows: Row[] = [];
for (const queues of QUEUES) rows.push(await measure(queues));
console.table(rows);
process.stdout.write(`${JSON.stringify({ rate: RATE, rows })}\n`);
process.exitCode = rows.every(({ socketsOpen, delivered }) => socketsOpen > 0 && delivered > 0) ? 0 : 1;
