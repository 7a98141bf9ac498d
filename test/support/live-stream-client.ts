import { once } from 'node:events';
import { request as sendRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { eventually } from './eventually.ts';

/** An answer of server-sent events as it comes over the wire. */
export interface StreamClient {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Everything that came so far. */
  text(): string;
  /** Waits until this has come. */
  until(part: string): Promise<void>;
  /** All of it, when it has ended. */
  rest(): Promise<string>;
  /** Goes away without a word. */
  leave(): void;
  /** Stops reading. */
  pause(): void;
  /** Reads on. */
  resume(): void;
}

export interface StreamOptions {
  /** POST if left out. */
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Sent in place of the document and its variables. */
  readonly body?: string;
}

/** Asks for events. @param url of the gateway */
export async function openStream(url: string, query: string, options: StreamOptions = {}): Promise<StreamClient> {
  const { method = 'POST', headers = {}, variables } = options;
  const address = new URL(`${url}/graphql/stream`);
  if (method === 'GET') {
    address.searchParams.set('query', query);
    if (variables !== undefined) address.searchParams.set('variables', JSON.stringify(variables));
  }
  const request = sendRequest(address, {
    method,
    agent: false,
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
  });
  if (method === 'POST') request.write(options.body ?? JSON.stringify({ query, variables }));
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (part: string) => {
    text += part;
  });
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve);
  });
  // Whoever leaves resets the connection.
  request.on('error', () => {});
  response.on('error', () => {});
  return {
    status: response.statusCode,
    headers: response.headers,
    text: () => text,
    until: (part) => eventually(`"${part}" has come`, () => text.includes(part)),
    async rest() {
      await ended;
      return text;
    },
    leave: () => void request.destroy(),
    pause: () => void response.pause(),
    resume: () => void response.resume(),
  };
}
