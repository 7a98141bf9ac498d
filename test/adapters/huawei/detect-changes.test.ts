import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { adapters } from '../../../adapters/index.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { toGatewayError, type GatewayError } from '../../../src/ticketing/errors.ts';
import { createCall } from '../../support/call.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { detectorOf, startRounds, told, type Rounds } from '../../support/rounds.ts';
import { operation } from './operation.ts';

const entry = adapters.find(({ definition }) => definition.kind === 'huawei');
if (entry === undefined) throw new Error('There is no adapter of this kind.');
const huawei = entry;

let emulator: RunningEmulator;
let backend: BackendInstance;
let rounds: Rounds;
/** Tickets by status that a read finds. */
let byStatus: Map<string, string[]>;

beforeEach(async () => {
  emulator = await huawei.startEmulator({ tickets: 60 });
  await connect();
  byStatus = await readStatuses();
});
afterEach(async () => {
  await backend.close();
  await emulator.stop();
});

async function connect(settings: Record<string, unknown> = {}): Promise<void> {
  await (backend as BackendInstance | undefined)?.close();
  backend = connectToEmulator(huawei, emulator, { mostRetries: 0, ...settings });
  rounds = startRounds(backend);
}

async function readStatuses(): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const ids = emulator.samples.ticketIds;
  const lookups = await operation(backend, 'getTickets')({ ids, fields: [] }, createCall());
  for (const lookup of lookups) {
    if (lookup.state !== 'found') continue;
    const { nativeId, status } = lookup.value;
    found.set(status.code, [...(found.get(status.code) ?? []), nativeId]);
  }
  return found;
}

/** A ticket that is not ended. */
function openId(index = 0): string {
  const id = ['0', '1', '2', '5', '17'].flatMap((code) => byStatus.get(code) ?? [])[index];
  if (id === undefined) throw new Error('There are not so many open tickets.');
  return id;
}

function endedId(): string {
  const id = ['3', '4', '12'].flatMap((code) => byStatus.get(code) ?? [])[0];
  if (id === undefined) throw new Error('There is no ended ticket.');
  return id;
}

function act(name: string, input: object): unknown {
  return emulator.control.act(name, input);
}

function addTicket(input: object = {}): string {
  return (act('addTicket', input) as { incident_id: string }).incident_id;
}

async function countCalls(work: () => Promise<unknown>): Promise<Record<string, number>> {
  emulator.control.reset();
  await work();
  return { ...emulator.control.counters() };
}

async function rejectionOf(promise: Promise<unknown>): Promise<GatewayError> {
  return promise.then(
    () => {
      throw new Error('It was not rejected.');
    },
    (error: unknown) => toGatewayError(error),
  );
}

