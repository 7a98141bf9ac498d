import type { ErrorCode } from '../../src/ticketing/errors.ts';
import { readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import type { Problem } from '../../src/upstream/problem.ts';

/** The codes of the service itself whose meaning is published. They come with status 200. */
const OSM_CODES: Readonly<Record<string, ErrorCode>> = {
  'OSM.0001': 'INVALID_INPUT',
  'OSM.0002': 'UNAUTHENTICATED',
  'OSM.0003': 'FORBIDDEN',
  'OSM.0004': 'BACKEND_UNAVAILABLE',
  'OSM.01010001': 'INVALID_INPUT',
  'OSM.01010002': 'FORBIDDEN',
  'OSM.01010003': 'FORBIDDEN',
  'OSM.01010004': 'RATE_LIMITED',
  'OSM.01010005': 'RATE_LIMITED',
  'OSM.01010006': 'INVALID_INPUT',
  'OSM.01010007': 'FORBIDDEN',
  'OSM.01010008': 'INVALID_INPUT',
  'OSM.01010009': 'FORBIDDEN',
  'OSM.01010010': 'INVALID_INPUT',
  'OSM.01010011': 'UNAUTHENTICATED',
  'OSM.01010012': 'INVALID_INPUT',
  'OSM.01010013': 'INVALID_INPUT',
  'OSM.01010014': 'BACKEND_BAD_RESPONSE',
  'OSM.01010015': 'NOT_FOUND',
};

/** Statuses whose meaning differs from what they usually say. */
const STATUSES: Readonly<Record<number, ErrorCode>> = {
  // A path that the API gateway does not publish: our configuration. A missing ticket is 200 with OSM.01010015.
  404: 'BACKEND_BAD_RESPONSE',
  414: 'INVALID_INPUT',
  494: 'INVALID_INPUT',
};

const ERROR_CODE = Buffer.from('"error_code"');

/**
 * Finds the problem in an answer. A business error is a 200 with an `error_code` (README, "Oddities"), so this looks into
 * every answer; into a success only if the key is there at all, as lists are large.
 */
export function readProblem(response: HttpResponse): Problem | null {
  const isSuccess = response.status >= 200 && response.status < 300;
  if (isSuccess && !response.body.includes(ERROR_CODE)) return null;
  const body = asRecord(readLenientJson(response));
  const { code, message, requestId } = readErrorBody(body);
  const backendCode = isSuccess ? firstText(body['error_code']) : code;
  if (isSuccess && backendCode === null) return null;
  const ours = ownCode(response.status, backendCode, isSuccess);
  const request = response.headers['x-request-id'] ?? requestId;
  const detail = [backendCode, message, request === null ? null : `request ${request}`]
    .filter((part) => part !== null)
    .join(' ');
  return {
    ...(ours === undefined ? {} : { code: ours }),
    ...(backendCode === null ? {} : { backendCode }),
    ...(detail === '' ? {} : { detail }),
  };
}

/** Of the call for a token, every refusal of the request means that the user is refused. */
export function readTokenProblem(response: HttpResponse): Problem | null {
  const problem = readProblem(response);
  return problem !== null && (response.status === 400 || response.status === 401)
    ? { ...problem, code: 'UNAUTHENTICATED' }
    : problem;
}

/** Undefined: the HTTP status decides. */
function ownCode(status: number, backendCode: string | null, isSuccess: boolean): ErrorCode | undefined {
  const known = backendCode === null ? undefined : OSM_CODES[backendCode];
  if (isSuccess) return known ?? 'BACKEND_BAD_RESPONSE';
  // At another status mostly the API gateway speaks, and its status says more than its code.
  return backendCode?.startsWith('OSM.0101') === true && known !== undefined ? known : STATUSES[status];
}

interface ErrorBody {
  readonly code: string | null;
  readonly message: string | null;
  readonly requestId: string | null;
}

/** The shapes in use: `error_code`, IAM's nested `error`, `errorCode` and plain `code`. */
function readErrorBody(outer: Readonly<Record<string, unknown>>): ErrorBody {
  const inner = asRecord(outer['error']);
  return {
    code: firstText(outer['error_code'], outer['errorCode'], inner['code'], outer['code']),
    message: firstText(outer['error_msg'], outer['errorMsg'], inner['message'], outer['message']),
    requestId: firstText(outer['request_id']),
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function firstText(...values: readonly unknown[]): string | null {
  for (const value of values) {
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}
