import { inspect } from 'node:util';
import { GatewayError } from '../../src/ticketing/errors.ts';

/** The error that a promise must end with. */
export async function failureOf(promise: Promise<unknown>): Promise<GatewayError> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  if (outcome instanceof GatewayError) return outcome;
  throw new Error(`Expected a GatewayError, got ${inspect(outcome)}.`);
}
