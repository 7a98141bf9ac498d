import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRandom } from '../../src/emulation/random.ts';
import { createJudge, type Heard } from './isolation/judge.ts';
import { asWrittenBy, createOperations, type Operation } from './isolation/operations.ts';
import { readTruth, type KnownTicket } from './isolation/truth.ts';
import { CALLERS, CUSTOMERS, startWorld, type Caller, type World } from './isolation/world.ts';

const OPERATIONS = 1_000;
const AT_ONCE = 9;
/** Staff as they stand in the emulated data and in tokens: how to reach them is nobody else's business. */
const STAFF = ['agent.smith@acmeshop.example', 'agent@desk.example.test'];

interface Payload {
  readonly outcome: string;
  readonly userErrors: readonly { readonly code: string }[];
}

/** What a write came to. */
interface Written {
  readonly caller: Caller;
  readonly operation: Operation;
  readonly payload: Payload | null;
}

let world: World;
let before: KnownTicket[];
let all: KnownTicket[];
const heard: Heard[] = [];
const written: Written[] = [];
const rowsSeen = new Map<string, number>();
let cached = 0;

beforeAll(async () => {
  world = await startWorld(30);
  before = await readTruth(world);
  await run();
  const known = new Map(
    [...before, ...(await readTruth(world))].map((one) => [`${one.backend} ${one.ticket.nativeId}`, one]),
  );
  all = [...known.values()];
}, 300_000);

afterAll(async () => {
  await world.stop();
});

/** Sends operations of all callers, several at once; every other one is sent by all three at the same moment. */
async function run(): Promise<void> {
  const random = createRandom(20_240_607);
  const cursors: string[] = [];
  const next = createOperations(random, before, cursors);
  let sent = 0;
  while (sent < OPERATIONS) {
    const batch: Promise<void>[] = [];
    while (batch.length < AT_ONCE && sent < OPERATIONS) {
      const operation = next();
      const callers = random.below(2) === 0 ? CALLERS : [random.pick(CALLERS)];
      for (const caller of callers) {
        batch.push(send(caller, operation, cursors));
        sent += 1;
      }
    }
    await Promise.all(batch);
  }
}

async function send(caller: Caller, operation: Operation, cursors: string[]): Promise<void> {
  const answer = await world.query(caller, operation.document, asWrittenBy(caller, operation));
  if (answer.status !== 200) throw new Error(`${operation.name} was answered with ${answer.status}: ${answer.text}`);
  if (caller !== 'agent') heard.push({ caller, operation: operation.name, text: answer.text });
  const data = (answer.data ?? {}) as Record<string, unknown>;
  if (operation.isWrite)
    written.push({ caller, operation, payload: (Object.values(data)[0] as Payload | null) ?? null });
  const { tickets } = data as { tickets?: { edges: Edge[]; sources: Source[] } };
  for (const { cursor, node } of tickets?.edges ?? []) {
    cursors.push(cursor);
    if (node.freshness.state === 'CACHED') cached += 1;
  }
  for (const { backend, rows } of tickets?.sources ?? []) {
    rowsSeen.set(`${caller} ${backend.id}`, (rowsSeen.get(`${caller} ${backend.id}`) ?? 0) + rows);
  }
}

interface Edge {
  readonly cursor: string;
  readonly node: { readonly freshness: { readonly state: string } };
}
interface Source {
  readonly backend: { readonly id: string };
  readonly rows: number;
}

describe('two customers and an agent, a thousand operations', () => {
  test('there is something to keep apart', () => {
    for (const name of CUSTOMERS) {
      for (const backend of world.openTo[name]) {
        const own = before.filter((one) => one.backend === backend && one.owners.has(name));
        expect({ name, backend, owns: own.length > 0 }).toEqual({ name, backend, owns: true });
      }
      expect(before.filter(({ owners }) => !owners.has(name)).length).toBeGreaterThan(100);
    }
  });

  test('everybody was answered with what is theirs', () => {
    for (const name of CUSTOMERS) {
      for (const backend of world.openTo[name]) {
        const rows = rowsSeen.get(`${name} ${backend}`) ?? 0;
        expect({ name, backend, saw: rows > 0 }).toEqual({ name, backend, saw: true });
      }
    }
    expect(rowsSeen.get('agent partners') ?? 0).toBeGreaterThan(0);
    // Kept rows were used, so that it would have shown if they were shared.
    expect(cached).toBeGreaterThan(50);
  });

  test('nothing of one reached another: no row, id, cursor, count, text or address', () => {
    const judge = createJudge(all, STAFF);
    expect(heard.length).toBeGreaterThan(500);
    expect([
      ...new Set(heard.flatMap((answer) => judge(answer).map((problem) => `${answer.caller}: ${problem}`))),
    ]).toEqual([]);
  });

  test('backends that cannot tell customers apart showed them nothing', () => {
    for (const name of CUSTOMERS) {
      const closed = ['support', 'partners', 'delivery', ...(name === 'B' ? ['desk'] : [])];
      expect(closed.map((backend) => rowsSeen.get(`${name} ${backend}`))).toEqual(closed.map(() => 0));
    }
    const refused = heard.filter(({ text }) => text.includes('"FORBIDDEN"'));
    expect(refused.length).toBeGreaterThan(100);
  });

  test('nobody changed what is not theirs', () => {
    const isForeign = ({ caller, operation: { target } }: Written): boolean =>
      caller !== 'agent' && target !== null && !target.owners.has(caller);
    const onForeign = written.filter(isForeign);
    expect(onForeign.length).toBeGreaterThan(50);
    // Where the backend itself decides, a dry run does not ask it: it shows what would be sent, and nothing of the ticket.
    const isShown = ({ operation, payload }: Written): boolean =>
      payload?.outcome === 'PREVIEWED' && operation.target?.backend === 'cloud';
    const others = onForeign.filter((write) => !isShown(write));
    expect(new Set(others.map(({ payload }) => payload?.outcome))).toEqual(new Set(['REJECTED']));
    const codes = new Set(onForeign.flatMap(({ payload }) => payload?.userErrors.map(({ code }) => code) ?? []));
    expect(
      [...codes].filter(
        (code) => !['NOT_FOUND', 'FORBIDDEN', 'UNSUPPORTED', 'KEY_REUSED', 'INVALID_INPUT'].includes(code),
      ),
    ).toEqual([]);
    const own = written.filter(
      (write) => write.caller !== 'agent' && !isForeign(write) && write.payload?.outcome === 'APPLIED',
    );
    expect(own.length).toBeGreaterThan(20);
    // What customers wrote stands in their own tickets alone.
    const wrong = all.filter(({ owners, ticket }) =>
      CUSTOMERS.some((name) => !owners.has(name) && JSON.stringify(ticket).includes(`~${name}~`)),
    );
    expect(wrong.map(({ backend, ticket }) => `${backend} ${ticket.nativeId}`)).toEqual([]);
  });

  test('the log holds nobody’s words and no token', () => {
    const text = JSON.stringify(world.log);
    const secrets = CUSTOMERS.flatMap((name) => Object.values(world.customers[name].backendTokens));
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).not.toMatch(/~[AB]~/);
  });
});
