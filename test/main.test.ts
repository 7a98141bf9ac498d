import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { adapters } from '../adapters/index.ts';
import { eventually } from './support/eventually.ts';

// Each test starts a process.
jest.setTimeout(60_000);

const PROGRAM = fileURLToPath(new URL('../bin/ticket-gateway.js', import.meta.url));

interface Run {
  readonly process: ChildProcess;
  /** What it printed so far. */
  readonly printed: () => { readonly output: string; readonly errors: string };
  /** Resolves when it has printed this. @throws Error if it ends before */
  readonly until: (words: RegExp) => Promise<RegExpExecArray>;
  /** Resolves with its exit code when it has ended. */
  readonly ended: Promise<number | null>;
}

const folder = mkdtempSync(join(tmpdir(), 'ticket-gateway-'));
const runs: Run[] = [];

afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.process.kill('SIGKILL');
    await run.ended;
  }
  rmSync(join(folder, 'ticket-gateway.yaml'), { force: true });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Starts the program as a person would, in an empty folder. */
function start(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const run: Run = {
    process: child,
    printed: () => ({ output, errors }),
    until: (sought) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = sought.exec(output);
          if (found !== null) resolve(found);
        };
        look();
        child.stdout.on('data', look);
        void ended.then(() => reject(new Error(`It ended without printing ${String(sought)}: ${output}${errors}`)));
      }),
    ended,
  };
  runs.push(run);
  return run;
}

/** Runs the program to its end. */
async function finish(
  words: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }> {
  const run = start(words, environment);
  const code = await run.ended;
  return { code, ...run.printed() };
}

async function takePort(): Promise<{ readonly port: number; readonly free: () => Promise<void> }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    free: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

