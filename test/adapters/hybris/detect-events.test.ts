import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { demoSettings } from '../../../adapters/hybris/demo.ts';
import { startEmulator } from '../../../adapters/hybris/emulator.ts';
import { hybris } from '../../../adapters/hybris/index.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { createCall } from '../../support/call.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { detectorOf, startRounds, told, type Rounds } from '../../support/rounds.ts';
import { rejectionOf } from './operations.ts';

const PUBSUB = { pubsub: { owner: 'hybris.serviceticket' } };
/** Longer than any test: the list shows nothing of what is added. */
const LAG = { listLagMs: 600_000 };

let emulator: RunningEmulator;
let backend: BackendInstance;
let rounds: Rounds;
let logged: string[];

beforeEach(async () => {
  emulator = await startEmulator({ tickets: 80 });
  connect(PUBSUB);
});
afterEach(async () => {
  await backend.close();
  await emulator.stop();
});

/** The adapter on the emulator, with rounds of its own. */
function connect(settings: Record<string, unknown>): void {
  logged = [];
  const note = (message: string, facts: object = {}): void => void logged.push(`${message} ${JSON.stringify(facts)}`);
  const { clientSecret, password, ...demo } = demoSettings(emulator);
  const secrets = { clientSecret: new Secret(String(clientSecret)), password: new Secret(String(password)) };
  backend = connectAdapter(hybris, { ...demo, ...secrets, ...settings }, { log: { info: note, warn: note } });
  rounds = startRounds(backend);
}

async function reconnect(settings: Record<string, unknown>): Promise<void> {
  await backend.close();
  connect(settings);
}

function sample(index: number): string {
  const id = emulator.samples.ticketIds[index];
  if (id === undefined) throw new Error('There are not so many samples.');
  return id;
}

function act(name: string, input: object = {}): { readonly id: string } {
  return emulator.control.act(name, input) as { id: string };
}

/** How many events wait for their commit. */
function waiting(): unknown {
  return emulator.control.act('countEvents', {});
}

const NONE = { created: 0, updated: 0 };

/** A ticket that the list does not show, and that only an event tells of. */
function addUnlisted(input: object = {}): string {
  emulator.control.setSwitches(LAG);
  const { id } = act('addTicket', input);
  emulator.control.setSwitches({ listLagMs: 0 });
  return id;
}

/** How many calls of each route the work made. */
async function countCalls(work: () => Promise<unknown>): Promise<Record<string, number>> {
  emulator.control.reset();
  await work();
  return { ...emulator.control.counters() };
}

/** The rounds after this one, until the topics are empty and a round told nothing. */
async function toldUntilQuiet(): Promise<string[]> {
  const all: string[] = [];
  for (let round = 0; round < 4; round++) all.push(...told(await rounds.next()));
  return all;
}

describe('whether topics are read', () => {
  test.each([[{}], [{ pubsub: { owner: '' } }]])(
    'they are not, unless an owner is configured (%j)',
    async (settings) => {
      await reconnect(settings);
      await rounds.next();
      act('changeTicket', { id: sample(1), status: 'COMPLETED' });
      expect(await countCalls(() => rounds.next())).toEqual({ listTickets: 1 });
      expect(waiting()).toEqual({ created: 0, updated: 1 });
      expect(rounds.mark()).not.toContain('events');
    },
  );

  test('a quiet look reads both topics once, and commits nothing', async () => {
    await rounds.next();
    expect(await countCalls(() => rounds.next())).toEqual({ listTickets: 1, readEvents: 2 });
  });

  test.each(['passThrough', 'exchange'])('they cannot be read as each caller (%s)', (customerAuth) => {
    const exchange = { tokenUrl: 'https://tokens.test/token' };
    expect(() => connect({ ...PUBSUB, customerAuth, exchange })).toThrow(/"pubsub" cannot be used/);
    connect(PUBSUB);
  });
});

