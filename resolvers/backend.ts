import type { Resolvers } from '../src/generated/schema-types.ts';
import type { OperationName } from '../src/ticketing/adapter.ts';
import { TRANSITION_KINDS } from '../src/ticketing/transition.ts';
import { isUnsupported } from '../src/ticketing/unsupported.ts';

export const backend: Resolvers = {
  Query: {
    backends: (_root, _arguments, { registry }) => registry.all,
  },
  Backend: {
    health: (instance) => instance.health(),
    capabilities: ({ operations }) =>
      (Object.keys(operations) as OperationName[]).map((operation) => ({
        operation,
        ...toSupport(operations[operation]),
      })),
    transitions: ({ transitions }) => TRANSITION_KINDS.map((kind) => ({ kind, ...toSupport(transitions[kind]) })),
    limits: ({ limits, deadlineMs, pushedDownFilters }) => ({
      ...limits,
      deadlineMs,
      pushedDownFilters: pushedDownFilters,
    }),
  },
};

function toSupport(thing: unknown): { readonly supported: boolean; readonly reason: string | null } {
  return isUnsupported(thing) ? { supported: false, reason: thing.unsupported } : { supported: true, reason: null };
}
