import type { ErrorCode, GatewayError } from './errors.ts';

/** An attempt to reach a backend, as it begins. Both are names from the configuration and the code, never from a caller. */
export interface AttemptStart {
  /** Instance id of the backend. */
  readonly backend: string;
  /** Name of the request as its adapter calls it. */
  readonly operation: string;
}

/** Follows one attempt. */
export interface AttemptWatch {
  /** Headers to send along, so that the backend's own traces continue this one. */
  readonly headers: Readonly<Record<string, string>>;
  /** @param error what it failed with; null if it brought an answer */
  end(error: GatewayError | null): void;
}

/** Told of each attempt to reach a backend, as it begins. Must not throw. */
export type BeginAttempt = (start: AttemptStart) => AttemptWatch;

/**
 * OK: an answer without errors. PARTIAL: data beside errors. FAILED: no data. CANCELLED: the caller left before the answer.
 */
export type OperationOutcome = 'OK' | 'PARTIAL' | 'FAILED' | 'CANCELLED';

export type OperationType = 'query' | 'mutation' | 'subscription';

/** What became of an operation. */
export interface OperationReport {
  /** Null if the request was refused before that could be told. */
  readonly type: OperationType | null;
  /** As the caller wrote it: whoever shows it has to bound it. */
  readonly name: string | null;
  readonly outcome: OperationOutcome;
  /** Codes of its errors. */
  readonly codes: readonly string[];
}

/** Follows one operation. */
export interface OperationWatch {
  readonly beginAttempt: BeginAttempt;
  /** The first call counts. */
  end(report: OperationReport): void;
}

/** What is known of an operation before it runs. */
export interface OperationStart {
  readonly correlationId: string;
  /** The fingerprint of whoever asks. */
  readonly principal: string;
  /** Where it is known beforehand. */
  readonly type?: OperationType;
  /** Headers of the request, in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export type BeginOperation = (start: OperationStart) => OperationWatch;

/** HIT: kept from before. STALE: kept too long, used for want of a newer one. SHARED: somebody else was fetching it. MISS: fetched. */
export type CacheUse = 'HIT' | 'STALE' | 'SHARED' | 'MISS';

/** What a change to a backend came to, for those who watch. */
export interface ChangeSummary {
  readonly backend: string;
  readonly change: string;
  readonly outcome: string;
}

/** The code that stands for what an attempt came to, in metrics and traces. */
export function attemptOutcome(error: GatewayError | null): ErrorCode | 'OK' | 'CANCELLED' {
  if (error === null) return 'OK';
  return error.facts.cancelled === true ? 'CANCELLED' : error.code;
}
