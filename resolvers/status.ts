import { findInCatalog, readCatalogs } from '../src/dispatch/catalog-list.ts';
import type { Resolvers } from '../src/generated/schema-types.ts';
import { toGatewayError } from '../src/ticketing/errors.ts';
import { encodeGlobalId } from '../src/ticketing/global-id.ts';
import { isTerminalCategory } from '../src/ticketing/status.ts';

export const status: Resolvers = {
  Query: {
    statuses: (_root, { backends }, context) => readCatalogs(context, 'listStatuses', backends),
  },
  Status: {
    id: ({ backend, code }) => encodeGlobalId({ type: 'Status', backend: backend.id, nativeId: code }),
    isTerminal: ({ category }) => isTerminalCategory(category),
    label: async ({ backend, code, label }, _arguments, context) => {
      if (label !== null) return label;
      try {
        const entry = await findInCatalog(context, backend, 'listStatuses', (definition) => definition.code === code);
        return entry?.label ?? code;
      } catch (error) {
        // The words are a courtesy: the schema promises the code where the catalog cannot be read.
        if (toGatewayError(error).code === 'INTERNAL') throw error;
        return code;
      }
    },
  },
};
