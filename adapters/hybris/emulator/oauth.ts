import type { EmulatorRequest, Route } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import { CLIENT_ID, CLIENT_SECRET, type Backend } from './backend.ts';
import { throughProxy } from './proxy.ts';
import { TENANT } from './seed.ts';

/** The scopes the project is subscribed to: those of the seed and the one behind chat transcripts (section 2). */
const SUBSCRIBED_SCOPES: readonly string[] = [
  `hybris.tenant=${TENANT}`,
  'hybris.customer_read',
  'hybris.customer_create',
  'hybris.product_read_unpublished',
  'hybris.product_create',
  'hybris.product_publish',
  'hybris.serviceticket_view',
  'hybris.serviceticket_manage',
  'hybris.serviceticket_configuration_view',
  'hybris.interactionlog_manage',
  'hybris.interactionrecording_view',
  // As public clients of other topics name theirs; the page knows none.
  'hybris.pubsub.topic=hybris.serviceticket.serviceticket-created',
  'hybris.pubsub.topic=hybris.serviceticket.serviceticket-updated',
];
// The client belongs to this team: the tenant of tokens that ask for no other (OAuth2 service).
const TEAM = 'acmeteam';

/** The authorization server: client tokens and what a token stands for. */
export function createOauthRoutes(backend: Backend): Route[] {
  return [
    {
      label: 'token',
      method: 'POST',
      path: '/hybris/oauth2/v1/token',
      handle: throughProxy(backend, (request) => giveToken(backend, request)),
    },
    {
      label: 'tokeninfo',
      method: 'GET',
      path: '/hybris/oauth2/v1/tokeninfo',
      handle: throughProxy(backend, (request) => describeToken(backend, request)),
    },
  ];
}

function giveToken(backend: Backend, request: EmulatorRequest): Reply {
  if (!/^application\/x-www-form-urlencoded *(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return refuse(backend, 'invalid_request', 'Only application/x-www-form-urlencoded is supported.');
  }
  const form = new URLSearchParams(request.body.toString('utf8'));
  const grant = form.get('grant_type') ?? '';
  if (grant !== 'client_credentials') {
    return refuse(backend, 'invalid_grant', `${grant} is not supported grant type.`);
  }
  const basic = readBasic(request);
  const id = basic === undefined ? form.get('client_id') : basic.id;
  const secret = basic === undefined ? form.get('client_secret') : basic.secret;
  if (id !== CLIENT_ID || secret !== CLIENT_SECRET) {
    return refuse(backend, 'invalid_client', 'client_id is missing or has an invalid value.');
  }
  const { unsubscribedScopes, tokenLifetimeS } = backend.switches;
  // Granted = asked and subscribed (section 2).
  const asked = (form.get('scope') ?? '').split(/\s+/);
  const scopes = SUBSCRIBED_SCOPES.filter((scope) => asked.includes(scope) && !unsubscribedScopes.includes(scope));
  const token = backend.tokens.issue({
    clientId: id,
    tenant: scopes.includes(`hybris.tenant=${TENANT}`) ? TENANT : TEAM,
    user: undefined,
    scopes,
    expiresAt: Date.now() + tokenLifetimeS * 1000,
  });
  return {
    status: 200,
    body: {
      access_token: token.value,
      token_type: 'Bearer',
      expires_in: tokenLifetimeS,
      scope: scopes.join(' '),
    },
  };
}

function describeToken(backend: Backend, request: EmulatorRequest): Reply {
  const token = backend.tokens.find(request.query.get('access_token') ?? '');
  if (token === undefined) {
    return {
      status: 400,
      body: { error: 'invalid_query_parameter', error_description: 'access_token is invalid' },
    };
  }
  const { user, tenant, scopes, clientId } = token;
  return { status: 200, body: { ...(user === undefined ? {} : { user }), tenant, scopes, clientId } };
}

function refuse(backend: Backend, error: string, description: string): Reply {
  return { status: 400, body: { error, [backend.switches.tokenErrorSpelling]: description } };
}

function readBasic(request: EmulatorRequest): { readonly id: string; readonly secret: string } | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { id: text.slice(0, Math.max(colon, 0)), secret: text.slice(colon + 1) };
}
