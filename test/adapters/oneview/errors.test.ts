import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readProblem } from '../../../adapters/oneview/client.ts';
import { oneview } from '../../../adapters/oneview/index.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { GatewayError } from '../../../src/ticketing/errors.ts';
import { isUnsupported, type Supported } from '../../../src/ticketing/unsupported.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { createCall } from '../../support/call.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';

const ORIGIN = 'https://api.pd-oneview.net';
const DEPARTMENTS = '/ticket-detail/v2/escalation/departments';
const JSON_TYPE = { 'content-type': 'application/json' };

useNock();

const connected: BackendInstance[] = [];
const warnings: string[] = [];
afterEach(async () => {
  warnings.length = 0;
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

function connect(settings: Readonly<Record<string, unknown>> = {}): BackendInstance {
  const backend = connectAdapter(
    oneview,
    {
      baseUrl: `${ORIGIN}/ticket-detail`,
      token: new Secret('token-of-the-gateway'),
      operations: {
        getTicket: { method: 'GET', path: '/v2/tickets/{ticketID}' },
        history: { method: 'GET', path: '/v2/tickets?page={page}&pageSize={pageSize}' },
      },
      mostRetries: 0,
      ...settings,
    },
    { log: { info() {}, warn: (message, facts) => warnings.push(`${message} ${JSON.stringify(facts ?? {})}`) } },
  );
  connected.push(backend);
  return backend;
}

function fixture(name: string): string {
  return readFileSync(new URL(`../../../adapters/oneview/fixtures/${name}.json`, import.meta.url), 'utf8');
}

function able<Thing>(operation: Supported<Thing>): Thing {
  if (isUnsupported(operation)) throw new Error(operation.unsupported);
  return operation;
}

async function listDepartments(backend: BackendInstance): Promise<unknown> {
  return able(backend.operations.listEscalationTargets)(createCall());
}

async function readHistory(backend: BackendInstance): Promise<unknown> {
  return able(backend.operations.listTickets).readPage(
    {
      filter: {},
      order: { field: 'createdAt', direction: 'DESC' },
      lane: {},
      from: null,
      limit: 5,
      continuation: null,
      wantsTotal: false,
    },
    createCall(),
  );
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    return `answered ${JSON.stringify(await promise)}`;
  } catch (error) {
    return error instanceof GatewayError ? error.code : String(error);
  }
}

const HTML = '<html><body>Bad gateway</body></html>';

describe('the error table', () => {
  test.each([
    [400, fixture('error-400'), 'INVALID_INPUT'],
    [403, fixture('error-403'), 'FORBIDDEN'],
    [409, fixture('error-409'), 'CONFLICT'],
    [422, '{"errors":[]}', 'INVALID_INPUT'],
    [429, fixture('error-400'), 'RATE_LIMITED'],
    [500, fixture('error-500'), 'BACKEND_UNAVAILABLE'],
    [500, '', 'BACKEND_UNAVAILABLE'],
    [502, HTML, 'BACKEND_UNAVAILABLE'],
    [503, '', 'BACKEND_UNAVAILABLE'],
    [504, '', 'BACKEND_TIMEOUT'],
    [302, '', 'BACKEND_BAD_RESPONSE'],
  ])('%s %s is %s', async (status, body, code) => {
    nock(ORIGIN).get(DEPARTMENTS).reply(status, body, JSON_TYPE);
    nock(ORIGIN).get('/ticket-detail/v2/tickets/x').reply(status, body, JSON_TYPE);
    const backend = connect();
    expect(await codeOf(listDepartments(backend))).toBe(code);
    const lookups = await able(backend.operations.getTickets)({ ids: ['x'], fields: [] }, createCall());
    expect(lookups).toMatchObject([{ state: 'failed', error: { code } }]);
  });

  test('404 of the departments is an empty list, and is logged', async () => {
    nock(ORIGIN).get(DEPARTMENTS).reply(404, fixture('error-404'), JSON_TYPE);
    expect(await listDepartments(connect())).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('404')]);
  });

  test('404 of a ticket is an absent ticket, of the history an error: nobody says that it means "none"', async () => {
    nock(ORIGIN).get('/ticket-detail/v2/tickets/x').reply(404, fixture('error-404'), JSON_TYPE);
    nock(ORIGIN).get('/ticket-detail/v2/tickets?page=1&pageSize=50').reply(404, fixture('error-404'), JSON_TYPE);
    const backend = connect();
    const lookups = await able(backend.operations.getTickets)({ ids: ['x'], fields: [] }, createCall());
    expect(lookups).toEqual([{ state: 'absent' }]);
    expect(await codeOf(readHistory(backend))).toBe('NOT_FOUND');
  });

  test.each(['429', '502', '503', '504'])('%s of a read is tried again', async (status) => {
    nock(ORIGIN).get(DEPARTMENTS).reply(Number(status), HTML, { 'content-type': 'text/html' });
    nock(ORIGIN).get(DEPARTMENTS).reply(200, fixture('escalation-departments'), JSON_TYPE);
    expect(await listDepartments(connect({ mostRetries: 2 }))).toHaveLength(1);
  });
});

