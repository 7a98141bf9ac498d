import type { BackendInstance } from '../ticketing/adapter.ts';
import type { GatewayError } from '../ticketing/errors.ts';
import type { FilterName } from '../ticketing/filter.ts';
import type { Instant } from '../ticketing/instant.ts';

export type SourceState =
  | 'OK'
  | 'STALE'
  | 'TIMEOUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'UNSUPPORTED'
  | 'CIRCUIT_OPEN'
  | 'FAILED';

/** A number of rows and how to read it. */
export type TotalCount =
  | { readonly kind: 'EXACT' | 'LOWER_BOUND'; readonly value: number }
  | { readonly kind: 'UNKNOWN'; readonly value: null };

export const UNKNOWN_TOTAL: TotalCount = { kind: 'UNKNOWN', value: null };

/** What one backend contributed to an answer. */
export interface SourceReport {
  readonly backend: BackendInstance;
  readonly state: SourceState;
  readonly message: string | null;
  /** The error behind the state; null if nothing went wrong. */
  readonly error: GatewayError | null;
  readonly rows: number;
  readonly totalCount: TotalCount;
  readonly latencyMs: number;
  readonly attempts: number;
  readonly filtersPushedDown: readonly FilterName[];
  readonly filtersEvaluatedHere: readonly FilterName[];
  readonly truncated: boolean;
  readonly retryAfterMs: number | null;
  readonly fetchedAt: Instant | null;
  readonly notes: readonly string[];
}

/** A report about a backend that was not asked, or of which nothing more is known. */
export function sourceReport(
  backend: BackendInstance,
  facts: Partial<Omit<SourceReport, 'backend'>> = {},
): SourceReport {
  return {
    backend,
    state: 'OK',
    message: null,
    error: null,
    rows: 0,
    totalCount: UNKNOWN_TOTAL,
    latencyMs: 0,
    attempts: 0,
    filtersPushedDown: [],
    filtersEvaluatedHere: [],
    truncated: false,
    retryAfterMs: null,
    fetchedAt: null,
    notes: [],
    ...facts,
  };
}

/** The state that an error stands for. */
export function stateOfError(error: GatewayError): SourceState {
  if (error.facts.circuitOpen === true) return 'CIRCUIT_OPEN';
  switch (error.code) {
    case 'BACKEND_TIMEOUT':
      return 'TIMEOUT';
    case 'UNAUTHENTICATED':
    case 'FORBIDDEN':
    case 'RATE_LIMITED':
    case 'UNSUPPORTED':
      return error.code;
    default:
      return 'FAILED';
  }
}

/** What an error contributes to a report. */
export function failureFacts(error: GatewayError): Pick<SourceReport, 'state' | 'message' | 'error' | 'retryAfterMs'> {
  return { state: stateOfError(error), message: error.message, error, retryAfterMs: error.facts.retryAfterMs ?? null };
}

/** The sum of what several backends tell. A backend that told nothing makes it a lower bound. */
export function addTotals(totals: readonly TotalCount[]): TotalCount {
  const known = totals.filter((total) => total.kind !== 'UNKNOWN');
  if (known.length === 0 && totals.length > 0) return UNKNOWN_TOTAL;
  const isExact = known.length === totals.length && known.every((total) => total.kind === 'EXACT');
  return { kind: isExact ? 'EXACT' : 'LOWER_BOUND', value: known.reduce((sum, total) => sum + (total.value ?? 0), 0) };
}
