import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => {
  gateway.reset();
});
afterAll(() => gateway.stop());

type Row = Readonly<Record<string, unknown>>;

/** A change by the gateway, and one by somebody else inside the backend that is faster. */
interface Race {
  readonly backend: string;
  readonly field: 'updateTicket' | 'transitionTicket' | 'escalateTicket';
  /** Label of the emulator's route that makes the gateway's change. */
  readonly route: string;
  readonly ticket: Row;
  readonly idField: string;
  readonly input: Row;
  readonly otherChange: Row;
  /** What the ticket shows after the other change. */
  readonly shown: Row;
}

const HYBRIS_UPDATE: Race = {
  backend: 'hybris',
  field: 'updateTicket',
  route: 'replaceTicket',
  ticket: { shortDescription: 'As it was' },
  idField: 'id',
  input: { fields: { title: 'As we want it' } },
  otherChange: { shortDescription: 'As they want it' },
  shown: { title: 'As they want it', status: { code: 'OPEN' } },
};

const RACES: readonly Race[] = [
  HYBRIS_UPDATE,
  {
    ...HYBRIS_UPDATE,
    field: 'transitionTicket',
    ticket: { status: 'COMPLETED', shortDescription: 'Text' },
    input: { transition: { confirm: {} } },
    otherChange: { status: 'OPEN' },
    shown: { title: 'Text', status: { code: 'OPEN' } },
  },
  {
    backend: 'outsourcing',
    field: 'updateTicket',
    route: 'updateInProgressTicket',
    ticket: { state: 'in_progress', operator_id: 'fa9de6bb-1df8-4ba6-9e6d-1172fbf7e166', vin: 'JH4KA7630PC007649' },
    idField: 'id',
    input: { fields: { voucherCode: 'WQ4MM3' } },
    otherChange: { state: 'closed' },
    shown: { title: null, status: { code: 'closed' } },
  },
  {
    backend: 'outsourcing',
    field: 'transitionTicket',
    route: 'transitionInProgressTicket',
    ticket: { state: 'in_progress' },
    idField: 'id',
    input: { transition: { complete: {} } },
    otherChange: { state: 'cancelled' },
    shown: { title: null, status: { code: 'cancelled' } },
  },
  {
    backend: 'oneview',
    field: 'escalateTicket',
    route: 'escalate',
    ticket: {},
    idField: 'id',
    input: { targetId: 'corporate', reason: 'too hard' },
    otherChange: { status: 'CLOSED' },
    shown: { title: null, status: { code: 'CLOSED' } },
  },
];

interface Payload {
  readonly outcome: string;
  readonly userErrors: readonly { readonly field: string | null; readonly code: string }[];
  readonly ticket: (Row & { readonly version: string }) | null;
}

function act(backend: string, action: string, input: Row): Row {
  return gateway.emulator(backend).control.act(action, input) as Row;
}

async function readVersion(id: string): Promise<string> {
  const { data } = await gateway.query<{ ticket: { version: string } }>(
    'query ($id: ID!) { ticket(id: $id) { version } }',
    {
      id,
    },
  );
  return data?.ticket.version ?? 'none';
}

async function change({ field }: Race, input: Row): Promise<Payload> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const { data, errors } = await gateway.query<Record<string, Payload>>(
    `mutation ($input: ${type}!) { ${field}(input: $input) { outcome userErrors { field code } ticket { title status { code } version } } }`,
    { input },
  );
  expect(errors).toEqual([]);
  const payload = data?.[field];
  if (payload === undefined) throw new Error('The mutation came without data.');
  return payload;
}

function prepare({ backend, ticket, idField }: Race): { readonly nativeId: string; readonly ticketId: string } {
  const nativeId = String(act(backend, 'addTicket', ticket)[idField]);
  return { nativeId, ticketId: encodeGlobalId({ type: 'Ticket', backend, nativeId }) };
}

describe.each(RACES.map((race) => [`${race.backend} ${race.field}`, race] as const))('%s', (_name, race) => {
  const { backend, route, input, otherChange, shown } = race;

  test('with a version that was seen before the other change: CONFLICT, nothing sent, and the ticket as it is', async () => {
    const { nativeId, ticketId } = prepare(race);
    const seen = await readVersion(ticketId);
    act(backend, 'changeTicket', { id: nativeId, ...otherChange });
    const payload = await change(race, { ticketId, ifVersion: seen, ...input });
    expect(payload).toEqual({
      outcome: 'REJECTED',
      userErrors: [{ field: 'ifVersion', code: 'CONFLICT' }],
      ticket: { ...shown, version: await readVersion(ticketId) },
    });
    expect(payload.ticket?.version).not.toBe(seen);
    expect(gateway.emulator(backend).control.counters()[route]).toBeUndefined();
  });

  test('without a version, when the backend itself finds the other change: CONFLICT, and the ticket as it is', async () => {
    const { nativeId, ticketId } = prepare(race);
    const { control } = gateway.emulator(backend);
    control.addFault({ kind: 'latency', milliseconds: 300, route, times: 1 });
    const answer = change(race, { ticketId, ...input });
    while ((control.counters()[route] ?? 0) === 0) await wait(5);
    act(backend, 'changeTicket', { id: nativeId, ...otherChange });
    const payload = await answer;
    expect(payload).toMatchObject({ outcome: 'REJECTED', userErrors: [{ code: 'CONFLICT' }], ticket: shown });
    expect(payload.ticket?.version).toBe(await readVersion(ticketId));
    expect(control.applied()[route] ?? 0).toBe(0);
  });
});

test('the version of a backend that counts its changes is its own', async () => {
  const { nativeId, ticketId } = prepare(HYBRIS_UPDATE);
  const changed = act('hybris', 'changeTicket', { id: nativeId, shortDescription: 'Again' });
  const { version } = changed['metadata'] as { readonly version: number | string };
  const { ticket } = await change(HYBRIS_UPDATE, { ticketId, ifVersion: 'seen long ago', ...HYBRIS_UPDATE.input });
  expect(ticket?.version).toBe(String(version));
  const next = await change(HYBRIS_UPDATE, { ticketId, ifVersion: ticket?.version, ...HYBRIS_UPDATE.input });
  expect(next).toMatchObject({ outcome: 'APPLIED', ticket: { title: 'As we want it' } });
  expect(next.ticket?.version).not.toBe(ticket?.version);
});
