import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { countedQuery } from '../support/counted-query.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

// What questions cost, in requests that really reached the emulated backends. Tokens are fetched beforehand.

const NODES = (selection: string): string =>
  `query ($ids: [ID!]!) { nodes(ids: $ids) { ...on Ticket { ${selection} } } }`;

interface Nodes<Node> {
  readonly nodes: readonly (Node | null)[];
}

interface Named {
  readonly id: string;
}

/** A gateway that has signed in everywhere and has read no catalog of its own yet. */
async function startWarmGateway(scanHoldMs: number): Promise<TestGateway> {
  const gateway = await startTestGateway({ tickets: 60, caches: { scanHoldMs } });
  const { errors } = await gateway.query('{ tickets(first: 1) { nodes { id } } }');
  expect(errors).toEqual([]);
  return gateway;
}

/** Global ids of tickets that the gateway lists of a backend. */
async function ticketIds(gateway: TestGateway, backend: string, count: number): Promise<string[]> {
  const document = `query ($backend: ID!) { tickets(filter: { backends: [$backend] }, first: 100) { nodes { id } } }`;
  const { data } = await gateway.query<{ tickets: { nodes: readonly Named[] } }>(document, { backend });
  const ids = data?.tickets.nodes.map(({ id }) => id).slice(0, count) ?? [];
  expect(ids).toHaveLength(count);
  return ids;
}

