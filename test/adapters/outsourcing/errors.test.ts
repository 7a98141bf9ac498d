import { describe, expect, test } from '@jest/globals';
import { readProblem } from '../../../adapters/outsourcing/problem.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import type { HttpResponse } from '../../../src/upstream/http-response.ts';
import { createCall } from '../../support/call.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { answerToken } from './answer-token.ts';
import {
  connect,
  errorOf,
  fixture,
  GENERIC,
  genericRow,
  getTickets,
  HOST,
  ID,
  idOf,
  IN_PROGRESS,
  JSON_TYPE,
  ORDER,
  operation,
  OUTSOURCED,
  PROBLEM_TYPE,
  walk,
  warnings,
} from './under-test.ts';

useNock();

const HTML = '<html><body>Bad gateway</body></html>';
const DETAIL = 'Some description for the error situation';

function problem(status: number): string {
  return fixture('problem').replace('400', String(status));
}

function readList(backend: BackendInstance): Promise<unknown> {
  return operation(backend, 'listTickets').readPage(
    { filter: {}, order: ORDER, lane: {}, from: null, limit: 5, continuation: null, wantsTotal: false },
    createCall(),
  );
}

describe('the error table', () => {
  test.each([
    [400, problem(400), 'INVALID_INPUT'],
    [403, problem(403), 'FORBIDDEN'],
    [409, problem(409), 'CONFLICT'],
    [422, problem(422), 'INVALID_INPUT'],
    [429, problem(429), 'RATE_LIMITED'],
    [500, problem(500), 'BACKEND_UNAVAILABLE'],
    [500, '', 'BACKEND_UNAVAILABLE'],
    [502, HTML, 'BACKEND_UNAVAILABLE'],
    [503, '', 'BACKEND_UNAVAILABLE'],
    [504, HTML, 'BACKEND_TIMEOUT'],
    [301, '', 'BACKEND_BAD_RESPONSE'],
    [303, '', 'BACKEND_BAD_RESPONSE'],
    [307, '', 'BACKEND_BAD_RESPONSE'],
    // The status counts, not what the body says of itself.
    [403, problem(404), 'FORBIDDEN'],
  ])('%s %s is %s', async (status, body, code) => {
    answerToken();
    nock(HOST).get(`${GENERIC}?limit=1000&offset=0`).reply(status, body, PROBLEM_TYPE);
    nock(HOST).get(`${GENERIC}/${ID}`).reply(status, body, PROBLEM_TYPE);
    const backend = connect();
    expect((await errorOf(readList(backend))).code).toBe(code);
    expect(await getTickets(backend, [ID])).toMatchObject([{ state: 'failed', error: { code } }]);
  });

  test.each([
    [400, 'application/problem+json', DETAIL],
    [400, 'application/json', DETAIL],
    [422, 'text/plain', DETAIL],
    [403, 'application/problem+json', 'The backend does not permit this.'],
    [500, 'application/problem+json', 'The backend is out of order.'],
  ])('%s as %s tells the caller: %s', async (status, type, message) => {
    answerToken();
    nock(HOST).get(`${GENERIC}/${ID}`).reply(status, problem(status), { 'content-type': type });
    expect(await getTickets(connect(), [ID])).toMatchObject([
      { state: 'failed', error: { message, facts: { detail: `HTTP ${status} ${DETAIL}` } } },
    ]);
  });

  function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
    return { status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
  }

  test.each([
    [answer(200, {}), null],
    [answer(400, HTML), {}],
    [answer(400, '"secret"'), {}],
    [answer(400, 'null'), {}],
    [answer(400, { detail: 7 }), {}],
    [answer(400, { detail: '' }), {}],
    [answer(400, { detail: 'two\nlines\u0000' }), { detail: 'two\nlines\u0000', message: 'two lines' }],
    [answer(400, { detail: 'x'.repeat(400) }), { detail: 'x'.repeat(400), message: `${'x'.repeat(300)}…` }],
    [
      answer(301, '', { location: 'https://elsewhere.test/v3?token=x#y' }),
      { code: 'BACKEND_BAD_RESPONSE', detail: 'redirect to https://elsewhere.test/v3' },
    ],
    [answer(303, ''), { code: 'BACKEND_BAD_RESPONSE', detail: 'redirect to nowhere' }],
  ])('the problem of %j', (response, expected) => {
    expect(readProblem(response)).toEqual(expected);
  });

  test('a redirect is not followed, and the operator learns where it leads', async () => {
    answerToken();
    nock(HOST)
      .get(`${GENERIC}/${ID}`)
      .reply(301, '', { location: `/v3/tickets/${ID}?token=x` });
    expect(await getTickets(connect(), [ID])).toMatchObject([{ state: 'failed' }]);
    expect(warnings).toEqual([expect.stringContaining(`{"status":301,"location":"/v3/tickets/${ID}"}`)]);
  });

  test('the time to wait after 429 is passed on, and waited for if it is short', async () => {
    answerToken();
    nock(HOST).get(`${GENERIC}/${ID}`).reply(429, '', { 'retry-after': '77' });
    expect(await getTickets(connect({ mostRetries: 2 }), [ID])).toMatchObject([
      { state: 'failed', error: { code: 'RATE_LIMITED', facts: { retryAfterMs: 77_000 } } },
    ]);
    answerToken();
    nock(HOST).get(`${GENERIC}/${ID}`).reply(429, '', { 'retry-after': '0' });
    nock(HOST).get(`${GENERIC}/${ID}`).reply(200, genericRow(ID), JSON_TYPE);
    expect(await getTickets(connect({ mostRetries: 2 }), [ID])).toMatchObject([{ state: 'found' }]);
  });

  test.each([429, 502, 503, 504])('%s of a read is tried again', async (status) => {
    answerToken();
    nock(HOST).get(`${GENERIC}/${ID}`).twice().reply(status, HTML);
    nock(HOST).get(`${GENERIC}/${ID}`).reply(200, genericRow(ID), JSON_TYPE);
    expect(await getTickets(connect({ mostRetries: 2 }), [ID])).toMatchObject([{ state: 'found' }]);
  });
});

