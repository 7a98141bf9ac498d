import { readInteractionLogs } from '../src/dispatch/merged-logs.ts';
import type { Resolvers } from '../src/generated/schema-types.ts';
import { encodeGlobalId } from '../src/ticketing/global-id.ts';

export const interactionLog: Resolvers = {
  Query: {
    interactionLogs: (_root, { filter, ...paging }, context) => readInteractionLogs(context, filter, paging),
  },
  InteractionLog: {
    id: ({ backend, nativeId }) => encodeGlobalId({ type: 'InteractionLog', backend: backend.id, nativeId }),
    attachments: ({ attachments, backend }) => attachments.map((file) => ({ ...file, backend })),
    relatedObjects: ({ relatedObjects, backend }) => relatedObjects.map((related) => ({ ...related, backend })),
  },
  RelatedObject: {
    ticket: ({ backend, nativeId, isTicket }, _arguments, { loaders }) =>
      isTicket && backend.nativeIds.Ticket.test(nativeId) ? loaders.ticket.load({ backend, nativeId }) : null,
  },
};
