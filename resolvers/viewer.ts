import { closedReason, customerIdOf } from '../src/dispatch/backend-openness.ts';
import type { Resolvers } from '../src/generated/schema-types.ts';
import { instantFromMilliseconds } from '../src/ticketing/instant.ts';

export const viewer: Resolvers = {
  Query: {
    viewer: (_root, _arguments, { asker, registry }) => {
      const { principal } = asker;
      return {
        subject: principal.subject,
        isAuthenticated: principal.isAuthenticated,
        roles: [...principal.roles],
        agentEmail: principal.agentEmail,
        expiresAt: principal.expiresAt === null ? null : instantFromMilliseconds(principal.expiresAt),
        credentials: registry.all.map((backend) => {
          const closed = closedReason(backend, principal);
          return {
            backend,
            strategy: backend.access.strategy,
            customerId: customerIdOf(backend, principal),
            isOpen: closed === null,
            reason: closed?.reason ?? null,
          };
        }),
      };
    },
  },
};
