import { capabilities } from './commands/capabilities.ts';
import { checkConfig } from './commands/check-config.ts';
import { DEFAULT_FILE } from './commands/configuration-file.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { printSchema } from './commands/print-schema.ts';
import { serve } from './commands/serve.ts';
import { codeOf, UsageError } from './commands/usage-error.ts';
import { printVersion } from './commands/version.ts';
import { ConfigurationError } from './config.ts';

const HELP = `ticket-gateway <command>

  serve [--config FILE]   run with your backends; FILE is ${DEFAULT_FILE} if left out
  demo                    run with emulated backends, without any account
       [--port N]         port of the gateway (4000)
       [--tickets N]      how many tickets each emulated backend holds at least
       [--latency MS]     added to every answer of the emulated backends
  check-config            say whether the configuration can be used, or everything that is wrong with it
       [--config FILE]
       [--online]         also ask what it names besides backends: the keys of callers' tokens
  doctor [--config FILE]  sign in to every backend and read once from it; says what to do where that fails
  capabilities            print what each configured backend can do, and why not, as Markdown
       [--config FILE]
  print-schema            print the GraphQL schema
  version                 print the version
  help                    show this

What takes --config reads ${DEFAULT_FILE} if that names no other file. A command that finds something wrong ends with
exit code 1.
`;

const COMMANDS: Readonly<Record<string, (words: readonly string[]) => Promise<void> | void>> = {
  serve,
  demo,
  'check-config': checkConfig,
  doctor,
  capabilities,
  'print-schema': printSchema,
  version: printVersion,
  '--version': printVersion,
  help: printHelp,
  '--help': printHelp,
};

async function main([name = 'help', ...words]: readonly string[]): Promise<void> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError(`There is no command "${name}".\n\n${HELP}`);
  await command(words);
}

function printHelp(): void {
  process.stdout.write(HELP);
}

function fail(error: unknown): void {
  const isExpected = error instanceof UsageError || error instanceof ConfigurationError || isOptionError(error);
  process.stderr.write(
    `${isExpected && error instanceof Error ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
}

function isOptionError(error: unknown): boolean {
  return codeOf(error).startsWith('ERR_PARSE_ARGS');
}

// Whoever reads the output may have had enough of it, such as head.
process.stdout.on('error', (error) => {
  if (codeOf(error) !== 'EPIPE') throw error;
  process.exit();
});
main(process.argv.slice(2)).catch(fail);
