import { stringify } from 'yaml';
import type { AdapterEntry } from '../../adapters/index.ts';
import { readConfiguration } from '../../src/config.ts';
import type { RunningEmulator } from '../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import { connectBackend } from '../../src/upstream/connect.ts';
import { SILENT_LOG } from './connect-adapter.ts';

/** Connects an adapter to its emulator through a configuration text, as the demo does, with quick repeats. */
export function connectToEmulator(
  { definition, demoSettings }: AdapterEntry,
  emulator: RunningEmulator,
  settings: Readonly<Record<string, unknown>> = {},
): BackendInstance {
  const entry = { id: definition.kind, kind: definition.kind, retryDelayMs: 5, ...demoSettings(emulator), ...settings };
  const { backends } = readConfiguration(stringify({ identity: { anonymous: 'AGENT' }, backends: [entry] }), {}, [
    definition,
  ]);
  const [backend] = backends;
  if (backend === undefined) throw new Error('The configuration has no backend.');
  return connectBackend(definition, backend.settings, { id: backend.id, log: SILENT_LOG });
}
