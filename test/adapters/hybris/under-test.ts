import { afterEach } from '@jest/globals';
import { hybris } from '../../../adapters/hybris/index.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import type { AdapterLog } from '../../../src/upstream/adapter-kit.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { nock } from '../../support/nock.ts';
import { OWN_ID } from './samples.ts';

export { listOf, operation, pageRequest } from './operations.ts';

export const HOST = 'https://api.yaas.test';
export const MASHUP = '/hybris/ssrvc-cecentermashup/v1/acmeshop';
export const CUSTOMERS = '/hybris/customer/v1/acmeshop';
export const NOW = Date.parse('2016-11-22T07:00:00.000Z');

/** The scopes that the adapter asks for, as it writes them. */
export const SCOPES = [
  'hybris.tenant=acmeshop',
  'hybris.serviceticket_view',
  'hybris.serviceticket_manage',
  'hybris.serviceticket_configuration_view',
  'hybris.interactionlog_manage',
  'hybris.interactionrecording_view',
].join(' ');

const connected: BackendInstance[] = [];

afterEach(async () => {
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

/** The adapter with the settings of an installation. */
export function connect(
  settings: Record<string, unknown> = {},
  options: { readonly clock?: () => number; readonly log?: AdapterLog } = {},
): BackendInstance {
  const backend = connectAdapter(
    hybris,
    {
      tenant: 'acmeshop',
      baseUrl: `${HOST}/hybris/ssrvc-cecentermashup/v1`,
      tokenUrl: `${HOST}/hybris/oauth2/v1/token`,
      customerBaseUrl: `${HOST}/hybris/customer/v1`,
      clientId: 'clientIdPlaceholder',
      clientSecret: new Secret('clientSecretPlaceholder'),
      email: 'testme@yaastest.com',
      password: new Secret('secret'),
      ...settings,
    },
    { clock: () => NOW, ...options },
  );
  connected.push(backend);
  return backend;
}

/** Answers the token call, the login and the own id, each once. */
export function answerTokens({ ownId = OWN_ID }: { readonly ownId?: string | null } = {}): void {
  answerClientToken();
  answerLogin();
  const me = nock(HOST).get(`${CUSTOMERS}/me`);
  if (ownId === null) me.reply(404, {});
  else me.reply(200, { id: ownId });
}

export function answerClientToken(token = 'client-token', answer: object = {}): void {
  nock(HOST)
    .post('/hybris/oauth2/v1/token')
    .reply(200, { access_token: token, token_type: 'Bearer', expires_in: 3_600, scope: SCOPES, ...answer });
}

export function answerLogin(token = 'customer-token'): void {
  nock(HOST).post(`${CUSTOMERS}/login`).reply(200, { accessToken: token });
}

/** A nock for a list with this query. */
export function getTickets(query: Record<string, string>): nock.Interceptor {
  return nock(HOST).get(`${MASHUP}/serviceTickets`).query(query);
}
