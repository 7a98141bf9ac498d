import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeGlobalId, encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { eventually } from '../support/eventually.ts';
import { changeTicket, FOREIGN_CHANGES, openTicket } from '../support/foreign-changes.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openConnection, type SocketClient } from '../support/live-socket-client.ts';

const POLL_MS = 300;
const WATCH = `subscription ($filter: TicketFilter, $since: String) {
  ticketChanges(filter: $filter, since: $since) { kind origin changedFields ticketId cursor backend { id } ticket { title } sources { backend { id } state } }
}`;
const FOLLOW = `subscription ($ticketId: ID!) {
  interactionLogAdded(ticketId: $ticketId) { kind origin interactionLog { text } }
}`;
const COMMENT = `mutation ($ticketId: ID!, $text: String!) {
  addComment(input: { ticketId: $ticketId, text: $text }) { outcome }
}`;

let gateway: TestGateway;
const clients: SocketClient[] = [];

beforeAll(async () => {
  const pollMs = { pollMs: POLL_MS, longestPollMs: 2 * POLL_MS };
  const settings = Object.fromEntries(Object.keys(FOREIGN_CHANGES).map((kind) => [kind, pollMs]));
  gateway = await startTestGateway({ tickets: 10, settings });
});
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  await eventually('nothing left', () => gateway.liveCounts().pollers === 0);
});
afterAll(async () => gateway.stop());

interface Change {
  readonly kind: string;
  readonly origin: string | null;
  readonly changedFields: readonly string[];
  readonly ticketId: string | null;
  readonly cursor: string;
  readonly ticket: { readonly title: string | null } | null;
}

async function subscribe(query: string, variables: object): Promise<SocketClient> {
  const client = await openConnection(gateway.url);
  clients.push(client);
  client.send({ id: '1', type: 'subscribe', payload: { query, variables } });
  await client.until('next');
  return client;
}

function events<Event>({ messages }: SocketClient, field: string): Event[] {
  return messages.flatMap(({ type, payload }) =>
    type === 'next' ? [(payload as { readonly data: Readonly<Record<string, Event>> }).data[field] as Event] : [],
  );
}

async function untilChange(client: SocketClient, isIt: (change: Change) => boolean): Promise<Change> {
  const find = (): Change | undefined => events<Change>(client, 'ticketChanges').find(isIt);
  await eventually('the change has come', () => find() !== undefined);
  return find() as Change;
}

async function firstTicket(backend: string): Promise<{ readonly id: string; readonly changeCursor: string }> {
  const { data, errors } = await gateway.query<{ tickets: { nodes: { id: string }[]; changeCursor: string } }>(
    'query ($backend: ID!) { tickets(first: 1, filter: { backends: [$backend] }) { nodes { id } changeCursor } }',
    { backend },
  );
  expect(errors).toEqual([]);
  return { id: data?.tickets.nodes[0]?.id ?? '', changeCursor: data?.tickets.changeCursor ?? '' };
}

describe('a change made through the gateway', () => {
  test('reaches whoever follows the ticket and its log before the next look', async () => {
    const { id: ticketId } = await firstTicket('huawei');
    const [log, list] = await Promise.all([
      subscribe(FOLLOW, { ticketId }),
      subscribe(WATCH, { filter: { backends: ['huawei'] } }),
    ]);
    const startedAt = performance.now();
    const answer = await gateway.query<{ addComment: { outcome: string } }>(COMMENT, {
      ticketId,
      text: 'It works now.',
    });
    expect(answer.data?.addComment.outcome).toBe('APPLIED');
    const answeredAt = performance.now();
    interface Entry {
      readonly kind: string;
      readonly origin: string | null;
      readonly interactionLog: { readonly text: string } | null;
    }
    const entries = (): Entry[] =>
      events<Entry>(log, 'interactionLogAdded').filter(
        ({ interactionLog }) => interactionLog?.text === 'It works now.',
      );
    await eventually('the comment has come', () => entries().length > 0);
    const toldAt = performance.now();
    expect(entries()).toMatchObject([{ origin: 'WRITE', interactionLog: { text: 'It works now.' } }]);
    process.stdout.write(
      `A comment: answered after ${Math.round(answeredAt - startedAt)} ms, told ${Math.round(toldAt - answeredAt)} ms later.\n`,
    );
    const change = await untilChange(list, (one) => one.ticketId === ticketId && one.origin === 'WRITE');
    // The words stand in its log, and in no field of the ticket itself.
    expect(change.changedFields).toEqual([]);
    // The looks that see it as well tell nothing new.
    await new Promise((resolve) => setTimeout(resolve, 3 * POLL_MS));
    expect(entries()).toHaveLength(1);
  });

  test('is told once: a new ticket that a look finds is known already', async () => {
    const list = await subscribe(WATCH, { filter: { backends: ['hybris'] } });
    const { data } = await gateway.query<{ createTicket: { outcome: string; ticket: { id: string } } }>(
      `mutation ($typeId: ID!) {
        createTicket(input: { backend: "hybris", fields: { title: "Made here", typeId: $typeId } }) { outcome ticket { id } }
      }`,
      { typeId: encodeGlobalId({ type: 'TicketType', backend: 'hybris', nativeId: 'SERVICE_REQUEST' }) },
    );
    expect(data?.createTicket.outcome).toBe('APPLIED');
    const ticketId = data?.createTicket.ticket.id;
    const change = await untilChange(list, (one) => one.ticketId === ticketId);
    expect(change).toMatchObject({ kind: 'ADDED', origin: 'WRITE', ticket: { title: 'Made here' } });
    await new Promise((resolve) => setTimeout(resolve, 4 * POLL_MS));
    expect(events<Change>(list, 'ticketChanges').filter((one) => one.ticketId === ticketId)).toHaveLength(1);
  });

  test('between reading a list and subscribing is not missed', async () => {
    const { id: ticketId, changeCursor } = await firstTicket('hybris');
    const { data } = await gateway.query<{ updateTicket: { outcome: string } }>(
      'mutation ($ticketId: ID!) { updateTicket(input: { ticketId: $ticketId, fields: { title: "Between" } }) { outcome } }',
      { ticketId },
    );
    expect(data?.updateTicket.outcome).toBe('APPLIED');
    const list = await subscribe(WATCH, { filter: { backends: ['hybris'] }, since: changeCursor });
    expect(await untilChange(list, (change) => change.ticketId === ticketId)).toMatchObject({
      ticket: { title: 'Between' },
    });
  });
});

describe('a change made behind the gateway’s back', () => {
  test.each(Object.entries(FOREIGN_CHANGES).filter(([, { added }]) => added !== undefined))(
    'in %s is told, from its beginning to its change',
    async (kind, changes) => {
      const list = await subscribe(WATCH, { filter: { backends: [kind] } });
      const nativeId = openTicket(gateway.emulator(kind), changes);
      const isIt = ({ ticketId }: Change): boolean =>
        ticketId !== null && decodeGlobalId(ticketId, 'id').nativeId === nativeId;
      expect(await untilChange(list, isIt)).toMatchObject({ kind: 'ADDED', origin: 'POLL' });
      changeTicket(gateway.emulator(kind), nativeId, changes);
      await untilChange(list, (change) => isIt(change) && change.kind !== 'ADDED');
    },
  );
});
