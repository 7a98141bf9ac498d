import { printSchema as toText } from 'graphql';
import { createSchema } from '../transport/schema.ts';

/** Prints the whole GraphQL schema with its descriptions, as SDL. */
export function printSchema(): void {
  process.stdout.write(`${toText(createSchema([]))}\n`);
}
