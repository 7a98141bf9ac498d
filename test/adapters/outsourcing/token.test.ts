import { describe, expect, test } from '@jest/globals';
import { useOfToken } from '../../../adapters/outsourcing/client.ts';
import { readTokenProblem } from '../../../adapters/outsourcing/problem.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { answerToken } from './answer-token.ts';
import {
  connect,
  fixture,
  GENERIC,
  genericRow,
  getTickets,
  HOST,
  ID,
  idOf,
  IN_PROGRESS,
  JSON_TYPE,
  listBody,
  PROBLEM_TYPE,
  walk,
  warnings,
} from './under-test.ts';

useNock();

const CORRELATION = '7f3d2c1e-0000-4000-8000-000000000001';

/** What every read carries, and what it must not carry. */
const HEADERS = {
  reqheaders: {
    authorization: 'Bearer token-1',
    accept: 'application/json, application/problem+json',
    'x-correlation-id': CORRELATION,
  },
  badheaders: ['x-api-key', 'content-type'],
};
const HTML = '<html><body>Bad gateway</body></html>';

describe('the token call', () => {
  test('is a form with the client, and carries neither a token nor the API key', async () => {
    nock('https://login.partner.test', {
      reqheaders: { 'content-type': 'application/x-www-form-urlencoded', 'x-correlation-id': CORRELATION },
      badheaders: ['authorization', 'x-api-key'],
    })
      .post(
        '/pool/oauth2/token',
        'grant_type=client_credentials&client_id=client-of-the-provider&client_secret=secret+of+the+provider',
      )
      .reply(200, { access_token: 'token-1', expires_in: 3_600, token_type: 'Bearer' }, JSON_TYPE);
    nock(HOST, HEADERS).get(`${IN_PROGRESS}/${ID}`).reply(200, fixture('in-progress-ticket'), JSON_TYPE);
    const backend = connect({
      tokenUrl: 'https://login.partner.test/pool/oauth2/token',
      ticketSource: 'inProgress',
    });
    expect(await getTickets(backend, [ID])).toMatchObject([{ state: 'found' }]);
  });

  test('is made once for all who need a token, and again after half an hour', async () => {
    let now = Date.parse('2024-03-01T08:00:00.000Z');
    const backend = connect({ ticketSource: 'inProgress' }, { clock: () => now });
    answerToken('token-1');
    nock(HOST, HEADERS)
      .get(new RegExp(`^${IN_PROGRESS}/`))
      .times(4)
      .reply(200, fixture('in-progress-ticket'), JSON_TYPE);
    await getTickets(backend, [ID, idOf(1), idOf(2)]);
    now += 30 * 60_000 - 1;
    await getTickets(backend, [ID]);
    now += 1;
    answerToken('token-2');
    nock(HOST, { reqheaders: { authorization: 'Bearer token-2' } })
      .get(`${IN_PROGRESS}/${ID}`)
      .reply(200, fixture('in-progress-ticket'), JSON_TYPE);
    expect(await getTickets(backend, [ID])).toMatchObject([{ state: 'found' }]);
  });

  test.each([
    ['an hour', 3_600, 1_800],
    ['half an hour', 1_800, 1_500],
    ['ten minutes', 600, 300],
    ['five minutes', 300, 150],
    ['a minute', 60, 30],
    ['a day', 86_400, 1_800],
  ])('a token that lives for %s (%d s) is used for %d s', (_what, life, use) => {
    expect(useOfToken(life * 1_000)).toBe(use * 1_000);
  });

  test.each([[{ expires_in: null }], [{ expires_in: undefined }]])(
    'without a life it lives for an hour: %j',
    async (answer) => {
      let now = 0;
      const backend = connect({ ticketSource: 'inProgress' }, { clock: () => now });
      answerToken('token-1', answer);
      nock(HOST, HEADERS).get(`${IN_PROGRESS}/${ID}`).twice().reply(200, fixture('in-progress-ticket'), JSON_TYPE);
      await getTickets(backend, [ID]);
      now += 29 * 60_000;
      expect(await getTickets(backend, [ID])).toMatchObject([{ state: 'found' }]);
    },
  );
});

