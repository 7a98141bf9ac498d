import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { errorBody, reportUnexpected, type ErrorLog } from './error-format.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** What one connection may do, and how many there may be. Times in milliseconds. */
export interface ConnectionLimits {
  readonly connections: number;
  readonly requestsPerConnection: number;
  /** Without a request. */
  readonly idleConnectionMs: number;
  /** For the headers of a request. */
  readonly requestHeadersMs: number;
  /** For all of a request. */
  readonly requestMs: number;
  readonly headerBytes: number;
  readonly headers: number;
}

export interface ServerAppOptions {
  /** The largest request body, in bytes. */
  readonly mostBodyBytes: number;
  readonly limits: ConnectionLimits;
  /** How long a connection with a request under way may be silent, in milliseconds; also if its client does not read. */
  readonly silenceMs: number;
  /** Addresses or networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** What a person is told who asks for an address where nothing is. */
  readonly notFoundHint: string;
}

const TOO_LARGE = 413;
/** How often slow and idle connections are looked for. */
const LOOK_EVERY_MS = 1_000;

/** A server without routes: what all of them have in common. */
export function createServerApp(options: ServerAppOptions, log: ErrorLog): FastifyInstance {
  const { limits } = options;
  const answerError = (
    error: Error & { readonly statusCode?: number },
    _request: unknown,
    reply: FastifyReply,
  ): void => {
    const status = error.statusCode ?? 500;
    const code = status === TOO_LARGE ? 'OVER_LIMIT' : 'INVALID_INPUT';
    void reply
      .status(status)
      // Errors of the address itself come past the hook that sets them.
      .headers({ ...SECURITY_HEADERS })
      .send(status < 500 ? errorBody(code, error.message) : reportUnexpected(error, log));
  };
  const app = Fastify({
    bodyLimit: options.mostBodyBytes,
    requestTimeout: limits.requestMs,
    connectionTimeout: options.silenceMs,
    keepAliveTimeout: limits.idleConnectionMs,
    maxRequestsPerSocket: limits.requestsPerConnection,
    forceCloseConnections: 'idle',
    // What comes on an open connection during the stop has been taken, and is answered.
    return503OnClosing: false,
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    http: {
      headersTimeout: Math.min(limits.requestHeadersMs, limits.requestMs),
      connectionsCheckingInterval: LOOK_EVERY_MS,
      maxHeaderSize: limits.headerBytes,
    },
    // The longest global id of a file.
    routerOptions: { maxParamLength: 1_024 },
    // Errors of the address itself never reach the error handler.
    frameworkErrors: answerError,
  });
  app.server.maxConnections = limits.connections;
  app.server.maxHeadersCount = limits.headers;
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => {
    void reply.status(404).send(errorBody('NOT_FOUND', `There is nothing here. ${options.notFoundHint}`));
  });
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({ ...SECURITY_HEADERS });
    const encoding = request.headers['content-encoding'] ?? 'identity';
    // Nothing is ever unpacked here, so that no small body can become a large one.
    if (encoding.toLowerCase() === 'identity') return undefined;
    const message = 'A request with a Content-Encoding is not read: send the body as it is.';
    return reply.status(415).header('connection', 'close').send(errorBody('INVALID_INPUT', message));
  });
  return app;
}
