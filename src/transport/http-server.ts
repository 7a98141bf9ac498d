import { ApolloServer, type ApolloServerOptions } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { createCallBudget } from '../dispatch/call-budget.ts';
import { createGatewayContext } from '../dispatch/gateway-context.ts';
import type { PrincipalOf } from '../identity/principal-of.ts';
import { GatewayError } from '../ticketing/errors.ts';
import type { BeginOperation } from '../ticketing/observation.ts';
import type { Counters } from '../store/counters.ts';
import type { LiveContext, LiveContextParts } from '../live/live-context.ts';
import { createAdmission } from './admission.ts';
import { createAutomaticDocuments } from './automatic-documents.ts';
import { attachmentRoutes, type AttachmentRouteOptions } from './attachment-routes.ts';
import type { OperationLimits } from './check-operation.ts';
import { consoleRoutes } from './console-routes.ts';
import { costPlugin } from './cost-plugin.ts';
import { DOCUMENT_RULES } from './document-limits.ts';
import { documentHook } from './document-request.ts';
import { createDrain } from './drain.ts';
import { formatError, type ErrorLog } from './error-format.ts';
import { explorerRoutes, SANDBOX_ORIGINS } from './explorer-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { refuseSubscriptions, serveLive, type LiveConnectionSettings, type LiveTransport } from './live-transport.ts';
import { metricsRoute, type ReadableMetrics } from './metrics-route.ts';
import { reportOperations, watched } from './operation-reports.ts';
import { toHttpError } from './http-refusal.ts';
import { createOverload, type OverloadSettings } from './overload.ts';
import { overloadHook } from './overload-hook.ts';
import type { RateLimitSettings } from './rate-limit.ts';
import { toAsker } from './request-asker.ts';
import { createServerApp, type ConnectionLimits } from './server-app.ts';
import type { TrustedDocuments } from './trusted-documents.ts';
import { webhookRoutes, type WebhookRouteOptions } from './webhook-routes.ts';

export const GRAPHQL_PATH = '/graphql';
export const EXPLORER_PATH = '/explorer';

/** All that callers may ask for. */
export interface HttpLimits extends OperationLimits, RateLimitSettings, OverloadSettings, ConnectionLimits {
  /** How many calls to backends one operation may take. */
  readonly backendCalls: number;
}

export interface HttpServerOptions {
  /** In production: no introspection, no hints of the schema in errors, no explorer pages, no foreign origins by default. */
  readonly isProduction: boolean;
  /** True if the page for agents is there. */
  readonly hasConsole?: boolean;
  /** True if everybody may read the schema. */
  readonly allowsIntrospection: boolean;
  /** Origins whose pages may call the gateway. */
  readonly corsOrigins: readonly string[];
  /** How long one operation may take, in milliseconds. */
  readonly operationDeadlineMs: number;
  /** How files of backends are passed on. */
  readonly attachments: Pick<AttachmentRouteOptions, 'mostDownloadBytes' | 'downloadDeadlineMs'>;
  readonly limits: HttpLimits;
  /** What live connections may do. */
  readonly live: LiveConnectionSettings;
  /** Where the requests of each caller are counted. */
  readonly counters: Counters;
  /** Documents that are known beforehand. */
  readonly documents: TrustedDocuments;
  /** How many documents that clients register by their hash are kept; null if they may not. */
  readonly mostAutomaticDocuments: number | null;
  /** Addresses or networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** How long requests are still taken after the stop was asked for, in milliseconds. */
  readonly stopDelayMs: number;
  /** Finds out who calls. */
  readonly principalOf: PrincipalOf;
  /** The largest request body, in bytes. */
  readonly mostBodyBytes: number;
  /** The state of what the gateway shares with other instances; left out where it shares nothing. */
  readonly storeState?: () => 'OK' | 'DEGRADED';
  /** Who follows what is done here. */
  readonly watch?: ServerWatch;
  /** False if health is told on another port. */
  readonly tellsHealth?: boolean;
  /** How backends tell of changes by themselves; left out if none does. */
  readonly webhooks?: Pick<WebhookRouteOptions, 'doors' | 'store' | 'receive' | 'clock'>;
  /** Left out if metrics are not told on this port. */
  readonly metrics?: ReadableMetrics;
}

/** Follows what the server does. */
export interface ServerWatch {
  readonly beginOperation: BeginOperation;
  /** @param route the address as it is registered, never as it was asked for */
  readonly countAnswer: (route: string, status: number) => void;
}

export interface HttpServer {
  readonly app: FastifyInstance;
  /** What is open for subscriptions. */
  readonly live: LiveTransport;
  /** True from when it was told to stop. */
  readonly isStopping: () => boolean;
  /** Has something done before the server closes, e.g. long-lived connections told why they end. */
  readonly onStopping: (listener: () => void | Promise<void>) => void;
  /** Stops accepting, lets what is under way finish, and closes. */
  readonly stop: () => Promise<void>;
}

