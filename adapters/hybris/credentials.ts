import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import {
  authorizeCaller,
  createCallerTokens,
  type CallerToken,
  type ReadCallerToken,
} from '../../src/upstream/caller-credential.ts';
import type { Authorize, Credential } from '../../src/upstream/backend-http.ts';
import type { Token, TokenCache } from '../../src/upstream/token-cache.ts';
import { createOwnIds } from './own-ids.ts';
import { isTokenRefused } from './problem.ts';
import type { HybrisSettings } from './settings.ts';
import type { HybrisTokenClient } from './token-client.ts';
import { topicScopes } from './topics.ts';

/** The two credentials of the mashup. Only customers may see tickets, yet types and statuses are read by the client. */
export interface HybrisCredentials {
  /** For types, statuses and the login. */
  readonly client: Authorize;
  /** For tickets, interaction logs and chat transcripts: the customer's token, or the client's in the agents' view. */
  readonly reader: Authorize;
  /**
   * Id of the customer whose tickets are read. Null in the agents' view, and where the customer service does not tell:
   * then the backend's own rule stands alone. Rejects only for a mistake of the gateway.
   */
  ownCustomerId(call: Call): Promise<string | null>;
  /**
   * The same, for what cannot be done without it: null in the agents' view, and where the customer service refuses to tell.
   * @throws GatewayError if it could not be asked
   */
  askOwnCustomerId(call: Call): Promise<string | null>;
}

const RENEW_BEFORE_MS = 60_000;
const WRONG_PASSWORD_MS = 60_000;
const CLIENT = 'client';

export function createCredentials(
  settings: HybrisSettings,
  calls: HybrisTokenClient,
  kit: AdapterKit,
): HybrisCredentials {
  const clientTokens = kit.createTokenCache({ renewBeforeMs: RENEW_BEFORE_MS });
  const customerTokens = kit.createTokenCache({
    renewBeforeMs: RENEW_BEFORE_MS,
    rememberRefusalMs: WRONG_PASSWORD_MS,
  });
  const ownIds = createOwnIds();
  const readCallerToken = createCallerReader(settings, kit);
  let hasToldScopes = false;

  const client: Authorize = async (call) => {
    const token = await clientTokens.get(CLIENT, (signal) => fetchClientToken({ ...call, signal }), call.signal);
    return toCredential(clientTokens, CLIENT, token);
  };

  async function fetchClientToken(call: Call): Promise<Token> {
    const asked = scopesOf(settings);
    const { value, lifetimeMs, scopes } = await calls.getClientToken(asked, call);
    const missing = scopes === null ? [] : asked.filter((scope) => !scopes.includes(scope));
    if (missing.length > 0 && !hasToldScopes) {
      hasToldScopes = true;
      kit.log.warn('The client was not granted all scopes; some operations will be refused.', { missing });
    }
    return { value, expiresAt: kit.clock() + lifetimeMs };
  }

  /** The one place that decides whose token a call is made with: with 'login' everybody is the configured customer. */
  async function customerToken(call: Call): Promise<CallerToken> {
    if (readCallerToken !== null) return readCallerToken(call);
    const { email, password, customerTokenTtlS } = settings;
    if (email === undefined || password === undefined)
      throw new GatewayError('UNAUTHENTICATED', 'No customer is configured for this backend.');
    const token = await customerTokens.get(
      email,
      async (signal) => ({
        value: await logIn({ ...call, signal }, (credential, attempt) =>
          calls.logIn(email, password, credential, attempt),
        ),
        expiresAt: kit.clock() + customerTokenTtlS * 1_000,
      }),
      call.signal,
    );
    return { value: token.value, refused: () => customerTokens.drop(email, token), isFinal: false };
  }

  /** A client token that ended early is replaced once; a wrong password is not tried again. */
  async function logIn<Answer>(
    call: Call,
    attempt: (credential: Credential, call: Call) => Promise<Answer>,
  ): Promise<Answer> {
    const credential = await client(call);
    try {
      return await attempt(credential, call);
    } catch (error) {
      if (!isTokenRefused(toGatewayError(error))) throw error;
      credential.refused();
      return attempt(await client(call), call);
    }
  }

  const customer: Authorize =
    readCallerToken === null
      ? async (call) => {
          const { value, refused } = await customerToken(call);
          return { headers: toHeaders(value.reveal()), refused };
        }
      : authorizeCaller(readCallerToken, toHeaders);

  async function askOwnCustomerId(call: Call): Promise<string | null> {
    const { value } = await customerToken(call);
    const known = ownIds.get(value);
    if (known !== undefined) return known;
    try {
      const id = await calls.getOwnCustomerId(customer, call);
      ownIds.set(value, id);
      return id;
    } catch (thrown) {
      // What the customer service refuses it will refuse again; a fault may be over the next time.
      const { code } = toGatewayError(thrown);
      if (code === 'INTERNAL') throw thrown;
      const isFinal = code === 'FORBIDDEN' || code === 'NOT_FOUND';
      if (isFinal) ownIds.set(value, null);
      kit.log.warn('The customer service does not tell whose token is used; tickets are not checked against it.', {
        code,
      });
      if (isFinal) return null;
      throw thrown;
    }
  }

  if (settings.audience === 'agent') {
    return { client, reader: client, ownCustomerId: async () => null, askOwnCustomerId: async () => null };
  }
  return { client, reader: customer, ownCustomerId, askOwnCustomerId };

  /** Without a token the read itself fails and says so. */
  async function ownCustomerId(call: Call): Promise<string | null> {
    try {
      return await askOwnCustomerId(call);
    } catch (thrown) {
      // A call that has ended has ended for the read as well, which tells why.
      if (!call.signal.aborted && toGatewayError(thrown).code === 'INTERNAL') throw thrown;
      return null;
    }
  }
}

/** The scopes for what the adapter does; `interactionrecording_view` is for the service behind the chat transcripts. */
function scopesOf({ tenant, pubsub }: HybrisSettings): string[] {
  return [
    `hybris.tenant=${tenant}`,
    'hybris.serviceticket_view',
    'hybris.serviceticket_manage',
    'hybris.serviceticket_configuration_view',
    'hybris.interactionlog_manage',
    'hybris.interactionrecording_view',
    ...(pubsub.owner === '' ? [] : topicScopes(pubsub.owner)),
  ];
}

function toCredential(tokens: TokenCache, key: string, token: Token): Credential {
  return {
    headers: toHeaders(token.value.reveal()),
    refused: () => tokens.drop(key, token),
  };
}

function toHeaders(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/**
 * Reads the tokens of callers; null if one customer is configured for everybody.
 * @throws Error for settings that do not go together
 */
function createCallerReader(
  { audience, customerAuth, exchange }: HybrisSettings,
  kit: AdapterKit,
): ReadCallerToken | null {
  if (customerAuth === 'login') return null;
  if (audience === 'customer') return createCallerTokens(customerAuth, exchange, kit);
  throw new Error(
    `"customerAuth" cannot be "${customerAuth}" where "audience" is "agent": the agents’ mashup takes the client token.`,
  );
}
