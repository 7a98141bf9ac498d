import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { request as sendRaw } from 'node:http';
import { startEmulator } from '../../../adapters/hybris/emulator.ts';
import type { EmulatorOptions, RunningEmulator } from '../../../src/emulation/emulator.ts';

type Json = Record<string, unknown>;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly object: Json;
  readonly rows: readonly Json[];
}

const SCOPES = [
  'hybris.tenant=acmeshop hybris.customer_create hybris.product_create hybris.serviceticket_view',
  'hybris.serviceticket_manage hybris.serviceticket_configuration_view hybris.interactionlog_manage',
  'hybris.interactionrecording_view',
].join(' ');
const MASHUP = '/hybris/ssrvc-cecentermashup/v1/acmeshop';
const SIBLING = '/hybris/serviceticketmashup/v1/acmeshop';
const CUSTOMERS = '/hybris/customer/v1/acmeshop';
const TOPIC = '/hybris/pubsub/v1/topics/hybris.serviceticket';
const PREFIX = '5833e476ecb9ab001d6d';
const FIRST = `${PREFIX}3501`;

let emulator: RunningEmulator;
let client: string;
let customer: string;
let other: string;

async function call(method: string, path: string, token?: string, body?: unknown, headers?: Json): Promise<Answer> {
  const response = await fetch(`${emulator.url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(headers as Record<string, string> | undefined),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const read: unknown = /^[[{]/.test(text) ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, object: read as Json, rows: read as Json[] };
}

async function askForToken(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString();
  const response = await fetch(`${emulator.url}/hybris/oauth2/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
  const text = await response.text();
  const object = JSON.parse(text) as Json;
  return { status: response.status, headers: response.headers, text, object, rows: [] };
}

function inForm(scope: string): Record<string, string> {
  const { clientId = '', clientSecret = '' } = emulator.credentials;
  return { client_id: clientId, client_secret: clientSecret, scope };
}

async function logIn(token: string, email: unknown, password: unknown): Promise<string> {
  const answer = await call('POST', `${CUSTOMERS}/login`, token, { email, password });
  expect(answer.status).toBe(200);
  return String(answer.object['accessToken']);
}

async function logInAll(): Promise<void> {
  const { email, password, otherEmail, otherPassword } = emulator.credentials;
  client = String((await askForToken(inForm(SCOPES))).object['access_token']);
  customer = await logIn(client, email, password);
  other = await logIn(client, otherEmail, otherPassword);
}

/** Talks to another emulator for a while. */
async function withEmulator<Result>(options: EmulatorOptions, work: () => Promise<Result>): Promise<Result> {
  const main = emulator;
  emulator = await startEmulator(options);
  try {
    await logInAll();
    return await work();
  } finally {
    await emulator.stop();
    emulator = main;
    await logInAll();
  }
}

function list(parameters: Record<string, string>, token = customer, path = '/serviceTickets'): Promise<Answer> {
  return call('GET', `${MASHUP}${path}?${new URLSearchParams(parameters).toString()}`, token);
}

async function readTicket(id: string): Promise<Json> {
  const answer = await call('GET', `${MASHUP}/serviceTickets/${id}`, customer);
  expect(answer.status).toBe(200);
  return answer.object;
}

async function createTicket(fields: Json = {}): Promise<Json> {
  const body = { type: 'SERVICE_REQUEST', shortDescription: 'My tv does not work', ...fields };
  const answer = await call('POST', `${MASHUP}/serviceTickets`, customer, body);
  expect(answer.status).toBe(201);
  return answer.object;
}

function detailOf(answer: Answer): unknown {
  const details = answer.object['details'] as readonly Json[] | undefined;
  return [answer.status, details?.[0]?.['type'], details?.[0]?.['field']];
}

function idsOf(answer: Answer): readonly string[] {
  return answer.rows.map((row) => String(row['id']));
}

beforeAll(async () => {
  emulator = await startEmulator();
  await logInAll();
});
beforeEach(() => emulator.control.reset());
afterAll(() => emulator.stop());

describe('tokens (section 2)', () => {
  test('a client token is given for a form with the credentials in it or in a Basic header', async () => {
    const { clientId, clientSecret } = emulator.credentials;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const answer = await askForToken({ scope: 'hybris.serviceticket_view' }, { authorization: `Basic ${basic}` });
    expect(answer.object).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'hybris.serviceticket_view' });
    const wrong = await askForToken({ ...inForm(SCOPES), client_secret: 'wrong' });
    expect([wrong.status, wrong.object['error']]).toEqual([400, 'invalid_client']);
    expect(wrong.object).toHaveProperty('errorDescription');
    expect((await call('POST', '/hybris/oauth2/v1/token', undefined, {})).status).toBe(400);
  });

  test('granted scopes are those asked and subscribed; a missing one is a 403', async () => {
    emulator.control.setSwitches({ unsubscribedScopes: ['hybris.serviceticket_configuration_view'] });
    const answer = await askForToken(inForm(`${SCOPES} hybris.unknown`));
    expect(answer.object['scope']).not.toContain('configuration_view');
    expect(answer.object['scope']).not.toContain('unknown');
    const refused = await call('GET', `${MASHUP}/serviceTicketTypes`, String(answer.object['access_token']));
    expect([refused.status, refused.object['message']]).toEqual([403, 'Access denied - invalid scope']);
  });

  test('login gives accessToken and no lifetime; a wrong password is a 401', async () => {
    const { email, password } = emulator.credentials;
    const answer = await call('POST', `${CUSTOMERS}/login`, client, { email, password });
    expect(Object.keys(answer.object)).toEqual(['accessToken']);
    expect((await call('POST', `${CUSTOMERS}/login`, client, { email, password: 'no' })).status).toBe(401);
    expect((await call('POST', `${CUSTOMERS}/login`, undefined, { email, password })).status).toBe(401);
  });

  test('/me and tokeninfo name the customer of the token', async () => {
    expect((await call('GET', `${CUSTOMERS}/me`, customer)).object['id']).toBe('C1381590151');
    const known = await call('GET', `/hybris/oauth2/v1/tokeninfo?access_token=${customer}`);
    expect(known.object).toMatchObject({ user: 'C1381590151', tenant: 'acmeshop' });
    expect((await call('GET', '/hybris/oauth2/v1/tokeninfo?access_token=x')).object['error_description']).toBeDefined();
  });

  test('signup makes a customer with no tickets; an email is unique', async () => {
    const account = { email: 'new@yaastest.com', password: 'secret3' };
    expect((await call('POST', `${CUSTOMERS}/signup`, client, account)).status).toBe(201);
    expect((await call('POST', `${CUSTOMERS}/signup`, client, account)).status).toBe(409);
    expect((await list({}, await logIn(client, account.email, account.password))).rows).toEqual([]);
  });

  test('no, unknown or expired tokens are a 401, a token of another tenant a 403', async () => {
    const path = `${MASHUP}/serviceTickets`;
    expect((await call('GET', path)).object['message']).toMatch(/Bearer TOKEN is missing/);
    expect((await call('GET', path, 'unknown')).object).toMatchObject({
      status: 401,
      type: 'insufficient_credentials',
    });
    expect((await call('GET', path.replace('acmeshop', 'elsewhere'), customer)).status).toBe(403);
    emulator.control.setSwitches({ customerTokenLifetimeS: 0 });
    const { email, password } = emulator.credentials;
    expect((await call('GET', path, await logIn(client, email, password))).status).toBe(401);
  });

  test('expireTokens refuses every token given so far; a new login works', async () => {
    emulator.control.act('expireTokens');
    expect((await list({})).status).toBe(401);
    expect((await call('GET', `${MASHUP}/serviceTicketTypes`, client)).status).toBe(401);
    await logInAll();
    expect((await list({})).status).toBe(200);
  });
});

