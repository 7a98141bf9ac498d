import { SignJWT } from 'jose';
import { stringify } from 'yaml';
import { adapters } from '../../../adapters/index.ts';
import { readConfiguration } from '../../../src/config.ts';
import { startEmulation } from '../../../src/demo.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import { createGateway } from '../../../src/gateway.ts';
import type { BackendInstance, Call } from '../../../src/ticketing/adapter.ts';
import type { Principal } from '../../../src/ticketing/principal.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { createCall } from '../../support/call.ts';
import { connectBackend } from '../../../src/upstream/connect.ts';
import { SILENT_LOG } from '../../support/connect-adapter.ts';
import { collectingLog, sendQuery, type Answer, type LogLine } from '../../support/gateway.ts';
import { testPrincipal } from '../../support/principal.ts';

export const CUSTOMERS = ['A', 'B'] as const;
export type Customer = (typeof CUSTOMERS)[number];
export const CALLERS = [...CUSTOMERS, 'agent'] as const;
export type Caller = (typeof CALLERS)[number];

/** What one customer is and has in the backends. */
interface CustomerFacts {
  readonly customerIds: Readonly<Record<string, string>>;
  readonly backendTokens: Readonly<Record<string, string>>;
}

/** A gateway over backends that hold tickets of many customers, each reached with every credential that it knows. */
export interface World {
  readonly customers: Readonly<Record<Customer, CustomerFacts>>;
  /** Ids of the backends that a customer is let into. */
  readonly openTo: Readonly<Record<Customer, readonly string[]>>;
  readonly log: readonly LogLine[];
  query(caller: Caller, document: string, variables: Readonly<Record<string, unknown>>): Promise<Answer<unknown>>;
  /** The backends without the gateway, to know the truth. */
  readonly unguarded: ReadonlyMap<string, BackendInstance>;
  /** A call as this customer, with their own tokens; as an agent if null. */
  callAs(customer: Customer | null): Call;
  stop(): Promise<void>;
}

const SECRET = 'a shared secret of at least thirty-two characters';
const IDENTITY = { issuer: 'https://issuer.example.test', audience: 'tickets' };

export async function startWorld(tickets: number): Promise<World> {
  const emulation = await startEmulation({ tickets });
  const emulator = (name: string): RunningEmulator => {
    const found = emulation.emulators.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`There is no emulator "${name}".`);
    return found;
  };
  const customers = await readCustomers(emulator);
  const configuration = readConfiguration(
    stringify({
      server: { production: false },
      identity: { anonymous: 'NONE', tokens: { ...IDENTITY, sharedSecret: SECRET } },
      limits: { requestsPerWindow: 1_000_000 },
      backends: entriesOf(emulator),
    }),
    {},
    adapters.map(({ definition }) => definition),
  );
  const log: LogLine[] = [];
  const gateway = await createGateway(configuration, collectingLog(log));
  const url = await gateway.http.app.listen({ host: '127.0.0.1', port: 0 });
  const headers = await headersOf(customers);
  const unguarded = new Map(
    configuration.backends.map(({ id, definition, settings }) => [
      id,
      connectBackend(definition, settings, { id, log: SILENT_LOG }),
    ]),
  );
  return {
    customers,
    openTo: { A: ['shop', 'myshop', 'desk', 'care', 'cloud'], B: ['shop', 'myshop', 'care', 'cloud'] },
    log,
    unguarded,
    query: (caller, document, variables) => sendQuery(url, document, variables, headers[caller]),
    callAs: (customer) => createCall({ principal: principalOf(customer === null ? null : customers[customer]) }),
    async stop() {
      await gateway.stop();
      await Promise.all([...unguarded.values()].map((backend) => backend.close()));
      await emulation.stop();
    },
  };
}

/** Backends under the gateway's own account, and the same ones with each caller's own token. */
function entriesOf(emulator: (name: string) => RunningEmulator): Record<string, unknown>[] {
  const demo = (kind: string, id: string): Record<string, unknown> => {
    const found = adapters.find(({ definition }) => definition.kind === kind);
    if (found === undefined) throw new Error(`There is no adapter "${kind}".`);
    return { id, kind, ...found.demoSettings(emulator(kind)) };
  };
  const { email: _email, password: _password, ...ofEveryCustomer } = demo('hybris', 'myshop');
  const { iamUser: _user, iamPassword: _iamPassword, ...ofEveryUser } = demo('huawei', 'cloud');
  return [
    {
      ...demo('hybris', 'shop'),
      audience: 'agent',
      baseUrl: `${emulator('hybris').url}/hybris/serviceticketmashup/v1`,
    },
    { ...ofEveryCustomer, customerAuth: 'passThrough' },
    demo('crm', 'desk'),
    { ...demo('crm', 'care'), auth: { mode: 'passThrough' } },
    demo('huawei', 'support'),
    { ...ofEveryUser, credentials: 'passThrough' },
    demo('outsourcing', 'partners'),
    demo('oneview', 'delivery'),
  ];
}

