import { describe, expect, test } from '@jest/globals';
import { createIdentity, type IdentitySettings } from '../../src/identity/identity.ts';
import type { CallerHeaders, PrincipalOf } from '../../src/identity/principal-of.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { identityWith } from './identity-settings.ts';
import { createIssuerKey, makeToken } from './token-maker.ts';

const key = createIssuerKey();
const SILENT = { warn() {} };
const TOKENS = { publicKey: key.pem };

function principalOfWith(
  settings: IdentitySettings,
  { exchangesTokens = false, passThroughBackends = ['shop'] } = {},
): PrincipalOf {
  return createIdentity(settings, { passThroughBackends, exchangesTokens, clock: Date.now, log: SILENT }).principalOf;
}

const signedIn = principalOfWith(identityWith(TOKENS));

async function refusal(principalOf: PrincipalOf, headers: CallerHeaders): Promise<string> {
  try {
    await principalOf(headers);
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED') return error.message;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('without a token', () => {
  test('nobody is anybody, unless the configuration says otherwise', async () => {
    expect(await refusal(signedIn, {})).toBe(
      'Sign in: send a token in the header Authorization, as "Bearer" and the token.',
    );
  });

  test('an anonymous agent acts for the configured address, a customer for none', async () => {
    const agent = identityWith(TOKENS, { anonymous: 'AGENT', anonymousAgentEmail: 'desk@example.com' });
    const customer = identityWith(TOKENS, { anonymous: 'CUSTOMER', anonymousAgentEmail: 'desk@example.com' });
    expect(await principalOfWith(agent)({})).toMatchObject({
      subject: 'anonymous',
      isAuthenticated: false,
      roles: ['AGENT'],
      agentEmail: 'desk@example.com',
    });
    expect(await principalOfWith(customer)({})).toMatchObject({ roles: ['CUSTOMER'], agentEmail: null });
  });

  test('a token that does not hold makes nobody anonymous', async () => {
    const principalOf = principalOfWith(identityWith(TOKENS, { anonymous: 'AGENT' }));
    const expired = await makeToken(key, { claims: { exp: 1 } });
    expect(await refusal(principalOf, { authorization: `Bearer ${expired}` })).toMatch(/expired/);
  });

  test('a gateway that takes no tokens says so', async () => {
    const { tokens: _tokens, ...rest } = identityWith(TOKENS, { anonymous: 'AGENT' });
    expect(await refusal(principalOfWith(rest), { authorization: 'Bearer a.b.c' })).toBe(
      'This gateway takes no tokens: leave the Authorization header out.',
    );
  });
});

describe('the Authorization header', () => {
  test.each(['Bearer', 'bearer', 'BEARER'])('may say %s, under a name in any case', async (scheme) => {
    const authorization = `${scheme} ${await makeToken(key)}`;
    for (const headers of [{ authorization }, { Authorization: authorization }, { AUTHORIZATION: [authorization] }]) {
      expect(await signedIn(headers)).toMatchObject({ subject: 'somebody', isAuthenticated: true, roles: ['AGENT'] });
    }
  });

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'a.b.c',
    'Bearer a b',
    'Bearer a,b',
    'Bearer a\u0000',
    'Bearerx a',
  ])('%j has not its form', async (authorization) => {
    expect(await refusal(signedIn, { authorization })).toBe(
      'The Authorization header must be "Bearer", a space and one token.',
    );
  });

  test.each(['a', 'a.b', 'a.b.c', '..', 'a.b.c.d.e', 'eyJhbGciOiJSUzI1NiJ9.e30.'])('%s is no token', async (token) => {
    expect(await refusal(signedIn, { authorization: `Bearer ${token}` })).toMatch(
      /^The (token is no well-formed signed JWT|signature of the token is not right)\.$/,
    );
  });

  test('comes only once', async () => {
    const authorization = `Bearer ${await makeToken(key)}`;
    const problem = 'The header authorization must come only once.';
    expect(await refusal(signedIn, { authorization: [authorization, authorization] })).toBe(problem);
    expect(await refusal(signedIn, { authorization, Authorization: authorization })).toBe(problem);
  });

  test('has a bound, also where HTTP has none', async () => {
    expect(await refusal(signedIn, { authorization: `Bearer ${'a'.repeat(20_000)}` })).toBe(
      'The Authorization header is too long.',
    );
  });

  test('must be a text, as the payload of a socket may hold anything', async () => {
    const headers = { authorization: 5 } as unknown as CallerHeaders;
    expect(await refusal(signedIn, headers)).toBe('The header authorization must be a text.');
  });

  test('is kept only where a backend is reached with a token that is got with it', async () => {
    const token = await makeToken(key);
    const exchanging = principalOfWith(identityWith(TOKENS), { exchangesTokens: true });
    expect((await exchanging({ authorization: `Bearer ${token}` })).bearerToken?.reveal()).toBe(token);
    expect((await signedIn({ authorization: `Bearer ${token}` })).bearerToken).toBeNull();
  });
});

