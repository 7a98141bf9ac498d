import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { adapters } from '../../../adapters/index.ts';
import type { FaultKind } from '../../../src/emulation/fault.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { Reconciliation, TicketResult, Write } from '../../../src/ticketing/write.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { createWriteCall, errorOf, idOf, operation } from './under-test.ts';

const VIN = 'WVWZZZ1JZXW000001';
const UPDATE = 'updateInProgressTicket';
const TRANSITION = 'transitionInProgressTicket';

interface Catalogue {
  readonly providers: readonly string[];
  readonly products: readonly { readonly id: string; readonly type: string }[];
  readonly operators: readonly string[];
}

/** A write with its input, and what the ticket shows once it was done. */
interface Case {
  readonly route: string;
  readonly state: string;
  apply(): Promise<TicketResult>;
  reconcile(): Promise<Reconciliation<TicketResult>>;
  /** Whether the emulator holds the change. */
  isDone(): boolean;
}

let emulator: RunningEmulator;
let backend: BackendInstance;
let catalogue: Catalogue;

beforeEach(async () => {
  emulator = await adapterUnderTest().startEmulator({ tickets: 20 });
  catalogue = emulator.control.act('readCatalogue') as Catalogue;
  connectAgain();
});

afterEach(async () => {
  await backend.close();
  await emulator.stop();
});

function adapterUnderTest() {
  const entry = adapters.find(({ definition }) => definition.kind === 'outsourcing');
  if (entry === undefined) throw new Error('The adapter is not listed.');
  return entry;
}

function connectAgain(settings: Readonly<Record<string, unknown>> = {}): void {
  backend = connectToEmulator(adapterUnderTest(), emulator, { attemptTimeoutMs: 300, ...settings });
}

const ticketId = (): string => emulator.samples.ticketIds[0] ?? '';
const provider = (index = 0): string => catalogue.providers[index] ?? '';
const product = (): string => catalogue.products.find(({ type }) => type === 'base')?.id ?? '';
const operator = (): string => catalogue.operators[3] ?? '';

/** The ticket as the emulator has it. */
function stored(): Record<string, unknown> {
  return emulator.control.act('changeTicket', { id: ticketId() }) as Record<string, unknown>;
}

function caseOf<Input>(
  route: string,
  state: string,
  write: Write<Input, TicketResult>,
  input: Input,
  isDone: () => boolean,
): Case {
  const call = createWriteCall();
  expect(write.check(input)).toEqual([]);
  return {
    route,
    state,
    isDone,
    apply: () => write.apply(input, call),
    reconcile: () => {
      if (isUnsupported(write.reconcile)) throw new Error(write.reconcile.unsupported);
      return write.reconcile(input, createWriteCall({ startedAt: call.startedAt }));
    },
  };
}

const CASES: Readonly<Record<string, () => Case>> = {
  update: () =>
    caseOf(
      UPDATE,
      'in_progress',
      operation(backend, 'updateTicket'),
      { ticketId: ticketId(), fields: { vin: VIN, voucherCode: null } },
      () => stored()['vin'] === VIN && stored()['voucher_code'] === null,
    ),
  assign: () =>
    caseOf(
      UPDATE,
      'in_progress',
      operation(backend, 'assignTicket'),
      { ticketId: ticketId(), assigneeId: operator() },
      () => stored()['operator_id'] === operator(),
    ),
  complete: () =>
    caseOf(
      TRANSITION,
      'closed',
      operation(backend, 'transitionTicket'),
      { ticketId: ticketId(), kind: 'COMPLETE' },
      () => stored()['state'] === 'closed',
    ),
  cancel: () =>
    caseOf(
      TRANSITION,
      'cancelled',
      operation(backend, 'transitionTicket'),
      { ticketId: ticketId(), kind: 'CANCEL', reasonId: '3' },
      () => stored()['state'] === 'cancelled' && stored()['cancel_reason_id'] === 3,
    ),
  escalate: () =>
    caseOf(
      TRANSITION,
      'outsourced',
      operation(backend, 'escalateTicket'),
      { ticketId: ticketId(), targetId: provider(), productIds: [product()] },
      () => stored()['state'] === 'outsourced',
    ),
};
const NAMES = Object.keys(CASES);

