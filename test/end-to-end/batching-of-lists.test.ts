import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countedQuery } from '../support/counted-query.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

// What pages of the merged list cost, in requests that really reached the emulated backends. Tokens are fetched beforehand.

const CHEAP = 'id nativeId number title description createdAt updatedAt status { category code } freshness { state }';

interface Page<Row> {
  readonly tickets: {
    readonly nodes: readonly (Row & { readonly backend: { readonly id: string } })[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
}

async function startWarmGateway(scanHoldMs: number): Promise<TestGateway> {
  // Pages of 100 where the backend's list has no order and is read to its end: so that one call is enough for it.
  const settings = { oneview: { historyPageSize: 200 } };
  const gateway = await startTestGateway({ tickets: 120, caches: { scanHoldMs }, settings });
  const { errors } = await gateway.query(
    '{ viewer { subject } tickets(filter: { text: "warm up" }) { nodes { id } } }',
  );
  expect(errors).toEqual([]);
  return gateway;
}

/** Reads a page and counts its cost, from backends that give pages as large as they are asked for. */
async function readPage<Row>(gateway: TestGateway, selection: string, rest = '', after: string | null = null) {
  gateway.reset();
  gateway.emulator('oneview').control.setSwitches({ historyMostPerPage: 200 });
  const answer = await gateway.query<Page<Row>>(
    `query ($after: String) {
      tickets(first: 25, after: $after) { nodes { backend { id } ${selection} } pageInfo { endCursor hasNextPage } ${rest} }
    }`,
    { after },
  );
  expect(answer.errors).toEqual([]);
  expect(answer.data?.tickets.nodes).toHaveLength(25);
  return { page: answer.data as Page<Row>, calls: gateway.backendCalls() };
}

const ONE_LIST_CALL_EACH = {
  'crm ticketDetails': 1,
  'huawei listTickets': 1,
  'hybris listTickets': 1,
  'outsourcing listTickets': 1,
  'oneview history': 1,
};

describe('without scans that are kept', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startWarmGateway(0);
  });
  afterAll(() => gateway.stop());

  test('a page of 25 costs one list call a backend, and nothing for fields that no one asked for', async () => {
    const { page, calls } = await readPage(gateway, CHEAP);
    expect(new Set(page.tickets.nodes.map(({ backend }) => backend.id)).size).toBe(5);
    expect(calls).toEqual(ONE_LIST_CALL_EACH);
  });

  test('the total costs a call only where it is asked for and the list does not tell', async () => {
    const { calls } = await readPage(gateway, 'id', 'totalCount { value kind }');
    expect(calls).toEqual({ ...ONE_LIST_CALL_EACH, 'huawei countTickets': 1 });
  });

  test('a page with types, statuses and customers costs one call more for each catalog, and the next page none', async () => {
    const selection = 'type { label group isActive } status { label category } customer { id name }';
    const { page, calls } = await readPage(gateway, selection);
    // The statuses of a list bring their words, or have them in a table; huawei's types were read by its first list.
    const catalogs = { 'crm issueTypes': 1, 'hybris listTypes': 1 };
    expect(calls).toEqual({ ...ONE_LIST_CALL_EACH, ...catalogs });
    const next = await readPage(gateway, selection, '', page.tickets.pageInfo.endCursor);
    expect(Object.keys(next.calls).filter((route) => route in catalogs)).toEqual([]);
  });

  test('the customers that lists tell have an id', async () => {
    const { page } = await readPage<{ backend: { id: string }; customer: { id: string | null } | null }>(
      gateway,
      'customer { id name }',
    );
    const told = page.tickets.nodes.filter(({ backend }) => backend.id === 'huawei' || backend.id === 'outsourcing');
    expect(told.length).toBeGreaterThan(0);
    for (const { customer } of told) expect(customer?.id).toEqual(expect.any(String));
  });

  test('a page with e-mail addresses, severities and sources costs one detail at most for each row that lacks them', async () => {
    const { page, calls } = await readPage(gateway, 'customer { name email } severity { label } source');
    // Only lists of huawei lack a part of the customer; the other fields come with the same detail.
    const rows = page.tickets.nodes.filter(({ backend }) => backend.id === 'huawei').length;
    expect(rows).toBeGreaterThan(0);
    expect(calls).toEqual({ ...ONE_LIST_CALL_EACH, 'huawei getTicket': rows });
  });
});

describe('with scans that are kept', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startWarmGateway(60_000);
  });
  afterAll(() => gateway.stop());

  test('the second page does not read again what cannot be sorted by its backend', async () => {
    const first = await readPage<{ id: string }>(gateway, 'id');
    expect(first.calls).toEqual(ONE_LIST_CALL_EACH);
    const second = await readPage<{ id: string }>(gateway, 'id', '', first.page.tickets.pageInfo.endCursor);
    expect(Object.keys(second.calls).sort()).toEqual(['huawei listTickets', 'hybris listTickets']);
    const ids = [...first.page.tickets.nodes, ...second.page.tickets.nodes].map(({ id }) => id);
    expect(new Set(ids).size).toBe(50);
  });

  test('a caller with another language has scans of their own', async () => {
    await readPage(gateway, 'id');
    gateway.reset();
    await gateway.query('{ tickets { nodes { id } } }', {}, { 'accept-language': 'fr' });
    expect(Object.keys(gateway.backendCalls())).toContain('crm ticketDetails');
  });
});

test('a page costs nothing for a backend that is not asked, and backends and viewer cost nothing at all', async () => {
  const gateway = await startWarmGateway(0);
  try {
    const some = await countedQuery(gateway, '{ tickets(filter: { backends: ["crm"] }) { nodes { id } } }');
    expect(some.calls).toEqual({ 'crm ticketDetails': 1 });
    const document = '{ backends { id health { state } capabilities { operation } } viewer { subject } }';
    expect((await countedQuery(gateway, document)).calls).toEqual({});
  } finally {
    await gateway.stop();
  }
});
