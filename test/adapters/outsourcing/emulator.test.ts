import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { startEmulator } from '../../../adapters/outsourcing/emulator.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';

const IN_PROGRESS = '/v2/tickets/in-progress-tickets';
const SEED_TICKET = {
  id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
  created_at: '2019-08-24T14:15:22Z',
  customer_id: '160c0c4b-9966-4dc1-a916-8407eb10d74e',
  ticket_number: 7440303,
  vehicle_model_id: 0,
  vin: 'JH4KA7630PC007649',
  service_started_at: '2019-08-24T14:15:22Z',
  operator_id: 'fa9de6bb-1df8-4ba6-9e6d-1172fbf7e166',
  voucher_code: 'WQ4MM3',
  outsourced: true,
  connection_id: 'd3547de1-d1f2-4344-b4c2-17169b7526f9',
};

interface Row {
  readonly id: string;
  readonly state: string;
  readonly created_at: string;
  readonly ticket_number: number;
  readonly vin: string | null;
  readonly voucher_code: string | null;
  readonly operator_id: string | null;
  readonly reclaimable: boolean;
  readonly occurred_at: string;
}

interface Page {
  readonly query: Readonly<Record<string, unknown>>;
  readonly result: readonly Row[];
  readonly total: number;
}

interface Catalogue {
  readonly providers: readonly string[];
  readonly products: readonly { readonly id: string; readonly type: string }[];
  readonly cancelReasons: readonly { readonly id: number; readonly manually_applicable: boolean }[];
}

let emulator: RunningEmulator;
let catalogue: Catalogue;
/** Samples that no test has used for a write yet. */
let unused: string[];

beforeAll(async () => {
  emulator = await startEmulator();
  catalogue = emulator.control.act('readCatalogue') as Catalogue;
  unused = emulator.samples.ticketIds.slice(1);
});

afterEach(() => emulator.control.reset());
afterAll(() => emulator.stop());

async function askToken(form: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: emulator.credentials['clientId'] ?? '',
    client_secret: emulator.credentials['clientSecret'] ?? '',
    ...form,
  });
  return fetch(`${emulator.url}/oauth2/token`, { method: 'POST', body });
}

async function takeToken(form: Record<string, string> = {}): Promise<string> {
  const { access_token: token } = (await (await askToken(form)).json()) as { access_token: string };
  return token;
}

