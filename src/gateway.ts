import { randomBytes, randomUUID } from 'node:crypto';
import { resolvers } from '../resolvers/index.ts';
import { operationNamesIn } from './known-operation-names.ts';
import { readKnownDocuments } from './known-documents.ts';
import { ConfigurationError, type BackendConfiguration, type Configuration } from './config.ts';
import { createCatalogs } from './dispatch/catalogs.ts';
import { createCursorSeal } from './dispatch/cursor.ts';
import { guardBackend } from './dispatch/guard.ts';
import { createKnownTickets } from './dispatch/known-tickets.ts';
import { readListedTickets } from './dispatch/listed-tickets.ts';
import type { ListReaderParts } from './dispatch/list-reader.ts';
import { createMovedTickets } from './dispatch/moved-tickets.ts';
import { createOwnHistory } from './dispatch/own-history.ts';
import { createOwnLogs } from './dispatch/own-logs.ts';
import { createBackendRegistry } from './dispatch/registry.ts';
import { createScans } from './dispatch/scan.ts';
import { createIdentity, type Identity } from './identity/identity.ts';
import { createLive, type Live } from './live/live.ts';
import type { LiveContextParts } from './live/live-context.ts';
import { createStores, type Stores } from './store/shared-store.ts';
import { createUploadStore } from './store/upload-store.ts';
import type { BackendInstance } from './ticketing/adapter.ts';
import type { GatewayError } from './ticketing/errors.ts';
import { createPrincipal } from './ticketing/principal.ts';
import type { Log } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createTelemetry } from './telemetry/telemetry.ts';
import { reportFault } from './transport/error-format.ts';
import { createAdminServer, type AdminServer } from './transport/admin-server.ts';
import { createHttpServer, type HttpServer } from './transport/http-server.ts';
import { createSchema } from './transport/schema.ts';
import { createTrustedDocuments } from './transport/trusted-documents.ts';
import { tokensRoute, type ShownCaller } from './transport/tokens-page.ts';
import { connectBackend, type ConnectedBackend, type ConnectOptions } from './upstream/connect.ts';
import { createIdempotency } from './writes/idempotency.ts';
import type { AdapterLog } from './upstream/adapter-kit.ts';
import { checkWebhooks, webhookDoors } from './webhook-doors.ts';

/** Where the gateway writes its log. */
export type GatewayLog = Log;

export interface Gateway {
  readonly backends: readonly BackendInstance[];
  readonly identity: Identity;
  readonly http: HttpServer;
  readonly live: Live;
  readonly stores: Stores;
  /** Health and metrics, if they have a port of their own. */
  readonly admin: AdminServer | null;
  /** Finishes what is under way, then lets go of everything. */
  readonly stop: () => Promise<void>;
}

export interface GatewayExtras {
  /** Callers whose tokens are shown to everybody: for the demo alone. */
  readonly shownCallers?: readonly ShownCaller[];
}

