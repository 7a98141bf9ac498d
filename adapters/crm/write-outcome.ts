import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import { HEADER_FAULT } from './envelope.ts';

/**
 * Sends a change, and tells by the envelope whether a failure leaves open if the CRM did the work. The HTTP status does
 * not say: some installations answer 200 to everything, so that a failure behind the middleware looks like a refusal.
 *
 * @param send makes the request with the call it is given
 * @throws GatewayError with `mayHaveArrived` set accordingly
 */
export async function withKnownOutcome<Result>(call: Call, send: (call: Call) => Promise<Result>): Promise<Result> {
  let isSent = false;
  const watched: Call = {
    ...call,
    // That nothing was changed is said here, once the whole answer is known.
    onWrite(state) {
      if (state !== 'SENT') return;
      isSent = true;
      call.onWrite?.('SENT');
    },
  };
  try {
    return await send(watched);
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (error.facts.isPreview === true) throw error;
    const mayHaveArrived = leavesOpen(error);
    if (isSent && !mayHaveArrived) call.onWrite?.('REFUSED');
    throw new GatewayError(error.code, error.message, { ...error.facts, mayHaveArrived });
  }
}

/** What the CRM refuses in so many words was not done, whatever the HTTP status; any other answer may hide that it was. */
function leavesOpen({ code, facts }: GatewayError): boolean {
  // Without a token the last attempt never left, and the one before it was refused.
  if (facts.isUnauthorized === true || !code.startsWith('BACKEND_')) return false;
  const detail = facts.detail ?? '';
  if (detail.includes(HEADER_FAULT)) return false;
  return facts.mayHaveArrived === true || isAnswer(detail);
}

/** The details of errors that were found in an answer begin with its HTTP status. */
function isAnswer(detail: string): boolean {
  return /^HTTP \d{3}/.test(detail);
}
