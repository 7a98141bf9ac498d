import { testPrincipal } from './principal.ts';
import { defaultFieldResolver, graphql, isObjectType, type GraphQLError, type GraphQLSchema } from 'graphql';
import { resolvers } from '../../resolvers/index.ts';
import { startDemo } from '../../src/demo.ts';
import { createCatalogs } from '../../src/dispatch/catalogs.ts';
import { createCursorSeal } from '../../src/dispatch/cursor.ts';
import { createGatewayContext, type GatewayContext, type GatewayParts } from '../../src/dispatch/gateway-context.ts';
import { createKnownTickets } from '../../src/dispatch/known-tickets.ts';
import { createMovedTickets } from '../../src/dispatch/moved-tickets.ts';
import { createOwnHistory } from '../../src/dispatch/own-history.ts';
import { createOwnLogs } from '../../src/dispatch/own-logs.ts';
import { createBackendRegistry } from '../../src/dispatch/registry.ts';
import { createScans } from '../../src/dispatch/scan.ts';
import type { RunningEmulator } from '../../src/emulation/emulator.ts';
import { createMemoryLists } from '../../src/store/memory-lists.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { createSchema } from '../../src/transport/schema.ts';
import { connectBackend } from '../../src/upstream/connect.ts';
import type { LiveContextParts } from '../../src/live/live-context.ts';
import { startLive } from './live-under-test.ts';
import { SILENT_LOG } from './connect-adapter.ts';

/** A slow machine must not look like a fault of a backend. */
const PATIENCE = { deadlineMs: 60_000, attemptTimeoutMs: 60_000 };

/** The gateway without its server, watched field by field. */
export interface WatchedGateway {
  readonly schema: GraphQLSchema;
  readonly emulators: readonly RunningEmulator[];
  /** Errors are as they were thrown, not as they leave the gateway. */
  query(document: string): Promise<{ readonly data: unknown; readonly errors: readonly GraphQLError[] }>;
  /** `Type.field` of each field that was answered. */
  readonly answered: ReadonlySet<string>;
  /** `Type.field` of each field without a resolver of which some parent held nothing at all: not even null. */
  readonly missing: ReadonlySet<string>;
  readonly stop: () => Promise<void>;
}

/** Starts emulated backends of every kind and puts the gateway's schema over them. */
export async function startWatchedGateway(): Promise<WatchedGateway> {
  const demo = await startDemo({ port: 0, tickets: 20 });
  const backends = demo.configuration.backends.map(({ id, definition, settings }) =>
    connectBackend(definition, { ...settings, ...PATIENCE }, { id, log: SILENT_LOG }),
  );
  const { caches } = demo.configuration;
  const { live, stop: stopLive } = await startLive();
  const parts: GatewayParts & Pick<LiveContextParts, 'live'> = {
    live,
    registry: createBackendRegistry(backends),
    catalogs: createCatalogs({ clock: Date.now, freshMs: caches.catalogFreshMs, staleMs: caches.catalogStaleMs }),
    scans: createScans({ clock: Date.now, holdMs: caches.scanHoldMs, mostRows: caches.scanHoldRows }),
    seal: createCursorSeal('a key for tests alone, of enough characters'),
    known: createKnownTickets(createMemoryStore()),
    ownLogs: createOwnLogs(createMemoryLists()),
    moved: createMovedTickets(createMemoryStore()),
    ownHistory: createOwnHistory(createMemoryLists()),
  };
  const answered = new Set<string>();
  const missing = new Set<string>();
  const schema = watch(createSchema(resolvers), answered, missing);
  return {
    schema,
    emulators: demo.emulators,
    async query(source) {
      const { data, errors = [] } = await graphql({ schema, source, contextValue: newContext(parts) });
      return { data, errors };
    },
    answered,
    missing,
    async stop() {
      await stopLive();
      await Promise.all(backends.map((backend) => backend.close()));
      await demo.stop();
    },
  };
}

function newContext(parts: GatewayParts): GatewayContext {
  return createGatewayContext(parts, {
    principal: testPrincipal(),
    signal: AbortSignal.timeout(60_000),
    correlationId: '7f3d2c1e-0000-4000-8000-000000000002',
    language: 'en',
  });
}

function watch(schema: GraphQLSchema, answered: Set<string>, missing: Set<string>): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      const own = field.resolve;
      field.resolve = (parent, given, context, info) => {
        answered.add(name);
        if (own !== undefined) return own(parent, given, context, info);
        if ((parent as Record<string, unknown> | undefined)?.[field.name] === undefined) missing.add(name);
        return defaultFieldResolver(parent, given, context, info);
      };
    }
  }
  return schema;
}
