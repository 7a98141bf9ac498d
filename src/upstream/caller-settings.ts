import { Type, type Static } from 'typebox';
import { secretSetting } from './settings.ts';

const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:';

/** How to get a backend's token for a caller by OAuth 2.0 Token Exchange (RFC 8693). */
export const TokenExchangeSettings = Type.Object(
  {
    tokenUrl: Type.String({
      pattern: '^https?://[^\\s?#]+$',
      description: 'Full address of the token call of whoever gives out tokens for this backend.',
    }),
    clientId: Type.Optional(Type.String({ minLength: 1, description: 'Client id of the gateway there.' })),
    clientSecret: Type.Optional(secretSetting('Client secret of the gateway there, sent in the Authorization header.')),
    audience: Type.Optional(Type.String({ minLength: 1, description: 'Name of the backend there, sent as audience.' })),
    resource: Type.Optional(
      Type.String({ minLength: 1, description: 'Address of the backend there, sent as resource.' }),
    ),
    scope: Type.Optional(Type.String({ minLength: 1, description: 'Scopes to ask for, separated by spaces.' })),
    subjectTokenType: Type.String({
      minLength: 1,
      default: `${TOKEN_TYPE}access_token`,
      description: 'What kind of token callers bring to the gateway.',
    }),
    requestedTokenType: Type.Optional(
      Type.String({ minLength: 1, description: 'What kind of token to ask for; theirs to choose if left out.' }),
    ),
    lifetimeS: Type.Integer({
      minimum: 1,
      maximum: 86_400,
      default: 300,
      description: 'How long a token is used, in seconds, where the answer does not say how long it is valid.',
    }),
  },
  {
    additionalProperties: false,
    description:
      'How the gateway gets a token of this backend for each caller, with the token that the caller brought.',
  },
);

export type TokenExchangeSettings = Static<typeof TokenExchangeSettings>;

/** As whom the gateway speaks to a backend whose own tokens callers may have. */
export const CALLER_SETTINGS = {
  credentials: Type.Union([Type.Literal('service'), Type.Literal('passThrough'), Type.Literal('exchange')], {
    default: 'service',
    description:
      'As whom the backend is asked. "service": as the account configured here, for everybody; "passThrough": as the caller, with the caller’s own token of this backend; "exchange": as the caller, with a token that is got for them.',
  }),
  exchange: Type.Optional(TokenExchangeSettings),
};

/** Callers' own tokens are got in one of these ways. */
export type CallerMode = 'passThrough' | 'exchange';

/**
 * A setting that one of several ways of signing in needs.
 * @throws Error if it is missing: no description of the settings can tell which of them belong together
 */
export function needed<Value>(value: Value | undefined, name: string, mode: string): Value {
  if (value === undefined) throw new Error(`"${name}" is missing: "${mode}" needs it.`);
  return value;
}

/** The settings that a way of signing in needs. @param ofService those that the gateway's own account needs */
export function neededFor(mode: unknown, ofService: readonly string[]): readonly string[] {
  if (mode === 'exchange') return ['exchange'];
  return mode === 'service' ? ofService : [];
}
