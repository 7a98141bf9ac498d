import type { WriteOperations } from '../../src/ticketing/write.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { createAddComment } from './comment.ts';
import { createCreateTicket } from './create.ts';
import { createDeleteTicket } from './delete.ts';
import { createLogInteraction } from './log-interaction.ts';
import { createTransitionTicket } from './transition.ts';
import { createUpdateTicket } from './update.ts';
import type { WriteParts } from './write-parts.ts';

/** Everything that can be changed: what a customer may do with the own tickets. */
export function createWrites(parts: WriteParts): WriteOperations {
  const logInteraction = createLogInteraction(parts);
  return {
    createTicket: createCreateTicket(parts),
    updateTicket: createUpdateTicket(parts),
    deleteTicket: createDeleteTicket(parts),
    assignTicket: unsupported('Tickets of this backend have no assignee.'),
    transitionTicket: createTransitionTicket(parts),
    escalateTicket: unsupported('Tickets of this backend cannot be escalated.'),
    addComment: createAddComment(parts, logInteraction),
    logInteraction,
    uploadAttachment: unsupported('Tickets of this backend have no files.'),
  };
}
