import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { adapters } from '../../adapters/index.ts';
import { ConfigurationError, readConfiguration } from '../../src/config.ts';
import { startEmulation, type Emulation } from '../../src/demo.ts';
import { connectBackends, createGateway, type Gateway } from '../../src/gateway.ts';
import type { TicketChangeEvent } from '../../src/live/change-event.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import { eventually } from '../support/eventually.ts';
import { changeTicket, FOREIGN_CHANGES, openTicket } from '../support/foreign-changes.ts';
import { collectingLog, type LogLine } from '../support/gateway.ts';
import { listenTo, type LiveListener } from '../support/live-listener.ts';
import { testPrincipal } from '../support/principal.ts';
import { sendWebhook, signedHeaders, WEBHOOK_SECRET } from '../support/webhook-sender.ts';

// Long enough that nothing is found by looking: what is told here was told by a webhook.
const NEVER = { pollMs: 3_600_000, longestPollMs: 3_600_000 };
const KINDS = Object.keys(FOREIGN_CHANGES).filter((kind) => FOREIGN_CHANGES[kind]?.added !== undefined);
const SHOP = KINDS.find((kind) => kind.startsWith('hy')) ?? '';
const SECRET_BEFORE = 'the secret before, long enough to be one';

let emulation: Emulation;
let gateway: Gateway;
let url: string;
const log: LogLine[] = [];

function configure(settings: (kind: string) => object, limits: object = { requestsPerWindow: 100_000 }) {
  const entries = emulation.entries.map((entry) => ({ ...entry, ...NEVER, ...settings(String(entry['kind'])) }));
  const text = stringify({
    server: { port: 0, production: false, mostBodyBytes: 10_000 },
    identity: { anonymous: 'AGENT' },
    limits,
    backends: entries,
  });
  const definitions = adapters.map(({ definition }) => definition);
  return readConfiguration(text, {}, definitions);
}

