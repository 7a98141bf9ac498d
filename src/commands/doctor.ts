import { parseArgs } from 'node:util';
import type { Configuration } from '../config.ts';
import { connectBackends } from '../gateway.ts';
import { CONFIG_OPTION, readConfigurationNamed } from './configuration-file.ts';
import { placeOf, renderFindings, type Finding } from './finding.ts';
import { probeBackend } from './probe-backend.ts';
import { probeKeySet } from './probe-key-set.ts';
import { probeStore } from './probe-store.ts';
import { SILENT } from './silent-log.ts';

/** Tries everything that the configuration names, and prints what a person should do. Changes nothing. */
export async function doctor(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: CONFIG_OPTION });
  const findings = await examine(readConfigurationNamed(values.config));
  process.stdout.write(renderFindings(findings));
  if (findings.some(({ hasFailed }) => hasFailed)) process.exitCode = 1;
}

async function examine(configuration: Configuration): Promise<Finding[]> {
  const backends = connectBackends(configuration, SILENT);
  try {
    const addresses = new Map(configuration.backends.map(({ id, settings }) => [id, placeOf(settings['baseUrl'])]));
    const found = await Promise.all([
      ...backends.map(async (backend) => [await probeBackend(backend, addresses.get(backend.id) ?? '')]),
      probeKeySet(configuration),
      probeStore(configuration),
    ]);
    return found.flat();
  } finally {
    await Promise.all(backends.map((backend) => backend.close()));
  }
}
