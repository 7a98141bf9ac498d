/** What an error code means to whoever receives it. */
export interface ErrorMeaning {
  /** One sentence for people. */
  readonly meaning: string;
  /** Whether the same request may succeed later without being changed. */
  readonly retryable: boolean;
  /** The HTTP status this code stands for where a status is needed (never for a partial GraphQL answer). */
  readonly httpStatus: number;
}

/** The one table of codes: everything that leaves the gateway as an error carries one of these. */
export const ERROR_TABLE = {
  NOT_FOUND: {
    meaning: 'There is no such thing, or the caller may not know of it.',
    retryable: false,
    httpStatus: 404,
  },
  INVALID_INPUT: { meaning: 'The request itself is wrong; the message says where.', retryable: false, httpStatus: 400 },
  UNAUTHENTICATED: {
    meaning: 'The caller, or the gateway towards the backend, is not signed in.',
    retryable: false,
    httpStatus: 401,
  },
  FORBIDDEN: { meaning: 'Signed in, but not allowed to do this.', retryable: false, httpStatus: 403 },
  CONFLICT: {
    meaning: 'The ticket changed in the meantime, or its state does not permit this.',
    retryable: false,
    httpStatus: 409,
  },
  INVALID_TRANSITION: {
    meaning: 'The ticket cannot make this move from the state it is in.',
    retryable: false,
    httpStatus: 409,
  },
  UNSUPPORTED: {
    meaning: 'The backend has no way to do this; the message gives its reason.',
    retryable: false,
    httpStatus: 501,
  },
  RATE_LIMITED: { meaning: 'Too many requests; wait before the next one.', retryable: true, httpStatus: 429 },
  OVER_LIMIT: {
    meaning: 'The request asks for more than the gateway permits; the message names the limit.',
    retryable: false,
    httpStatus: 400,
  },
  KEY_REUSED: {
    meaning: 'The idempotency key was used before with another input.',
    retryable: false,
    httpStatus: 422,
  },
  UNKNOWN_OUTCOME: {
    meaning: 'The backend gave no answer: the change may or may not have happened. Look before trying again.',
    retryable: false,
    httpStatus: 504,
  },
  BACKEND_TIMEOUT: { meaning: 'The backend did not answer in time.', retryable: true, httpStatus: 504 },
  BACKEND_UNAVAILABLE: {
    meaning: 'The backend cannot be reached or is out of order.',
    retryable: true,
    httpStatus: 503,
  },
  BACKEND_BAD_RESPONSE: {
    meaning: 'The backend answered something that cannot be understood.',
    retryable: false,
    httpStatus: 502,
  },
  INTERNAL: {
    meaning: 'A fault of the gateway; the reference in the message leads to its log.',
    retryable: false,
    httpStatus: 500,
  },
} as const satisfies Record<string, ErrorMeaning>;

export type ErrorCode = keyof typeof ERROR_TABLE;

export const ERROR_CODES = Object.keys(ERROR_TABLE) as readonly ErrorCode[];

/** What is known about a failure besides its code and its message. */
export interface GatewayErrorFacts {
  /** Path of the argument at fault, e.g. `filter.createdAt.from`. */
  readonly field?: string;
  /** Instance id of the backend that failed. */
  readonly backend?: string;
  /** The backend's own error code, harmless to show. */
  readonly backendCode?: string;
  /** How long to wait before another try, in milliseconds, if the backend said so. */
  readonly retryAfterMs?: number;
  /** True if the circuit breaker answered instead of the backend. */
  readonly circuitOpen?: boolean;
  /** True if the caller went away: nobody is left to read this error, and it says nothing about the backend. */
  readonly cancelled?: boolean;
  /** True if no credential was to be had, so that the request itself was never sent. */
  readonly isUnauthorized?: boolean;
  /** True if the request may have reached the backend although no answer came. */
  readonly mayHaveArrived?: boolean;
  /** True if this is the end of a dry run, not a failure. */
  readonly isPreview?: boolean;
  /** Where an unexpected failure is found in the log. */
  readonly reference?: string;
  /** For the log only: never shown to a caller. */
  readonly detail?: string;
  /** For the log only: what was caught. */
  readonly cause?: unknown;
}

/** The one error class. Its message is written for callers: it holds no address, no secret and no personal data. */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly facts: GatewayErrorFacts;

  /**
   * @param code one of the table
   * @param message a sentence for the caller
   * @param facts what else is known; `detail` and `cause` stay in the log
   */
  constructor(code: ErrorCode, message: string, facts: GatewayErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.facts = facts;
  }

  /** The same error, said to come from this backend. */
  ofBackend(backend: string): GatewayError {
    if (this.facts.backend !== undefined) return this;
    return new GatewayError(this.code, this.message, { ...this.facts, backend });
  }
}

/** An input error that names the argument at fault. */
export function invalidInput(field: string, message: string): GatewayError {
  return new GatewayError('INVALID_INPUT', message, { field });
}

/** Whatever was thrown, as a GatewayError: anything unexpected becomes INTERNAL and keeps its cause for the log. */
export function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError('INTERNAL', 'The gateway failed to answer this.', { cause: thrown });
}
