import { ApolloServer, type ApolloServerOptions } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { createGatewayContext } from '../dispatch/gateway-context.ts';
import type { ChangeContext, ChangeParts } from '../writes/change.ts';
import { DOCUMENT_RULES, MOST_TOKENS } from './document-limits.ts';
import { errorBody, formatError, reportUnexpected, type ErrorLog } from './error-format.ts';
import { readExampleOperations, renderExplorerPage, renderSandboxPage } from './explorer-pages.ts';
import { healthRoutes } from './health-routes.ts';
import { toAsker } from './request-asker.ts';

export const GRAPHQL_PATH = '/graphql';
export const EXPLORER_PATH = '/explorer';
const SANDBOX_ORIGIN = 'https://studio.apollographql.com';
const SANDBOX_EMBED_ORIGIN = 'https://sandbox.embed.apollographql.com';

export interface HttpServerOptions {
  /** In production: no introspection, no hints of the schema in errors, no explorer pages, no foreign origins by default. */
  readonly isProduction: boolean;
  /** Origins whose pages may call the gateway. */
  readonly corsOrigins: readonly string[];
  /** How long one operation may take, in milliseconds. */
  readonly operationDeadlineMs: number;
  /** For whom everybody acts; null if for no agent. */
  readonly agentEmail: string | null;
  /** The largest request body, in bytes. */
  readonly mostBodyBytes: number;
}

export interface HttpServer {
  readonly app: FastifyInstance;
  /** Stops accepting, lets what is under way finish, and closes. */
  readonly stop: () => Promise<void>;
}

/** GraphQL over HTTP with its pages and health checks, ready to listen. */
export async function createHttpServer(
  schema: GraphQLSchema,
  parts: ChangeParts,
  log: ErrorLog,
  options: HttpServerOptions,
): Promise<HttpServer> {
  const answerError = (
    error: Error & { readonly statusCode?: number },
    _request: unknown,
    reply: FastifyReply,
  ): void => {
    const status = error.statusCode ?? 500;
    void reply
      .status(status)
      .send(status < 500 ? errorBody('INVALID_INPUT', error.message) : reportUnexpected(error, log));
  };
  const app = Fastify({
    bodyLimit: options.mostBodyBytes,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    // Errors of the address itself never reach the error handler.
    frameworkErrors: answerError,
  });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => {
    void reply.status(404).send(errorBody('NOT_FOUND', `There is nothing here. GraphQL is at ${GRAPHQL_PATH}.`));
  });
  let stopping: Promise<void> | undefined;
  app.addHook('onSend', async (_request, reply) => {
    // A connection that is kept open after its answer would hold up the stop.
    if (stopping !== undefined) reply.header('connection', 'close');
  });
  await app.register(cors, {
    origin: [...options.corsOrigins, ...(options.isProduction ? [] : [SANDBOX_ORIGIN, SANDBOX_EMBED_ORIGIN])],
    methods: ['GET', 'POST', 'OPTIONS'],
    maxAge: 86_400,
  });

  const apollo = new ApolloServer<ChangeContext>({
    schema,
    introspection: !options.isProduction,
    hideSchemaDetailsFromClientErrors: options.isProduction,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    maxRecursiveSelections: true,
    validationRules: [...DOCUMENT_RULES],
    formatError: (formatted, thrown) => formatError(formatted, thrown, log, options.isProduction),
    logger: toApolloLogger(log),
    // Signals belong to the program: Apollo Server would end it by the signal, in the middle of its own stop.
    stopOnTerminationSignals: false,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
  await apollo.start();

  const handler = fastifyApolloHandler(apollo, {
    context: async (request, reply) => createGatewayContext(parts, toAsker(request, reply, options, log)),
  });
  app.route({ url: GRAPHQL_PATH, method: ['GET', 'POST'], handler });
  healthRoutes(app, parts.registry);
  if (!options.isProduction) explorerRoutes(app);
  return {
    app,
    // Apollo Server never answers a second call while the first is under way.
    stop: () => (stopping ??= apollo.stop()),
  };
}

/** Apollo Server reports the cause of what it calls an internal error nowhere but here. */
function toApolloLogger(log: ErrorLog): NonNullable<ApolloServerOptions<ChangeContext>['logger']> {
  const ignore = (): void => {};
  const report = (detail: unknown): void => log.error({ detail: String(detail) }, 'Apollo Server reports an error.');
  const warn = (detail: unknown): void => log.warn({ detail: String(detail) }, 'Apollo Server warns.');
  return { debug: ignore, info: ignore, warn, error: report };
}

function explorerRoutes(app: FastifyInstance): void {
  const examples = readExampleOperations();
  const sandbox = renderSandboxPage(GRAPHQL_PATH, EXPLORER_PATH, examples);
  // Nine megabytes: made when it is first wanted.
  let explorer: string | undefined;
  app.get('/', (_request, reply) => reply.type('text/html').send(sandbox));
  app.get(EXPLORER_PATH, (_request, reply) => {
    explorer ??= renderExplorerPage(GRAPHQL_PATH, examples);
    return reply.type('text/html').send(explorer);
  });
}
