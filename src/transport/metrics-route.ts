import type { FastifyInstance } from 'fastify';

/** What operators' monitoring reads. */
export interface ReadableMetrics {
  /** All of them, as Prometheus reads them. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** `GET /metrics`. */
export function metricsRoute(app: FastifyInstance, metrics: ReadableMetrics): void {
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
