import { Type, type Static } from 'typebox';
import type { SettingPath } from './config-file.ts';
import { ASYMMETRIC_ALGORITHMS, SHARED_SECRET_ALGORITHMS } from './identity/algorithms.ts';
import { ANONYMOUS_ROLES } from './identity/principal-of.ts';
import { algorithmsOf, readPublicKey } from './identity/public-key.ts';
import type { Secret } from './ticketing/secret.ts';
import { SECRET_MARK } from './upstream/settings.ts';

const STRICT = { additionalProperties: false };
const ALGORITHMS = [...ASYMMETRIC_ALGORITHMS, ...SHARED_SECRET_ALGORITHMS];
const EMAIL = '^[^\\s@]+@[^\\s@]+$';

function roleNames(role: string): ReturnType<typeof Type.Array<ReturnType<typeof Type.String>>> {
  return Type.Array(Type.String({ minLength: 1 }), {
    default: [role.toLowerCase()],
    description: `What the issuer calls the role ${role}.`,
  });
}

const ClaimsSchema = Type.Object(
  {
    roles: Type.String({
      minLength: 1,
      default: 'roles',
      description: 'The claim that holds the roles: a list, or a text with spaces. With dots for a claim in a claim.',
    }),
    roleNames: Type.Object(
      { CUSTOMER: roleNames('CUSTOMER'), AGENT: roleNames('AGENT'), ADMIN: roleNames('ADMIN') },
      {
        ...STRICT,
        default: {},
        description: 'What the issuer calls the roles of the gateway. Whatever stands nowhere here counts for nothing.',
      },
    ),
    agentEmail: Type.String({
      minLength: 1,
      default: 'email',
      description: 'The claim that holds an agent’s e-mail address.',
    }),
    customerIds: Type.String({
      minLength: 1,
      default: 'customer_ids',
      description: 'The claim that holds the caller’s customer id in each backend, by the backend’s id.',
    }),
    customerIdTemplates: Type.Record(Type.String(), Type.String({ minLength: 1, pattern: '\\{[^{}]+\\}' }), {
      default: {},
      description: 'How a customer id is made of other claims, by the backend’s id, e.g. "{customer_number}".',
    }),
    backendTokens: Type.Record(Type.String(), Type.String({ minLength: 1 }), {
      default: {},
      description: 'Claims that hold the caller’s own token for a backend, by the backend’s id.',
    }),
  },
  { ...STRICT, default: {}, description: 'Which claims of a token say what.' },
);

const TokensSchema = Type.Object(
  {
    issuer: Type.String({ minLength: 1, description: 'Who makes the tokens: their claim iss, letter by letter.' }),
    audience: Type.String({ minLength: 1, description: 'For whom they are made: their claim aud.' }),
    jwksUrl: Type.Optional(
      Type.String({
        pattern: '^https?://\\S+$',
        description: 'Address of the issuer’s key set. One of jwksUrl, publicKey and sharedSecret is needed.',
      }),
    ),
    publicKey: Type.Optional(
      Type.String({ minLength: 1, description: 'The issuer’s public key instead, as PEM or as one JSON Web Key.' }),
    ),
    sharedSecret: Type.Optional(
      Type.String({
        minLength: 32,
        description: 'A secret that issuer and gateway share instead, at least 32 characters.',
        [SECRET_MARK]: true,
      }),
    ),
    algorithms: Type.Optional(
      Type.Array(Type.Union(ALGORITHMS.map((name) => Type.Literal(name))), {
        minItems: 1,
        description: 'The signatures that count; all that go with the kind of key if left out.',
      }),
    ),
    clockToleranceMs: Type.Integer({
      minimum: 0,
      maximum: 300_000,
      default: 5_000,
      description: 'How far the clocks of issuer and gateway may differ, in milliseconds.',
    }),
    maxTokenAgeMs: Type.Optional(
      Type.Integer({
        minimum: 1_000,
        description: 'How old a token may be, in milliseconds; until it ends if left out.',
      }),
    ),
    claims: ClaimsSchema,
  },
  { ...STRICT, description: 'How the tokens of callers are checked and read. Without it no token is taken.' },
);

/** The part `identity` of the file. */
export const IdentitySchema = Type.Object(
  {
    anonymous: Type.Union(
      ANONYMOUS_ROLES.map((role) => Type.Literal(role)),
      {
        default: 'NONE',
        description:
          'What whoever shows no token counts as. NONE: nothing is answered. AGENT: everybody who reaches the gateway sees and changes everything.',
      },
    ),
    anonymousAgentEmail: Type.Optional(
      Type.String({
        pattern: EMAIL,
        description: 'For whom anonymous agents act towards backends that want to know an agent’s e-mail address.',
      }),
    ),
    tokens: Type.Optional(TokensSchema),
    backendTokenHeaders: Type.Record(Type.String(), Type.String({ pattern: '^[A-Za-z0-9-]+$' }), {
      default: {},
      description:
        'Headers in which callers send their own token for a backend that is reached with it, by the backend’s id; x-backend-token-<id> if left out.',
    }),
  },
  { ...STRICT, description: 'Who may call.' },
);

