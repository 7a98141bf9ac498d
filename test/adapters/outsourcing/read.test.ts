import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { demoSettings } from '../../../adapters/outsourcing/demo.ts';
import { startEmulator } from '../../../adapters/outsourcing/emulator.ts';
import { outsourcing } from '../../../adapters/outsourcing/index.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import type { TicketField } from '../../../src/ticketing/ticket.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { getTickets, walk } from './under-test.ts';

// How many calls a batch takes, over real sockets.

const ENTRY = { definition: outsourcing, startEmulator, demoSettings };

let emulator: RunningEmulator;
let backend: BackendInstance;
let inProgress: readonly string[];
let finished: readonly string[];

beforeAll(async () => {
  emulator = await startEmulator();
  inProgress = emulator.samples.ticketIds;
  const connected = connectToEmulator(ENTRY, emulator);
  finished = (await walk(connected, { statusCodes: ['cancelled'] })).flatMap((page) =>
    page.tickets.map(({ nativeId }) => nativeId),
  );
  await connected.close();
  emulator.control.reset();
});
beforeEach(() => connectTo());
afterEach(async () => {
  await backend.close();
  emulator.control.reset();
});
afterAll(() => emulator.stop());

function connectTo(settings: Readonly<Record<string, unknown>> = {}): void {
  backend = connectToEmulator(ENTRY, emulator, { mostRetries: 0, ...settings });
}

async function reconnect(settings: Readonly<Record<string, unknown>>): Promise<void> {
  await backend.close();
  connectTo(settings);
}

/** Calls that were made since the last look, by route, without those for a token. */
function calls(): Record<string, number> {
  const { fetchToken: _token, ...counted } = emulator.control.counters();
  emulator.control.reset();
  return counted;
}

async function readStates(ids: readonly string[], fields: readonly TicketField[] = []): Promise<string[]> {
  const lookups = await getTickets(backend, ids, fields);
  expect(lookups).toHaveLength(ids.length);
  return lookups.map((lookup, index) => {
    if (lookup.state !== 'found') return lookup.state;
    expect(lookup.value.nativeId).toBe(ids[index]);
    expect(lookup.value.notLoaded.filter((field) => fields.includes(field))).toEqual([]);
    return lookup.value.status.code;
  });
}

describe('tickets by id', () => {
  test('a few take one call each', async () => {
    expect(await readStates([...inProgress.slice(0, 4), ...finished.slice(0, 3)])).toEqual([
      ...Array.from({ length: 4 }, () => 'in_progress'),
      ...Array.from({ length: 3 }, () => 'cancelled'),
    ]);
    expect(calls()).toEqual({ getTicket: 7 });
  });

  test('many that are in progress take one call together', async () => {
    expect(new Set(await readStates(inProgress.slice(0, 20)))).toEqual(new Set(['in_progress']));
    expect(calls()).toEqual({ listInProgressTickets: 1 });
  });

  test('of many, those that are not in progress take one call each; an absent one takes two', async () => {
    const ids = [finished[0] ?? '', ...inProgress.slice(0, 8), emulator.samples.absentTicketId, finished[1] ?? ''];
    expect(await readStates(ids)).toEqual([
      'cancelled',
      ...Array.from({ length: 8 }, () => 'in_progress'),
      'absent',
      'cancelled',
    ]);
    expect(calls()).toEqual({ listInProgressTickets: 1, getTicket: 3, getInProgressTicket: 1 });
  });

  test('how many are many can be set', async () => {
    await reconnect({ bulkReadFrom: 3 });
    await readStates(inProgress.slice(0, 2));
    expect(calls()).toEqual({ getTicket: 2 });
    await readStates(inProgress.slice(0, 3));
    expect(calls()).toEqual({ listInProgressTickets: 1 });
  });

  test('a request for them while one is under way shares its list', async () => {
    await Promise.all([readStates(inProgress.slice(0, 10)), readStates(inProgress.slice(5, 20))]);
    expect(calls()).toEqual({ listInProgressTickets: 1 });
  });

  test.each([403, 404, 400])('a list that answers %s costs more calls, but no ticket', async (status) => {
    emulator.control.addFault({ kind: 'status', status, route: 'listInProgressTickets' });
    expect(new Set(await readStates(inProgress.slice(0, 8)))).toEqual(new Set(['in_progress']));
    emulator.control.clearFaults();
    expect(calls()).toEqual({ listInProgressTickets: 1, getTicket: 8 });
  });

  test('a list that cannot be understood neither', async () => {
    emulator.control.setSwitches({ envelopeWithData: true });
    expect(new Set(await readStates(inProgress.slice(0, 8)))).toEqual(new Set(['in_progress']));
  });

  test('a backend that is out of order is not asked ticket by ticket', async () => {
    emulator.control.addFault({ kind: 'status', status: 503, route: 'listInProgressTickets' });
    await expect(getTickets(backend, inProgress.slice(0, 8))).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    emulator.control.clearFaults();
    expect(calls()).toEqual({ listInProgressTickets: 1 });
  });
});