describe('what events tell', () => {
  test('what happened before the first look is passed over', async () => {
    act('changeTicket', { id: sample(1), status: 'COMPLETED' });
    act('addTicket', {});
    expect(told(await rounds.next())).toEqual([]);
    expect(waiting()).toEqual(NONE);
    expect(await toldUntilQuiet()).toEqual([]);
  });

  test('a change that the list shows as well is told once, without a read of the ticket', async () => {
    await rounds.next();
    act('changeTicket', { id: sample(7), status: 'COMPLETED' });
    const calls = await countCalls(async () => {
      expect(told(await rounds.next())).toEqual([`UPDATED ${sample(7)}`]);
    });
    expect(calls).toEqual({ listTickets: 1, readEvents: 2 });
    expect(waiting()).toEqual({ created: 0, updated: 1 });
    expect(await countCalls(async () => expect(told(await rounds.next())).toEqual([]))).toEqual({
      listTickets: 1,
      commitEvents: 1,
      readEvents: 2,
    });
    expect(waiting()).toEqual(NONE);
  });

  test('a ticket that the list does not show is told, and so is what happens to it', async () => {
    await rounds.next();
    const id = addUnlisted({ shortDescription: 'By phone' });
    const round = await rounds.next();
    expect(told(round)).toEqual([`ADDED ${id}`]);
    expect(round.changes[0]?.ticket?.title).toBe('By phone');
    expect(await toldUntilQuiet()).toEqual([]);
    act('changeTicket', { id, status: 'IN_PROCESS' });
    expect(told(await rounds.next())).toEqual([`UPDATED ${id}`]);
    expect(await toldUntilQuiet()).toEqual([]);
    expect(waiting()).toEqual(NONE);
  });

  test('without topics nobody tells of it', async () => {
    await reconnect({});
    await rounds.next();
    const id = addUnlisted();
    act('changeTicket', { id, status: 'IN_PROCESS' });
    expect(await toldUntilQuiet()).toEqual([]);
  });

  test('a ticket that the list shows after its event is told once', async () => {
    await rounds.next();
    emulator.control.setSwitches({ listLagMs: 300 });
    const { id } = act('addTicket', {});
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await toldUntilQuiet()).toEqual([]);
  });

  test('changes come in the order in which they happened, whoever tells them', async () => {
    await rounds.next();
    const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
    act('changeTicket', { id: sample(3), status: 'COMPLETED' });
    await pause();
    const id = addUnlisted();
    await pause();
    act('changeTicket', { id: sample(4), status: 'COMPLETED' });
    expect(told(await rounds.next())).toEqual([`UPDATED ${sample(3)}`, `ADDED ${id}`, `UPDATED ${sample(4)}`]);
  });

  test('which fields of a ticket have changed is told, too, once an event has shown it', async () => {
    await rounds.next();
    const id = addUnlisted();
    expect((await rounds.next()).changes).toMatchObject([{ kind: 'ADDED', changedFields: [] }]);
    act('changeTicket', { id, status: 'IN_PROCESS' });
    expect((await rounds.next()).changes).toMatchObject([{ kind: 'UPDATED', changedFields: ['status', 'updatedAt'] }]);
  });

  test('a message in a ticket that only its event tells of is told too', async () => {
    const id = addUnlisted();
    const watchedLogIds = [id];
    await rounds.next({ watchedLogIds });
    const transcript = [{ description: 'For you', visibility: 'PUBLIC', createdAt: new Date().toISOString() }];
    act('changeTicket', { id, transcript });
    // Nobody was told of it before.
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([`ADDED ${id}`, `${id}: For you`]);
    expect(told(await rounds.next({ watchedLogIds }))).toEqual([]);
  });

  test('a watched ticket that an event names is read once', async () => {
    await rounds.next();
    const watchedIds = [addUnlisted()];
    const calls = await countCalls(() => rounds.next({ watchedIds }));
    expect(calls).toEqual({ listTickets: 1, readEvents: 2, getTicket: 1 });
  });

  test('tickets of another customer are passed over', async () => {
    await rounds.next();
    act('addTicket', { customerId: 'C1381590152' });
    expect(told(await rounds.next())).toEqual([]);
    expect(waiting()).toEqual(NONE);
  });

  test('in the agents’ view they are told', async () => {
    const sibling = `${emulator.url}/hybris/serviceticketmashup/v1`;
    await reconnect({ ...PUBSUB, audience: 'agent', baseUrl: sibling });
    await rounds.next();
    const id = addUnlisted({ customerId: 'C1381590152' });
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
    expect(await toldUntilQuiet()).toEqual([]);
  });

  test('events that are handed out twice are told once', async () => {
    emulator.control.setSwitches({ duplicateEvents: true });
    await rounds.next();
    const id = addUnlisted();
    const calls = await countCalls(async () => expect(told(await rounds.next())).toEqual([`ADDED ${id}`]));
    expect(calls['getTicket']).toBe(1);
    expect(await toldUntilQuiet()).toEqual([]);
  });

  test('the mark holds no words of a ticket', async () => {
    await rounds.next();
    addUnlisted({ shortDescription: 'Very secret words' });
    await rounds.next();
    expect(rounds.mark()).not.toMatch(/secret words|yaastest/);
  });
});

