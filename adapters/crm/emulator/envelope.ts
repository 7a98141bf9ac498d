import type { Reply } from '../../../src/emulation/fault.ts';
import type { CrmSwitches } from './switches.ts';

/** Why a call is refused, as `result.arguments` tells it. */
export interface Failure {
  readonly statusCode: number;
  readonly errorCode: string;
  readonly errorMessage: string;
}

/** The failure of every call whose CRM cannot be reached (seed, "Server Error"). */
export const DOWNSTREAM_FAILURE: Failure = {
  statusCode: 500,
  errorCode: 'Downstream error',
  errorMessage: '- Not Able to connect with CRM.',
};

/** A missing header: the seed's `400 BAD_REQUEST` triple. */
export function missingHeader(name: string): Failure {
  return badHeader(`Header '${name}' not present in the request.`);
}

/** Any other complaint about a header; the page shows no text for these. */
export function badHeader(errorMessage: string): Failure {
  return { statusCode: 400, errorCode: '400 BAD_REQUEST', errorMessage };
}

/** A complaint about the body: `BAD_REQUEST` without the leading number (section 14 #11). */
export function badRequest(errorMessage: string): Failure {
  return { statusCode: 400, errorCode: 'BAD_REQUEST', errorMessage };
}

/** A refused token: 401 although the seed shows it under "Server Error" (section 14 #9). */
export function invalidToken(errorMessage: string): Failure {
  return { statusCode: 401, errorCode: 'INVALID_TOKEN', errorMessage };
}

/** The envelope of an answer that worked. */
export function replyWithResult(result: unknown, switches: CrmSwitches): Reply {
  return { status: 200, body: { response: envelope(true, result, switches) } };
}

/** The envelope of a refusal; numbers are text in it (section 14 #10). */
export function replyWithFailure(failure: Failure, switches: CrmSwitches): Reply {
  const { statusCode, errorCode, errorMessage } = failure;
  const result =
    switches.errorShape === 'message'
      ? { message: errorMessage, errorCode: statusCode }
      : { arguments: { statusCode: String(statusCode), errorCode, errorMessage } };
  const response = envelope(false, result, switches);
  return {
    status: switches.httpStatus === 'always200' ? 200 : statusCode,
    // The seed's samples have `result` before `success` in their 400, after it in all others.
    body: { response: statusCode === 400 ? Object.fromEntries(Object.entries(response).reverse()) : response },
  };
}

function envelope(isSuccess: boolean, result: unknown, switches: CrmSwitches): Record<string, unknown> {
  switch (switches.successForm) {
    case 'inResult':
      // An array has no place for the flag, so a list keeps it outside.
      if (typeof result === 'object' && result !== null && !Array.isArray(result)) {
        return { result: { success: String(isSuccess), ...result } };
      }
      return { success: String(isSuccess), result };
    case 'word':
      return { success: isSuccess ? 'SUCCESS' : 'FAILED', result };
    case 'boolean':
      return { success: isSuccess, result };
    case 'text':
    default:
      return { success: String(isSuccess), result };
  }
}
