import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, request as sendRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTestGateway, type Answer, type TestGateway } from '../support/gateway.ts';
import { identityWith } from './identity-settings.ts';
import { createIssuerKey, makeToken, makeUnsignedToken, AUDIENCE, ISSUER, type TokenOptions } from './token-maker.ts';

const key = createIssuerKey();
const other = createIssuerKey();
const now = Math.floor(Date.now() / 1_000);
// Asks every backend, so that a call that should not be made is seen.
const QUESTION = '{ tickets(first: 1) { nodes { id } } }';

/** The issuer's key set, which can be taken away. */
let issuer: Server;
let isDown = false;
let gateway: TestGateway;

beforeAll(async () => {
  issuer = createServer((_request, response) => {
    response.writeHead(isDown ? 500 : 200).end(JSON.stringify({ keys: [key.jwk] }));
  });
  issuer.listen(0, '127.0.0.1');
  await once(issuer, 'listening');
  const jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`;
  gateway = await startTestGateway({ tickets: 5, identity: identityWith({ jwksUrl }, { anonymous: 'NONE' }) });
});

afterAll(async () => {
  await gateway.stop();
  issuer.closeAllConnections();
  issuer.close();
});

beforeEach(() => {
  isDown = false;
  gateway.reset();
});

function ask(headers: Readonly<Record<string, string>>): Promise<Answer<{ readonly tickets: unknown }>> {
  return gateway.query(QUESTION, {}, headers);
}

async function askWith(options: TokenOptions): Promise<Answer<unknown>> {
  return ask({ authorization: `Bearer ${await makeToken(key, options)}` });
}

/** How an answer ended, and what was done for it. */
function outcomeOf({ status, text, headers }: Answer<unknown>): Readonly<Record<string, unknown>> {
  return {
    status,
    body: JSON.parse(text) as unknown,
    challenge: headers.get('www-authenticate'),
    type: headers.get('content-type')?.split(';')[0],
    backendCalls: gateway.backendCalls(),
  };
}

/** Refused as a whole, by HTTP and in the body, and before anything was done. */
function refused(message: string, challenge = INVALID): Readonly<Record<string, unknown>> {
  return {
    status: 401,
    body: { errors: [{ message, extensions: { code: 'UNAUTHENTICATED', retryable: false } }] },
    challenge,
    type: 'application/json',
    backendCalls: {},
  };
}

const INVALID = 'Bearer error="invalid_token"';

test('a token that holds is let in', async () => {
  const answer = await askWith({});
  expect({ status: answer.status, errors: answer.errors }).toEqual({ status: 200, errors: [] });
  expect(Object.keys(gateway.backendCalls()).length).toBeGreaterThan(0);
});

test('without a token nothing is answered', async () => {
  const words = 'Sign in: send a token in the header Authorization, as "Bearer" and the token.';
  expect(outcomeOf(await ask({}))).toEqual(refused(words, 'Bearer'));
});

describe('refused is a token', () => {
  test.each<[string, TokenOptions, string]>([
    ['that has expired', { claims: { exp: now - 60 } }, 'The token has expired; get a new one.'],
    ['of another issuer', { claims: { iss: 'https://elsewhere.example/' } }, 'The token comes from another issuer.'],
    ['for another audience', { claims: { aud: ['a', 'b'] } }, 'The token is meant for another audience.'],
    ['that is not valid yet', { claims: { nbf: now + 60 } }, 'The token is not valid yet.'],
    [
      'of a key that is not known',
      { kid: 'unheard-of' },
      'The token is signed with a key that its issuer does not publish.',
    ],
    ['without an end', { without: ['exp'] }, 'The token lacks the claim "exp".'],
    ['without a subject', { without: ['sub'] }, 'The token lacks the claim "sub".'],
    ['without an issuer', { without: ['iss'] }, 'The token lacks the claim "iss".'],
    ['without an audience', { without: ['aud'] }, 'The token lacks the claim "aud".'],
    ['whose end is a text', { claims: { exp: '9999999999' } }, 'The claim "exp" of the token is not as it must be.'],
    [
      'whose roles are no list',
      { claims: { roles: { agent: true } } },
      'The claim "roles" of the token must hold a list of texts, or one text with spaces between the roles.',
    ],
  ])('%s', async (_name, options, message) => {
    expect(outcomeOf(await askWith(options))).toEqual(refused(message));
  });

  test('without a signature', async () => {
    const claims = { iss: ISSUER, aud: AUDIENCE, sub: 's', exp: now + 600, roles: ['agent'] };
    const answer = await ask({ authorization: `Bearer ${makeUnsignedToken(claims)}` });
    expect(outcomeOf(answer)).toEqual(refused(NOT_ACCEPTED));
  });

  test('that is signed with the public key as if it were a secret', async () => {
    for (const secret of [key.pem, JSON.stringify(key.jwk)]) {
      const forged = await makeToken(
        { kid: key.kid, privateKey: new TextEncoder().encode(secret) },
        { alg: 'HS256', claims: { sub: 'forger' } },
      );
      expect(outcomeOf(await ask({ authorization: `Bearer ${forged}` }))).toEqual(refused(NOT_ACCEPTED));
    }
  });

  test('signed by somebody else in the name of a known key', async () => {
    const forged = await makeToken({ kid: key.kid, privateKey: other.privateKey });
    expect(outcomeOf(await ask({ authorization: `Bearer ${forged}` }))).toEqual(
      refused('The signature of the token is not right.'),
    );
  });

  test('whose claims were changed after it was signed', async () => {
    const [head, , signature] = (await makeToken(key, { claims: { roles: ['customer'] } })).split('.');
    const claims = { iss: ISSUER, aud: AUDIENCE, sub: 's', exp: now + 600, roles: ['admin'] };
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const answer = await ask({ authorization: `Bearer ${head}.${body}.${signature}` });
    expect(outcomeOf(answer)).toEqual(refused('The signature of the token is not right.'));
  });

  test('that comes beside another one', async () => {
    const token = await makeToken(key);
    const { status, body } = await sendTwice(`Bearer ${token}`, 'Bearer of-somebody-else');
    expect({ status, body: JSON.parse(body) as unknown }).toMatchObject({
      status: 401,
      body: { errors: [{ message: 'The header authorization must come only once.' }] },
    });
    expect(gateway.backendCalls()).toEqual({});
  });
});

const NOT_ACCEPTED = 'The token is not signed with an algorithm that is accepted here.';

/** `fetch` would join two headers of one name. */
async function sendTwice(first: string, second: string): Promise<{ readonly status: number; readonly body: string }> {
  const request = sendRequest(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: [first, second] as unknown as string },
  });
  request.end(JSON.stringify({ query: QUESTION }));
  const [response] = (await once(request, 'response')) as [AsyncIterable<Buffer> & { readonly statusCode: number }];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: Buffer.concat(chunks).toString('utf8') };
}

test('a refusal says nothing of the token, and neither does the log', async () => {
  const token = await makeToken(key, {
    claims: { exp: now - 60, email: 'anna@secret.example', sub: 'subject-of-anna' },
  });
  const { text } = await ask({ authorization: `Bearer ${token}` });
  const written = text + JSON.stringify(gateway.log);
  for (const part of [...token.split('.'), 'anna']) expect(written).not.toContain(part);
});

test('what needs no caller still answers', async () => {
  expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
  expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
});

test('a foreign page can find out how to sign in: the refusal comes with the headers of CORS', async () => {
  const answer = await ask({ origin: 'https://studio.apollographql.com' });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://studio.apollographql.com');
  expect(answer.headers.get('access-control-expose-headers')).toContain('www-authenticate');
});

test('while the keys cannot be read, that is not the caller’s fault: 503 and when to come again', async () => {
  isDown = true;
  const jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`;
  const late = await startTestGateway({ tickets: 5, identity: identityWith({ jwksUrl }) });
  try {
    const answer = await late.query(QUESTION, {}, { authorization: `Bearer ${await makeToken(key)}` });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.errors).toEqual([
      {
        message: 'Tokens cannot be checked at the moment, as the keys of their issuer cannot be read.',
        extensions: { code: 'BACKEND_UNAVAILABLE', retryable: true, retryAfterMs: 2_000 },
      },
    ]);
    expect(late.backendCalls()).toEqual({});
  } finally {
    await late.stop();
  }
});