describe('when events are committed', () => {
  test('a process that dies before its changes are in the log loses none', async () => {
    await rounds.next();
    const kept = rounds.mark();
    const id = addUnlisted();
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
    // What was told never came into the log: another process goes on from the mark that did.
    rounds = startRounds(backend, kept);
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
    expect(await toldUntilQuiet()).toEqual([]);
    expect(waiting()).toEqual(NONE);
  });

  test('a process that dies after that, and before the commit, repeats none', async () => {
    await rounds.next();
    const id = addUnlisted();
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
    expect(waiting()).toEqual({ created: 1, updated: 0 });
    const kept = rounds.mark();
    rounds = startRounds(backend, kept);
    expect(told(await rounds.next())).toEqual([]);
    expect(waiting()).toEqual(NONE);
    // The token in this mark is good no longer.
    const late = addUnlisted();
    rounds = startRounds(backend, kept);
    expect(told(await rounds.next())).toEqual([`ADDED ${late}`]);
    expect(await toldUntilQuiet()).toEqual([]);
    expect(waiting()).toEqual(NONE);
  });

  test('a token that has expired brings the events again: they are told once, and committed at once', async () => {
    await rounds.next();
    const id = addUnlisted();
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
    act('expireEventTokens');
    expect(told(await rounds.next())).toEqual([]);
    expect(waiting()).toEqual(NONE);
    expect(logged).toEqual([]);
  });

  test('what could not be committed is committed later', async () => {
    await rounds.next();
    const id = addUnlisted();
    await rounds.next();
    emulator.control.reset();
    emulator.control.addFault({ kind: 'status', status: 500, route: 'commitEvents' });
    expect(told(await rounds.next())).toEqual([]);
    // Read now the same events would come again.
    expect(emulator.control.counters()).toEqual({ listTickets: 1, commitEvents: 1, readEvents: 1 });
    expect(waiting()).toEqual({ created: 1, updated: 0 });
    emulator.control.clearFaults();
    act('changeTicket', { id, status: 'IN_PROCESS' });
    expect(told(await rounds.next())).toEqual([`UPDATED ${id}`]);
    await rounds.next();
    expect(waiting()).toEqual(NONE);
  });

  test('a ticket that cannot be read is read again, also after its event was committed', async () => {
    await rounds.next();
    const id = addUnlisted();
    emulator.control.addFault({ kind: 'status', status: 500, route: 'getTicket' });
    expect(told(await rounds.next())).toEqual([]);
    expect(told(await rounds.next())).toEqual([]);
    expect(waiting()).toEqual(NONE);
    emulator.control.clearFaults();
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
    expect(await toldUntilQuiet()).toEqual([]);
  });

  test('more events than a look reads are worked off by looks that follow soon', async () => {
    await rounds.next();
    const payload = JSON.stringify({ id: emulator.samples.absentTicketId });
    for (let count = 0; count < 150; count++) act('publishEvent', { payload });
    act('changeTicket', { id: sample(1), status: 'COMPLETED' });
    const first = await rounds.next();
    expect({ told: told(first), isUndecided: first.isUndecided }).toEqual({
      told: [`UPDATED ${sample(1)}`],
      isUndecided: true,
    });
    expect(waiting()).toEqual({ created: 0, updated: 51 });
    const second = await rounds.next();
    expect({ told: told(second), isUndecided: second.isUndecided }).toEqual({ told: [], isUndecided: undefined });
    expect(waiting()).toEqual(NONE);
  });

  test('more than 64 tickets that only events name are told by looks that follow soon', async () => {
    await rounds.next();
    const ids = Array.from({ length: 70 }, () => addUnlisted());
    const first = await rounds.next();
    expect(first.changes).toHaveLength(64);
    expect(first.isUndecided).toBe(true);
    const later = [...told(first), ...(await toldUntilQuiet())];
    expect(later.toSorted()).toEqual(ids.map((id) => `ADDED ${id}`).toSorted());
    expect(waiting()).toEqual(NONE);
  });

  test('a long past is passed over in parts, and tells nothing', async () => {
    const payload = JSON.stringify({ id: sample(1) });
    for (let count = 0; count < 1_050; count++) act('publishEvent', { payload });
    const first = await rounds.next();
    expect({ told: told(first), isUndecided: first.isUndecided }).toEqual({ told: [], isUndecided: true });
    expect(waiting()).toEqual({ created: 0, updated: 50 });
    const calls = await countCalls(async () => expect(told(await rounds.next())).toEqual([]));
    expect(calls['getTicket']).toBeUndefined();
    expect(waiting()).toEqual(NONE);
    const id = addUnlisted();
    act('changeTicket', { id, status: 'IN_PROCESS' });
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
  });
});

