import { testPrincipal } from './principal.ts';
import type { Call } from '../../src/ticketing/adapter.ts';

/** A call as the dispatcher would make it, for tests of adapters and of `src/upstream`. */
export function createCall(overrides: Partial<Call> = {}): Call {
  return {
    principal: testPrincipal({ agentEmail: 'agent@example.test' }),
    signal: AbortSignal.timeout(20_000),
    correlationId: '7f3d2c1e-0000-4000-8000-000000000001',
    language: 'en',
    ...overrides,
  };
}
