import type { ReadProblem } from './problem.ts';
import type { BackendHttp } from './backend-http.ts';
import type { TokenCache, TokenCacheOptions } from './token-cache.ts';

/** Where an adapter reports what an operator should know. Never personal data, never a secret, never a body. */
export interface AdapterLog {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

export interface OpenHttpOptions {
  /** Everything before the paths, e.g. `https://host/api`. Each address has its own sockets. */
  readonly baseUrl: string;
  readonly readProblem: ReadProblem;
  /** Header that carries the correlation id; `x-correlation-id` where the backend documents none. */
  readonly correlationHeader?: string;
}

/** Everything impure that an adapter may use. */
export interface AdapterKit {
  /** Id of the configured backend: the caller's own token for it stands under it. */
  readonly backend: string;
  readonly openHttp: (options: OpenHttpOptions) => BackendHttp;
  readonly createTokenCache: (options: Omit<TokenCacheOptions, 'clock'>) => TokenCache;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** A new UUID. */
  readonly randomId: () => string;
  readonly log: AdapterLog;
  /** How many calls for single things to have under way at once. */
  readonly concurrency: number;
}
