import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/ticket-gateway.js', import.meta.url));

export interface ProgramOptions {
  /** The folder in which the program runs. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Another program than the project's own. */
  readonly program?: string;
}

/** Runs the program to its end, as a person would. */
export async function runProgram(
  words: readonly string[],
  { folder, environment = {}, program = PROGRAM }: ProgramOptions,
): Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }> {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}
