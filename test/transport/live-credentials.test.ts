import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { identityWith } from '../identity/identity-settings.ts';
import { createIssuerKey, makeToken } from '../identity/token-maker.ts';
import { eventually } from '../support/eventually.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openConnection, openSocket, type SocketClient } from '../support/live-socket-client.ts';
import { openStream } from '../support/live-stream-client.ts';

const WATCH = 'subscription { ticketChanges { kind } }';
const key = createIssuerKey();

let gateway: TestGateway;
const clients: SocketClient[] = [];

beforeAll(async () => {
  gateway = await startTestGateway({
    tickets: 1,
    identity: identityWith({ publicKey: key.pem }, { anonymous: 'NONE' }),
  });
});
beforeEach(() => gateway.reset());
afterEach(() => {
  for (const { socket } of clients.splice(0)) socket.terminate();
});
afterAll(async () => gateway.stop());

/** @param seconds how long it holds */
async function bearer(
  seconds: number,
  subject = 'ann',
  claims: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const exp = Math.floor(Date.now() / 1_000) + seconds;
  return `Bearer ${await makeToken(key, { claims: { sub: subject, exp, ...claims } })}`;
}

async function connect(payload: Readonly<Record<string, unknown>>): Promise<SocketClient> {
  const client = await openConnection(gateway.url, payload);
  clients.push(client);
  return client;
}

describe('a socket', () => {
  test.each([
    ['nothing', {}],
    ['a token that does not hold', { authorization: 'Bearer nonsense' }],
    ['no text', { authorization: { token: 1 } }],
    ['a list', { authorization: ['Bearer a', 'Bearer b'] }],
  ])('is closed with 4403 for whoever shows %s', async (_name, payload) => {
    const client = await openSocket(gateway.url);
    client.send({ type: 'connection_init', payload });
    expect(await client.closed).toMatchObject({ code: 4403 });
  });

  test('takes a token from its first message, in whatever case, or from its header', async () => {
    const authorization = await bearer(60);
    await connect({ authorization });
    await connect({ Authorization: authorization });
    clients.push(await openConnection(gateway.url, {}, { headers: { authorization } }));
    // What is said in the message counts.
    const client = await openSocket(gateway.url, { headers: { authorization } });
    client.send({ type: 'connection_init', payload: { Authorization: 'Bearer nonsense' } });
    expect(await client.closed).toMatchObject({ code: 4403 });
  });

  test('ends with 4403 when its token does, and everything on it', async () => {
    const client = await connect({ authorization: await bearer(2) });
    client.send({ id: '1', type: 'subscribe', payload: { query: WATCH } });
    await client.until('next');
    expect(await client.closed).toEqual({ code: 4403, reason: 'Your credentials have expired: connect again.' });
    await eventually('nothing left', () => gateway.liveCounts().subscribers === 0);
  });

  test('lives on with a token that is renewed by a ping', async () => {
    const client = await connect({ authorization: await bearer(2) });
    client.send({ id: '1', type: 'subscribe', payload: { query: WATCH } });
    await client.until('next');
    client.send({ type: 'ping', payload: { authorization: await bearer(60) } });
    // The token does not come back.
    expect(await client.until('pong')).toEqual({ type: 'pong' });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    client.send({ id: '2', type: 'subscribe', payload: { query: '{ viewer { subject } }' } });
    expect(await client.until('next', '2')).toMatchObject({ payload: { data: { viewer: { subject: 'ann' } } } });
    expect(gateway.liveCounts().subscribers).toBe(1);
  });

  test('stays with who opened it, and with their rights', async () => {
    for (const other of [await bearer(60, 'bob'), await bearer(60, 'ann', { roles: ['customer'] })]) {
      const client = await connect({ authorization: await bearer(60) });
      client.send({ type: 'ping', payload: { authorization: other } });
      expect(await client.closed).toMatchObject({ code: 4403 });
    }
  });

  test('ends with a ping whose token does not hold', async () => {
    const client = await connect({ authorization: await bearer(60) });
    client.send({ type: 'ping', payload: { authorization: 'Bearer nonsense' } });
    expect(await client.closed).toMatchObject({ code: 4403 });
  });

  test('is not asked who it is by a ping that says nothing of it', async () => {
    const client = await connect({ authorization: await bearer(60) });
    client.send({ type: 'ping', payload: { count: 1 } });
    expect(await client.until('pong')).toEqual({ type: 'pong', payload: { count: 1 } });
  });
});

describe('a stream', () => {
  test('is refused without a token, and says how to sign in', async () => {
    const stream = await openStream(gateway.url, WATCH);
    expect({ status: stream.status, challenge: stream.headers['www-authenticate'] }).toEqual({
      status: 401,
      challenge: 'Bearer',
    });
    expect(JSON.parse(await stream.rest())).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test('ends with an error when its token does', async () => {
    const stream = await openStream(gateway.url, WATCH, { headers: { authorization: await bearer(2) } });
    const text = await stream.rest();
    expect(text).toContain('"kind":"SOURCES"');
    expect(text).toMatch(/"code":"UNAUTHENTICATED".*\n\nevent: complete\n/);
    await eventually('nothing left', () => gateway.liveCounts().subscribers + gateway.liveCounts().streams === 0);
  });
});
