import { invalidInput } from '../../src/ticketing/errors.ts';
import type { ReadWebhook, WebhookEvent, WebhookEventType } from '../../src/ticketing/webhook.ts';
import { isRecord, readEvents, readGenericEvent, readId } from '../../src/upstream/webhook-body.ts';
import { readEventPayload } from './event-payload.ts';

const TYPES: ReadonlyMap<unknown, WebhookEventType> = new Map([
  ['serviceticket-created', 'CREATED'],
  ['serviceticket-updated', 'UPDATED'],
]);

/**
 * Events of the ticket service, one or a list of them as its topics give them, or the gateway's own shape. There is none for
 * a ticket that was removed.
 *
 * ASSUMPTION: the service calls nobody by itself; whoever reads its topics passes the events on as they are. The shape of
 * `payload` is not documented: its `id` is taken for the ticket's, and nothing else of it is believed.
 */
export const readHybrisWebhook: ReadWebhook = (body) => {
  if (isRecord(body) && 'eventType' in body) return [readServiceEvent(body, '')];
  return readEvents(body).map((event, index) => {
    const place = `events[${index}]`;
    return 'eventType' in event ? readServiceEvent(event, `${place}.`) : readGenericEvent(event, place);
  });
};

function readServiceEvent(event: Readonly<Record<string, unknown>>, prefix: string): WebhookEvent {
  const type = TYPES.get(event['eventType']);
  if (type === undefined) {
    throw invalidInput(`${prefix}eventType`, `An event is one of: ${[...TYPES.keys()].join(', ')}.`);
  }
  const payload = readEventPayload(event['payload']);
  // An event that is delivered again is known by the ticket's version.
  return { type, ticketId: readId(payload?.['id'], `${prefix}payload.id`), eventId: null };
}
