import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
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

async function askToken(form: Record<string, string> = {}, target = emulator): Promise<Response> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: target.credentials['clientId'] ?? '',
    client_secret: target.credentials['clientSecret'] ?? '',
    ...form,
  });
  return fetch(`${target.url}/oauth2/token`, { method: 'POST', body });
}

async function takeToken(form: Record<string, string> = {}, target = emulator): Promise<string> {
  const { access_token: token } = (await (await askToken(form, target)).json()) as { access_token: string };
  return token;
}

/** Every row of the generic list. */
async function walk(target: RunningEmulator): Promise<readonly Row[]> {
  const headers = { authorization: `Bearer ${await takeToken({}, target)}` };
  const rows: Row[] = [];
  for (;;) {
    const answer = await fetch(`${target.url}/v2/tickets/tickets?limit=1000&offset=${rows.length}`, { headers });
    const { result, total } = (await answer.json()) as Page;
    rows.push(...result);
    if (rows.length >= total) return rows;
  }
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

  test.each([{}, { tickets: 50 }, { tickets: 3000 }])('%j: the special rows are there', async (options) => {
    const other = await startEmulator(options);
    const rows = await walk(other);
    await other.stop();
    const moments = Map.groupBy(rows, ({ created_at: text }) => Date.parse(text));
    expect(rows.length).toBeGreaterThanOrEqual(options.tickets ?? 1598);
    expect(Math.max(...[...moments.values()].map((group) => group.length))).toBe(30);
    expect(rows.filter(({ ticket_number: number }) => number > 2 ** 31)).toHaveLength(3);
    expect(rows.some(({ state, vin }) => state === 'prepared' && vin === null)).toBe(true);
    expect(rows.some(({ state, operator_id: id }) => state === 'cancelled' && id === null)).toBe(true);
    expect(new Set(rows.map(({ voucher_code: code }) => code?.length))).toEqual(new Set([undefined, 4, 6, 8]));
    expect(rows.some(({ created_at: text }) => text.endsWith('+01:00'))).toBe(true);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  test('the same seed gives the same data, another seed gives other data', async () => {
    const others = await Promise.all([5, 5, 6].map((seed) => startEmulator({ seed, tickets: 200 })));
    const [one, same, different] = await Promise.all(others.map((other) => walk(other)));
    await Promise.all(others.map((other) => other.stop()));
    expect(one).toEqual(same);
    expect(one).not.toEqual(different);
  });

  test('10,000 tickets start fast', async () => {
    const start = performance.now();
    const other = await startEmulator({ tickets: 10_000 });
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(await walk(other)).toHaveLength(10_001);
    await other.stop();
  });
});

describe('PUT', () => {
  const operator = '11111111-2222-4333-8444-555555555555';

  test('sets what is sent, ignores unknown keys and answers with the ticket', async () => {
    const path = `${IN_PROGRESS}/${nextId()}`;
    const before = await read<Row>(path);
    const answer = await call('PUT', path, { operator_id: operator, voucher_code: 'AB12', id: 'x', color: 'red' });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { ...before, operator_id: operator, voucher_code: 'AB12' },
    ]);
    expect(await read(path)).toEqual({ ...before, operator_id: operator, voucher_code: 'AB12' });
  });

  test('switch putReplaces clears vin and voucher_code when they are not sent', async () => {
    emulator.control.setSwitches({ putReplaces: true });
    const answer = await call('PUT', `${IN_PROGRESS}/${nextId()}`, { operator_id: operator });
    expect(await answer.json()).toMatchObject({ operator_id: operator, vin: null, voucher_code: null });
  });

  test.each([{}, { operator_id: 'me' }, [], { operator_id: operator, vin: 'SHORT' }])('%j is 400', async (body) => {
    const answer = await call('PUT', `${IN_PROGRESS}/${SEED_TICKET.id}`, body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  });
});

