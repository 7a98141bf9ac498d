import { describe, expect, test } from '@jest/globals';
import { toPrincipalFacts, type ClaimNames } from '../../src/identity/claims.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';

const NAMES: ClaimNames = {
  roles: 'roles',
  roleNames: { CUSTOMER: ['customer'], AGENT: ['agent', 'support'], ADMIN: ['admin'] },
  agentEmail: 'email',
  customerIds: 'customer_ids',
  customerIdTemplates: {},
  backendTokens: {},
};
const LEAST = { sub: 's', exp: 2_000 };

/** What the claims are refused with. */
function refusal(claims: Readonly<Record<string, unknown>>, names: Partial<ClaimNames> = {}): string {
  try {
    toPrincipalFacts({ ...LEAST, ...claims }, { ...NAMES, ...names });
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED') return error.message;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('roles', () => {
  test.each([
    ['a list', ['agent', 'unheard-of'], ['AGENT']],
    ['a text with spaces', 'customer admin', ['CUSTOMER', 'ADMIN']],
    ['another name of the issuer’s', ['support'], ['AGENT']],
    ['names of no role', ['AGENT', 'root', '__proto__', 'constructor'], []],
    ['nothing', undefined, []],
    ['null', null, []],
  ])('of %s', (_name, claim, roles) => {
    expect(toPrincipalFacts({ ...LEAST, roles: claim }, NAMES).roles).toEqual(roles);
  });

  test.each([5, true, { agent: true }, ['agent', 5]])('%j is no list of roles', (claim) => {
    expect(refusal({ roles: claim })).toBe(
      'The claim "roles" of the token must hold a list of texts, or one text with spaces between the roles.',
    );
  });

  test.each([
    ['realm_access.roles', { realm_access: { roles: ['agent'] } }],
    ['https://example.com/roles', { 'https://example.com/roles': ['agent'] }],
  ])('stand where the configuration says: %s', (name, claims) => {
    expect(toPrincipalFacts({ ...LEAST, ...claims }, { ...NAMES, roles: name }).roles).toEqual(['AGENT']);
  });

  test('are never found in what every object has', () => {
    for (const name of ['__proto__', 'constructor', '__proto__.constructor', 'toString.name']) {
      expect(toPrincipalFacts(LEAST, { ...NAMES, roles: name }).roles).toEqual([]);
    }
  });
});

describe('the e-mail address of an agent', () => {
  const email = 'anna@example.com';

  test('is taken for agents alone', () => {
    expect(toPrincipalFacts({ ...LEAST, roles: ['agent'], email }, NAMES).agentEmail).toBe(email);
    expect(toPrincipalFacts({ ...LEAST, roles: ['admin'], email }, NAMES).agentEmail).toBe(email);
    expect(toPrincipalFacts({ ...LEAST, roles: ['customer'], email }, NAMES).agentEmail).toBeNull();
    expect(toPrincipalFacts({ ...LEAST, roles: ['agent'] }, NAMES).agentEmail).toBeNull();
  });

  test.each(['anna', 5, 'a@b\r\nX-Injected: yes', 'a@b@c', `${'a'.repeat(300)}@example.com`, 'ä@example.com'])(
    '%j is none',
    (claim) => {
      expect(refusal({ roles: ['agent'], email: claim })).toBe(
        'The claim "email" of the token must hold an e-mail address.',
      );
    },
  );
});

describe('customer ids', () => {
  test('come from a claim with one for each backend, and are texts', () => {
    const facts = toPrincipalFacts({ ...LEAST, customer_ids: { shop: 'C1', care: 4711 } }, NAMES);
    expect(facts.customerIds).toEqual({ shop: 'C1', care: '4711' });
  });

  test('are made of claims where the configuration says how, if all of them are there', () => {
    const names = { ...NAMES, customerIdTemplates: { shop: 'C-{number}', care: '{contact.id}', desk: '{missing}' } };
    const claims = { ...LEAST, number: 17, contact: { id: '24218' }, customer_ids: { shop: 'other', desk: 'd' } };
    expect(toPrincipalFacts(claims, names).customerIds).toEqual({ shop: 'C-17', care: '24218', desk: 'd' });
  });

  test.each([[5], ['C1'], [['C1']]])('%j is no object of them', (claim) => {
    expect(refusal({ customer_ids: claim })).toBe(
      'The claim "customer_ids" of the token must hold an object with an id for each backend.',
    );
  });

  test.each(['', 'a\u0000b', 'a\r\nb', 1.5, true, null, {}, 'x'.repeat(257)])('%j is no id', (id) => {
    expect(refusal({ customer_ids: { shop: id } })).toBe(
      'The claim "customer_ids" of the token must hold texts of 1 to 256 characters.',
    );
  });
});

describe('tokens for backends', () => {
  const names = { backendTokens: { shop: 'shop_token' } };

  test('never print', () => {
    const facts = toPrincipalFacts({ ...LEAST, shop_token: 'hunter2' }, { ...NAMES, ...names });
    expect(facts.backendTokens['shop']?.reveal()).toBe('hunter2');
    expect(JSON.stringify(facts)).not.toContain('hunter2');
  });

  test.each([5, '', 'a b', 'a\r\nX: y', 'é'])('%j is none', (claim) => {
    expect(refusal({ shop_token: claim }, names)).toBe(
      'The claim "shop_token" of the token must hold a token of printable characters.',
    );
  });
});

test.each(['', 'a\nb', 'x'.repeat(257)])('the subject %j is none', (sub) => {
  expect(refusal({ sub })).toBe('The claim "sub" of the token must hold texts of 1 to 256 characters.');
});

test('the end of the token is the end of the proof', () => {
  expect(toPrincipalFacts(LEAST, NAMES)).toMatchObject({ subject: 's', isAuthenticated: true, expiresAt: 2_000_000 });
});
