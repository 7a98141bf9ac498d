import { startLive } from '../support/live-under-test.ts';
import { read, withDesk } from '../support/read-configuration.ts';
import { testPrincipal } from '../support/principal.ts';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { ask as askBackend } from '../../src/dispatch/ask.ts';
import { createCatalogs } from '../../src/dispatch/catalogs.ts';
import { createCursorSeal } from '../../src/dispatch/cursor.ts';
import { createKnownTickets } from '../../src/dispatch/known-tickets.ts';
import { createMovedTickets } from '../../src/dispatch/moved-tickets.ts';
import { createOwnHistory } from '../../src/dispatch/own-history.ts';
import { createOwnLogs } from '../../src/dispatch/own-logs.ts';
import { createBackendRegistry } from '../../src/dispatch/registry.ts';
import { createScans } from '../../src/dispatch/scan.ts';
import { createMemoryCounters } from '../../src/store/memory-counters.ts';
import { createMemoryLists } from '../../src/store/memory-lists.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { createUploadStore } from '../../src/store/upload-store.ts';
import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import { ERROR_CODES, ERROR_TABLE, GatewayError } from '../../src/ticketing/errors.ts';
import { reportFault } from '../../src/transport/error-format.ts';
import { createTrustedDocuments } from '../../src/transport/trusted-documents.ts';
import { createHttpServer, type HttpServer } from '../../src/transport/http-server.ts';
import { createIdempotency } from '../../src/writes/idempotency.ts';
import { collectingLog, type AnsweredError, type LogLine } from '../support/gateway.ts';

/** What must never reach a caller. */
const SECRET = 'hunter2-is-secret';
const ADDRESS = 'https://internal.example.com:8443/tickets?token=abc';
const DETAIL = `ECONNRESET at ${ADDRESS} with ${SECRET}`;

/** What the resolver under test throws or gives. */
let behave: () => unknown;
const log: LogLine[] = [];
let server: HttpServer;

beforeAll(async () => {
  const schema = makeExecutableSchema({
    typeDefs: 'type Query { try: String, surely: String!, count(most: Int): Int }',
    resolvers: { Query: { try: () => behave(), surely: () => behave(), count: () => behave() } },
  });
  const lifetimes = { clock: Date.now, freshMs: 0, staleMs: 0 };
  const parts = {
    registry: createBackendRegistry([]),
    catalogs: createCatalogs(lifetimes),
    scans: createScans({ clock: Date.now, holdMs: 0, mostRows: 0 }),
    seal: createCursorSeal('a key that only this test knows'),
    known: createKnownTickets(createMemoryStore()),
    ownLogs: createOwnLogs(createMemoryLists()),
    moved: createMovedTickets(createMemoryStore()),
    ownHistory: createOwnHistory(createMemoryLists()),
    idempotency: createIdempotency(createMemoryStore()),
    uploads: createUploadStore({ mostBytes: 1, mostBytesInAll: 1, mostFiles: 1, keepMs: 1, onProblem() {} }),
  };
  const settings = read(withDesk());
  const { live } = await startLive();
  server = await createHttpServer(schema, { ...parts, news: live, live }, collectingLog(log), {
    isProduction: false,
    allowsIntrospection: true,
    limits: settings.limits,
    live: settings.live,
    counters: createMemoryCounters(),
    documents: createTrustedDocuments(null, 'off', collectingLog(log)),
    mostAutomaticDocuments: null,
    trustedProxies: [],
    stopDelayMs: 0,
    corsOrigins: [],
    principalOf: () => Promise.resolve(testPrincipal()),
    operationDeadlineMs: 10_000,
    attachments: { mostDownloadBytes: 1, downloadDeadlineMs: 1 },
    mostBodyBytes: 100_000,
  });
  // A request that fails outside GraphQL.
  server.app.get('/broken', () => {
    throw new Error(DETAIL);
  });
});

beforeEach(() => {
  log.length = 0;
  behave = () => null;
});

afterAll(async () => {
  await server.stop();
});

interface Failure {
  readonly status: number;
  readonly text: string;
  readonly data: unknown;
  readonly error: AnsweredError;
}

async function ask(query: string, rest: Readonly<Record<string, unknown>> = {}): Promise<Failure> {
  const response = await server.app.inject({ method: 'POST', url: '/graphql', payload: { query, ...rest } });
  const { data, errors } = response.json<{ data?: unknown; errors?: AnsweredError[] }>();
  expect(errors).toHaveLength(1);
  return { status: response.statusCode, text: response.body, data, error: errors?.[0] as AnsweredError };
}

