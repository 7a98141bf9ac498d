import { isRecord, readText } from './values.ts';
import type { Fault, FaultKind } from '../../../src/emulation/fault.ts';

/** Errors of section 9 and 15 with the bodies of this backend's proxy. */
const NAMED_FAULTS: Readonly<Record<string, FaultKind>> = {
  unauthorized: fail(401, 'insufficient_credentials', 'Authorization: Unauthorized. Bearer TOKEN is invalid'),
  tooManyRequests: fail(429, 'insufficient_resources', 'too many requests'),
  quotaExceeded: fail(429, 'insufficient_resources', 'quota exceeded'),
  internalError: fail(500, 'internal_service_error', 'An internal error occurred.'),
  backingServiceUnavailable: fail(500, 'backing_service_unavailable', 'A backing service is unavailable.'),
  badGateway: { kind: 'html', status: 502 },
  unavailable: fail(503, 'service_temporarily_unavailable', 'The service is temporarily unavailable.'),
  breakerOpen: fail(503, 'circuit_breaker_open', 'The circuit breaker is open.'),
  gatewayTimeout: { kind: 'html', status: 504 },
};

/**
 * Reads the input of the action `failNext`: `{fault, times?, route?, method?, apply?}`; without `times` it happens once.
 * @throws Error if there is no fault of this name
 */
export function readNamedFault(input: unknown): Fault {
  const wish = isRecord(input) ? input : {};
  const fault = NAMED_FAULTS[String(wish['fault'])];
  if (fault === undefined) throw new Error(`"fault" must be one of: ${Object.keys(NAMED_FAULTS).join(', ')}.`);
  const route = readText(wish['route']);
  const method = readText(wish['method']);
  return {
    ...fault,
    times: typeof wish['times'] === 'number' ? wish['times'] : 1,
    ...(route === undefined ? {} : { route }),
    ...(method === undefined ? {} : { method }),
    apply: wish['apply'] === true,
  };
}

function fail(status: number, type: string, message: string): FaultKind {
  return { kind: 'status', status, contentType: 'application/json', body: { status, type, message } };
}
