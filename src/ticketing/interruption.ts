import { GatewayError, type GatewayErrorFacts } from './errors.ts';

/**
 * What it means that a signal ended: its deadline passed, or its caller went away.
 * @param facts added to the error
 * @returns null while the signal has not ended
 */
export function interruptionOf(signal: AbortSignal, facts: GatewayErrorFacts = {}): GatewayError | null {
  if (!signal.aborted) return null;
  const reason: unknown = signal.reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new GatewayError('BACKEND_TIMEOUT', 'The backend did not answer in time.', facts);
  }
  return new GatewayError('BACKEND_UNAVAILABLE', 'The request was cancelled by its caller.', {
    ...facts,
    cancelled: true,
  });
}
