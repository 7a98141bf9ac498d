import { expect, test } from '@jest/globals';
import { valueOf } from '../../src/dispatch/ask.ts';
import { createCatalogs } from '../../src/dispatch/catalogs.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import type { Principal } from '../../src/ticketing/principal.ts';
import type { StatusDefinition } from '../../src/ticketing/status.ts';
import { testPrincipal } from '../support/principal.ts';
import { createScriptedBackend } from '../support/scripted-backend.ts';

const FRESH_MS = 1_000;

/** Two processes that share a store, and a backend whose statuses tell how often they were read. */
function twoProcesses() {
  const clock = { now: 0 };
  const store = createMemoryStore(() => clock.now);
  const backend = { readings: 0, failure: null as GatewayError | null, padding: '' };
  const { backend: instance } = createScriptedBackend({
    operations: {
      async listStatuses() {
        backend.readings += 1;
        if (backend.failure !== null) throw backend.failure;
        return [{ code: `${backend.readings}`, label: backend.padding } as StatusDefinition];
      },
    },
  });
  const processes = [0, 1].map(() =>
    createCatalogs({ clock: () => clock.now, freshMs: FRESH_MS, staleMs: 10_000, shared: store }),
  );
  async function read(process: number, principal: Principal = testPrincipal(), language = 'en') {
    const asker = { principal, signal: AbortSignal.timeout(5_000), correlationId: 'c', language };
    const outcome = await processes[process]?.read(asker, instance, 'listStatuses');
    if (outcome === undefined) throw new Error('There is no such process.');
    const catalog = valueOf(outcome);
    return { code: catalog.entries[0]?.code, isStale: catalog.staleBecause !== null };
  }
  return { clock, backend, read };
}

test('what one process fetched serves the other for the rest of its time, and no longer', async () => {
  const { clock, backend, read } = twoProcesses();
  expect(await read(0)).toEqual({ code: '1', isStale: false });
  clock.now = FRESH_MS - 1;
  expect(await read(1)).toEqual({ code: '1', isStale: false });
  clock.now = FRESH_MS;
  expect(await read(1)).toEqual({ code: '2', isStale: false });
  expect(await read(0)).toEqual({ code: '2', isStale: false });
  expect(backend.readings).toBe(2);
});

test('not somebody else, and not in another language', async () => {
  const { backend, read } = twoProcesses();
  await read(0);
  expect((await read(1, testPrincipal({ subject: 'somebody else', isAuthenticated: true }))).code).toBe('2');
  expect((await read(1, testPrincipal(), 'de')).code).toBe('3');
  expect(backend.readings).toBe(3);
});

test('while the backend fails each process has its own older answer, and does not tell others that it is fresh', async () => {
  const { clock, backend, read } = twoProcesses();
  await read(0);
  await read(1);
  clock.now = FRESH_MS;
  backend.failure = new GatewayError('BACKEND_UNAVAILABLE', 'It is down.');
  expect([await read(0), await read(1)]).toEqual([
    { code: '1', isStale: true },
    { code: '1', isStale: true },
  ]);
});

test('one that is too long is not shared', async () => {
  const { backend, read } = twoProcesses();
  backend.padding = 'x'.repeat(1_000_001);
  expect([(await read(0)).code, (await read(0)).code, (await read(1)).code]).toEqual(['1', '1', '2']);
});
