import { GatewayError } from '../../src/ticketing/errors.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { refuseField, type AddCommentInput, type LogResult, type Write } from '../../src/ticketing/write.ts';
import type { CrmClient } from './client.ts';
import type { ContactIds } from './contact-id.ts';
import { toCommentHeader, toCommentTicketNo } from './mapping-writes.ts';
import type { ReadOwnTickets } from './own-tickets.ts';
import { findOwnTicket } from './read.ts';
import type { CrmSettings } from './settings.ts';

const NOT_SHOWN = 'The CRM shows no comments over this API: the new one cannot be read back.';

/** Comments on a ticket of the token's customer. Comments want the ticket's number, which only the list tells. */
export function createAddComment(
  client: CrmClient,
  settings: Pick<CrmSettings, 'commentTicketNo' | 'sendDataHeader'>,
  contactIds: ContactIds,
  readOwnTickets: ReadOwnTickets,
): Write<AddCommentInput, LogResult> {
  return {
    check: ({ text }) => (text.trim() === '' ? [refuseField('text', 'A comment needs a text.')] : []),
    async apply({ ticketId, text }, call) {
      const ticket = findOwnTicket(await readOwnTickets(call), ticketId);
      if (ticket === undefined) throw new GatewayError('NOT_FOUND', 'The customer has no such ticket.');
      const ticketNo = toCommentTicketNo(ticket, settings.commentTicketNo);
      if (ticketNo === null) {
        throw new GatewayError('NOT_FOUND', 'The ticket has no number, and a comment must name one.');
      }
      const contactId = await contactIds.read(call);
      if (contactId === null) {
        throw new GatewayError(
          'INVALID_INPUT',
          'A comment needs the contact id of the customer, and it is not known: set "contactId" of this backend.',
        );
      }
      const data = settings.sendDataHeader ? toCommentHeader(text) : null;
      await client.addTicketComment({ ticketNo, comment: text, contactId }, data, call);
      return { entry: null, warnings: [NOT_SHOWN] };
    },
    reconcile: unsupported(
      'The comment may have been added, and this API cannot show it: look at the ticket in the CRM itself for a comment with this text before trying again.',
    ),
  };
}
