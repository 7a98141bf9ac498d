import { findInCatalog, readCatalogs } from '../src/dispatch/catalog-list.ts';
import type { Resolvers } from '../src/generated/schema-types.ts';
import { encodeGlobalId } from '../src/ticketing/global-id.ts';
import { isUnsupported } from '../src/ticketing/unsupported.ts';

export const escalation: Resolvers = {
  Query: {
    escalationTargets: (_root, { backends }, context) => readCatalogs(context, 'listEscalationTargets', backends),
  },
  Escalation: {
    target: ({ backend, targetId, targetLabel }) =>
      targetId === null ? null : { backend, nativeId: targetId, label: targetLabel },
  },
  EscalationTargetReference: {
    label: async ({ backend, nativeId, label }, _arguments, context) => {
      if (label !== null || isUnsupported(backend.operations.listEscalationTargets)) return label;
      const target = await findInCatalog(
        context,
        backend,
        'listEscalationTargets',
        (entry) => entry.nativeId === nativeId,
      );
      return target?.label ?? null;
    },
  },
  EscalationTarget: {
    id: ({ backend, nativeId }) => encodeGlobalId({ type: 'EscalationTarget', backend: backend.id, nativeId }),
  },
};
