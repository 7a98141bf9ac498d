import { readFileSync } from 'node:fs';

/** Prints the version of the package. */
export function printVersion(): void {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  process.stdout.write(`${version}\n`);
}