describe('the API key', () => {
  test('goes along with every read if one is configured', async () => {
    answerToken();
    nock(HOST, { reqheaders: { ...HEADERS.reqheaders, 'x-api-key': 'key-of-the-provider' } })
      .get(`${IN_PROGRESS}/${ID}`)
      .reply(200, fixture('in-progress-ticket'), JSON_TYPE);
    const backend = connect({ ticketSource: 'inProgress', apiKey: new Secret('key-of-the-provider') });
    expect(await getTickets(backend, [ID])).toMatchObject([{ state: 'found' }]);
  });
});

describe('a refused token', () => {
  test('is replaced once', async () => {
    answerToken('token-1');
    nock(HOST, { reqheaders: { authorization: 'Bearer token-1' } })
      .get(`${GENERIC}/${ID}`)
      .reply(401, '', PROBLEM_TYPE);
    answerToken('token-2');
    nock(HOST, { reqheaders: { authorization: 'Bearer token-2' } })
      .get(`${GENERIC}/${ID}`)
      .reply(200, genericRow(ID), JSON_TYPE);
    expect(await getTickets(connect(), [ID])).toMatchObject([{ state: 'found' }]);
  });

  test('and not twice', async () => {
    answerToken('token-1');
    answerToken('token-2');
    nock(HOST).get(`${GENERIC}/${ID}`).twice().reply(401, '', PROBLEM_TYPE);
    expect(await getTickets(connect({ mostRetries: 2 }), [ID])).toMatchObject([
      { state: 'failed', error: { code: 'UNAUTHENTICATED' } },
    ]);
  });
});

describe('refusals of the token call', () => {
  test.each([
    [400, '{"error":"invalid_request"}', 'UNAUTHENTICATED', 'invalid_request'],
    [401, '{"error":"invalid_client"}', 'UNAUTHENTICATED', 'invalid_client'],
    [401, '{"error":"Not a word for callers"}', 'UNAUTHENTICATED', undefined],
    [403, '', 'FORBIDDEN', undefined],
    [404, fixture('problem'), 'BACKEND_BAD_RESPONSE', undefined],
    [410, '', 'BACKEND_BAD_RESPONSE', undefined],
    [302, '', 'BACKEND_BAD_RESPONSE', undefined],
    [429, '', 'RATE_LIMITED', undefined],
    [500, '', 'BACKEND_UNAVAILABLE', undefined],
    [504, '', 'BACKEND_TIMEOUT', undefined],
    [200, '{"token_type":"Bearer"}', 'BACKEND_BAD_RESPONSE', undefined],
    [200, '{"access_token":""}', 'BACKEND_BAD_RESPONSE', undefined],
    [200, HTML, 'BACKEND_BAD_RESPONSE', undefined],
  ])('%s %s is %s', async (status, body, code, backendCode) => {
    nock(HOST).post('/oauth2/token').reply(status, body, JSON_TYPE);
    // No other call is made: a wrong address for tokens is no missing ticket.
    const [lookup] = await getTickets(connect(), [ID]);
    expect(lookup).toMatchObject({ state: 'failed', error: { code } });
    expect(lookup?.state === 'failed' ? lookup.error.facts.backendCode : 'none').toBe(backendCode);
  });

  test('a wrong address for tokens does not switch the source of tickets', async () => {
    nock(HOST).post('/oauth2/token').reply(404, '');
    const backend = connect();
    await expect(walk(backend)).rejects.toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
    answerToken();
    nock(HOST).get(`${GENERIC}?limit=1000&offset=0`).reply(200, listBody([], 0), JSON_TYPE);
    expect(await walk(backend)).toMatchObject([{ total: 0, isCutOff: false }]);
    expect(warnings).toEqual([]);
  });

  test('a refused client is left alone for a minute', async () => {
    let now = 0;
    const backend = connect({}, { clock: () => now });
    nock(HOST).post('/oauth2/token').reply(401, '{"error":"invalid_client"}', JSON_TYPE);
    const refused = [{ state: 'failed', error: { code: 'UNAUTHENTICATED' } }];
    expect(await getTickets(backend, [ID])).toMatchObject(refused);
    now += 59_999;
    expect(await getTickets(backend, [ID])).toMatchObject(refused);
    now += 1;
    answerToken();
    nock(HOST).get(`${GENERIC}/${ID}`).reply(200, genericRow(ID), JSON_TYPE);
    expect(await getTickets(backend, [ID])).toMatchObject([{ state: 'found' }]);
  });

  test('says nothing of a success', () => {
    expect(readTokenProblem({ status: 200, headers: {}, body: Buffer.from('{"error":"x"}') })).toBeNull();
  });
});
