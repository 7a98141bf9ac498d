import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adapters } from '../../adapters/index.ts';
import { readConfiguration, type Configuration } from '../../src/config.ts';

/** A backend whose one ticket is answered when the test says so. */
export interface SlowBackend {
  /** A configuration with this backend alone, as `slow`. */
  readonly configuration: Configuration;
  /** Resolves when a request has arrived. */
  readonly arrived: Promise<void>;
  /** Resolves when the gateway closed the connection before it had its answer. */
  readonly abandoned: Promise<void>;
  /** Answers all requests that wait. */
  answer(): void;
  stop(): Promise<void>;
}

/** Asks for the one ticket. */
export const SLOW_QUERY = '{ ticketByNativeId(backend: "slow", nativeId: "one") { nativeId status { code } } }';

export async function startSlowBackend(): Promise<SlowBackend> {
  const arrived = Promise.withResolvers<void>();
  const abandoned = Promise.withResolvers<void>();
  const waiting = new Set<ServerResponse>();
  const server = createServer((_message, response) => {
    waiting.add(response);
    response.once('close', () => {
      if (!response.writableFinished) abandoned.resolve();
    });
    arrived.resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const text = `
server: { port: 0, production: false }
identity: { anonymous: AGENT }
backends:
  - id: slow
    kind: oneview
    baseUrl: http://127.0.0.1:${port}
    token: token-of-a-test
    mostRetries: 0
    attemptTimeoutMs: 60000
    deadlineMs: 60000
    operations:
      getTicket: { method: GET, path: '/tickets/{ticketID}' }
`;
  const definitions = adapters.map(({ definition }) => definition);
  return {
    configuration: readConfiguration(text, {}, definitions),
    arrived: arrived.promise,
    abandoned: abandoned.promise,
    answer() {
      for (const response of waiting) {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ id: 'one', status: 'ASSIGNED' }));
      }
      waiting.clear();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
