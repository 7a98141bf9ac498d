import { readFileSync } from 'node:fs';
import { generate } from '@graphql-codegen/cli';
import { format, resolveConfig } from 'prettier';
import { adapters } from '../adapters/index.ts';
import codegen from '../codegen.ts';
import { configurationJsonSchema } from '../src/config-schema.ts';
import { withCapabilities } from './capability-section.ts';

/** Where the project begins. All names below are relative to it. */
export const PROJECT = new URL('../', import.meta.url);

const JSON_SCHEMA = 'ticket-gateway.schema.json';
const README = 'README.md';

/** A file that nobody edits, or a part of one, as it has to be. */
export interface GeneratedFile {
  readonly name: string;
  readonly text: string;
}

/** The JSON Schema of the configuration, by which editors explain and check it. */
export async function generateJsonSchema(): Promise<GeneratedFile> {
  const schema = configurationJsonSchema(adapters.map(({ definition }) => definition));
  const style = await resolveConfig(new URL(JSON_SCHEMA, PROJECT));
  return { name: JSON_SCHEMA, text: await format(JSON.stringify(schema), { ...style, parser: 'json' }) };
}

/** The README with what each backend can do; the rest of it is written by people. */
export async function generateReadme(): Promise<GeneratedFile> {
  return { name: README, text: await withCapabilities(readFileSync(new URL(README, PROJECT), 'utf8')) };
}

/** What `codegen.ts` makes of the SDL. Writes nothing. */
export async function generateSchemaTypes(): Promise<GeneratedFile[]> {
  const written = await generate({ ...codegen, silent: true, errorsOnly: true }, false);
  return (written as { filename: string; content: string }[]).map(({ filename, content }) => ({
    name: filename,
    text: content,
  }));
}
