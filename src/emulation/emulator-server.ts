import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { isControlPath, replyToControl } from './control-endpoint.ts';
import type {
  EmulatorControl,
  EmulatorDefinition,
  EmulatorOptions,
  EmulatorRequest,
  RecordedRequest,
  Route,
} from './emulator.ts';
import { replyWithFault, sendReply, type Fault, type Reply } from './fault.ts';

const MOST_RECORDED = 1_000;
const UNMATCHED = 'unmatched';

export interface EmulatorServer {
  readonly url: string;
  readonly control: EmulatorControl;
  readonly stop: () => Promise<void>;
}

/**
 * Puts an emulated backend on a loopback port: real HTTP, with faults, counters and a control endpoint under
 * `/__control`. Knows no backend and shares no code with the gateway's own client.
 */
export async function startEmulatorServer(
  definition: EmulatorDefinition,
  options: EmulatorOptions = {},
): Promise<EmulatorServer> {
  const control = createControl(definition);
  const server = createServer((message, response) => {
    handle(message, response).catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (response.headersSent) response.destroy();
      else sendReply(response, { status: 500, body: `The ${definition.name} emulator failed: ${text}` });
    });
  });

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '/', 'http://emulator');
    const body = await readBody(message);
    if (isControlPath(url.pathname))
      return sendReply(response, replyToControl(control, message.method ?? '', url, body));
    const match = matchRoute(definition.routes, message.method ?? '', rawPath(message.url ?? '/'));
    const request = toRequest(message, url, body, match.params);
    const label = match.route?.label ?? UNMATCHED;
    control.record({
      route: label,
      method: request.method,
      url: message.url ?? '',
      rawHeaders: message.rawHeaders,
      body: body.toString('utf8'),
    });
    if (options.latencyMs !== undefined && options.latencyMs > 0) await wait(options.latencyMs);
    const answer = async (): Promise<Reply> => {
      if (match.route === undefined) return definition.unmatched(request);
      const reply = await match.route.handle(request);
      if (request.method !== 'GET' && reply.status < 400) control.countApplied(label);
      return reply;
    };
    const fault = control.takeFault(request.method, label);
    if (fault === undefined) return sendReply(response, await answer());
    return replyWithFault(fault, message, response, answer);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    control,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

interface InnerControl extends EmulatorControl {
  record(request: RecordedRequest): void;
  countApplied(route: string): void;
  takeFault(method: string, route: string): Fault | undefined;
}

function createControl(definition: EmulatorDefinition): InnerControl {
  const defaults = { ...definition.switches };
  let counters: Record<string, number> = {};
  let applied: Record<string, number> = {};
  let faulted: Record<string, number> = {};
  let recorded: RecordedRequest[] = [];
  let faults: { fault: Fault; left: number }[] = [];
  return {
    counters: () => ({ ...counters }),
    applied: () => ({ ...applied }),
    countApplied(route) {
      applied[route] = (applied[route] ?? 0) + 1;
    },
    faulted: () => ({ ...faulted }),
    requests: () => [...recorded],
    record(request) {
      counters[request.route] = (counters[request.route] ?? 0) + 1;
      recorded.push(request);
      if (recorded.length > MOST_RECORDED) recorded.shift();
    },
    addFault(fault) {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clearFaults() {
      faults = [];
    },
    takeFault(method, route) {
      const entry = faults.find(
        ({ fault, left }) => left > 0 && (fault.method ?? method) === method && (fault.route ?? route) === route,
      );
      if (entry === undefined) return undefined;
      entry.left -= 1;
      faulted[entry.fault.kind] = (faulted[entry.fault.kind] ?? 0) + 1;
      return entry.fault;
    },
    setSwitches(values) {
      for (const [name, value] of Object.entries(values)) {
        if (!(name in defaults))
          throw new Error(`There is no switch "${name}"; there are: ${Object.keys(defaults).join(', ')}.`);
        definition.switches[name] = value;
      }
    },
    keepSwitches(values) {
      this.setSwitches(values);
      Object.assign(defaults, values);
    },
    act(name, input) {
      const action = definition.actions[name];
      if (action === undefined) {
        throw new Error(`There is no action "${name}"; there are: ${Object.keys(definition.actions).join(', ')}.`);
      }
      return action(input);
    },
    reset() {
      counters = {};
      applied = {};
      faulted = {};
      recorded = [];
      faults = [];
      Object.assign(definition.switches, defaults);
    },
  };
}

function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route?: Route; params: Record<string, string> } {
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.path, path);
    if (params !== undefined) return { route, params };
  }
  return { params: {} };
}

/** Segments are compared before they are decoded, so that an encoded slash stays part of its segment. */
function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const expected = pattern.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = actual[index] ?? '';
    if (segment.startsWith(':')) {
      const decoded = decode(value);
      if (decoded === undefined || decoded === '') return undefined;
      params[segment.slice(1)] = decoded;
    } else if (segment !== value) return undefined;
  }
  return params;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function rawPath(url: string): string {
  return url.split('?', 1)[0] ?? '/';
}

function toRequest(message: IncomingMessage, url: URL, body: Buffer, params: Record<string, string>): EmulatorRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  return {
    method: message.method ?? '',
    path: rawPath(message.url ?? '/'),
    params,
    query: url.searchParams,
    headers,
    body,
    json: () => parseJson(body),
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
