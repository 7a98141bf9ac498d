import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adapters } from '../../adapters/index.ts';
import { readConfiguration, type Configuration } from '../../src/config.ts';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';

/** A backend whose one file comes as the test says. */
export interface FileBackend {
  readonly configuration: Configuration;
  /** Path of the file on the gateway. */
  readonly path: string;
  /** The answer to the next request for the file, when it has come. */
  next(): Promise<ServerResponse>;
  stop(): Promise<void>;
}

/** @param settings of the backend, as they stand in YAML */
export async function startFileBackend(settings: string): Promise<FileBackend> {
  const come: ServerResponse[] = [];
  const waiting: ((response: ServerResponse) => void)[] = [];
  const server = createServer((message, response) => {
    message.resume();
    if (message.url?.startsWith('/v3/auth/tokens') === true) {
      response.writeHead(201, { 'x-subject-token': 'a-token' }).end('{}');
      return;
    }
    const wanted = waiting.shift();
    if (wanted === undefined) come.push(response);
    else wanted(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const text = `
server: { port: 0, production: false }
identity: { anonymous: AGENT }
backends:
  - id: files
    kind: huawei
    baseUrl: http://127.0.0.1:${port}
    iamUrl: http://127.0.0.1:${port}
    iamUser: user
    iamPassword: a password of a test
    iamDomain: domain
    scope: { projectId: project }
    mostRetries: 0
    ${settings}
`;
  const definitions = adapters.map(({ definition }) => definition);
  return {
    configuration: readConfiguration(text, {}, definitions),
    path: `/attachments/${encodeGlobalId({ type: 'Attachment', backend: 'files', nativeId: 'file-1' })}`,
    async next() {
      const first = come.shift();
      if (first !== undefined) return first;
      const { promise, resolve } = Promise.withResolvers<ServerResponse>();
      waiting.push(resolve);
      return promise;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