async function call(method: string, path: string, body?: unknown, headers = {}): Promise<Response> {
  const init = { method, redirect: 'manual' as const };
  const authorization = `Bearer ${await takeToken()}`;
  if (body === undefined) return fetch(emulator.url + path, { ...init, headers: { authorization, ...headers } });
  return fetch(emulator.url + path, {
    ...init,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function read<Shape = Page>(path: string): Promise<Shape> {
  return (await (await call('GET', path)).json()) as Shape;
}

async function statusOf(path: string): Promise<number> {
  return (await call('GET', path)).status;
}

function transition(id: string, body: Readonly<Record<string, unknown>>): Promise<Response> {
  return call('PATCH', `${IN_PROGRESS}/${id}`, { transition: body });
}

function nextId(): string {
  return unused.shift() ?? '';
}

describe('authentication', () => {
  test('the token call gives a bearer token for an hour, the same one within 5 minutes', async () => {
    const answer = (await (await askToken()).json()) as Record<string, unknown>;
    expect(answer).toEqual({ access_token: await takeToken(), expires_in: 3600, token_type: 'Bearer' });
  });

  test('the token call takes a form only, a wrong client is 401 invalid_client', async () => {
    const wrong = await askToken({ client_secret: 'wrong' });
    expect([wrong.status, await wrong.json()]).toEqual([401, { error: 'invalid_client' }]);
    expect((await call('POST', '/oauth2/token', { grant_type: 'client_credentials' })).status).toBe(400);
    expect((await askToken({ grant_type: 'password' })).status).toBe(400);
  });

  test('a call without a valid token is answered 401 problem+json', async () => {
    const answer = await fetch(emulator.url + IN_PROGRESS);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 401, type: 'about:blank', title: 'Unauthorized' });
  });

  test('expireTokens makes it refuse every token given out; a new one works', async () => {
    const headers = { authorization: `Bearer ${await takeToken()}` };
    emulator.control.act('expireTokens');
    expect((await fetch(emulator.url + IN_PROGRESS, { headers })).status).toBe(401);
    expect(await statusOf(IN_PROGRESS)).toBe(200);
  });

  test('switches: a token is rejected once, an API key is required, a token lives shorter', async () => {
    emulator.control.setSwitches({ rejectTokenOnce: true });
    expect([await statusOf(IN_PROGRESS), await statusOf(IN_PROGRESS)]).toEqual([401, 200]);
    emulator.control.setSwitches({ requireApiKey: true });
    expect(await statusOf(IN_PROGRESS)).toBe(403);
    const headers = { 'x-api-key': emulator.credentials['apiKey'] ?? '' };
    expect((await call('GET', IN_PROGRESS, undefined, headers)).status).toBe(200);
    emulator.control.reset();
    emulator.control.act('expireTokens');
    emulator.control.setSwitches({ tokenLifetimeSeconds: 0 });
    expect(await statusOf(IN_PROGRESS)).toBe(401);
  });

  test('branding-specific credentials see fewer rows', async () => {
    const token = await takeToken({
      client_id: emulator.credentials['restrictedClientId'] ?? '',
      client_secret: emulator.credentials['restrictedClientSecret'] ?? '',
    });
    const headers = { authorization: `Bearer ${token}` };
    const page = (await (await fetch(emulator.url + IN_PROGRESS, { headers })).json()) as Page;
    expect(page.total).toBe(20);
    expect((await fetch(`${emulator.url}${IN_PROGRESS}/${SEED_TICKET.id}`, { headers })).status).toBe(404);
  });
});

describe('reads', () => {
  test("the seed's sample ticket is there word for word, field by field in its order", async () => {
    const body = await (await call('GET', `${IN_PROGRESS}/${SEED_TICKET.id}`)).text();
    expect(body).toBe(JSON.stringify(SEED_TICKET));
    const seed = readFileSync('/work/shared/seeds/outsourcing-in-progress-tickets.txt', 'utf8');
    for (const [name, value] of Object.entries(SEED_TICKET)) expect(seed).toContain(`"${name}": ${JSON.stringify(value)}`);
  });

  test('samples are in progress, the absent id is 404, a malformed one 400', async () => {
    expect(emulator.samples.ticketIds.length).toBeGreaterThanOrEqual(10);
    expect(emulator.samples.ticketIds[0]).toBe(SEED_TICKET.id);
    for (const id of emulator.samples.ticketIds) expect(await statusOf(`${IN_PROGRESS}/${id}`)).toBe(200);
    expect(await statusOf(`${IN_PROGRESS}/${emulator.samples.absentTicketId}`)).toBe(404);
    expect(await statusOf(`${IN_PROGRESS}/abc`)).toBe(400);
  });

  test('an id in the wrong view is 404, the generic resource knows every state', async () => {
    expect(await statusOf(`/v2/tickets/closed-tickets/${SEED_TICKET.id}`)).toBe(404);
    expect(await read(`/v2/tickets/tickets/${SEED_TICKET.id}`)).toMatchObject({ state: 'in_progress' });
    expect(await statusOf('/v2/tickets')).toBe(404);
    expect(await statusOf('/v2/customers')).toBe(404);
  });

  test('lists echo the applied query, 25 and 0 by default', async () => {
    const page = await read(IN_PROGRESS);
    expect([page.query, page.result.length, page.total]).toEqual([{ limit: 25, offset: 0 }, 25, 61]);
    const found = await read(`${IN_PROGRESS}?ticket_number=7440303&color=red`);
    expect(found).toEqual({ query: { limit: 25, offset: 0, ticket_number: 7440303 }, result: [SEED_TICKET], total: 1 });
    expect(await read(`${IN_PROGRESS}?ticket_number=1`)).toMatchObject({ result: [], total: 0 });
  });

  test('limit 0 counts, an offset past the end is empty with the real total', async () => {
    expect(await read(`${IN_PROGRESS}?limit=0`)).toMatchObject({ result: [], total: 61 });
    expect(await read(`${IN_PROGRESS}?offset=61`)).toMatchObject({ result: [], total: 61 });
  });

  test.each(['limit=-1', 'limit=1001', 'limit=ten', 'offset=-1', 'ticket_number=x'])('%s is 400', async (query) => {
    expect(await statusOf(`${IN_PROGRESS}?${query}`)).toBe(400);
  });

  test('switches: paging is clamped, rows come shuffled, an envelope has data instead of result', async () => {
    emulator.control.setSwitches({ clampPaging: true, shuffled: true });
    const first = await read(`${IN_PROGRESS}?limit=5000`);
    const second = await read(`${IN_PROGRESS}?limit=5000`);
    expect(first.query).toEqual({ limit: 1000, offset: 0 });
    expect(first.result).not.toEqual(second.result);
    expect(new Set(first.result.map(({ id }) => id))).toEqual(new Set(second.result.map(({ id }) => id)));
    emulator.control.setSwitches({ envelopeWithData: true });
    expect(Object.keys(await read(IN_PROGRESS))).toEqual(['query', 'data', 'total']);
  });

  test('switches: generic paths are off, a state is unknown', async () => {
    emulator.control.setSwitches({ unknownState: 'on_the_moon' });
    expect((await read('/v2/tickets/tickets?state=closed&limit=1')).result[0]?.state).toBe('on_the_moon');
    emulator.control.setSwitches({ genericPathsOff: true, inferredPathsOff: true });
    for (const path of ['tickets', `tickets/${SEED_TICKET.id}`, 'pending-tickets', 'outsources'])
      expect(await statusOf(`/v2/tickets/${path}`)).toBe(404);
    expect(await statusOf(IN_PROGRESS)).toBe(200);
  });
});

describe('data', () => {
  test.each([
    ['in-progress-tickets', 61],
    ['pending-tickets', 25],
    ['prepared-tickets', 10],
    ['outsourced-tickets', 12],
    ['closed-tickets', 1400],
    ['cancelled-tickets', 90],
    ['tickets', 1598],
    ['tickets?state=cancelled', 90],
    ['cancel-reasons', 6],
  ])('%s has %i rows', async (resource, total) => {
    expect((await read(`/v2/tickets/${resource}`)).total).toBe(total);
  });

  test.each([undefined, 100, 3000])('the special rows are there with tickets = %s', async (tickets) => {
    const other = await startEmulator(tickets === undefined ? {} : { tickets });
    const add = async (resource: string): Promise<readonly Row[]> => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${other.url}/v2/tickets/${resource}?limit=1000`, { headers });
      return ((await answer.json()) as Page).result;
    };
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    form.set('client_id', other.credentials['clientId'] ?? '');
    form.set('client_secret', other.credentials['clientSecret'] ?? '');
    const answer = await fetch(`${other.url}/oauth2/token`, { method: 'POST', body: form });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const all: Row[] = [];
    for (let offset = 0; all.length === offset; offset += 1000) all.push(...(await add(`tickets?offset=${offset}`.replace('?limit', '&limit'))));
    await other.stop();
    expect(all.length).toBeGreaterThanOrEqual(tickets ?? 1598);
  });
});