function throwing(thrown: unknown): Promise<Failure> {
  behave = () => {
    throw thrown;
  };
  return ask('{ try }');
}

function expectNoLeak(text: string): void {
  for (const leak of [SECRET, 'internal.example.com', 'ECONNRESET', 'error-format.test', 'node_modules', '    at ']) {
    expect(text).not.toContain(leak);
  }
}

/** That an error is INTERNAL, and that its reference leads to the one line of the log that tells the cause. */
function expectReference({ error, text }: Failure): LogLine {
  const { code, retryable, reference } = error.extensions;
  expect({ code, retryable }).toEqual({ code: 'INTERNAL', retryable: false });
  expect(reference).toMatch(/^[0-9a-f-]{36}$/);
  expect(error.message).toContain(reference);
  expectNoLeak(text);
  const lines = log.filter((line) => line.level === 'error');
  expect(lines).toHaveLength(1);
  expect(lines[0]?.facts['reference']).toBe(reference);
  return lines[0] as LogLine;
}

describe('codes of the table', () => {
  test.each(ERROR_CODES.filter((code) => code !== 'INTERNAL'))(
    '%s leaves with what a caller may know',
    async (code) => {
      const facts = {
        field: 'filter.text',
        backend: 'support',
        backendCode: 'E-17',
        retryAfterMs: 1_500,
        detail: DETAIL,
        cause: new Error(DETAIL),
      };
      const { status, text, data, error } = await throwing(new GatewayError(code, 'A sentence for people.', facts));
      expect(status).toBe(200);
      expect(data).toEqual({ try: null });
      expect(error).toEqual({
        message: 'A sentence for people.',
        path: ['try'],
        locations: [{ line: 1, column: 3 }],
        extensions: {
          code,
          retryable: ERROR_TABLE[code].retryable,
          field: 'filter.text',
          backend: 'support',
          backendCode: 'E-17',
          retryAfterMs: 1_500,
        },
      });
      expectNoLeak(text);
      // What a backend did was told to the log when it was asked: see reportFault.
      expect(log).toEqual([]);
    },
  );

  test('an error without facts has code and retryable alone, and is not logged', async () => {
    const { error } = await throwing(new GatewayError('NOT_FOUND', 'There is none.'));
    expect(error.extensions).toEqual({ code: 'NOT_FOUND', retryable: false });
    expect(log).toEqual([]);
  });

  test('INTERNAL has a reference, and the log has its cause', async () => {
    const cause = new TypeError(DETAIL);
    const { facts } = expectReference(await throwing(new GatewayError('INTERNAL', 'Failed.', { cause })));
    expect(facts['error']).toMatchObject({ name: 'TypeError', message: DETAIL, stack: cause.stack });
    expect(facts['path']).toEqual(['try']);
  });

  test('INTERNAL without a cause is logged itself', async () => {
    const { facts } = expectReference(await throwing(new GatewayError('INTERNAL', 'The seal is broken.')));
    expect(facts['error']).toMatchObject({ message: 'The seal is broken.' });
  });

  test('a field that must not be null takes the whole answer with it, and HTTP is still fine', async () => {
    behave = () => {
      throw new GatewayError('BACKEND_TIMEOUT', 'Too slow.', { backend: 'support' });
    };
    const { status, data, error } = await ask('{ surely }');
    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(error.extensions).toMatchObject({ code: 'BACKEND_TIMEOUT', retryable: true });
  });
});