/** GraphQL over HTTP with its pages and health checks, ready to listen. */
export async function createHttpServer(
  schema: GraphQLSchema,
  parts: LiveContextParts,
  log: ErrorLog,
  options: HttpServerOptions,
): Promise<HttpServer> {
  const { limits, isProduction } = options;
  const app = createServerApp(
    {
      ...options,
      silenceMs: options.operationDeadlineMs + 30_000,
      notFoundHint: `GraphQL is at ${GRAPHQL_PATH}.`,
    },
    log,
  );
  const patienceMs = Math.max(options.operationDeadlineMs, options.attachments.downloadDeadlineMs);
  const drain = createDrain(app.server, { stopDelayMs: options.stopDelayMs, patienceMs }, log);
  const overload = createOverload(limits);
  let stopping: Promise<void> | undefined;
  app.addHook('onSend', async (_request, reply) => {
    // A connection that is kept open after its answer would hold up the stop.
    if (drain.isStopping) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    options.watch?.countAnswer(request.routeOptions.url ?? 'unknown', reply.statusCode);
  });
  await app.register(cors, {
    origin: [...options.corsOrigins, ...(isProduction ? [] : SANDBOX_ORIGINS)],
    methods: ['GET', 'POST', 'OPTIONS'],
    maxAge: 86_400,
    exposedHeaders: ['retry-after', 'ratelimit', 'ratelimit-policy', 'www-authenticate'],
  });

  const apollo = new ApolloServer<LiveContext>({
    schema,
    introspection: options.allowsIntrospection,
    hideSchemaDetailsFromClientErrors: !options.allowsIntrospection,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: createAutomaticDocuments(options.mostAutomaticDocuments),
    parseOptions: { maxTokens: limits.tokens },
    maxRecursiveSelections: true,
    validationRules: [...DOCUMENT_RULES],
    formatError: (formatted, thrown) => formatError(formatted, thrown, log, !options.allowsIntrospection),
    logger: toApolloLogger(log),
    // Signals belong to the program: Apollo Server would end it by the signal, in the middle of its own stop.
    stopOnTerminationSignals: false,
    plugins: [
      // Not the integration's own: that one cuts what takes longer than ten seconds.
      { serverWillStart: async () => ({ drainServer: () => drain.finish(async () => app.close()) }) },
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      reportOperations(),
      refuseSubscriptions(GRAPHQL_PATH),
      costPlugin(limits.cost),
    ],
  });
  await apollo.start();

  const admission = createAdmission(options.counters, limits);
  const handler = fastifyApolloHandler(apollo, {
    context: async (request, reply) => {
      try {
        const asker = await toAsker(request, reply, { ...options, countRefused: admission.countRefused }, log);
        await admission.admit(asker.principal, request, reply);
        const bounded = { ...asker, budget: createCallBudget(limits.backendCalls) };
        return createGatewayContext(parts, watched(bounded, reply, options.watch?.beginOperation));
      } catch (error) {
        throw error instanceof GatewayError ? toHttpError(error) : error;
      }
    },
  });
  app.route({
    url: GRAPHQL_PATH,
    method: ['GET', 'POST'],
    onRequest: overloadHook(overload),
    preHandler: documentHook(options.documents),
    handler,
  });
  await attachmentRoutes(app, parts, log, {
    ...options,
    ...options.attachments,
    keepAway: overloadHook(overload),
    ...admission,
  });
  if (options.webhooks !== undefined) {
    await webhookRoutes(app, log, { ...options, ...options.webhooks, registry: parts.registry });
  }
  const isStopping = (): boolean => drain.isStopping;
  const live = serveLive(app, {
    ...options,
    schema,
    parts,
    log,
    ...(options.watch === undefined ? {} : { beginOperation: options.watch.beginOperation }),
    path: GRAPHQL_PATH,
    overload,
    origins: [...options.corsOrigins, ...(isProduction ? [] : SANDBOX_ORIGINS)],
    mostMessageBytes: options.mostBodyBytes,
    isStopping,
  });
  drain.onStopping(() => live.close());
  if (options.tellsHealth !== false) {
    const { storeState } = options;
    healthRoutes(app, { registry: parts.registry, isStopping, ...(storeState === undefined ? {} : { storeState }) });
  }
  if (options.metrics !== undefined) metricsRoute(app, options.metrics);
  if (options.hasConsole === true) consoleRoutes(app);
  if (!isProduction) explorerRoutes(app, { graphqlPath: GRAPHQL_PATH, explorerPath: EXPLORER_PATH });
  async function stop(): Promise<void> {
    await drain.begin();
    await apollo.stop();
    overload.close();
  }
  return {
    app,
    live,
    isStopping,
    onStopping: (listener) => drain.onStopping(listener),
    // Apollo Server never answers a second call while the first is under way.
    stop: () => (stopping ??= stop()),
  };
}

/** Apollo Server reports the cause of what it calls an internal error nowhere but here. */
function toApolloLogger(log: ErrorLog): NonNullable<ApolloServerOptions<LiveContext>['logger']> {
  const ignore = (): void => {};
  const report = (detail: unknown): void => log.error({ detail: String(detail) }, 'Apollo Server reports an error.');
  const warn = (detail: unknown): void => log.warn({ detail: String(detail) }, 'Apollo Server warns.');
  return { debug: ignore, info: ignore, warn, error: report };
}
