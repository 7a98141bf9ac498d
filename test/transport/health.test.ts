import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

interface Readiness {
  readonly status: string;
  readonly backends: readonly { readonly id: string; readonly state: string }[];
}

let gateway: TestGateway;

beforeAll(async () => {
  // Nothing is kept, so that each question reaches its backend.
  gateway = await startTestGateway({
    caches: { catalogFreshMs: 0, catalogStaleMs: 0, scanHoldMs: 0 },
    settings: { hybris: { mostRetries: 0 } },
  });
});

afterEach(() => {
  gateway.reset();
});

afterAll(async () => {
  await gateway.stop();
});

async function readiness(): Promise<Readiness> {
  const response = await fetch(`${gateway.url}/health/ready`);
  expect(response.status).toBe(200);
  return (await response.json()) as Readiness;
}

function stateOf(id: string, { backends }: Readiness): string | undefined {
  return backends.find((backend) => backend.id === id)?.state;
}

const LIST = '{ tickets(first: 1, filter: { backends: ["hybris"] }) { sources { state } } }';

test('/health/live says that the process answers', async () => {
  const response = await fetch(`${gateway.url}/health/live`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok' });
});

describe('/health/ready', () => {
  test('names every backend, and asks none', async () => {
    const answer = await readiness();
    expect(answer.status).toBe('ok');
    expect(answer.backends.map(({ id }) => id)).toEqual(gateway.configuration.backends.map(({ id }) => id));
    expect(new Set(answer.backends.map(({ state }) => state))).toEqual(new Set(['UNKNOWN']));
    expect(gateway.backendCalls()).toEqual({});
  });

  test('is degraded and still ready while a backend is down, and recovers with it', async () => {
    gateway.emulator('hybris').control.addFault({ kind: 'status', status: 503 });
    await gateway.query(LIST);
    const degraded = await readiness();
    expect(degraded.status).toBe('degraded');
    expect(stateOf('hybris', degraded)).toBe('DOWN');
    expect(stateOf('crm', degraded)).not.toBe('DOWN');

    gateway.reset();
    await gateway.query(LIST);
    const recovered = await readiness();
    expect(recovered.status).toBe('ok');
    expect(stateOf('hybris', recovered)).toBe('UP');
  });

  test('tells no address and no fault', async () => {
    gateway.emulator('hybris').control.addFault({ kind: 'html' });
    await gateway.query(LIST);
    const text = JSON.stringify(await readiness());
    for (const { url } of gateway.emulators) expect(text).not.toContain(new URL(url).host);
    expect(text).not.toContain('10.1.2.3');
  });
});
