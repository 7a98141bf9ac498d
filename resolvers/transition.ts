import type { Resolvers } from '../src/generated/schema-types.ts';

export const transition: Resolvers = {
  Transition: {
    from: ({ backend, from }) => (from === null ? null : { backend, ...from }),
    to: ({ backend, to }) => ({ backend, ...to }),
    kind: ({ kind }) => kind ?? null,
  },
};
