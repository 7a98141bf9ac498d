import { GatewayError } from '../ticketing/errors.ts';
import type { CacheUse } from '../ticketing/observation.ts';
import type { Secret } from '../ticketing/secret.ts';
import { createSingleFlight } from '../store/single-flight.ts';

export interface Token {
  readonly value: Secret;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface TokenCacheOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How long before its end a token is replaced, in milliseconds. */
  readonly renewBeforeMs: number;
  /** For how long refused credentials are not tried again, in milliseconds. 0: they are tried every time. */
  readonly rememberRefusalMs?: number;
  /** How many tokens are kept; the one unused for longest goes first. */
  readonly mostTokens?: number;
  /** Told whether a token was at hand. */
  readonly onUse?: (use: CacheUse) => void;
}

/** Keeps tokens until shortly before they end; everybody who needs one at once shares one request. */
export interface TokenCache {
  /**
   * @param key tells credentials apart; holds no secret
   * @param fetchToken gets a new one
   * @throws GatewayError whatever `fetchToken` throws
   */
  get(key: string, fetchToken: (signal: AbortSignal) => Promise<Token>, signal: AbortSignal): Promise<Token>;
  /** Forgets this token after a backend refused it; a newer one under the same key stays. */
  drop(key: string, token: Token): void;
}

const MOST_TOKENS = 1_000;

export function createTokenCache(options: TokenCacheOptions): TokenCache {
  const tokens = new Map<string, Token>();
  const refusals = new Map<string, { readonly error: GatewayError; readonly until: number }>();
  const flights = createSingleFlight<Token>(options.onUse);
  const most = options.mostTokens ?? MOST_TOKENS;

  async function renew(
    key: string,
    fetchToken: (signal: AbortSignal) => Promise<Token>,
    signal: AbortSignal,
  ): Promise<Token> {
    try {
      const token = await fetchToken(signal);
      keep(tokens, key, token, most);
      refusals.delete(key);
      return token;
    } catch (error) {
      const isRefusal = error instanceof GatewayError && error.code === 'UNAUTHENTICATED';
      const rememberMs = options.rememberRefusalMs ?? 0;
      if (isRefusal && rememberMs > 0) keep(refusals, key, { error, until: options.clock() + rememberMs }, most);
      throw error;
    }
  }

  return {
    async get(key, fetchToken, signal) {
      const token = tokens.get(key);
      if (token !== undefined && options.clock() < token.expiresAt - options.renewBeforeMs) {
        keep(tokens, key, token, most);
        options.onUse?.('HIT');
        return token;
      }
      const refusal = refusals.get(key);
      if (refusal !== undefined && options.clock() < refusal.until) throw refusal.error;
      return flights.run(key, (flightSignal) => renew(key, fetchToken, flightSignal), signal);
    },
    drop(key, token) {
      if (tokens.get(key) === token) tokens.delete(key);
    },
  };
}

/** Puts an entry at the young end of a map and lets the oldest go when there are too many. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}
