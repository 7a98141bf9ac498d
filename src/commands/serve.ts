import { parseArgs } from 'node:util';
import { CONFIG_OPTION, readConfigurationNamed } from './configuration-file.ts';
import { runGateway } from './run-gateway.ts';

/** Runs with the configured backends. */
export async function serve(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: CONFIG_OPTION });
  await runGateway(readConfigurationNamed(values.config), async () => {});
}
