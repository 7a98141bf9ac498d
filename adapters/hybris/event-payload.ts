import { isRecord } from '../../src/upstream/webhook-body.ts';
import { isEarlier } from './event-mark.ts';
import { NATIVE_ID } from './native-id.ts';

/** What an event says of a ticket: a reason to read it, and no more. */
export interface TicketEvent {
  readonly ticketId: string;
  /** The version that the event speaks of; null if it does not tell. */
  readonly version: string | null;
}

/** The payload of an event as a record: JSON as a text, as the topics give it, or as it is. Null if it is neither. */
export function readEventPayload(payload: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof payload !== 'string') return isRecord(payload) ? payload : null;
  try {
    const parsed: unknown = JSON.parse(payload);
    return isRecord(parsed) ? parsed : null;
  } catch {
    // The caller tells what is missing.
    return null;
  }
}

/**
 * The ticket that an event names; null if it names none.
 *
 * ASSUMPTION: `id` in the payload is the ticket's id, `version` its version; the shape of the payload is not documented
 * (README).
 */
export function readTicketEvent(payload: unknown): TicketEvent | null {
  const { id, version } = readEventPayload(payload) ?? {};
  if (typeof id !== 'string' || !NATIVE_ID.test(id)) return null;
  const isTold = typeof version === 'number' || (typeof version === 'string' && version !== '');
  return { ticketId: id, version: isTold ? String(version) : null };
}

/** True if whoever knows this version of a ticket has nothing to learn from the event. */
export function isCovered({ version }: TicketEvent, known: string | undefined): boolean {
  if (version === null || known === undefined) return false;
  return version === known || isEarlier(version, known);
}
