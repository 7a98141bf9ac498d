import { Type } from 'typebox';
import type { Call } from '../ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../ticketing/errors.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import { Secret } from '../ticketing/secret.ts';
import type { AdapterKit } from './adapter-kit.ts';
import type { ReadCallerToken } from './caller-credential.ts';
import type { TokenExchangeSettings } from './caller-settings.ts';
import { readJson, readLenientJson, type HttpResponse } from './http-response.ts';
import type { Problem } from './problem.ts';
import type { Token } from './token-cache.ts';
import { createWireCheck } from './wire-check.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const RENEW_BEFORE_MS = 30_000;
/** A caller whose token was refused is not tried again at once, whatever they ask for. */
const REMEMBER_REFUSAL_MS = 10_000;

const checkAnswer = createWireCheck(
  Type.Object({
    access_token: Type.String({ minLength: 1 }),
    expires_in: Type.Optional(Type.Union([Type.Number(), Type.String(), Type.Null()])),
  }),
);

/**
 * Gets tokens of a backend for callers by OAuth 2.0 Token Exchange (RFC 8693): one for each caller and token that they
 * brought, kept until shortly before it ends; whoever needs the same at once shares one request.
 */
export function createTokenExchange(
  settings: TokenExchangeSettings,
  kit: Pick<AdapterKit, 'clock' | 'createTokenCache' | 'openHttp'>,
): ReadCallerToken {
  const url = new URL(settings.tokenUrl);
  const http = kit.openHttp({ baseUrl: url.origin, readProblem });
  const tokens = kit.createTokenCache({
    renewBeforeMs: RENEW_BEFORE_MS,
    rememberRefusalMs: REMEMBER_REFUSAL_MS,
  });

  async function exchange(subject: Secret, call: Call): Promise<Token> {
    const response = await http
      .send(
        {
          operation: 'exchangeToken',
          method: 'POST',
          path: url.pathname,
          headers: clientHeaders(settings),
          form: toForm(settings, subject),
          // Nothing but a token is made by it.
          isSafe: true,
          isForCaller: true,
        },
        call,
      )
      .catch((thrown: unknown) => {
        throw withoutWords(toGatewayError(thrown));
      });
    const answer = checkAnswer(readJson(response));
    const lifetimeS = Number(answer.expires_in ?? settings.lifetimeS);
    const lifetimeMs = (Number.isFinite(lifetimeS) && lifetimeS > 0 ? lifetimeS : settings.lifetimeS) * 1_000;
    return { value: new Secret(answer.access_token), expiresAt: kit.clock() + lifetimeMs };
  }

  return async (call) => {
    const { bearerToken, fingerprint: principal } = call.principal;
    if (bearerToken === null) {
      throw new GatewayError('UNAUTHENTICATED', 'This backend is reached with a token got for the caller: sign in.');
    }
    // A token that may less must not be answered with what one of the same caller that may more has brought.
    const key = `${principal}:${fingerprint([bearerToken.reveal()])}`;
    const token = await tokens.get(key, (signal) => exchange(bearerToken, { ...call, signal }), call.signal);
    return { value: token.value, refused: () => tokens.drop(key, token), isFinal: false };
  };
}

function toForm(settings: TokenExchangeSettings, subject: Secret): Record<string, string> {
  const { audience, resource, scope, subjectTokenType, requestedTokenType } = settings;
  // A client without a secret names itself in the form.
  const clientId = settings.clientSecret === undefined ? settings.clientId : undefined;
  const optional = { audience, resource, scope, requested_token_type: requestedTokenType, client_id: clientId };
  const given = Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    grant_type: GRANT,
    subject_token: subject.reveal(),
    subject_token_type: subjectTokenType,
    ...Object.fromEntries(given),
  };
}

/** RFC 6749, section 2.3.1: id and secret are form-encoded before they become a Basic header. */
function clientHeaders({ clientId, clientSecret }: TokenExchangeSettings): Record<string, string> {
  if (clientId === undefined || clientSecret === undefined) return {};
  const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret.reveal())}`;
  return { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** The code of RFC 6749, section 5.2, decides: most refusals of a token come with the status 400. */
function readProblem(response: HttpResponse): Problem | null {
  if (response.status >= 200 && response.status < 300) return null;
  const body = readLenientJson(response);
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  if (typeof error !== 'string' || !/^[a-z_]{1,40}$/.test(error)) return {};
  const code = CODES.get(error);
  return { backendCode: error, ...(code === undefined ? {} : { code }) };
}

const CODES: ReadonlyMap<string, 'UNAUTHENTICATED' | 'FORBIDDEN' | 'BACKEND_BAD_RESPONSE'> = new Map([
  // RFC 8693, section 2.2.2: the subject token is not valid or not acceptable.
  ['invalid_request', 'UNAUTHENTICATED'],
  ['invalid_grant', 'UNAUTHENTICATED'],
  ['unauthorized_client', 'FORBIDDEN'],
  ['invalid_scope', 'FORBIDDEN'],
  ['invalid_target', 'BACKEND_BAD_RESPONSE'],
  ['invalid_client', 'BACKEND_BAD_RESPONSE'],
  ['unsupported_grant_type', 'BACKEND_BAD_RESPONSE'],
]);

const MESSAGES = {
  UNAUTHENTICATED: 'No token of this backend was given for the caller’s token.',
  FORBIDDEN: 'The caller may have no token of this backend.',
  BACKEND_BAD_RESPONSE: 'The gateway cannot get tokens of this backend; its configuration may be wrong.',
} as const;

/** The refusal in words of the gateway; other failures as they are. */
function withoutWords(error: GatewayError): GatewayError {
  const { code } = error;
  if (!isRefusal(code)) return error;
  return new GatewayError(code, MESSAGES[code], error.facts);
}

function isRefusal(code: string): code is keyof typeof MESSAGES {
  return Object.hasOwn(MESSAGES, code);
}