async function readCustomers(emulator: (name: string) => RunningEmulator): Promise<Record<Customer, CustomerFacts>> {
  const shop = emulator('hybris');
  const care = emulator('crm');
  const cloud = emulator('huawei');
  const read = async (
    login: { readonly email: string; readonly password: string },
    caller: { readonly email: string; readonly password: string; readonly contactId: string },
    user: { readonly name: string; readonly password: string },
  ): Promise<CustomerFacts> => {
    const shopToken = await logInToShop(shop, login);
    const shopId = await readShopId(shop, shopToken);
    return {
      customerIds: { shop: shopId, myshop: shopId, desk: caller.contactId, care: caller.contactId },
      backendTokens: {
        myshop: shopToken,
        care: await logInToCare(care, caller),
        cloud: await logInToCloud(cloud, user),
      },
    };
  };
  const of = (running: RunningEmulator, name: string): string => running.credentials[name] ?? '';
  return {
    A: await read(
      { email: of(shop, 'email'), password: of(shop, 'password') },
      { email: of(care, 'email'), password: of(care, 'password'), contactId: of(care, 'contactId') },
      { name: of(cloud, 'iamUser'), password: of(cloud, 'iamPassword') },
    ),
    B: await read(
      { email: of(shop, 'otherEmail'), password: of(shop, 'otherPassword') },
      { email: of(care, 'emailB'), password: of(care, 'passwordB'), contactId: of(care, 'contactIdB') },
      { name: of(cloud, 'iamUserB'), password: of(cloud, 'iamPasswordB') },
    ),
  };
}

async function logInToShop(shop: RunningEmulator, login: object): Promise<string> {
  const { credentials, url } = shop;
  const scope = ['view', 'manage', 'configuration_view'].map((name) => `hybris.serviceticket_${name}`);
  const client = (await postForm(`${url}/hybris/oauth2/v1/token`, {
    grant_type: 'client_credentials',
    client_id: credentials['clientId'] ?? '',
    client_secret: credentials['clientSecret'] ?? '',
    scope: [
      `hybris.tenant=${credentials['tenant']}`,
      ...scope,
      'hybris.interactionlog_manage',
      'hybris.interactionrecording_view',
    ].join(' '),
  })) as { access_token: string };
  const { body } = await postJson(`${url}/hybris/customer/v1/${credentials['tenant']}/login`, login, {
    authorization: `Bearer ${client.access_token}`,
  });
  return (body as { accessToken: string }).accessToken;
}

async function readShopId({ credentials, url }: RunningEmulator, token: string): Promise<string> {
  const response = await fetch(`${url}/hybris/customer/v1/${credentials['tenant']}/me`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await response.json()) as { id: string }).id;
}

async function logInToCare(
  { url }: RunningEmulator,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<string> {
  const { body } = await postJson(
    `${url}/crm/v1/login`,
    { email, password, source: 'app' },
    {
      correlationId: 'test',
      srDate: '01-01-2030',
      source: 'Selfcare',
      operation: 'customerLogin',
      destination: 'CRM',
      type: 'numbers',
    },
  );
  return (body as { response: { result: { accessToken: string } } }).response.result.accessToken;
}

async function logInToCloud(
  { url, credentials }: RunningEmulator,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<string> {
  const user = { name, password, domain: { name: credentials['iamDomain'] } };
  const { headers } = await postJson(`${url}/v3/auth/tokens`, {
    auth: {
      identity: { methods: ['password'], password: { user } },
      scope: { project: { id: credentials['projectId'] } },
    },
  });
  return headers.get('x-subject-token') ?? '';
}

async function postJson(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly body: unknown; readonly headers: Headers }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`Signing in to an emulator was answered with ${response.status}.`);
  return { body: await response.json(), headers: response.headers };
}

async function postForm(url: string, form: Record<string, string>): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return response.json();
}

async function headersOf(
  customers: Readonly<Record<Customer, CustomerFacts>>,
): Promise<Record<Caller, Record<string, string>>> {
  const sign = (subject: string, claims: Record<string, unknown>): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(IDENTITY.issuer)
      .setAudience(IDENTITY.audience)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime('2h')
      .sign(new TextEncoder().encode(SECRET));
  const ofCustomer = async (name: Customer): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await sign(name, { roles: ['customer'], customer_ids: customers[name].customerIds })}`,
    ...Object.fromEntries(
      Object.entries(customers[name].backendTokens).map(([backend, token]) => [`x-backend-token-${backend}`, token]),
    ),
  });
  return {
    A: await ofCustomer('A'),
    B: await ofCustomer('B'),
    agent: { authorization: `Bearer ${await sign('agent', { roles: ['agent'], email: 'agent@desk.example.test' })}` },
  };
}

function principalOf(facts: CustomerFacts | null): Principal {
  if (facts === null) return testPrincipal({ agentEmail: 'truth@example.test' });
  const tokens = Object.entries(facts.backendTokens).map(([id, token]) => [id, new Secret(token)]);
  return testPrincipal({
    roles: ['CUSTOMER'],
    customerIds: facts.customerIds,
    backendTokens: Object.fromEntries(tokens) as Record<string, Secret>,
  });
}