function begin(name: string): Case {
  const build = CASES[name];
  if (build === undefined) throw new Error(`There is no case ${name}.`);
  return build();
}

const LOST: readonly FaultKind[] = [
  { kind: 'reset', at: 'start' },
  { kind: 'reset', at: 'headers' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 504 },
  { kind: 'hang' },
];
const everyCase = (faults: readonly FaultKind[]) =>
  NAMES.flatMap((name) => faults.map((fault) => [name, fault] as const));

describe('a change', () => {
  test.each(NAMES)('%s is made, once, and shown', async (name) => {
    const write = begin(name);
    const result = await write.apply();
    expect(result).toMatchObject({ nativeId: ticketId(), ticket: { status: { code: write.state } }, warnings: [] });
    expect(write.isDone()).toBe(true);
    expect(emulator.control.counters()[write.route]).toBe(1);
  });

  test.each(everyCase(LOST))('%s without an answer (%j) is found to be made', async (name, fault) => {
    const write = begin(name);
    emulator.control.addFault({ ...fault, apply: true, route: write.route, times: 1 });
    expect((await errorOf(write.apply())).facts.mayHaveArrived).toBe(true);
    expect(write.isDone()).toBe(true);
    expect(await write.reconcile()).toMatchObject({
      state: 'APPLIED',
      result: { nativeId: ticketId(), ticket: { nativeId: ticketId(), status: { code: write.state } }, warnings: [] },
    });
    expect(emulator.control.counters()[write.route]).toBe(1);
  });

  test.each(everyCase([{ kind: 'reset', at: 'start' }, { kind: 'status', status: 500 }, { kind: 'hang' }]))(
    '%s that got lost on its way (%j) is never said to be made',
    async (name, fault) => {
      const write = begin(name);
      emulator.control.addFault({ ...fault, route: write.route, times: 1 });
      expect((await errorOf(write.apply())).facts.mayHaveArrived).toBe(true);
      expect(write.isDone()).toBe(false);
      // It may still be under way, as far as anybody can tell.
      expect(await write.reconcile()).toEqual({ state: 'UNKNOWN' });
      expect(emulator.control.counters()[write.route]).toBe(1);
    },
  );

  test.each(['update', 'assign'])('%s of a ticket that moved on afterwards is found by its values', async (name) => {
    const write = begin(name);
    await write.apply();
    emulator.control.act('changeTicket', { id: ticketId(), state: 'closed' });
    expect(await write.reconcile()).toMatchObject({
      state: 'APPLIED',
      result: { ticket: { status: { code: 'closed' } } },
    });
  });

  test('a refused token is not executed: the change is made once', async () => {
    const write = begin('complete');
    await write.apply().catch(() => undefined);
    const before = emulator.control.counters()[TRANSITION] ?? 0;
    expect(before).toBe(1);
    emulator.control.act('changeTicket', { id: ticketId(), state: 'in_progress' });
    emulator.control.act('expireTokens');
    const again = begin('complete');
    expect(await again.apply()).toMatchObject({ warnings: [] });
    expect(emulator.control.counters()[TRANSITION]).toBe(before + 1);
  });
});

