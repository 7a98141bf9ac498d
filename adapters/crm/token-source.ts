import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { Authorize } from '../../src/upstream/backend-http.ts';
import { badResponse } from '../../src/upstream/http-response.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import type { Token } from '../../src/upstream/token-cache.ts';
import type { Login } from './client.ts';
import { createCallerSource } from './caller-source.ts';
import { checkJwt, isOver, readJwt } from './jwt.ts';
import { toText } from './mapping.ts';
import type { CrmSettings } from './settings.ts';
import type { CrmLogin } from './wire.ts';

/** The contact a token belongs to: all that says whose tickets the API shows. */
export type TokenContact =
  | { readonly kind: 'configured'; readonly id: string }
  | { readonly kind: 'unknown' }
  /** Told by the login; null if that does not say. `atHand` is what the last login told; null before the first. */
  | {
      readonly kind: 'byLogin';
      readonly read: (call: Call) => Promise<string | null>;
      readonly atHand: () => string | null;
    }
  /** Each caller has one of their own; null if it is not known. */
  | { readonly kind: 'byCaller'; readonly read: (call: Call) => Promise<string | null> };

/** Where the header `token` comes from. */
export interface TokenSource {
  readonly authorize: Authorize;
  readonly contact: TokenContact;
}

const MINUTE = 60_000;

/** One source a mode. */
export function createTokenSource(
  settings: Pick<CrmSettings, 'auth' | 'contactId' | 'exchange'>,
  login: Login,
  kit: Pick<AdapterKit, 'backend' | 'clock' | 'createTokenCache' | 'openHttp'>,
): TokenSource {
  const { auth, contactId = null } = settings;
  switch (auth.mode) {
    case 'login':
      return createLoginSource((call) => login(auth.email, auth.password, call), contactId, kit);
    case 'static':
      return createStaticSource(auth.token, contactId, kit);
    case 'passThrough':
    case 'exchange':
      return createCallerSource(auth.mode, settings, kit);
  }
}

/** Signs in, and again five minutes before the token ends: the API has no call that renews one. */
function createLoginSource(
  login: (call: Call) => Promise<CrmLogin>,
  configuredContactId: string | null,
  kit: Pick<AdapterKit, 'clock' | 'createTokenCache'>,
): TokenSource {
  const tokens = kit.createTokenCache({ renewBeforeMs: 5 * MINUTE, rememberRefusalMs: MINUTE });
  let contactId = configuredContactId;

  // One account, so one key; callers who need a token at once share one login.
  const getToken = (call: Call): Promise<Token> =>
    tokens.get('login', (signal) => signIn({ ...call, signal }), call.signal);

  async function signIn(call: Call): Promise<Token> {
    const answer = await login(call);
    const facts = readJwt(answer.accessToken);
    if (facts === null) throw badResponse('a token that is no JWT');
    if (isOver(facts.expiresAt, kit.clock())) {
      throw unauthenticated('The backend gave a token that has already expired; one of the clocks may be wrong.');
    }
    contactId = toText(answer.contactId) ?? configuredContactId;
    return { value: new Secret(answer.accessToken), expiresAt: facts.expiresAt ?? Number.POSITIVE_INFINITY };
  }

  return {
    contact: {
      kind: 'byLogin',
      async read(call) {
        await getToken(call);
        return contactId;
      },
      atHand: () => contactId,
    },
    async authorize(call) {
      const token = await getToken(call);
      return { headers: { token: token.value.reveal() }, refused: () => tokens.drop('login', token) };
    },
  };
}

/** A token that is never renewed. Once refused it is left alone for a minute instead of being sent again at once. */
function createStaticSource(token: Secret, contactId: string | null, kit: Pick<AdapterKit, 'clock'>): TokenSource {
  let refusedUntil = 0;
  return {
    contact: contactId === null ? { kind: 'unknown' } : { kind: 'configured', id: contactId },
    async authorize() {
      checkJwt(token, 'The configured token', kit.clock());
      if (kit.clock() < refusedUntil) throw unauthenticated('The backend refused the configured token.');
      return {
        headers: { token: token.reveal() },
        refused() {
          refusedUntil = kit.clock() + MINUTE;
        },
      };
    },
  };
}

function unauthenticated(message: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', message);
}

/** True if both name the same contact: records say `12x24218`, the login and comments say `24218`. */
export function isSameContact(one: string, other: string): boolean {
  return withoutModule(one) === withoutModule(other);
}

/** The bare number of a contact, as comments want it. */
export function withoutModule(id: string): string {
  return id.trim().replace(/^\d+x/, '');
}
