import { generate } from '@graphql-codegen/cli';
import { format, resolveConfig } from 'prettier';
import { adapters } from '../adapters/index.ts';
import codegen from '../codegen.ts';
import { configurationJsonSchema } from '../src/config-schema.ts';

/** Where the project begins. All names below are relative to it. */
export const PROJECT = new URL('../', import.meta.url);

const JSON_SCHEMA = 'ticket-gateway.schema.json';

/** A file that nobody edits, as it has to be. */
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

/** What `codegen.ts` makes of the SDL. Writes nothing. */
export async function generateSchemaTypes(): Promise<GeneratedFile[]> {
  const written = await generate({ ...codegen, silent: true, errorsOnly: true }, false);
  return (written as { filename: string; content: string }[]).map(({ filename, content }) => ({
    name: filename,
    text: content,
  }));
}
