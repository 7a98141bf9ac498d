import { describe, expect, jest, test } from '@jest/globals';
import { readProblem } from '../../../adapters/huawei/problem.ts';
import type { GatewayError } from '../../../src/ticketing/errors.ts';
import { createCall } from '../../support/call.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { answerToken, CASES, connect, fixture, IAM, NOW, operation, OSM, pageRequest } from './under-test.ts';

useNock();

const JSON_TYPE = { 'content-type': 'application/json' };

/** What reading one ticket comes to. */
async function outcome(backend = connect({ mostRetries: 0 })) {
  const [lookup] = await operation(backend, 'getTickets')({ ids: ['TT-1'], fields: ['status'] }, createCall());
  if (lookup?.state === 'failed') return lookup.error;
  return lookup?.state;
}

async function errorOf(
  status: number,
  body: nock.Body,
  headers: Record<string, string> = JSON_TYPE,
): Promise<GatewayError> {
  answerToken();
  nock(OSM).get(`${CASES}/TT-1`).reply(status, body, headers);
  const error = await outcome();
  if (typeof error === 'string' || error === undefined) throw new Error(`The ticket is ${error}.`);
  return error;
}

describe('business errors come with status 200', () => {
  test.each([
    ['OSM.01010001', 'INVALID_INPUT'],
    ['OSM.01010002', 'FORBIDDEN'],
    ['OSM.01010003', 'FORBIDDEN'],
    ['OSM.01010006', 'INVALID_INPUT'],
    ['OSM.01010007', 'FORBIDDEN'],
    ['OSM.01010008', 'INVALID_INPUT'],
    ['OSM.01010009', 'FORBIDDEN'],
    ['OSM.01010010', 'INVALID_INPUT'],
    ['OSM.01010012', 'INVALID_INPUT'],
    ['OSM.01010013', 'INVALID_INPUT'],
    ['OSM.01010014', 'BACKEND_BAD_RESPONSE'],
    ['OSM.01010016', 'BACKEND_BAD_RESPONSE'],
    ['OSM.01010059', 'BACKEND_BAD_RESPONSE'],
    ['OSM.01010004', 'RATE_LIMITED'],
    ['OSM.01010005', 'RATE_LIMITED'],
  ])('%s is %s', async (error_code, code) => {
    const error = await errorOf(200, { error_code, error_msg: 'Ann’s ticket' });
    expect(error).toMatchObject({ code, facts: { backendCode: error_code } });
    expect(error.message).not.toContain('Ann');
  });

  test('a ticket that does not exist is absent, not failed', async () => {
    answerToken();
    nock(OSM).get(`${CASES}/TT-1`).reply(200, { error_code: 'OSM.01010015', error_msg: 'no such ticket' });
    expect(await outcome()).toBe('absent');
  });

  test('they are found in lists too', async () => {
    answerToken();
    nock(OSM).get(CASES).query(true).reply(200, { error_code: 'OSM.01010002' });
    nock(OSM)
      .get(/config\/problems/)
      .reply(200, { error_code: 'OSM.01010002' });
    await expect(operation(connect(), 'listTickets').readPage(pageRequest(), createCall())).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  test.each([null, ''])('an error_code of %j is none', async (error_code) => {
    answerToken();
    const body = { error_code, code: 7, incident_detail_info: { incident_id: 'TT-1', status: 0 } };
    nock(OSM).get(`${CASES}/TT-1`).reply(200, body);
    expect(await outcome()).toBe('found');
  });

  test('a text that speaks of error codes is no error', async () => {
    answerToken();
    const simple_description = 'The answer was {"error_code":"OSM.01010002"}';
    nock(OSM)
      .get(`${CASES}/TT-1`)
      .reply(200, { incident_detail_info: { incident_id: 'TT-1', status: 0, simple_description } });
    expect(await outcome()).toBe('found');
  });
});

describe('errors of the API gateway', () => {
  test.each([
    [403, 'APIGW.0302', 'FORBIDDEN'],
    [403, 'APIGW.0306', 'FORBIDDEN'],
    [403, 'OSM.0003', 'FORBIDDEN'],
    [404, 'APIGW.0101', 'BACKEND_BAD_RESPONSE'],
    [400, 'OSM.0001', 'INVALID_INPUT'],
    [413, 'APIGW.0201', 'INVALID_INPUT'],
    [414, 'APIGW.0201', 'INVALID_INPUT'],
    [494, 'APIGW.0201', 'INVALID_INPUT'],
    [429, 'APIGW.0308', 'RATE_LIMITED'],
    [500, 'APIGW.0601', 'BACKEND_UNAVAILABLE'],
    [502, 'APIGW.0201', 'BACKEND_UNAVAILABLE'],
    [503, 'APIGW.0613', 'BACKEND_UNAVAILABLE'],
    [500, 'OSM.0004', 'BACKEND_UNAVAILABLE'],
    [504, 'APIGW.0201', 'BACKEND_TIMEOUT'],
  ])('%i %s is %s', async (status, error_code, code) => {
    const error = await errorOf(status, { error_code, error_msg: 'said so', request_id: 'req-1' });
    expect(error).toMatchObject({ code, facts: { backendCode: error_code } });
    expect(error.facts.detail).toBe(`HTTP ${status} ${error_code} said so request req-1`);
  });

  test('a path that is not there, whoever says so, is not a ticket that is not there', async () => {
    expect(await errorOf(404, '<html>', { 'content-type': 'text/html' })).toMatchObject({
      code: 'BACKEND_BAD_RESPONSE',
    });
  });

  test('the id of the request comes from the header where there is one', async () => {
    const headers = { ...JSON_TYPE, 'X-Request-Id': 'from-the-header' };
    const error = await errorOf(403, { error_code: 'APIGW.0302', request_id: 'from-the-body' }, headers);
    expect(error.facts.detail).toContain('request from-the-header');
  });

  test.each([
    ['IAM', { error: { code: 403, message: 'no', title: 'Forbidden' } }, '403'],
    ['other services', { errorCode: 'X.1', errorMsg: 'no' }, 'X.1'],
    ['others', { code: 'Y.2', message: 'no' }, 'Y.2'],
    ['nobody', [], undefined],
  ])('the shape of %s', (_, body, backendCode) => {
    const response = { status: 403, headers: {}, body: Buffer.from(JSON.stringify(body)) };
    expect(readProblem(response)?.backendCode).toBe(backendCode);
  });
});

describe('answers that are no answer', () => {
  test.each([
    ['HTML', '<html>busy</html>', { 'content-type': 'text/html' }],
    ['broken JSON', '{"incident_detail_info":{"incident_id":"TT-1"', JSON_TYPE],
    ['nothing', '', JSON_TYPE],
    ['another object', '{"unknown":1}', JSON_TYPE],
    ['a ticket without an id', '{"incident_detail_info":{"status":0}}', JSON_TYPE],
    ['a ticket without a status', '{"incident_detail_info":{"incident_id":"TT-1"}}', JSON_TYPE],
    ['a ticket with a status in words', '{"incident_detail_info":{"incident_id":"TT-1","status":"open"}}', JSON_TYPE],
  ])('%s', async (_, body, headers) => {
    expect(await errorOf(200, body, headers)).toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
  });

  test.each([
    ['no rows', { total_count: 0 }],
    ['null for rows', { total_count: 0, incident_info_list: null }],
    ['a row without an id', { total_count: 1, incident_info_list: [{ status: 0 }] }],
    ['a total in words', { total_count: 'many', incident_info_list: [] }],
  ])('a list with %s is not taken for an empty one', async (_, body) => {
    answerToken();
    nock(OSM).get(CASES).query(true).reply(200, body);
    nock(OSM)
      .get(/config\/problems/)
      .reply(200, { incident_business_type_list: [] });
    nock(OSM)
      .get(/config\/product-categories/)
      .reply(200, { incident_product_category_list: [] });
    await expect(operation(connect(), 'listTickets').readPage(pageRequest(), createCall())).rejects.toMatchObject({
      code: 'BACKEND_BAD_RESPONSE',
    });
    // The catalog may still be on its way.
    await new Promise((resolve) => setTimeout(resolve, 30));
  });
});

describe('tokens', () => {
  test.each([
    [401, { error_code: 'APIGW.0301' }],
    [401, { error_code: 'APIGW.0307' }],
    [401, { error_code: 'OSM.0002' }],
    [200, { error_code: 'OSM.01010011' }],
  ])('%i %j: a new token, once', async (status, body) => {
    answerToken('stale');
    nock(OSM, { reqheaders: { 'x-auth-token': 'stale' } })
      .get(`${CASES}/TT-1`)
      .reply(status, body);
    answerToken('new');
    nock(OSM, { reqheaders: { 'x-auth-token': 'new' } })
      .get(`${CASES}/TT-1`)
      .reply(200, fixture('case-detail'), JSON_TYPE);
    expect(await outcome()).toBe('found');
  });

  test('refused again: UNAUTHENTICATED', async () => {
    answerToken('stale');
    answerToken('new');
    nock(OSM).get(`${CASES}/TT-1`).twice().reply(401, { error_code: 'APIGW.0301' });
    expect(await outcome()).toMatchObject({ code: 'UNAUTHENTICATED', facts: { backendCode: 'APIGW.0301' } });
  });

  test.each([400, 401])('IAM answers %i: UNAUTHENTICATED at once, and not tried again for a minute', async (status) => {
    let now = NOW;
    const backend = connect({}, { clock: () => now });
    const refuse = () =>
      nock(IAM)
        .post('/v3/auth/tokens')
        .query(true)
        .reply(status, {
          error: { code: status, message: 'The username or password is wrong.', title: 'Unauthorized' },
        });
    refuse();
    expect(await outcome(backend)).toMatchObject({ code: 'UNAUTHENTICATED', facts: { backendCode: String(status) } });
    now += 59_999;
    expect(await outcome(backend)).toMatchObject({ code: 'UNAUTHENTICATED' });
    now += 1;
    refuse();
    expect(await outcome(backend)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('IAM at a wrong address does not make tickets absent', async () => {
    nock(IAM)
      .post('/v3/auth/tokens')
      .query(true)
      .reply(404, { error: { code: 404, message: 'no', title: 'Not Found' } });
    expect(await outcome()).toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
  });

  test('an answer without the token is no token', async () => {
    nock(IAM)
      .post('/v3/auth/tokens')
      .query(true)
      .reply(201, { token: { id: 'in the body' } });
    expect(await outcome()).toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
  });

  test('IAM out of order is tried again', async () => {
    nock(IAM).post('/v3/auth/tokens').query(true).reply(503, {});
    answerToken();
    nock(OSM).get(`${CASES}/TT-1`).reply(200, fixture('case-detail'), JSON_TYPE);
    expect(await outcome(connect())).toBe('found');
  });
});

test.each([429, 502, 503, 504])('reads are repeated after %i', async (status) => {
  answerToken();
  nock(OSM).get(`${CASES}/TT-1`).twice().reply(status, {});
  nock(OSM).get(`${CASES}/TT-1`).reply(200, fixture('case-detail'), JSON_TYPE);
  expect(await outcome(connect())).toBe('found');
});

test('no log holds what a body said', async () => {
  const warn = jest.fn();
  answerToken();
  nock(OSM)
    .get(/config\/problems/)
    .reply(200, { error_code: 'OSM.01010002', error_msg: 'Ann’s account' });
  nock(OSM).get(CASES).query(true).reply(200, { total_count: 0, incident_info_list: [] });
  await operation(connect({}, { log: { info: warn, warn } }), 'listTickets').readPage(pageRequest(), createCall());
  expect(warn).toHaveBeenCalled();
  expect(JSON.stringify(warn.mock.calls)).not.toContain('Ann');
});