describe('unexpected errors', () => {
  test.each([
    ['an error', new Error(DETAIL)],
    ['an error with a cause', new Error('outer', { cause: new Error(DETAIL) })],
    ['several errors', new AggregateError([new Error(DETAIL)], DETAIL)],
    ['an abort', new DOMException(DETAIL, 'AbortError')],
    ['a text', DETAIL],
    ['an object', { message: DETAIL, stack: DETAIL }],
    ['an object without a prototype', Object.assign(Object.create(null), { detail: DETAIL })],
    ['nothing', undefined],
    ['null', null],
    [
      'a GraphQL error that nobody here makes',
      new GraphQLError(DETAIL, { extensions: { code: 'ODD', detail: DETAIL } }),
    ],
    ['a GraphQL error with a status of its own', new GraphQLError(DETAIL, { extensions: { http: { status: 500 } } })],
  ])('%s becomes INTERNAL', async (_name, thrown) => {
    const failure = await throwing(thrown);
    expectReference(failure);
    expect(Object.keys(failure.error.extensions).sort()).toEqual(['code', 'reference', 'retryable']);
  });

  test('each has a reference of its own', async () => {
    const first = await throwing(new Error('once'));
    const second = await throwing(new Error('twice'));
    expect(first.error.extensions.reference).not.toBe(second.error.extensions.reference);
  });

  test('a promise that rejects is no different', async () => {
    behave = () => Promise.reject(new Error(DETAIL));
    const { facts } = expectReference(await ask('{ try }'));
    expect(facts['error']).toMatchObject({ message: DETAIL });
  });

  test('null where there must be a value becomes INTERNAL', async () => {
    const failure = await ask('{ surely }');
    expectReference(failure);
    expect(failure.text).not.toContain('Query.surely');
  });

  test('a value that is not of its type becomes INTERNAL, and is not shown', async () => {
    behave = () => SECRET;
    const failure = await ask('{ count }');
    expectReference(failure);
    expect(failure.data).toEqual({ count: null });
  });

  test('one field’s fault leaves the others', async () => {
    behave = () => {
      throw new Error(DETAIL);
    };
    const { data, error } = await ask('{ __typename try }');
    expect(data).toEqual({ __typename: 'Query', try: null });
    expect(error.path).toEqual(['try']);
  });

  test('outside GraphQL it is the same: reference, log, HTTP 500', async () => {
    const response = await server.app.inject({ method: 'GET', url: '/broken' });
    expect(response.statusCode).toBe(500);
    const { errors } = response.json<{ errors: AnsweredError[] }>();
    const failure = { status: 500, text: response.body, data: undefined, error: errors[0] as AnsweredError };
    expect(expectReference(failure).facts['error']).toMatchObject({ message: DETAIL });
  });
});

describe('GraphQL’s own refusals are the caller’s mistakes', () => {
  test.each([
    ['a syntax error', '{ try', {}, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['a literal of the wrong type', '{ count(most: "many") }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a variable of the wrong type',
      'query ($most: Int) { count(most: $most) }',
      { variables: { most: 'many' } },
      'BAD_USER_INPUT',
    ],
    ['a missing variable', 'query ($most: Int!) { count(most: $most) }', {}, 'BAD_USER_INPUT'],
    ['an unknown operation', 'query a { try }', { operationName: 'b' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['no operation', '', {}, 'BAD_REQUEST'],
    ['nesting without end', `{ count(most: ${'['.repeat(2_400)}${']'.repeat(2_400)}) }`, {}, 'GRAPHQL_PARSE_FAILED'],
  ])('%s', async (_name, query, rest, reason) => {
    const { status, data, error, text } = await ask(query, rest);
    expect({ status, data }).toEqual({ status: 400, data: undefined });
    expect(error.extensions).toEqual({ code: 'INVALID_INPUT', retryable: false, reason });
    expect(text).not.toContain('call stack');
    expectNoLeak(text);
    expect(log).toEqual([]);
  });

  test('the protocol for persisted queries keeps its words', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } };
    const response = await server.app.inject({ method: 'POST', url: '/graphql', payload: { extensions } });
    expect(response.json()).toEqual({
      errors: [{ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
    });
  });
});

describe('a fault that becomes data in "sources" reaches the log', () => {
  test('with its code and detail', () => {
    const lines: LogLine[] = [];
    const error = new GatewayError('BACKEND_TIMEOUT', 'A sentence.', { backend: 'support', detail: 'no answer' });
    expect(reportFault(error, 'correlation-1', collectingLog(lines))).toBeNull();
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        facts: { code: 'BACKEND_TIMEOUT', backend: 'support', detail: 'no answer', correlationId: 'correlation-1' },
      }),
    ]);
  });

  test('with a reference if it was not expected, and the answer shows the same', async () => {
    const lines: LogLine[] = [];
    const asker = {
      principal: testPrincipal(),
      signal: new AbortController().signal,
      correlationId: 'correlation-1',
      language: 'en',
      reportFault: (error: GatewayError) => reportFault(error, 'correlation-1', collectingLog(lines)),
    };
    const backend = { id: 'support', deadlineMs: 1_000 } as BackendInstance;
    const { answer } = await askBackend(asker, backend, async () => {
      throw new TypeError('a mistake of ours');
    });
    const [line] = lines;
    const reference = String(line?.facts['reference']);
    expect(line).toMatchObject({
      level: 'error',
      facts: { backend: 'support', error: { message: 'a mistake of ours' } },
    });
    expect(answer).toMatchObject({ error: { code: 'INTERNAL', facts: { reference } } });
    expect('error' in answer ? answer.error.message : '').toContain(reference);
    expect('error' in answer ? answer.error.message : '').not.toContain('a mistake of ours');
  });
});
