import { toGatewayError } from '../../src/ticketing/errors.ts';
import { unsupported, type Supported } from '../../src/ticketing/unsupported.ts';
import { refuseField, type DeleteResult, type DeleteTicketInput, type Write } from '../../src/ticketing/write.ts';
import { checkTarget } from './input-checks.ts';
import { readOwnTicket } from './own-ticket.ts';
import { lookTwice } from './second-look.ts';
import type { WriteParts } from './write-parts.ts';

const DELETED: DeleteResult = { warnings: [] };

/** Removes a ticket for good. */
export function createDeleteTicket(parts: WriteParts): Supported<Write<DeleteTicketInput, DeleteResult>> {
  if (!parts.settings.deleteEnabled) return unsupported('Deleting tickets is switched off for this backend.');
  return {
    check: (input) => [
      ...checkTarget(input),
      ...(input.reason === undefined ? [] : [refuseField('reason', 'This backend keeps no reason for a deletion.')]),
    ],
    async apply({ ticketId }, call) {
      // What was there before and is not there afterwards was deleted: else an absent ticket would prove nothing.
      await readOwnTicket(parts, ticketId, call);
      await parts.client.deleteServiceTicket(ticketId, call);
      return DELETED;
    },
    reconcile: ({ ticketId }, call) =>
      lookTwice(async () => {
        try {
          await readOwnTicket(parts, ticketId, call);
          return null;
        } catch (thrown) {
          const error = toGatewayError(thrown);
          if (error.code === 'NOT_FOUND') return DELETED;
          throw error;
        }
      }, call),
  };
}
