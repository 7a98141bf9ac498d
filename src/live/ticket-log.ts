import type { Asker } from '../dispatch/ask.ts';
import { requireOpen } from '../dispatch/backend-openness.ts';
import { createLoaders } from '../dispatch/loaders.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import { GatewayError } from '../ticketing/errors.ts';
import { isAgent } from '../ticketing/principal.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import type { InteractionEvent } from './change-event.ts';
import type { LiveContext } from './live-context.ts';

/**
 * What is said and done about a ticket, for a caller who may see it: looked at now, and again for each event where the
 * caller is no agent.
 * @throws GatewayError NOT_FOUND if there is no such ticket, or it is not the caller's; UNAUTHENTICATED or FORBIDDEN if the
 * backend is closed to them
 */
export async function watchTicketLog(
  context: LiveContext,
  backend: BackendInstance,
  ticketId: string,
  since: string | null,
): Promise<AsyncGenerator<InteractionEvent>> {
  const { asker } = context;
  requireOpen(backend, asker.principal);
  // Asked for all who listen as this caller does, also when this one has left.
  async function mayStillSee(anybody: Asker): Promise<boolean> {
    if (isAgent(anybody.principal)) return true;
    return (await createLoaders(anybody, context).ticket.load({ backend, nativeId: ticketId })) !== null;
  }
  // What no call can tell is left to what is published.
  const isReadable = !isUnsupported(backend.operations.getTickets);
  if (isReadable && (await context.loaders.ticket.load({ backend, nativeId: ticketId })) === null) {
    throw new GatewayError('NOT_FOUND', 'The backend knows no such ticket.', { backend: backend.id });
  }
  return context.live.interactions(backend, ticketId, since, asker, mayStillSee);
}
