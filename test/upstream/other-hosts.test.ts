import { afterEach, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { openExchange, type Exchange } from '../../src/upstream/exchange.ts';
import { startServer } from './loopback-server.ts';

const NO_SIGNAL = new AbortController().signal;
const opened: Exchange[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((exchange) => exchange.close()));
});

function open(baseUrl: string): Exchange {
  const exchange = openExchange({
    baseUrl,
    concurrency: 1,
    mostQueued: 10,
    attemptTimeoutMs: 20_000,
    mostBodyBytes: 1_024,
  });
  opened.push(exchange);
  return exchange;
}

describe('a host that is not configured', () => {
  test('is not asked because an answer leads there', async () => {
    let asked = 0;
    const other = await startServer((response) => {
      asked += 1;
      response.end();
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await startServer((response) => {
        response.writeHead(status, { location: `${other.url}/elsewhere` }).end();
      });
      const answer = await open(server.url).send({ method: 'GET', target: '/thing', headers: {} }, NO_SIGNAL);
      expect([answer.status, answer.headers['location']]).toEqual([status, `${other.url}/elsewhere`]);
    }
    expect(asked).toBe(0);
  });

  test.each([
    ['a path that names a host', (host: string) => `//${host}/elsewhere`],
    ['a path that looks like an address', (host: string) => `/http://${host}/elsewhere`],
    ['a path with a sign of a user', (host: string) => `/@${host}/elsewhere`],
    ['a path that leads upwards', (host: string) => `/../../${host}`],
    ['a backslash', (host: string) => `/\\${host}/elsewhere`],
  ])('is not asked because of %s', async (_name, target) => {
    let asked = 0;
    const other = await startServer((response) => {
      asked += 1;
      response.end();
    });
    const urls: string[] = [];
    const server = await startServer((response, request) => {
      urls.push(request.url ?? '');
      response.end();
    });
    const host = new URL(other.url).host;
    await open(server.url).send({ method: 'GET', target: target(host), headers: {} }, NO_SIGNAL);
    expect([asked, urls.length]).toEqual([0, 1]);
  });

  test.each(['@other.example/thing', 'http://other.example/thing', '.other.example/thing', ':1/thing', ''])(
    'is not asked because a path begins without a slash: %j',
    async (target) => {
      let asked = 0;
      const server = await startServer((response) => {
        asked += 1;
        response.end();
      });
      const sent = open(server.url).send({ method: 'GET', target, headers: {} }, NO_SIGNAL);
      await expect(sent).rejects.toMatchObject({
        facts: { detail: expect.stringContaining('must begin with a slash') },
      });
      expect(asked).toBe(0);
    },
  );
});

describe('a packed answer', () => {
  test('is not asked for, and not unpacked if it comes', async () => {
    let accepted: string | undefined;
    const packed = gzipSync(Buffer.alloc(1024 * 1024));
    const server = await startServer((response, request) => {
      accepted = request.headers['accept-encoding'];
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, 500));
    });
    const answer = await open(server.url).send({ method: 'GET', target: '/thing', headers: {} }, NO_SIGNAL);
    expect(accepted).toBe('identity');
    expect(answer.body.equals(packed.subarray(0, 500))).toBe(true);
  });
});
