import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { adapters } from '../../../adapters/index.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { createCall } from '../../support/call.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { detectorOf, startRounds, told, type Rounds } from '../../support/rounds.ts';
import { operation, rejectionOf } from './operations.ts';

const entry = adapters.find(({ definition }) => definition.kind === 'hybris');
if (entry === undefined) throw new Error('There is no adapter of this kind.');
const hybris = entry;

let emulator: RunningEmulator;
let backend: BackendInstance;
let rounds: Rounds;

beforeEach(async () => {
  emulator = await hybris.startEmulator({ tickets: 80 });
  backend = connectToEmulator(hybris, emulator, { mostRetries: 0 });
  rounds = startRounds(backend);
});
afterEach(async () => {
  await backend.close();
  await emulator.stop();
});

function sample(index: number): string {
  const id = emulator.samples.ticketIds[index];
  if (id === undefined) throw new Error('There are not so many samples.');
  return id;
}

function act(name: string, input: object): { readonly id: string } {
  return emulator.control.act(name, input) as { id: string };
}

/** How many calls of each route the work made. */
async function countCalls(work: () => Promise<unknown>): Promise<Record<string, number>> {
  emulator.control.reset();
  await work();
  return { ...emulator.control.counters() };
}

describe('changes of tickets', () => {
  test('the first round tells nothing', async () => {
    const first = await rounds.next();
    expect(told(first)).toEqual([]);
    expect(first.isComplete).toBe(true);
    expect(told(await rounds.next())).toEqual([]);
  });

  test('what was changed and what is new is told once, in the order in which it happened', async () => {
    await rounds.next();
    act('changeTicket', { id: sample(7), status: 'COMPLETED' });
    await new Promise((resolve) => setTimeout(resolve, 2));
    const added = act('addTicket', { shortDescription: 'By phone' });
    await new Promise((resolve) => setTimeout(resolve, 2));
    act('changeTicket', { id: sample(3), shortDescription: 'Other words' });
    const round = await rounds.next();
    expect(told(round)).toEqual([`UPDATED ${sample(7)}`, `ADDED ${added.id}`, `UPDATED ${sample(3)}`]);
    expect(round.changes.map(({ ticket }) => ticket?.title)).toEqual([expect.any(String), 'By phone', 'Other words']);
    expect(told(await rounds.next())).toEqual([]);
  });

  test('the ticket has the version that a read gives', async () => {
    await rounds.next();
    act('changeTicket', { id: sample(2), status: 'IN_PROCESS' });
    const [change] = (await rounds.next()).changes;
    const [lookup] = await operation(backend, 'getTickets')({ ids: [sample(2)], fields: [] }, createCall());
    expect(lookup).toMatchObject({ state: 'found', value: { version: change?.ticket?.version } });
  });

  test('a ticket that changes again within the overlap is told again', async () => {
    await rounds.next();
    const added = act('addTicket', {});
    expect(told(await rounds.next())).toEqual([`ADDED ${added.id}`]);
    act('changeTicket', { id: added.id, status: 'IN_PROCESS' });
    expect(told(await rounds.next())).toEqual([`UPDATED ${added.id}`]);
    expect(told(await rounds.next())).toEqual([]);
  });

  test('a ticket that shows in lists only later than a newer one is not missed', async () => {
    await rounds.next();
    emulator.control.setSwitches({ listLagMs: 300 });
    const late = act('addTicket', {});
    emulator.control.setSwitches({ listLagMs: 0 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const early = act('addTicket', {});
    // Only what was added while the switch was set shows late.
    expect(told(await rounds.next())).toEqual([`ADDED ${early.id}`]);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(told(await rounds.next())).toEqual([`ADDED ${late.id}`]);
    expect(told(await rounds.next())).toEqual([]);
  });

  test.each([[true], [false]])(
    'more than a page of changes is told as a whole (ranges of dates: %p)',
    async (ranges) => {
      emulator.control.setSwitches({ rangeQueries: ranges });
      await rounds.next();
      const ids = emulator.samples.ticketIds.slice(0, 75);
      for (const id of ids) act('changeTicket', { id, priority: 'HIGH' });
      const round = await rounds.next();
      expect(told(round).sort()).toEqual(ids.map((id) => `UPDATED ${id}`).sort());
      expect(round.isComplete).toBe(true);
      expect(told(await rounds.next())).toEqual([]);
    },
  );

  test('more changes than may be read are not told as complete, and the mark stays small', async () => {
    await backend.close();
    backend = connectToEmulator(hybris, emulator, { scanRows: 20 });
    rounds = startRounds(backend);
    await rounds.next();
    for (const id of emulator.samples.ticketIds.slice(0, 80)) act('changeTicket', { id, priority: 'HIGH' });
    const round = await rounds.next();
    expect(round.isComplete).toBe(false);
    expect(Object.keys((round.mark as { tickets: { rows: object } }).tickets.rows).length).toBeLessThanOrEqual(20);
  });

  test('a list that is too long to be read down to what is known is not told as complete', async () => {
    await backend.close();
    backend = connectToEmulator(hybris, emulator, { scanRows: 60 });
    const { mark } = await startRounds(backend).next();
    const longAgo = { ...(mark as object), tickets: { newest: '2016-01-01T00:00:00.000Z', rows: {} } };
    const round = await startRounds(backend, JSON.stringify(longAgo)).next();
    expect(round.changes).toHaveLength(64);
    expect(round.isComplete).toBe(false);
  });

  test('a round that fails is asked again and loses nothing', async () => {
    await rounds.next();
    act('changeTicket', { id: sample(5), status: 'COMPLETED' });
    const kept = rounds.mark();
    emulator.control.addFault({ kind: 'reset', at: 'start', times: 1 });
    expect(await rejectionOf(rounds.next())).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    expect(rounds.mark()).toBe(kept);
    emulator.control.clearFaults();
    expect(told(await rounds.next())).toEqual([`UPDATED ${sample(5)}`]);
  });

  test('a mark in another format compares with nothing, and the round says that it may have missed something', async () => {
    const request = { mark: { format: 0 }, watchedIds: [], watchedLogIds: [] };
    const round = await detectorOf(backend).detect(request, createCall());
    expect({ told: told(round), isComplete: round.isComplete }).toEqual({ told: [], isComplete: false });
  });

  test('the mark holds no words of a ticket', async () => {
    act('changeTicket', { id: sample(1), shortDescription: 'Very secret words' });
    await rounds.next({ watchedIds: [sample(1)], watchedLogIds: [sample(1)] });
    expect(rounds.mark()).not.toMatch(/secret words|yaastest|Meier/);
  });

  test('a quiet round is one call, and a round stops when its caller goes away', async () => {
    await rounds.next();
    expect(await countCalls(() => rounds.next())).toEqual({ listTickets: 1 });
    const detect = detectorOf(backend).detect(
      { mark: JSON.parse(rounds.mark()) as unknown, watchedIds: [], watchedLogIds: [] },
      createCall({ signal: AbortSignal.abort() }),
    );
    expect((await rejectionOf(detect)).facts.cancelled).toBe(true);
  });
});

describe('which fields have changed', () => {
  interface Mark {
    readonly known: readonly (readonly [id: string, version: string, prints: string])[];
    readonly tickets: { readonly rows: Readonly<Record<string, unknown>> };
  }

  const readMark = (): Mark => JSON.parse(rounds.mark()) as Mark;

  /** What the next round tells of the only ticket that changed. */
  async function changedFields(): Promise<readonly string[]> {
    const round = await rounds.next();
    expect({ told: told(round).length, isComplete: round.isComplete }).toEqual({ told: 1, isComplete: true });
    return round.changes[0]?.changedFields ?? [];
  }

  test('is told of a ticket that an earlier look has shown, however long ago', async () => {
    await rounds.next();
    const { known, tickets } = readMark();
    const [id] = known.find(([one]) => !Object.hasOwn(tickets.rows, one)) ?? [''];
    // Looks that do not see it.
    for (let round = 0; round < 3; round++) expect(told(await rounds.next())).toEqual([]);
    act('changeTicket', { id, status: 'IN_PROCESS_ELSEWHERE' });
    expect(await changedFields()).toEqual(['status', 'updatedAt']);
    act('changeTicket', { id, shortDescription: 'Other words\nMore of them', priority: 'SOON', dueOn: '2030-01-01' });
    expect(await changedFields()).toEqual(['title', 'description', 'priority', 'updatedAt', 'customFields']);
    act('changeTicket', { id, type: 'OTHER', classification: 'RADIO', productId: 'p2', createdBy: 'Ann' });
    expect(await changedFields()).toEqual(['type', 'updatedAt', 'source', 'product', 'contactReason']);
    act('changeTicket', { id, transcript: [{ description: 'Hello', visibility: 'PUBLIC' }] });
    expect(await changedFields()).toEqual(['updatedAt']);
  });

  test('is not told of a ticket that no look has shown, until one has', async () => {
    await rounds.next();
    const known = new Set(readMark().known.map(([id]) => id));
    const id = emulator.samples.ticketIds.find((one) => !known.has(one)) ?? '';
    act('changeTicket', { id, status: 'IN_PROCESS_ELSEWHERE' });
    expect(await changedFields()).toEqual([]);
    act('changeTicket', { id, status: 'IN_PROCESS' });
    expect(await changedFields()).toEqual(['status', 'updatedAt']);
  });

  test('is not told of a new ticket', async () => {
    await rounds.next();
    const { id } = act('addTicket', {});
    expect(await changedFields()).toEqual([]);
    act('changeTicket', { id, priority: 'SOON' });
    expect(await changedFields()).toEqual(['priority', 'updatedAt']);
  });

  test('a mark that was left before it could be told is understood, and tells of no change that there was not', async () => {
    await rounds.next();
    const { known, ...older } = readMark();
    const [id] = known.at(-1) ?? [''];
    rounds = startRounds(backend, JSON.stringify(older));
    const quiet = await rounds.next();
    expect({ told: told(quiet), isComplete: quiet.isComplete }).toEqual({ told: [], isComplete: true });
    rounds = startRounds(backend, JSON.stringify(older));
    act('changeTicket', { id, priority: 'SOON' });
    expect(await changedFields()).toEqual([]);
    act('changeTicket', { id, priority: 'LATER' });
    expect(await changedFields()).toEqual(['priority', 'updatedAt']);
  });
});

describe('tickets that are gone', () => {
  test('are told once within four rounds, if somebody watches them', async () => {
    const watchedIds = [sample(1), sample(2)];
    await rounds.next({ watchedIds });
    act('removeTicket', { id: sample(1) });
    act('removeTicket', { id: sample(3) });
    const all: string[] = [];
    for (let round = 0; round < 9; round++) all.push(...told(await rounds.next({ watchedIds })));
    expect(all).toEqual([`REMOVED ${sample(1)}`]);
    // What is known to be gone is not asked for again.
    const calls = await countCalls(async () => {
      for (let round = 0; round < 4; round++) await rounds.next({ watchedIds: [sample(1)] });
    });
    expect(calls).toEqual({ listTickets: 4 });
  });

  test('are looked for every fourth round, in one call', async () => {
    const watchedIds = [sample(1), sample(2)];
    await rounds.next({ watchedIds });
    const calls: number[] = [];
    for (let round = 0; round < 8; round++) {
      calls.push((await countCalls(() => rounds.next({ watchedIds })))['listTickets'] ?? 0);
    }
    expect(calls).toEqual([1, 1, 1, 2, 1, 1, 1, 2]);
  });

  test('are not told of if they never were there', async () => {
    const watchedIds = [emulator.samples.absentTicketId];
    const all: string[] = [];
    for (let round = 0; round < 6; round++) all.push(...told(await rounds.next({ watchedIds })));
    expect(all).toEqual([]);
  });

  test('are looked for again if that fails', async () => {
    const watchedIds = [sample(1), sample(2)];
    for (let round = 0; round < 4; round++) await rounds.next({ watchedIds });
    act('removeTicket', { id: sample(1) });
    emulator.control.addFault({ kind: 'status', status: 503, route: 'listTickets' });
    expect(await rejectionOf(rounds.next({ watchedIds }))).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    emulator.control.clearFaults();
    expect(told(await rounds.next({ watchedIds }))).toEqual([`REMOVED ${sample(1)}`]);
  });
});

describe('what is said and done', () => {
  test('no call for logs is made while nobody watches any', async () => {
    await rounds.next();
    const calls = await countCalls(() => rounds.next({ watchedIds: [sample(0)] }));
    expect(calls['listInteractionLogs']).toBeUndefined();
  });

  test.each([['customer'], ['related']])(
    'a log that comes is told once, under the id that the ticket’s log shows (logFilter %s)',
    async (logFilter) => {
      await backend.close();
      backend = connectToEmulator(hybris, emulator, { logFilter });
      rounds = startRounds(backend);
      const watchedLogIds = [sample(0), sample(4)];
      expect(told(await rounds.next({ watchedLogIds }))).toEqual([]);
      const log = act('addInteractionLog', { ticketId: sample(0), interactionDescription: 'Called again' });
      act('addInteractionLog', { ticketId: sample(9), interactionDescription: 'Of another ticket' });
      const round = await rounds.next({ watchedLogIds });
      expect(told(round)).toEqual([`${sample(0)}: Called again`]);
      expect(round.interactions[0]?.entry.nativeId).toBe(log.id);
      const [shown] = await operation(backend, 'getInteractionLogs')([sample(0)], createCall());
      if (shown?.state !== 'found') throw new Error('The log was not found.');
      expect(shown.value).toContainEqual(round.interactions[0]?.entry);
      expect(told(await rounds.next({ watchedLogIds }))).toEqual([]);
    },
  );

  test('what came before somebody watched is not told', async () => {
    await rounds.next({ watchedLogIds: [sample(0)] });
    act('addInteractionLog', { ticketId: sample(4), interactionDescription: 'Before' });
    expect(told(await rounds.next({ watchedLogIds: [sample(0), sample(4)] }))).toEqual([]);
    act('addInteractionLog', { ticketId: sample(4), interactionDescription: 'After' });
    expect(told(await rounds.next({ watchedLogIds: [sample(0), sample(4)] }))).toEqual([`${sample(4)}: After`]);
  });

  test('a message in the transcript is told once, with the ticket it changes', async () => {
    const watchedLogIds = [sample(2)];
    await rounds.next({ watchedLogIds });
    const owner = { ownerId: 'agent', displayName: 'Agent', isCustomer: false };
    const message = (description: string, visibility: string) => ({
      description,
      visibility,
      owner,
      createdAt: new Date().toISOString(),
    });
    const transcript = [message('For you', 'PUBLIC'), message('Among us', 'PRIVATE')];
    act('changeTicket', { id: sample(2), transcript });
    const round = await rounds.next({ watchedLogIds });
    expect(told(round)).toEqual([`UPDATED ${sample(2)}`, `${sample(2)}: For you`]);
    const [shown] = await operation(backend, 'getInteractionLogs')([sample(2)], createCall());
    if (shown?.state !== 'found') throw new Error('The log was not found.');
    expect(shown.value).toContainEqual(round.interactions[0]?.entry);
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([]);
  });

  test('a transcript that cannot be read is read again', async () => {
    const watchedLogIds = [sample(2)];
    await rounds.next({ watchedLogIds });
    const transcript = [{ description: 'For you', visibility: 'PUBLIC', createdAt: new Date().toISOString() }];
    act('changeTicket', { id: sample(2), transcript });
    emulator.control.addFault({ kind: 'status', status: 500, route: 'getTicket' });
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([`UPDATED ${sample(2)}`]);
    emulator.control.clearFaults();
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([`${sample(2)}: For you`]);
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([]);
  });

  test('a quiet round with a watched log is two calls', async () => {
    const watchedLogIds = [sample(2)];
    await rounds.next({ watchedLogIds });
    expect(await countCalls(() => rounds.next({ watchedLogIds }))).toEqual({ listTickets: 1, listInteractionLogs: 1 });
  });
});
