import type { Resolvers } from '../src/generated/schema-types.ts';

export const source: Resolvers = {};
