import { invalidInput } from '../ticketing/errors.ts';
import type { ReadWebhook, WebhookEvent, WebhookEventType } from '../ticketing/webhook.ts';

/** Of one webhook. */
const MOST_EVENTS = 100;
const TYPES: ReadonlyMap<unknown, WebhookEventType> = new Map([
  ['created', 'CREATED'],
  ['updated', 'UPDATED'],
  ['deleted', 'DELETED'],
  ['commented', 'COMMENTED'],
]);
const MOST_ID = 256;

/**
 * The gateway's own shape, for backends that have none and for senders in between:
 * `{ "events": [ { "type": "created" | "updated" | "deleted" | "commented", "ticketId": "…", "id": "…" } ] }`.
 * `id` names the event and may be left out; other keys are not looked at.
 */
export const readGenericWebhook: ReadWebhook = (body) =>
  readEvents(body).map((event, index) => readGenericEvent(event, `events[${index}]`));

/**
 * The entries of a body's list `events`.
 * @throws GatewayError INVALID_INPUT if there is none, or if it is empty or too long
 */
export function readEvents(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  const events = isRecord(body) ? body['events'] : undefined;
  if (!Array.isArray(events) || events.length === 0 || events.length > MOST_EVENTS) {
    throw invalidInput('events', `The body needs "events": a list of 1 to ${MOST_EVENTS} events.`);
  }
  return events.map((event: unknown, index) => {
    if (!isRecord(event)) throw invalidInput(`events[${index}]`, 'An event is an object.');
    return event;
  });
}

/** One event in the gateway's own shape. @throws GatewayError INVALID_INPUT below the place */
export function readGenericEvent(event: Readonly<Record<string, unknown>>, place: string): WebhookEvent {
  const type = TYPES.get(event['type']);
  if (type === undefined) {
    throw invalidInput(`${place}.type`, `An event is one of: ${[...TYPES.keys()].join(', ')}.`);
  }
  const ticketId = readId(event['ticketId'], `${place}.ticketId`);
  const eventId = event['id'] === undefined ? null : readId(event['id'], `${place}.id`);
  return { type, ticketId, eventId };
}

/** @throws GatewayError INVALID_INPUT if it is no short text */
export function readId(value: unknown, place: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= MOST_ID) return value;
  throw invalidInput(place, `An id is a text of 1 to ${MOST_ID} characters.`);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
