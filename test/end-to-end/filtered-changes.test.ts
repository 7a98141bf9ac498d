import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { decodeGlobalId } from '../../src/ticketing/global-id.ts';
import { NEXT_STATUSES } from '../support/crowd-scenes.ts';
import { eventually } from '../support/eventually.ts';
import { changeTicket } from '../support/foreign-changes.ts';
import type { TestGateway } from '../support/gateway.ts';
import { openConnection, type SocketClient } from '../support/live-socket-client.ts';
import { POLL_MS, startPolledGateway } from '../support/polled-gateway.ts';

const ACTIVE = ['OPEN', 'IN_PROGRESS', 'PENDING'];
const WATCH = `subscription ($filter: TicketFilter) {
  ticketChanges(filter: $filter) { kind ticketId }
}`;

let gateway: TestGateway;
const clients: SocketClient[] = [];

beforeAll(async () => {
  gateway = await startPolledGateway(20);
});
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  await eventually('nothing left', () => gateway.liveCounts().pollers === 0);
});
afterAll(async () => gateway.stop());

async function nativeIds(backend: string, isActive: boolean): Promise<string[]> {
  const { data, errors } = await gateway.query<{
    tickets: { nodes: { nativeId: string; status: { category: string } }[] };
  }>(
    `query ($backend: ID!) {
      tickets(first: 100, filter: { backends: [$backend] }) { nodes { nativeId status { category } } }
    }`,
    { backend },
  );
  expect(errors).toEqual([]);
  const nodes = data?.tickets.nodes ?? [];
  return nodes.filter(({ status }) => ACTIVE.includes(status.category) === isActive).map(({ nativeId }) => nativeId);
}

function told({ messages }: SocketClient): string[] {
  return messages.flatMap(({ type, payload }) => {
    if (type !== 'next') return [];
    const { kind, ticketId } = (
      payload as { readonly data: { readonly ticketChanges: { kind: string; ticketId: string | null } } }
    ).data.ticketChanges;
    return ticketId === null ? [kind] : [`${kind} ${decodeGlobalId(ticketId, 'id').nativeId}`];
  });
}

/** A change that leaves the status as it is, where the backend tells changes of finished tickets at all. */
const TOUCHED: Readonly<Record<string, object>> = {
  crm: { description: 'Somebody has found out more.' },
  hybris: { shortDescription: 'Somebody has found out more.' },
};

test.each(Object.entries(NEXT_STATUSES))(
  'a ticket of %s that nobody has spoken of leaves the list or enters it, and one that stays outside is not told',
  async (backend, { within, beyond }) => {
    const [leaving = '', staying = ''] = await nativeIds(backend, true);
    const [entering = '', outside = ''] = await nativeIds(backend, false);
    expect(entering).not.toBe('');
    const client = await openConnection(gateway.url);
    clients.push(client);
    const filter = { backends: [backend], statusCategories: ACTIVE };
    client.send({ id: '1', type: 'subscribe', payload: { query: WATCH, variables: { filter } } });
    await client.until('next');
    const emulator = gateway.emulator(backend);
    const touched = TOUCHED[backend];
    if (touched !== undefined) changeTicket(emulator, outside, { changed: touched });
    for (const [id, changed] of [
      [leaving, beyond],
      [entering, within],
      [staying, within],
    ] as const) {
      const before = told(client).length;
      changeTicket(emulator, id, { changed });
      await eventually('it was told', () => told(client).length > before);
    }
    // What is told late or twice would come with the next looks.
    await new Promise((resolve) => setTimeout(resolve, 3 * POLL_MS));
    expect(told(client)).toEqual(['SOURCES', `REMOVED ${leaving}`, `ADDED ${entering}`, `UPDATED ${staying}`]);
  },
);