describe('tickets by their ids', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startWarmGateway(0);
  });
  afterAll(() => gateway.stop());

  test.each([
    ['hybris', { 'hybris listTickets': 1 }],
    ['crm', { 'crm ticketDetails': 1 }],
    // No call of these APIs reads several tickets.
    ['huawei', { 'huawei getTicket': 50 }],
    ['oneview', { 'oneview getTicket': 50 }],
  ])('50 tickets of %s', async (backend, expected) => {
    const ids = await ticketIds(gateway, backend, 50);
    const { data, errors, calls } = await countedQuery<Nodes<Named>>(gateway, NODES('id'), { ids });
    expect(errors).toEqual([]);
    expect(data?.nodes.map((node) => node?.id)).toEqual(ids);
    expect(calls).toEqual(expected);
  });

  test('50 tickets of outsourcing: those in progress together, each of the others by itself', async () => {
    const ids = await ticketIds(gateway, 'outsourcing', 50);
    const { data, calls } = await countedQuery<Nodes<{ status: { code: string } }>>(gateway, NODES('status { code }'), {
      ids,
    });
    const others = data?.nodes.filter((node) => node?.status.code !== 'in_progress').length ?? 0;
    expect(others).toBeLessThan(50);
    expect(calls).toEqual({ 'outsourcing listInProgressTickets': 1, 'outsourcing getTicket': others });
  });

  test('tickets of all backends in one request cost what each backend costs alone', async () => {
    const groups = await Promise.all(gateway.emulators.map(({ name }) => ticketIds(gateway, name, 4)));
    // The backends take turns: batches go by backend, not by neighbourhood.
    const ids = [0, 1, 2, 3].flatMap((index) => groups.map((group) => group[index] ?? ''));
    const { data, errors, calls } = await countedQuery<Nodes<Named>>(gateway, NODES('id'), { ids });
    expect(errors).toEqual([]);
    expect(data?.nodes.map((node) => node?.id)).toEqual(ids);
    expect(calls).toEqual({
      'crm ticketDetails': 1,
      'huawei getTicket': 4,
      'hybris listTickets': 1,
      'outsourcing getTicket': 4,
      'oneview getTicket': 4,
    });
  });

  test.each([
    ['crm', 'ticketDetails'],
    ['huawei', 'getTicket'],
    ['hybris', 'getTicket'],
    ['outsourcing', 'getTicket'],
    ['oneview', 'getTicket'],
  ])('one ticket of %s under ten aliases is read once', async (backend, route) => {
    const nativeId = gateway.emulator(backend).samples.ticketIds[0] ?? '';
    const id = encodeGlobalId({ type: 'Ticket', backend, nativeId });
    const aliases = Array.from({ length: 10 }, (_, index) => {
      if (index % 3 === 0) return `t${index}: ticket(id: $id) { id }`;
      if (index % 3 === 1) return `t${index}: ticketByNativeId(backend: $backend, nativeId: $nativeId) { id }`;
      return `t${index}: node(id: $id) { id }`;
    });
    const document = `query ($id: ID!, $backend: ID!, $nativeId: String!) { ${aliases.join(' ')} }`;
    const { data, calls } = await countedQuery<Record<string, Named>>(gateway, document, { id, backend, nativeId });
    expect(Object.values(data ?? {}).map((ticket) => ticket.id)).toEqual(Array.from({ length: 10 }, () => id));
    expect(calls).toEqual({ [`${backend} ${route}`]: 1 });
  });

  test.each(['huawei', 'oneview', 'outsourcing'])(
    'of ten tickets of %s that are read one by one, the one that is refused errs alone',
    async (backend) => {
      const ids = await ticketIds(gateway, backend, 10);
      gateway.reset();
      gateway.emulator(backend).control.addFault({ kind: 'status', status: 403, route: 'getTicket', times: 1 });
      const aliases = ids.map((id, index) => `t${index}: ticket(id: ${JSON.stringify(id)}) { id }`);
      const { data, errors } = await gateway.query<Record<string, Named | null>>(`{ ${aliases.join(' ')} }`);
      const missing = Object.entries(data ?? {}).filter(([, ticket]) => ticket === null);
      expect(missing).toHaveLength(1);
      expect(errors).toMatchObject([{ path: [missing[0]?.[0]], extensions: { code: 'FORBIDDEN', backend } }]);
      const expected = Object.fromEntries(ids.map((id, index) => [`t${index}`, { id }]));
      expect({ ...data, [missing[0]?.[0] ?? '']: null }).toEqual({ ...expected, [missing[0]?.[0] ?? '']: null });
    },
  );

  test('a backend that fails leaves the tickets of the others in the same request', async () => {
    const groups = await Promise.all(gateway.emulators.map(({ name }) => ticketIds(gateway, name, 2)));
    const ids = groups.flat();
    gateway.reset();
    gateway.emulator('hybris').control.addFault({ kind: 'status', status: 403 });
    const { data, errors } = await gateway.query<Nodes<Named>>(NODES('id'), { ids });
    const failed = new Set(groups[gateway.emulators.findIndex(({ name }) => name === 'hybris')]);
    expect(data?.nodes.map((node) => node?.id ?? null)).toEqual(ids.map((id) => (failed.has(id) ? null : id)));
    expect(errors.map(({ path }) => path)).toEqual([...failed].map((id) => ['nodes', ids.indexOf(id)]));
  });
});

