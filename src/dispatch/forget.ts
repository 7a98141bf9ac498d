import type { BackendInstance } from '../ticketing/adapter.ts';
import type { GatewayContext } from './gateway-context.ts';

/** Forgets what was read of a backend before a write to it, so that the next read shows the new state. */
export function forgetReads(
  { loaders, scans }: Pick<GatewayContext, 'loaders' | 'scans'>,
  backend: BackendInstance,
): void {
  scans.forget(backend.id);
  // One operation reads few tickets: dropping all of them is simpler than knowing which a write touched.
  loaders.ticket.clearAll();
  loaders.ticketWithField.clearAll();
  loaders.interactionLogs.clearAll();
  loaders.ownHistory.clearAll();
}