describe('404', () => {
  test('of a ticket counts when the documented resource says so too', async () => {
    answerToken();
    nock(HOST).get(`${GENERIC}/${ID}`).reply(404, problem(404), PROBLEM_TYPE);
    nock(HOST).get(`${IN_PROGRESS}/${ID}`).reply(404, problem(404), PROBLEM_TYPE);
    expect(await getTickets(connect(), [ID])).toEqual([{ state: 'absent' }]);
  });

  test.each(['auto', 'generic'])('of the generic resource alone is not enough (%s)', async (ticketSource) => {
    answerToken();
    nock(HOST).get(`${GENERIC}/${ID}`).reply(404, problem(404), PROBLEM_TYPE);
    nock(HOST).get(`${IN_PROGRESS}/${ID}`).reply(200, fixture('in-progress-ticket'), JSON_TYPE);
    // Nothing is left to be loaded: the call that could tell more has said no.
    expect(await getTickets(connect({ ticketSource }), [ID], ['updatedAt'])).toMatchObject([
      { state: 'found', value: { nativeId: ID, notLoaded: [] } },
    ]);
  });

  test('stays at the id it belongs to, as every error does', async () => {
    answerToken();
    nock(HOST)
      .get(`${GENERIC}/${idOf(1)}`)
      .reply(200, genericRow(idOf(1)), JSON_TYPE);
    nock(HOST)
      .get(`${GENERIC}/${idOf(2)}`)
      .reply(403, problem(403), PROBLEM_TYPE);
    nock(HOST)
      .get(`${GENERIC}/${idOf(3)}`)
      .reply(404, problem(404), PROBLEM_TYPE);
    nock(HOST)
      .get(`${IN_PROGRESS}/${idOf(3)}`)
      .reply(404, problem(404), PROBLEM_TYPE);
    nock(HOST)
      .get(`${GENERIC}/${idOf(4)}`)
      .reply(200, genericRow(idOf(4)), JSON_TYPE);
    expect(await getTickets(connect(), [1, 2, 3, 4].map(idOf))).toMatchObject([
      { state: 'found', value: { nativeId: idOf(1) } },
      { state: 'failed', error: { code: 'FORBIDDEN' } },
      { state: 'absent' },
      { state: 'found', value: { nativeId: idOf(4) } },
    ]);
  });

  test('of the list is an error where the documented resource alone is read', async () => {
    answerToken();
    nock(HOST).get(`${IN_PROGRESS}?limit=1000&offset=0`).reply(404, problem(404), PROBLEM_TYPE);
    expect((await errorOf(walk(connect({ ticketSource: 'inProgress' })))).code).toBe('NOT_FOUND');
  });
});

