import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../src/emulation/fault.ts';
import { ERROR_CODES, type ErrorCode } from '../../src/ticketing/errors.ts';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { startTestGateway, type Answer, type TestGateway } from '../support/gateway.ts';
import { startMovableClock, type MovableClock } from '../support/movable-clock.ts';

// Everything that can go wrong on the way to a backend, for each kind of backend at once: what a caller is told.

const KINDS = ['crm', 'huawei', 'hybris', 'outsourcing', 'oneview'];
const DEADLINE_MS = 2_500;
const ATTEMPT_MS = 500;
const MOST_RETRIES = 2;
const REFUSAL_FORGOTTEN_MS = 61_000;
const BREAKERS_CLOSE_MS = 6_000;
const BODY_TEXT = 'NullPointerException for jane.doe@example.com';

/** Faults and what becomes of a read that meets them: a code, or that it succeeds all the same. */
const FAULTS: readonly [string, Fault, ErrorCode | 'OK'][] = [
  ['answers that are late every time', { kind: 'latency', milliseconds: DEADLINE_MS * 2 }, 'BACKEND_TIMEOUT'],
  ['an answer that is late once', { kind: 'latency', milliseconds: DEADLINE_MS * 2, times: 1 }, 'OK'],
  ['silence', { kind: 'hang' }, 'BACKEND_TIMEOUT'],
  ['a short burst of 500', { kind: 'status', status: 500, times: MOST_RETRIES }, 'OK'],
  ['a short burst of 502', { kind: 'html', status: 502, times: MOST_RETRIES }, 'OK'],
  ['a short burst of 503', { kind: 'status', status: 503, times: MOST_RETRIES }, 'OK'],
  [
    'a long burst of 500',
    { kind: 'status', status: 500, body: BODY_TEXT, times: MOST_RETRIES + 1 },
    'BACKEND_UNAVAILABLE',
  ],
  ['a long burst of 502', { kind: 'html', status: 502, times: MOST_RETRIES + 1 }, 'BACKEND_UNAVAILABLE'],
  ['a long burst of 503', { kind: 'status', status: 503, times: MOST_RETRIES + 1 }, 'BACKEND_UNAVAILABLE'],
  ['504 again and again', { kind: 'status', status: 504 }, 'BACKEND_TIMEOUT'],
  ['half a body once', { kind: 'truncated', times: 1 }, 'OK'],
  ['half a body every time', { kind: 'truncated' }, 'BACKEND_UNAVAILABLE'],
  ['a reset at the start', { kind: 'reset', at: 'start' }, 'BACKEND_UNAVAILABLE'],
  ['a reset after the headers', { kind: 'reset', at: 'headers' }, 'BACKEND_UNAVAILABLE'],
  ['a reset in the body', { kind: 'reset', at: 'body' }, 'BACKEND_UNAVAILABLE'],
  ['a reset once', { kind: 'reset', at: 'start', times: 1 }, 'OK'],
  ['429 with a short time to wait', { kind: 'rateLimit', retryAfterSeconds: 1, times: 1 }, 'OK'],
  ['429 with a long time to wait', { kind: 'rateLimit', retryAfterSeconds: 600 }, 'RATE_LIMITED'],
  ['the page of a proxy as an error', { kind: 'html' }, 'BACKEND_UNAVAILABLE'],
  ['the page of a proxy as a success', { kind: 'html', status: 200 }, 'BACKEND_BAD_RESPONSE'],
  ['JSON that ends early', { kind: 'garbage' }, 'BACKEND_BAD_RESPONSE'],
  ['JSON of another shape', { kind: 'status', status: 200, body: { unexpected: BODY_TEXT } }, 'BACKEND_BAD_RESPONSE'],
  ['another media type', { kind: 'wrongContentType' }, 'BACKEND_BAD_RESPONSE'],
  ['an empty body', { kind: 'empty' }, 'BACKEND_BAD_RESPONSE'],
  ['an endless body', { kind: 'huge', bytes: 8 * 1024 * 1024 }, 'BACKEND_BAD_RESPONSE'],
  ['a redirect', { kind: 'status', status: 302, headers: { location: 'http://10.1.2.3/' } }, 'BACKEND_BAD_RESPONSE'],
];

interface Named {
  readonly id: string;
}

let clock: MovableClock;
let gateway: TestGateway;
let socketsBefore: number;

beforeAll(async () => {
  clock = startMovableClock();
  const common = {
    deadlineMs: DEADLINE_MS,
    attemptTimeoutMs: ATTEMPT_MS,
    mostRetries: MOST_RETRIES,
    retryDelayMs: 5,
    mostBodyBytes: 1024 * 1024,
  };
  gateway = await startTestGateway({
    tickets: 12,
    caches: { catalogFreshMs: 0, catalogStaleMs: 0 },
    settings: Object.fromEntries(KINDS.map((kind) => [kind, common])),
  });
  await answerAsEver();
  socketsBefore = countSockets();
});
afterEach(async () => {
  gateway.reset();
  await answerAsEver();
});
afterAll(async () => {
  await gateway.stop();
  clock.restore();
});

function countSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}

function ticketId(kind: string): string {
  const nativeId = gateway.emulator(kind).samples.ticketIds[1] ?? '';
  return encodeGlobalId({ type: 'Ticket', backend: kind, nativeId });
}

function readTicket(kind: string): Promise<Answer<{ ticket: Named | null }>> {
  return gateway.query('query ($id: ID!) { ticket(id: $id) { id title status { code } } }', { id: ticketId(kind) });
}

/** Reads from all backends until their breakers have more successes than failures to look at. */
async function answerAsEver(): Promise<void> {
  for (let times = 0; times < MOST_RETRIES + 2; times++) {
    const answers = await Promise.all(KINDS.map(readTicket));
    expect(answers.map(({ data }) => data?.ticket?.id)).toEqual(KINDS.map(ticketId));
  }
}

/** Neither addresses nor secrets nor the words of backends nor anything of the program itself. */
function expectNoLeak(text: string): void {
  for (const { url, credentials } of gateway.emulators) {
    const { host, port } = new URL(url);
    const secrets = Object.values(credentials).filter((value) => value.length > 6);
    for (const forbidden of [url, host, `:${port}`, ...secrets]) expect(text).not.toContain(forbidden);
  }
  for (const forbidden of ['127.0.0.1', '10.1.2.3', '<html', 'Bad Gateway', '<ticket/>', 'jane.doe', 'NullPointer'])
    expect(text).not.toContain(forbidden);
  expect(text).not.toMatch(/\bat \S+ \(|node_modules|\.ts:\d|ECONN|UND_ERR|SyntaxError|JSON\.parse/);
}

/** Reads a ticket of every kind of backend at once under the fault. @returns what became of each */
async function readUnder(fault: Fault) {
  gateway.reset();
  for (const kind of KINDS) gateway.emulator(kind).control.addFault(fault);
  const startedAt = performance.now();
  const answers = await Promise.all(KINDS.map(readTicket));
  const elapsedMs = performance.now() - startedAt;
  for (const { text } of answers) expectNoLeak(text);
  return { answers, elapsedMs };
}

function outcomeOf({ data, errors }: Answer<{ ticket: Named | null }>): string {
  return errors[0]?.extensions.code ?? (data?.ticket === null ? 'null' : 'OK');
}

function forEachKind<Value>(value: Value): Record<string, Value> {
  return Object.fromEntries(KINDS.map((kind) => [kind, value]));
}

describe('a ticket read by its id', () => {
  test.each(FAULTS)('meets %s', async (_name, fault, expected) => {
    const { answers, elapsedMs } = await readUnder(fault);
    expect(Object.fromEntries(KINDS.map((kind, index) => [kind, outcomeOf(answers[index] as never)]))).toEqual(
      forEachKind(expected),
    );
    expect(elapsedMs).toBeLessThan(DEADLINE_MS * 2);
    if (expected === 'OK') return;
    for (const [index, kind] of KINDS.entries()) {
      const { data, errors, status } = answers[index] as Answer<{ ticket: null }>;
      expect(ERROR_CODES).toContain(expected);
      expect(status).toBe(200);
      expect(data).toEqual({ ticket: null });
      expect(errors).toMatchObject([{ path: ['ticket'], extensions: { code: expected, backend: kind } }]);
    }
  });

  test('waits as long as a 429 says, if that is short', async () => {
    const { elapsedMs } = await readUnder({ kind: 'rateLimit', retryAfterSeconds: 1, times: 1 });
    // Timers may be early by a millisecond.
    expect(elapsedMs).toBeGreaterThan(990);
  });

  test('tells the time to wait of a 429, if that is long', async () => {
    const { answers } = await readUnder({ kind: 'rateLimit', retryAfterSeconds: 600 });
    const told = answers.map(({ errors }) => errors[0]?.extensions);
    expect(told.map((extensions) => extensions?.retryAfterMs)).toEqual(KINDS.map(() => 600_000));
    expect(told.map((extensions) => extensions?.retryable)).toEqual(KINDS.map(() => true));
    // One call each: who asks for ten minutes is not asked again.
    expect(KINDS.map((kind) => gateway.emulator(kind).control.requests().length)).toEqual(KINDS.map(() => 1));
  });

  test('meets 403, which hybris says of tickets of other customers, so that there is none', async () => {
    const { answers } = await readUnder({ kind: 'status', status: 403, body: BODY_TEXT });
    const told = Object.fromEntries(KINDS.map((kind, index) => [kind, outcomeOf(answers[index] as never)]));
    expect(told).toEqual({ ...forEachKind('FORBIDDEN'), hybris: 'null' });
  });

  test('gets a new token where the old one has ended', async () => {
    for (const kind of KINDS) gateway.emulator(kind).control.act('expireTokens');
    const answers = await Promise.all(KINDS.map(readTicket));
    expect(answers.map(outcomeOf)).toEqual(KINDS.map(() => 'OK'));
  });

  test('is refused where the token is refused again and again, until the refusal is forgotten', async () => {
    for (const kind of KINDS) gateway.emulator(kind).control.act('expireTokens');
    const { answers } = await readUnder({ kind: 'status', status: 401, body: { message: BODY_TEXT } });
    expect(answers.map(outcomeOf)).toEqual(KINDS.map(() => 'UNAUTHENTICATED'));
    expect(answers.map(({ errors }) => errors[0]?.extensions.backend)).toEqual(KINDS);
    clock.advance(REFUSAL_FORGOTTEN_MS);
  });

  test('fails where the token cannot be had because its service is out of order', async () => {
    const tokenRoutes = { crm: 'login', huawei: 'issueToken', hybris: 'token', outsourcing: 'fetchToken' };
    for (const [kind, route] of Object.entries(tokenRoutes)) {
      const { control } = gateway.emulator(kind);
      control.act('expireTokens');
      control.addFault({ kind: 'status', status: 503, body: BODY_TEXT, route });
    }
    const answers = await Promise.all(Object.keys(tokenRoutes).map(readTicket));
    expect(answers.map(outcomeOf)).toEqual(answers.map(() => 'BACKEND_UNAVAILABLE'));
    for (const { text } of answers) expectNoLeak(text);
  });
});

describe('a catalog that is not kept', () => {
  const STATES: Readonly<Partial<Record<ErrorCode | 'OK', string>>> = {
    OK: 'OK',
    BACKEND_TIMEOUT: 'TIMEOUT',
    BACKEND_UNAVAILABLE: 'FAILED',
    BACKEND_BAD_RESPONSE: 'FAILED',
    RATE_LIMITED: 'RATE_LIMITED',
  };
  interface Targets {
    readonly escalationTargets: { readonly nodes: readonly Named[]; readonly sources: readonly { state: string }[] };
  }

  test.each(FAULTS.filter(([, { kind }]) => kind !== 'rateLimit'))('meets %s', async (_name, fault, code) => {
    const document = '{ escalationTargets(backends: ["oneview"]) { nodes { id } sources { state message } } }';
    const before = await gateway.query<Targets>(document);
    expect(before.data?.escalationTargets.sources).toMatchObject([{ state: 'OK' }]);
    gateway.emulator('oneview').control.addFault(fault);
    const { data, errors, text } = await gateway.query<Targets>(document);
    expectNoLeak(text);
    expect(errors).toEqual([]);
    expect(data?.escalationTargets.sources).toMatchObject([{ state: STATES[code] }]);
    expect(data?.escalationTargets.nodes).toEqual(code === 'OK' ? before.data?.escalationTargets.nodes : []);
    gateway.reset();
    for (let times = 0; times < MOST_RETRIES + 1; times++)
      expect((await gateway.query<Targets>(document)).data).toEqual(before.data);
  });
});

describe('after all these faults', () => {
  test('and many reads more that meet silence, there are hardly more sockets than before', async () => {
    const singly = ['huawei', 'outsourcing', 'oneview'];
    const ids = singly.flatMap((kind) =>
      gateway
        .emulator(kind)
        .samples.ticketIds.slice(0, 7)
        .map((nativeId) => encodeGlobalId({ type: 'Ticket', backend: kind, nativeId })),
    );
    for (const kind of singly) gateway.emulator(kind).control.addFault({ kind: 'hang' });
    const { errors } = await gateway.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(errors).toHaveLength(ids.length);
    // So many timeouts at once open the circuit, which then answers instead of the backend.
    for (const { extensions } of errors) expect(['BACKEND_TIMEOUT', 'BACKEND_UNAVAILABLE']).toContain(extensions.code);
    gateway.reset();
    clock.advance(BREAKERS_CLOSE_MS);
    await answerAsEver();
    expect(socketsBefore).toBeGreaterThan(0);
    expect(countSockets()).toBeLessThan(socketsBefore + 20);
  });

  test('the log has no secret either, and nothing failed unexpectedly', () => {
    const log = JSON.stringify(gateway.log);
    const secrets = gateway.emulators.flatMap(({ credentials }) =>
      Object.entries(credentials).flatMap(([name, value]) =>
        /secret|password|token/i.test(name) && value.length > 6 ? [value] : [],
      ),
    );
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(log).not.toContain(secret);
    expect(gateway.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
