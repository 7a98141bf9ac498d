import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { EVERY_WRITE } from '../support/configured-write-cases.ts';
import { eventually } from '../support/eventually.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { openConnection, type SocketClient } from '../support/live-socket-client.ts';

/** Longer than any test: no look finds a change before the change itself is told. */
const NO_LOOK = { pollMs: 600_000, longestPollMs: 600_000 };
const WATCH = `subscription ($backend: ID!) {
  ticketChanges(filter: { backends: [$backend] }) { kind origin changedFields ticketId }
}`;
const LIST = `query ($backend: ID!) {
  tickets(first: 30, filter: { backends: [$backend] }) { nodes { id tags availableTransitions { kind allowed } } }
}`;
const CLOSE =
  'transitionTicket(input: { ticketId: $ticketId, transition: { close: {} } }) { outcome userErrors { code message } }';
const TITLE =
  'updateTicket(input: { ticketId: $ticketId, fields: { title: "Set here" } }) { outcome userErrors { code message } }';
const ORDER =
  'updateTicket(input: { ticketId: $ticketId, fields: { orderId: "o-1" } }) { outcome userErrors { code message } }';
const TAGS =
  'updateTicket(input: { ticketId: $ticketId, fields: { tags: [] } }) { outcome userErrors { code message } }';

interface Change {
  readonly kind: string;
  readonly origin: string | null;
  readonly changedFields: readonly string[];
  readonly ticketId: string | null;
}

interface Listed {
  readonly id: string;
  readonly tags: readonly string[];
  readonly availableTransitions: readonly { readonly kind: string; readonly allowed: boolean }[];
}

const CAN_BE_CLOSED = ({ availableTransitions }: Listed): boolean =>
  availableTransitions.some(({ kind, allowed }) => kind === 'CLOSE' && allowed);
const HAS_TAGS = ({ tags }: Listed): boolean => tags.length > 0;

let gateway: TestGateway;
const clients: SocketClient[] = [];

beforeAll(async () => {
  gateway = await startTestGateway({
    tickets: 30,
    settings: { hybris: NO_LOOK, huawei: NO_LOOK, oneview: { ...EVERY_WRITE.oneview, ...NO_LOOK } },
  });
});
afterEach(() => {
  for (const { socket } of clients.splice(0)) socket.terminate();
});
afterAll(async () => gateway.stop());

async function ticketThat(backend: string, isFit: (ticket: Listed) => boolean): Promise<string> {
  const { data, errors } = await gateway.query<{ tickets: { nodes: readonly Listed[] } }>(LIST, { backend });
  expect(errors).toEqual([]);
  const ticket = data?.tickets.nodes.find(isFit);
  if (ticket === undefined) throw new Error('There is no such ticket.');
  return ticket.id;
}

function changesOf({ messages }: SocketClient, ticketId: string): Change[] {
  return messages
    .flatMap(({ type, payload }) =>
      type === 'next' ? [(payload as { readonly data: { readonly ticketChanges: Change } }).data.ticketChanges] : [],
    )
    .filter((change) => change.ticketId === ticketId);
}

test('a change that no version shows is told as often as it is made', async () => {
  const ticketId = await ticketThat('huawei', HAS_TAGS);
  const client = await openConnection(gateway.url);
  clients.push(client);
  client.send({ id: '1', type: 'subscribe', payload: { query: WATCH, variables: { backend: 'huawei' } } });
  await client.until('next');
  const { data } = await gateway.query<{ ticket: { readonly tags: readonly string[] } }>(
    'query ($ticketId: ID!) { ticket(id: $ticketId) { tags } }',
    { ticketId },
  );
  const set = `mutation ($ticketId: ID!, $tags: [String!]!) {
    updateTicket(input: { ticketId: $ticketId, fields: { tags: $tags } }) { outcome }
  }`;
  for (const tags of [[], data?.ticket.tags, []]) {
    const answer = await gateway.query<{ updateTicket: { outcome: string } }>(set, { ticketId, tags });
    expect(answer).toMatchObject({ data: { updateTicket: { outcome: 'APPLIED' } } });
  }
  await eventually('all three were told', () => changesOf(client, ticketId).length === 3);
  // Nothing is changed by it, and nothing told.
  await gateway.query(set, { ticketId, tags: [] });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(changesOf(client, ticketId).map(({ changedFields }) => changedFields)).toEqual([['tags'], ['tags'], ['tags']]);
});

test.each([
  ['a new text', 'hybris', TITLE, CAN_BE_CLOSED, ['title', 'updatedAt']],
  ['a move', 'hybris', CLOSE, CAN_BE_CLOSED, ['status', 'updatedAt']],
  ['other tags', 'huawei', TAGS, HAS_TAGS, ['tags']],
  ['a move', 'huawei', CLOSE, CAN_BE_CLOSED, ['status']],
  ['an order', 'oneview', ORDER, () => true, ['order']],
])(
  'a change made through the gateway tells which fields it set: %s (%s)',
  async (_name, backend, change, isFit, fields) => {
    const ticketId = await ticketThat(backend, isFit);
    const client = await openConnection(gateway.url);
    clients.push(client);
    client.send({ id: '1', type: 'subscribe', payload: { query: WATCH, variables: { backend } } });
    await client.until('next');
    const { data, errors } = await gateway.query<{ change: { readonly outcome: string } }>(
      `mutation ($ticketId: ID!) { change: ${change} }`,
      { ticketId },
    );
    expect({ ...data?.change, errors }).toEqual({ outcome: 'APPLIED', userErrors: [], errors: [] });
    await eventually('the change is told', () => changesOf(client, ticketId).length > 0);
    expect(changesOf(client, ticketId)).toEqual([
      { kind: 'UPDATED', origin: 'WRITE', changedFields: fields, ticketId },
    ]);
  },
);
