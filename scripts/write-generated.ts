import { writeFileSync } from 'node:fs';
import { generateJsonSchema, generateReadme, PROJECT } from './generated-files.ts';

// The types of the SDL are written by graphql-codegen itself: see "codegen" in package.json.
for (const generate of [generateJsonSchema, generateReadme]) {
  const { name, text } = await generate();
  writeFileSync(new URL(name, PROJECT), text);
  process.stdout.write(`Wrote ${name}.\n`);
}