describe('PATCH', () => {
  function outsource(extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return {
      type: 'outsource',
      product_ids: [catalogue.products[0]?.id],
      provider_id: catalogue.providers[0],
      ...extra,
    };
  }

  test('outsource answers 303, empty, with a relative Location; a second PATCH is 404', async () => {
    const id = nextId();
    const answer = await transition(id, outsource({ share_customer_information: false }));
    expect([answer.status, await answer.text()]).toEqual([303, '']);
    expect(answer.headers.get('location')).toBe(`/v2/tickets/outsourced-tickets/${id}`);
    expect(await read(`/v2/tickets/outsourced-tickets/${id}`)).toMatchObject({
      outsource_provider_id: catalogue.providers[0],
      reclaimable: true,
    });
    expect(await read(`/v2/tickets/tickets/${id}`)).toMatchObject({ state: 'outsourced', outsourced: true });
    expect((await read('/v2/tickets/outsources?limit=1000')).result.at(-1)).toMatchObject({
      ticket_id: id,
      state: 'pending',
      provider_id: catalogue.providers[0],
    });
    expect((await transition(id, outsource())).status).toBe(404);
  });

  test('complete closes without extras and is an event, cancel needs a reason set by hand', async () => {
    const [closed, cancelled] = [nextId(), nextId()];
    const answer = await transition(closed, { type: 'complete' });
    expect(answer.headers.get('location')).toBe(`/v2/tickets/closed-tickets/${closed}`);
    expect(await read(`/v2/tickets/closed-tickets/${closed}`)).toMatchObject({
      finished_at: expect.stringMatching(/\+01:00$/),
    });
    const events = await read('/v2/system/events?type=tickets.ticket.closed&limit=1000');
    const all = [...events.result];
    for (let last = all.at(-1); last !== undefined;) {
      const { result } = await read(`/v2/system/events?limit=1000&after_id=${last.id}`);
      all.push(...result);
      last = result.at(-1);
    }
    expect(all.at(-1)).toMatchObject({ type: 'tickets.ticket.closed', payload: { ticket: { id: closed } } });
    const automatic = catalogue.cancelReasons.find((reason) => !reason.manually_applicable)?.id;
    for (const extra of [{}, { cancel_reason_id: 99 }, { cancel_reason_id: automatic }])
      expect((await transition(cancelled, { type: 'cancel', ...extra })).status).toBe(400);
    expect((await transition(cancelled, { type: 'cancel', cancel_reason_id: 1 })).status).toBe(303);
    expect(await read(`/v2/tickets/cancelled-tickets/${cancelled}`)).toMatchObject({ cancel_reason_id: 1 });
  });

  test('a body without a type, or an outsource that lacks what it needs, is 400', async () => {
    const path = `${IN_PROGRESS}/${SEED_TICKET.id}`;
    const addition = catalogue.products.find(({ type }) => type !== 'base')?.id;
    for (const body of [{}, { transition: {} }, { transition: { type: 'start' } }, []])
      expect((await call('PATCH', path, body)).status).toBe(400);
    for (const extra of [
      { product_ids: [] },
      { product_ids: ['x'] },
      { product_ids: [addition] },
      { provider_id: null },
      { share_customer_information: null },
    ])
      expect((await transition(SEED_TICKET.id, outsource(extra))).status).toBe(400);
    expect(await statusOf(path)).toBe(200);
  });

  test('switches change the answer of a transition, not its effect', async () => {
    const complete = async (switches: Readonly<Record<string, unknown>>): Promise<[number, string | null, string]> => {
      const id = nextId();
      emulator.control.setSwitches(switches);
      const answer = await transition(id, { type: 'complete' });
      expect(await statusOf(`${IN_PROGRESS}/${id}`)).toBe(404);
      return [answer.status, answer.headers.get('location'), id];
    };
    expect((await complete({ locationMissing: true })).slice(0, 2)).toEqual([303, null]);
    const [, foreign] = await complete({ locationMissing: false, locationForeignHost: true });
    expect(foreign).toMatch(/^https:\/\/[^/]+\/v2\/tickets\/closed-tickets\//);
    const [, moved, old] = await complete({ locationForeignHost: false, locationNewId: true });
    expect([await statusOf(moved ?? ''), await statusOf(`/v2/tickets/tickets/${old}`)]).toEqual([200, 404]);
    expect((await complete({ locationNewId: false, transitionAnswers200: true })).slice(0, 2)).toEqual([200, null]);
    const [, , unreadable] = await complete({ transitionAnswers200: false, readAfterTransitionFails: true });
    expect(await statusOf(`/v2/tickets/tickets/${unreadable}`)).toBe(500);
  });

  test('the harness can apply a transition and then fail', async () => {
    const id = nextId();
    const fault = { method: 'PATCH', times: 1, apply: true };
    emulator.control.addFault({ ...fault, kind: 'status', status: 500 });
    expect((await transition(id, { type: 'complete' })).status).toBe(500);
    expect(await read(`/v2/tickets/tickets/${id}`)).toMatchObject({ state: 'closed' });
    const next = nextId();
    emulator.control.addFault({ ...fault, kind: 'reset', at: 'start' });
    await expect(transition(next, { type: 'complete' })).rejects.toThrow('fetch failed');
    expect(await read(`/v2/tickets/tickets/${next}`)).toMatchObject({ state: 'closed' });
  });
});

describe('events and actions', () => {
  test('events have ULIDs, no total, some times with +01:00, and take one filter a request', async () => {
    const page = await read('/v2/system/events');
    expect([Object.keys(page), page.result.length]).toEqual([['query', 'result'], 25]);
    expect(page.result[0]?.id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(page.result.some(({ occurred_at: text }) => text.endsWith('+01:00'))).toBe(true);
    const next = await read(`/v2/system/events?limit=1&after_id=${page.result[3]?.id ?? ''}`);
    expect(next.result).toEqual([page.result[4]]);
    const answer = await call('GET', '/v2/system/events?type=x&occurred_after=2025-01-01T00:00:00Z');
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        status: 400,
        type: 'about:blank',
        title: 'Bad Request',
        detail: 'Only one filter parameter per request can be used.',
      },
    ]);
  });

  test('tickets are added, changed and removed behind everybody’s back', async () => {
    const { id } = emulator.control.act('addTicket', { state: 'in_progress', vin: null }) as Row;
    expect(await read(`${IN_PROGRESS}/${id}`)).toMatchObject({ id, vin: null });
    emulator.control.act('changeTicket', { id, voucher_code: 'ZZZZ' });
    expect(await read(`${IN_PROGRESS}/${id}`)).toMatchObject({ voucher_code: 'ZZZZ' });
    emulator.control.act('changeTicket', { id, state: 'closed' });
    expect(await statusOf(`/v2/tickets/closed-tickets/${id}`)).toBe(200);
    emulator.control.act('removeTicket', { id });
    expect(await statusOf(`/v2/tickets/tickets/${id}`)).toBe(404);
    expect(() => emulator.control.act('changeTicket', { id })).toThrow('There is no ticket');
  });
});
