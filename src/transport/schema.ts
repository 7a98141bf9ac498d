import { readdirSync, readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import type { Resolvers } from '../generated/schema-types.ts';

const SCHEMA_FOLDER = new URL('../../schema/', import.meta.url);

/** The SDL of all files in `schema/`, in the order of their names. */
export function readTypeDefinitions(): string[] {
  return readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, SCHEMA_FOLDER), 'utf8'));
}

/** The schema with its resolvers. */
export function createSchema(resolvers: readonly Resolvers[]): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs: readTypeDefinitions(),
    resolvers: [...resolvers],
    // A resolver for a field that the schema does not have is a mistake here, not a feature.
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
}
