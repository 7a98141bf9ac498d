import { createPrincipal, type Principal, type PrincipalFacts } from '../../src/ticketing/principal.ts';

/** An agent, unless the facts say otherwise. */
export function testPrincipal(facts: Partial<PrincipalFacts> = {}): Principal {
  return createPrincipal({
    subject: 'tester',
    isAuthenticated: false,
    roles: ['AGENT'],
    agentEmail: null,
    customerIds: {},
    backendTokens: {},
    bearerToken: null,
    expiresAt: null,
    ...facts,
  });
}
