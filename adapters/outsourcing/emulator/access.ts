import { randomBytes } from 'node:crypto';
import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import { Problem } from './problem.ts';
import type { Switches } from './switches.ts';
import type { Branding, StoredTicket } from './ticket.ts';

export interface Client {
  readonly id: string;
  readonly secret: string;
  /** Undefined: general credentials, which see everything. */
  readonly branding?: Branding;
}

/** One credential is one provider; the second one is branding specific, so it sees fewer rows (section 2). */
export const CLIENT: Client = { id: 'provider-client', secret: 'provider-secret' };
export const RESTRICTED_CLIENT: Client = { id: 'branding-client', secret: 'branding-secret', branding: 'partner' };
export const API_KEY = 'provider-api-key';

/** The server gives the same token for 5 minutes (section 2). */
const SAME_TOKEN_MILLISECONDS = 5 * 60_000;

interface Token {
  readonly value: string;
  readonly client: Client;
  readonly issued: number;
  readonly expires: number;
}

export interface Access {
  /** The token call. */
  issueToken(request: EmulatorRequest): Reply;
  /** Who is calling. @throws Problem 401 or 403 */
  authenticate(request: EmulatorRequest): Client;
  /** Forgets every token. */
  expireTokens(): void;
}

/** Tokens and their checks. */
export function createAccess(switches: Switches): Access {
  let tokens = new Map<string, Token>();

  function issueToken(request: EmulatorRequest): Reply {
    if (!isForm(request)) return { status: 400, body: { error: 'invalid_request' } };
    const form = new URLSearchParams(request.body.toString('utf8'));
    if (form.get('grant_type') !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    const client = [CLIENT, RESTRICTED_CLIENT].find(
      ({ id, secret }) => id === form.get('client_id') && secret === form.get('client_secret'),
    );
    if (client === undefined) return { status: 401, body: { error: 'invalid_client' } };
    return {
      status: 200,
      body: { access_token: tokenFor(client), expires_in: switches.tokenLifetimeSeconds, token_type: 'Bearer' },
    };
  }

  function tokenFor(client: Client): string {
    const now = Date.now();
    for (const token of tokens.values()) {
      const recent = now - token.issued < SAME_TOKEN_MILLISECONDS && now < token.expires;
      if (token.client === client && recent) return token.value;
    }
    const value = randomBytes(24).toString('base64url');
    tokens.set(value, { value, client, issued: now, expires: now + switches.tokenLifetimeSeconds * 1_000 });
    return value;
  }

  function authenticate(request: EmulatorRequest): Client {
    const value = /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    const token = value === undefined ? undefined : tokens.get(value);
    if (token === undefined || Date.now() >= token.expires) throw new Problem(401, 'The access token is not valid.');
    if (switches.rejectTokenOnce) {
      switches.rejectTokenOnce = false;
      throw new Problem(401, 'The access token was refused.');
    }
    if (switches.requireApiKey && request.headers['x-api-key'] !== API_KEY)
      throw new Problem(403, 'A valid API key is required.');
    return token.client;
  }

  return {
    issueToken,
    authenticate,
    expireTokens() {
      tokens = new Map();
    },
  };
}

/** True if the client's view holds a row of this branding. */
export function canSee(client: Client, row: Pick<StoredTicket, 'branding'>): boolean {
  return client.branding === undefined || client.branding === row.branding;
}

function isForm(request: EmulatorRequest): boolean {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim() === 'application/x-www-form-urlencoded';
}
