import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { adapters } from '../adapters/index.ts';
import { readConfiguration, type Configuration } from '../src/config.ts';

export interface EmulatedBackends {
  readonly configuration: Configuration;
  /** Where each backend listens, by its id: its control endpoint is below. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly stop: () => void;
}

/**
 * Starts emulated backends in another process.
 * @param tickets how many tickets each holds at least
 * @param caches settings of the gateway's caches
 * @param more other parts of the configuration
 */
export async function startEmulatedBackends(
  tickets: number,
  caches: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Promise<EmulatedBackends> {
  const child = spawn(process.execPath, [new URL('emulators.ts', import.meta.url).pathname, String(tickets)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await new Promise<string[]>((resolve, reject) => {
    lines.once('line', (text) => resolve([text]));
    child.once('exit', (code) => reject(new Error(`The emulated backends ended with code ${code}.`)));
  });
  const entries = JSON.parse(line ?? '[]') as Record<string, unknown>[];
  const definitions = adapters.map(({ definition }) => definition);
  const text = stringify({
    server: { port: 0, production: false },
    // Nobody needs a token here.
    identity: { anonymous: 'AGENT', anonymousAgentEmail: 'agent@bench.example' },
    caches,
    ...more,
    // Backends that answer everything at once guard themselves by a number of rows: here it is meant to be large.
    backends: entries.map((entry) =>
      hasRowGuard(entry) ? { ...entry, maxTickets: 2 * tickets, mostBodyBytes: 64 * 1024 * 1024 } : entry,
    ),
  });
  return {
    configuration: readConfiguration(text, {}, definitions),
    addresses: new Map(entries.map(({ id, baseUrl }) => [String(id), new URL(String(baseUrl)).origin])),
    stop: () => {
      child.stdin.end();
    },
  };

  function hasRowGuard(entry: Record<string, unknown>): boolean {
    const definition = definitions.find(({ kind }) => kind === entry['kind']);
    return definition !== undefined && 'maxTickets' in definition.settings.properties;
  }
}
