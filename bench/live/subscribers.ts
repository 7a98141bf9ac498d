import { WebSocket } from 'ws';
import { createLatencies } from './latencies.ts';
import { now, queueCode, type FromSubscribers, type ToSubscribers } from './messages.ts';

// A process of subscribers, each with a socket of its own. Messages are hardly read, so that this side is not what is measured.

const AT_ONCE = 50;
const SUBSCRIPTION = `subscription ($codes: [String!]) {
  ticketChanges(filter: { statusCodes: $codes }) { kind cursor ticket { id title status { code } } }
}`;
const TITLE = '"title":"';

const sockets: WebSocket[] = [];
let latencies = createLatencies();
let delivered = 0;
let gaps = 0;

process.on('message', (message: ToSubscribers) => {
  switch (message.what) {
    case 'OPEN':
      void openAll(message).then((problem) => tell({ what: 'OPENED', open: openNow(), problem }));
      break;
    case 'COUNT':
      latencies = createLatencies();
      delivered = 0;
      gaps = 0;
      break;
    case 'REPORT':
      tell({ what: 'REPORTED', open: openNow(), delivered, gaps, latencies: latencies.counts() });
      break;
    case 'CLOSE':
      for (const socket of sockets.splice(0)) socket.terminate();
      process.disconnect();
  }
});

function tell(message: FromSubscribers): void {
  process.send?.(message);
}

const openNow = (): number => sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length;

/** @returns why not all of them could be opened; null if they are */
async function openAll({ url, count, first, queues }: ToSubscribers & { what: 'OPEN' }): Promise<string | null> {
  for (let begun = 0; begun < count; begun += AT_ONCE) {
    const indexes = Array.from({ length: Math.min(AT_ONCE, count - begun) }, (_, index) => first + begun + index);
    const opened = await Promise.allSettled(indexes.map((index) => open(url, queues === 1 ? null : index % queues)));
    const failed = opened.find((each) => each.status === 'rejected');
    if (failed !== undefined) return String(failed.reason);
  }
  return null;
}

/** Resolves with the first event. @param queue null: everything */
function open(url: string, queue: number | null): Promise<void> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`The socket was closed with ${code}.`)));
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      const at = text.indexOf(TITLE);
      if (at >= 0) {
        latencies.add(now() - Number.parseFloat(text.slice(at + TITLE.length, at + TITLE.length + 20)));
        delivered += 1;
      } else if (text.includes('"kind":"GAP"')) {
        gaps += 1;
      } else if (text.includes('"connection_ack"')) {
        const variables = { codes: queue === null ? null : [queueCode(queue)] };
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SUBSCRIPTION, variables } }));
      } else if (text.includes('"type":"ping"')) {
        socket.send('{"type":"pong"}');
      } else if (text.includes('"kind":"SOURCES"')) {
        resolve();
      } else {
        reject(new Error(text.slice(0, 500)));
      }
    });
  });
}
