import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { demoSettings } from '../../../adapters/oneview/demo.ts';
import { startEmulator } from '../../../adapters/oneview/emulator.ts';
import { oneview } from '../../../adapters/oneview/index.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { detectorOf, startRounds, told, type Rounds } from '../../support/rounds.ts';
import { errorOf } from './writes-under-test.ts';

/** Its answer holds another id. */
const ALIAS = 'vsba-nhas';

let emulator: RunningEmulator;
let backend: BackendInstance;
let rounds: Rounds;
let id: string;
let otherId: string;

function connect(settings: Readonly<Record<string, unknown>> = {}): BackendInstance {
  return connectToEmulator({ definition: oneview, startEmulator, demoSettings }, emulator, {
    mostRetries: 0,
    ...settings,
  });
}

beforeEach(async () => {
  emulator = await startEmulator();
  backend = connect();
  rounds = startRounds(backend);
  [id = '', otherId = ''] = emulator.samples.ticketIds;
});
afterEach(async () => {
  await backend.close();
  await emulator.stop();
});

const act = (name: string, input: unknown): unknown => emulator.control.act(name, input);
const reads = (): number => emulator.control.counters()['getTicket'] ?? 0;

test('without a call that reads a ticket nothing can be seen, and the reason says what to set', async () => {
  const strict = connect({ operations: {} });
  expect(() => detectorOf(strict)).toThrow('operations.getTicket');
  await strict.close();
});

test('sees only what is watched one by one, and says so', async () => {
  expect(detectorOf(backend)).toMatchObject({ coverage: 'WATCHED', sees: expect.stringContaining('one by one') });
  await rounds.next();
  act('changeTicket', { id, status: 'CLOSED' });
  act('addTicket', {});
  expect(told(await rounds.next())).toEqual([]);
  expect(reads()).toBe(0);
});

test('the first look at a ticket tells nothing, also where others are watched already', async () => {
  expect(told(await rounds.next({ watchedIds: [id] }))).toEqual([]);
  act('changeTicket', { id: otherId, Assignee: 'somebody' });
  expect(told(await rounds.next({ watchedIds: [id, otherId] }))).toEqual([]);
});

test.each([
  ['status', { status: 'CLOSED' }, ['status', 'statusChangedAt', 'closedAt']],
  ['Assignee', { Assignee: 'another@example.test' }, ['assignee']],
  ['queue', { queue: 'another-queue' }, ['queue']],
  ['childrenLinks', { metadata: { childrenLinks: [{ ticketId: 'absmw0dbma' }] } }, ['relations']],
])('tells a change of %s once, with its fields', async (_name, changes, fields) => {
  act('addTicket', { id: 'watched', UpdatedAt: 1_600_000_000, createdAt: 1_600_000_000 });
  await rounds.next({ watchedIds: ['watched'] });
  act('changeTicket', { id: 'watched', ...changes });
  const round = await rounds.next({ watchedIds: ['watched'] });
  expect(told(round)).toEqual(['UPDATED watched']);
  expect(round.changes[0]?.changedFields).toEqual(expect.arrayContaining(fields));
  expect(round.changes[0]?.changedFields).not.toContain('customer');
  expect(told(await rounds.next({ watchedIds: ['watched'] }))).toEqual([]);
});

test('a ticket that is gone is removed once, and added when it is back', async () => {
  await rounds.next({ watchedIds: [id, 'absent'] });
  act('removeTicket', { id });
  expect(told(await rounds.next({ watchedIds: [id, 'absent'] }))).toEqual([`REMOVED ${id}`]);
  expect(told(await rounds.next({ watchedIds: [id, 'absent'] }))).toEqual([]);
  act('addTicket', { id: 'absent' });
  expect(told(await rounds.next({ watchedIds: [id, 'absent'] }))).toEqual(['ADDED absent']);
});

test('a ticket is told under the id that it is watched by', async () => {
  await rounds.next({ watchedIds: [ALIAS] });
  act('changeTicket', { id: ALIAS, queue: 'another-queue' });
  const round = await rounds.next({ watchedIds: [ALIAS] });
  expect(told(round)).toEqual([`UPDATED ${ALIAS}`]);
  expect(round.changes[0]?.ticket?.nativeId).not.toBe(ALIAS);
});

test('one that cannot be read is told later; the others are told now', async () => {
  await rounds.next({ watchedIds: [id, otherId] });
  act('changeTicket', { id, queue: 'another-queue' });
  act('changeTicket', { id: otherId, queue: 'another-queue' });
  emulator.control.addFault({ kind: 'status', status: 500, route: 'getTicket', times: 1 });
  const first = told(await rounds.next({ watchedIds: [id, otherId] }));
  const second = told(await rounds.next({ watchedIds: [id, otherId] }));
  expect(first).toHaveLength(1);
  expect([...first, ...second].toSorted()).toEqual([`UPDATED ${id}`, `UPDATED ${otherId}`].toSorted());
});

test('a round in which nothing can be read fails, and the next finds the change', async () => {
  await rounds.next({ watchedIds: [id] });
  act('changeTicket', { id, queue: 'another-queue' });
  emulator.control.addFault({ kind: 'status', status: 503, route: 'getTicket' });
  expect(await errorOf(rounds.next({ watchedIds: [id] }))).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  emulator.control.clearFaults();
  expect(told(await rounds.next({ watchedIds: [id] }))).toEqual([`UPDATED ${id}`]);
});

test('reads 100 tickets a round at most, and each has its turn', async () => {
  const watchedIds = Array.from({ length: 150 }, (_, index) => `many-${1_000 + index}`);
  for (const one of watchedIds) act('addTicket', { id: one });
  await rounds.next({ watchedIds });
  expect(reads()).toBe(100);
  await rounds.next({ watchedIds });
  expect(reads()).toBe(200);
  for (const one of watchedIds) act('changeTicket', { id: one, queue: 'another-queue' });
  const both = [...told(await rounds.next({ watchedIds })), ...told(await rounds.next({ watchedIds }))];
  expect(both.toSorted()).toEqual(watchedIds.map((one) => `UPDATED ${one}`));
});

test('the mark holds the watched tickets alone, whatever their ids', async () => {
  await rounds.next({ watchedIds: [id, otherId, '__proto__'] });
  expect((JSON.parse(rounds.mark()) as { tickets: unknown[] }).tickets).toHaveLength(3);
  await rounds.next({ watchedIds: [otherId] });
  expect((JSON.parse(rounds.mark()) as { tickets: unknown[] }).tickets).toHaveLength(1);
});

test('a mark of another format is a new beginning that says so', async () => {
  const fresh = startRounds(backend, '{"format":"older"}');
  expect(await fresh.next({ watchedIds: [id] })).toMatchObject({ changes: [], isComplete: false });
});
