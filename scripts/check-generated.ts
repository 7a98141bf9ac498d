import { existsSync, readFileSync } from 'node:fs';
import { generateJsonSchema, generateReadme, generateSchemaTypes, PROJECT } from './generated-files.ts';

/** Fails if a generated file is not what would be generated now: somebody forgot it, or edited it. */
const files = [...(await generateSchemaTypes()), await generateJsonSchema(), await generateReadme()];
const stale = files.filter(({ name, text }) => {
  const file = new URL(name, PROJECT);
  return !existsSync(file) || readFileSync(file, 'utf8') !== text;
});
if (stale.length > 0) {
  const names = stale.map(({ name }) => `  - ${name}\n`).join('');
  process.stderr.write(`These generated files are not up to date:\n${names}Run "npm run codegen" and commit them.\n`);
  process.exitCode = 1;
}
