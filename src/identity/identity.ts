import type { Secret } from '../ticketing/secret.ts';
import { ASYMMETRIC_ALGORITHMS, SHARED_SECRET_ALGORITHMS } from './algorithms.ts';
import type { ClaimNames } from './claims.ts';
import { createKeySet, type KeySetLog } from './key-set.ts';
import { fixedKey, sharedSecretKey, type KeySource } from './key-source.ts';
import { createPrincipalOf, type AnonymousRole, type PrincipalOf } from './principal-of.ts';
import { algorithmsOf, readPublicKey } from './public-key.ts';
import { createTokenVerifier, type TokenRules } from './verify-token.ts';

/** How tokens are checked and read. Exactly one of the three kinds of key is given. */
export interface TokenSettings extends Omit<TokenRules, 'algorithms'> {
  readonly jwksUrl?: string | undefined;
  /** PEM or JSON Web Key. */
  readonly publicKey?: string | undefined;
  readonly sharedSecret?: Secret | undefined;
  /** Those that go with the kind of key if left out. */
  readonly algorithms?: readonly string[] | undefined;
  readonly claims: ClaimNames;
}

export interface IdentitySettings {
  readonly anonymous: AnonymousRole;
  readonly anonymousAgentEmail?: string | undefined;
  readonly tokens?: TokenSettings | undefined;
  /** Other names than `x-backend-token-<id>`, by backend. */
  readonly backendTokenHeaders: Readonly<Record<string, string>>;
}

export interface IdentityKit {
  /** Ids of the backends that are reached with the caller's own token: only for these are such tokens taken. */
  readonly passThroughBackends: readonly string[];
  /** True if some backend is reached with a token that is got for the caller's own. */
  readonly exchangesTokens: boolean;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: KeySetLog;
}

/** Tells callers apart. */
export interface Identity {
  readonly principalOf: PrincipalOf;
  /** Makes sure that tokens can be checked. @throws GatewayError BACKEND_UNAVAILABLE if the keys cannot be read */
  readonly checkKeys: () => Promise<void>;
}

export function createIdentity(
  settings: IdentitySettings,
  { passThroughBackends, exchangesTokens, clock, log }: IdentityKit,
): Identity {
  const { tokens } = settings;
  const keys = tokens === undefined ? null : createKeys(tokens, clock, log);
  return {
    principalOf: createPrincipalOf({
      anonymous: settings.anonymous,
      anonymousAgentEmail: settings.anonymousAgentEmail ?? null,
      tokens:
        tokens === undefined || keys === null
          ? null
          : {
              verify: createTokenVerifier({ ...tokens, algorithms: keys.algorithms }, keys.source, clock),
              claims: tokens.claims,
            },
      backendTokenHeaders: Object.fromEntries(
        passThroughBackends.map((id) => [id, settings.backendTokenHeaders[id] ?? `x-backend-token-${id}`]),
      ),
      keepsBearerToken: exchangesTokens,
    }),
    checkKeys: async () => keys?.source.check(),
  };
}

interface Keys {
  readonly source: KeySource;
  readonly algorithms: readonly string[];
}

/** The keys, and the algorithms that go with their kind, of which the settings may allow fewer. */
function createKeys(settings: TokenSettings, clock: () => number, log: KeySetLog): Keys {
  const allowed = (possible: readonly string[]): readonly string[] =>
    settings.algorithms === undefined ? possible : possible.filter((name) => settings.algorithms?.includes(name));
  if (settings.sharedSecret !== undefined) {
    return { source: sharedSecretKey(settings.sharedSecret), algorithms: allowed(SHARED_SECRET_ALGORITHMS) };
  }
  if (settings.publicKey !== undefined) {
    const key = readPublicKey(settings.publicKey);
    return { source: fixedKey(key), algorithms: allowed(algorithmsOf(key)) };
  }
  if (settings.jwksUrl === undefined) throw new Error('There is no key to check tokens with.');
  return { source: createKeySet({ url: settings.jwksUrl, clock, log }), algorithms: allowed(ASYMMETRIC_ALGORITHMS) };
}
