import { writeFileSync } from 'node:fs';
import { generateJsonSchema, PROJECT } from './generated-files.ts';

// The types of the SDL are written by graphql-codegen itself: see "codegen" in package.json.
const { name, text } = await generateJsonSchema();
writeFileSync(new URL(name, PROJECT), text);
process.stdout.write(`Wrote ${name}.\n`);
