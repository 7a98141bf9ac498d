import { parseArgs } from 'node:util';
import { startDemo } from '../demo.ts';
import { CONSOLE_PATH } from '../transport/console-routes.ts';
import { EXPLORER_PATH, GRAPHQL_PATH } from '../transport/http-server.ts';
import { TOKENS_PATH } from '../transport/tokens-page.ts';
import { DEMO_POLL_MS, DEMO_WEBHOOK_SECRET, demoExamples } from './demo-examples.ts';
import { runGateway } from './run-gateway.ts';
import { UsageError } from './usage-error.ts';

/** Runs with emulated backends, and prints where everything is. */
export async function demo(words: readonly string[]): Promise<void> {
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
    // Short for whoever waits to see something; nobody else asks these backends.
    backendSettings: { pollMs: DEMO_POLL_MS, webhook: { secret: DEMO_WEBHOOK_SECRET } },
    ...(values.tickets === undefined ? {} : { tickets: wholeNumber(values.tickets, '--tickets', 1_000_000) }),
    ...(values.latency === undefined ? {} : { latencyMs: wholeNumber(values.latency, '--latency', 600_000) }),
  });
  const { url } = await runGateway(started.configuration, started.stop, { shownCallers: started.callers });
  const backends = started.emulators.map(
    ({ name, url: address }) => `  ${name.padEnd(12)} ${address}   control: ${address}/__control/counters`,
  );
  const callers = started.callers.map(({ name, token }) => `  ${name.padEnd(12)} Bearer ${token}`);
  process.stdout.write(`
Demo of the ticket gateway, with emulated backends. Stop it with Ctrl+C.

  Console       ${url}${CONSOLE_PATH}   (for agents: live queue, tickets, moves)
  Explorer      ${url}${EXPLORER_PATH}   (works offline, opens with example operations)
  Sandbox       ${url}/   (Apollo Sandbox, needs the internet)
  GraphQL       ${url}${GRAPHQL_PATH}
  Tokens        ${url}${TOKENS_PATH}   (of a customer and of an agent; without one you are an anonymous agent)

Callers, for the header authorization:
${callers.join('\n')}

Emulated backends, and where to break them:
${backends.join('\n')}

${demoExamples(url, started.emulators)}`);
}

function wholeNumber(text: string, option: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new UsageError(`${option} takes a whole number from 0 to ${most}.`);
}
