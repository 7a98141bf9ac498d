import { GatewayError, type ErrorCode } from '../ticketing/errors.ts';
import type { HttpResponse } from './http-response.ts';

/** What an adapter finds in an answer that is no success. */
export interface Problem {
  /** Our code, where the backend's own code decides it; else the HTTP status does. */
  readonly code?: ErrorCode;
  /** The backend's code as it spells it. */
  readonly backendCode?: string;
  /** The backend's words: for the log, as they may hold anything. */
  readonly detail?: string;
  /** Words that may be shown to the caller. */
  readonly message?: string;
  /** The input field the backend complains about. */
  readonly field?: string;
}

/**
 * What an adapter contributes to error handling: finds the problem in an answer, or null if it is a success.
 * Called with every answer, as some backends report failure with status 200. Must not throw.
 */
export type ReadProblem = (response: HttpResponse) => Problem | null;

/** The code for an HTTP status where the backend says nothing better. */
export function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 400:
    case 413:
    case 422:
      return 'INVALID_INPUT';
    case 401:
      return 'UNAUTHENTICATED';
    case 403:
      return 'FORBIDDEN';
    case 404:
    case 410:
      return 'NOT_FOUND';
    case 409:
    case 412:
      return 'CONFLICT';
    case 429:
      return 'RATE_LIMITED';
    case 504:
      return 'BACKEND_TIMEOUT';
    default:
      return status >= 500 ? 'BACKEND_UNAVAILABLE' : 'BACKEND_BAD_RESPONSE';
  }
}

const MESSAGES: Partial<Record<ErrorCode, string>> = {
  NOT_FOUND: 'The backend knows no such thing.',
  INVALID_INPUT: 'The backend refused the input.',
  UNAUTHENTICATED: 'The backend refused the credential.',
  FORBIDDEN: 'The backend does not permit this.',
  CONFLICT: 'The backend refused this because of the state the ticket is in.',
  RATE_LIMITED: 'The backend is asked too often.',
  BACKEND_TIMEOUT: 'The backend did not answer in time.',
  BACKEND_UNAVAILABLE: 'The backend is out of order.',
  BACKEND_BAD_RESPONSE: 'The backend answered something that cannot be understood.',
};

/**
 * Statuses below 500 that do not say whether a write was executed: "see there" is also how one is answered that was, and
 * what stands in between tires of waiting for an answer, not only for a request.
 */
const OPEN_STATUSES: ReadonlySet<number> = new Set([302, 303, 408]);

/** The error for a problem: the backend's own words stay in the log. */
export function toProblemError(response: HttpResponse, problem: Problem): GatewayError {
  const code = problem.code ?? codeOfStatus(response.status);
  const retryAfterMs = readRetryAfter(response.headers['retry-after']);
  return new GatewayError(code, problem.message ?? MESSAGES[code] ?? 'The backend refused this.', {
    detail: `HTTP ${response.status} ${problem.detail ?? ''}`.trim(),
    mayHaveArrived: response.status >= 500 || OPEN_STATUSES.has(response.status),
    ...(problem.backendCode === undefined ? {} : { backendCode: problem.backendCode }),
    ...(problem.field === undefined ? {} : { field: problem.field }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/**
 * The Retry-After header in milliseconds from now: seconds or an HTTP date.
 * @param now milliseconds since 1970
 */
export function readRetryAfter(value: string | undefined, now: number = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  // Date.parse makes a long past year of "-1" or "1.5": only what begins with the name of a day is a date.
  const date = /^\s*(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
