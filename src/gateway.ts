import { randomBytes } from 'node:crypto';
import { resolvers } from '../resolvers/index.ts';
import { ConfigurationError, type BackendConfiguration, type Configuration } from './config.ts';
import { createCatalogs } from './dispatch/catalogs.ts';
import { createCursorSeal } from './dispatch/cursor.ts';
import { createKnownTickets } from './dispatch/known-tickets.ts';
import { createOwnLogs } from './dispatch/own-logs.ts';
import { createBackendRegistry } from './dispatch/registry.ts';
import { createScans } from './dispatch/scan.ts';
import { createMemoryStore } from './store/memory-store.ts';
import type { BackendInstance } from './ticketing/adapter.ts';
import { createHttpServer, type HttpServer } from './transport/http-server.ts';
import { createSchema } from './transport/schema.ts';
import { connectBackend } from './upstream/connect.ts';
import type { ChangeParts } from './writes/change.ts';
import { createIdempotency } from './writes/idempotency.ts';
import type { AdapterLog } from './upstream/adapter-kit.ts';

/** Where the gateway writes its log: pino or something of its shape. */
export interface GatewayLog {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Gateway {
  readonly backends: readonly BackendInstance[];
  readonly http: HttpServer;
  /** Finishes what is under way, then lets go of everything. */
  readonly stop: () => Promise<void>;
}

/** Puts a gateway together. It does not listen yet. */
export async function createGateway(configuration: Configuration, log: GatewayLog): Promise<Gateway> {
  const { server, caches } = configuration;
  const backends = configuration.backends.map((backend) => connect(backend, log));
  if (server.cursorKey === undefined && server.production) {
    log.warn(
      {},
      'server.cursorKey is not set: cursors end with this process and are not understood by other instances.',
    );
  }
  const store = createMemoryStore();
  const parts: ChangeParts = {
    registry: createBackendRegistry(backends),
    catalogs: createCatalogs({ clock: Date.now, freshMs: caches.catalogFreshMs, staleMs: caches.catalogStaleMs }),
    scans: createScans({ clock: Date.now, holdMs: caches.scanHoldMs, mostRows: caches.scanHoldRows }),
    seal: createCursorSeal(server.cursorKey?.reveal() ?? randomBytes(32).toString('hex')),
    known: createKnownTickets(store),
    ownLogs: createOwnLogs(store),
    idempotency: createIdempotency(store),
  };
  const http = await createHttpServer(createSchema(resolvers), parts, log, {
    isProduction: server.production,
    corsOrigins: server.corsOrigins,
    operationDeadlineMs: server.operationDeadlineMs,
    mostBodyBytes: server.mostBodyBytes,
    agentEmail: server.agentEmail ?? null,
  });
  return {
    backends,
    http,
    async stop() {
      await http.stop();
      await Promise.all(backends.map((backend) => backend.close()));
    },
  };
}

/** @throws ConfigurationError if the adapter finds a fault in its settings that no description of them can tell */
function connect({ id, definition, settings }: BackendConfiguration, log: GatewayLog): BackendInstance {
  try {
    return connectBackend(definition, settings, { id, log: adapterLog(log, id) });
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
