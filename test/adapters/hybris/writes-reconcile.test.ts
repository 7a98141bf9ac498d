import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { demoSettings } from '../../../adapters/hybris/demo.ts';
import { startEmulator } from '../../../adapters/hybris/emulator.ts';
import { hybris } from '../../../adapters/hybris/index.ts';
import type { Fault } from '../../../src/emulation/fault.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { Reconciliation, Write, WriteCall, WriteName } from '../../../src/ticketing/write.ts';
import { createCall } from '../../support/call.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { listOf, operation, pageRequest, rejectionOf, write } from './operations.ts';
import { sampleId } from './samples.ts';

/** Open, and of the customer who signs in. */
const TARGET = sampleId(1);
const TEXT = 'Neither lost nor doubled';

let emulator: RunningEmulator;
let backend: BackendInstance;

beforeEach(async () => {
  emulator = await startEmulator();
  connect();
});

afterEach(async () => {
  await backend.close();
  await emulator.stop();
});

function connect(settings: Record<string, unknown> = {}): BackendInstance {
  const sibling = { comments: 'conversations', siblingBaseUrl: `${emulator.url}/hybris/serviceticketmashup/v1` };
  backend = connectToEmulator({ definition: hybris, startEmulator, demoSettings }, emulator, {
    attemptTimeoutMs: 300,
    editableFields: ['shortDescription', 'priority'],
    ...sibling,
    ...settings,
  });
  return backend;
}

function writeCall(): WriteCall {
  return { ...createCall(), startedAt: Date.now() };
}

/** One write that can be told from all others. */
interface Case {
  readonly route: string;
  /** Applies and reconciles with one call, as the gateway does. */
  readonly prepare: () => { apply: () => Promise<unknown>; reconcile: () => Promise<Reconciliation<unknown>> };
  /** How often the change was made. */
  readonly count: () => Promise<number>;
}

function prepare<Input, Result>(one: Write<Input, Result>, input: Input) {
  expect(one.check(input)).toEqual([]);
  const call = writeCall();
  const { reconcile } = one;
  if (isUnsupported(reconcile)) throw new Error(reconcile.unsupported);
  return { apply: () => one.apply(input, call), reconcile: () => reconcile(input, call) };
}

async function readTarget() {
  const [lookup] = await operation(backend, 'getTickets')({ ids: [TARGET], fields: [] }, createCall());
  return lookup?.state === 'found' ? lookup.value : null;
}

async function countLogs(): Promise<number> {
  const [lookup] = await operation(backend, 'getInteractionLogs')([TARGET], createCall());
  return lookup?.state === 'found' ? lookup.value.filter(({ text }) => text === TEXT).length : 0;
}

async function countVersions(): Promise<number> {
  return Number((await readTarget())?.version) - 1;
}

const CASES: Readonly<Record<string, Case>> = {
  createTicket: {
    route: 'createTicket',
    prepare: () =>
      prepare(write(backend, 'createTicket'), {
        fields: { title: TEXT, description: 'at\nall', typeId: 'SERVICE_REQUEST', priorityCode: 'HIGH' },
      }),
    async count() {
      const page = await listOf(backend).readPage(pageRequest({ limit: 20 }), createCall());
      return page.tickets.filter(({ title }) => title === TEXT).length;
    },
  },
  updateTicket: {
    route: 'replaceTicket',
    prepare: () =>
      prepare(write(backend, 'updateTicket'), { ticketId: TARGET, fields: { title: TEXT, priorityCode: 'LOW' } }),
    count: countVersions,
  },
  transitionTicket: {
    route: 'replaceTicket',
    prepare: () => prepare(write(backend, 'transitionTicket'), { ticketId: TARGET, kind: 'CLOSE' }),
    count: countVersions,
  },
  deleteTicket: {
    route: 'deleteTicket',
    prepare: () => prepare(write(backend, 'deleteTicket'), { ticketId: TARGET }),
    count: async () => ((await readTarget()) === null ? 1 : 0),
  },
  logInteraction: {
    route: 'createInteractionLog',
    prepare: () =>
      prepare(write(backend, 'logInteraction'), { ticketId: TARGET, text: TEXT, startedAt: '2020-02-14T18:19:47Z' }),
    count: countLogs,
  },
  addComment: {
    route: 'createConversation',
    prepare: () => prepare(write(backend, 'addComment'), { ticketId: TARGET, text: TEXT }),
    count: countLogs,
  },
};

