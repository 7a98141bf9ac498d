import { describe, expect, test } from '@jest/globals';
import { readProblem, readTokenProblem } from '../../../adapters/hybris/problem.ts';
import type { HttpResponse } from '../../../src/upstream/http-response.ts';
import { toProblemError } from '../../../src/upstream/problem.ts';
import { createCall } from '../../support/call.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { sampleId, OWN_ID, ticket } from './samples.ts';
import {
  answerClientToken,
  answerLogin,
  answerTokens,
  connect,
  CUSTOMERS,
  getTickets,
  HOST,
  listOf,
  MASHUP,
  NOW,
  operation,
  pageRequest,
} from './under-test.ts';

useNock();

const FIRST = sampleId(1);
const TICKET = `${MASHUP}/serviceTickets/${FIRST}`;
const TYPES = `${MASHUP}/serviceTicketTypes`;

function response(status: number, body: unknown): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: {}, body: Buffer.from(text) };
}

function codeOf(answer: HttpResponse): string {
  const problem = readProblem(answer);
  return problem === null ? 'none' : toProblemError(answer, problem).code;
}

describe('the table of errors', () => {
  test.each([
    [400, 'validation_violation', 'missing_field', 'INVALID_INPUT'],
    [400, 'validation_violation', 'invalid_field', 'INVALID_INPUT'],
    [400, 'validation_violation', 'out_of_range_parameter', 'INVALID_INPUT'],
    [400, 'validation_violation', undefined, 'INVALID_INPUT'],
    [400, 'validation_violation', 'invalid_query_parameter', 'BACKEND_BAD_RESPONSE'],
    [400, 'validation_violation', 'missing_query_parameter', 'BACKEND_BAD_RESPONSE'],
    [400, 'validation_violation', 'invalid_header', 'BACKEND_BAD_RESPONSE'],
    [400, 'validation_violation', 'missing_header', 'BACKEND_BAD_RESPONSE'],
    [400, 'validation_violation', 'invalid_uri_parameter', 'BACKEND_BAD_RESPONSE'],
    [400, 'business_error', undefined, 'CONFLICT'],
    [400, 'bad_payload_syntax', undefined, 'BACKEND_BAD_RESPONSE'],
    [401, 'insufficient_credentials', undefined, 'UNAUTHENTICATED'],
    [403, 'insufficient_permissions', undefined, 'FORBIDDEN'],
    [403, 'insufficient_credentials', undefined, 'FORBIDDEN'],
    [404, 'element_resource_non_existing', undefined, 'NOT_FOUND'],
    [405, 'unsupported_method', undefined, 'BACKEND_BAD_RESPONSE'],
    [406, 'unsupported_response_content_type', undefined, 'BACKEND_BAD_RESPONSE'],
    [413, 'bad_payload_size', undefined, 'INVALID_INPUT'],
    [414, 'uri_too_long', undefined, 'BACKEND_BAD_RESPONSE'],
    [415, 'unsupported_request_content_type', undefined, 'BACKEND_BAD_RESPONSE'],
    [409, 'conflict_resource', 'unique_index_violation', 'CONFLICT'],
    [429, 'insufficient_resources', undefined, 'RATE_LIMITED'],
    [500, 'internal_service_error', undefined, 'BACKEND_UNAVAILABLE'],
    [503, 'service_temporarily_unavailable', undefined, 'BACKEND_UNAVAILABLE'],
    [503, 'circuit_breaker_open', undefined, 'BACKEND_UNAVAILABLE'],
    [502, undefined, undefined, 'BACKEND_UNAVAILABLE'],
    [504, undefined, undefined, 'BACKEND_TIMEOUT'],
    [302, undefined, undefined, 'BACKEND_BAD_RESPONSE'],
  ])('%i %s %s is %s', (status, type, detailType, code) => {
    const details = detailType === undefined ? [] : [{ field: 'shortDescription', type: detailType }];
    expect(codeOf(response(status, { status, type, message: 'No.', details }))).toBe(code);
  });

  test('the field at fault and the backend’s own code are kept', () => {
    const body = {
      status: '400',
      type: 'validation_violation',
      message: 'There are errors.',
      details: [{ field: 'shortDescription', type: 'missing_field', message: 'Missing.' }],
    };
    expect(readProblem(response(400, body))).toEqual({
      code: 'INVALID_INPUT',
      field: 'shortDescription',
      backendCode: 'missing_field',
      detail: 'validation_violation: There are errors.',
    });
  });

  test('any 400 on the status is a conflict', () => {
    const details = [{ field: 'status', type: 'invalid_field' }];
    expect(codeOf(response(400, { type: 'validation_violation', details }))).toBe('CONFLICT');
  });

  test('bodies that are broken or no JSON are read as far as they go', () => {
    const broken =
      '{"status":400,"type":"validation_violation","message":"No.","details":["field":"q","type":"invalid_query_parameter"}';
    expect(readProblem(response(400, broken))).toMatchObject({ field: 'q', backendCode: 'invalid_query_parameter' });
    for (const body of [
      '<html>Invalid host header in the request</html>',
      '',
      'null',
      '[]',
      '7',
      '{"details":7}',
      '{"type":null}',
    ])
      expect(codeOf(response(400, body))).toBe('BACKEND_BAD_RESPONSE');
    expect(codeOf(response(200, 'anything'))).toBe('none');
  });

  test('the token call spells its errors in two ways', () => {
    expect(readTokenProblem(response(400, { error: 'invalid_client', errorDescription: 'unknown' }))).toEqual({
      code: 'UNAUTHENTICATED',
      backendCode: 'invalid_client',
      detail: 'unknown',
    });
    expect(readTokenProblem(response(401, { error: 'x', error_description: 'y' }))).toMatchObject({ detail: 'y' });
    expect(readTokenProblem(response(503, 'gone'))).toEqual({});
    expect(readTokenProblem(response(200, {}))).toBeNull();
  });
});

