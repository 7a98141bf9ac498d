import { findInCatalog, readCatalogs } from '../src/dispatch/catalog-list.ts';
import type { GatewayContext } from '../src/dispatch/gateway-context.ts';
import type { TicketTypeView } from '../src/dispatch/views.ts';
import type { Resolvers } from '../src/generated/schema-types.ts';
import { toGatewayError } from '../src/ticketing/errors.ts';
import { encodeGlobalId } from '../src/ticketing/global-id.ts';
import type { TicketTypeDefinition } from '../src/ticketing/status.ts';
import { isUnsupported } from '../src/ticketing/unsupported.ts';

export const ticketType: Resolvers = {
  Query: {
    ticketTypes: (_root, { backends }, context) => readCatalogs(context, 'listTicketTypes', backends),
  },
  TicketType: {
    id: (type) => encodeGlobalId({ type: 'TicketType', backend: type.backend.id, nativeId: codeOf(type) }),
    code: codeOf,
    label: async (type, _arguments, context) => {
      if (type.label !== null) return type.label;
      try {
        return (await definitionOf(type, context))?.label ?? codeOf(type);
      } catch (error) {
        // The words are a courtesy: the schema promises the code where the catalog cannot be read.
        if (toGatewayError(error).code === 'INTERNAL') throw error;
        return codeOf(type);
      }
    },
    description: async (type, _arguments, context) => (await definitionOf(type, context))?.description ?? null,
    group: async (type, _arguments, context) => type.group ?? (await definitionOf(type, context))?.group ?? null,
    isActive: async (type, _arguments, context) => (await definitionOf(type, context))?.isActive ?? null,
  },
};

/** A type that has only words is named by them. */
function codeOf(type: TicketTypeView): string {
  return type.code ?? type.label ?? '';
}

/** The type's entry in the catalog; null if it is not in it or the backend has no catalog. */
async function definitionOf(type: TicketTypeView, context: GatewayContext): Promise<TicketTypeDefinition | null> {
  if (isUnsupported(type.backend.operations.listTicketTypes)) return null;
  return findInCatalog(context, type.backend, 'listTicketTypes', (definition) => definition.code === codeOf(type));
}