describe('fields', () => {
  test.each<[TicketField, Record<string, number>]>([
    ['statusChangedAt', { listInProgressTickets: 1 }],
    ['transitions', { listInProgressTickets: 1 }],
    ['title', { listInProgressTickets: 1 }],
    // The list has nothing of these, so it is not read in vain.
    ['updatedAt', { getTicket: 10 }],
    ['source', { getTicket: 10 }],
    // Part of these is in the one resource, part in the other.
    ['customFields', { listInProgressTickets: 1, getTicket: 10 }],
  ])('%s of many tickets in progress: %j', async (field, expected) => {
    await readStates(inProgress.slice(0, 10), [field]);
    expect(calls()).toEqual(expected);
  });

  test.each<[TicketField, Record<string, number>]>([
    ['statusChangedAt', { getTicket: 2, getInProgressTicket: 2 }],
    ['customFields', { getTicket: 2, getInProgressTicket: 2 }],
    ['updatedAt', { getTicket: 2 }],
  ])('%s of a few tickets in progress: %j', async (field, expected) => {
    await readStates(inProgress.slice(0, 2), [field]);
    expect(calls()).toEqual(expected);
  });

  test('the target of a hand-over takes a second call, and only for tickets that are outsourced', async () => {
    const outsourced = (await walk(backend, { escalated: true })).flatMap((page) => page.tickets).slice(0, 9);
    expect(new Set(outsourced.map(({ status }) => status.code))).toEqual(new Set(['outsourced']));
    expect(calls()).toEqual({ listTickets: 1 });
    const ids = [...outsourced.map(({ nativeId }) => nativeId), finished[0] ?? ''];
    const lookups = await getTickets(backend, ids, ['escalations']);
    expect(calls()).toEqual({ getTicket: 10, getOutsourcedTicket: 9 });
    const targets = lookups.flatMap((lookup) => (lookup.state === 'found' ? lookup.value.escalations : []));
    expect(targets).toHaveLength(9);
    for (const target of targets) expect(target.targetId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('where the documented resource alone is read, no field takes a second call', async () => {
    await reconnect({ ticketSource: 'inProgress' });
    await readStates(inProgress.slice(0, 10), ['updatedAt', 'escalations']);
    expect(calls()).toEqual({ listInProgressTickets: 1 });
    await readStates(inProgress.slice(0, 2), ['updatedAt']);
    expect(calls()).toEqual({ getInProgressTicket: 2 });
    expect(await readStates(finished.slice(0, 1))).toEqual(['absent']);
  });
});

describe('lists', () => {
  test('of everything take as many calls as there are pages', async () => {
    const pages = await walk(backend);
    const total = pages[0]?.total ?? 0;
    expect(total).toBeGreaterThan(1_000);
    expect(calls()).toEqual({ listTickets: Math.ceil(total / 1_000) });
    expect(new Set(pages.flatMap((page) => page.tickets.map(({ nativeId }) => nativeId))).size).toBe(total);
    expect(pages.some(({ isCutOff }) => isCutOff)).toBe(false);
  });

  test('of some states or numbers take one call each', async () => {
    await walk(backend, { statusCategories: ['IN_PROGRESS', 'CANCELLED'] });
    expect(calls()).toEqual({ listTickets: 3 });
    const [page] = await walk(backend, { numbers: ['7440303'] });
    expect(page?.tickets).toMatchObject([{ number: '7440303' }]);
    expect(calls()).toEqual({ listTickets: 1 });
  });

  test('in another order with every call are not taken for complete unless they are', async () => {
    emulator.control.setSwitches({ shuffled: true });
    const pages = await walk(backend);
    const distinct = new Set(pages.flatMap((page) => page.tickets.map(({ nativeId }) => nativeId))).size;
    expect(pages.at(-1)?.isCutOff).toBe(distinct < (pages[0]?.total ?? 0));
    expect(distinct).toBeLessThan(pages[0]?.total ?? 0);
  });

  test('without the generic resource show tickets in progress alone', async () => {
    emulator.control.setSwitches({ genericPathsOff: true });
    const pages = await walk(backend);
    expect(pages).toMatchObject([{ total: null, isCutOff: true }]);
    expect(calls()).toEqual({ listTickets: 1, listInProgressTickets: 1 });
  });
});
