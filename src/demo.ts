import { stringify } from 'yaml';
import { adapters } from '../adapters/index.ts';
import { readConfiguration, type Configuration } from './config.ts';
import type { RunningEmulator } from './emulation/emulator.ts';

export interface DemoOptions {
  /** Port of the gateway; 0 for any free one. */
  readonly port: number;
  /** How many tickets each emulated backend holds at least, besides those that its page describes; 200 if left out. */
  readonly tickets?: number;
  /** Added to every answer of the emulated backends, in milliseconds. */
  readonly latencyMs?: number;
}

/** The emulated backends and the configuration that reaches them. */
export interface Demo {
  readonly emulators: readonly RunningEmulator[];
  readonly configuration: Configuration;
  readonly stop: () => Promise<void>;
}

const DEFAULT_TICKETS = 200;

/** Starts one emulated backend of each kind, and configures the gateway for them as an operator would: by a YAML text. */
export async function startDemo({ port, tickets = DEFAULT_TICKETS, latencyMs }: DemoOptions): Promise<Demo> {
  const started = await Promise.all(
    adapters.map(async ({ definition, startEmulator, demoSettings }) => {
      const emulator = await startEmulator({
        tickets,
        ...(latencyMs === undefined ? {} : { latencyMs }),
      });
      return { emulator, entry: { id: definition.kind, kind: definition.kind, ...demoSettings(emulator) } };
    }),
  );
  const file = { server: { port, production: false }, backends: started.map(({ entry }) => entry) };
  const definitions = adapters.map(({ definition }) => definition);
  return {
    emulators: started.map(({ emulator }) => emulator),
    configuration: readConfiguration(stringify(file), {}, definitions),
    async stop() {
      await Promise.all(started.map(({ emulator }) => emulator.stop()));
    },
  };
}
