import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import type { Configuration } from '../config.ts';
import { connectBackends } from '../gateway.ts';
import { readManifestFile } from '../manifest-file.ts';
import { CONFIG_OPTION, readConfigurationNamed } from './configuration-file.ts';
import { probeKeySet } from './probe-key-set.ts';
import { SILENT } from './silent-log.ts';
import { UsageError } from './usage-error.ts';

/**
 * Says whether the configuration can be used, and what it comes to with all defaults and without secrets.
 * @throws ConfigurationError with everything that is wrong
 */
export async function checkConfig(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { ...CONFIG_OPTION, online: { type: 'boolean', default: false } },
  });
  const configuration = readConfigurationNamed(values.config);
  // Adapters find mistakes that no description of their settings can tell.
  const backends = connectBackends(configuration, SILENT);
  await Promise.all(backends.map((backend) => backend.close()));
  readManifestFile(configuration.documents);
  if (values.online) await checkKeySet(configuration);
  process.stdout.write(`# The configuration "${values.config}" can be used. With all defaults it is:\n`);
  process.stdout.write(stringify(summaryOf(configuration)));
}

async function checkKeySet(configuration: Configuration): Promise<void> {
  const [finding] = await probeKeySet(configuration);
  if (finding?.hasFailed === true) throw new UsageError(`${finding.what} (${finding.address}): ${finding.advice}`);
}

/** As it would stand in the file. Secrets show as [secret]. */
function summaryOf({ backends, ...parts }: Configuration): unknown {
  const entries = backends.map(({ settings }) => settings);
  return JSON.parse(JSON.stringify({ ...parts, backends: entries }));
}
