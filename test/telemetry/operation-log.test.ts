import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createLog, type LogLevel } from '../../src/telemetry/log.ts';
import { startTestGateway, type LogLine, type TestGateway } from '../support/gateway.ts';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ telemetry: { operationNames: ['Morning'], slowOperationMs: 60_000 } });
});

afterEach(() => {
  gateway.reset();
});

afterAll(async () => {
  await gateway.stop();
});

/** The lines about operations that a piece of work left in the log. */
async function linesOf(work: () => Promise<unknown>, from: TestGateway = gateway): Promise<readonly LogLine[]> {
  const before = from.log.length;
  await work();
  return from.log.slice(before).filter(({ message }) => message.endsWith('operation.'));
}

describe('the line of an operation', () => {
  test('says who asked for what, how it ended, how long it took and what it cost', async () => {
    const lines = await linesOf(() =>
      gateway.query('query Morning { tickets(first: 1) { sources { state } } }', {}, { 'x-correlation-id': 'abc-1' }),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'info', message: 'An operation.' });
    const facts: LogLine['facts'] = lines[0]?.facts ?? {};
    expect(facts).toEqual({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      correlationId: 'abc-1',
      principal: expect.stringMatching(/^[\w-]{22}$/),
      type: 'query',
      name: 'Morning',
      outcome: 'OK',
      durationMs: expect.any(Number),
      backendCalls: expect.any(Object),
    });
    const calls = facts['backendCalls'] as Readonly<Record<string, number>>;
    expect(Object.keys(calls).sort()).toEqual(gateway.configuration.backends.map(({ id }) => id).sort());
  });

  test('of a refused one has its code', async () => {
    const [line] = await linesOf(() => gateway.query('{ nothing }'));
    expect(line?.facts).toMatchObject({ type: 'none', name: 'unnamed', outcome: 'FAILED', codes: ['INVALID_INPUT'] });
  });

  test('of one with data beside an error says so', async () => {
    const [line] = await linesOf(() =>
      gateway.query('{ backends { id } nodes(ids: ["x"]) { id } ticket(id: "x") { id } }'),
    );
    expect(line?.facts).toMatchObject({ codes: ['INVALID_INPUT'] });
  });

  test('is there once for a body that is no request', async () => {
    const lines = await linesOf(async () => {
      const headers = { 'content-type': 'application/json' };
      await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: '{"query":5}' });
      // The line is written when the connection has taken the answer.
      await gateway.query('{ __typename }');
    });
    expect(lines.map(({ facts }) => String(facts['outcome'])).sort()).toEqual(['FAILED', 'OK']);
  });

  test('says that a caller left', async () => {
    for (const { control } of gateway.emulators) control.addFault({ kind: 'latency', milliseconds: 5_000 });
    const leaving = new AbortController();
    const lines = await linesOf(async () => {
      const asked = fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"query Morning { tickets(first: 2, filter: {numbers: [\\"1\\"]}) { sources { state } } }"}',
        signal: leaving.signal,
      }).catch(() => {});
      while (Object.keys(gateway.backendCalls()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      leaving.abort();
      await asked;
      while (!gateway.log.some(({ facts }) => facts['outcome'] === 'CANCELLED'))
        await new Promise((resolve) => setTimeout(resolve, 5));
    });
    expect(lines.map(({ facts }) => [facts['name'], facts['outcome']])).toEqual([['Morning', 'CANCELLED']]);
  });

  test('is a warning if it took too long', async () => {
    const slow = await startTestGateway({ latencyMs: 30, telemetry: { slowOperationMs: 10 } });
    try {
      const [line] = await linesOf(() => slow.query('{ tickets(first: 1) { sources { state } } }'), slow);
      expect(line).toMatchObject({ level: 'warn', message: 'A slow operation.' });
    } finally {
      await slow.stop();
    }
  });
});