const LOST_ANSWERS: readonly (readonly [string, Fault])[] = [
  ['the connection is cut', { kind: 'reset', at: 'start', apply: true }],
  ['the backend says 500', { kind: 'status', status: 500, apply: true }],
  ['a proxy says 502', { kind: 'html', apply: true }],
  ['a page comes instead', { kind: 'html', status: 200, apply: true }],
  ['there is no answer', { kind: 'hang', apply: true }],
];

const NEVER_APPLIED: readonly (readonly [string, Fault])[] = [
  ['gets no answer', { kind: 'hang' }],
  ['gets a 500', { kind: 'status', status: 500 }],
];

describe.each(Object.entries(CASES))('%s', (_, { route, prepare: make, count }) => {
  test('is made once, and shown', async () => {
    const { apply } = make();
    expect(await apply()).toMatchObject({ warnings: [] });
    expect([await count(), emulator.control.counters()[route]]).toEqual([1, 1]);
  });

  test.each(LOST_ANSWERS)('made, but %s: it is found', async (__, fault) => {
    const { apply, reconcile } = make();
    emulator.control.addFault({ ...fault, route, times: 1 });
    await rejectionOf(apply());
    const found = await reconcile();
    expect(found).toMatchObject({ state: 'APPLIED' });
    expect(JSON.stringify(found)).toMatch(route === 'deleteTicket' ? /warnings/ : new RegExp(`${TEXT}|CONFIRMED`));
    expect([await count(), emulator.control.counters()[route]]).toEqual([1, 1]);
  });

  test.each(NEVER_APPLIED)('what %s is never said to be made', async (__, fault) => {
    const { apply, reconcile } = make();
    emulator.control.addFault({ ...fault, route, times: 1 });
    await rejectionOf(apply());
    expect(await reconcile()).toEqual({ state: 'UNKNOWN' });
    expect([await count(), emulator.control.counters()[route]]).toEqual([0, 1]);
  });

  test('a refused token is renewed, and the change is made once', async () => {
    const { apply } = make();
    await readTarget();
    emulator.control.act('expireTokens');
    expect(await apply()).toMatchObject({ warnings: [] });
    expect(await count()).toBe(1);
  });
});

