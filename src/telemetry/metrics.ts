import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { BackendHealth, HealthState } from '../ticketing/adapter.ts';
import type { CacheUse, ChangeSummary, OperationOutcome } from '../ticketing/observation.ts';

const PREFIX = 'ticket_gateway_';
const OPERATION_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const HEALTH_STATES: readonly HealthState[] = ['UP', 'DEGRADED', 'DOWN', 'UNKNOWN'];

/** A backend as it is seen at the moment of reading the metrics. */
export interface BackendReading {
  readonly id: string;
  readonly health: BackendHealth;
  readonly load: { readonly underWay: number; readonly waiting: number };
}

/** What is looked at whenever the metrics are read. */
export interface MetricsSources {
  readonly backends: () => readonly BackendReading[];
  /** Live connections that are open; left out where there are none. */
  readonly connections?: () => { readonly sockets: number; readonly streams: number };
  /** The state of what instances share; left out where nothing is shared. */
  readonly storeState?: () => 'OK' | 'DEGRADED';
}

/** What is counted up and down. */
export type GaugeName = 'open_subscriptions' | 'operations_under_way';

export interface CountedOperation {
  readonly type: string;
  readonly name: string;
  readonly outcome: OperationOutcome;
  readonly codes: readonly string[];
  /** Null for what has no time of its own, as a subscription lasts as long as its caller likes. */
  readonly seconds: number | null;
}

export interface CountedAttempt {
  readonly backend: string;
  readonly operation: string;
  readonly outcome: string;
  readonly seconds: number;
}

/** What one gateway counts. No label holds an id or anything that a caller wrote. */
export interface Metrics {
  readonly operation: (counted: CountedOperation) => void;
  readonly attempt: (counted: CountedAttempt) => void;
  readonly change: (summary: ChangeSummary) => void;
  readonly cache: (cache: string, use: CacheUse) => void;
  /** An answer over HTTP, whether GraphQL or not. @param route the address as it is registered, never as it was asked for */
  readonly answer: (route: string, status: number) => void;
  readonly gauge: (name: GaugeName) => { readonly add: (difference: number) => void };
  /** All of it, with what the process itself tells, as Prometheus reads it. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(sources: MetricsSources): Metrics {
  const registers = [new Registry()];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
    new Counter({ name: PREFIX + name, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name: PREFIX + name, help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, labelNames: Label[]): Histogram<Label> =>
    new Histogram({ name: PREFIX + name, help, labelNames, registers, buckets: OPERATION_SECONDS });

  const operations = counter('operations_total', 'GraphQL operations by what became of them.', [
    'type',
    'name',
    'outcome',
  ]);
  const operationSeconds = histogram('operation_duration_seconds', 'How long GraphQL operations took.', [
    'type',
    'name',
  ]);
  const errors = counter('operation_errors_total', 'Errors in answers of GraphQL operations.', ['code']);
  const answers = counter('http_answers_total', 'Answers over HTTP.', ['route', 'status']);
  const attempts = counter('backend_attempts_total', 'Requests to backends, repeats and sign-ins included.', [
    'backend',
    'operation',
    'outcome',
  ]);
  const attemptSeconds = histogram('backend_attempt_duration_seconds', 'How long requests to backends took.', [
    'backend',
    'operation',
  ]);
  const changes = counter('changes_total', 'Changes to backends by their outcome; REPLAYED ones were made before.', [
    'backend',
    'change',
    'outcome',
  ]);
  const caches = counter('cache_uses_total', 'What was found in caches; SHARED was being fetched for somebody else.', [
    'cache',
    'use',
  ]);
  const states = gauge('backend_state', '1 for the state that a backend is in, 0 for all others.', [
    'backend',
    'state',
  ]);
  const circuits = gauge('backend_circuit_open', '1 for each operation of a backend that is left alone for a moment.', [
    'backend',
    'operation',
  ]);
  const underWay = gauge('backend_calls_under_way', 'Requests that wait for an answer of a backend.', ['backend']);
  const waiting = gauge('backend_calls_waiting', 'Requests that wait for their turn with a backend.', ['backend']);
  const open: Readonly<Record<GaugeName, Gauge>> = {
    open_subscriptions: gauge('open_subscriptions', 'Subscriptions that are open.', []),
    operations_under_way: gauge('operations_under_way', 'GraphQL operations that are being answered.', []),
  };

  const connections = gauge('live_connections', 'Live connections that are open.', ['kind']);
  const isShared = gauge('shared_store_up', '1 while what instances share is shared, 0 while each is on its own.', []);

  function readAll(): void {
    const { sockets, streams } = sources.connections?.() ?? { sockets: 0, streams: 0 };
    connections.set({ kind: 'websocket' }, sockets);
    connections.set({ kind: 'stream' }, streams);
    if (sources.storeState !== undefined) isShared.set(sources.storeState() === 'OK' ? 1 : 0);
    circuits.reset();
    for (const { id, health, load } of sources.backends()) {
      for (const state of HEALTH_STATES) states.set({ backend: id, state }, state === health.state ? 1 : 0);
      for (const operation of health.openCircuits) circuits.set({ backend: id, operation }, 1);
      underWay.set({ backend: id }, load.underWay);
      waiting.set({ backend: id }, load.waiting);
    }
  }

  return {
    operation({ type, name, outcome, codes, seconds }) {
      operations.inc({ type, name, outcome });
      if (seconds !== null) operationSeconds.observe({ type, name }, seconds);
      for (const code of codes) errors.inc({ code });
    },
    attempt({ backend, operation, outcome, seconds }) {
      attempts.inc({ backend, operation, outcome });
      attemptSeconds.observe({ backend, operation }, seconds);
    },
    change: ({ backend, change, outcome }) => changes.inc({ backend, change, outcome }),
    cache: (cache, use) => caches.inc({ cache, use }),
    answer: (route, status) => answers.inc({ route, status: String(status) }),
    gauge: (name) => ({ add: (difference) => open[name].inc(difference) }),
    async text() {
      readAll();
      return Registry.merge([...registers, processRegistry()]).metrics();
    },
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
  };
}

let ofProcess: Registry | undefined;

/** Memory, event loop and the like: of the process, so once in it, however many gateways it holds. */
function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}
