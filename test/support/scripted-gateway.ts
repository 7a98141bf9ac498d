import { Type } from 'typebox';
import { stringify } from 'yaml';
import { readConfiguration, type Configuration } from '../../src/config.ts';
import { createGateway } from '../../src/gateway.ts';
import type { LiveCounts } from '../../src/live/live.ts';
import type { ChangeStream } from '../../src/store/change-stream.ts';
import { defineAdapter } from '../../src/upstream/adapter-definition.ts';
import { collectingLog, type LogLine } from './gateway.ts';
import type { ScriptedBackend } from './scripted-backend.ts';

/** The whole gateway over one backend whose changes happen when a test says so. Everybody is an agent. */
export interface ScriptedGateway {
  readonly url: string;
  readonly log: readonly LogLine[];
  /** The log of changes, as other instances may write to it. */
  readonly changes: ChangeStream;
  liveCounts(): LiveCounts & { readonly sockets: number; readonly streams: number };
  stop(): Promise<void>;
}

export interface ScriptedGatewayOptions {
  readonly live?: Partial<Configuration['live']>;
  readonly server?: Partial<Configuration['server']>;
}

export async function startScriptedGateway(
  { backend }: ScriptedBackend,
  { live = {}, server = {} }: ScriptedGatewayOptions = {},
): Promise<ScriptedGateway> {
  const definition = defineAdapter({
    kind: 'scripted',
    title: 'Scripted',
    settings: Type.Object({}),
    connect: () => backend,
  });
  const text = stringify({
    server: { production: false },
    identity: { anonymous: 'AGENT' },
    limits: { requestsPerWindow: 1_000_000, connections: 10_000 },
    live: { mostConnectionsEach: 10_000, ...live },
    backends: [{ id: backend.id, kind: 'scripted' }],
  });
  const read = readConfiguration(text, {}, [definition]);
  const { pollMs } = backend;
  const configuration: Configuration = {
    ...read,
    server: { ...read.server, ...server },
    backends: read.backends.map((entry) => ({
      ...entry,
      settings: { ...entry.settings, pollMs: pollMs.shortest, longestPollMs: pollMs.longest },
    })),
  };
  const log: LogLine[] = [];
  const gateway = await createGateway(configuration, collectingLog(log));
  const url = await gateway.http.app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    log,
    changes: gateway.stores.changes,
    liveCounts: () => ({
      ...gateway.live.counts(),
      sockets: gateway.http.live.sockets,
      streams: gateway.http.live.streams,
    }),
    stop: () => gateway.stop(),
  };
}
