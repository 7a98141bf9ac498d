import { parseArgs } from 'node:util';
import { renderCapabilities } from '../capability-table.ts';
import { connectBackends } from '../gateway.ts';
import { CONFIG_OPTION, readConfigurationNamed } from './configuration-file.ts';
import { SILENT } from './silent-log.ts';

/** Prints what each configured backend can do. Makes no call. */
export async function capabilities(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: CONFIG_OPTION });
  const backends = connectBackends(readConfigurationNamed(values.config), SILENT);
  try {
    const columns = backends.map(({ id, operations, transitions }) => ({ name: id, operations, transitions }));
    process.stdout.write(`${renderCapabilities(columns)}\n`);
  } finally {
    await Promise.all(backends.map((backend) => backend.close()));
  }
}
