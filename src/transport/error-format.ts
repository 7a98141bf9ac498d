import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ERROR_TABLE, GatewayError, type ErrorCode } from '../ticketing/errors.ts';

/** Where errors are reported. Nothing that a caller sent or a backend answered goes there but codes and details. */
export interface ErrorLog {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** GraphQL's own refusals of a request, before any resolver runs. */
const CLIENT_ERRORS: ReadonlySet<string> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** Codes of the protocol for persisted queries: clients act on these very words. */
const PROTOCOL_ERRORS: ReadonlySet<string> = new Set(['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED']);

/**
 * An error as it leaves the gateway: a code of the table, what a caller may know, and nothing else. The rest goes to the
 * log; for an unexpected error the caller gets a reference to find it there.
 * @param hidesSchema true: messages do not suggest names of the schema
 */
export function formatError(
  formatted: GraphQLFormattedError,
  thrown: unknown,
  log: ErrorLog,
  hidesSchema = false,
): GraphQLFormattedError {
  const place = {
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
  };
  const original = originalOf(thrown);
  if (original instanceof GatewayError && original.code !== 'INTERNAL') {
    return { message: original.message, ...place, extensions: toExtensions(original) };
  }
  if (original instanceof GatewayError && original.facts.reference !== undefined) {
    const { backend, reference } = original.facts;
    return { message: original.message, ...place, extensions: { ...codeExtensions('INTERNAL'), backend, reference } };
  }
  const givenCode = formatted.extensions?.['code'];
  const apolloCode = typeof givenCode === 'string' ? givenCode : '';
  if (PROTOCOL_ERRORS.has(apolloCode)) return { message: formatted.message, extensions: { code: apolloCode } };
  // graphql-js reports an argument that is no valid value of its scalar without a code of Apollo's.
  if (CLIENT_ERRORS.has(apolloCode)) {
    return {
      message: messageOf(formatted, apolloCode, hidesSchema),
      ...place,
      extensions: { ...codeExtensions('INVALID_INPUT'), reason: apolloCode },
    };
  }
  return { ...unexpectedError(original, log, formatted.path), ...place };
}

/** What was thrown, without GraphQL's wrapping: by a resolver, or as a refusal before any of them ran. */
function originalOf(thrown: unknown): unknown {
  const isRefusal = thrown instanceof GraphQLError && thrown.originalError instanceof GatewayError;
  return isRefusal ? thrown.originalError : unwrapResolverError(thrown);
}

/** The body of an answer outside GraphQL, in the form of GraphQL's errors. */
export function errorBody(code: ErrorCode, message: string): { readonly errors: readonly GraphQLFormattedError[] } {
  return { errors: [{ message, extensions: codeExtensions(code) }] };
}

/** The body of a refusal outside GraphQL, with all that a caller may know of it. */
export function refusalBody(error: GatewayError): { readonly errors: readonly GraphQLFormattedError[] } {
  return { errors: [{ message: error.message, extensions: toExtensions(error) }] };
}

/** The body of an answer to a request that failed unexpectedly outside GraphQL. */
export function reportUnexpected(
  thrown: unknown,
  log: ErrorLog,
): { readonly errors: readonly GraphQLFormattedError[] } {
  return { errors: [unexpectedError(thrown, log)] };
}

/** Tells the log what happened, and the caller where to find it there. */
function unexpectedError(
  thrown: unknown,
  log: ErrorLog,
  path?: GraphQLFormattedError['path'],
): { readonly message: string; readonly extensions: Record<string, unknown> } {
  const reference = randomUUID();
  const cause = thrown instanceof GatewayError ? (thrown.facts.cause ?? thrown) : thrown;
  log.error({ reference, path, error: describe(cause) }, 'A request failed unexpectedly.');
  return {
    message: `${ERROR_TABLE.INTERNAL.meaning.replace('in the message', 'below')} Reference: ${reference}`,
    extensions: { ...codeExtensions('INTERNAL'), reference },
  };
}

function messageOf({ message }: GraphQLFormattedError, apolloCode: string, hidesSchema: boolean): string {
  // graphql-js reads a document by recursion, so one that is nested thousands of levels deep exhausts its stack.
  const isTooDeep = apolloCode === 'GRAPHQL_PARSE_FAILED' && message.includes('call stack');
  if (isTooDeep) return 'The document is nested too deeply.';
  // Apollo Server hides such hints for documents, but not for the values of variables.
  return hidesSchema ? message.replace(/ ?Did you mean .+\?$/, '') : message;
}

function codeExtensions(code: ErrorCode): { readonly code: ErrorCode; readonly retryable: boolean } {
  return { code, retryable: ERROR_TABLE[code].retryable };
}

function toExtensions({ code, facts }: GatewayError): Record<string, unknown> {
  return {
    ...codeExtensions(code),
    ...(facts.backend === undefined ? {} : { backend: facts.backend }),
    ...(facts.field === undefined ? {} : { field: facts.field }),
    ...(facts.backendCode === undefined ? {} : { backendCode: facts.backendCode }),
    ...(facts.retryAfterMs === undefined ? {} : { retryAfterMs: facts.retryAfterMs }),
  };
}

/**
 * Tells the log of a backend's failure: it may become data in `sources`, or an error of the answer, or both.
 * @returns where an unexpected one is found in the log; null for others
 */
export function reportFault({ code, facts }: GatewayError, correlationId: string, log: ErrorLog): string | null {
  const { backend, detail } = facts;
  if (code !== 'INTERNAL') {
    if (detail !== undefined)
      log.warn({ code, backend, detail, correlationId }, 'A backend did not answer as it should.');
    return null;
  }
  const reference = randomUUID();
  log.error(
    { reference, backend, correlationId, error: describe(facts.cause) },
    'Asking a backend failed unexpectedly.',
  );
  return reference;
}

function describe(cause: unknown): unknown {
  return cause instanceof Error ? { name: cause.name, message: cause.message, stack: cause.stack } : String(cause);
}
