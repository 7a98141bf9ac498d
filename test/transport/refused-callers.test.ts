import { afterEach, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const WRONG = { authorization: 'Bearer of.somebody.else' };

let gateway: TestGateway | undefined;

afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
});

async function start(): Promise<TestGateway> {
  gateway = await startTestGateway({ tickets: 5, limits: { requestsPerWindow: 3, windowMs: 60_000 } });
  return gateway;
}

async function statusesOf(count: number, send: () => Promise<{ readonly status: number }>): Promise<number[]> {
  const statuses: number[] = [];
  for (let sent = 0; sent < count; sent++) statuses.push((await send()).status);
  return statuses;
}

/** With what code a socket is closed whose credentials do not hold. */
function closeCodeOf(url: string): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  return new Promise((resolve) => {
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: WRONG })));
    socket.addEventListener('close', ({ code }) => resolve(code));
  });
}

describe('whoever tries tokens', () => {
  test('is told to wait after as many tries as anybody may send requests', async () => {
    const running = await start();
    const send = () => running.query('{ viewer { subject } }', {}, WRONG);
    expect(await statusesOf(3, send)).toEqual([401, 401, 401]);
    const answer = await send();
    expect(answer.status).toBe(429);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
    expect(answer.headers.get('retry-after')).toBe('20');
    expect(answer.headers.get('ratelimit')).toBe('"requests";r=0;t=20');
    expect(answer.headers.get('www-authenticate')).toBeNull();
    expect(running.backendCalls()).toEqual({});
  });

  test('is told so for files as well, and all tries count together', async () => {
    const running = await start();
    const download = () => fetch(`${running.url}/attachments/any`, { headers: WRONG });
    const upload = () =>
      fetch(`${running.url}/attachments`, {
        method: 'POST',
        headers: { ...WRONG, 'content-type': 'application/octet-stream', 'x-file-name': 'a' },
        body: 'a',
      });
    expect(await statusesOf(2, download)).toEqual([401, 401]);
    expect(await statusesOf(2, upload)).toEqual([401, 429]);
    expect((await running.query('{ viewer { subject } }', {}, WRONG)).status).toBe(429);
  });

  test('is told so on live connections as well, and all tries count together', async () => {
    const running = await start();
    const headers = { ...WRONG, accept: 'text/event-stream', 'content-type': 'application/json' };
    const body = JSON.stringify({ query: '{ viewer { subject } }' });
    const stream = () => fetch(`${running.url}/graphql/stream`, { method: 'POST', headers, body });
    const answer = await stream();
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(await closeCodeOf(running.url)).toBe(4403);
    expect((await stream()).status).toBe(401);
    expect(await closeCodeOf(running.url)).toBe(1013);
    expect((await stream()).status).toBe(429);
  });

  test('keeps nobody waiting who proves who they are', async () => {
    const running = await start();
    const tries = () => running.query('{ viewer { subject } }', {}, WRONG);
    expect((await statusesOf(5, tries)).at(-1)).toBe(429);
    const token = running.callers.find(({ name }) => name === 'customer')?.token;
    const answer = await running.query('{ viewer { subject } }', {}, { authorization: `Bearer ${token}` });
    expect({ status: answer.status, data: answer.data }).toEqual({
      status: 200,
      data: { viewer: { subject: 'demo-customer' } },
    });
  });
});
