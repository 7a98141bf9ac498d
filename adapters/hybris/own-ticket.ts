import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { badResponse } from '../../src/upstream/http-response.ts';
import { keepOwn } from './own-rows.ts';
import type { HybrisTicket } from './wire.ts';
import type { WriteParts } from './write-parts.ts';

/**
 * The ticket as the backend spells it, with all fields that nobody knows.
 * @throws GatewayError NOT_FOUND also for a ticket of another customer, should the backend show one
 */
export async function readOwnTicket(
  { client, credentials, kit }: Pick<WriteParts, 'client' | 'credentials' | 'kit'>,
  id: string,
  call: Call,
): Promise<HybrisTicket> {
  const [ticket, own] = await Promise.all([client.getServiceTicket(id, call), credentials.ownCustomerId(call)]);
  // Changes are written to what the backend names: it must be what was asked for.
  if (ticket.id !== id) throw badResponse('another ticket than was asked for');
  if (keepOwn([ticket], own, kit.log).length > 0) return ticket;
  throw new GatewayError('NOT_FOUND', 'The backend knows no such thing.');
}