describe('words from catalogs', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startWarmGateway(0);
  });
  afterAll(() => gateway.stop());

  test.each([
    [
      'the types of hybris',
      'hybris',
      'type { label isActive }',
      { 'hybris listTickets': 1 },
      { 'hybris listTypes': 1 },
    ],
    ['the statuses of hybris, which bring their words', 'hybris', 'status { label }', { 'hybris listTickets': 1 }, {}],
    ['the types of crm', 'crm', 'type { label isActive }', { 'crm ticketDetails': 1 }, { 'crm issueTypes': 1 }],
    ['the statuses of crm, which are configured', 'crm', 'status { label }', { 'crm ticketDetails': 1 }, {}],
    ['the statuses of huawei, which are a table', 'huawei', 'status { label }', { 'huawei getTicket': 50 }, {}],
    ['the statuses of oneview, which are a table', 'oneview', 'status { label }', { 'oneview getTicket': 50 }, {}],
  ])('%s are asked once for 50 tickets, and not again', async (_name, backend, selection, read, catalog) => {
    const ids = await ticketIds(gateway, backend, 50);
    const first = await countedQuery(gateway, NODES(selection), { ids });
    expect(first.errors).toEqual([]);
    expect(first.calls).toEqual({ ...read, ...catalog });
    const second = await countedQuery(gateway, NODES(selection), { ids });
    expect(second.data).toEqual(first.data);
    expect(second.calls).toEqual(read);
  });

  test('the statuses of hybris without words are asked once, however many tickets have them', async () => {
    const ids = await ticketIds(gateway, 'hybris', 50);
    const { control, samples } = gateway.emulator('hybris');
    for (const id of samples.ticketIds) control.act('changeTicket', { id, status: 'ON_ICE' });
    const first = await countedQuery<Nodes<{ status: { label: string } }>>(gateway, NODES('status { label }'), { ids });
    expect(first.data?.nodes).toEqual(ids.map(() => ({ status: { label: 'ON_ICE' } })));
    expect(first.calls).toEqual({ 'hybris listTickets': 1, 'hybris listStatuses': 1 });
    expect((await countedQuery(gateway, NODES('status { label }'), { ids })).calls).toEqual({
      'hybris listTickets': 1,
    });
  });

  test('the types of huawei, which its lists have read already, cost 50 tickets nothing', async () => {
    const ids = await ticketIds(gateway, 'huawei', 50);
    const { data, calls } = await countedQuery<Nodes<{ type: { label: string } }>>(
      gateway,
      NODES('type { label isActive }'),
      { ids },
    );
    expect(data?.nodes.every((node) => typeof node?.type.label === 'string')).toBe(true);
    expect(calls).toEqual({ 'huawei getTicket': 50 });
  });
});

describe('interaction logs', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startWarmGateway(0);
  });
  afterAll(() => gateway.stop());

  test.each([2, 10, 50])('of %i hybris tickets cost the same', async (count) => {
    const ids = await ticketIds(gateway, 'hybris', count);
    const selection = 'interactionLogs(first: 5) { nodes { text } sources { state } }';
    const { data, errors, calls } = await countedQuery<
      Nodes<{ interactionLogs: { sources: readonly { state: string }[] } }>
    >(gateway, NODES(selection), { ids });
    expect(errors).toEqual([]);
    for (const node of data?.nodes ?? []) expect(node?.interactionLogs.sources).toEqual([{ state: 'OK' }]);
    // The tickets once for themselves and once for the transcripts in them; the 70 logs in pages of 64.
    expect(calls).toEqual({ 'hybris listTickets': 2, 'hybris listInteractionLogs': 2 });
  });

  test('of backends that have none cost nothing', async () => {
    const ids = await ticketIds(gateway, 'crm', 50);
    const { data, calls } = await countedQuery<Nodes<{ interactionLogs: { sources: readonly { state: string }[] } }>>(
      gateway,
      NODES('interactionLogs { nodes { id } sources { state } }'),
      { ids },
    );
    for (const node of data?.nodes ?? []) expect(node?.interactionLogs.sources).toEqual([{ state: 'UNSUPPORTED' }]);
    expect(calls).toEqual({ 'crm ticketDetails': 1 });
  });
});

test('the source of a ticket’s log tells what reading it cost', async () => {
  const gateway = await startTestGateway();
  const document = `{ ticketByNativeId(backend: "hybris", nativeId: "5833e476ecb9ab001d6d3501") {
    interactionLogs { nodes { id } sources { state rows attempts fetchedAt } }
  } }`;
  interface Answered {
    readonly ticketByNativeId: {
      readonly interactionLogs: {
        readonly nodes: readonly unknown[];
        readonly sources: readonly Record<string, unknown>[];
      };
    };
  }
  const { data, errors } = await gateway.query<Answered>(document);
  await gateway.stop();
  expect(errors).toEqual([]);
  const logs = data?.ticketByNativeId.interactionLogs;
  expect(logs?.nodes.length).toBeGreaterThan(0);
  expect(logs?.sources).toEqual([
    { state: 'OK', rows: logs?.nodes.length, attempts: expect.any(Number), fetchedAt: expect.any(String) },
  ]);
  expect(logs?.sources[0]?.['attempts']).toBeGreaterThan(0);
});
