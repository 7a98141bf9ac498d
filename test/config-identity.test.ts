import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { adapters } from '../adapters/index.ts';
import { readConfiguration } from '../src/config.ts';
import { createIdentity } from '../src/identity/identity.ts';
import { Secret } from '../src/ticketing/secret.ts';
import { AUDIENCE, createIssuerKey, ISSUER, makeToken } from './identity/token-maker.ts';
import { problemsOf, read, withDesk } from './support/read-configuration.ts';

const key = createIssuerKey();
const curve = createIssuerKey('ES256');
const JWKS = { jwksUrl: 'https://login.example.com/keys' };
const SHARED = { sharedSecret: 'a secret of at least thirty-two characters' };
const CHOICES = 'write one of: jwksUrl, publicKey, sharedSecret.';

function pem(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function withTokens(tokens: Readonly<Record<string, unknown>>, rest: Readonly<Record<string, unknown>> = {}): string {
  const identity = { tokens: { issuer: ISSUER, audience: AUDIENCE, ...tokens }, ...rest };
  return withDesk('', stringify({ identity }));
}

describe('nobody could call', () => {
  const PROBLEM =
    'nobody could call the gateway. Write identity.tokens with issuer, audience and jwksUrl; or identity.anonymous: AGENT if everybody who reaches the gateway may see and change everything.';

  test.each([
    ['identity:\n', 'identity (line 1)'],
    ['identity: {}\n', 'identity (line 1)'],
    ['identity:\n  anonymous: NONE\n', 'identity (line 2)'],
    ['server: { production: false }\nidentity: {}\n', 'identity (line 2)'],
  ])('%j', (before, place) => {
    expect(problemsOf(withDesk('', before))).toEqual([`${place}: ${PROBLEM}`]);
  });

  test('where the part is left out', () => {
    const definitions = adapters.map(({ definition }) => definition);
    expect(() => readConfiguration(withDesk(), {}, definitions)).toThrow(`identity: ${PROBLEM}`);
  });

  test.each(['AGENT', 'CUSTOMER'])('but not where it says that everybody is a %s', (anonymous) => {
    expect(read(withDesk('', `identity: { anonymous: ${anonymous} }\n`)).identity).toEqual({
      anonymous,
      backendTokenHeaders: {},
    });
  });
});

test('what is left out has its default', () => {
  expect(read(withTokens(JWKS)).identity).toEqual({
    anonymous: 'NONE',
    backendTokenHeaders: {},
    tokens: {
      issuer: ISSUER,
      audience: AUDIENCE,
      ...JWKS,
      clockToleranceMs: 5_000,
      claims: {
        roles: 'roles',
        roleNames: { CUSTOMER: ['customer'], AGENT: ['agent'], ADMIN: ['admin'] },
        agentEmail: 'email',
        customerIds: 'customer_ids',
        customerIdTemplates: {},
        backendTokens: {},
      },
    },
  });
});

test('names of one role leave the others as they are', () => {
  const { identity } = read(withTokens({ ...JWKS, claims: { roleNames: { AGENT: ['support'] } } }));
  expect(identity.tokens?.claims.roleNames).toEqual({ CUSTOMER: ['customer'], AGENT: ['support'], ADMIN: ['admin'] });
});

test('a shared secret never prints', () => {
  const { identity } = read(withTokens(SHARED));
  expect(identity.tokens?.sharedSecret).toBeInstanceOf(Secret);
  expect(JSON.stringify(identity)).not.toContain('thirty-two');
});

describe('a mistake is told with its place and what to write', () => {
  const weak = pem(generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey);
  const exchange = pem(generateKeyPairSync('x25519').publicKey);
  const privateKey = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const privateJwk = JSON.stringify(key.privateKey.export({ format: 'jwk' }));

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no key', {}, `identity.tokens: there is no key to check tokens with; ${CHOICES}`],
    ['two keys', { ...JWKS, ...SHARED }, `identity.tokens: jwksUrl and sharedSecret exclude each other; ${CHOICES}`],
    [
      'keys that anybody on the way could change',
      { jwksUrl: 'http://login.example.com/keys' },
      'identity.tokens.jwksUrl must begin with https://, as whoever can change the keys can be anybody. http:// is for localhost alone.',
    ],
    [
      'an address that is none',
      { jwksUrl: 'login.example.com' },
      'identity.tokens.jwksUrl must have the form ^https?://\\S+$.',
    ],
    [
      'a secret that can be guessed',
      { sharedSecret: 'hunter2' },
      'identity.tokens.sharedSecret must have at least 32 characters.',
    ],
    [
      'a private key',
      { publicKey: privateKey },
      'identity.tokens.publicKey is a private key; write the public one, and keep that one away.',
    ],
    [
      'a private JSON Web Key',
      { publicKey: privateJwk },
      'identity.tokens.publicKey is a private key; write the public one, and keep that one away.',
    ],
    [
      'a set of keys',
      { publicKey: '{"keys":[]}' },
      'identity.tokens.publicKey is a set of keys; write one of them, or use jwksUrl.',
    ],
    ['no key at all', { publicKey: 'hunter2' }, 'identity.tokens.publicKey is neither a PEM text nor a JSON Web Key.'],
    [
      'half a JSON Web Key',
      { publicKey: '{"kty":' },
      'identity.tokens.publicKey: begins like a JSON Web Key and is no JSON.',
    ],
    [
      'a weak key',
      { publicKey: weak },
      'identity.tokens.publicKey is an RSA key of fewer than 2048 bits, which is too weak.',
    ],
    [
      'a key that signs nothing',
      { publicKey: exchange },
      'identity.tokens.publicKey is of a kind that no signature of a token is checked with.',
    ],
    [
      'an algorithm that shares a secret, with a public key',
      { publicKey: curve.pem, algorithms: ['ES256', 'HS256'] },
      'identity.tokens.algorithms: HS256 cannot go with publicKey; possible are: ES256.',
    ],
    [
      'an algorithm that shares a secret, with a key set',
      { ...JWKS, algorithms: ['HS256'] },
      'identity.tokens.algorithms: HS256 cannot go with jwksUrl; possible are: RS256, ',
    ],
    [
      'an algorithm with a public key, with a shared secret',
      { ...SHARED, algorithms: ['RS256'] },
      'identity.tokens.algorithms: RS256 cannot go with sharedSecret; possible are: HS256, HS384, HS512.',
    ],
    ['no signature', { ...JWKS, algorithms: ['none'] }, 'identity.tokens.algorithms[0] must be one of: RS256, '],
    [
      'a backend that there is not',
      { ...JWKS, claims: { customerIdTemplates: { shop: '{id}' } } },
      'identity.tokens.claims.customerIdTemplates.shop: there is no such backend; there are: desk.',
    ],
    [
      'a template that names no claim',
      { ...JWKS, claims: { customerIdTemplates: { desk: 'id' } } },
      'identity.tokens.claims.customerIdTemplates.desk must have the form',
    ],
    [
      'an unknown setting',
      { ...JWKS, audiences: ['a'] },
      'identity.tokens.audiences is no known setting; did you mean audience? There are: issuer, audience, ',
    ],
    [
      'an unknown role',
      { ...JWKS, claims: { roleNames: { ROOT: ['x'] } } },
      'identity.tokens.claims.roleNames.ROOT is no known setting;',
    ],
  ])('%s', (_name, tokens, problem) => {
    const problems = problemsOf(withTokens(tokens)).map((text) => text.replace(/ \(line \d+\)/, ''));
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems.join()).not.toContain('hunter2');
  });

  test('who is missing is named, once each', () => {
    expect(problemsOf(withDesk('', 'identity:\n  tokens: {}\n'))).toEqual([
      expect.stringMatching(/^identity\.tokens\.issuer \(line 2\) is missing\. Who makes/),
      expect.stringMatching(/^identity\.tokens\.audience \(line 2\)/),
    ]);
  });

  test.each(['authorization', 'Authorization'])('a token for a backend cannot come in the header %s', (name) => {
    expect(problemsOf(withTokens(JWKS, { backendTokenHeaders: { desk: name } }))).toEqual([
      expect.stringMatching(
        /^identity\.backendTokenHeaders\.desk \(line \d+\) is a header that says something else already;/,
      ),
    ]);
  });

  test('tokens for two backends cannot come in one header', () => {
    const other = '  - { id: other, kind: oneview, baseUrl: "https://other.example.com", token: t }\n';
    const names = { desk: 'x-token', other: 'X-Token' };
    expect(problemsOf(withTokens(JWKS, { backendTokenHeaders: names }) + other)).toEqual([
      expect.stringMatching(/^identity\.backendTokenHeaders\.desk \(line \d+\) is a header/),
      expect.stringMatching(/^identity\.backendTokenHeaders\.other \(line \d+\) is a header/),
    ]);
  });

  test('a header for a backend that there is not', () => {
    expect(problemsOf(withTokens(JWKS, { backendTokenHeaders: { shop: 'x-shop' } }))).toEqual([
      expect.stringMatching(
        /^identity\.backendTokenHeaders\.shop \(line \d+\): there is no such backend; there are: desk\.$/,
      ),
    ]);
  });
});

