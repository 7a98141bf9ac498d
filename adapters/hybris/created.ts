import { GatewayError } from '../../src/ticketing/errors.ts';
import { toInstant } from './mapping-values.ts';

/** How far the backend's clock may be behind the gateway's. */
const CLOCK_SKEW_MS = 60_000;

/**
 * True if the backend says that something was created when the write was under way.
 * @param createdAt as the backend writes it
 */
export function createdNotBefore(createdAt: string | null | undefined, startedAt: number): boolean {
  const instant = toInstant(createdAt);
  return instant !== null && Date.parse(instant) >= startedAt - CLOCK_SKEW_MS;
}

/** What was sent, with what the answer says of it, if the answer is the whole entity. */
export function toEntityOr<Sent extends object, Entity extends object>(
  sent: Sent,
  body: unknown,
  check: (value: unknown) => Entity,
): Sent & Partial<Entity> {
  try {
    return { ...sent, ...check(body) };
  } catch {
    return sent;
  }
}

/** Created, most likely, and not to be named: reading must find out. */
export function toMissingId(): GatewayError {
  return new GatewayError('BACKEND_BAD_RESPONSE', 'The backend does not say what it has created.', {
    detail: 'Neither the body nor the header Location has an id.',
    mayHaveArrived: true,
  });
}