/** Puts a gateway together. It does not listen yet. */
export async function createGateway(
  configuration: Configuration,
  log: GatewayLog,
  { shownCallers = [] }: GatewayExtras = {},
): Promise<Gateway> {
  const { server, caches, attachments, limits, documents, telemetry: settings } = configuration;
  const knownDocuments = readKnownDocuments(documents, server.console);
  const metrics = createMetrics({
    backends: () => connected.map(({ id, health, load }) => ({ id, health: health(), load: load() })),
    connections: () => http.live,
    ...(configuration.redis === undefined ? {} : { storeState: () => stores.health().state }),
  });
  const telemetry = createTelemetry({
    log,
    metrics,
    operationNames: new Set([...settings.operationNames, ...operationNamesIn(knownDocuments?.values() ?? [])]),
    slowOperationMs: settings.slowOperationMs,
  });
  const connected: readonly ConnectedBackend[] = connectBackends(configuration, log, {
    beginAttempt: telemetry.countAttempt,
    onCacheUse: metrics.cache,
  });
  const backends = connected.map(guardBackend);
  const identity = createIdentity(configuration.identity, {
    passThroughBackends: backends.filter(({ access }) => access.strategy === 'PASS_THROUGH').map(({ id }) => id),
    exchangesTokens: backends.some(({ access }) => access.strategy === 'EXCHANGE'),
    clock: Date.now,
    log,
  });
  if (server.cursorKey === undefined && (server.production || configuration.redis !== undefined)) {
    log.warn(
      {},
      'server.cursorKey is not set: cursors end with this process and are not understood by other instances.',
    );
  }
  const stores = await openStores(configuration, log);
  const { store } = stores;
  const known = createKnownTickets(store);
  const scans = createScans({
    clock: Date.now,
    holdMs: caches.scanHoldMs,
    mostRows: caches.scanHoldRows,
    onUse: (use) => metrics.cache('scan', use),
    changeCursor: () => stores.changes.head(),
  });
  const live = openLive(configuration, stores, { scans, known }, log);
  const uploads = createUploadStore({
    ...attachments,
    onProblem: (problem) =>
      log.warn({ problem: String(problem) }, 'A file that was not wanted any more is still there.'),
  });
  const parts: LiveContextParts = {
    registry: createBackendRegistry(backends),
    catalogs: createCatalogs({
      clock: Date.now,
      freshMs: caches.catalogFreshMs,
      staleMs: caches.catalogStaleMs,
      ...(stores.kind === 'redis' ? { shared: store } : {}),
      onUse: (use) => metrics.cache('catalog', use),
    }),
    scans,
    seal: createCursorSeal(server.cursorKey?.reveal() ?? randomBytes(32).toString('hex')),
    known,
    ownLogs: createOwnLogs(stores.lists),
    moved: createMovedTickets(store),
    ownHistory: createOwnHistory(stores.lists),
    idempotency: createIdempotency(store),
    news: live,
    live,
    reportChange: metrics.change,
    uploads,
  };
  // One process alone shares nothing that could be lost.
  const storeState = stores.kind === 'memory' ? {} : { storeState: () => stores.health().state };
  const http = await createHttpServer(createSchema(resolvers), parts, log, {
    isProduction: server.production,
    hasConsole: server.console,
    allowsIntrospection: server.introspection ?? !server.production,
    limits,
    live: configuration.live,
    counters: stores.counters,
    webhooks: {
      doors: webhookDoors(configuration.backends),
      store,
      receive: (backend, events) => live.receive(backend, events),
      clock: Date.now,
    },
    ...storeState,
    documents: createTrustedDocuments(knownDocuments, documents.mode, log),
    mostAutomaticDocuments: documents.automatic ? documents.mostAutomatic : null,
    trustedProxies: server.trustedProxies,
    stopDelayMs: server.stopDelayMs,
    corsOrigins: server.corsOrigins,
    operationDeadlineMs: server.operationDeadlineMs,
    attachments,
    mostBodyBytes: server.mostBodyBytes,
    principalOf: identity.principalOf,
    watch: { beginOperation: telemetry.beginOperation, countAnswer: metrics.answer },
    tellsHealth: settings.adminPort === undefined,
    ...(settings.metricsOnMainPort ? { metrics } : {}),
  });
  const health = { registry: parts.registry, isStopping: http.isStopping, ...storeState };
  const admin = settings.adminPort === undefined ? null : createAdminServer(health, metrics, log);
  if (shownCallers.length > 0 && !server.production) {
    tokensRoute(http.app, shownCallers, parts.registry, identity.principalOf);
  }
  return {
    backends,
    identity,
    http,
    live,
    stores,
    admin,
    async stop() {
      await http.stop();
      await live.stop();
      await admin?.stop();
      await Promise.all(backends.map((backend) => backend.close()));
      await uploads.close();
      await stores.close();
    },
  };
}

/** What is kept and shared, in this process alone or with others over Redis. */
function openStores({ redis, live }: Configuration, log: GatewayLog): Promise<Stores> {
  const changeBounds = { mostEntries: live.mostChanges, mostBytes: live.mostChangeBytes };
  return createStores({ redis, clock: Date.now, log, changeBounds });
}

function openLive({ live }: Configuration, stores: Stores, lists: ListReaderParts, log: GatewayLog): Live {
  return createLive({
    ...stores,
    ...live,
    holder: randomUUID(),
    clock: Date.now,
    random: Math.random,
    reportFailure: (error) => log.error({ error: String(error) }, 'Looking for changes failed.'),
    askAs(principal, language, signal) {
      const correlationId = randomUUID();
      const report = (error: GatewayError): string | null => reportFault(error, correlationId, log);
      return { principal, language, signal, correlationId, reportFault: report };
    },
    gateway: GATEWAY,
    readList: (part, asker) => readListedTickets(part, live.mostListed, asker, lists),
    forgetLists: (backend) => lists.scans.forget(backend),
  });
}

/** Who the gateway itself is towards backends that it reaches with its own account. */
const GATEWAY = createPrincipal({
  subject: 'ticket-gateway',
  isAuthenticated: true,
  roles: ['ADMIN'],
  agentEmail: null,
  customerIds: {},
  backendTokens: {},
  bearerToken: null,
  expiresAt: null,
});

/**
 * Connects every backend of a configuration, unguarded: whoever calls them sees all that the configured accounts may.
 * Makes no call.
 * @param watch who is told of attempts and caches
 * @throws ConfigurationError if an adapter finds a fault in its settings that no description of them can tell, or a backend
 * that cannot have webhooks is to have them
 */
export function connectBackends(
  { backends }: Configuration,
  log: GatewayLog,
  watch: ConnectWatch = {},
): ConnectedBackend[] {
  const connected = backends.map((backend) => connect(backend, log, watch));
  checkWebhooks(backends, connected);
  return connected;
}

type ConnectWatch = Pick<ConnectOptions, 'beginAttempt' | 'onCacheUse'>;

function connect(
  { id, definition, settings }: BackendConfiguration,
  log: GatewayLog,
  watch: ConnectWatch,
): ConnectedBackend {
  try {
    return connectBackend(definition, settings, { ...watch, id, log: adapterLog(log, id) });
  } catch (error) {
    throw new ConfigurationError([`backend "${id}": ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function adapterLog(log: GatewayLog, backend: string): AdapterLog {
  return {
    info: (message, facts) => log.info({ backend, ...facts }, message),
    warn: (message, facts) => log.warn({ backend, ...facts }, message),
  };
}
