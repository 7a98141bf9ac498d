import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { adapters } from '../../adapters/index.ts';
import { startEmulation, type Emulation } from '../../src/demo.ts';
import { runProgram } from '../support/run-program.ts';
import { closedAddress } from '../upstream/loopback-server.ts';

// Each test starts a process.
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'ticket-gateway-doctor-'));
const servers: Server[] = [];
let emulation: Emulation;

beforeAll(async () => {
  emulation = await startEmulation({ tickets: 10 });
});

afterEach(async () => {
  for (const running of emulation.emulators) {
    running.control.reset();
    adapters.find(({ definition }) => definition.kind === running.name)?.demoSettings(running);
  }
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

afterAll(async () => {
  await emulation.stop();
  rmSync(folder, { recursive: true });
});

const ANYBODY = { anonymous: 'AGENT' };

/** Runs doctor over the emulated backends. */
async function examine(
  changes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
  identity: unknown = ANYBODY,
  redis?: unknown,
): ReturnType<typeof runProgram> {
  const backends = emulation.entries.map((entry) => ({
    mostRetries: 0,
    ...entry,
    ...changes[String(entry['id'])],
  }));
  writeFileSync(
    join(folder, 'ticket-gateway.yaml'),
    stringify({ identity, backends, ...(redis === undefined ? {} : { redis }) }),
  );
  return runProgram(['doctor'], { folder });
}

function rowOf(what: string, output: string): string {
  return output.split('\n').find((line) => line.startsWith(`${what} `)) ?? '';
}

function adviceFor(what: string, output: string): string {
  return output.split('\n').find((line) => line.startsWith(`${what}: `)) ?? '';
}

/** An address at which a key set may be. */
async function serveKeys(status: number, body: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
}

describe('doctor', () => {
  test('reads once from every backend and changes nothing', async () => {
    const { code, output, errors } = await examine();
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output.split('\n')[0]).toMatch(/^what +address +sign-in +read +took$/);
    for (const { name, url, control } of emulation.emulators) {
      expect(rowOf(name, output)).toMatch(new RegExp(`^${name} +${url} +ok +ok \\(.+\\) +\\d+ ms$`));
      // To sign in is all that counts as work done.
      expect(Object.keys(control.applied()).filter((label) => !/login|token/i.test(label))).toEqual([]);
      expect(Object.keys(control.counters()).length).toBeGreaterThan(0);
    }
  });

  test('says of each that fails what a person should do, and ends with 1', async () => {
    emulation.emulators
      .find(({ name }) => name === 'hybris')
      ?.control.addFault({ kind: 'html', status: 200, method: 'GET' });
    emulation.emulators.find(({ name }) => name === 'oneview')?.control.addFault({ kind: 'status', status: 403 });
    const { code, output } = await examine({
      huawei: { baseUrl: 'http://127.0.0.1:9' },
      crm: { auth: { mode: 'static', token: 'hunter2-token' } },
    });
    expect(code).toBe(1);
    expect(rowOf('crm', output)).toMatch(/ FAILED +not tried +\d+ ms$/);
    expect(adviceFor('crm', output)).toMatch(/^crm: The credential is refused: check it/);
    expect(rowOf('huawei', output)).toMatch(/ ok +FAILED +\d+ ms$/);
    expect(adviceFor('huawei', output)).toMatch(
      /It cannot be reached or is out of order: check address, .*ECONNREFUSED/,
    );
    expect(adviceFor('hybris', output)).toMatch(/What answers is not this API: check the address\./);
    expect(adviceFor('oneview', output)).toMatch(/The account may not do this/);
    expect(rowOf('outsourcing', output)).toMatch(/ ok +ok \(tickets\)/);
    expect(output).not.toContain('hunter2');
  });

  test('leaves backends alone that are asked as their callers, and says how to try them', async () => {
    const { code, output, errors } = await examine({
      crm: { auth: { mode: 'passThrough' } },
      huawei: { credentials: 'exchange', exchange: { tokenUrl: 'http://127.0.0.1:9/token' } },
    });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    for (const name of ['crm', 'huawei']) {
      expect(rowOf(name, output)).toMatch(/ not tried +not tried$/);
      expect(adviceFor(name, output)).toBe(
        `${name}: Callers bring their own credential: try it with the token of one.`,
      );
      expect(emulation.emulators.find((one) => one.name === name)?.control.counters()).toEqual({});
    }
    expect(rowOf('hybris', output)).toMatch(/ ok +ok \(tickets\)/);
  });

  test('tells a sign-in that cannot be reached from a backend that cannot', async () => {
    const { code, output } = await examine({ huawei: { iamUrl: 'http://127.0.0.1:9' } });
    expect(code).toBe(1);
    expect(rowOf('huawei', output)).toMatch(/ FAILED +not tried +\d+ ms$/);
    expect(adviceFor('huawei', output)).toMatch(/^huawei: Of the sign-in: It cannot be reached/);
  });

  test.each([
    ['is there', 200, '{"keys":[{"kty":"RSA"}]}', 0, ''],
    ['has no key', 200, '{"keys":[]}', 1, /The keys cannot be read.*\(It has no key\.\)/],
    ['is none', 200, '{"a":1}', 1, /\(Its answer is no set of keys\.\)/],
    ['is not there', 404, '{}', 1, /\(It answered with HTTP status 404\.\)/],
  ])('reads the keys of callers’ tokens: a set that %s', async (_what, status, body, expected, advice) => {
    const jwksUrl = await serveKeys(status, body);
    const { code, output } = await examine({}, { tokens: { issuer: 'i', audience: 'a', jwksUrl } });
    expect(code).toBe(expected);
    expect(rowOf('identity.tokens.jwksUrl', output)).toMatch(expected === 0 ? /ok \(keys\)/ : /FAILED/);
    expect(adviceFor('identity.tokens.jwksUrl', output)).toMatch(advice);
  });

  test('tells whether Redis can be used, and shows no password', async () => {
    const { port } = new URL(await closedAddress());
    const { code, output } = await examine({}, ANYBODY, { url: `redis://:hunter2@127.0.0.1:${port}/0` });
    expect(code).toBe(1);
    expect(rowOf('redis', output)).toMatch(new RegExp(`^redis +redis://127\\.0\\.0\\.1:${port} +FAILED +\\d+ ms$`));
    expect(adviceFor('redis', output)).toMatch(/^redis: Redis cannot be used, .*check redis\.url/);
    expect(output).not.toContain('hunter2');
  });

  test('that nobody listens where keys should be is told as well', async () => {
    const identity = { tokens: { issuer: 'i', audience: 'a', jwksUrl: `${await closedAddress()}/keys` } };
    const { code, output } = await examine({}, identity);
    expect(code).toBe(1);
    expect(adviceFor('identity.tokens.jwksUrl', output)).toContain('ECONNREFUSED');
  });
});

describe('check-config', () => {
  function write(text: string): void {
    writeFileSync(join(folder, 'ticket-gateway.yaml'), text);
  }
  const DESK = 'backends:\n  - id: desk\n    kind: oneview\n    baseUrl: https://a.example\n    token: ${TOKEN}\n';

  test('shows what the configuration comes to, without secrets', async () => {
    write(`identity: { anonymous: AGENT }\n${DESK}`);
    const { code, output, errors } = await runProgram(['check-config'], { folder, environment: { TOKEN: 'hunter2' } });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/^# The configuration "ticket-gateway\.yaml" can be used\./);
    expect(output).toContain('logLevel: info');
    expect(output).toContain('token: "[secret]"');
    expect(output).not.toContain('hunter2');
  });

  test('names everything that is wrong', async () => {
    write(`server: { prot: 1 }\n${DESK}`);
    const { code, output, errors } = await runProgram(['check-config'], { folder });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors.trim().split('\n').slice(1)).toEqual([
      expect.stringMatching(/^ {2}- backends\[0\]\.token \(line 6\): the environment variable TOKEN is not set/),
      expect.stringMatching(/^ {2}- server\.prot \(line 1\) is no known setting; did you mean port\?/),
      expect.stringMatching(/^ {2}- identity: nobody could call the gateway\./),
    ]);
  });

  test('looks at the documents that are known', async () => {
    write(`identity: { anonymous: AGENT }\ndocuments: { mode: enforce, manifest: nowhere.json }\n${DESK}`);
    const { code, output, errors } = await runProgram(['check-config'], { folder, environment: { TOKEN: 't' } });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain('documents.manifest: the file "nowhere.json" cannot be used: there is no such file.');
  });

  test('looks for the keys of tokens only when asked to', async () => {
    const address = await closedAddress();
    write(`identity: { tokens: { issuer: i, audience: a, jwksUrl: "${address}/keys" } }\n${DESK}`);
    const environment = { TOKEN: 't' };
    expect((await runProgram(['check-config'], { folder, environment })).code).toBe(0);
    const { code, output, errors } = await runProgram(['check-config', '--online'], { folder, environment });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toMatch(/^identity\.tokens\.jwksUrl \(http:.+\): The keys cannot be read.*ECONNREFUSED/);
    expect(errors).toContain(`(${address})`);
  });
});

describe('what is printed for other programs', () => {
  test('print-schema prints a schema that can be read again', async () => {
    const { buildSchema } = await import('graphql');
    const { code, output } = await runProgram(['print-schema'], { folder });
    expect(code).toBe(0);
    expect(Object.keys(buildSchema(output).getQueryType()?.getFields() ?? {})).toContain('tickets');
  });

  test('capabilities prints the configured backends under their own ids', async () => {
    writeFileSync(
      join(folder, 'ticket-gateway.yaml'),
      'identity: { anonymous: AGENT }\nbackends:\n  - { id: my-desk, kind: oneview, baseUrl: https://a.example, token: t }\n',
    );
    const { code, output } = await runProgram(['capabilities'], { folder });
    expect(code).toBe(0);
    expect(output).toMatch(/^\| operation \| `my-desk` \|\n/);
  });

  test.each(['version', '--version'])('%s prints the version alone', async (word) => {
    expect(await runProgram([word], { folder })).toEqual({
      code: 0,
      output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      errors: '',
    });
  });
});
