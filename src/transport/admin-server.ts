import Fastify, { type FastifyInstance } from 'fastify';
import { errorBody, reportUnexpected, type ErrorLog } from './error-format.ts';
import { healthRoutes, type HealthParts } from './health-routes.ts';
import { metricsRoute, type ReadableMetrics } from './metrics-route.ts';

/** Health and metrics on a port of their own, which callers of the API need not reach. */
export interface AdminServer {
  readonly app: FastifyInstance;
  readonly stop: () => Promise<void>;
}

const MOST_BODY_BYTES = 1_024;

/** Ready to listen. */
export function createAdminServer(health: HealthParts, metrics: ReadableMetrics, log: ErrorLog): AdminServer {
  const app = Fastify({
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: 10_000,
    connectionTimeout: 20_000,
    keepAliveTimeout: 5_000,
    forceCloseConnections: true,
  });
  app.setNotFoundHandler((_request, reply) => {
    void reply
      .status(404)
      .send(errorBody('NOT_FOUND', 'There is nothing here. There are /health/live, /health/ready and /metrics.'));
  });
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    const body = status < 500 ? errorBody('INVALID_INPUT', error.message) : reportUnexpected(error, log);
    void reply.status(status).send(body);
  });
  healthRoutes(app, health);
  metricsRoute(app, metrics);
  return { app, stop: () => app.close() };
}
