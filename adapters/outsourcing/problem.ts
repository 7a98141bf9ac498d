import type { ErrorCode } from '../../src/ticketing/errors.ts';
import { readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import type { Problem } from '../../src/upstream/problem.ts';

/** What the client is told of a refusal that speaks of what was asked for. */
const SHOWN_STATUSES: ReadonlySet<number> = new Set([400, 409, 422]);
const MOST_SHOWN_CHARACTERS = 300;

/**
 * Finds the problem in an answer: `{status, type, title, detail}`. The HTTP status counts, not the one in the body. `type`
 * is always about:blank and the title only repeats the status, so the detail is what says something.
 */
export function readProblem(response: HttpResponse): Problem | null {
  if (response.status >= 200 && response.status < 300) return null;
  // A redirect of a read is a change of the API's addresses that nobody announced: never followed.
  if (isRedirect(response)) return { code: 'BACKEND_BAD_RESPONSE', detail: `redirect to ${redirectTarget(response)}` };
  const detail = textOf(readLenientJson(response), 'detail');
  if (detail === undefined || detail === '') return {};
  return SHOWN_STATUSES.has(response.status) ? { detail, message: toMessage(detail) } : { detail };
}

/** The token call's errors: `{error}`. 400 and 401 both mean that the client is refused. */
export function readTokenProblem(response: HttpResponse): Problem | null {
  const problem = readProblem(response);
  if (problem === null) return null;
  const error = textOf(readLenientJson(response), 'error');
  const code = TOKEN_CODES[response.status];
  return {
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(problem.code === undefined ? {} : { code: problem.code }),
    ...(code === undefined ? {} : { code }),
    // The standard's codes are words like invalid_client; anything else might be anything.
    ...(error !== undefined && /^[a-z_]{1,40}$/.test(error) ? { backendCode: error } : {}),
  };
}

/** What a status of the token call means, where it is not what it usually says. */
const TOKEN_CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'UNAUTHENTICATED',
  401: 'UNAUTHENTICATED',
  // A wrong tokenUrl. It must not be taken for a ticket, or a collection, that does not exist.
  404: 'BACKEND_BAD_RESPONSE',
  410: 'BACKEND_BAD_RESPONSE',
};

export function isRedirect(response: HttpResponse): boolean {
  return response.status >= 300 && response.status < 400;
}

/** The redirects that may answer a request that was carried out: "see there". The others say that it was not. */
export function isPastRedirect(response: HttpResponse): boolean {
  return response.status === 302 || response.status === 303;
}

/** Where a redirect leads, for the log: without query, as that may hold anything. */
export function redirectTarget(response: HttpResponse): string {
  return redirectPath(response.headers['location'] ?? 'nowhere');
}

/** An address for the log: without query and fragment. */
export function redirectPath(location: string): string {
  return location.split(/[?#]/, 1)[0]?.slice(0, 200) ?? '';
}

function toMessage(detail: string): string {
  const line = detail.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
  return line.length > MOST_SHOWN_CHARACTERS ? `${line.slice(0, MOST_SHOWN_CHARACTERS)}…` : line;
}

function textOf(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
  return typeof found === 'string' ? found : undefined;
}
