import { afterEach, describe, expect, test } from '@jest/globals';
import { readProblem } from '../../../adapters/crm/envelope.ts';
import { crm } from '../../../adapters/crm/index.ts';
import missingOperation from '../../../adapters/crm/fixtures/ticket-client-error.json' with { type: 'json' };
import invalidToken from '../../../adapters/crm/fixtures/ticket-comment-server-error.json' with { type: 'json' };
import missingSource from '../../../adapters/crm/fixtures/ticket-details-client-error.json' with { type: 'json' };
import downstream from '../../../adapters/crm/fixtures/ticket-details-server-error.json' with { type: 'json' };
import details from '../../../adapters/crm/fixtures/ticket-details.json' with { type: 'json' };
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { toGatewayError, type GatewayError } from '../../../src/ticketing/errors.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { AdapterLog } from '../../../src/upstream/adapter-kit.ts';
import { toProblemError } from '../../../src/upstream/problem.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { createCall } from '../../support/call.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';

useNock();

const HOST = 'https://crm.example.test';
const NOW = Date.parse('2021-09-10T20:00:00.000Z');
const MINUTE = 60_000;
const OVER = { exp: NOW / 1_000 - 1 };

const connected: BackendInstance[] = [];
let clock = NOW;

afterEach(async () => {
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

function connect(settings: Record<string, unknown> = {}, log?: AdapterLog): BackendInstance {
  clock = NOW;
  const backend = connectAdapter(
    crm,
    { baseUrl: HOST, auth: { mode: 'static', token: new Secret(jwt()) }, ...settings },
    { clock: () => clock, ...(log === undefined ? {} : { log }) },
  );
  connected.push(backend);
  return backend;
}

const LOGIN = { auth: { mode: 'login', email: 'ravi@example.test', password: new Secret('secret') } };

function jwt(claims: Record<string, unknown> = {}): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'HS256' })}.${encode(claims)}.c2lnbmF0dXJl`;
}

function refusal(statusCode: string, errorCode: string, errorMessage = ''): object {
  return { response: { success: 'false', result: { arguments: { statusCode, errorCode, errorMessage } } } };
}

/** The error that an answer becomes; null if it is a success. */
function errorOf(status: number, body: unknown): GatewayError | null {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = { status, headers: {}, body: Buffer.from(text) };
  const problem = readProblem(response);
  return problem === null ? null : toProblemError(response, problem);
}

describe('the envelope', () => {
  test.each([
    [200, { response: { success: 'true', result: [] } }],
    [200, { response: { result: [], success: 'TRUE' } }],
    [201, { response: { success: true, result: {} } }],
    [200, { response: { success: 'SUCCESS', result: {} } }],
    [200, { response: { result: { success: 'success' } } }],
    [200, { success: 'true', result: [] }],
    [200, { response: { success: 'true', result: { arguments: { errorCode: '0' } } } }],
    [200, { response: { success: 'true', result: { errorCode: 0 } } }],
  ])('%i %j is a success', (status, body) => {
    expect(errorOf(status, body)).toBeNull();
  });

  test.each([
    [200, { response: { success: 'false', result: [] } }, 'BACKEND_UNAVAILABLE'],
    [200, { response: { success: false } }, 'BACKEND_UNAVAILABLE'],
    [200, { response: { success: 'FAILED', result: { message: 'no' } } }, 'BACKEND_UNAVAILABLE'],
    [200, { response: { result: { success: 'FAILED' } } }, 'BACKEND_UNAVAILABLE'],
    [200, { response: { success: 'true', result: { arguments: { errorCode: '17' } } } }, 'BACKEND_UNAVAILABLE'],
    [200, { response: { success: 'true', result: { errorCode: 17 } } }, 'BACKEND_UNAVAILABLE'],
    [200, { response: { success: 'false', result: { errorCode: 401, message: 'no' } } }, 'UNAUTHENTICATED'],
    [200, { response: { success: 'false', result: { errorCode: '404 X' } } }, 'NOT_FOUND'],
    [503, { response: { success: 'false', result: { errorCode: 401 } } }, 'BACKEND_UNAVAILABLE'],
    [403, { response: { success: 'true', result: [] } }, 'FORBIDDEN'],
    [302, { response: { success: 'true', result: [] } }, 'BACKEND_BAD_RESPONSE'],
    [500, {}, 'BACKEND_UNAVAILABLE'],
    [200, {}, 'BACKEND_BAD_RESPONSE'],
    [200, null, 'BACKEND_BAD_RESPONSE'],
    [200, [], 'BACKEND_BAD_RESPONSE'],
    [200, '<html></html>', 'BACKEND_BAD_RESPONSE'],
    [200, '', 'BACKEND_BAD_RESPONSE'],
    [401, '<html></html>', 'UNAUTHENTICATED'],
    [403, '', 'FORBIDDEN'],
    [429, '', 'RATE_LIMITED'],
    [404, '<html></html>', 'BACKEND_BAD_RESPONSE'],
    [502, '<html></html>', 'BACKEND_UNAVAILABLE'],
    [504, '<html></html>', 'BACKEND_TIMEOUT'],
  ])('%i %j is %s', (status, body, code) => {
    expect(errorOf(status, body)?.code).toBe(code);
  });
});

describe.each(['as HTTP status', 'always 200'])('the error table, %s', (mirroring) => {
  function httpStatus(statusCode: string): number {
    return mirroring === 'always 200' ? 200 : Number(statusCode);
  }

  test.each([
    ['400', '400 BAD_REQUEST', "Header 'source' not present in the request.", 'BACKEND_BAD_RESPONSE'],
    ['400', 'BAD_REQUEST', "Header 'srDate' not present in the request.", 'BACKEND_BAD_RESPONSE'],
    ['400', 'BAD_REQUEST', "Attribute 'ticket_title' not found in request.", 'INVALID_INPUT'],
    ['400', 'BAD_REQUEST', 'Invalid username/password', 'UNAUTHENTICATED'],
    ['400', 'BAD_REQUEST', 'anything else', 'INVALID_INPUT'],
    ['401', 'INVALID_TOKEN', 'JWT strings must contain exactly 2 period characters. Found: 0', 'UNAUTHENTICATED'],
    ['500', 'INVALID_TOKEN', 'JWT expired', 'UNAUTHENTICATED'],
    ['401', 'other', '', 'UNAUTHENTICATED'],
    ['500', 'Downstream error', '- Not Able to connect with CRM.', 'BACKEND_UNAVAILABLE'],
    ['400', 'downstream ERROR', '', 'BACKEND_UNAVAILABLE'],
    ['400', '500 Downstream error', '', 'BACKEND_UNAVAILABLE'],
    ['500', '401 INVALID_TOKEN', '', 'UNAUTHENTICATED'],
    ['403', 'x', '', 'FORBIDDEN'],
    ['404', 'x', '', 'NOT_FOUND'],
    ['409', 'x', '', 'CONFLICT'],
    ['429', 'x', '', 'RATE_LIMITED'],
    ['410', 'x', '', 'INVALID_INPUT'],
    ['418', 'x', '', 'INVALID_INPUT'],
    ['503', 'x', '', 'BACKEND_UNAVAILABLE'],
    ['500', 'RECORD_NOT_FOUND', '', 'NOT_FOUND'],
    ['500', 'INVALID_ID_ATTRIBUTE', '', 'NOT_FOUND'],
    ['500', 'ACCESS_DENIED', '', 'FORBIDDEN'],
    ['500', 'MANDATORY_FIELDS_MISSING', '', 'INVALID_INPUT'],
    ['500', 'REFERENCE_INVALID', '', 'INVALID_INPUT'],
    ['401', 'AUTHENTICATION_REQUIRED', '', 'BACKEND_UNAVAILABLE'],
    ['401', 'INVALID_AUTH_TOKEN', '', 'BACKEND_UNAVAILABLE'],
    ['401', 'INVALID_USER_CREDENTIALS', '', 'BACKEND_UNAVAILABLE'],
    ['401', 'SESSION_EXPIRED', '', 'BACKEND_UNAVAILABLE'],
    ['400', 'DATABASE_QUERY_ERROR', '', 'BACKEND_UNAVAILABLE'],
    ['400', 'INTERNAL_SERVER_ERROR', '', 'BACKEND_UNAVAILABLE'],
  ])('%s %s %j is %s', (statusCode, errorCode, errorMessage, code) => {
    const error = errorOf(httpStatus(statusCode), refusal(statusCode, errorCode, errorMessage));
    expect(error).toMatchObject({ code, facts: { backendCode: errorCode } });
    if (errorMessage !== '') expect(error?.message).not.toContain(errorMessage);
  });

  test('the documented samples', () => {
    const samples = [missingSource, missingOperation, invalidToken, downstream];
    const errors = samples.map((sample) => errorOf(httpStatus(sample.response.result.arguments.statusCode), sample));
    expect(errors.map((error) => error?.code)).toEqual([
      'BACKEND_BAD_RESPONSE',
      'BACKEND_BAD_RESPONSE',
      'UNAUTHENTICATED',
      'BACKEND_UNAVAILABLE',
    ]);
    expect(errors[0]?.facts.detail).toContain('Fault of this adapter');
  });

  test('a refused token is renewed once, and the call repeated once', async () => {
    const tokens = [jwt({ jti: '1' }), jwt({ jti: '2' })];
    for (const accessToken of tokens) nock(HOST).post('/crm/v1/login').reply(200, success({ accessToken }));
    const status = httpStatus('401');
    nock(HOST, { reqheaders: { token: tokens[0] ?? '' } })
      .get('/crm/v1/ticket/details')
      .reply(status, invalidToken);
    nock(HOST, { reqheaders: { token: tokens[1] ?? '' } })
      .get('/crm/v1/ticket/details')
      .reply(200, details);
    expect(await getTickets(connect(LOGIN), ['17x95784'])).toMatchObject([{ state: 'found' }]);
  });

  test('a token that is refused twice is the end', async () => {
    nock(HOST)
      .post('/crm/v1/login')
      .twice()
      .reply(200, success({ accessToken: jwt() }));
    nock(HOST).get('/crm/v1/ticket/details').twice().reply(httpStatus('401'), invalidToken);
    expect((await failureOf(connect(LOGIN))).code).toBe('UNAUTHENTICATED');
  });

  test('wrong credentials are not tried again for a minute', async () => {
    const wrong = refusal('400', 'BAD_REQUEST', 'Invalid username/password');
    nock(HOST).post('/crm/v1/login').reply(httpStatus('400'), wrong);
    const backend = connect(LOGIN);
    expect((await failureOf(backend)).code).toBe('UNAUTHENTICATED');
    clock += MINUTE - 1;
    expect((await failureOf(backend)).code).toBe('UNAUTHENTICATED');
    clock += 1;
    nock(HOST)
      .post('/crm/v1/login')
      .reply(200, success({ accessToken: jwt() }));
    nock(HOST).get('/crm/v1/ticket/details').reply(200, details);
    expect(await getTickets(backend, ['17x95784'])).toMatchObject([{ state: 'found' }]);
  });

  test('a failure of the CRM behind the middleware is tried again', async () => {
    nock(HOST).get('/crm/v1/ticket/details').twice().reply(httpStatus('500'), downstream);
    nock(HOST).get('/crm/v1/ticket/details').reply(200, details);
    expect(await getTickets(connect(), ['17x95784'])).toMatchObject([{ state: 'found' }]);
  });
});

describe('names of fields', () => {
  test.each([
    ['tickettitle', 'title'],
    ['ticket_title', 'title'],
    ['ticketCategories', 'type'],
    ['comment', 'text'],
    ['voucherType', 'voucherType'],
    ['constructor', 'constructor'],
  ])('%s is %s of the input', (attribute, field) => {
    const body = refusal('400', 'BAD_REQUEST', `Attribute '${attribute}' not found in request.`);
    expect(errorOf(400, body)?.facts.field).toBe(field);
  });
});

describe('the token', () => {
  test.each([
    ['is no JWT', 'not-a-token'],
    ['has two segments', 'a.b'],
    ['has a line break', `${jwt()}\n`],
    ['has ended', jwt(OVER)],
  ])('that %s is not sent', async (_case, token) => {
    const error = await failureOf(connect({ auth: { mode: 'static', token: new Secret(token) } }));
    expect(error.code).toBe('UNAUTHENTICATED');
    expect(error.message).not.toContain(token);
  });

  test('that is configured and refused is sent once, then left alone for a minute', async () => {
    nock(HOST).get('/crm/v1/ticket/details').reply(401, invalidToken);
    const backend = connect();
    expect((await failureOf(backend)).code).toBe('UNAUTHENTICATED');
    expect((await failureOf(backend)).code).toBe('UNAUTHENTICATED');
    clock += MINUTE;
    nock(HOST).get('/crm/v1/ticket/details').reply(200, details);
    expect(await getTickets(backend, ['17x95784'])).toMatchObject([{ state: 'found' }]);
  });

  test.each([
    ['is no JWT', { accessToken: 'nonsense' }, 'BACKEND_BAD_RESPONSE'],
    ['is missing', {}, 'BACKEND_BAD_RESPONSE'],
    ['has ended', { accessToken: jwt(OVER) }, 'UNAUTHENTICATED'],
  ])('of a login that %s is not used', async (_case, result, code) => {
    nock(HOST).post('/crm/v1/login').reply(200, success(result));
    expect((await failureOf(connect(LOGIN))).code).toBe(code);
  });
});

describe('a success of the wrong shape', () => {
  test.each([[['text']], ['text'], [7], [[{ id: { nested: true } }]], [[null]]])('%j is refused', async (result) => {
    nock(HOST).get('/crm/v1/ticket/details').reply(200, success(result));
    expect((await failureOf(connect())).code).toBe('BACKEND_BAD_RESPONSE');
  });

  test('more tickets than permitted are refused', async () => {
    const rows = [1, 2, 3].map((record) => ({ id: `17x${record}` }));
    nock(HOST).get('/crm/v1/ticket/details').twice().reply(200, success(rows));
    expect((await failureOf(connect({ maxTickets: 2 }))).code).toBe('BACKEND_BAD_RESPONSE');
    expect(await getTickets(connect({ maxTickets: 3 }), ['17x3'])).toMatchObject([{ state: 'found' }]);
  });

  test('issue types of the wrong shape are refused, with the reason in the log alone', async () => {
    nock(HOST)
      .get('/crm/v1/ticket/issues')
      .reply(200, success({ code: '00000', issueTypes: 'Ravi' }));
    const { listTicketTypes } = connect().operations;
    if (isUnsupported(listTicketTypes)) throw new Error(listTicketTypes.unsupported);
    const error = toGatewayError(await listTicketTypes(createCall()).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
    expect(error.facts.detail).toContain('/issueTypes');
    expect(error.facts.detail).not.toContain('Ravi');
  });
});

test('a failed call is logged with both ids and nothing personal', async () => {
  const lines: unknown[] = [];
  const log: AdapterLog = { info() {}, warn: (...line) => lines.push(line) };
  let correlationId: string | null = null;
  nock(HOST)
    .get('/crm/v1/ticket/details')
    .reply(404, (request: Request) => {
      correlationId = request.headers.get('correlationid');
      return refusal('404', 'X', 'ravi@example.test');
    });
  await failureOf(connect({}, log));
  expect(lines).toEqual([
    [
      'A call to the CRM failed.',
      {
        operation: 'ticketDetail',
        code: 'NOT_FOUND',
        correlationId,
        gatewayCorrelationId: createCall().correlationId,
      },
    ],
  ]);
});

function success(result: unknown): object {
  return { response: { success: 'true', result } };
}

async function getTickets(backend: BackendInstance, ids: readonly string[]) {
  const operation = backend.operations.getTickets;
  if (isUnsupported(operation)) throw new Error(operation.unsupported);
  return operation({ ids, fields: [] }, createCall());
}

async function failureOf(backend: BackendInstance): Promise<GatewayError> {
  try {
    await getTickets(backend, ['17x95784']);
  } catch (error) {
    return toGatewayError(error);
  }
  throw new Error('The call did not fail.');
}
