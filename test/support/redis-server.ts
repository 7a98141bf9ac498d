import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';

/** A real Redis of one's own, on a port and in a folder of its own. */
export interface RedisServer {
  readonly url: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port. Without `isPersistent` it has lost everything. */
  restart(): Promise<void>;
  /** Stops it from answering, while its connections stay open. */
  freeze(): void;
  thaw(): void;
  /** Says something to it, and gives the first bytes of what it answers. */
  say(command: string): Promise<string>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

const MOST_STARTS = 5;
const START_WITHIN_MS = 10_000;

export async function startRedisServer(options: { readonly isPersistent?: boolean } = {}): Promise<RedisServer> {
  if (!isInstalled) throw new Error('redis-server is not installed.');
  const folder = await mkdtemp(join(tmpdir(), 'ticket-gateway-redis-'));
  const persistence = options.isPersistent === true ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [];
  let port = await findFreePort();
  let child: ChildProcess;

  async function start(): Promise<void> {
    child = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--loglevel', 'warning'].concat(
        persistence,
      ),
      { stdio: 'ignore' },
    );
    await untilItAnswers(port, child);
  }

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  // Somebody else may take the port between finding and using it.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await start();
      break;
    } catch (error) {
      if (attempt === MOST_STARTS) throw error;
      port = await findFreePort();
    }
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: start,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    say: (command) => say(port, command),
    async remove() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

async function say(port: number, command: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    socket.write(`${command}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString('utf8');
  } finally {
    socket.destroy();
  }
}

async function untilItAnswers(port: number, child: ChildProcess): Promise<void> {
  const giveUpAt = Date.now() + START_WITHIN_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}.`);
    const answer = await say(port, 'PING').catch(() => '');
    if (answer.startsWith('+PONG')) return;
    if (Date.now() > giveUpAt) throw new Error('redis-server does not answer.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const isInstalled = spawnSync('redis-server', ['--version']).error === undefined;
const { skip } = describe;

/** `describe` for tests that need a Redis. Where none is installed they are left out, with a loud line; in CI they fail. */
export const describeWithRedis = chooseDescribe();

function chooseDescribe(): typeof describe | typeof skip {
  if (isInstalled || process.env['CI'] !== undefined) return describe;
  process.stderr.write('\nNOT TESTED: redis-server is not installed, so tests that need it are left out.\n\n');
  return skip;
}
