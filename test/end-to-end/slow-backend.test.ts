import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

// A filter that nobody applies makes the gateway read several pages of a backend that sorts by time. While another backend
// keeps everybody waiting, those pages must be read all the same.

const SLOW = 'oneview';
const DEADLINE_MS = 1_500;

interface List {
  readonly tickets: {
    readonly nodes: readonly { readonly id: string; readonly backend: { readonly id: string } }[];
    readonly sources: readonly {
      readonly backend: { readonly id: string };
      readonly state: string;
      readonly truncated: boolean;
    }[];
  };
}

const DOCUMENT = `{
  tickets(first: 100, filter: { priorityLevels: [HIGH, NORMAL, LOW, URGENT], backends: ["hybris", "${SLOW}"] }) {
    nodes { id backend { id } }
    sources { backend { id } state truncated }
  }
}`;

let gateway: TestGateway;
beforeAll(async () => {
  const settings = { deadlineMs: DEADLINE_MS, attemptTimeoutMs: DEADLINE_MS, mostRetries: 0 };
  gateway = await startTestGateway({
    tickets: 128,
    caches: { scanHoldMs: 0 },
    settings: { [SLOW]: settings, hybris: settings },
  });
});
afterAll(() => gateway.stop());

async function readList(): Promise<List['tickets']> {
  const { data } = await gateway.query<List>(DOCUMENT);
  if (data === null || data === undefined) throw new Error('The list came without data.');
  return data.tickets;
}

test.each([
  ['never answers', { kind: 'hang' }],
  ['answers just in time', { kind: 'latency', milliseconds: DEADLINE_MS * 0.9 }],
] as const)('a backend that %s takes no rows from another', async (_what, fault) => {
  gateway.reset();
  const before = await readList();
  const rowsBefore = before.nodes.filter(({ backend }) => backend.id !== SLOW);
  expect(rowsBefore.length).toBeGreaterThan(40);
  gateway.emulator(SLOW).control.addFault(fault);
  const meanwhile = await readList();
  expect(meanwhile.nodes.filter(({ backend }) => backend.id !== SLOW)).toEqual(rowsBefore);
  expect(meanwhile.sources.find(({ backend }) => backend.id === 'hybris')).toMatchObject({
    state: 'OK',
    truncated: false,
  });
});
