import { randomUUID } from 'node:crypto';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { BeginAttempt, CacheUse } from '../ticketing/observation.ts';
import type { AdapterDefinition } from './adapter-definition.ts';
import type { AdapterKit, AdapterLog } from './adapter-kit.ts';
import { createBackendHttp } from './backend-http.ts';
import { createCircuitBreakers } from './circuit-breaker.ts';
import { openExchange, type Exchange } from './exchange.ts';
import { createHedge } from './hedge.ts';
import { createHealthRecord } from './health.ts';
import type { HttpResponse } from './http-response.ts';
import type { CommonSettings } from './settings.ts';
import { createSingleFlight } from '../store/single-flight.ts';
import { createTokenCache } from './token-cache.ts';

const BREAKER = { sampleSize: 20, openMs: 5_000 };

export interface ConnectOptions {
  /** The instance id from the configuration. */
  readonly id: string;
  readonly log: AdapterLog;
  /** Milliseconds since 1970; the system's clock if left out. */
  readonly clock?: () => number;
  /** Told of every attempt to reach the backend, on whoever's behalf. */
  readonly beginAttempt?: BeginAttempt;
  /** Told what was found in the caches that stand before it. */
  readonly onCacheUse?: (cache: 'read' | 'token', use: CacheUse) => void;
}

/** A backend, and how much it is used at this moment. */
export interface ConnectedBackend extends BackendInstance {
  readonly load: () => { readonly underWay: number; readonly waiting: number };
}

/** Connects one configured backend: the adapter's part, with sockets, breakers and health of its own. Makes no call. */
export function connectBackend(
  definition: AdapterDefinition,
  settings: CommonSettings & Record<string, unknown>,
  options: ConnectOptions,
): ConnectedBackend {
  const clock = options.clock ?? Date.now;
  const breakers = createCircuitBreakers({ ...BREAKER, failureShare: settings.breakerFailureShare });
  const health = createHealthRecord(clock);
  const exchanges: Exchange[] = [];
  const hedge = settings.hedgeAfterMs === undefined ? undefined : createHedge({ afterMs: settings.hedgeAfterMs });
  const kit: AdapterKit = {
    backend: options.id,
    openHttp({ baseUrl, readProblem, correlationHeader = 'x-correlation-id' }) {
      const exchange = openExchange({ ...settings, baseUrl });
      exchanges.push(exchange);
      return createBackendHttp({
        backend: options.id,
        exchange,
        breakers,
        health,
        readProblem,
        correlationHeader,
        clock,
        ...(options.beginAttempt === undefined ? {} : { beginAttempt: options.beginAttempt }),
        mostBodyBytes: settings.mostBodyBytes,
        reads: createSingleFlight<HttpResponse>((use) => options.onCacheUse?.('read', use)),
        ...(hedge === undefined ? {} : { hedge }),
        retry: {
          mostRetries: settings.mostRetries,
          firstDelayMs: settings.retryDelayMs,
          longestDelayMs: settings.deadlineMs,
          random: Math.random,
        },
      });
    },
    createTokenCache: (cacheOptions) =>
      createTokenCache({ ...cacheOptions, clock, onUse: (use) => options.onCacheUse?.('token', use) }),
    clock,
    randomId: randomUUID,
    log: options.log,
    concurrency: settings.concurrency,
  };
  return {
    ...definition.connect(settings, kit),
    id: options.id,
    kind: definition.kind,
    title: settings.title ?? definition.title,
    deadlineMs: settings.deadlineMs,
    pollMs: { shortest: settings.pollMs, longest: Math.max(settings.pollMs, settings.longestPollMs) },
    health: () => health.read(breakers.open()),
    load: () => addLoads(exchanges.map((exchange) => exchange.load())),
    async close() {
      await Promise.all(exchanges.map((exchange) => exchange.close()));
    },
  };
}

function addLoads(loads: readonly ReturnType<Exchange['load']>[]): ReturnType<Exchange['load']> {
  return {
    underWay: loads.reduce((sum, { underWay }) => sum + underWay, 0),
    waiting: loads.reduce((sum, { waiting }) => sum + waiting, 0),
  };
}