describe('a ticket that somebody else moved meanwhile', () => {
  const moved = (changes: Readonly<Record<string, unknown>>) =>
    emulator.control.act('changeTicket', { id: ticketId(), ...changes });

  test.each<[string, Record<string, unknown>, string]>([
    ['complete', { state: 'cancelled', cancel_reason_id: 1 }, 'NOT_APPLIED'],
    ['complete', { state: 'outsourced' }, 'NOT_APPLIED'],
    ['cancel', { state: 'closed' }, 'NOT_APPLIED'],
    // Opened again after it was cancelled, perhaps by us.
    ['cancel', { state: 'closed', cancel_reason_id: 3 }, 'UNKNOWN'],
    ['cancel', { state: 'pending' }, 'UNKNOWN'],
    ['cancel', { state: 'cancelled', cancel_reason_id: 1 }, 'UNKNOWN'],
    ['cancel', { state: 'cancelled', cancel_reason_id: null }, 'APPLIED'],
    ['escalate', { state: 'closed', outsourced: false }, 'NOT_APPLIED'],
    // The other provider may have been quick.
    ['escalate', { state: 'closed', outsourced: true }, 'UNKNOWN'],
    ['complete', { state: 'on_fire' }, 'UNKNOWN'],
  ])('%s, now %j: %s', async (name, changes, state) => {
    moved(changes);
    expect(await begin(name).reconcile()).toMatchObject({ state });
  });

  test('a hand-over to another provider is not ours; where nobody says to whom, the state has to do', async () => {
    moved({ state: 'outsourced', outsource_provider_id: provider(1) });
    expect(await begin('escalate').reconcile()).toEqual({ state: 'UNKNOWN' });
    emulator.control.addFault({ kind: 'status', status: 403, route: 'getOutsourcedTicket' });
    expect(await begin('escalate').reconcile()).toMatchObject({ state: 'APPLIED' });
  });

  test.each(NAMES)('%s of one that is gone is not known', async (name) => {
    const write = begin(name);
    emulator.control.act('removeTicket', { id: ticketId() });
    await expect(write.reconcile().then(({ state }) => state)).resolves.toBe('UNKNOWN');
  });
});

describe('without the generic resource', () => {
  test.each(['complete', 'cancel', 'escalate'])('%s says what a person should look for', async (name) => {
    await backend.close();
    connectAgain({ ticketSource: 'inProgress' });
    const { reconcile } = operation(backend, name === 'escalate' ? 'escalateTicket' : 'transitionTicket');
    expect(isUnsupported(reconcile) && reconcile.unsupported).toContain('provider’s own portal');
  });

  test.each(['complete', 'cancel', 'escalate'])('%s is not known while it cannot be read', async (name) => {
    emulator.control.setSwitches({ genericPathsOff: true });
    const write = begin(name);
    await write.apply();
    expect(await write.reconcile()).toEqual({ state: 'UNKNOWN' });
  });

  test.each(['update', 'assign'])('%s is found in its own resource', async (name) => {
    emulator.control.setSwitches({ genericPathsOff: true });
    const write = begin(name);
    emulator.control.addFault({ kind: 'status', status: 500, apply: true, route: UPDATE, times: 1 });
    await errorOf(write.apply());
    expect(await write.reconcile()).toMatchObject({ state: 'APPLIED' });
  });
});