beforeAll(async () => {
  emulation = await startEmulation({ tickets: 20 });
  const configuration = configure((kind) =>
    KINDS.includes(kind) ? { webhook: { secret: WEBHOOK_SECRET, secretBefore: SECRET_BEFORE } } : {},
  );
  gateway = await createGateway(configuration, collectingLog(log));
  url = await gateway.http.app.listen({ host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await gateway.stop();
  await emulation.stop();
});

beforeEach(() => {
  log.splice(0);
});

function emulatorOf(kind: string) {
  const found = emulation.emulators.find(({ name }) => name === kind);
  if (found === undefined) throw new Error(`There is no emulator "${kind}".`);
  return found;
}

/** Listens to everything of one backend, once it has been looked at. */
async function listen(kind: string): Promise<LiveListener<TicketChangeEvent>> {
  const backend = gateway.backends.find(({ id }) => id === kind);
  if (backend === undefined) throw new Error(`There is no backend "${kind}".`);
  const listener = listenTo((signal) =>
    gateway.live.ticketChanges([{ backend, filter: {} }], null, {
      principal: testPrincipal(),
      signal,
      correlationId: 'c',
      language: 'en',
    }),
  );
  await listener.until(1);
  return listener;
}

const ofTickets = ({ events }: LiveListener<TicketChangeEvent>) =>
  events.flatMap((event) => (event.kind === 'SOURCES' || event.kind === 'GAP' ? [] : [event]));

test.each(KINDS)('%s: what is told of in the gateway’s own shape reaches subscribers once', async (kind) => {
  const foreign = FOREIGN_CHANGES[kind] ?? { changed: {} };
  const listener = await listen(kind);
  try {
    const ticketId = openTicket(emulatorOf(kind), foreign);
    const created = { events: [{ type: 'created', ticketId }] };
    expect(await sendWebhook(url, created, { backend: kind })).toMatchObject({ status: 202, body: { accepted: 1 } });
    await eventually('it is told', () => ofTickets(listener).length === 1);
    changeTicket(emulatorOf(kind), ticketId, foreign);
    const updated = {
      events: [
        { type: 'updated', ticketId, id: 'e1' },
        { type: 'commented', ticketId },
      ],
    };
    expect((await sendWebhook(url, updated, { backend: kind })).status).toBe(202);
    await eventually('that, too', () => ofTickets(listener).length === 2);
    // Sent once more by a sender that did not hear the answer.
    expect((await sendWebhook(url, updated, { backend: kind, aheadMs: 2_000 })).status).toBe(202);
    const other = openTicket(emulatorOf(kind), foreign);
    await sendWebhook(url, { events: [{ type: 'created', ticketId: other }] }, { backend: kind });
    await eventually('and what comes after', () => ofTickets(listener).some(({ nativeId }) => nativeId === other));
    expect(ofTickets(listener)).toMatchObject([
      { kind: 'ADDED', nativeId: ticketId, origin: 'WEBHOOK', ticket: { nativeId: ticketId } },
      { kind: 'UPDATED', nativeId: ticketId, origin: 'WEBHOOK' },
      { kind: 'ADDED', nativeId: other, origin: 'WEBHOOK' },
    ]);
  } finally {
    await listener.leave();
  }
});

test('the shop’s own events are understood as they come, signed with the secret before', async () => {
  const listener = await listen(SHOP);
  try {
    const ticketId = openTicket(emulatorOf(SHOP), FOREIGN_CHANGES[SHOP] ?? { changed: {} });
    const body = { eventType: 'serviceticket-created', payload: JSON.stringify({ id: ticketId }) };
    const answer = await sendWebhook(url, body, { backend: SHOP, secret: SECRET_BEFORE });
    expect(answer.status).toBe(202);
    await eventually('it is told', () => ofTickets(listener).length === 1);
    expect(ofTickets(listener)).toMatchObject([{ kind: 'ADDED', nativeId: ticketId, origin: 'WEBHOOK' }]);
  } finally {
    await listener.leave();
  }
});

describe('what is refused', () => {
  const body = { events: [{ type: 'updated', ticketId: 'x' }] };
  const text = JSON.stringify(body);
  let heads: string;

  beforeEach(async () => {
    heads = await gateway.live.head();
    for (const { control } of emulation.emulators) control.reset();
  });

  /** Nothing came into the log, and nothing was asked of any backend. */
  async function nothingHappened(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await gateway.live.head()).toBe(heads);
    const calls = emulation.emulators.flatMap(({ control }) => Object.entries(control.counters()));
    expect(calls).toEqual([]);
  }

  const good = (given: unknown = body) => signedHeaders(typeof given === 'string' ? given : JSON.stringify(given));

  test.each([
    ['a wrong signature', { secret: 'not the secret' }, body, 401, 'UNAUTHENTICATED'],
    ['no signature', { headers: { 'x-webhook-signature': undefined } }, body, 401, 'UNAUTHENTICATED'],
    ['no time', { headers: { 'x-webhook-timestamp': undefined } }, body, 401, 'UNAUTHENTICATED'],
    ['a time long ago', { aheadMs: -301_000 }, body, 401, 'UNAUTHENTICATED'],
    ['a time that is yet to come', { aheadMs: 310_000 }, body, 401, 'UNAUTHENTICATED'],
    ['the signature of another body', { headers: good({ events: [] }) }, body, 401, 'UNAUTHENTICATED'],
    ['a body that is no JSON', {}, '{"events":', 400, 'INVALID_INPUT'],
    ['an empty body', {}, '', 400, 'INVALID_INPUT'],
    ['another shape', {}, { changed: ['x'] }, 400, 'INVALID_INPUT'],
    ['an id that no ticket has', {}, { events: [{ type: 'updated', ticketId: '../../x' }] }, 400, 'INVALID_INPUT'],
    ['too large a body', {}, { events: body.events, more: 'x'.repeat(10_000) }, 413, 'OVER_LIMIT'],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, body, 415, 'INVALID_INPUT'],
    ['another method', { method: 'PUT' }, body, 405, 'INVALID_INPUT'],
    ['a reading', { method: 'GET' }, body, 405, 'INVALID_INPUT'],
  ])('%s', async (_name, options, sent, status, code) => {
    const answer = await sendWebhook(url, sent, { backend: SHOP, ...options });
    expect(answer).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
    await nothingHappened();
    // Whether a caller knows the secret is for the log; the secret itself is for nobody.
    expect(JSON.stringify([answer, log])).not.toContain(WEBHOOK_SECRET);
  });

  test('one that came before, whichever secret signed it', async () => {
    const ticketId = 'nobody-has-this-one';
    const sent = { events: [{ type: 'created', ticketId, id: 'only once' }] };
    const headers = good(sent);
    expect((await sendWebhook(url, sent, { backend: SHOP, headers })).status).toBe(202);
    const again = await sendWebhook(url, sent, { backend: SHOP, headers });
    expect(again).toMatchObject({ status: 409, body: { errors: [{ extensions: { code: 'CONFLICT' } }] } });
    const bySecretBefore = signedHeaders(JSON.stringify(sent), { secret: SECRET_BEFORE });
    const signature = bySecretBefore['x-webhook-signature'];
    if (bySecretBefore['x-webhook-timestamp'] === headers['x-webhook-timestamp']) {
      const other = await sendWebhook(url, sent, {
        backend: SHOP,
        headers: { ...headers, 'x-webhook-signature': signature },
      });
      expect(other.status).toBe(409);
    }
  });

  test('a backend that has no webhooks looks like one that is not there', async () => {
    const without = await sendWebhook(url, body, { backend: 'oneview' });
    const unknown = await sendWebhook(url, body, { backend: 'nobody' });
    const hostile = await sendWebhook(url, body, { backend: '__proto__' });
    expect(without).toMatchObject({ status: 404, body: { errors: [{ extensions: { code: 'NOT_FOUND' } }] } });
    expect(unknown.body).toEqual(without.body);
    expect(hostile.body).toEqual(without.body);
    await nothingHappened();
  });

  test('a header that came twice', async () => {
    const headers = Object.entries(good()).flatMap(([name, value]) => [`${name}: ${value}`]);
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const lines = [
      `POST /webhooks/${SHOP} HTTP/1.1`,
      'host: x',
      'connection: close',
      `content-length: ${text.length}`,
      ...headers,
      `x-webhook-signature: sha256=${'0'.repeat(64)}`,
    ];
    socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`);
    const [answer] = (await once(socket.setEncoding('utf8'), 'data')) as [string];
    expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 401 Unauthorized');
    await nothingHappened();
  });
});

test('it is answered before the backend is', async () => {
  const emulator = emulatorOf(SHOP);
  emulator.control.addFault({ kind: 'hang' });
  try {
    const sent = { events: [{ type: 'updated', ticketId: 'whatever' }] };
    expect((await sendWebhook(url, sent, { backend: SHOP })).status).toBe(202);
    await eventually('the backend is asked', () => Object.keys(emulator.control.counters()).length > 0);
  } finally {
    emulator.control.clearFaults();
  }
});

test('too many are refused before their bodies are read', async () => {
  const configuration = configure((kind) => (kind === SHOP ? { webhook: { secret: WEBHOOK_SECRET } } : {}), {
    requestsPerWindow: 2,
    windowMs: 3_600_000,
  });
  const other = await createGateway(configuration, collectingLog([]));
  try {
    const address = await other.http.app.listen({ host: '127.0.0.1', port: 0 });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      const answer = await sendWebhook(address, 'no JSON', { backend: SHOP });
      statuses.push(answer.status);
      if (answer.status === 429) expect(answer.headers.get('retry-after')).not.toBeNull();
    }
    expect(statuses).toEqual([400, 400, 429]);
    // Callers of the same address are not held up by it.
    const asked = await fetch(`${address}/graphql?query={__typename}`, {
      headers: { 'apollo-require-preflight': 'x' },
    });
    expect(asked.status).toBe(200);
  } finally {
    await other.stop();
  }
});

describe('the configuration', () => {
  test('a backend without an account of the gateway cannot have webhooks, and it is said why', () => {
    const { backends } = configure((kind) => (kind === SHOP ? { customerAuth: 'passThrough' } : {}));
    const withWebhook = backends.map((backend) => ({
      ...backend,
      settings: { ...backend.settings, webhook: { secret: new Secret(WEBHOOK_SECRET), toleranceMs: 1_000 } },
    }));
    const shop = withWebhook.filter(({ id }) => id === SHOP);
    const connecting = () => connectBackends({ ...configure(() => ({})), backends: shop }, collectingLog([]));
    expect(connecting).toThrow(ConfigurationError);
    expect(connecting).toThrow(/leave out "webhook"\. The gateway has no account/);
  });

  test('a secret that could be found by trying is refused without being shown', () => {
    const configuring = () => configure((kind) => (kind === SHOP ? { webhook: { secret: 'short secret' } } : {}));
    expect(configuring).toThrow(/webhook\.secret.*at least 32/s);
    expect(configuring).not.toThrow(/short secret/);
  });
});
