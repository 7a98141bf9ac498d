import { createPrincipal, type Principal, type PrincipalFacts } from '../ticketing/principal.ts';
import { Secret } from '../ticketing/secret.ts';
import { isToken, toPrincipalFacts, type ClaimNames } from './claims.ts';
import { unauthenticated } from './token-problem.ts';
import type { VerifyToken } from './verify-token.ts';

/** What whoever shows no token counts as; NONE: as nobody, so that nothing is answered. */
export const ANONYMOUS_ROLES = ['AGENT', 'CUSTOMER', 'NONE'] as const;
export type AnonymousRole = (typeof ANONYMOUS_ROLES)[number];

/**
 * What a caller sent along: the headers of an HTTP request, or the payload with which a socket is opened. Names in any case.
 * A list holds what came several times.
 */
export type CallerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Who a caller is.
 * @throws GatewayError UNAUTHENTICATED if what they show does not hold, or if they show nothing and must;
 * BACKEND_UNAVAILABLE if it cannot be checked now
 */
export type PrincipalOf = (headers: CallerHeaders) => Promise<Principal>;

export interface PrincipalOptions {
  readonly anonymous: AnonymousRole;
  /** For whom anonymous agents act; null if for nobody. */
  readonly anonymousAgentEmail: string | null;
  /** Checks tokens; null if the gateway takes none. */
  readonly tokens: { readonly verify: VerifyToken; readonly claims: ClaimNames } | null;
  /** Names of the headers in which callers send their own token for a backend, by backend. */
  readonly backendTokenHeaders: Readonly<Record<string, string>>;
  /** True if a backend's tokens are got with the caller's own: only then is that kept for the length of the request. */
  readonly keepsBearerToken: boolean;
}

/** A token is checked as a whole, so a bound keeps that cheap. HTTP bounds headers itself, sockets do not. */
const MOST_CHARACTERS = 16_384;

export function createPrincipalOf(options: PrincipalOptions): PrincipalOf {
  return async (headers) => {
    const authorization = onlyValue(headers, 'authorization');
    const bearer = authorization === null ? null : readBearer(authorization);
    const facts = bearer === null ? anonymous(options) : await authenticated(bearer, options);
    const backendTokens = { ...facts.backendTokens, ...readBackendTokens(headers, options.backendTokenHeaders) };
    const bearerToken = bearer !== null && options.keepsBearerToken ? new Secret(bearer) : null;
    return createPrincipal({ ...facts, backendTokens, bearerToken });
  };
}

async function authenticated(token: string, { tokens }: PrincipalOptions): Promise<PrincipalFacts> {
  if (tokens === null) throw unauthenticated('This gateway takes no tokens: leave the Authorization header out.');
  return toPrincipalFacts(await tokens.verify(token), tokens.claims);
}

function anonymous({ anonymous: role, anonymousAgentEmail }: PrincipalOptions): PrincipalFacts {
  if (role === 'NONE') {
    throw unauthenticated('Sign in: send a token in the header Authorization, as "Bearer" and the token.');
  }
  return {
    subject: 'anonymous',
    isAuthenticated: false,
    roles: [role],
    agentEmail: role === 'AGENT' ? anonymousAgentEmail : null,
    customerIds: {},
    backendTokens: {},
    bearerToken: null,
    expiresAt: null,
  };
}

function readBearer(authorization: string): string {
  if (authorization.length > MOST_CHARACTERS) throw unauthenticated('The Authorization header is too long.');
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization)?.[1];
  if (token === undefined) throw unauthenticated('The Authorization header must be "Bearer", a space and one token.');
  return token;
}

function readBackendTokens(headers: CallerHeaders, names: Readonly<Record<string, string>>): Record<string, Secret> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([backend, name]) => {
      const value = onlyValue(headers, name);
      if (value === null) return [];
      if (!isToken(value)) throw unauthenticated(`The header ${name} must hold one token of printable characters.`);
      return [[backend, new Secret(value)]];
    }),
  );
}

/**
 * The value of a header that may come but once: with two, whoever stands before the gateway may have looked at the other.
 * @returns null if it did not come
 */
function onlyValue(headers: CallerHeaders, wanted: string): string | null {
  const values = Object.entries(headers).flatMap(([name, value]) =>
    name.toLowerCase() === wanted.toLowerCase() && value !== undefined ? value : [],
  );
  const [value, ...others] = values;
  if (others.length > 0) throw unauthenticated(`The header ${wanted} must come only once.`);
  if (value !== undefined && typeof value !== 'string') throw unauthenticated(`The header ${wanted} must be a text.`);
  return value ?? null;
}