describe('isolation (section 1)', () => {
  test('only registered customers have tickets here; agents use the sibling mashup', async () => {
    expect((await list({}, client)).status).toBe(403);
    expect((await call('GET', `${SIBLING}/serviceTickets/${FIRST}`, client)).status).toBe(200);
  });

  test('foreign tickets are not seen: 404, by switch 403', async () => {
    expect((await list({ q: `id:(${FIRST})` }, other)).rows).toEqual([]);
    expect(idsOf(await list({}, other))).toEqual([`${PREFIX}3506`]);
    for (const method of ['GET', 'DELETE']) {
      expect((await call(method, `${MASHUP}/serviceTickets/${FIRST}`, other)).status).toBe(404);
    }
    emulator.control.setSwitches({ foreignEntity: 'forbidden' });
    expect((await call('GET', `${MASHUP}/serviceTickets/${FIRST}`, other)).status).toBe(403);
  });

  test('nothing is created for another customer', async () => {
    const ticket = { type: 'SERVICE_REQUEST', shortDescription: 'x', customerId: 'C1381590152' };
    expect((await call('POST', `${MASHUP}/serviceTickets`, customer, ticket)).status).toBe(403);
    const log = { customerId: 'C1381590152' };
    expect((await call('POST', `${MASHUP}/interactionLogs`, customer, log)).status).toBe(403);
  });
});