describe('changes of tickets', () => {
  test('the first round tells nothing, and neither does a quiet one', async () => {
    const first = await rounds.next({ watchedIds: [endedId()], watchedLogIds: [openId()] });
    expect(told(first)).toEqual([]);
    expect(first.isComplete).toBe(true);
    expect(told(await rounds.next({ watchedIds: [endedId()], watchedLogIds: [openId()] }))).toEqual([]);
  });

  test('a new ticket is told once', async () => {
    await rounds.next();
    const id = addTicket({ simple_description: 'No network' });
    const round = await rounds.next();
    expect(told(round)).toEqual([`ADDED ${id}`]);
    expect(round.changes[0]?.ticket?.title).toBe('No network');
    expect(told(await rounds.next())).toEqual([]);
  });

  test('a new ticket that has ended before the next round is told as new', async () => {
    await rounds.next();
    const id = addTicket({ status: 4 });
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
    expect(told(await rounds.next())).toEqual([]);
  });

  test('new tickets of one second, and one that shows late, are told once each', async () => {
    const newest = new Date().toISOString();
    addTicket({ create_time: newest });
    await rounds.next();
    const same = addTicket({ create_time: newest });
    const late = addTicket({ create_time: new Date(Date.parse(newest) - 60_000).toISOString() });
    expect(told(await rounds.next()).sort()).toEqual([`ADDED ${same}`, `ADDED ${late}`].sort());
    expect(told(await rounds.next())).toEqual([]);
  });

  test.each([['desc'], ['asc'], ['random']])('does not depend on the order of the list (%s)', async (order) => {
    emulator.control.setSwitches({ order });
    await rounds.next();
    const id = addTicket();
    act('changeTicket', { id: openId(), status: 5 });
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`, `UPDATED ${openId()}`]);
    expect(told(await rounds.next())).toEqual([]);
  });

  test.each([['fanout'], ['comma']])('another status is told of any ticket that is not ended (%s)', async (mode) => {
    await connect({ statusListMode: mode });
    await rounds.next();
    const [from = ''] = byStatus.get('1') ?? [];
    act('changeTicket', { id: from, status: 2 });
    const round = await rounds.next();
    expect(round.changes).toMatchObject([{ kind: 'UPDATED', nativeId: from, changedFields: ['status'] }]);
    expect(round.changes[0]?.ticket?.status.code).toBe('2');
    expect(told(await rounds.next())).toEqual([]);
  });

  test('the end of a ticket is told, and the ticket has the version that a read gives', async () => {
    await rounds.next();
    act('changeTicket', { id: openId(), status: 3 });
    const round = await rounds.next();
    expect(round.changes).toMatchObject([
      { kind: 'UPDATED', nativeId: openId(), changedFields: ['status', 'statusChangedAt', 'closedAt'] },
    ]);
    const [lookup] = await operation(backend, 'getTickets')({ ids: [openId()], fields: [] }, createCall());
    expect(lookup).toMatchObject({ state: 'found', value: { version: round.changes[0]?.ticket?.version } });
    expect(told(await rounds.next())).toEqual([]);
  });

  test('a ticket that goes on after its end is told', async () => {
    await rounds.next();
    act('changeTicket', { id: endedId(), status: 1 });
    expect(told(await rounds.next())).toEqual([`UPDATED ${endedId()}`]);
    expect(told(await rounds.next())).toEqual([]);
  });

  test.each([
    ['deleted', (id: string) => act('changeTicket', { id, status: 13 })],
    ['gone', (id: string) => act('removeTicket', { id })],
  ])('a ticket that is %s is told as removed, once', async (_case, remove) => {
    const watchedIds = [endedId()];
    await rounds.next({ watchedIds });
    remove(openId());
    remove(endedId());
    const all: string[] = [];
    for (let round = 0; round < 4; round++) all.push(...told(await rounds.next({ watchedIds })));
    expect(all.sort()).toEqual([`REMOVED ${endedId()}`, `REMOVED ${openId()}`].sort());
  });

  test('a ticket that never was there is not told of', async () => {
    const watchedIds = [emulator.samples.absentTicketId];
    for (let round = 0; round < 3; round++) expect(told(await rounds.next({ watchedIds }))).toEqual([]);
    const calls = await countCalls(() => rounds.next({ watchedIds }));
    expect(calls['getTicket']).toBeUndefined();
  });

  test('more tickets than may be read are not told as complete, and none is taken for changed', async () => {
    await connect({ scanRows: 5, pageSize: 1 });
    await rounds.next();
    const round = await rounds.next();
    expect({ told: told(round), isComplete: round.isComplete }).toEqual({ told: [], isComplete: false });
    expect(Object.keys((round.mark as { tickets: object }).tickets).length).toBeLessThanOrEqual(20);
  });

  test('tickets that a list was too long to hold are not read one by one', async () => {
    await rounds.next();
    const other = connectToEmulator(huawei, emulator, { scanRows: 5, pageSize: 1 });
    const calls = await countCalls(() => startRounds(other, rounds.mark()).next());
    await other.close();
    expect(calls['getTicket']).toBeUndefined();
  });

  test('many tickets that vanish at once are read a hundred a round, and each is told once', async () => {
    await emulator.stop();
    emulator = await huawei.startEmulator({ tickets: 600 });
    await connect();
    const open = JSON.parse(JSON.stringify((await rounds.next()).mark)) as { tickets: Record<string, unknown> };
    const ids = Object.keys(open.tickets).slice(0, 130);
    expect(ids).toHaveLength(130);
    for (const id of ids) act('changeTicket', { id, status: 4 });
    const told1 = told(await rounds.next());
    const told2 = told(await rounds.next());
    expect([told1.length, told2.length]).toEqual([100, 30]);
    expect([...told1, ...told2].sort()).toEqual(ids.map((id) => `UPDATED ${id}`).sort());
    expect(told(await rounds.next())).toEqual([]);
  });

  test.each(['listTickets', 'listNewMessages'])('a round in which %s fails loses nothing', async (route) => {
    const watchedIds = [endedId()];
    await rounds.next({ watchedIds });
    const added = addTicket();
    act('changeTicket', { id: openId(), status: 4 });
    const kept = rounds.mark();
    emulator.control.addFault({ kind: 'status', status: 503, route, times: 1 });
    expect((await rejectionOf(rounds.next({ watchedIds }))).code).toBe('BACKEND_UNAVAILABLE');
    expect(rounds.mark()).toBe(kept);
    emulator.control.clearFaults();
    expect(told(await rounds.next({ watchedIds }))).toEqual([`ADDED ${added}`, `UPDATED ${openId()}`]);
    expect(told(await rounds.next({ watchedIds }))).toEqual([]);
  });

  test('a ticket that cannot be read keeps nothing else back, and is read again', async () => {
    await rounds.next();
    const added = addTicket();
    act('changeTicket', { id: openId(), status: 4 });
    emulator.control.addFault({ kind: 'status', status: 503, route: 'getTicket' });
    expect(told(await rounds.next())).toEqual([`ADDED ${added}`]);
    emulator.control.clearFaults();
    expect(told(await rounds.next())).toEqual([`UPDATED ${openId()}`]);
    expect(told(await rounds.next())).toEqual([]);
  });

  test('a backend that has had enough is left alone', async () => {
    await rounds.next();
    act('changeTicket', { id: openId(), status: 4 });
    emulator.control.addFault({ kind: 'rateLimit', retryAfterSeconds: 600, route: 'getTicket' });
    expect((await rejectionOf(rounds.next())).code).toBe('RATE_LIMITED');
    emulator.control.clearFaults();
    expect(told(await rounds.next())).toEqual([`UPDATED ${openId()}`]);
  });

  test('a mark in another format compares with nothing, and the round says that it may have missed something', async () => {
    const request = { mark: { format: 0 }, watchedIds: [], watchedLogIds: [] };
    const round = await detectorOf(backend).detect(request, createCall());
    expect({ told: told(round), isComplete: round.isComplete }).toEqual({ told: [], isComplete: false });
  });

  test('a round stops when its caller goes away', async () => {
    await rounds.next();
    const request = { mark: JSON.parse(rounds.mark()) as unknown, watchedIds: [], watchedLogIds: [] };
    const detect = detectorOf(backend).detect(request, createCall({ signal: AbortSignal.abort() }));
    expect((await rejectionOf(detect)).facts.cancelled).toBe(true);
  });
});

describe('what is said and done', () => {
  async function logOf(id: string) {
    const [lookup] = await operation(backend, 'getInteractionLogs')([id], createCall());
    if (lookup?.state !== 'found') throw new Error('The log was not found.');
    return lookup.value;
  }

  test('a message is told once, as the ticket’s log shows it', async () => {
    const watchedLogIds = [openId(0), openId(1)];
    await rounds.next({ watchedLogIds });
    act('addMessage', { id: openId(0), content: 'Please try again.' });
    act('addMessage', { id: openId(2), content: 'Of a ticket that nobody watches' });
    const round = await rounds.next({ watchedLogIds });
    expect(told(round)).toEqual([`${openId(0)}: Please try again.`]);
    expect(await logOf(openId(0))).toContainEqual(round.interactions[0]?.entry);
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([]);
  });

  test('equal messages of one second are told each, under ids of their own', async () => {
    const watchedLogIds = [openId()];
    await rounds.next({ watchedLogIds });
    act('addMessage', { id: openId(), content: 'Again' });
    act('addMessage', { id: openId(), content: 'Again' });
    const all = [...(await rounds.next({ watchedLogIds })).interactions];
    act('addMessage', { id: openId(), content: 'Again' });
    all.push(...(await rounds.next({ watchedLogIds })).interactions);
    const toldIds = all.map(({ entry: { nativeId } }) => nativeId);
    expect(new Set(toldIds).size).toBe(3);
    expect((await logOf(openId())).map(({ nativeId }) => nativeId)).toEqual(expect.arrayContaining(toldIds));
  });

  test('what came before somebody watched is not told', async () => {
    await rounds.next({ watchedLogIds: [openId(0)] });
    act('addMessage', { id: openId(1), content: 'Before' });
    const watchedLogIds = [openId(0), openId(1)];
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([]);
    act('addMessage', { id: openId(1), content: 'After' });
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([`${openId(1)}: After`]);
  });

  test('the cursor goes back unread, and many tickets are asked for in one call', async () => {
    await connect({ caseIdsPerCall: 2 });
    const watchedLogIds = [openId(0), openId(1), openId(2)];
    await rounds.next({ watchedLogIds });
    const { cursor } = JSON.parse(rounds.mark()) as { cursor: string };
    const calls = await countCalls(() => rounds.next({ watchedLogIds }));
    // One for each of the five statuses, and one for the new ones.
    expect(calls).toEqual({ listTickets: 6, listNewMessages: 2 });
    const asked = emulator.control
      .requests()
      .filter(({ route }) => route === 'listNewMessages')
      .map(({ url }) => new URL(url, 'http://host').searchParams);
    expect(asked.map((query) => query.get('last_message_time_id'))).toEqual([cursor, cursor]);
    expect(asked.map((query) => query.getAll('case_ids').length)).toEqual([2, 1]);
    for (const id of watchedLogIds) act('addMessage', { id, content: `To ${id}` });
    expect(told(await rounds.next({ watchedLogIds })).sort()).toEqual(
      watchedLogIds.map((id) => `${id}: To ${id}`).sort(),
    );
  });

  test('a cursor that is no longer taken is given up, and no message is lost', async () => {
    const watchedLogIds = [openId()];
    await rounds.next({ watchedLogIds });
    act('addMessage', { id: openId(), content: 'Meanwhile' });
    const mark = { ...(JSON.parse(rounds.mark()) as object), cursor: 'no longer known' };
    const request = { mark, watchedIds: [], watchedLogIds };
    const round = await detectorOf(backend).detect(request, createCall());
    expect(told(round)).toEqual([`${openId()}: Meanwhile`]);
  });

  test('a log that cannot be read is read again', async () => {
    const watchedLogIds = [openId()];
    await rounds.next({ watchedLogIds });
    act('addMessage', { id: openId(), content: 'Meanwhile' });
    emulator.control.addFault({ kind: 'status', status: 503, route: 'listMessages' });
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([]);
    emulator.control.clearFaults();
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([`${openId()}: Meanwhile`]);
  });

  test('the mark holds no words', async () => {
    act('addMessage', { id: openId(), content: 'Very secret words' });
    act('changeTicket', { id: openId(1), simple_description: 'Very secret words' });
    await rounds.next({ watchedIds: [openId(1)], watchedLogIds: [openId()] });
    expect(rounds.mark()).not.toMatch(/secret words|Engineer/);
  });
});