describe('the caller’s own tokens for backends', () => {
  async function tokensOf(headers: CallerHeaders, settings = identityWith(TOKENS)): Promise<Record<string, string>> {
    const authorization = `Bearer ${await makeToken(key, { claims: { own: 'from-the-claim' } })}`;
    const { backendTokens } = await principalOfWith(settings)({ authorization, ...headers });
    return Object.fromEntries(Object.entries(backendTokens).map(([id, token]) => [id, token.reveal()]));
  }

  test('come in a header for each backend that is reached with them, and for no other', async () => {
    expect(await tokensOf({ 'x-backend-token-shop': 'mine', 'x-backend-token-desk': 'other' })).toEqual({
      shop: 'mine',
    });
  });

  test('may come in another header', async () => {
    const settings = { ...identityWith(TOKENS), backendTokenHeaders: { shop: 'X-Shop' } };
    expect(await tokensOf({ 'x-shop': 'mine', 'x-backend-token-shop': 'other' }, settings)).toEqual({ shop: 'mine' });
  });

  test('may come in a claim, which the header goes before', async () => {
    const settings = identityWith({ ...TOKENS, claims: { backendTokens: { desk: 'own' } } });
    const principalOf = principalOfWith(settings, { passThroughBackends: ['desk'] });
    const authorization = `Bearer ${await makeToken(key, { claims: { own: 'from-the-claim' } })}`;
    const claimed = await principalOf({ authorization });
    const given = await principalOf({ authorization, 'x-backend-token-desk': 'from-the-header' });
    expect([claimed, given].map(({ backendTokens }) => backendTokens['desk']?.reveal())).toEqual([
      'from-the-claim',
      'from-the-header',
    ]);
  });

  test('tell callers apart', async () => {
    const authorization = `Bearer ${await makeToken(key)}`;
    const [one, same, other, none] = await Promise.all(
      [{ 'x-backend-token-shop': 'a' }, { 'x-backend-token-shop': 'a' }, { 'x-backend-token-shop': 'b' }, {}].map(
        (headers) => signedIn({ authorization, ...headers }),
      ),
    );
    expect(one?.fingerprint).toBe(same?.fingerprint);
    expect(new Set([one?.fingerprint, other?.fingerprint, none?.fingerprint]).size).toBe(3);
  });

  test('a header for a backend that is not reached so makes nobody else of a caller', async () => {
    const authorization = `Bearer ${await makeToken(key)}`;
    const plain = await signedIn({ authorization });
    expect((await signedIn({ authorization, 'x-backend-token-desk': 'x' })).fingerprint).toBe(plain.fingerprint);
  });

  test.each(['', 'a b', 'a\r\nX: y', ['a', 'b']])('%j is none', async (value) => {
    const authorization = `Bearer ${await makeToken(key)}`;
    expect(await refusal(signedIn, { authorization, 'x-backend-token-shop': value })).toMatch(
      /^The header x-backend-token-shop must (hold one token of printable characters|come only once)\.$/,
    );
  });
});

test('a renewed token makes nobody else of its owner', async () => {
  const [one, other] = await Promise.all([makeToken(key), makeToken(key, { claims: { exp: 9_999_999_999 } })]);
  const [first, second] = await Promise.all(
    [one, other].map((token) => signedIn({ authorization: `Bearer ${token}` })),
  );
  expect(first?.fingerprint).toBe(second?.fingerprint);
});