describe('what goes wrong', () => {
  test.each([['no JSON'], ['["a list"]'], ['{}'], ['{"id":17}'], ['{"id":"../login"}'], ['null']])(
    'an event that names no ticket is passed over (%s)',
    async (payload) => {
      await rounds.next();
      act('publishEvent', { payload });
      act('publishEvent', { payload });
      const id = addUnlisted();
      const calls = await countCalls(async () => expect(told(await rounds.next())).toEqual([`ADDED ${id}`]));
      expect(calls['getTicket']).toBe(1);
      expect(logged).toEqual([
        'Events that name no ticket are passed over. {"topic":"serviceticket-updated","count":2}',
      ]);
      expect(waiting()).toEqual({ created: 1, updated: 0 });
    },
  );

  test.each([
    [500, 'BACKEND_UNAVAILABLE'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [429, 'RATE_LIMITED'],
  ])('while topics answer %d, changes are found by their dates and the log says so once', async (status, code) => {
    await rounds.next();
    emulator.control.addFault({ kind: 'status', status, route: 'readEvents' });
    const id = addUnlisted();
    act('changeTicket', { id: sample(1), status: 'COMPLETED' });
    const round = await rounds.next();
    expect({ told: told(round), isComplete: round.isComplete, isUndecided: round.isUndecided }).toEqual({
      told: [`UPDATED ${sample(1)}`],
      isComplete: true,
      isUndecided: undefined,
    });
    expect(told(await rounds.next())).toEqual([]);
    const warning = 'A topic cannot be read; changes of tickets are found by their dates alone meanwhile.';
    expect(logged).toEqual(
      ['serviceticket-created', 'serviceticket-updated'].map(
        (topic) => `${warning} ${JSON.stringify({ topic, code })}`,
      ),
    );
    emulator.control.clearFaults();
    logged = [];
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
    expect(logged).toHaveLength(2);
    expect(logged[0]).toMatch(/^A topic can be read again/);
    expect(await toldUntilQuiet()).toEqual([]);
    expect(waiting()).toEqual(NONE);
  });

  test.each([['garbage'], ['empty'], ['truncated']] as const)(
    'an answer of a topic that is no answer (%s) keeps nothing back',
    async (kind) => {
      await rounds.next();
      act('changeTicket', { id: sample(1), status: 'COMPLETED' });
      emulator.control.addFault({ kind, route: 'readEvents', apply: true });
      const round = await rounds.next();
      expect({ told: told(round), isComplete: round.isComplete }).toEqual({
        told: [`UPDATED ${sample(1)}`],
        isComplete: true,
      });
      emulator.control.clearFaults();
      expect(await toldUntilQuiet()).toEqual([]);
      expect(waiting()).toEqual(NONE);
    },
  );

  test.each(['readEvents', 'getTicket', 'commitEvents'])(
    'what takes too long (%s) keeps nothing back that the list shows before the deadline',
    async (route) => {
      const deadlineMs = 2_001;
      await reconnect({ ...PUBSUB, deadlineMs, attemptTimeoutMs: 10_000 });
      await rounds.next();
      act('changeTicket', { id: sample(2), status: 'COMPLETED' });
      await rounds.next();
      const id = addUnlisted();
      act('changeTicket', { id: sample(1), status: 'COMPLETED' });
      emulator.control.addFault({ kind: 'hang', route });
      const round = await detectorOf(backend).detect(
        { mark: JSON.parse(rounds.mark()) as unknown, watchedIds: [], watchedLogIds: [] },
        createCall({ signal: AbortSignal.timeout(deadlineMs) }),
      );
      expect(told(round)).toContain(`UPDATED ${sample(1)}`);
      expect(round.isComplete).toBe(true);
      emulator.control.clearFaults();
      rounds = startRounds(backend, JSON.stringify(round.mark));
      expect([...told(round), ...(await toldUntilQuiet())].toSorted()).toEqual(
        [`UPDATED ${sample(1)}`, `ADDED ${id}`].toSorted(),
      );
      expect(waiting()).toEqual(NONE);
    },
  );

  test('topics that cannot be read at the first look are passed over as soon as they can', async () => {
    addUnlisted();
    emulator.control.addFault({ kind: 'status', status: 500, route: 'readEvents' });
    expect((await rounds.next()).isUndecided).toBeUndefined();
    emulator.control.clearFaults();
    expect(await toldUntilQuiet()).toEqual([]);
    expect(waiting()).toEqual(NONE);
  });

  test('a look stops when its caller goes away, also while it reads what events name', async () => {
    await rounds.next();
    const id = addUnlisted();
    emulator.control.addFault({ kind: 'hang', route: 'getTicket' });
    const caller = new AbortController();
    const detect = detectorOf(backend).detect(
      { mark: JSON.parse(rounds.mark()) as unknown, watchedIds: [], watchedLogIds: [] },
      createCall({ signal: caller.signal }),
    );
    setTimeout(() => caller.abort(), 300);
    expect((await rejectionOf(detect)).facts.cancelled).toBe(true);
    emulator.control.clearFaults();
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
  });

  test('a look that fails is asked again with the same mark, and loses no event', async () => {
    await rounds.next();
    const id = addUnlisted();
    emulator.control.addFault({ kind: 'status', status: 500, route: 'listTickets' });
    expect(await rejectionOf(rounds.next())).toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
    emulator.control.clearFaults();
    expect(told(await rounds.next())).toEqual([`ADDED ${id}`]);
  });
});
