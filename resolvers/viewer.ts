import type { Resolvers } from '../src/generated/schema-types.ts';

export const viewer: Resolvers = {
  Query: {
    viewer: (_root, _arguments, { asker, registry }) => ({
      subject: asker.principal.subject,
      isAuthenticated: asker.principal.isAuthenticated,
      credentials: registry.all.map((backend) => ({ backend, strategy: 'SERVICE' as const })),
    }),
  },
};
