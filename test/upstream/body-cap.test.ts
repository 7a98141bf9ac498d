import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { createCall } from '../support/call.ts';
import { failureOf } from './failure-of.ts';
import { startServer, until } from './loopback-server.ts';
import { connectPlain, get, post } from './plain-backend.ts';

const MOST_BYTES = 64 * 1024;
const ENDLESS_BYTES = 256 * 1024 * 1024;
/** Far more than the buffers of both ends of a socket, far less than the whole. */
const STILL_EARLY_BYTES = 64 * 1024 * 1024;

/** The end of an attempt must not be what closes the connection; nor the end of a shared read: so writes are sent. */
const PATIENT = { attemptTimeoutMs: 60_000 };

/** Writes until the client closes or everything is sent; gives the number of bytes it got rid of. */
async function writeMuch(response: ServerResponse, total: number): Promise<number> {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  let written = 0;
  const closed = once(response, 'close');
  while (written < total && !response.destroyed) {
    written += chunk.length;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), closed]);
  }
  response.end();
  return written;
}

describe('a body that is too large', () => {
  test.each<[string, Record<string, number>]>([
    ['with its length declared', { 'content-length': ENDLESS_BYTES }],
    ['without a declared length', {}],
  ])('is given up early %s, and the connection is closed', async (_how, headers) => {
    let written: number | undefined;
    const server = await startServer(async (response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      written = await writeMuch(response, ENDLESS_BYTES);
    });
    const { http } = connectPlain(server.url, { mostBodyBytes: MOST_BYTES, ...PATIENT });
    const error = await failureOf(http.send(post('/huge', {}), createCall()));
    expect([error.code, error.facts.mayHaveArrived]).toEqual(['BACKEND_BAD_RESPONSE', true]);
    await until('the server sees its socket closed', () => server.openSockets() === 0 && written !== undefined);
    expect(written).toBeLessThan(STILL_EARLY_BYTES);
  });

  test('is not even begun when its declared length says so', async () => {
    let isClosed = false;
    const server = await startServer((response) => {
      response.on('close', () => (isClosed = true));
      // Not one byte of the body comes: only the header can lead to the refusal.
      response.writeHead(200, { 'content-length': MOST_BYTES + 1 }).flushHeaders();
    });
    const { http } = connectPlain(server.url, { mostBodyBytes: MOST_BYTES, ...PATIENT });
    expect((await failureOf(http.send(post('/huge', {}), createCall()))).code).toBe('BACKEND_BAD_RESPONSE');
    await until('the server sees the end', () => isClosed);
  });

  test.each([
    [MOST_BYTES, true],
    [MOST_BYTES + 1, false],
  ])('with a cap of 65536 bytes %i are accepted: %p', async (length, isAccepted) => {
    const server = await startServer((response, { url }) => {
      const body = Buffer.alloc(length, ' ');
      if (url === '/declared') response.setHeader('content-length', length);
      else response.flushHeaders();
      response.end(body);
    });
    const { http } = connectPlain(server.url, { mostBodyBytes: MOST_BYTES, ...PATIENT });
    for (const path of ['/declared', '/chunked']) {
      const outcome = await http.send(get(path), createCall()).then(
        ({ body }) => body.length,
        () => 'refused',
      );
      expect({ path, outcome }).toEqual({ path, outcome: isAccepted ? length : 'refused' });
    }
  });

  test('is not asked for again, not even by a read: it would come again', async () => {
    const server = await startServer((response) => response.end(Buffer.alloc(4 * MOST_BYTES)));
    const { http } = connectPlain(server.url, { mostBodyBytes: MOST_BYTES, ...PATIENT });
    await failureOf(http.send(get('/huge'), createCall()));
    expect(server.received).toHaveLength(1);
  });

  test('leaves the backend usable', async () => {
    const server = await startServer((response, { url }) =>
      response.end(url === '/huge' ? Buffer.alloc(4 * MOST_BYTES) : '{}'),
    );
    const { http } = connectPlain(server.url, { mostBodyBytes: MOST_BYTES, concurrency: 1, ...PATIENT });
    await failureOf(http.send(post('/huge', {}), createCall()));
    expect((await http.send(get('/small'), createCall())).body.toString()).toBe('{}');
  });
});