describe('the emulator’s oddities', () => {
  test.each([
    [{ locationMissing: true }, []],
    [{ locationForeignHost: true }, []],
    [{ transitionAnswers200: true }, []],
    [{ readAfterTransitionFails: true }, [expect.stringContaining('cannot be read')]],
  ])('%j', async (switches, warnings) => {
    emulator.control.setSwitches(switches);
    const write = begin('escalate');
    expect(await write.apply()).toMatchObject({
      nativeId: ticketId(),
      ticket: { status: { code: 'outsourced' } },
      warnings,
    });
    expect(write.isDone()).toBe(true);
  });

  test('a new id', async () => {
    emulator.control.setSwitches({ locationNewId: true });
    const { nativeId, ticket } = await begin('complete').apply();
    expect(nativeId).not.toBe(ticketId());
    expect(ticket).toMatchObject({ nativeId, status: { code: 'closed' } });
  });

  test.each([true, false])('an update loses nothing, whether the API replaces (%s) or merges', async (putReplaces) => {
    emulator.control.setSwitches({ putReplaces });
    const before = stored();
    await begin('assign').apply();
    expect(stored()).toMatchObject({ vin: before['vin'], voucher_code: before['voucher_code'] });
    await begin('update').apply();
    expect(stored()).toMatchObject({ vin: VIN, voucher_code: null, operator_id: operator() });
  });

  test('a cancel reason that is not for people is refused in the words of the API', async () => {
    const demo = operation(backend, 'transitionTicket');
    await backend.close();
    connectAgain({ cancelReasons: [{ id: 6, label: 'Connection lost' }] });
    expect(demo.check({ ticketId: ticketId(), kind: 'CANCEL', reasonId: '6' })).toHaveLength(1);
    const write = operation(backend, 'transitionTicket');
    expect(
      await errorOf(write.apply({ ticketId: ticketId(), kind: 'CANCEL', reasonId: '6' }, createWriteCall())),
    ).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'The cancel reason can not be applied manually.',
    });
  });

  test('two at once: one is refused', async () => {
    const [one, other] = await Promise.allSettled([begin('complete').apply(), begin('cancel').apply()]);
    const results = [one, other].filter(({ status }) => status === 'fulfilled');
    expect(results).toHaveLength(1);
    const [refused] = [one, other].filter((result) => result.status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: expect.stringMatching(/^(CONFLICT|INVALID_TRANSITION)$/) } });
  });

  test('what leaves the gateway is exactly the documented request', async () => {
    await begin('escalate').apply();
    const sent = emulator.control.requests().find(({ method }) => method === 'PATCH');
    expect(sent).toMatchObject({
      url: `/v2/tickets/in-progress-tickets/${ticketId()}`,
      body: `{"transition":{"type":"outsource","product_ids":["${product()}"],"provider_id":"${provider()}"}}`,
    });
    expect(emulator.control.requests().map(({ route }) => route)).not.toContain('unmatched');
  });

  test('a model beyond 2^53 leaves with its digits', async () => {
    const write = operation(backend, 'updateTicket');
    const input = { ticketId: ticketId(), fields: { vehicleModelId: '9007199254740993' } };
    await write.apply(input, createWriteCall()).catch(() => undefined);
    const sent = emulator.control.requests().find(({ method }) => method === 'PUT');
    expect(sent?.body).toContain('"vehicle_model_id":9007199254740993,');
  });
});

describe('hostile values that get past the check', () => {
  const hostile = ['../x', 'a?b=1', 'a#b', 'a%2fb', 'a\r\nx-injected: 1', 'a\u0000b', 'Ж', '"x"'];

  test.each(hostile)('%j stays one segment of the path', async (text) => {
    const call = createWriteCall();
    const writes = [
      operation(backend, 'updateTicket').apply({ ticketId: text, fields: { vin: VIN } }, call),
      operation(backend, 'assignTicket').apply({ ticketId: text, assigneeId: idOf(1) }, call),
      operation(backend, 'transitionTicket').apply({ ticketId: text, kind: 'COMPLETE' }, call),
    ];
    await Promise.allSettled(writes);
    const requests = emulator.control.requests().filter(({ route }) => route !== 'fetchToken');
    expect(requests.length).toBeGreaterThan(0);
    const encoded = encodeURIComponent(text);
    for (const { url, rawHeaders } of requests) {
      expect(url).toMatch(/^\/v2\/tickets\/(in-progress-tickets|tickets)\/[^/?#]+$/);
      expect(url.endsWith(`/${encoded}`)).toBe(true);
      expect(rawHeaders).not.toContain('x-injected');
    }
  });

  test.each(hostile)('%j stays one text of the body', async (text) => {
    const write = operation(backend, 'updateTicket');
    const fields = { customerId: text, vin: text, voucherCode: text };
    await errorOf(write.apply({ ticketId: ticketId(), fields }, createWriteCall()));
    const sent = emulator.control.requests().find(({ method }) => method === 'PUT');
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({ customer_id: text, vin: text, voucher_code: text });
  });
});
