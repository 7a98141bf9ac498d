import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

// What subscribers cost, and how soon they are told: real WebSockets, changes told to the gateway by webhooks. From the moment
// of the change to the moment when a subscriber has it, so that the gateway's reading of the ticket is part of it. Whoever
// changes tickets and whoever is told work in processes of their own: what is measured is the gateway's process, which begins
// warm. Times depend on the machine, which all of them share: compare rows of one run.

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
    // How many queues the subscribers are spread over; each change is one queue's. Both extremes if left out.
    queues: { type: 'string' },
  },
});
/** With 1 everybody is told everything: more than one process can send as it comes, so that it shows how much that is. */
const QUEUES = values.queues === undefined ? ['200', '1'] : [values.queues];
const MEASURE = new URL('live/measure.ts', import.meta.url).pathname;

interface Row {
  readonly socketsOpen: number;
  readonly delivered: number;
}

async function measure(queues: string): Promise<Row> {
  const { subscribers, rate, seconds } = values;
  const child = spawn(process.execPath, ['--expose-gc', MEASURE, subscribers, rate, seconds, queues], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`The measurement ended with code ${String(code)}.`);
  return JSON.parse(printed) as Row;
}

const rows: Row[] = [];
for (const queues of QUEUES) rows.push(await measure(queues));
console.table(rows);
process.stdout.write(`${JSON.stringify({ rate: Number(values.rate), rows })}\n`);
process.exitCode = rows.every(({ socketsOpen, delivered }) => socketsOpen > 0 && delivered > 0) ? 0 : 1;
