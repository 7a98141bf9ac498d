import { adapters } from '../../adapters/index.ts';
import type { Configuration } from '../../src/config.ts';
import { startDemo } from '../../src/demo.ts';
import type { RunningEmulator } from '../../src/emulation/emulator.ts';
import { createGateway, type GatewayLog } from '../../src/gateway.ts';
import type { DemoCaller } from '../../src/identity/demo-issuer.ts';
import type { LiveCounts } from '../../src/live/live.ts';
import { GRAPHQL_PATH } from '../../src/transport/http-server.ts';

/** A line that the gateway logged. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly facts: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** An error of an answer, as it stands on the wire. */
export interface AnsweredError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly retryable: boolean;
    readonly field?: string;
    readonly backend?: string;
    readonly backendCode?: string;
    readonly reason?: string;
    readonly reference?: string;
    readonly retryAfterMs?: number;
  };
}

/** What a GraphQL request over HTTP was answered with. */
export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  /** The body exactly as it came, to look for what must not be in it. */
  readonly text: string;
  readonly data: Data | null | undefined;
  readonly errors: readonly AnsweredError[];
}

export interface TestGatewayOptions {
  /** How many tickets each emulated backend holds at least, besides those that its page describes. */
  readonly tickets?: number;
  /** Added to every answer of the emulated backends, in milliseconds. */
  readonly latencyMs?: number;
  /** Changes to the `server` part of the configuration. */
  readonly server?: Partial<Configuration['server']>;
  /** Changes to the `identity` part of the configuration. */
  readonly identity?: Partial<Configuration['identity']>;
  /** Changes to the `limits` part of the configuration. */
  readonly limits?: Partial<Configuration['limits']>;
  /** Changes to the `documents` part of the configuration. */
  readonly documents?: Partial<Configuration['documents']>;
  /** Changes to the `caches` part of the configuration. */
  readonly caches?: Partial<Configuration['caches']>;
  /** Changes to the `telemetry` part of the configuration. */
  readonly telemetry?: Partial<Configuration['telemetry']>;
  /** Changes to the `attachments` part of the configuration. */
  readonly attachments?: Partial<Configuration['attachments']>;
  /** Changes to the `live` part of the configuration. */
  readonly live?: Partial<Configuration['live']>;
  /** Changes to settings of backends, by their id. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The gateway over emulated backends of every kind, each with its kind as its id, reached over real HTTP. */
export interface TestGateway {
  readonly url: string;
  readonly configuration: Configuration;
  /** Everything that was logged so far, oldest first. */
  readonly log: readonly LogLine[];
  /** Sends a GraphQL request. Data is what the caller says it is: the test's expectations check it. */
  query<Data = Record<string, unknown>>(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<Data>>;
  /** The demo's customer and agent, with their tokens. */
  readonly callers: readonly DemoCaller[];
  readonly emulators: readonly RunningEmulator[];
  /** @throws Error if there is none of this name */
  emulator(name: string): RunningEmulator;
  /** Requests that reached any emulated backend since the last reset, as `backend route`, with their numbers. */
  backendCalls(): Readonly<Record<string, number>>;
  /** Counters to zero, faults gone, switches as the demo sets them. What the gateway keeps in its caches stays. */
  reset(): void;
  /** What is open for subscriptions: what the core holds, and how many connections. */
  liveCounts(): LiveCounts & { readonly sockets: number; readonly streams: number };
  stop(): Promise<void>;
}

/** Starts emulators and gateway on free ports, as the demo does. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { tickets = 20, latencyMs } = options;
  const demo = await startDemo({ port: 0, tickets, ...(latencyMs === undefined ? {} : { latencyMs }) });
  const configuration = withChanges(demo.configuration, options);
  const log: LogLine[] = [];
  const gateway = await createGateway(configuration, collectingLog(log), { shownCallers: demo.callers });
  const url = await gateway.http.app.listen({ host: configuration.server.host, port: 0 });

  function emulator(name: string): RunningEmulator {
    const found = demo.emulators.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`There is no emulator "${name}".`);
    return found;
  }

  return {
    url,
    configuration,
    log,
    query: (document, variables, headers) => sendQuery(url, document, variables, headers),
    callers: demo.callers,
    emulators: demo.emulators,
    emulator,
    backendCalls: () =>
      Object.fromEntries(
        demo.emulators.flatMap(({ name, control }) =>
          Object.entries(control.counters()).map(([route, count]) => [`${name} ${route}`, count]),
        ),
      ),
    reset() {
      for (const running of demo.emulators) {
        running.control.reset();
        // The demo's settings go with switches that they set themselves.
        adapters.find(({ definition }) => definition.kind === running.name)?.demoSettings(running);
      }
    },
    liveCounts: () => ({
      ...gateway.live.counts(),
      sockets: gateway.http.live.sockets,
      streams: gateway.http.live.streams,
    }),
    async stop() {
      await gateway.stop();
      await demo.stop();
    },
  };
}

/** Sends a GraphQL request as JSON. @throws Error if the answer is no JSON */
export async function sendQuery<Data>(
  url: string,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<Data>> {
  const response = await fetch(`${url}${GRAPHQL_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: document, variables }),
  });
  const text = await response.text();
  const body = JSON.parse(text) as { data?: Data | null; errors?: readonly AnsweredError[] };
  return { status: response.status, headers: response.headers, text, data: body.data, errors: body.errors ?? [] };
}

/** A log that remembers. */
export function collectingLog(lines: LogLine[]): GatewayLog {
  const keep =
    (level: LogLine['level']): GatewayLog['info'] =>
    (facts, message) => {
      lines.push({ level, facts, message });
    };
  return { info: keep('info'), warn: keep('warn'), error: keep('error') };
}

function withChanges(
  configuration: Configuration,
  { server, identity, caches, attachments, telemetry, settings, limits, documents, live }: TestGatewayOptions,
): Configuration {
  return {
    ...configuration,
    server: { ...configuration.server, ...server },
    identity: { ...configuration.identity, ...identity },
    caches: { ...configuration.caches, ...caches },
    limits: { ...configuration.limits, ...limits },
    documents: { ...configuration.documents, ...documents },
    attachments: { ...configuration.attachments, ...attachments },
    telemetry: { ...configuration.telemetry, ...telemetry },
    live: { ...configuration.live, ...live },
    backends: configuration.backends.map((backend) => ({
      ...backend,
      settings: { ...backend.settings, ...settings?.[backend.id] },
    })),
  };
}
