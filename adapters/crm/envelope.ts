import type { ErrorCode } from '../../src/ticketing/errors.ts';
import { readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import { codeOfStatus, type Problem } from '../../src/upstream/problem.ts';

/** What is inside `{"response": {"success": "true", "result": ...}}`, whatever the order and the level of its parts. */
export interface CrmEnvelope {
  readonly isJson: boolean;
  /** `success` as text in lower case; null if the answer has none. */
  readonly flag: string | null;
  readonly result: unknown;
  readonly statusCode: string;
  readonly errorCode: string;
  readonly errorMessage: string;
}

// The same answer is asked for its problem and then for its result: it is parsed once.
const READ = new WeakMap<HttpResponse, CrmEnvelope>();

/** Takes an answer apart. Never throws. */
export function readEnvelope(response: HttpResponse): CrmEnvelope {
  const known = READ.get(response);
  if (known !== undefined) return known;
  const envelope = takeApart(readLenientJson(response));
  READ.set(response, envelope);
  return envelope;
}

function takeApart(body: unknown): CrmEnvelope {
  const inner = read(body, 'response') ?? body;
  const result = read(inner, 'result');
  const problem = read(result, 'arguments');
  const flag = read(inner, 'success') ?? read(result, 'success');
  return {
    isJson: body !== undefined,
    flag: flag === undefined || flag === null ? null : toText(flag).toLowerCase(),
    result,
    statusCode: toText(read(problem, 'statusCode')),
    errorCode: toText(read(problem, 'errorCode') ?? read(result, 'errorCode') ?? read(inner, 'errorCode')),
    errorMessage: toText(read(problem, 'errorMessage') ?? read(result, 'message')),
  };
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** Every value of the envelope is text; sibling services also send numbers and booleans. */
function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).trim()
    : '';
}

/**
 * Finds the problem in an answer. HTTP 200 alone says nothing, and neither does the text "false" being truthy: the flag,
 * the HTTP status and the absence of an error code must all agree before it is a success.
 */
export function readProblem(response: HttpResponse): Problem | null {
  const envelope = readEnvelope(response);
  const is2xx = response.status >= 200 && response.status < 300;
  if (!envelope.isJson) {
    // A proxy in front of the backend may say these without a body of the backend's own.
    const speaksForItself = response.status >= 500 || [401, 403, 429].includes(response.status);
    return speaksForItself ? {} : { code: 'BACKEND_BAD_RESPONSE', detail: 'The body is no JSON.' };
  }
  const hasErrorCode = envelope.errorCode !== '' && envelope.errorCode !== '0';
  if (is2xx && !hasErrorCode && (envelope.flag === 'true' || envelope.flag === 'success')) return null;
  if (is2xx && !hasErrorCode && envelope.flag === null && envelope.statusCode === '') {
    return { code: 'BACKEND_BAD_RESPONSE', detail: 'The body is no envelope with "success".' };
  }
  return toProblem(envelope, response.status);
}

/** Begins the detail of an error about a header that was not sent. */
export const HEADER_FAULT = 'Fault of this adapter';

const HEADER_MISSING = /^Header '.*' not present in the request/i;
const ATTRIBUTE_MISSING = /^Attribute '([^']*)' not found in request/i;
const WRONG_PASSWORD = /^Invalid username\/password/i;

function toProblem(envelope: CrmEnvelope, httpStatus: number): Problem {
  const { errorCode, errorMessage } = envelope;
  const facts = {
    detail: `${errorCode} ${errorMessage}`.trim(),
    ...(errorCode === '' ? {} : { backendCode: errorCode }),
  };
  if (HEADER_MISSING.test(errorMessage)) {
    // Every header is sent with every call, so a missing one is the gateway's own fault, never the caller's.
    return { ...facts, code: 'BACKEND_BAD_RESPONSE', detail: `${HEADER_FAULT}: ${facts.detail}` };
  }
  if (WRONG_PASSWORD.test(errorMessage)) return { ...facts, code: 'UNAUTHENTICATED' };
  const attribute = ATTRIBUTE_MISSING.exec(errorMessage)?.[1];
  if (attribute !== undefined) return { ...facts, code: 'INVALID_INPUT', field: toField(attribute) };
  return { ...facts, code: codeOfName(errorCode) ?? codeOfNumber(statusOf(envelope, httpStatus)) };
}

/** Codes that mean something whatever the status. Those of the CRM behind the middleware leak, if at all (README, "Errors"). */
const CODES: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries({
    INVALID_TOKEN: 'UNAUTHENTICATED',
    'DOWNSTREAM ERROR': 'BACKEND_UNAVAILABLE',
    RECORD_NOT_FOUND: 'NOT_FOUND',
    INVALID_ID_ATTRIBUTE: 'NOT_FOUND',
    ACCESS_DENIED: 'FORBIDDEN',
    MANDATORY_FIELDS_MISSING: 'INVALID_INPUT',
    REFERENCE_INVALID: 'INVALID_INPUT',
    // The middleware's own session with the CRM: nothing that the caller's token could change.
    INVALID_AUTH_TOKEN: 'BACKEND_UNAVAILABLE',
    INVALID_USER_CREDENTIALS: 'BACKEND_UNAVAILABLE',
    INVALID_SESSIONID: 'BACKEND_UNAVAILABLE',
    SESSION_EXPIRED: 'BACKEND_UNAVAILABLE',
    SESSION_LEFT_IDLE: 'BACKEND_UNAVAILABLE',
    ACCESSKEY_UNDEFINED: 'BACKEND_UNAVAILABLE',
    DATABASE_QUERY_ERROR: 'BACKEND_UNAVAILABLE',
    INTERNAL_SERVER_ERROR: 'BACKEND_UNAVAILABLE',
  } as const),
);

function codeOfName(errorCode: string): ErrorCode | null {
  // "400 BAD_REQUEST" and "BAD_REQUEST" are the same code.
  const name = errorCode.replace(/^\d+\s*/, '').toUpperCase();
  return CODES.get(name) ?? (name.startsWith('AUTH') ? 'BACKEND_UNAVAILABLE' : null);
}

/** An envelope says more than the HTTP status: some installations may answer 200 to everything. */
function statusOf({ statusCode, errorCode }: CrmEnvelope, httpStatus: number): number {
  if (/^[3-5]\d{2}$/.test(statusCode)) return Number(statusCode);
  if (httpStatus >= 300) return httpStatus;
  // Sibling services leave statusCode out and put its number into errorCode.
  return Number(/^[45]\d{2}\b/.exec(errorCode)?.[0] ?? 502);
}

function codeOfNumber(status: number): ErrorCode {
  const isOther4xx = status >= 400 && status < 500 && ![401, 403, 404, 408, 409, 429].includes(status);
  return isOther4xx ? 'INVALID_INPUT' : codeOfStatus(status);
}

/** Our names of the attributes of requests, which the API spells in several ways. */
const FIELDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    tickettitle: 'title',
    description: 'description',
    ticketcategories: 'type',
    category: 'type',
    subcategory: 'contactReason',
    ticketstatus: 'status',
    status: 'status',
    comment: 'text',
  }),
);

function toField(attribute: string): string {
  return FIELDS.get(attribute.replaceAll('_', '').toLowerCase()) ?? attribute;
}