describe('successes that cannot be understood', () => {
  test.each([
    ['an empty body', ''],
    ['cut JSON', '{"id":'],
    ['no id', '{"state":"closed"}'],
    ['an empty id', '{"id":""}'],
    ['null', 'null'],
    ['a number that is none', `{"id":"${ID}","ticket_number":[1]}`],
    ['a state that is no text', `{"id":"${ID}","state":7}`],
  ])('a ticket: %s', async (_what, body) => {
    answerToken();
    nock(HOST).get(`${GENERIC}/${ID}`).reply(200, body, JSON_TYPE);
    expect(await getTickets(connect(), [ID])).toMatchObject([
      { state: 'failed', error: { code: 'BACKEND_BAD_RESPONSE' } },
    ]);
  });

  test.each([
    ['an empty body', '', 'application/json'],
    ['HTML', HTML, 'text/html'],
    ['no result', '{"query":{},"total":0}', 'application/json'],
    ['another envelope', '{"data":[],"total":0}', 'application/json'],
    ['a bare array', '[]', 'application/json'],
    ['a row without an id', '{"result":[{"state":"closed"}],"total":1}', 'application/json'],
  ])('a list: %s', async (_what, body, type) => {
    answerToken();
    nock(HOST).get(`${GENERIC}?limit=1000&offset=0`).reply(200, body, { 'content-type': type });
    expect((await errorOf(readList(connect()))).code).toBe('BACKEND_BAD_RESPONSE');
  });

  test.each([
    '{"result":[]}',
    '{"result":[],"query":null,"total":null}',
    '{"result":[],"query":{"x":[1]},"total":0,"y":1}',
  ])('a list is what it has to be with %s', async (body) => {
    answerToken();
    nock(HOST).get(`${GENERIC}?limit=1000&offset=0`).reply(200, body, JSON_TYPE);
    expect(await readList(connect())).toMatchObject({ tickets: [], continuation: null, isCutOff: false });
  });
});

describe('the second resource of a ticket', () => {
  test.each([403, 404, 500])('%s for the details of a hand-over costs the target, not the ticket', async (status) => {
    answerToken();
    nock(HOST)
      .get(`${GENERIC}/${ID}`)
      .reply(200, genericRow(ID, { state: 'outsourced' }), JSON_TYPE);
    nock(HOST).get(`${OUTSOURCED}/${ID}`).reply(status, problem(status), PROBLEM_TYPE);
    expect(await getTickets(connect(), [ID], ['escalations'])).toMatchObject([
      { value: { escalations: [{ state: 'ACTIVE', targetId: null, isReclaimable: null }], notLoaded: [] } },
    ]);
    expect(warnings).toHaveLength(status === 404 ? 0 : 1);
  });

  test('a caller who goes away meanwhile is told nothing else', async () => {
    answerToken();
    const controller = new AbortController();
    nock(HOST)
      .get(`${GENERIC}/${ID}`)
      .reply(200, genericRow(ID, { state: 'outsourced' }), JSON_TYPE);
    nock(HOST)
      .get(`${OUTSOURCED}/${ID}`)
      .reply(200, () => {
        controller.abort();
        return { id: ID };
      });
    const read = operation(connect(), 'getTickets');
    const lookups = await read({ ids: [ID], fields: ['escalations'] }, createCall({ signal: controller.signal }));
    expect(lookups).toMatchObject([{ state: 'failed', error: { facts: { cancelled: true } } }]);
  });

  test('a ticket that has just left the state keeps what the first answer said', async () => {
    answerToken();
    nock(HOST)
      .get(`${GENERIC}/${ID}`)
      .reply(200, genericRow(ID, { state: 'in_progress', assigned_at: '2024-01-01T00:00:00Z' }), JSON_TYPE);
    nock(HOST).get(`${IN_PROGRESS}/${ID}`).reply(404, problem(404), PROBLEM_TYPE);
    expect(await getTickets(connect(), [ID], ['statusChangedAt'])).toMatchObject([
      { value: { statusChangedAt: '2024-01-01T00:00:00.000Z', notLoaded: [] } },
    ]);
  });

  test('a fault there is a fault of what was asked for: a start of service is never guessed', async () => {
    answerToken();
    nock(HOST)
      .get(`${GENERIC}/${ID}`)
      .reply(200, genericRow(ID, { state: 'in_progress' }), JSON_TYPE);
    nock(HOST).get(`${IN_PROGRESS}/${ID}`).reply(500, problem(500), PROBLEM_TYPE);
    expect(await getTickets(connect(), [ID], ['statusChangedAt'])).toMatchObject([
      { state: 'failed', error: { code: 'BACKEND_UNAVAILABLE' } },
    ]);
  });
});
