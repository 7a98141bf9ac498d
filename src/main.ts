import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { adapters } from '../adapters/index.ts';
import { ConfigurationError, readConfiguration, type Configuration } from './config.ts';
import { startDemo } from './demo.ts';
import { createGateway } from './gateway.ts';
import { EXPLORER_PATH, GRAPHQL_PATH } from './transport/http-server.ts';

const DEFAULT_FILE = 'ticket-gateway.yaml';

const HELP = `ticket-gateway <command>

  serve [--config FILE]   run with your backends; FILE is ${DEFAULT_FILE} if left out
  demo                    run with emulated backends, without any account
       [--port N]         port of the gateway (4000)
       [--tickets N]      how many tickets each emulated backend holds at least
       [--latency MS]     added to every answer of the emulated backends
  help                    show this
`;

/** A mistake in how the program was called: its message is all that the caller needs. */
class UsageError extends Error {}

async function main(words: readonly string[]): Promise<void> {
  const [command = 'help', ...rest] = words;
  switch (command) {
    case 'serve':
      return serve(rest);
    case 'demo':
      return demo(rest);
    case 'help':
    case '--help':
      print(HELP);
      return;
    default:
      throw new UsageError(`There is no command "${command}".\n\n${HELP}`);
  }
}

async function serve(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { config: { type: 'string', default: DEFAULT_FILE } } });
  const configuration = readConfiguration(
    readFile(values.config),
    process.env,
    adapters.map(({ definition }) => definition),
  );
  await run(configuration, async () => {});
}

async function demo(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      port: { type: 'string', default: process.env['PORT'] ?? '4000' },
      tickets: { type: 'string' },
      latency: { type: 'string' },
    },
  });
  const started = await startDemo({
    port: wholeNumber(values.port, '--port', 65_535),
    ...(values.tickets === undefined ? {} : { tickets: wholeNumber(values.tickets, '--tickets', 1_000_000) }),
    ...(values.latency === undefined ? {} : { latencyMs: wholeNumber(values.latency, '--latency', 600_000) }),
  });
  const url = await run(started.configuration, started.stop);
  const backends = started.emulators.map(
    ({ name, url: address }) => `  ${name.padEnd(12)} ${address}   control: ${address}/__control/counters`,
  );
  print(`
Demo of the ticket gateway, with emulated backends. Stop it with Ctrl+C.

  Explorer      ${url}${EXPLORER_PATH}   (works offline, opens with example operations)
  Sandbox       ${url}/   (Apollo Sandbox, needs the internet)
  GraphQL       ${url}${GRAPHQL_PATH}

Emulated backends, and where to break them:
${backends.join('\n')}

Try:
  curl -s ${url}${GRAPHQL_PATH} -H 'content-type: application/json' \\
    -d '{"query":"{ tickets(first: 5) { nodes { number title backend { id } status { category label } } sources { backend { id } state rows } } }"}'
`);
}

/** Runs until a signal asks to stop. @returns where the gateway listens */
async function run(configuration: Configuration, afterwards: () => Promise<void>): Promise<string> {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const gateway = await createGateway(configuration, log);
  const { host, port } = configuration.server;
  let isStopping = false;
  async function stop(signal: string): Promise<void> {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'Stopping.');
    await gateway.stop();
    await afterwards();
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop(signal).catch((error: unknown) => fail(error));
    });
  }
  try {
    const url = await gateway.http.app.listen({ host, port });
    log.info({ url, backends: gateway.backends.map(({ id }) => id) }, 'The gateway listens.');
    return url;
  } catch (error) {
    await gateway.stop();
    await afterwards();
    throw toListenError(error, host, port);
  }
}

function readFile(name: string): string {
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw new UsageError(`The configuration "${name}" cannot be read (${codeOf(error)}).`);
    }
    throw new UsageError(
      `There is no configuration "${name}". Write one (ticket-gateway.example.yaml shows how) or name it with --config. ` +
        'To look around without any backend of your own, run the demo: npm run demo',
    );
  }
}

function toListenError(error: unknown, host: string, port: number): unknown {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return new UsageError(
      `Port ${port} of ${host} is in use. Choose another one: --port for the demo, server.port in the configuration.`,
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new UsageError(
      `The gateway cannot listen on port ${port} of ${host} (${code}). Check server.host and server.port.`,
    );
  }
  return error;
}

function wholeNumber(text: string, option: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new UsageError(`${option} takes a whole number from 0 to ${most}.`);
}

function print(text: string): void {
  process.stdout.write(text);
}

function fail(error: unknown): void {
  const isExpected = error instanceof UsageError || error instanceof ConfigurationError || isOptionError(error);
  process.stderr.write(
    `${isExpected && error instanceof Error ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
}

function isOptionError(error: unknown): boolean {
  return codeOf(error).startsWith('ERR_PARSE_ARGS');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

main(process.argv.slice(2)).catch(fail);
