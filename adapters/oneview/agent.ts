import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';

// Anything else would have to be rewritten to fit a header, and would then be another address.
const EMAIL = /^[\x21-\x3f\x41-\x7e]{1,64}@[\x21-\x3f\x41-\x7e]{1,255}$/;

/**
 * E-mail address of the agent who acts: out of the caller's identity, as the backend writes it into its history.
 * @throws GatewayError UNAUTHENTICATED if the caller has none
 */
export function requireAgent({ principal }: Call): string {
  const { agentEmail } = principal;
  if (agentEmail === null || !EMAIL.test(agentEmail)) {
    throw new GatewayError(
      'UNAUTHENTICATED',
      'This backend wants to know which agent acts: sign in with an identity that has an e-mail address.',
    );
  }
  return agentEmail;
}
