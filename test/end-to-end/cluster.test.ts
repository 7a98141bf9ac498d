import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { eventually } from '../support/eventually.ts';
import {
  LEASE_MS,
  POLL_MS,
  startGatewayCluster,
  WATCHED,
  type ClusterMember,
  type Follower,
  type GatewayCluster,
} from '../support/gateway-cluster.ts';
import { describeWithRedis } from '../support/redis-server.ts';
import { sendWebhook } from '../support/webhook-sender.ts';

const TYPE_ID = encodeGlobalId({ type: 'TicketType', backend: WATCHED, nativeId: 'SERVICE_REQUEST' });

// Each test starts two processes, an emulation and a Redis.
jest.setTimeout(120_000);

describeWithRedis('two gateways with one Redis', () => {
  let cluster: GatewayCluster;
  let first: ClusterMember;
  let second: ClusterMember;

  beforeEach(async () => {
    cluster = await startGatewayCluster();
    first = await cluster.start();
    second = await cluster.start();
  });

  afterEach(() => cluster.stop());

  let counter = 0;
  /** Somebody opens a ticket in the backend itself. @returns its title, which no other has, and its id */
  function open(): { readonly title: string; readonly id: string } {
    counter += 1;
    const title = `Opened in the backend ${counter}`;
    const { id } = cluster.emulator(WATCHED).control.act('addTicket', { shortDescription: title }) as { id: string };
    return { title, id };
  }

  const knows = (follower: Follower, title: string): Promise<void> =>
    follower.until(title, ({ ticket }) => ticket?.title === title);

  /** Follows once the backend has been looked at for it. */
  async function follow(member: ClusterMember, since?: string): Promise<Follower> {
    const follower = member.follow(WATCHED, since);
    await follower.until('it is watched', ({ sources }) => sources.some(({ state }) => state === 'LIVE'));
    return follower;
  }

  /** The credentials with which the backend's list was read since the last call: each process signs in for itself. */
  function lookers(): ReadonlySet<string> {
    const { control } = cluster.emulator(WATCHED);
    const looks = control.requests().filter(({ route }) => route === 'listTickets');
    const found = looks.map(
      ({ rawHeaders }) => rawHeaders[rawHeaders.findIndex((name) => /^authorization$/i.test(name)) + 1],
    );
    control.reset();
    return new Set(found.map(String));
  }

  test('one of them looks for both; when it dies the other goes on and nothing is lost', async () => {
    const mine = await follow(first);
    const theirs = await follow(second);
    lookers();
    const opened = [open()];
    await Promise.all([mine, theirs].map((follower) => knows(follower, opened[0]?.title ?? '')));
    await new Promise((resolve) => setTimeout(resolve, 10 * POLL_MS));
    const before = lookers();
    expect(before.size).toBe(1);

    first.process.signal('SIGKILL');
    await first.process.ended;
    opened.push(open());
    const reconnected = second.follow(WATCHED, mine.cursor());
    // The backend tells times in milliseconds: what happens within one has no order there.
    await new Promise((resolve) => setTimeout(resolve, 10));
    opened.push(open());
    for (const { title } of opened.slice(1)) {
      await Promise.all([theirs, reconnected].map((follower) => knows(follower, title)));
    }
    await new Promise((resolve) => setTimeout(resolve, 4 * POLL_MS));
    const after = lookers();
    expect(after.size).toBe(1);
    expect(after).not.toEqual(before);

    const titles = opened.map(({ title }) => title);
    expect(theirs.titles()).toEqual(titles);
    // Whoever goes on at the other misses nothing, and is told nothing twice.
    expect(mine.titles()).toEqual(titles.slice(0, 1));
    expect(reconnected.titles()).toEqual(titles.slice(1));
    for (const { events } of [theirs, reconnected]) expect(events.filter(({ kind }) => kind === 'GAP')).toEqual([]);
    await Promise.all([mine, theirs, reconnected].map((follower) => follower.leave()));
  });

  test('a client that goes back and forth between them is told everything once', async () => {
    const held = await follow(first);
    let cursor = held.cursor();
    const told: string[] = [];
    const opened: string[] = [];
    for (const member of [second, first, second]) {
      opened.push(open().title);
      const follower = member.follow(WATCHED, cursor);
      await knows(follower, opened.at(-1) ?? '');
      opened.push(open().title);
      await knows(follower, opened.at(-1) ?? '');
      told.push(...follower.titles());
      expect(follower.events.filter(({ kind }) => kind === 'GAP')).toEqual([]);
      cursor = follower.cursor();
      await follower.leave();
    }
    expect(told).toEqual(opened);
    await held.leave();
  });

  test('a change made through one, one told to the other, and one that was found are told at both, once', async () => {
    const followers = [await follow(first), await follow(second)];
    const { outcome } = await create(first, 'Made through the gateway', null);
    expect(outcome).toBe('APPLIED');
    const told = open();
    const body = { events: [{ type: 'created', ticketId: told.id }] };
    expect((await sendWebhook(second.url, body, { backend: WATCHED })).status).toBe(202);
    const last = open();
    for (const follower of followers) {
      for (const title of ['Made through the gateway', told.title, last.title]) await knows(follower, title);
    }
    // What was told is found again by whoever looks, in this time at the latest.
    await new Promise((resolve) => setTimeout(resolve, 5 * POLL_MS));
    for (const follower of followers) {
      const titles = ['Made through the gateway', told.title, last.title];
      expect([...follower.titles()].sort()).toEqual(titles.sort());
      await follower.leave();
    }
  });

  interface Payload {
    readonly outcome: string;
    readonly ticket: { readonly id: string } | null;
  }

  async function create(member: ClusterMember, title: string, idempotencyKey: string | null): Promise<Payload> {
    const { data, errors } = await member.query<{ createTicket: Payload }>(
      `mutation ($input: CreateTicketInput!) { createTicket(input: $input) { outcome ticket { id } userErrors { message } } }`,
      { input: { backend: WATCHED, fields: { title, typeId: TYPE_ID }, idempotencyKey } },
    );
    expect(errors).toEqual([]);
    if (!data) throw new Error('There is no answer.');
    return data.createTicket;
  }

  test('a change with a key is made once, however often both are asked for it at once', async () => {
    const { control } = cluster.emulator(WATCHED);
    control.reset();
    // Slow enough that both are asked while one of them is still at it.
    control.addFault({ kind: 'latency', milliseconds: 1_000, route: 'createTicket' });
    const asked = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? first : second));
    const payloads = await Promise.all(asked.map((member) => create(member, 'Only once', 'the-same-key')));
    expect(control.applied()['createTicket']).toBe(1);
    expect(new Set(payloads.map(({ ticket }) => ticket?.id)).size).toBe(1);
    const outcomes = payloads.map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['APPLIED', ...Array.from({ length: 19 }, () => 'REPLAYED')]);
  });

  test('what one keeps the other knows: catalogs, what was written, what was done, who asked how often', async () => {
    const { control } = cluster.emulator(WATCHED);
    control.reset();
    const catalog = `{ ticketTypes(backends: ["${WATCHED}"]) { nodes { code } } }`;
    const [mine, theirs] = [await first.query(catalog), await second.query(catalog)];
    expect([mine.errors, theirs.data]).toEqual([[], mine.data]);
    expect(control.counters()['listTypes']).toBe(1);

    const ofOthers = cluster.emulator('crm').control.act('addTicket', {}) as { readonly id: string };
    const ticketId = encodeGlobalId({ type: 'Ticket', backend: 'crm', nativeId: ofOthers.id });
    const comments = Array.from({ length: 8 }, (_, index) => `Comment ${index}`);
    await Promise.all(
      comments.map(async (text, index) => {
        const member = index % 2 === 0 ? first : second;
        const { errors } = await member.query(
          'mutation ($input: AddCommentInput!) { addComment(input: $input) { outcome } }',
          { input: { ticketId, text } },
        );
        expect(errors).toEqual([]);
      }),
    );
    for (const member of [first, second]) {
      const { data, errors } = await member.query<{ ticket: { interactionLogs: { nodes: { text: string }[] } } }>(
        'query ($id: ID!) { ticket(id: $id) { interactionLogs { nodes { text } } } }',
        { id: ticketId },
      );
      expect(errors).toEqual([]);
      const texts = data?.ticket.interactionLogs.nodes.map(({ text }) => text) ?? [];
      expect([...texts].sort()).toEqual(comments);
    }

    const left = async (): Promise<number> => {
      const { headers } = await first.query('{ __typename }');
      return Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
    };
    const before = await left();
    for (let count = 0; count < 10; count += 1) await second.query('{ __typename }');
    // Meanwhile a request or two are permitted anew.
    expect(await left()).toBeLessThanOrEqual(before - 8);
  });

  /** What was said of the backend last. */
  const isApart = ({ events }: Follower): boolean =>
    events.findLast(({ kind }) => kind === 'SOURCES')?.sources[0]?.message?.includes('are apart') === true;

  const keyOf = ({ url }: ClusterMember): string => `key-of-${new URL(url).port}`;

  test('Redis goes and comes back: everything goes on, and nobody who may have missed something is left untold', async () => {
    const followers = [await follow(first), await follow(second)];
    const made: { readonly title: string; readonly at: number }[] = [];
    const gaps = followers.map((): number[] => []);
    const watching = setInterval(() => {
      followers.forEach(({ events }, index) => {
        const count = events.filter(({ kind }) => kind === 'GAP').length;
        while ((gaps[index]?.length ?? count) < count) gaps[index]?.push(performance.now());
      });
    }, 5);
    const making = setInterval(() => made.push({ title: open().title, at: performance.now() }), 100);
    const stores = () => Promise.all([first, second].map(async (member) => (await member.readiness()).store));
    try {
      expect(await stores()).toEqual(['OK', 'OK']);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await cluster.redis.kill();
      await eventually('readiness tells', async () => (await stores()).every((state) => state === 'DEGRADED'));
      await eventually('subscribers are told', () => followers.every(isApart));
      const late = await follow(first);
      expect(late.events[0]?.sources[0]?.message).toMatch(/are apart/);
      await late.leave();
      for (const member of [first, second]) {
        const read = await member.query(`{ tickets(first: 1, filter: { backends: ["${WATCHED}"] }) { nodes { id } } }`);
        expect(read.errors).toEqual([]);
        expect(await create(member, `Made without Redis ${member.url}`, keyOf(member))).toMatchObject({
          outcome: 'APPLIED',
        });
        expect(await create(member, `Made without Redis ${member.url}`, keyOf(member))).toMatchObject({
          outcome: 'REPLAYED',
        });
      }
      // Without Redis each looks for itself.
      const meanwhile = new Set(made.map(({ title }) => title));
      await eventually('both see what happens now', () =>
        followers.every((follower) =>
          follower.titles().some((title) => title.startsWith('Opened') && !meanwhile.has(title)),
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 2 * LEASE_MS));
      await cluster.redis.restart();
      await eventually('readiness tells', async () => (await stores()).every((state) => state === 'OK'));
      await eventually('subscribers are told that it is over', () => !followers.some(isApart));
      // What was made without Redis is known to the other now.
      expect(await create(second, `Made without Redis ${first.url}`, keyOf(first))).toMatchObject({
        outcome: 'REPLAYED',
      });
      await new Promise((resolve) => setTimeout(resolve, 3 * LEASE_MS));
      clearInterval(making);
      const last = open().title;
      await Promise.all(followers.map((follower) => knows(follower, last)));
      await new Promise((resolve) => setTimeout(resolve, 50));
      lookers();
      await new Promise((resolve) => setTimeout(resolve, 6 * POLL_MS));
      expect(lookers().size).toBe(1);
    } finally {
      clearInterval(making);
      clearInterval(watching);
    }
    expect(made.length).toBeGreaterThan(30);
    for (const [index, follower] of followers.entries()) {
      const titles = new Set(follower.titles());
      const untold = made.filter(
        ({ title, at }) => !titles.has(title) && !(gaps[index] ?? []).some((toldAt) => toldAt >= at),
      );
      expect(untold).toEqual([]);
      expect(gaps[index]?.length).toBeGreaterThan(0);
      await follower.leave();
    }
  });
});
