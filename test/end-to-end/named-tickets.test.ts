import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { NEXT_STATUSES } from '../support/crowd-scenes.ts';
import { eventually } from '../support/eventually.ts';
import { changeTicket } from '../support/foreign-changes.ts';
import type { TestGateway } from '../support/gateway.ts';
import { openConnection, type SocketClient } from '../support/live-socket-client.ts';
import { startPolledGateway } from '../support/polled-gateway.ts';

const WATCH = `subscription ($ticketIds: [ID!]!) {
  ticketChanges(ticketIds: $ticketIds) { kind sources { state } }
}`;

let gateway: TestGateway;
const clients: SocketClient[] = [];

beforeAll(async () => {
  gateway = await startPolledGateway(10);
});
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  await eventually('nothing left', () => gateway.liveCounts().pollers === 0);
});
afterAll(async () => gateway.stop());

interface Told {
  readonly kind: string;
  readonly sources: readonly { readonly state: string }[];
}

function told({ messages }: SocketClient): Told[] {
  return messages.flatMap(({ type, payload }) =>
    type === 'next' ? [(payload as { readonly data: { readonly ticketChanges: Told } }).data.ticketChanges] : [],
  );
}

async function watch(backend: string, nativeId: string): Promise<SocketClient> {
  const client = await openConnection(gateway.url);
  clients.push(client);
  const ticketIds = [encodeGlobalId({ type: 'Ticket', backend, nativeId })];
  client.send({ id: '1', type: 'subscribe', payload: { query: WATCH, variables: { ticketIds } } });
  await client.until('next');
  expect(told(client)).toMatchObject([{ kind: 'SOURCES', sources: [{ state: 'LIVE' }] }]);
  return client;
}

const lastKind = (client: SocketClient): string | undefined => told(client).at(-1)?.kind;

test.each(Object.entries(NEXT_STATUSES))(
  'a ticket of %s that somebody has named is followed beyond its end',
  async (backend, { beyond }) => {
    const emulator = gateway.emulator(backend);
    const [nativeId = ''] = emulator.samples.ticketIds;
    const client = await watch(backend, nativeId);
    changeTicket(emulator, nativeId, { changed: beyond });
    await eventually('its end was told', () => lastKind(client) === 'UPDATED');
    emulator.control.act('removeTicket', { id: nativeId });
    await eventually('its removal was told', () => lastKind(client) === 'REMOVED');
    expect(told(client).map(({ kind }) => kind)).toEqual(['SOURCES', 'UPDATED', 'REMOVED']);
  },
);
