/** What a backend, or whoever speaks for it, says has happened. */
export type WebhookEventType = 'CREATED' | 'UPDATED' | 'DELETED' | 'COMMENTED';

/**
 * One thing that is said to have happened to a ticket. It is a reason to look and nothing more: what is told to anybody is
 * what the backend itself shows then.
 */
export interface WebhookEvent {
  readonly type: WebhookEventType;
  /** Native id, as it came. */
  readonly ticketId: string;
  /** The sender's own id of the event, so that one that is sent twice is known; null if there is none. */
  readonly eventId: string | null;
}

/**
 * Reads the body of a webhook. Pure.
 * @param body whatever JSON came, already proved to be from somebody who knows the secret
 * @throws GatewayError INVALID_INPUT that names the place in the body, never a value
 */
export type ReadWebhook = (body: unknown) => readonly WebhookEvent[];