/** Reads the first ticket. */
async function readFirst(backend = connect()) {
  return (await operation(backend, 'getTickets')({ ids: [FIRST], fields: [] }, createCall()))[0];
}

describe('tickets', () => {
  test.each([
    [404, { type: 'element_resource_non_existing' }],
    [403, { type: 'insufficient_permissions', message: 'Access denied' }],
  ])('%i on one ticket: there is none, as far as anybody may know', async (status, body) => {
    answerTokens();
    nock(HOST).get(TICKET).reply(status, body);
    expect(await readFirst()).toEqual({ state: 'absent' });
  });

  test.each([
    { type: 'insufficient_permissions', message: 'Access denied - invalid scope' },
    { type: 'insufficient_credentials', message: 'no subscription to the product' },
  ])('403 for want of rights says so: $message', async (body) => {
    answerTokens();
    nock(HOST).get(TICKET).reply(403, body);
    expect(await readFirst()).toMatchObject({ state: 'failed', error: { code: 'FORBIDDEN' } });
  });

  test('404 on a collection is a wrong address', async () => {
    answerTokens();
    const body = { type: 'collection_resource_non_existing' };
    getTickets({ sort: 'metadata.createdAt:desc,id:desc', pageNumber: '1', pageSize: '26' }).reply(404, body);
    nock(HOST).get(TYPES).reply(404, body);
    const backend = connect();
    const wrongAddress = { code: 'BACKEND_UNAVAILABLE', message: 'The backend has no such address.' };
    await expect(listOf(backend).readPage(pageRequest(), createCall())).rejects.toMatchObject(wrongAddress);
    await expect(operation(backend, 'listTicketTypes')(createCall())).rejects.toMatchObject(wrongAddress);
  });

  test.each([
    ['no JSON', 'text/html', '<html></html>'],
    ['no list', 'application/json', '{"items":[]}'],
    ['a cut list', 'application/json', '[{"id":"x"'],
    ['a row without an id', 'application/json', '[{"id":"x"},{}]'],
    ['nothing', 'application/json', ''],
  ])('a list that is %s is a bad response', async (_, type, body) => {
    answerTokens();
    getTickets({ sort: 'metadata.createdAt:desc,id:desc', pageNumber: '1', pageSize: '26' }).reply(200, body, {
      'content-type': type,
    });
    await expect(listOf(connect()).readPage(pageRequest(), createCall())).rejects.toMatchObject({
      code: 'BACKEND_BAD_RESPONSE',
    });
  });

  test('a fault of one call stays at its tickets', async () => {
    const ids = Array.from({ length: 65 }, (_, index) => sampleId(index));
    answerTokens();
    const [last = ''] = ids.slice(64);
    getTickets({ q: `id:(${ids.slice(0, 64).join(',')})`, pageNumber: '1', pageSize: '64' }).reply(200, [
      ticket(FIRST),
    ]);
    getTickets({ q: `id:(${last})`, pageNumber: '1', pageSize: '64' })
      .times(3)
      .reply(500, {});
    const answers = await operation(connect(), 'getTickets')({ ids, fields: [] }, createCall());
    expect(answers.map(({ state }) => state)).toEqual([
      'absent',
      'found',
      ...Array.from({ length: 62 }, () => 'absent'),
      'failed',
    ]);
  });

  const REFUSALS: Record<string, object> = {
    'names the parameter': { type: 'validation_violation', details: [{ field: 'q', type: 'invalid_query_parameter' }] },
    'names the kind': { type: 'invalid_query_parameter' },
    'names nothing': { type: 'validation_violation' },
  };

  test.each(Object.entries(REFUSALS))('a query by ids that is refused is not tried again: it %s', async (_, body) => {
    const warnings: string[] = [];
    answerTokens();
    getTickets({ q: `id:(${FIRST},${sampleId(2)})`, pageNumber: '1', pageSize: '64' }).reply(400, {
      status: 400,
      ...body,
    });
    nock(HOST).get(TICKET).twice().reply(200, ticket(FIRST));
    nock(HOST)
      .get(`${MASHUP}/serviceTickets/${sampleId(2)}`)
      .twice()
      .reply(404, {});
    const backend = connect({}, { log: { info() {}, warn: (text: string) => void warnings.push(text) } });
    for (let times = 0; times < 2; times++) {
      const answers = await operation(backend, 'getTickets')({ ids: [FIRST, sampleId(2)], fields: [] }, createCall());
      expect(answers.map(({ state }) => state)).toEqual(['found', 'absent']);
    }
    expect(warnings).toHaveLength(1);
  });

  test('a query by ids that is ignored proves nothing about the missing ones', async () => {
    answerTokens();
    getTickets({ q: `id:(${FIRST},${sampleId(2)})`, pageNumber: '1', pageSize: '64' }).reply(200, [
      ticket(sampleId(7)),
      ticket(FIRST),
    ]);
    nock(HOST).get(TICKET).reply(200, ticket(FIRST));
    nock(HOST)
      .get(`${MASHUP}/serviceTickets/${sampleId(2)}`)
      .reply(200, ticket(sampleId(2)));
    const answers = await operation(connect(), 'getTickets')({ ids: [FIRST, sampleId(2)], fields: [] }, createCall());
    expect(answers.map(({ state }) => state)).toEqual(['found', 'found']);
  });

  test('a backend that is said to know no query by ids is not asked', async () => {
    answerTokens();
    nock(HOST).get(TICKET).reply(200, ticket(FIRST));
    nock(HOST)
      .get(`${MASHUP}/serviceTickets/${sampleId(2)}`)
      .reply(200, ticket(sampleId(2)));
    const backend = connect({ batchById: 'fanout' });
    const answers = await operation(backend, 'getTickets')({ ids: [FIRST, sampleId(2)], fields: [] }, createCall());
    expect(answers.map(({ state }) => state)).toEqual(['found', 'found']);
    expect(backend.limits.maxBatchSize).toBe(1);
  });
});

