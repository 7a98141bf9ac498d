import { stringify } from 'yaml';
import { adapters } from '../adapters/index.ts';
import { readConfiguration, type Configuration } from './config.ts';
import type { RunningEmulator } from './emulation/emulator.ts';
import { createDemoIssuer, type DemoCaller } from './identity/demo-issuer.ts';

export interface EmulationOptions {
  /** How many tickets each emulated backend holds at least, besides those that its page describes; 200 if left out. */
  readonly tickets?: number;
  /** Added to every answer of the emulated backends, in milliseconds. */
  readonly latencyMs?: number;
}

export interface DemoOptions extends EmulationOptions {
  /** Settings of every backend, besides those that it needs; none if left out. */
  readonly backendSettings?: Readonly<Record<string, unknown>>;
  /** Port of the gateway; 0 for any free one. */
  readonly port: number;
}

/** One emulated backend of each kind, and what a configuration says to reach them. */
export interface Emulation {
  readonly emulators: readonly RunningEmulator[];
  /** Entries of `backends` as they would stand in the file. */
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  readonly stop: () => Promise<void>;
}

/** The emulated backends and the configuration that reaches them. */
export interface Demo extends Emulation {
  readonly configuration: Configuration;
  /** A customer and an agent with their tokens. */
  readonly callers: readonly DemoCaller[];
}

/** Who acts where a backend wants to know. */
const DEMO_AGENT_EMAIL = 'agent@demo.example';

/** How many tickets an emulated backend of the demo holds at least. */
export const DEMO_TICKETS = 200;

/** Starts one emulated backend of each kind. */
export async function startEmulation({ tickets = DEMO_TICKETS, latencyMs = 0 }: EmulationOptions): Promise<Emulation> {
  const started = await Promise.all(
    adapters.map(async ({ definition, startEmulator, demoSettings }) => {
      const emulator = await startEmulator({ tickets, latencyMs });
      return { emulator, entry: { id: definition.kind, kind: definition.kind, ...demoSettings(emulator) } };
    }),
  );
  return {
    emulators: started.map(({ emulator }) => emulator),
    entries: started.map(({ entry }) => entry),
    async stop() {
      await Promise.all(started.map(({ emulator }) => emulator.stop()));
    },
  };
}

/** Starts the emulated backends, and configures the gateway for them as an operator would: by a YAML text. */
export async function startDemo({ port, backendSettings, ...options }: DemoOptions): Promise<Demo> {
  const emulation = await startEmulation(options);
  const issuer = await createDemoIssuer(customerIdsOf(emulation), DEMO_AGENT_EMAIL, Date.now);
  const text = stringify({
    server: { port, production: false },
    // Explorers work at once, without a token.
    identity: { anonymous: 'AGENT', anonymousAgentEmail: DEMO_AGENT_EMAIL, tokens: issuer.tokenSettings },
    telemetry: { metricsOnMainPort: true },
    // All of it comes from one address, and nobody else is kept waiting.
    limits: { requestsPerWindow: 1_000_000 },
    backends: emulation.entries.map((entry) => ({ ...entry, ...backendSettings })),
  });
  const definitions = adapters.map(({ definition }) => definition);
  return { ...emulation, configuration: readConfiguration(text, {}, definitions), callers: issuer.callers };
}

/** Who the demo's customer is in each backend whose tickets say whose they are. */
function customerIdsOf({ emulators }: Emulation): Record<string, string> {
  return Object.fromEntries(
    emulators.flatMap(({ name, samples }) => (samples.customerId === undefined ? [] : [[name, samples.customerId]])),
  );
}
