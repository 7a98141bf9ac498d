import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '../../src/ticketing/secret.ts';
import { identityWith } from '../identity/identity-settings.ts';
import { createIssuerKey, makeToken } from '../identity/token-maker.ts';
import { startTestGateway, type Answer, type TestGateway } from '../support/gateway.ts';

// The gateway asks a backend as whoever calls, with a token that it gets for the caller's own.

const QUESTION = `query ($id: String!) { ticketByNativeId(backend: "crm", nativeId: $id) { nativeId }
  viewer { credentials { backend { id } strategy isOpen } } }`;
// As it is after the configuration was read.
const CLIENT = { clientId: 'the-gateway', clientSecret: new Secret('s:ecret') };

interface Asked {
  readonly ticketByNativeId: { readonly nativeId: string } | null;
  readonly viewer: {
    readonly credentials: readonly { readonly backend: { readonly id: string }; readonly isOpen: boolean }[];
  };
}

/** What came to whoever gives out the backend's tokens. */
interface ExchangeCall {
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
}

const key = createIssuerKey();
let gateway: TestGateway;
let issuer: Server;
let calls: ExchangeCall[] = [];
let isRefusing = false;
let ticketOfA = '';

beforeAll(async () => {
  issuer = createServer((request, response) => void giveToken(request, response));
  issuer.listen(0, '127.0.0.1');
  await once(issuer, 'listening');
  const tokenUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/exchange`;
  gateway = await startTestGateway({
    tickets: 20,
    latencyMs: 20,
    identity: identityWith({ publicKey: key.pem }, { anonymous: 'AGENT' }),
    settings: {
      crm: {
        auth: { mode: 'exchange' },
        exchange: { tokenUrl, ...CLIENT, audience: 'the-desk', subjectTokenType: 'jwt', lifetimeS: 300 },
      },
    },
  });
  ticketOfA = gateway.emulator('crm').samples.ticketIds[0] ?? '';
});

afterAll(async () => {
  await gateway.stop();
  issuer.closeAllConnections();
  issuer.close();
});

beforeEach(() => {
  gateway.reset();
  calls = [];
  isRefusing = false;
});

/** The subject of a caller's token is the name of their account at the backend. */
async function giveToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  calls.push({ authorization: request.headers.authorization, form });
  response.setHeader('content-type', 'application/json');
  if (isRefusing) {
    response.writeHead(400).end(JSON.stringify({ error: 'invalid_grant', error_description: 'anna@secret.example' }));
    return;
  }
  const { sub } = decodeJwt(form.get('subject_token') ?? '');
  const { control, credentials } = gateway.emulator('crm');
  const token = control.act('issueToken', { email: credentials[String(sub)] }) as string;
  response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 300 }));
}

/** Each caller has a new token, so that nothing is at hand for them. */
function tokenOf(account: 'email' | 'emailB', claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return makeToken(key, { claims: { sub: account, roles: ['customer'], jti: `${Math.random()}`, ...claims } });
}

function ask(token: string | null): Promise<Answer<Asked>> {
  return gateway.query(QUESTION, { id: ticketOfA }, token === null ? {} : { authorization: `Bearer ${token}` });
}

function tellsOpen({ data }: Answer<Asked>): boolean | undefined {
  return data?.viewer.credentials.find(({ backend }) => backend.id === 'crm')?.isOpen;
}

describe('a backend whose tokens are got for each caller', () => {
  test('is asked with what the caller’s own token was exchanged for', async () => {
    const token = await tokenOf('email');
    const answer = await ask(token);
    expect(answer.data?.ticketByNativeId).toEqual({ nativeId: ticketOfA });
    expect(tellsOpen(answer)).toBe(true);
    expect(calls.map(({ form }) => Object.fromEntries(form))).toEqual([
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: token,
        subject_token_type: 'jwt',
        audience: 'the-desk',
      },
    ]);
    expect(calls[0]?.authorization).toBe(`Basic ${Buffer.from('the-gateway:s%3Aecret').toString('base64')}`);
  });

  test('shows each caller what is theirs, also when both ask at once', async () => {
    const [a, b] = await Promise.all([ask(await tokenOf('email')), ask(await tokenOf('emailB'))]);
    expect([a.data?.ticketByNativeId, b.data?.ticketByNativeId]).toEqual([{ nativeId: ticketOfA }, null]);
    expect(b.errors).toEqual([]);
    expect(calls).toHaveLength(2);
  });

  test('is asked for one token by 100 requests of one caller at once', async () => {
    const token = await tokenOf('email');
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(token)));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(calls).toHaveLength(1);
  });

  test('is asked for one other token by 100 requests whose token has ended', async () => {
    const token = await tokenOf('email');
    await ask(token);
    gateway.emulator('crm').control.act('expireTokens');
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(token)));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(calls).toHaveLength(2);
  });

  test('is not asked for whoever gets no token, and others are', async () => {
    isRefusing = true;
    const refused = await ask(await tokenOf('email'));
    expect(refused.errors.map(({ extensions }) => [extensions.code, extensions.backend])).toEqual([
      ['UNAUTHENTICATED', 'crm'],
    ]);
    expect(gateway.backendCalls()).toEqual({});
    expect(refused.text + JSON.stringify(gateway.log)).not.toContain('anna');
    isRefusing = false;
    expect((await ask(await tokenOf('email'))).data?.ticketByNativeId).toEqual({ nativeId: ticketOfA });
  });

  test('is closed to agents who showed no token, and nobody is asked for one', async () => {
    const answer = await ask(null);
    expect(tellsOpen(answer)).toBe(false);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(calls).toEqual([]);
    expect(gateway.backendCalls()).toEqual({});
  });

  test('no token stands in the log', async () => {
    const token = await tokenOf('email');
    await ask(token);
    expect(JSON.stringify(gateway.log)).not.toContain(token.split('.')[1]);
  });
});
