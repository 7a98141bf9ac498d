import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { compareChangeCursors } from '../../src/store/change-cursor.ts';
import { decodeGlobalId } from '../../src/ticketing/global-id.ts';
import { identityWith } from '../identity/identity-settings.ts';
import { createIssuerKey, makeToken } from '../identity/token-maker.ts';
import { gatherCrowd, type Crowd, type CrowdEvent } from '../support/crowd.ts';
import { filteredList, namedTickets, type CrowdScene } from '../support/crowd-scenes.ts';
import { eventually } from '../support/eventually.ts';
import { FOREIGN_CHANGES } from '../support/foreign-changes.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { countLooks, type LookCounts } from '../support/look-counts.ts';

const POLL_MS = 200;
const MANY = 500;
const ROUNDS = 6;
const key = createIssuerKey('ES256');

let gateway: TestGateway;
const crowds: Crowd[] = [];

beforeAll(async () => {
  const pollMs = { pollMs: POLL_MS, longestPollMs: 2 * POLL_MS };
  gateway = await startTestGateway({
    tickets: 10,
    identity: identityWith({ publicKey: key.pem, algorithms: ['ES256'] }, { anonymous: 'AGENT' }),
    live: { mostConnectionsEach: 2 * MANY },
    settings: Object.fromEntries(Object.keys(FOREIGN_CHANGES).map((kind) => [kind, pollMs])),
  });
});
afterEach(() => {
  for (const crowd of crowds.splice(0)) crowd.leave();
});
afterAll(async () => gateway.stop());

/** @param agents how many have a token each; with 0 nobody has one */
async function tokensOf(agents: number): Promise<string[]> {
  const subjects = Array.from({ length: agents }, (_, index) => `agent-${index}`);
  return Promise.all(subjects.map((sub) => makeToken(key, { alg: 'ES256', claims: { sub } })));
}

async function gather(
  size: number,
  tokens: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): Promise<Crowd> {
  const crowd = await gatherCrowd({ url: gateway.url, size, tokens, variables });
  crowds.push(crowd);
  return crowd;
}

/** What reached the backends in some time. */
interface Span {
  readonly tookMs: number;
  readonly counts: ReadonlyMap<string, LookCounts>;
}

interface Visit {
  /** Until everybody listened. */
  readonly coming: Span;
  /** From the first change until nobody was left. */
  readonly staying: Span;
}

/** Begins to count. @returns what ends it */
function startSpan({ backends }: CrowdScene): () => Span {
  gateway.reset();
  const startedAt = performance.now();
  return () => ({
    tookMs: performance.now() - startedAt,
    counts: new Map(backends.map((name) => [name, countLooks(gateway.emulator(name))])),
  });
}

/** Subscribers come, are told of all that happens, and go. */
async function visit(scene: CrowdScene, size: number, tokens: readonly string[]): Promise<Visit> {
  const endComing = startSpan(scene);
  const crowd = await gather(size, tokens, scene.variables);
  const coming = endComing();
  expect(gateway.liveCounts()).toMatchObject({
    subscribers: size,
    feeds: Math.max(1, tokens.length),
    pollers: scene.backends.length,
    sockets: size,
  });
  const endStaying = startSpan(scene);
  const rounds: string[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push(scene.happen(round));
    const due = rounds.flat().length;
    await crowd.untilTold(due);
    expect(new Set(crowd.told().map(({ length }) => length))).toEqual(new Set([due]));
  }
  // Whoever comes late is told what the log itself holds.
  const late = await gather(1, tokens, { ...scene.variables, since: crowd.beginning });
  await late.untilTold(rounds.flat().length);
  expectRoundsInOrder(late.told()[0] ?? [], rounds);
  for (const events of crowd.told()) expect(events).toEqual(late.told()[0]);
  for (const one of [crowd, late]) one.leave();
  await eventually('nothing left', () => Object.values(gateway.liveCounts()).every((count) => count === 0));
  return { coming, staying: endStaying() };
}

/** Each change once, those of a round before those of the next, and each behind the one before. */
function expectRoundsInOrder(events: readonly CrowdEvent[], rounds: readonly (readonly string[])[]): void {
  const told = events.map(toText);
  const inRounds = rounds.map(({ length }, index) => {
    const begin = rounds.slice(0, index).flat().length;
    return told.slice(begin, begin + length).toSorted();
  });
  expect(inRounds).toEqual(rounds.map((round) => round.toSorted()));
  expect(told).toHaveLength(rounds.flat().length);
  const steps = events.slice(1).map(({ cursor }, index) => compareChangeCursors(events[index]?.cursor ?? '', cursor));
  expect(steps.filter((step) => step === null || step >= 0)).toEqual([]);
}

function toText({ kind, ticketId, message }: CrowdEvent): string {
  if (ticketId === null) return `${kind}: ${message}`;
  const { backend, nativeId } = decodeGlobalId(ticketId, 'id');
  return `${backend} ${kind} ${nativeId}`;
}

/** A look also reads what has changed: more of it in one look than in another. */
const SLACK = 1.5;

/**
 * As many looks as one who looks can make in the time, and none that costs more than it does for one subscriber.
 * @param beginning what one subscriber costs before being told anything: the first look, the list, the gateway's login
 */
function expectOneStream({ tookMs, counts }: Span, single: Span, beginning?: Span): void {
  const nothing: LookCounts = { looks: 0, requests: 0 };
  // One look may have been on its way when the time began, and one begins with it.
  const mostLooks = Math.floor(tookMs / POLL_MS) + 2;
  const tooMuch = [...counts].filter(([backend, { looks, requests }]) => {
    const one = single.counts.get(backend) ?? nothing;
    const first = beginning?.counts.get(backend) ?? nothing;
    const mostRequests = first.requests + SLACK * looks * (one.requests / one.looks);
    return looks > mostLooks + first.looks || requests > mostRequests;
  });
  expect({ mostLooks, single: single.counts, tooMuch }).toEqual({ mostLooks, single: single.counts, tooMuch: [] });
}

test.each([
  ['one caller, of a filtered list', filteredList, 0],
  ['50 agents, of a filtered list', filteredList, 50],
  ['50 agents, of tickets that they name', namedTickets, 50],
])(
  `${MANY} subscribers cost one poll stream and are told of each change once and in order: %s`,
  async (_name, toScene, agents) => {
    const tokens = await tokensOf(agents);
    const scene = (): CrowdScene => toScene((name) => gateway.emulator(name));
    const single = await visit(scene(), 1, tokens.slice(0, 1));
    const crowd = await visit(scene(), MANY, tokens);
    // What was done in a round is seen by a look that begins later: fewer looks than rounds were not all counted.
    for (const { counts } of [single.staying, crowd.staying]) {
      expect([...counts.values()].filter(({ looks }) => looks < ROUNDS)).toEqual([]);
    }
    expectOneStream(crowd.coming, single.staying, single.coming);
    expectOneStream(crowd.staying, single.staying);
    // What was on its way when the last one left may still arrive; then nothing does.
    await eventually('nobody asks any more', async () => {
      gateway.reset();
      await new Promise((resolve) => setTimeout(resolve, 3 * POLL_MS));
      return Object.keys(gateway.backendCalls()).length === 0;
    });
  },
  180_000,
);
