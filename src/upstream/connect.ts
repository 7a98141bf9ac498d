import { randomUUID } from 'node:crypto';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { AdapterDefinition } from './adapter-definition.ts';
import type { AdapterKit, AdapterLog } from './adapter-kit.ts';
import { createBackendHttp } from './backend-http.ts';
import { createCircuitBreakers } from './circuit-breaker.ts';
import { openExchange, type Exchange } from './exchange.ts';
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
}

/** Connects one configured backend: the adapter's part, with sockets, breakers and health of its own. Makes no call. */
export function connectBackend(
  definition: AdapterDefinition,
  settings: CommonSettings & Record<string, unknown>,
  options: ConnectOptions,
): BackendInstance {
  const clock = options.clock ?? Date.now;
  const breakers = createCircuitBreakers({ ...BREAKER, failureShare: settings.breakerFailureShare });
  const health = createHealthRecord(clock);
  const exchanges: Exchange[] = [];
  const kit: AdapterKit = {
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
        reads: createSingleFlight<HttpResponse>(),
        retry: {
          mostRetries: settings.mostRetries,
          firstDelayMs: settings.retryDelayMs,
          longestDelayMs: settings.deadlineMs,
          random: Math.random,
        },
      });
    },
    createTokenCache: (cacheOptions) => createTokenCache({ ...cacheOptions, clock }),
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
    async close() {
      await Promise.all(exchanges.map((exchange) => exchange.close()));
    },
  };
}
