import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/ticket-gateway.js', import.meta.url));

/** The program as an operator runs it, in a process of its own. */
export interface RunningGateway {
  readonly url: string;
  /** Everything that it printed so far. */
  readonly printed: () => string;
  readonly signal: (name: 'SIGTERM' | 'SIGKILL') => void;
  /** Resolves with its exit code when it has ended. */
  readonly ended: Promise<number | null>;
  /** Ends it at once, if it has not ended, and removes what it was started with. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the program with this configuration.
 * @param environment variables that it is given besides PATH
 * @throws Error if it ends before it listens
 */
export async function startRunningGateway(
  configuration: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'ticket-gateway-'));
  writeFileSync(join(folder, 'ticket-gateway.yaml'), configuration);
  const child = spawn(process.execPath, [PROGRAM, 'serve'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ended = once(child, 'close').then(([code]) => code as number | null);
  async function stop(): Promise<void> {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
  const url = await new Promise<string>((resolve, reject) => {
    const keep = (text: string): void => {
      printed += text;
      const found = /"url":"(http:[^"]+)"/.exec(printed);
      if (found?.[1] !== undefined) resolve(found[1]);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    void ended.then(() => reject(new Error(`The gateway ended before it listened: ${printed}`)));
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, printed: () => printed, signal: (name) => void child.kill(name), ended, stop };
}