describe('what is found', () => {
  test('a ticket that the list shows late is found by the second look', async () => {
    emulator.control.setSwitches({ listLagMs: 600 });
    const { apply, reconcile } = CASES['createTicket']!.prepare();
    emulator.control.addFault({ kind: 'reset', at: 'start', apply: true, route: 'createTicket', times: 1 });
    await rejectionOf(apply());
    expect(await reconcile()).toMatchObject({ state: 'APPLIED', result: { ticket: { title: TEXT } } });
  });

  test.each(['createTicket', 'logInteraction', 'addComment'])('two of a kind leave it open: %s', async (name) => {
    const { prepare: make, route } = CASES[name]!;
    await make().apply();
    const { apply, reconcile } = make();
    emulator.control.addFault({ kind: 'reset', at: 'start', apply: true, route, times: 1 });
    await rejectionOf(apply());
    expect(await reconcile()).toEqual({ state: 'UNKNOWN' });
  });

  test.each(['updateTicket', 'deleteTicket'])('a backend that cannot be read leaves it open: %s', async (name) => {
    const { prepare: make, route } = CASES[name]!;
    const { apply, reconcile } = make();
    emulator.control.addFault({ kind: 'status', status: 500, apply: true, route, times: 1 });
    await rejectionOf(apply());
    emulator.control.addFault({ kind: 'status', status: 500 });
    expect(await reconcile()).toEqual({ state: 'UNKNOWN' });
  });

  test('what else is new is not the one', async () => {
    const others = [
      { title: 'Something else', typeId: 'SERVICE_REQUEST', priorityCode: 'HIGH' },
      { title: TEXT, description: 'at\nall', typeId: 'GENERAL_INQUIRY' },
      { title: TEXT, description: 'at\nall', typeId: 'SERVICE_REQUEST', productId: 'another' },
    ];
    for (const fields of others) await write(backend, 'createTicket').apply({ fields }, writeCall());
    for (const name of ['logInteraction', 'addComment'] as const)
      await write(backend, name).apply({ ticketId: TARGET, text: 'Something else' }, writeCall());
    const startedAt = '2020-02-14T18:19:47Z';
    const other = { ticketId: sampleId(2), text: TEXT, startedAt };
    await write(backend, 'logInteraction').apply(other, writeCall());
    await write(backend, 'logInteraction').apply({ ...other, ticketId: TARGET, text: 'Else', startedAt }, writeCall());
    const later = { ticketId: TARGET, text: TEXT, startedAt: '2020-02-14T18:19:48Z' };
    await write(backend, 'logInteraction').apply(later, writeCall());
    const looks = ['createTicket', 'logInteraction', 'addComment'].map((name) => CASES[name]!.prepare().reconcile());
    expect(await Promise.all(looks)).toEqual([{ state: 'UNKNOWN' }, { state: 'UNKNOWN' }, { state: 'UNKNOWN' }]);
  });

  test('an older one of a kind is not the one', async () => {
    const input = { fields: { title: TEXT, typeId: 'SERVICE_REQUEST' } };
    const create = write(backend, 'createTicket');
    await create.apply(input, writeCall());
    if (isUnsupported(create.reconcile)) throw new Error('unsupported');
    const later = { ...writeCall(), startedAt: Date.now() + 120_000 };
    expect(await create.reconcile(input, later)).toEqual({ state: 'UNKNOWN' });
  });

  test('the look ends with the caller', async () => {
    const create = write(backend, 'createTicket');
    if (isUnsupported(create.reconcile)) throw new Error('unsupported');
    const call = { ...writeCall(), signal: AbortSignal.timeout(300) };
    const began = Date.now();
    const found = await create.reconcile({ fields: { title: TEXT, typeId: 'SERVICE_REQUEST' } }, call);
    expect(found).toEqual({ state: 'UNKNOWN' });
    expect(Date.now() - began).toBeLessThan(900);
  });

  test('comments as interaction logs are found too', async () => {
    await backend.close();
    connect({ comments: 'interactionLog' });
    const { apply, reconcile } = CASES['addComment']!.prepare();
    emulator.control.addFault({ kind: 'reset', at: 'start', apply: true, route: 'createInteractionLog', times: 1 });
    await rejectionOf(apply());
    expect(await reconcile()).toMatchObject({ state: 'APPLIED', result: { entry: { kind: 'LOG', text: TEXT } } });
    expect(await countLogs()).toBe(1);
  });
});