describe('what never stands in the log', () => {
  const PERSONAL = ['erika.mustermann@example.com', '+49 151 23456789', 'Erika Mustermann', 'DE89370400440532013000'];
  const HOSTILE = ['{"level":"fatal"}', '\n{"forged":true}', '${jndi:ldap://x}', '\u001b[31mred'];

  test('anything that a caller sent: names, variables, ids, headers, tokens', async () => {
    const secret = 'eyJhbGciOiJub25lIn0.c2VjcmV0LWNhbGxlcg.';
    const lines: unknown[] = [];
    const before = gateway.log.length;
    for (const value of [...PERSONAL, ...HOSTILE]) {
      await gateway.query(
        'query Morning($text: String) { tickets(first: 1, filter: { text: $text }) { sources { state } } }',
        {
          text: value,
        },
      );
      await gateway.query(
        `{ tickets(first: 1, filter: { customerId: ${JSON.stringify(value)} }) { sources { state } } }`,
      );
      await gateway.query('query($id: ID!) { ticket(id: $id) { id } }', {
        id: encodeGlobalId({ type: 'Ticket', backend: 'hybris', nativeId: value }),
      });
      await gateway.query('mutation($input: AddCommentInput!) { addComment(input: $input) { outcome } }', {
        input: { ticketId: encodeGlobalId({ type: 'Ticket', backend: 'huawei', nativeId: 'x1' }), text: value },
      });
      await gateway.query(`query { ${JSON.stringify(value)} }`);
    }
    await gateway.query(
      'query Erika_Mustermann_1970 { backends { id } }',
      {},
      { 'x-correlation-id': 'erika.mustermann@example.com' },
    );
    await gateway.query(
      '{ backends { id } }',
      {},
      { authorization: `Bearer ${secret}`, 'x-backend-token-hybris': secret, cookie: 'sid=hunter2' },
    );
    lines.push(...gateway.log.slice(before));
    expect(lines.length).toBeGreaterThan(PERSONAL.length + HOSTILE.length);
    const text = JSON.stringify(lines);
    for (const value of [...PERSONAL, ...HOSTILE]) expect(text).not.toContain(JSON.stringify(value).slice(1, -1));
    expect(text).not.toMatch(/erika|hunter2|c2VjcmV0|forged/i);
  });

  test('the subject and the e-mail address of whoever asks', async () => {
    const before = gateway.log.length;
    for (const { token } of gateway.callers) {
      await gateway.query(
        '{ viewer { agentEmail } tickets(first: 1) { sources { state } } }',
        {},
        { authorization: `Bearer ${token}` },
      );
    }
    const text = JSON.stringify(gateway.log.slice(before));
    expect(gateway.callers.length).toBeGreaterThan(1);
    expect(text).not.toMatch(/@demo\.example|demo-agent|demo-customer/);
    for (const { token } of gateway.callers) expect(text).not.toContain(token);
  });

  test('what backends say about people when they fail', async () => {
    const before = gateway.log.length;
    for (const { control } of gateway.emulators) {
      control.addFault({
        kind: 'status',
        status: 500,
        contentType: 'text/html',
        body: '<p>No ticket of Erika Mustermann</p>',
      });
    }
    await gateway.query('{ tickets(first: 7) { sources { state } } }');
    const text = JSON.stringify(gateway.log.slice(before));
    expect(text).toContain('BACKEND_UNAVAILABLE');
    expect(text).not.toContain('Erika');
  });
});

describe('the level of the log', () => {
  test.each<[LogLevel, string[]]>([
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
    ['silent', []],
  ])('%s lets through %j', (level, expected) => {
    const written: string[] = [];
    const log = createLog(level, { write: (line: string) => void written.push(line) });
    log.info({ a: 1 }, 'one');
    log.warn({}, 'two');
    log.error({}, 'three');
    const lines = written.map((line) => JSON.parse(line) as { readonly level: string; readonly time: string });
    expect(lines.map((line) => line.level)).toEqual(expected);
    for (const { time } of lines) expect(new Date(time).toISOString()).toBe(time);
  });
});