describe('lists (section 7)', () => {
  test('16 rows in a bare array by default, 64 at most, 400 or clamped above, empty past the end', async () => {
    expect((await list({})).rows).toHaveLength(16);
    expect((await call('GET', `${MASHUP}/serviceTickets/`, customer)).rows).toHaveLength(16);
    expect((await list({ pageSize: '64' })).rows).toHaveLength(64);
    expect(detailOf(await list({ pageSize: '65' }))).toEqual([400, 'out_of_range_parameter', 'pageSize']);
    expect((await list({ pageNumber: '-1' })).status).toBe(400);
    expect((await list({ pageNumber: 'two' })).status).toBe(400);
    expect((await list({ pageNumber: '999' })).rows).toEqual([]);
    emulator.control.setSwitches({ oversizedPage: 'clamp' });
    expect((await list({ pageSize: '100' })).rows).toHaveLength(64);
  });

  test('hybris-count comes when asked, always or never; 133 seeded tickets of the main customer', async () => {
    expect((await list({ q: 'ticketNumber:"1000042"', totalCount: 'true' })).headers.get('hybris-count')).toBe('1');
    const before = '"2025-12-31T00:00:00.000Z"';
    const seeded = await list({ q: `metadata.createdAt:<${before}`, totalCount: 'true' });
    expect(seeded.headers.get('hybris-count')).toBe('133');
    expect((await list({})).headers.has('hybris-count')).toBe(false);
    emulator.control.setSwitches({ count: 'always' });
    expect((await list({})).headers.has('hybris-count')).toBe(true);
    emulator.control.setSwitches({ count: 'never' });
    expect((await list({ totalCount: 'true' })).headers.has('hybris-count')).toBe(false);
  });

  test('Link names the next page at an inner host, in either quote, joined or repeated', async () => {
    const link = (await list({ pageNumber: '2' })).headers.get('link');
    expect(link).toMatch(/<http:\/\/[^>]*internal[^>]*pageNumber=3[^>]*>; rel="next"/);
    expect(link).toContain('rel="prev"');
    emulator.control.setSwitches({ linkQuotes: 'single', link: 'repeated' });
    const repeated = await new Promise<readonly string[]>((resolve, reject) => {
      const headers = { authorization: `Bearer ${customer}` };
      const message = sendRaw(`${emulator.url}${MASHUP}/serviceTickets`, { headers }, (response) => {
        response.resume();
        resolve(response.rawHeaders.filter((_, index, all) => all[index - 1] === 'Link'));
      });
      message.once('error', reject).end();
    });
    expect(repeated).toEqual([expect.stringContaining("rel='self'"), expect.stringContaining("rel='next'")]);
    expect((await list({ q: `id:(${FIRST})` })).headers.get('link')).not.toContain('next');
  });

  test('q takes quoted text, lists bare or quoted, ranges, several terms as AND', async () => {
    expect(idsOf(await list({ q: 'ticketNumber:"1000043"' }))).toEqual([`${PREFIX}3502`]);
    const lists = [`id:(${FIRST},${PREFIX}3502)`, `id:("${FIRST}", "${PREFIX}3502")`];
    for (const q of lists) expect([...idsOf(await list({ q }))].sort()).toEqual([FIRST, `${PREFIX}3502`]);
    const both = await list({ q: 'status:("OPEN","IN_PROCESS") type:"GENERAL_INQUIRY"', pageSize: '64' });
    expect(both.rows.length).toBeGreaterThan(1);
    for (const row of both.rows) {
      expect(row['type']).toBe('GENERAL_INQUIRY');
      expect(['OPEN', 'IN_PROCESS']).toContain(row['status']);
    }
    const range = 'metadata.createdAt:(>="2016-12-01T09:00:00.000Z" AND <="2016-12-01T09:00:00.000+0000")';
    expect((await list({ q: range, pageSize: '64' })).rows).toHaveLength(40);
    expect(idsOf(await list({ q: 'metadata.createdAt:<"2016-11-22T06:30:00.000Z"' }))).toEqual([FIRST]);
    expect(idsOf(await list({ q: 'classification:"HARDWARE_DEFECT" ticketNumber:"1000045"' }))).toHaveLength(1);
  });

  test('transient fields and syntax errors are a 400 on q', async () => {
    const wrong = [
      'customerEmail:"a"',
      'classification.description:"a"',
      'status:OPEN',
      "'status:OPEN'",
      'status:"a',
      'a',
    ];
    for (const q of wrong) expect(detailOf(await list({ q }))).toEqual([400, 'invalid_query_parameter', 'q']);
    emulator.control.setSwitches({ rangeQueries: false, listQueries: false });
    expect((await list({ q: 'metadata.createdAt:>"2016-12-01T09:00:00.000Z"' })).status).toBe(400);
    expect((await list({ q: `id:(${FIRST})` })).status).toBe(400);
  });

  test('sort orders by persisted fields and ignores unknown ones; without it there is no order', async () => {
    const sorted = await list({ sort: 'nothing,metadata.createdAt:desc,id:desc', pageSize: '64' });
    const keys = sorted.rows.map((row) => `${String((row['metadata'] as Json)['createdAt'])}${String(row['id'])}`);
    expect(keys).toEqual([...keys].sort().reverse());
    const ascending = await list({ sort: 'ticketNumber', pageSize: '2' });
    expect(ascending.rows.map((row) => row['ticketNumber'])).toEqual(['1000042', '1000043']);
    const unsorted = idsOf(await list({ pageSize: '64' }));
    expect(unsorted).not.toEqual([...unsorted].sort());
    expect(idsOf(await list({ pageSize: '64', sort: 'customerEmail:desc' }))).toEqual(unsorted);
  });
});