describe('a refused token', () => {
  test('is sent once more', async () => {
    nock(ORIGIN).get(DEPARTMENTS).reply(401, fixture('error-401'), JSON_TYPE);
    nock(ORIGIN)
      .get(DEPARTMENTS)
      .matchHeader('authorization', 'Bearer token-of-the-gateway')
      .reply(200, fixture('escalation-departments'), JSON_TYPE);
    expect(await listDepartments(connect())).toHaveLength(1);
  });

  test('and not a third time', async () => {
    const scope = nock(ORIGIN).get(DEPARTMENTS).times(2).reply(401, fixture('error-401'), JSON_TYPE);
    expect(await codeOf(listDepartments(connect({ mostRetries: 2 })))).toBe('UNAUTHENTICATED');
    expect(scope.isDone()).toBe(true);
  });
});

describe('successes that cannot be understood', () => {
  test.each([
    ['an empty body', '', 'application/json'],
    ['HTML', HTML, 'text/html'],
    ['cut JSON', '[{"id":', 'application/json'],
    ['no list', '{"departments":[]}', 'application/json'],
    ['a list of numbers', '[1]', 'application/json'],
    ['null', 'null', 'application/json'],
  ])('departments: %s', async (_what, body, type) => {
    nock(ORIGIN).get(DEPARTMENTS).reply(200, body, { 'content-type': type });
    expect(await codeOf(listDepartments(connect()))).toBe('BACKEND_BAD_RESPONSE');
  });

  test.each([
    ['an empty body', ''],
    ['no id', '{"status":"ASSIGNED"}'],
    ['an empty id', '{"id":""}'],
    ['a status that is no text', '{"id":"x","status":7}'],
    ['links that are no list', '{"id":"x","metadata":{"childrenLinks":{}}}'],
  ])('a ticket: %s', async (_what, body) => {
    nock(ORIGIN).get('/ticket-detail/v2/tickets/x').reply(200, body, JSON_TYPE);
    const lookups = await able(connect().operations.getTickets)({ ids: ['x'], fields: [] }, createCall());
    expect(lookups).toMatchObject([{ state: 'failed', error: { code: 'BACKEND_BAD_RESPONSE' } }]);
  });

  test.each([
    ['a bare array', '[]'],
    ['no page size', '{"list":[],"page":1}'],
    ['a ticket without an id', '{"list":[{"status":"CLOSED"}],"page":1,"pageSize":10}'],
  ])('the history: %s', async (_what, body) => {
    nock(ORIGIN).get('/ticket-detail/v2/tickets?page=1&pageSize=50').reply(200, body, JSON_TYPE);
    expect(await codeOf(readHistory(connect()))).toBe('BACKEND_BAD_RESPONSE');
  });
});

describe('readProblem', () => {
  const answer = (status: number, body: string) => readProblem({ status, headers: {}, body: Buffer.from(body) });

  test.each([
    ['{"errors":[{"status":"404","title":"not found"}]}', { detail: 'not found', backendCode: '404' }],
    ['{"errors":[{"status":404,"title":"not found"}]}', { detail: 'not found', backendCode: '404' }],
    [
      '{"errors":[{"status":"409","title":"conflict"},{"title":"locked"},{"status":"409","title":"again"}]}',
      { detail: 'conflict; locked; again', backendCode: '409' },
    ],
    ['{"errors":[]}', {}],
    ['{"errors":[null,1,{"title":7,"status":{}}]}', {}],
    ['{"errors":"oops"}', {}],
    ['[]', {}],
    ['null', {}],
    [HTML, {}],
    ['', {}],
  ])('%s', (body, expected) => {
    expect(answer(400, body)).toEqual(expected);
  });

  test('a success is none, a redirect always is', () => {
    expect(answer(200, '')).toBeNull();
    expect(answer(204, '')).toBeNull();
    expect(answer(302, '')).toEqual({ code: 'BACKEND_BAD_RESPONSE', detail: 'redirect 302' });
  });
});
