import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { Configuration } from '../../src/config.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { collectingLog, type LogLine } from '../support/gateway.ts';
import { startFileBackend, type FileBackend } from './file-backend.ts';

const BYTES = { 'content-type': 'application/octet-stream' };

let backend: FileBackend;
let gateway: Gateway;
let log: LogLine[];
let address: string;

async function start(settings: string, attachments: Partial<Configuration['attachments']> = {}): Promise<void> {
  log = [];
  backend = await startFileBackend(settings);
  const { configuration } = backend;
  const changed = { ...configuration, attachments: { ...configuration.attachments, ...attachments } };
  gateway = await createGateway(changed, collectingLog(log));
  address = (await gateway.http.app.listen({ host: '127.0.0.1', port: 0 })) + backend.path;
}

afterEach(async () => {
  await gateway.stop();
  await backend.stop();
});

test('bytes are passed on as they come, however long that takes', async () => {
  await start('deadlineMs: 300');
  const answer = fetch(address);
  const file = await backend.next();
  file.writeHead(200, BYTES).write('begin ');
  const { body } = await answer;
  const reader = body?.getReader();
  expect(String(Buffer.from((await reader?.read())?.value ?? []))).toBe('begin ');
  // The backend's deadline is over by now; it counts for the beginning alone.
  await wait(500);
  file.end('end');
  expect(String(Buffer.from((await reader?.read())?.value ?? []))).toBe('end');
  expect((await reader?.read())?.done).toBe(true);
});

test('a client that leaves in the middle ends the request to the backend, and gives its socket back', async () => {
  await start('concurrency: 1');
  for (let round = 0; round < 3; round += 1) {
    const client = new AbortController();
    const answer = fetch(address, { signal: client.signal });
    const file = await backend.next();
    const left = once(file, 'close');
    file.writeHead(200, { ...BYTES, 'content-length': '1000' }).write('begin');
    await answer;
    client.abort();
    // The backend is never done here: only the gateway can end this.
    await left;
    expect(file.writableFinished).toBe(false);
  }
  const whole = fetch(address);
  (await backend.next()).writeHead(200, BYTES).end('whole');
  expect(await (await whole).text()).toBe('whole');
  expect(log.filter(({ level }) => level === 'error')).toEqual([]);
});

test.each([
  ['breaks off', 'attemptTimeoutMs: 5000', (file: { destroy(): void }) => file.destroy()],
  ['falls silent', 'attemptTimeoutMs: 200', () => {}],
])('a file whose backend %s in the middle is no whole file for the client', async (_name, settings, end) => {
  await start(settings);
  const answer = fetch(address);
  const file = await backend.next();
  file.writeHead(200, BYTES).write('begin');
  const response = await answer;
  expect(response.status).toBe(200);
  end(file);
  await expect(response.text()).rejects.toThrow(/terminated|aborted|closed/);
  expect(log).toMatchObject([{ level: 'warn', message: 'A file broke off on its way.' }]);
  expect(gateway.backends[0]?.health()).toMatchObject({ state: 'DOWN' });
});

test('a backend that does not begin is a timeout', async () => {
  await start('deadlineMs: 200');
  const answer = fetch(address);
  const file = await backend.next();
  const left = once(file, 'close');
  const response = await answer;
  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BACKEND_TIMEOUT' } }] });
  await left;
});

test('a file of which nothing comes is an error in the form of all errors', async () => {
  await start('attemptTimeoutMs: 200');
  const answer = fetch(address);
  (await backend.next()).writeHead(200, { ...BYTES, 'content-length': '10' }).flushHeaders();
  const response = await answer;
  expect(response.status).toBe(503);
  expect(response.headers.get('content-disposition')).toBeNull();
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BACKEND_UNAVAILABLE' } }] });
});

test('more bytes than the gateway passes on are cut, and the client can tell', async () => {
  const most = 1_000_000;
  await start('', { mostDownloadBytes: most });
  const answer = fetch(address);
  const file = await backend.next();
  const left = once(file, 'close');
  const chunk = Buffer.alloc(64 * 1024);
  file.writeHead(200, BYTES).write(chunk);
  const response = await answer;
  const read = response.arrayBuffer();
  read.catch(() => {});
  for (let sent = 0; sent <= most && !file.destroyed; sent += chunk.length) {
    if (!file.write(chunk)) await Promise.race([once(file, 'drain'), left]);
  }
  await expect(read).rejects.toThrow(/terminated|aborted|closed/);
  await left;
});

test.each([
  ['image/png', 'image/png'],
  ['IMAGE/PNG; x=y', 'image/png'],
  ['text/html', 'application/octet-stream'],
  ['image/svg+xml', 'application/octet-stream'],
  ['text/javascript', 'application/octet-stream'],
])('a file that is %s by its backend is %s to the client, and is never shown', async (given, shown) => {
  await start('');
  const answer = fetch(address);
  const file = await backend.next();
  file.writeHead(200, {
    'content-type': given,
    'content-disposition': 'attachment; filename="a\\"b\r.html"'.replace('\r', ''),
  });
  file.end('<script>alert(1)</script>');
  const { headers } = await answer;
  expect(headers.get('content-type')?.split(';')[0]).toBe(shown);
  expect(headers.get('content-disposition')).toBe(`attachment; filename="a_b.html"; filename*=UTF-8''a%22b.html`);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain('sandbox');
});

test('a download that was asked for as HEAD costs the backend nothing', async () => {
  await start('');
  expect((await fetch(address, { method: 'HEAD' })).status).toBe(404);
  expect(gateway.backends[0]?.health()).toMatchObject({ state: 'UNKNOWN' });
});