describe('tickets (sections 3 to 6)', () => {
  test('the seeded rows are as the page says', async () => {
    const first = await readTicket(FIRST);
    expect(first).toMatchObject({
      shortDescription: 'My tv does not work',
      createdBy: 'SYSTEM',
      ticketNumber: '1000042',
    });
    expect(first).toMatchObject({ productName: 'Smartphone Zony Yperia X2', customerEmail: 'testme@yaastest.com' });
    expect((first['metadata'] as Json)['createdAt']).toBe('2016-11-22T06:23:50.030+0000');
    expect(await readTicket(`${PREFIX}3502`)).toMatchObject({ productId: '', priority: 'HIGH', status: 'IN_PROCESS' });
    const third = await readTicket(`${PREFIX}3503`);
    expect((third['transcript'] as Json[]).map((entry) => entry['visibility'])).toEqual([
      'PUBLIC',
      'PRIVATE',
      'PUBLIC',
    ]);
    expect(typeof (third['metadata'] as Json)['version']).toBe('string');
    const fourth = await readTicket(`${PREFIX}3504`);
    expect(fourth).toMatchObject({ classification: { code: 'HARDWARE_DEFECT', description: 'Hardware defect' } });
    expect(fourth).not.toHaveProperty('productName');
    emulator.control.setSwitches({ dateForm: 'Z' });
    expect(((await readTicket(FIRST))['metadata'] as Json)['createdAt']).toBe('2016-11-22T06:23:50.030Z');
  });

  test('POST makes an OPEN ticket with its own id, named in body and Location, in three shapes', async () => {
    const full = await createTicket({ id: 'mine', status: 'CONFIRMED', productName: 'x', custom: 1 });
    expect(full).toMatchObject({ status: 'OPEN', customerId: 'C1381590151', custom: 1, metadata: { version: 1 } });
    expect(full['id']).toMatch(/^[0-9a-f]{24}$/);
    expect(full).not.toHaveProperty('productName');
    emulator.control.setSwitches({ postAnswer: 'id' });
    expect(Object.keys(await createTicket())).toEqual(['id']);
    emulator.control.setSwitches({ postAnswer: 'idAndLink' });
    const body = { type: 'SERVICE_REQUEST', shortDescription: 'x' };
    const answer = await call('POST', `${MASHUP}/serviceTickets`, customer, body);
    expect(answer.object['link']).toBe(answer.headers.get('location'));
    expect(answer.headers.get('location')).toMatch(
      new RegExp(`internal.*/serviceTickets/${String(answer.object['id'])}$`),
    );
  });

  test('POST without type or text, with an unknown type, other content or a broken body is refused', async () => {
    const path = `${MASHUP}/serviceTickets`;
    const noType = await call('POST', path, customer, { shortDescription: 'x' });
    expect(detailOf(noType)).toEqual([400, 'missing_field', 'type']);
    const unknown = await call('POST', path, customer, { type: 'NONE', shortDescription: 'x' });
    expect(detailOf(unknown)).toEqual([400, 'invalid_field', 'type']);
    expect((await call('POST', path, customer, {}, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await call('POST', path, customer, [])).object['type']).toBe('bad_payload_syntax');
  });

  test('PUT is 204, replaces the whole ticket, ignores transient fields and raises the version', async () => {
    const ticket = await createTicket({ priority: 'HIGH', custom: 1 });
    const path = `${MASHUP}/serviceTickets/${String(ticket['id'])}`;
    const { priority, custom, ...rest } = ticket;
    expect([priority, custom]).toEqual(['HIGH', 1]);
    const changed = {
      ...rest,
      shortDescription: 'My tv remote does not work',
      statusDescription: 'x',
      status: 'CONFIRMED',
    };
    const answer = await call('PUT', path, customer, changed);
    expect([answer.status, answer.text]).toEqual([204, '']);
    const after = await readTicket(String(ticket['id']));
    expect(after).toMatchObject({ shortDescription: 'My tv remote does not work', statusDescription: 'Confirmed' });
    expect(after['metadata']).toMatchObject({ version: 2, createdAt: (ticket['metadata'] as Json)['createdAt'] });
    expect(after).not.toHaveProperty('priority');
    expect(after).not.toHaveProperty('custom');
    expect((await call('PUT', `${MASHUP}/serviceTickets/${'f'.repeat(24)}`, customer, changed)).status).toBe(404);
  });

  test('an older metadata.version, number or text, is a 409 unless ignored', async () => {
    const ticket = await createTicket();
    const path = `${MASHUP}/serviceTickets/${String(ticket['id'])}`;
    emulator.control.act('changeTicket', { id: ticket['id'], priority: 'LOW' });
    const stale = await call('PUT', path, customer, { ...ticket, metadata: { version: '1' } });
    expect([stale.status, stale.object['type']]).toEqual([409, 'conflict_resource']);
    emulator.control.setSwitches({ ignoreVersion: true });
    expect((await call('PUT', path, customer, ticket)).status).toBe(204);
  });

  test('PUT sets no status but OPEN and CONFIRMED; an unchanged one passes unless switched', async () => {
    const ticket = await createTicket();
    const path = `${MASHUP}/serviceTickets/${String(ticket['id'])}`;
    const refused = await call('PUT', path, customer, { ...ticket, status: 'COMPLETED' });
    expect(detailOf(refused)).toEqual([400, 'invalid_field', 'status']);
    emulator.control.act('changeTicket', { id: ticket['id'], status: 'IN_PROCESS' });
    expect((await call('PUT', path, customer, await readTicket(String(ticket['id'])))).status).toBe(204);
    emulator.control.setSwitches({ refuseUnchangedStatus: true, statusRefusal: 'businessError' });
    const unchanged = await call('PUT', path, customer, await readTicket(String(ticket['id'])));
    expect([unchanged.status, unchanged.object['type']]).toEqual([400, 'business_error']);
  });

  test('DELETE is 204 and then 404', async () => {
    const path = `${MASHUP}/serviceTickets/${String((await createTicket())['id'])}`;
    expect((await call('DELETE', path, customer)).status).toBe(204);
    expect((await call('DELETE', path, customer)).object['type']).toBe('element_resource_non_existing');
    expect((await call('GET', path, customer)).status).toBe(404);
  });
});

describe('localisation (sections 2, 4)', () => {
  test('Accept-Language gives text, falling back; hybris-languages gives maps without fallback', async () => {
    const path = `${MASHUP}/serviceTicketStatus`;
    const german = await call('GET', path, client, undefined, { 'accept-language': 'de-AT,en;q=0.5' });
    expect(german.rows[1]).toEqual({ status: 'IN_PROCESS', description: 'In Bearbeitung' });
    const english = await call('GET', path, client);
    expect(english.rows[4]).toEqual({ status: 'CUSTOMER_ACTION', description: 'Wartet auf Kunden' });
    const map = await call('GET', path, client, undefined, { 'hybris-languages': 'en,de' });
    expect(map.rows[4]?.['description']).toEqual({ en: null, de: 'Wartet auf Kunden' });
    const types = await call('GET', `${MASHUP}/serviceTicketTypes`, client, undefined, { 'hybris-languages': '*' });
    expect(types.rows.map((row) => [row['type'], row['active']])).toEqual([
      ['SERVICE_REQUEST', true],
      ['GENERAL_INQUIRY', true],
      ['REPAIR_ORDER', false],
    ]);
    expect(types.rows[0]?.['description']).toHaveProperty('fr');
  });
});

describe('interaction logs, chats, conversations, products (sections 3, 4)', () => {
  test('logs are listed like tickets; the first ticket has three, one with an object as objectId', async () => {
    const sort = 'metadata.createdAt:asc';
    const oldest = await list({ pageSize: '64', sort }, customer, '/interactionLogs');
    const ofFirst = oldest.rows.filter((log) => JSON.stringify(log['relatedObjects']).includes(FIRST));
    expect(ofFirst).toHaveLength(3);
    expect(ofFirst.some((log) => typeof (log['relatedObjects'] as Json[])[0]?.['objectId'] === 'object')).toBe(true);
    const parameters = { q: `relatedObjects.objectId:("${FIRST}")` };
    expect((await list(parameters, customer, '/interactionLogs')).rows).toHaveLength(2);
    emulator.control.setSwitches({ relatedObjectQueries: false });
    expect((await list(parameters, customer, '/interactionLogs')).status).toBe(400);
  });

  test('a log needs a customerId; direction and reason are labelled on read', async () => {
    const path = `${MASHUP}/interactionLogs`;
    expect(detailOf(await call('POST', path, customer, {}))).toEqual([400, 'missing_field', 'customerId']);
    const log = {
      customerId: 'C1381590151',
      communicationDirection: 'INBOUND',
      interactionReasons: [{ interactionReason: 'ZSELFSERVICE_TICKET' }],
    };
    const answer = await call('POST', path, customer, log);
    expect([answer.status, answer.object['communicationDirectionDescription']]).toEqual([201, 'Inbound']);
    expect(answer.headers.get('location')).toContain(String(answer.object['id']));
  });

  test('the seeded chat transcript is read by id, only by those who chatted', async () => {
    const path = `${MASHUP}/chatTranscripts/${PREFIX}3594`;
    const chat = (await call('GET', path, customer)).object;
    expect((chat['transcript'] as Json[]).map((line) => line['chatContent'])).toEqual(['hi', 'dsfds']);
    expect((await call('GET', path, other)).status).toBe(404);
    expect((await call('GET', `${MASHUP}/chatTranscripts`, customer)).status).toBe(404);
  });

  test('the sibling adds conversations to the transcript and lists priorities and classifications', async () => {
    const id = String((await createTicket())['id']);
    const message = {
      description: 'Any news?',
      visibility: 'PUBLIC',
      owner: { ownerId: 'C1381590151', isCustomer: true },
    };
    expect((await call('POST', `${SIBLING}/serviceTickets/${id}/conversations`, customer, message)).status).toBe(201);
    expect((await readTicket(id))['transcript']).toMatchObject([message]);
    const priorities = await call('GET', `${SIBLING}/serviceTicketPriorities`, client);
    expect(priorities.rows).toContainEqual({ priority: 'HIGH', description: 'High' });
    expect((await call('GET', `${SIBLING}/serviceTicketClassifications`, client)).rows).toHaveLength(4);
  });

  test('a product is created with 201; its code is unique', async () => {
    const path = '/hybris/product/v2/acmeshop/products';
    const headers = { 'content-language': 'en' };
    const product = { name: 'Lamp', code: 'LMP', description: 'A lamp', published: true };
    const { status, object } = await call('POST', path, client, product, headers);
    expect(status).toBe(201);
    expect(await createTicket({ productId: object['id'] })).toMatchObject({ productName: 'Lamp' });
    expect((await call('POST', path, client, { ...product, code: 'SZYX' }, headers)).status).toBe(409);
  });
});

describe('events (section 11)', () => {
  test('created and updated are delivered until committed; 204 when empty; none for a delete', async () => {
    await withEmulator({ tickets: 0 }, async () => {
      const wish = { numEvents: 10, ttlMs: 4000, autoCommit: false };
      expect((await call('POST', `${TOPIC}/serviceticket-created/read`, client, wish)).status).toBe(204);
      emulator.control.setSwitches({ listLagMs: 60_000 });
      const { id } = await createTicket();
      expect(idsOf(await list({ pageSize: '64' }))).not.toContain(id);
      const read = await call('POST', `${TOPIC}/serviceticket-created/read`, client, wish);
      const [event] = read.object['events'] as Json[];
      expect(JSON.parse(String(event?.['payload']))).toEqual({ id, version: 1 });
      emulator.control.setSwitches({ duplicateEvents: true });
      const again = await call('POST', `${TOPIC}/serviceticket-created/read`, client, wish);
      expect(again.object['events']).toHaveLength(2);
      const token = read.object['token'];
      expect((await call('POST', `${TOPIC}/serviceticket-created/commit`, client, { token })).status).toBe(200);
      expect((await call('POST', `${TOPIC}/serviceticket-created/read`, client, wish)).status).toBe(204);
      await call('DELETE', `${MASHUP}/serviceTickets/${String(id)}`, customer);
      expect((await call('POST', `${TOPIC}/serviceticket-updated/read`, client, wish)).status).toBe(204);
      emulator.control.act('changeTicket', { id: FIRST, status: 'COMPLETED' });
      expect((await call('POST', `${TOPIC}/serviceticket-updated/read`, client, wish)).status).toBe(200);
    });
  });
});

describe('errors, faults and actions (sections 9, 15)', () => {
  test('unknown paths are 404, other methods 405, an overridden Host 400, other Accept 406', async () => {
    expect((await call('GET', `${MASHUP}/nothing`, customer)).object['type']).toBe('collection_resource_non_existing');
    expect((await call('PATCH', `${MASHUP}/serviceTickets`, customer)).object['type']).toBe('unsupported_method');
    const accept = { accept: 'text/html' };
    expect((await call('GET', `${MASHUP}/serviceTickets`, customer, undefined, accept)).status).toBe(406);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'api.yaas.io' };
      const message = sendRaw(`${emulator.url}${MASHUP}/serviceTickets`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      message.once('error', reject).end();
    });
    expect(status).toBe(400);
  });

  test('error bodies can carry the status as text or be malformed around details', async () => {
    emulator.control.setSwitches({ errorForm: 'statusAsText' });
    expect((await list({ q: 'x' })).object['status']).toBe('400');
    emulator.control.setSwitches({ errorForm: 'malformed' });
    await expect(list({ q: 'x' })).rejects.toThrow(SyntaxError);
  });

  test('failNext fails once with this backend’s own body, also after the work is done', async () => {
    emulator.control.act('failNext', { fault: 'quotaExceeded' });
    const limited = await list({});
    expect([limited.status, limited.object['message']]).toEqual([429, 'quota exceeded']);
    expect((await list({})).status).toBe(200);
    emulator.control.act('failNext', { fault: 'breakerOpen', method: 'POST', apply: true });
    const body = { type: 'SERVICE_REQUEST', shortDescription: 'Applied, then failed' };
    const failed = await call('POST', `${MASHUP}/serviceTickets`, customer, body);
    expect(failed.object['type']).toBe('circuit_breaker_open');
    expect((await list({ q: 'shortDescription:"Applied, then failed"' })).rows).toHaveLength(1);
    expect(() => emulator.control.act('failNext', { fault: 'none' })).toThrow(/quotaExceeded/);
  });

  test('actions change tickets as an agent would', async () => {
    const added = emulator.control.act('addTicket', { shortDescription: 'By phone' }) as Json;
    const changed = emulator.control.act('changeTicket', { id: added['id'], status: 'COMPLETED' }) as Json;
    expect(changed).toMatchObject({ status: 'COMPLETED', metadata: { version: 2 } });
    expect(await readTicket(String(added['id']))).toMatchObject({ status: 'COMPLETED', shortDescription: 'By phone' });
    const log = emulator.control.act('addInteractionLog', { ticketId: added['id'] }) as Json;
    expect(idsOf(await list({ q: `id:"${String(log['id'])}"` }, customer, '/interactionLogs'))).toHaveLength(1);
    emulator.control.act('removeTicket', { id: added['id'] });
    expect((await list({ q: `id:"${String(added['id'])}"` })).rows).toEqual([]);
  });
});

describe('data', () => {
  test('the same seed gives identical data, another seed other data, and every sample can be read', async () => {
    function dump(options: EmulatorOptions): Promise<readonly string[]> {
      return withEmulator(options, async () => {
        const tickets = await list({ pageSize: '64', totalCount: 'true' });
        const logs = await list({ pageSize: '64' }, customer, '/interactionLogs');
        return [tickets.text, logs.text, tickets.headers.get('hybris-count') ?? ''];
      });
    }
    const first = await dump({ seed: 7, tickets: 300 });
    expect(await dump({ seed: 7, tickets: 300 })).toEqual(first);
    expect(await dump({ seed: 8, tickets: 300 })).not.toEqual(first);
    expect(first[2]).toBe('305');
    const { ticketIds, absentTicketId } = emulator.samples;
    expect([ticketIds.length, ticketIds[0]]).toEqual([133, FIRST]);
    for (const id of ticketIds) await readTicket(id);
    expect((await call('GET', `${MASHUP}/serviceTickets/${absentTicketId}`, customer)).status).toBe(404);
  });
});