describe('tokens', () => {
  const refused = { status: 401, type: 'insufficient_credentials', message: 'Bearer TOKEN is invalid' };

  test('a refused customer token is replaced once', async () => {
    answerTokens();
    nock(HOST).get(TICKET).reply(401, refused);
    answerLogin('second');
    nock(HOST, { reqheaders: { authorization: 'Bearer second' } })
      .get(TICKET)
      .reply(200, ticket(FIRST));
    expect((await readFirst())?.state).toBe('found');
  });

  test('twice refused is UNAUTHENTICATED', async () => {
    answerTokens();
    nock(HOST).get(TICKET).twice().reply(401, refused);
    answerLogin('second');
    expect(await readFirst()).toMatchObject({ state: 'failed', error: { code: 'UNAUTHENTICATED' } });
  });

  test('a refused client token is replaced once, before types as before the login', async () => {
    answerClientToken('first');
    nock(HOST, { reqheaders: { authorization: 'Bearer first' } })
      .get(TYPES)
      .reply(401, refused);
    answerClientToken('second');
    nock(HOST, { reqheaders: { authorization: 'Bearer second' } })
      .get(TYPES)
      .reply(200, []);
    const backend = connect();
    expect(await operation(backend, 'listTicketTypes')(createCall())).toEqual([]);

    nock(HOST, { reqheaders: { authorization: 'Bearer second' } })
      .post(`${CUSTOMERS}/login`)
      .reply(401, refused);
    answerClientToken('third');
    nock(HOST, { reqheaders: { authorization: 'Bearer third' } })
      .post(`${CUSTOMERS}/login`)
      .reply(200, { accessToken: 'customer-token' });
    nock(HOST).get(`${CUSTOMERS}/me`).reply(200, { id: OWN_ID });
    nock(HOST).get(TICKET).reply(200, ticket(FIRST));
    expect((await readFirst(backend))?.state).toBe('found');
  });

  test('a wrong password is tried once a minute', async () => {
    let now = NOW;
    answerClientToken();
    nock(HOST)
      .post(`${CUSTOMERS}/login`)
      .reply(401, { status: 401, type: 'insufficient_credentials', message: 'Wrong.' });
    const backend = connect({}, { clock: () => now });
    for (let times = 0; times < 3; times++)
      expect(await readFirst(backend)).toMatchObject({ state: 'failed', error: { code: 'UNAUTHENTICATED' } });
    now = NOW + 60_000;
    answerLogin();
    nock(HOST).get(`${CUSTOMERS}/me`).reply(200, { id: OWN_ID });
    nock(HOST).get(TICKET).reply(200, ticket(FIRST));
    expect((await readFirst(backend))?.state).toBe('found');
  });

  test('a client that is refused is UNAUTHENTICATED', async () => {
    nock(HOST).post('/hybris/oauth2/v1/token').reply(400, { error: 'invalid_client', errorDescription: 'unknown' });
    await expect(operation(connect(), 'listTicketTypes')(createCall())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      facts: { backendCode: 'invalid_client' },
    });
  });

  test('without a customer there are no tickets, but types', async () => {
    answerClientToken();
    nock(HOST).get(TYPES).reply(200, []);
    const backend = connect({ email: undefined, password: undefined });
    expect(await readFirst(backend)).toMatchObject({ state: 'failed', error: { code: 'UNAUTHENTICATED' } });
    expect(await operation(backend, 'listTicketTypes')(createCall())).toEqual([]);
  });

  test('a token answer without a token is a bad response', async () => {
    nock(HOST).post('/hybris/oauth2/v1/token').reply(200, { token_type: 'Bearer' });
    await expect(operation(connect(), 'listTicketTypes')(createCall())).rejects.toMatchObject({
      code: 'BACKEND_BAD_RESPONSE',
    });
  });

  test('a customer service that is down does not stop reading, and is asked again', async () => {
    answerClientToken();
    answerLogin();
    nock(HOST).get(`${CUSTOMERS}/me`).times(3).reply(503, {});
    nock(HOST)
      .get(TICKET)
      .twice()
      .reply(200, ticket(FIRST, { customerId: 'C1381590152' }));
    const backend = connect();
    expect((await readFirst(backend))?.state).toBe('found');
    nock(HOST).get(`${CUSTOMERS}/me`).reply(200, { id: OWN_ID });
    expect((await readFirst(backend))?.state).toBe('absent');
  });
});

test('logs that cannot be read are an error, not an empty list', async () => {
  answerTokens();
  nock(HOST).get(TICKET).reply(200, ticket(FIRST));
  nock(HOST).get(`${MASHUP}/interactionLogs`).query(true).reply(403, { message: 'Access denied - invalid scope' });
  await expect(operation(connect(), 'getInteractionLogs')([FIRST], createCall())).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});

test('neither secrets nor bodies reach the log', async () => {
  const told: string[] = [];
  const tell = (message: string, facts?: object): void => void told.push(message + JSON.stringify(facts ?? {}));
  answerClientToken('client-token', { scope: '' });
  answerLogin();
  nock(HOST).get(`${CUSTOMERS}/me`).reply(200, { id: OWN_ID });
  nock(HOST)
    .get(TICKET)
    .reply(200, ticket(FIRST, { customerId: 'C1381590152' }));
  await readFirst(connect({}, { log: { info: tell, warn: tell } }));
  expect(told).toHaveLength(2);
  expect(told.join()).not.toMatch(/C13815901|secret|client-token|testme/i);
});
