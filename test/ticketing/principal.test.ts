import { expect, test } from '@jest/globals';
import type { PrincipalFacts } from '../../src/ticketing/principal.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import { testPrincipal } from '../support/principal.ts';

const KNOWN = { isAuthenticated: true } as const;

test.each<[string, Partial<PrincipalFacts>]>([
  ['another subject', { subject: 'other' }],
  ['proof', { isAuthenticated: false }],
  ['another role', { roles: ['CUSTOMER'] }],
  ['another e-mail address', { agentEmail: 'other@example.test' }],
  ['another customer id', { customerIds: { desk: 'c2' } }],
  ['a token of a backend', { backendTokens: { desk: new Secret('t') } }],
  ['a token to exchange', { bearerToken: new Secret('t') }],
])('%s makes another caller of it', (_what, facts) => {
  expect(testPrincipal({ ...KNOWN, ...facts }).fingerprint).not.toBe(testPrincipal(KNOWN).fingerprint);
});

test('the end of the proof and the order of roles and tokens do not count', () => {
  const tokens = { one: new Secret('1'), other: new Secret('2') };
  const first = testPrincipal({ ...KNOWN, roles: ['AGENT', 'ADMIN'], backendTokens: tokens, expiresAt: 1 });
  const reversed = { other: tokens.other, one: tokens.one };
  const second = testPrincipal({ ...KNOWN, roles: ['ADMIN', 'AGENT'], backendTokens: reversed, expiresAt: 2 });
  expect(second.fingerprint).toBe(first.fingerprint);
});

test('a renewed token makes another caller, but nobody else', () => {
  const before = testPrincipal({ ...KNOWN, bearerToken: new Secret('1'), backendTokens: { desk: new Secret('1') } });
  const after = testPrincipal({ ...KNOWN, bearerToken: new Secret('2'), backendTokens: { desk: new Secret('2') } });
  expect(after.fingerprint).not.toBe(before.fingerprint);
  expect(after.person).toBe(before.person);
  expect(testPrincipal({ ...KNOWN, subject: 'other' }).person).not.toBe(after.person);
});

test('callers who proved nothing are told apart by their tokens', () => {
  const one = testPrincipal({ backendTokens: { desk: new Secret('1') } });
  const other = testPrincipal({ backendTokens: { desk: new Secret('2') } });
  expect(one.person).not.toBe(other.person);
});