describe('the backend’s peculiarities', () => {
  test.each(['full', 'id', 'idAndLink'])('answers to a creation: %s', async (postAnswer) => {
    emulator.control.setSwitches({ postAnswer });
    expect(await CASES['createTicket']!.prepare().apply()).toMatchObject({ ticket: { title: TEXT }, warnings: [] });
    expect(await CASES['logInteraction']!.prepare().apply()).toMatchObject({ entry: { text: TEXT }, warnings: [] });
  });

  test.each([[{ statusRefusal: 'invalidField' }], [{ statusRefusal: 'businessError' }]])(
    'an unchanged status that is refused is a conflict: %j',
    async (switches) => {
      emulator.control.setSwitches({ ...switches, refuseUnchangedStatus: true });
      const update = write(backend, 'updateTicket');
      const input = { ticketId: sampleId(2), fields: { title: TEXT } };
      expect(await rejectionOf(update.apply(input, writeCall()))).toMatchObject({ code: 'CONFLICT' });
    },
  );

  test('text of a ticket in work is changed without touching its status', async () => {
    const update = write(backend, 'updateTicket');
    const result = await update.apply({ ticketId: sampleId(2), fields: { title: TEXT } }, writeCall());
    expect(result).toMatchObject({ ticket: { title: TEXT, status: { code: 'IN_PROCESS' } } });
    expect(result.ticket?.description).not.toBeNull();
  });

  test.each(['notFound', 'forbidden'])('a ticket of somebody else is not found: %s', async (foreignEntity) => {
    emulator.control.setSwitches({ foreignEntity });
    const input = { ticketId: sampleId(6), kind: 'CLOSE' } as const;
    const error = await rejectionOf(write(backend, 'transitionTicket').apply(input, writeCall()));
    expect(error).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('an agent may close what the customer may not see', async () => {
    await backend.close();
    connect({ audience: 'agent', baseUrl: `${emulator.url}/hybris/serviceticketmashup/v1` });
    const input = { ticketId: sampleId(6), kind: 'CLOSE' } as const;
    const result = await write(backend, 'transitionTicket').apply(input, writeCall());
    expect(result).toMatchObject({ ticket: { status: { code: 'CONFIRMED' } }, warnings: [] });
  });
});

describe('hostile values', () => {
  const HOSTILE = ['a\r\nX-Evil: 1', 'a\u0000b', '€\ud83d\ude00', '../../x', 'a?b=c', 'a#b', 'a%2fb', `"'\\`, '\ud800'];

  test.each(HOSTILE)('%j is refused or sent as data', async (value) => {
    const tries = [
      attempt('createTicket', { fields: { title: value, typeId: value, productId: value, priorityCode: value } }),
      attempt('createTicket', {
        fields: { title: TEXT, typeId: 'SERVICE_REQUEST', description: value, contactReasonCode: value },
      }),
      attempt('createTicket', { fields: { title: TEXT, typeId: 'SERVICE_REQUEST', customerId: value } }),
      attempt('updateTicket', { ticketId: TARGET, fields: { title: value } }),
      attempt('updateTicket', { ticketId: value, fields: { title: TEXT } }),
      attempt('updateTicket', {
        ticketId: TARGET,
        fields: { description: value, priorityCode: value },
        ifVersion: value,
      }),
      attempt('transitionTicket', { ticketId: value, kind: 'CLOSE' }),
      attempt('deleteTicket', { ticketId: value }),
      attempt('logInteraction', { ticketId: TARGET, text: value }),
      attempt('logInteraction', {
        ticketId: TARGET,
        text: TEXT,
        directionCode: value,
        channelCode: value,
        mediumCode: value,
        reasonCodes: [value],
      }),
      attempt('addComment', { ticketId: TARGET, text: value }),
      attempt('addComment', { ticketId: value, text: TEXT }),
    ];
    for (const run of tries) await run();
    const paths = emulator.control.requests().map(({ url }) => url.split('?', 1)[0] ?? '');
    const known =
      /^\/hybris\/[\w/-]+\/(token|login|me|serviceTickets(\/[0-9a-f]{24}(\/conversations)?)?|interactionLogs)$/;
    expect(paths.filter((path) => !known.test(path))).toEqual([]);
    const headers = emulator.control.requests().flatMap(({ rawHeaders }) => rawHeaders);
    expect(headers.filter((header) => header.includes('Evil') || header.includes(value))).toEqual([]);
    const bodies = emulator.control.requests().filter(({ method, body }) => method !== 'GET' && body.startsWith('{'));
    for (const { body } of bodies) expect(() => JSON.parse(body)).not.toThrow();
  });

  /** A write as the gateway makes it: not at all if the check refuses it. */
  function attempt(name: WriteName, input: unknown): () => Promise<void> {
    return async () => {
      const one = write(backend, name) as unknown as Write<unknown, unknown>;
      if (one.check(input).length > 0) return;
      await one.apply(input, writeCall()).catch(() => null);
    };
  }

  test('text arrives as it was written', async () => {
    const text = `€ "quoted" \\ \ud83d\ude00 ../?#%2f <b>`;
    const created = await write(backend, 'createTicket').apply(
      { fields: { title: text, description: text, typeId: 'SERVICE_REQUEST' } },
      writeCall(),
    );
    expect(created).toMatchObject({ ticket: { title: text, description: text }, warnings: [] });
    const logged = await write(backend, 'logInteraction').apply({ ticketId: TARGET, text }, writeCall());
    expect(logged).toMatchObject({ entry: { text } });
    const commented = await write(backend, 'addComment').apply({ ticketId: TARGET, text }, writeCall());
    expect(commented).toMatchObject({ entry: { text } });
  });
});