async function isLive(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** The blocks of commands below "Try:", as they would be copied. */
function commandsIn(output: string): string[] {
  const examples = output.slice(output.indexOf('\nTry:\n'));
  return [...examples.matchAll(/(?:^ {2}.*\n)+/gm)].map(([block]) => block.trim());
}

/** Runs a command as a person would. @returns its output, read as JSON; null where there is none */
async function shell(command: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  return stdout === '' ? null : JSON.parse(stdout);
}

function writeConfiguration(text: string): void {
  writeFileSync(join(folder, 'ticket-gateway.yaml'), text);
}

const NO_CONFIGURATION =
  'Write one (ticket-gateway.example.yaml shows how) or name it with --config. ' +
  'To look around without any backend of your own, run the demo: npm run demo\n';

describe('serve', () => {
  test('without a configuration says so, and starts nothing', async () => {
    expect(await finish(['serve'])).toEqual({
      code: 1,
      output: '',
      errors: `There is no configuration "ticket-gateway.yaml". ${NO_CONFIGURATION}`,
    });
  });

  test('names the file that it was told to read', async () => {
    const { code, errors } = await finish(['serve', '--config', 'mine.yaml']);
    expect({ code, errors }).toEqual({ code: 1, errors: `There is no configuration "mine.yaml". ${NO_CONFIGURATION}` });
  });

  test('says of something that is no file that it cannot be read', async () => {
    const { code, errors } = await finish(['serve', '--config', '.']);
    expect({ code, errors }).toEqual({ code: 1, errors: 'The configuration "." cannot be read (EISDIR).\n' });
  });

  test('tells what is wrong with a configuration, without a stack', async () => {
    writeConfiguration(
      'backends:\n  - id: desk\n    kind: oneview\n    baseUrl: https://a.example\n    token: ${TOKEN}\nidentity: { anonymous: AGENT }\n',
    );
    expect(await finish(['serve'])).toEqual({
      code: 1,
      output: '',
      errors:
        'The configuration cannot be used:\n' +
        '  - backends[0].token (line 5): the environment variable TOKEN is not set; set it, or write ${TOKEN:-a default}.\n',
    });
  });

  test('tells what an adapter finds wrong with its settings, without a stack', async () => {
    writeConfiguration(
      'backends:\n  - id: care\n    kind: crm\n    baseUrl: https://a.example\n    auth: { mode: static, token: t }\n    timeZone: Mars/Phobos\nidentity: { anonymous: AGENT }\n',
    );
    const { code, errors } = await finish(['serve']);
    expect({ code, errors }).toEqual({
      code: 1,
      errors:
        'The configuration cannot be used:\n  - backend "care": The setting "timeZone" names no known time zone: Mars/Phobos\n',
    });
  });

  test('serves with a configuration, in production by default, and prints no secret', async () => {
    writeConfiguration(
      'server: { port: 0 }\nidentity: { anonymous: AGENT }\nbackends:\n  - id: desk\n    kind: oneview\n    baseUrl: https://127.0.0.1:9\n    token: ${TOKEN}\n',
    );
    const run = start(['serve'], { TOKEN: 'hunter2-token' });
    const [, url = ''] = await run.until(/"url":"(http:[^"]+)"/);
    expect(await fetch(`${url}/health/live`).then((response) => response.json())).toEqual({ status: 'ok' });
    expect((await fetch(`${url}/explorer`)).status).toBe(404);
    run.process.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    const { output, errors } = run.printed();
    expect(output + errors).not.toContain('hunter2');
    expect(output).toContain('server.cursorKey is not set');
    for (const line of output.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  test('says which setting it is if the keys of tokens cannot be read, and serves until they can', async () => {
    const { port, free } = await takePort();
    await free();
    writeConfiguration(
      `server: { port: 0 }\nidentity: { tokens: { issuer: i, audience: a, jwksUrl: "http://127.0.0.1:${port}/keys" } }\nbackends:\n  - { id: desk, kind: oneview, baseUrl: "https://127.0.0.1:9", token: t }\n`,
    );
    const run = start(['serve']);
    await run.until(/answered 503 until the keys at identity\.tokens\.jwksUrl can be read/);
    expect(run.printed().output).toContain('ECONNREFUSED');
    run.process.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  });
});

describe('serve with a port for health and metrics', () => {
  const DESK =
    'identity: { anonymous: AGENT }\nbackends:\n  - { id: desk, kind: oneview, baseUrl: "https://127.0.0.1:9", token: t }\n';

  test('says where both are', async () => {
    writeConfiguration(`server: { port: 0 }\ntelemetry: { adminPort: 0 }\n${DESK}`);
    const run = start(['serve']);
    const [, url = '', adminUrl = ''] = await run.until(/"url":"(http:[^"]+)","adminUrl":"(http:[^"]+)"/);
    expect((await fetch(`${adminUrl}/metrics`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    run.process.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  });

  test('says which of them is in use, and leaves nothing running', async () => {
    const taken = await takePort();
    writeConfiguration(`server: { port: 0 }\ntelemetry: { adminPort: ${taken.port} }\n${DESK}`);
    const { code, errors } = await finish(['serve']);
    await taken.free();
    expect({ code, errors }).toEqual({
      code: 1,
      errors: `Port ${taken.port} of 127.0.0.1 is in use. Choose another one: telemetry.adminPort in the configuration.\n`,
    });
  });

  test('logs nothing below its level', async () => {
    const { port, free } = await takePort();
    await free();
    const server = `server: { port: ${port}, cursorKey: a-key-that-is-long-enough }`;
    writeConfiguration(`${server}\ntelemetry: { logLevel: error }\n${DESK}`);
    const run = start(['serve']);
    // It says nothing when it listens: that is what is tested.
    while (!(await isLive(port))) await new Promise((resolve) => setTimeout(resolve, 20));
    run.process.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(run.printed()).toEqual({ output: '', errors: '' });
  });
});

describe('demo', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('prints where everything is, and ends well on %s', async (signal) => {
    const run = start(['demo', '--port', '0']);
    await run.until(/curl -s[^]*\n$/);
    const { output } = run.printed();
    const [, explorer = ''] = /Explorer +(http:\S+\/explorer) /.exec(output) ?? [];
    const [, graphql = ''] = /GraphQL +(http:\S+\/graphql)\n/.exec(output) ?? [];
    expect((await fetch(explorer)).status).toBe(200);
    const answer = await fetch(graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ tickets(first: 1) { sources { state } } }"}',
    });
    const sources = adapters.map(() => ({ state: 'OK' }));
    expect(await answer.json()).toMatchObject({ data: { tickets: { sources } } });
    const controls = [...output.matchAll(/control: (\S+)/g)].map(([, control]) => control ?? '');
    expect(controls).toHaveLength(adapters.length);
    for (const control of controls) expect((await fetch(control)).status).toBe(200);

    run.process.kill(signal);
    expect(await run.ended).toBe(0);
    expect(run.printed().errors).toBe('');
    for (const url of [graphql, ...controls]) await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('the commands that it prints work: whoever watches is told of what they change', async () => {
    const run = start(['demo', '--port', '0']);
    await run.until(/\nTry:\n[^]*\n$/);
    const [query = '', watch = '', changes = '', webhook = '', ...others] = commandsIn(run.printed().output);
    expect(others).toEqual([]);
    const { data } = (await shell(query)) as { readonly data: { readonly tickets: { readonly nodes: unknown[] } } };
    expect(data.tickets.nodes).toHaveLength(5);

    const watching = spawn('sh', ['-c', `exec ${watch}`], { stdio: ['ignore', 'pipe', 'ignore'] });
    let told = '';
    watching.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
    try {
      await eventually('it is watched', () => told.includes('"kind":"SOURCES"'));
      for (const command of changes.trim().split('\n')) await shell(command);
      const changed = [...changes.matchAll(/changeTicket/g)].length;
      expect(changed).toBeGreaterThan(2);
      await eventually('all changes are told', () => {
        const backends = [...told.matchAll(/"kind":"UPDATED","backend":\{"id":"(\w+)"/g)].map(([, id]) => id);
        return new Set(backends).size === changed && told.includes('"kind":"ADDED"');
      });
    } finally {
      watching.kill();
    }
    expect(await shell(webhook)).toEqual({ accepted: 1 });
  });

  test('the tokens that it prints hold', async () => {
    const run = start(['demo', '--port', '0']);
    await run.until(/curl -s[^]*\n$/);
    const { output } = run.printed();
    const [, graphql = ''] = /GraphQL +(http:\S+\/graphql)\n/.exec(output) ?? [];
    const [, page = ''] = /Tokens +(http:\S+\/tokens) /.exec(output) ?? [];
    const tokens = [...output.matchAll(/^ {2}(\w+) +(Bearer \S+)$/gm)];
    const subjects = await Promise.all(
      tokens.map(async ([, name, authorization = '']) => {
        const headers = { 'content-type': 'application/json', authorization };
        const response = await fetch(graphql, { method: 'POST', headers, body: '{"query":"{ viewer { subject } }"}' });
        const { data } = (await response.json()) as {
          readonly data: { readonly viewer: { readonly subject: string } };
        };
        return [name, data.viewer.subject];
      }),
    );
    expect(subjects).toEqual([
      ['customer', 'demo-customer'],
      ['agent', 'demo-agent'],
    ]);
    expect((await fetch(page)).status).toBe(200);
  });

  test('says that its port is in use, and leaves nothing running', async () => {
    const taken = await takePort();
    const { code, errors } = await finish(['demo', '--port', String(taken.port)]);
    await taken.free();
    expect({ code, errors }).toEqual({
      code: 1,
      errors: `Port ${taken.port} of 127.0.0.1 is in use. Choose another one: --port for the demo, server.port in the configuration.\n`,
    });
  });

  test('takes its port from PORT, too', async () => {
    const taken = await takePort();
    const { errors } = await finish(['demo'], { PORT: String(taken.port) });
    await taken.free();
    expect(errors).toContain(`Port ${taken.port} of 127.0.0.1 is in use.`);
  });

  test.each([
    [['--port', 'often'], '--port takes a whole number from 0 to 65535.\n'],
    [['--port', '65536'], '--port takes a whole number from 0 to 65535.\n'],
    [['--port', '1e3'], '--port takes a whole number from 0 to 65535.\n'],
    [['--tickets', '-5'], ''],
    [['--tickets', 'many'], '--tickets takes a whole number from 0 to 1000000.\n'],
    [['--latency', ''], '--latency takes a whole number from 0 to 600000.\n'],
    [['--ports', '1'], "Unknown option '--ports'\n"],
    [['now'], "Unexpected argument 'now'. This command does not take positional arguments\n"],
  ])('%j is refused in a sentence', async (words, sentence) => {
    const { code, output, errors } = await finish(['demo', ...words]);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain(sentence);
    expect(errors).not.toMatch(/^ +at /m);
  });
});

describe('other words', () => {
  test('an unknown command is named, and the known ones are shown', async () => {
    const { code, output, errors } = await finish(['server']);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toMatch(/^There is no command "server"\.\n\nticket-gateway <command>\n/);
  });

  test.each([[['help']], [['--help']], [[]]])('%j shows the commands', async (words) => {
    const { code, output, errors } = await finish(words);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/serve \[--config FILE\][^]*demo[^]*help/);
  });
});
