import { describe, expect, test } from '@jest/globals';
import type { Call } from '../../src/ticketing/adapter.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import { authorizeCaller, createCallerTokens } from '../../src/upstream/caller-credential.ts';
import type { CallerMode, TokenExchangeSettings } from '../../src/upstream/caller-settings.ts';
import { createCall } from '../support/call.ts';
import { testPrincipal } from '../support/principal.ts';
import { failureOf } from './failure-of.ts';
import { sendJson, startServer } from './loopback-server.ts';
import { connectPlain, get, type PlainBackend } from './plain-backend.ts';

interface Issuer {
  readonly url: string;
  /** Bodies of the requests for a token. */
  readonly asked: URLSearchParams[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>[];
  /** Tokens that the backend takes. */
  readonly valid: Set<string>;
  readonly used: string[];
}

/** One server that gives out tokens at `/token` and wants one everywhere else. */
async function startIssuer(
  answer: (subject: string, count: number) => { readonly status: number; readonly body: unknown } = (
    subject,
    count,
  ) => ({
    status: 200,
    body: {
      access_token: `${subject}-${count}`,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 600,
    },
  }),
): Promise<Issuer> {
  const asked: URLSearchParams[] = [];
  const headers: Issuer['headers'][number][] = [];
  const valid = new Set<string>();
  const used: string[] = [];
  const server = await startServer((response, request) => {
    if (request.url !== '/token') {
      const token = (request.headers['authorization'] ?? '').replace('Bearer ', '');
      used.push(token);
      return sendJson(response, {}, valid.has(token) ? 200 : 401);
    }
    const form = new URLSearchParams(request.body);
    asked.push(form);
    headers.push(request.headers);
    const { status, body } = answer(form.get('subject_token') ?? '', asked.length);
    const { access_token: token } = body as { readonly access_token?: string };
    if (token !== undefined) valid.add(token);
    sendJson(response, body, status);
  });
  return { url: server.url, asked, headers, valid, used };
}

interface Caller extends PlainBackend {
  readonly send: (path: string, call: Call) => Promise<unknown>;
}

function connect(
  url: string,
  mode: CallerMode,
  exchange?: Partial<TokenExchangeSettings>,
  clock?: () => number,
): Caller {
  const plain = connectPlain(url, {}, clock === undefined ? {} : { clock });
  const settings: TokenExchangeSettings = {
    tokenUrl: `${url}/token`,
    subjectTokenType: 'urn:ietf:params:oauth:token-type:access_token',
    lifetimeS: 300,
    ...exchange,
  };
  const authorize = authorizeCaller(createCallerTokens(mode, settings, plain.kit), (token) => ({
    authorization: `Bearer ${token}`,
  }));
  return { ...plain, send: (path, call) => plain.http.send(get(path, { authorize }), call) };
}

/** A clock that stands still until it is moved. */
function createClock(): { readonly now: () => number; readonly advance: (milliseconds: number) => void } {
  let now = 1_700_000_000_000;
  return {
    now: () => now,
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}

const withBearer = (bearer: string, subject = 'somebody'): Call =>
  createCall({ principal: testPrincipal({ subject, isAuthenticated: true, bearerToken: new Secret(bearer) }) });
const withToken = (backend: string, token: string): Call =>
  createCall({ principal: testPrincipal({ backendTokens: { [backend]: new Secret(token) } }) });

describe('the caller’s own token', () => {
  test('is sent as it came', async () => {
    const { url, valid, used } = await startIssuer();
    valid.add('mine');
    await connect(url, 'passThrough').send('/things', withToken('under-test', 'mine'));
    expect(used).toEqual(['mine']);
  });

  test('that is missing costs no call', async () => {
    const { url, used } = await startIssuer();
    const error = await failureOf(connect(url, 'passThrough').send('/things', withToken('another', 'mine')));
    expect(error.code).toBe('UNAUTHENTICATED');
    expect(used).toEqual([]);
  });

  test('that is refused is not sent again, and says nothing about the backend', async () => {
    const { url, used } = await startIssuer();
    const { send, backend } = connect(url, 'passThrough');
    const error = await failureOf(send('/things', withToken('under-test', 'stale')));
    expect(error.code).toBe('UNAUTHENTICATED');
    expect(used).toEqual(['stale']);
    expect(backend.health().state).toBe('UP');
  });

  test('is never used for another caller, who asks for the same at the same moment', async () => {
    const { url, valid, used } = await startIssuer();
    valid.add('a').add('b');
    const { send } = connect(url, 'passThrough');
    await Promise.all(['a', 'b', 'a'].map((token) => send('/things', withToken('under-test', token))));
    expect(used.sort()).toEqual(['a', 'b']);
  });
});

describe('a token that is got for the caller', () => {
  test('is asked for as RFC 8693 says', async () => {
    const { url, asked, headers } = await startIssuer();
    const { send } = connect(url, 'exchange', {
      clientId: 'gate way',
      clientSecret: new Secret('s:ö'),
      audience: 'desk',
      scope: 'read write',
    });
    await send('/things', withBearer('subject'));
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'subject',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: 'desk',
      scope: 'read write',
    });
    expect(headers[0]?.['content-type']).toBe('application/x-www-form-urlencoded');
    const basic = String(headers[0]?.['authorization']).replace('Basic ', '');
    expect(Buffer.from(basic, 'base64').toString()).toBe('gate+way:s%3A%C3%B6');
  });

  test('is got once for a hundred calls at once, and again before it ends', async () => {
    const clock = createClock();
    const { url, asked } = await startIssuer();
    const { send } = connect(url, 'exchange', {}, clock.now);
    await Promise.all(Array.from({ length: 100 }, (_, index) => send(`/things/${index}`, withBearer('subject'))));
    expect(asked).toHaveLength(1);
    clock.advance(560_000);
    await send('/things', withBearer('subject'));
    expect(asked).toHaveLength(1);
    clock.advance(15_000);
    await send('/things', withBearer('subject'));
    expect(asked).toHaveLength(2);
  });

  test('is one for each caller, and for each token that a caller brings', async () => {
    const { url, asked, used } = await startIssuer();
    const { send } = connect(url, 'exchange');
    await send('/things', withBearer('one'));
    await send('/things', withBearer('other'));
    await send('/things', withBearer('one', 'somebody else'));
    await send('/things', withBearer('one'));
    expect(asked.map((form) => form.get('subject_token'))).toEqual(['one', 'other', 'one']);
    expect(used).toEqual(['one-1', 'other-2', 'one-3', 'one-1']);
  });

  test('that is refused is replaced once', async () => {
    const { url, asked, valid, used } = await startIssuer();
    const { send } = connect(url, 'exchange');
    await send('/things', withBearer('subject'));
    valid.clear();
    await send('/things', withBearer('subject'));
    expect([asked.length, used]).toEqual([2, ['subject-1', 'subject-1', 'subject-2']]);
  });

  test('needs a caller who is signed in', async () => {
    const { url, asked } = await startIssuer();
    const error = await failureOf(connect(url, 'exchange').send('/things', createCall()));
    expect([error.code, asked.length]).toEqual(['UNAUTHENTICATED', 0]);
  });

  test.each([
    ['invalid_grant', 'UNAUTHENTICATED', 'UP'],
    ['invalid_request', 'UNAUTHENTICATED', 'UP'],
    ['unauthorized_client', 'FORBIDDEN', 'UP'],
    ['invalid_client', 'BACKEND_BAD_RESPONSE', 'DOWN'],
  ])('the refusal %s is %s', async (code, expected, health) => {
    const { url, used } = await startIssuer(() => ({
      status: 400,
      body: { error: code, error_description: 'The token subject of Jane is bad.' },
    }));
    const { send, backend } = connect(url, 'exchange');
    const error = await failureOf(send('/things', withBearer('subject')));
    expect(error.code).toBe(expected);
    expect(JSON.stringify([error.message, error.facts])).not.toMatch(/Jane|"subject"/);
    expect(used).toEqual([]);
    expect(backend.health().state).toBe(health);
  });

  test('whose answer says no end is used as long as configured', async () => {
    const clock = createClock();
    const { url, asked } = await startIssuer((subject) => ({ status: 200, body: { access_token: subject } }));
    const { send } = connect(url, 'exchange', { lifetimeS: 100 }, clock.now);
    await send('/things', withBearer('subject'));
    clock.advance(80_000);
    await send('/things', withBearer('subject'));
    expect(asked).toHaveLength(2);
  });
});