describe('every kind of key checks tokens', () => {
  const secret = new TextEncoder().encode(SHARED.sharedSecret);

  test.each([
    ['PEM', { publicKey: key.pem }, key, 'RS256'],
    ['JSON Web Key', { publicKey: JSON.stringify(key.jwk) }, key, 'PS256'],
    ['a curve', { publicKey: curve.pem }, curve, 'ES256'],
    ['a shared secret', SHARED, { privateKey: secret }, 'HS512'],
  ] as const)('%s', async (_name, tokens, signer, alg) => {
    const { identity } = read(withTokens(tokens));
    const { principalOf } = createIdentity(identity, {
      passThroughBackends: [],
      exchangesTokens: false,
      clock: Date.now,
      log: { warn() {} },
    });
    const token = await makeToken(signer, { alg });
    expect(await principalOf({ authorization: `Bearer ${token}` })).toMatchObject({ subject: 'somebody' });
  });

  test('and of the possible signatures only those that the configuration names', async () => {
    const { identity } = read(withTokens({ publicKey: key.pem, algorithms: ['PS256'] }));
    const { principalOf } = createIdentity(identity, {
      passThroughBackends: [],
      exchangesTokens: false,
      clock: Date.now,
      log: { warn() {} },
    });
    const authorization = `Bearer ${await makeToken(key, { alg: 'RS256' })}`;
    await expect(principalOf({ authorization })).rejects.toThrow('not signed with an algorithm that is accepted');
  });

  test('a token that is older than the configuration permits does not count', async () => {
    const { identity } = read(withTokens({ publicKey: key.pem, maxTokenAgeMs: 60_000 }));
    const { principalOf } = createIdentity(identity, {
      passThroughBackends: [],
      exchangesTokens: false,
      clock: () => Date.now() + 120_000,
      log: { warn() {} },
    });
    const authorization = `Bearer ${await makeToken(key)}`;
    await expect(principalOf({ authorization })).rejects.toThrow('The token is too old.');
  });
});
