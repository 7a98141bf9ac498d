import { afterEach, expect, test } from '@jest/globals';
import { encodeLogEntry } from '../../src/live/log-entry.ts';
import { eventually } from '../support/eventually.ts';
import { openConnection, type SocketClient } from '../support/live-socket-client.ts';
import { changeOf, createScriptedBackend, scriptedTicket, type ScriptedBackend } from '../support/scripted-backend.ts';
import { startScriptedGateway, type ScriptedGateway } from '../support/scripted-gateway.ts';

let gateway: ScriptedGateway;
const clients: SocketClient[] = [];
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  await gateway.stop();
});

interface ReadList {
  readonly versions: readonly string[];
  readonly changeCursor: string;
}

async function readList(): Promise<ReadList> {
  const query = '{ tickets(first: 10) { nodes { version } changeCursor } }';
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as {
    readonly data: {
      readonly tickets: { readonly nodes: readonly { readonly version: string }[]; readonly changeCursor: string };
    };
  };
  return { versions: data.tickets.nodes.map(({ version }) => version), changeCursor: data.tickets.changeCursor };
}

/** @returns the versions that were told */
async function subscribe(since: string | null = null): Promise<() => (string | undefined)[]> {
  const client = await openConnection(gateway.url);
  clients.push(client);
  const query = 'subscription ($since: String) { ticketChanges(since: $since) { kind ticket { version } } }';
  client.send({ id: '1', type: 'subscribe', payload: { query, variables: { since } } });
  await client.until('next');
  return () =>
    client.messages.flatMap(({ type, payload }) => {
      if (type !== 'next') return [];
      const { data } = payload as { data: { ticketChanges: { ticket: { version: string } | null } } };
      return data.ticketChanges.ticket === null ? [] : [data.ticketChanges.ticket.version];
    });
}

async function startDesk(): Promise<ScriptedBackend> {
  const desk = createScriptedBackend({ hasList: true });
  desk.tickets.set('a', scriptedTicket('a', { version: '1', createdAt: '2026-01-01T00:00:00.000Z' }));
  gateway = await startScriptedGateway(desk);
  return desk;
}

function change(desk: ScriptedBackend, version: string): void {
  const ticket = scriptedTicket('a', { version, createdAt: '2026-01-01T00:00:00.000Z' });
  desk.tickets.set('a', ticket);
  desk.news.changes.push(changeOf('UPDATED', ticket));
}

test('rows that are kept are not shown any more when a change of them has been told', async () => {
  const desk = await startDesk();
  const told = await subscribe();
  expect((await readList()).versions).toEqual(['1']);
  expect((await readList()).versions).toEqual(['1']);
  expect(desk.listings).toBe(1);
  change(desk, '2');
  await eventually('the change was told', () => told().includes('2'));
  expect((await readList()).versions).toEqual(['2']);
});

test('nor when somebody has begun to listen since', async () => {
  const desk = await startDesk();
  await readList();
  change(desk, '2');
  desk.news.changes.splice(0);
  await subscribe();
  expect((await readList()).versions).toEqual(['2']);
});

test('whoever goes on from a list of kept rows is told what changed since they were read', async () => {
  const desk = await startDesk();
  await readList();
  // Another instance tells of a change, and nobody listens here.
  const ticket = scriptedTicket('a', { version: '2' });
  desk.tickets.set('a', ticket);
  const facts = { backend: desk.backend.id, scope: 'service', at: '2026-01-02T00:00:00.000Z', ticketId: 'a' };
  const entry = {
    ...facts,
    type: 'TICKET',
    kind: 'UPDATED',
    origin: 'POLL',
    changedFields: [],
    movedToId: null,
    ticket,
  };
  await gateway.changes.append([{ value: encodeLogEntry(entry as never) }]);
  const { versions, changeCursor } = await readList();
  expect(versions).toEqual(['1']);
  const told = await subscribe(changeCursor);
  await eventually('the change was told', () => told().includes('2'));
});
