import type { FastifyInstance } from 'fastify';
import type { BackendRegistry } from '../dispatch/registry.ts';

/** What the health of a gateway is read from. */
export interface HealthParts {
  readonly registry: BackendRegistry;
  /** True from when it was told to stop: it still answers what is under way, but wants nothing new. */
  readonly isStopping: () => boolean;
  /** The state of what instances share; left out where nothing is shared. */
  readonly storeState?: () => 'OK' | 'DEGRADED';
}

export interface Readiness {
  readonly status: 'ok' | 'degraded' | 'stopping';
  readonly backends: readonly { readonly id: string; readonly state: string }[];
  readonly store?: 'OK' | 'DEGRADED';
}

/**
 * `GET /health/live`: the process answers. `GET /health/ready`: it can serve; a backend that is down makes it degraded and not
 * unready, as the others' tickets are still to be had. Only when it stops it answers 503, so that nobody sends more.
 */
export function healthRoutes(app: FastifyInstance, parts: HealthParts): void {
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', (_request, reply) => {
    const readiness = readinessOf(parts);
    return reply.status(readiness.status === 'stopping' ? 503 : 200).send(readiness);
  });
}

/** The health of a gateway as it is told. Asks nobody: it is what the last calls to each backend showed. */
export function readinessOf({ registry, isStopping, storeState }: HealthParts): Readiness {
  const backends = registry.all.map((backend) => ({ id: backend.id, state: backend.health().state }));
  const store = storeState?.();
  const isDegraded = store === 'DEGRADED' || backends.some(({ state }) => state === 'DOWN' || state === 'DEGRADED');
  return {
    status: isStopping() ? 'stopping' : isDegraded ? 'degraded' : 'ok',
    backends,
    ...(store === undefined ? {} : { store }),
  };
}
