import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { collectingLog, sendQuery, type LogLine } from '../support/gateway.ts';
import { SLOW_QUERY, startSlowBackend, type SlowBackend } from './slow-backend.ts';

let backend: SlowBackend;
let gateway: Gateway;
let url: string;
let log: LogLine[];

beforeEach(async () => {
  log = [];
  backend = await startSlowBackend();
  gateway = await createGateway(backend.configuration, collectingLog(log));
  url = await gateway.http.app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  backend.answer();
  await gateway.stop();
  await backend.stop();
});

function send(signal: AbortSignal): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: SLOW_QUERY }),
    signal,
  });
}

/** Resolves when the gateway takes no connection any more: it stops listening a moment after it was told to. */
async function refusal(): Promise<void> {
  const isRefused = (): Promise<boolean> =>
    fetch(`${url}/health/live`).then(
      async (response) => {
        await response.text();
        return false;
      },
      () => true,
    );
  while (!(await isRefused())) await wait(5);
}

describe('a client that goes away before its answer', () => {
  test('takes its backend call with it', async () => {
    const client = new AbortController();
    const question = send(client.signal);
    await backend.arrived;
    client.abort();
    await expect(question).rejects.toThrow('aborted');
    // The backend is never answered here: only the gateway can end this.
    await backend.abandoned;
  });

  test('says nothing about the backend', async () => {
    const client = new AbortController();
    const question = send(client.signal);
    await backend.arrived;
    client.abort();
    await expect(question).rejects.toThrow('aborted');
    await backend.abandoned;
    expect(gateway.backends[0]?.health()).toMatchObject({ state: 'UNKNOWN', lastFailureAt: null });
    expect(log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('takes nothing from another who asked the same', async () => {
    const client = new AbortController();
    const leaving = send(client.signal);
    await backend.arrived;
    const staying = sendQuery(url, SLOW_QUERY);
    client.abort();
    await expect(leaving).rejects.toThrow('aborted');
    const answering = setInterval(() => backend.answer(), 20);
    const { errors, data } = await staying.finally(() => clearInterval(answering));
    expect({ errors, data }).toMatchObject({ errors: [], data: { ticketByNativeId: { nativeId: 'one' } } });
  });
});

describe('stopping', () => {
  test('lets a request that is under way finish, and then refuses', async () => {
    const underWay = sendQuery(url, SLOW_QUERY);
    await backend.arrived;
    const stopped = gateway.stop();
    await refusal();
    backend.answer();
    const { status, data, headers } = await underWay;
    expect(status).toBe(200);
    expect(data).toEqual({ ticketByNativeId: { nativeId: 'one', status: { code: 'ASSIGNED' } } });
    expect(headers.get('connection')).toBe('close');
    await stopped;
    await expect(sendQuery(url, SLOW_QUERY)).rejects.toThrow('fetch failed');
  });

  test('does not wait for connections that are merely kept open', async () => {
    await fetch(`${url}/health/live`).then((response) => response.text());
    // Connections are kept open for 10 seconds: far more than this test may take as a whole.
    await gateway.stop();
    expect(gateway.http.app.server.listening).toBe(false);
  }, 5_000);

  test('twice is once', async () => {
    await Promise.all([gateway.stop(), gateway.stop()]);
    await expect(sendQuery(url, SLOW_QUERY)).rejects.toThrow('fetch failed');
  });
});