type Tokens = Omit<Static<typeof TokensSchema>, 'sharedSecret'> & { readonly sharedSecret?: Secret };
export type IdentityConfiguration = Omit<Static<typeof IdentitySchema>, 'tokens'> & { readonly tokens?: Tokens };

/**
 * What is wrong with settings that each have the right form: what they say together.
 * @param identity after defaults were filled in, before secrets were wrapped
 * @param backendIds the ids that there are
 */
export function identityProblems(
  identity: Static<typeof IdentitySchema>,
  backendIds: readonly string[],
  place: (path: SettingPath) => string,
): Map<string, string> {
  const problems = new Map<string, string>();
  const report = (path: readonly string[], problem: string): void => {
    problems.set(place(['identity', ...path]), problem);
  };
  const { anonymous, tokens } = identity;
  if (anonymous === 'NONE' && tokens === undefined) {
    report(
      [],
      'nobody could call the gateway. Write identity.tokens with issuer, audience and jwksUrl; or identity.anonymous: AGENT if everybody who reaches the gateway may see and change everything.',
    );
  }
  if (tokens !== undefined) checkTokens(tokens, (path, problem) => report(['tokens', ...path], problem));
  const known = `there is no such backend; there are: ${backendIds.join(', ')}.`;
  const named = {
    backendTokenHeaders: [['backendTokenHeaders'], identity.backendTokenHeaders],
    customerIdTemplates: [['tokens', 'claims', 'customerIdTemplates'], tokens?.claims.customerIdTemplates ?? {}],
    backendTokens: [['tokens', 'claims', 'backendTokens'], tokens?.claims.backendTokens ?? {}],
  } as const;
  for (const [path, byBackend] of Object.values(named)) {
    for (const id of Object.keys(byBackend)) if (!backendIds.includes(id)) report([...path, id], known);
  }
  for (const [id, name] of Object.entries(identity.backendTokenHeaders)) {
    if (!isTaken(name, id, identity.backendTokenHeaders)) continue;
    report(
      ['backendTokenHeaders', id],
      'is a header that says something else already; give each backend one of its own.',
    );
  }
  return problems;
}

/** True for a header that holds the caller's token for the gateway, or that for another backend. */
function isTaken(name: string, id: string, names: Readonly<Record<string, string>>): boolean {
  const others = Object.entries(names).flatMap(([other, header]) => (other === id ? [] : [header.toLowerCase()]));
  return ['authorization', ...others].includes(name.toLowerCase());
}

type Report = (path: readonly string[], problem: string) => void;

function checkTokens(tokens: Static<typeof TokensSchema>, report: Report): void {
  const { jwksUrl, publicKey, sharedSecret } = tokens;
  const keys = Object.entries({ jwksUrl, publicKey, sharedSecret }).flatMap(([name, key]) =>
    key === undefined ? [] : [name],
  );
  if (keys.length !== 1) {
    const given =
      keys.length === 0 ? 'there is no key to check tokens with' : `${keys.join(' and ')} exclude each other`;
    report([], `${given}; write one of: jwksUrl, publicKey, sharedSecret.`);
    return;
  }
  if (jwksUrl !== undefined && URL.canParse(jwksUrl) && !isSafeAddress(new URL(jwksUrl))) {
    report(
      ['jwksUrl'],
      'must begin with https://, as whoever can change the keys can be anybody. http:// is for localhost alone.',
    );
  }
  const possible = sharedSecret !== undefined ? SHARED_SECRET_ALGORITHMS : possibleFor(publicKey, report);
  const wrong = tokens.algorithms?.filter((name) => !possible.includes(name)) ?? [];
  if (possible.length > 0 && wrong.length > 0) {
    report(['algorithms'], `${wrong.join(', ')} cannot go with ${keys.join()}; possible are: ${possible.join(', ')}.`);
  }
}

/** @returns no algorithm if the key cannot be used, which has then been told */
function possibleFor(publicKey: string | undefined, report: Report): readonly string[] {
  if (publicKey === undefined) return ASYMMETRIC_ALGORITHMS;
  try {
    return algorithmsOf(readPublicKey(publicKey));
  } catch (error) {
    report(['publicKey'], error instanceof Error ? error.message : String(error));
    return [];
  }
}

function isSafeAddress({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
