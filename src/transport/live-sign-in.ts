import type { CallerHeaders, PrincipalOf } from '../identity/principal-of.ts';
import type { Counters } from '../store/counters.ts';
import { toGatewayError } from '../ticketing/errors.ts';
import type { Principal } from '../ticketing/principal.ts';
import { callerAt, takeRequest, type RateLimitSettings } from './rate-limit.ts';

/**
 * Who opens a live connection.
 * @param address network address of the client
 * @throws GatewayError as `principalOf` does, and RATE_LIMITED for whoever tries too many credentials
 */
export type LiveSignIn = (headers: CallerHeaders, address: string) => Promise<Principal>;

/** Counts credentials that do not hold as GraphQL over HTTP does: with the requests of nobody from the same network. */
export function createLiveSignIn(principalOf: PrincipalOf, counters: Counters, limits: RateLimitSettings): LiveSignIn {
  return async (headers, address) => {
    try {
      return await principalOf(headers);
    } catch (thrown) {
      if (toGatewayError(thrown).code !== 'UNAUTHENTICATED') throw thrown;
      const { refusal } = await takeRequest(counters, callerAt(address), limits);
      throw refusal ?? thrown;
    }
  };
}
