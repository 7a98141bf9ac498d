import type { FastifyInstance } from 'fastify';
import type { BackendRegistry } from '../dispatch/registry.ts';

/**
 * `GET /health/live`: the process answers. `GET /health/ready`: it can serve; a backend that is down makes it degraded and not
 * unready, as the others' tickets are still to be had.
 */
export function healthRoutes(app: FastifyInstance, registry: BackendRegistry): void {
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', () => {
    const backends = registry.all.map((backend) => ({ id: backend.id, state: backend.health().state }));
    const isDegraded = backends.some(({ state }) => state === 'DOWN' || state === 'DEGRADED');
    return { status: isDegraded ? 'degraded' : 'ok', backends };
  });
}
