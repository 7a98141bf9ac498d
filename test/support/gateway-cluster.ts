import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { stringify } from 'yaml';
import { startEmulation, type Emulation } from '../../src/demo.ts';
import type { RunningEmulator } from '../../src/emulation/emulator.ts';
import { sendQuery, type Answer } from './gateway.ts';
import { eventually } from './eventually.ts';
import { startRedisServer, type RedisServer } from './redis-server.ts';
import { startRunningGateway, type RunningGateway } from './running-gateway.ts';
import { WEBHOOK_SECRET } from './webhook-sender.ts';

/** Gateways in processes of their own, as operators run them, with one Redis over the same emulated backends. */
export interface GatewayCluster {
  readonly redis: RedisServer;
  /** Starts one more. */
  start(): Promise<ClusterMember>;
  /** @throws Error if there is none of this name */
  emulator(name: string): RunningEmulator;
  /** Ends all of them, and what they run on. */
  stop(): Promise<void>;
}

export interface ClusterMember {
  readonly url: string;
  readonly process: RunningGateway;
  query<Data>(document: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer<Data>>;
  /** Follows the tickets of one backend. */
  follow(backend: string, since?: string): Follower;
  /** What readiness says. */
  readiness(): Promise<{ readonly status: string; readonly store?: string }>;
}

/** An event as it came. */
export interface FollowedEvent {
  readonly kind: string;
  readonly cursor: string;
  readonly origin: string | null;
  readonly ticket: { readonly title: string | null } | null;
  readonly sources: readonly { readonly state: string; readonly message: string | null }[];
}

export interface Follower {
  readonly events: readonly FollowedEvent[];
  /** The titles of the tickets that were told, in their order. */
  titles(): readonly string[];
  /** Where it is now. */
  cursor(): string;
  /** Waits for an event. */
  until(what: string, isIt: (event: FollowedEvent) => boolean): Promise<void>;
  leave(): Promise<void>;
}

/** How long a process that died keeps others from looking, in milliseconds. */
export const LEASE_MS = 1_000;
export const POLL_MS = 150;
/** The backend whose changes are followed. */
export const WATCHED = 'hybris';

const FOLLOW = `subscription ($backend: ID!, $since: String) {
  ticketChanges(filter: { backends: [$backend] }, since: $since) {
    kind cursor origin ticket { title } sources { state message }
  }
}`;

export async function startGatewayCluster(): Promise<GatewayCluster> {
  const [emulation, redis] = await Promise.all([startEmulation({ tickets: 20 }), startRedisServer()]);
  const members: ClusterMember[] = [];
  const configuration = stringify(toConfiguration(emulation, redis));
  return {
    redis,
    async start() {
      const member = toMember(await startRunningGateway(configuration));
      members.push(member);
      return member;
    },
    emulator(name) {
      const found = emulation.emulators.find((candidate) => candidate.name === name);
      if (found === undefined) throw new Error(`There is no emulator "${name}".`);
      return found;
    },
    async stop() {
      await Promise.all(members.map((member) => member.process.stop()));
      await Promise.all([emulation.stop(), redis.remove()]);
    },
  };
}

function toConfiguration({ entries }: Emulation, redis: RedisServer): object {
  return {
    server: { port: 0, production: false, cursorKey: 'a key of tests, long enough' },
    identity: { anonymous: 'AGENT', anonymousAgentEmail: 'agent@example.test' },
    limits: { requestsPerWindow: 1_000, windowMs: 3_600_000 },
    live: { leaseMs: LEASE_MS },
    redis: { url: redis.url },
    backends: entries.map((entry) => ({
      ...entry,
      pollMs: POLL_MS,
      longestPollMs: 2 * POLL_MS,
      ...(entry['kind'] === WATCHED ? { webhook: { secret: WEBHOOK_SECRET } } : {}),
    })),
  };
}

function toMember(process: RunningGateway): ClusterMember {
  const { url } = process;
  return {
    url,
    process,
    query: (document, variables) => sendQuery(url, document, variables),
    follow: (backend, since) => follow(url, { backend, since: since ?? null }),
    async readiness() {
      const answer = await fetch(`${url}/health/ready`);
      if (answer.status !== 200) throw new Error(`It answers ${answer.status}.`);
      return (await answer.json()) as { status: string; store?: string };
    },
  };
}

function follow(url: string, variables: Readonly<Record<string, unknown>>): Follower {
  const client: Client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const events: FollowedEvent[] = [];
  async function take(): Promise<void> {
    for await (const { data, errors } of client.iterate<{ ticketChanges: FollowedEvent }>({
      query: FOLLOW,
      variables,
    })) {
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      if (data) events.push(data.ticketChanges);
    }
  }
  const ended = take();
  // What it ended with is told by what was waited for.
  let failure: unknown = null;
  ended.catch((error: unknown) => {
    failure = error;
  });
  return {
    events,
    titles: () => events.flatMap(({ ticket }) => ticket?.title ?? []),
    cursor: () => events.at(-1)?.cursor ?? '',
    until: (what, isIt) =>
      eventually(what, () => {
        if (failure !== null) throw new Error(`The socket ended: ${JSON.stringify(failure)}`);
        return events.some(isIt);
      }),
    async leave() {
      await client.dispose();
      await ended.catch(() => {});
    },
  };
}
