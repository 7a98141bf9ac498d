import { Value } from 'typebox/value';
import { Type } from 'typebox';
import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import type { AdapterDefinition } from '../../src/upstream/adapter-definition.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { connectBackend } from '../../src/upstream/connect.ts';
import { COMMON_SETTINGS, type CommonSettings } from '../../src/upstream/settings.ts';

/** A log that says nothing. */
export const SILENT_LOG: AdapterLog = { info() {}, warn() {} };

/**
 * Connects an adapter as the gateway does, with the defaults of its settings filled in and quick repeats.
 * @param settings the settings under test, secrets already as Secret
 */
export function connectAdapter(
  definition: AdapterDefinition,
  settings: Readonly<Record<string, unknown>>,
  options: { readonly clock?: () => number; readonly log?: AdapterLog } = {},
): BackendInstance {
  const schema = Type.Object({ ...COMMON_SETTINGS, ...definition.settings.properties });
  const complete = Value.Default(schema, { retryDelayMs: 5, ...settings }) as CommonSettings & Record<string, unknown>;
  return connectBackend(definition, complete, {
    id: 'under-test',
    log: options.log ?? SILENT_LOG,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
}
