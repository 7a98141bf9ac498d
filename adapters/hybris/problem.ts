import type { ErrorCode, GatewayError } from '../../src/ticketing/errors.ts';
import { readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import type { Problem } from '../../src/upstream/problem.ts';

/** What an error body says: `{status, type, message, details: [{field, type, message}]}`. */
interface HybrisProblem {
  readonly type?: string | undefined;
  readonly message?: string | undefined;
  readonly details: readonly ProblemDetail[];
}

interface ProblemDetail {
  readonly field?: string | undefined;
  readonly type?: string | undefined;
}

/** Faults of the request's form: the gateway makes it, so they are never the caller's. */
const FORM_FAULTS: ReadonlySet<string> = new Set([
  'invalid_query_parameter',
  'missing_query_parameter',
  'invalid_header',
  'missing_header',
  'invalid_uri_parameter',
]);

/** Finds code and message in an error of the API or of the proxy before it, whose answers need not be JSON. */
export function readProblem(response: HttpResponse): Problem | null {
  if (response.status >= 200 && response.status < 300) return null;
  const problem = readBody(response);
  const code = response.status === 400 ? codeOfBadRequest(problem) : undefined;
  const field = problem.details.find((detail) => detail.field !== undefined)?.field;
  const backendCode = problem.details.find((detail) => detail.type !== undefined)?.type ?? problem.type;
  const detail = [problem.type, problem.message].filter((part) => part !== undefined).join(': ');
  return {
    ...(code === undefined ? {} : { code }),
    ...(field === undefined ? {} : { field }),
    ...(backendCode === undefined ? {} : { backendCode }),
    ...(detail === '' ? {} : { detail }),
  };
}

function codeOfBadRequest({ type, details }: HybrisProblem): ErrorCode {
  if (type === 'business_error' || details.some((detail) => detail.field === 'status')) return 'CONFLICT';
  const kinds = [type, ...details.map((detail) => detail.type)];
  if (kinds.some((kind) => kind !== undefined && FORM_FAULTS.has(kind))) return 'BACKEND_BAD_RESPONSE';
  // Without a type nothing blames the input: the proxy says so of a wrong Host header, for one.
  return type === 'validation_violation' ? 'INVALID_INPUT' : 'BACKEND_BAD_RESPONSE';
}

/** The token call's errors: `{error, errorDescription}` or `error_description`. 400 and 401 both refuse the client. */
export function readTokenProblem(response: HttpResponse): Problem | null {
  if (response.status >= 200 && response.status < 300) return null;
  const body = readLenientJson(response);
  const backendCode = textOf(body, 'error');
  const description = textOf(body, 'errorDescription') ?? textOf(body, 'error_description');
  return {
    ...(response.status === 400 || response.status === 401 ? { code: 'UNAUTHENTICATED' as const } : {}),
    ...(backendCode === undefined ? {} : { backendCode }),
    ...(description === undefined ? {} : { detail: description }),
  };
}

/** True if the backend does not accept the query language as it was used in the parameter `q`. */
export function isQueryRefused(error: GatewayError): boolean {
  const { backendCode, field = 'q' } = error.facts;
  return field === 'q' && (backendCode === 'invalid_query_parameter' || backendCode === 'validation_violation');
}

/** True if the refusal speaks of the client's rights, not of the thing asked for. */
export function isAboutRights(error: GatewayError): boolean {
  return error.code === 'FORBIDDEN' && /scope|subscri/i.test(error.facts.detail ?? '');
}

/** True if the thing changed since it was read: 409, not a 400 about the state that it is in. */
export function isStale(error: GatewayError): boolean {
  return error.code === 'CONFLICT' && /^HTTP 409\b/.test(error.facts.detail ?? '');
}

/** True if it was the token that was refused, not what the request says. */
export function isTokenRefused(error: GatewayError): boolean {
  return error.code === 'UNAUTHENTICATED' && /bearer|token/i.test(error.facts.detail ?? '');
}

function readBody(response: HttpResponse): HybrisProblem {
  const body = readLenientJson(response);
  if (typeof body === 'object' && body !== null) {
    const details = 'details' in body ? [body.details].flat() : [];
    return {
      type: textOf(body, 'type'),
      message: textOf(body, 'message'),
      details: details.map((detail) => ({ field: textOf(detail, 'field'), type: textOf(detail, 'type') })),
    };
  }
  return readBroken(response.body.toString('utf8', 0, 4_096));
}

/** One of the vendor's own samples is broken around `details`: what can be found is taken. */
function readBroken(text: string): HybrisProblem {
  const [type, ...detailTypes] = Array.from(text.matchAll(/"type"\s*:\s*"(\w{1,64})"/g), (match) => match[1]);
  const [, field] = /"field"\s*:\s*"([\w.]{1,64})"/.exec(text) ?? [];
  const [, message] = /"message"\s*:\s*"([^"]{1,200})"/.exec(text) ?? [];
  const details = field === undefined && detailTypes.length === 0 ? [] : [{ field, type: detailTypes[0] }];
  return { type, message, details };
}

function textOf(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
  return typeof found === 'string' ? found : undefined;
}
