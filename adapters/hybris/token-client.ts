import type { Call } from '../../src/ticketing/adapter.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { Authorize, Credential } from '../../src/upstream/backend-http.ts';
import { badResponse, readJson } from '../../src/upstream/http-response.ts';
import { path } from '../../src/upstream/path.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import { readProblem, readTokenProblem } from './problem.ts';
import type { HybrisSettings } from './settings.ts';
import { checkOwnCustomer, checkToken } from './wire.ts';

export const REQUEST_ID_HEADER = 'hybris-request-id';

/** A token of the token service. */
export interface ClientToken {
  readonly value: Secret;
  readonly lifetimeMs: number;
  /** Null if the answer does not say what was granted. */
  readonly scopes: readonly string[] | null;
}

/** The calls that get tokens and tell whose they are. */
export interface HybrisTokenClient {
  /** `POST {tokenUrl}` */
  getClientToken(scopes: readonly string[], call: Call): Promise<ClientToken>;
  /** `POST {customerBaseUrl}/{tenant}/login` with a client token; the login does not say how long the token lives. */
  logIn(email: string, password: Secret, client: Credential, call: Call): Promise<Secret>;
  /** `GET {customerBaseUrl}/{tenant}/me`: the id of the customer whose token it is. */
  getOwnCustomerId(authorize: Authorize, call: Call): Promise<string>;
}

export function createTokenClient(settings: HybrisSettings, kit: AdapterKit): HybrisTokenClient {
  const tokenUrl = new URL(settings.tokenUrl);
  const tokenHttp = kit.openHttp({
    baseUrl: tokenUrl.origin,
    readProblem: readTokenProblem,
    correlationHeader: REQUEST_ID_HEADER,
  });
  const customerHttp = kit.openHttp({
    baseUrl: settings.customerBaseUrl,
    readProblem,
    correlationHeader: REQUEST_ID_HEADER,
  });
  const { tenant, clientId, clientSecret } = settings;

  return {
    async getClientToken(scopes, call) {
      const form = { grant_type: 'client_credentials', scope: scopes.join(' ') };
      // ASSUMPTION: id and secret go into the Basic header as they are, not form-encoded first (README).
      const basic = Buffer.from(`${clientId}:${clientSecret.reveal()}`, 'utf8').toString('base64');
      const response = await tokenHttp.send(
        {
          operation: 'getClientToken',
          method: 'POST',
          path: tokenUrl.pathname,
          isSafe: true,
          ...(settings.clientAuthentication === 'basic'
            ? { headers: { authorization: `Basic ${basic}` }, form }
            : { form: { ...form, client_id: clientId, client_secret: clientSecret.reveal() } }),
        },
        call,
      );
      const answer = checkToken(readJson(response));
      const lifetimeMs = Number(answer.expires_in ?? 3_600) * 1_000;
      return {
        value: toSecret(answer),
        lifetimeMs: Number.isFinite(lifetimeMs) ? lifetimeMs : 3_600_000,
        scopes: answer.scope?.split(/\s+/).filter((scope) => scope !== '') ?? null,
      };
    },

    async logIn(email, password, client, call) {
      const response = await customerHttp.send(
        {
          operation: 'logIn',
          method: 'POST',
          path: path`/${tenant}/login`,
          isSafe: true,
          // Not through `authorize`: a 401 is most likely the password, which must not be tried twice.
          headers: client.headers,
          json: { email, password: password.reveal() },
        },
        call,
      );
      return toSecret(checkToken(readJson(response)));
    },

    async getOwnCustomerId(authorize, call) {
      const response = await customerHttp.send(
        { operation: 'getOwnCustomer', method: 'GET', path: path`/${tenant}/me`, authorize },
        call,
      );
      return checkOwnCustomer(readJson(response)).id;
    },
  };
}

function toSecret(answer: ReturnType<typeof checkToken>): Secret {
  const token = answer.access_token ?? answer.accessToken ?? '';
  if (token === '') throw badResponse('no access token');
  return new Secret(token);
}
