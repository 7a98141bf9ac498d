import { GatewayError, type GatewayErrorFacts } from './errors.ts';

/**
 * What it means that a signal ended: its deadline passed, or its caller went away.
 * @param facts added to the error
 * @returns null while the signal has not ended
 */
export function interruptionOf(signal: AbortSignal, facts: GatewayErrorFacts = {}): GatewayError | null {
  if (!signal.aborted) return null;
  if (isTimeoutReason(signal.reason)) {
    return new GatewayError('BACKEND_TIMEOUT', 'The backend did not answer in time.', facts);
  }
  return new GatewayError('BACKEND_UNAVAILABLE', 'The request was cancelled by its caller.', {
    ...facts,
    cancelled: true,
  });
}

/** By its name: the reason may come from another realm, where it is no instance of this one's Error. */
function isTimeoutReason(reason: unknown): boolean {
  return typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === 'TimeoutError';
}
