import type { Call } from '../ticketing/adapter.ts';
import { GatewayError } from '../ticketing/errors.ts';
import type { CredentialStrategy } from '../ticketing/backend-access.ts';
import type { Secret } from '../ticketing/secret.ts';
import type { AdapterKit } from './adapter-kit.ts';
import type { Authorize } from './backend-http.ts';
import { needed, type CallerMode, type TokenExchangeSettings } from './caller-settings.ts';
import { createTokenExchange } from './token-exchange.ts';

/** A token of the caller's, and what to do when the backend refuses it. */
export interface CallerToken {
  readonly value: Secret;
  readonly refused: () => void;
  /** True if there is no other to be had for this request. */
  readonly isFinal: boolean;
}

/** Gets the caller's token for a backend. @throws GatewayError UNAUTHENTICATED if there is none */
export type ReadCallerToken = (call: Call) => Promise<CallerToken>;

/**
 * Tokens of callers instead of the gateway's own.
 * @throws Error if a setting is missing that the mode needs
 */
export function createCallerTokens(
  mode: CallerMode,
  exchange: TokenExchangeSettings | undefined,
  kit: Pick<AdapterKit, 'backend' | 'clock' | 'createTokenCache' | 'openHttp'>,
): ReadCallerToken {
  if (mode === 'passThrough') return createPassThrough(kit.backend);
  return createTokenExchange(needed(exchange, 'exchange', mode), kit);
}

/** The token as it came with the request, kept nowhere. Refused once it is not sent again: nobody has another. */
function createPassThrough(backend: string): ReadCallerToken {
  return async ({ principal }) => {
    const { backendTokens } = principal;
    const value = Object.hasOwn(backendTokens, backend) ? backendTokens[backend] : undefined;
    if (value === undefined) {
      throw new GatewayError('UNAUTHENTICATED', 'This backend wants the caller’s own token, and none came along.');
    }
    return { value, refused() {}, isFinal: true };
  };
}

/** Puts a caller's token where the backend wants it. @param toHeaders makes the headers of the token's text */
export function authorizeCaller(
  readToken: ReadCallerToken,
  toHeaders: (token: string) => Readonly<Record<string, string>>,
): Authorize {
  return async (call) => {
    const { value, refused, isFinal } = await readToken(call);
    return { headers: toHeaders(value.reveal()), refused, isFinal, isCallers: true };
  };
}

/** What the gateway calls this way of signing in. */
export function strategyOf(mode: string): CredentialStrategy {
  if (mode === 'passThrough') return 'PASS_THROUGH';
  return mode === 'exchange' ? 'EXCHANGE' : 'SERVICE';
}
