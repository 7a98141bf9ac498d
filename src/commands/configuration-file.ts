import { readFileSync } from 'node:fs';
import { adapters } from '../../adapters/index.ts';
import { readConfiguration, type Configuration } from '../config.ts';
import { codeOf, UsageError } from './usage-error.ts';

/** What is read where `--config` names no other file. */
export const DEFAULT_FILE = 'ticket-gateway.yaml';

/** The option that all commands share which read the configuration. */
export const CONFIG_OPTION = { config: { type: 'string', default: DEFAULT_FILE } } as const;

/**
 * Reads the configuration of a file, with the variables of this process's environment.
 * @throws UsageError if there is no such file
 * @throws ConfigurationError with everything that is wrong in it
 */
export function readConfigurationNamed(name: string): Configuration {
  return readConfiguration(
    readText(name),
    process.env,
    adapters.map(({ definition }) => definition),
  );
}

function readText(name: string): string {
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
