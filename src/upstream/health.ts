import type { BackendHealth } from '../ticketing/adapter.ts';
import type { ErrorCode, GatewayError } from '../ticketing/errors.ts';
import { instantFromMilliseconds } from '../ticketing/instant.ts';

/** Remembers how the last exchanges with a backend went; never asks the backend itself. */
export interface HealthRecord {
  succeeded(): void;
  failed(error: GatewayError): void;
  read(openCircuits: readonly string[]): BackendHealth;
}

const FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BACKEND_TIMEOUT',
  'BACKEND_UNAVAILABLE',
  'BACKEND_BAD_RESPONSE',
  'UNAUTHENTICATED',
]);

/** @param clock milliseconds since 1970 */
export function createHealthRecord(clock: () => number): HealthRecord {
  let lastSuccess: number | null = null;
  let lastFailure: { readonly at: number; readonly code: ErrorCode } | null = null;
  return {
    succeeded() {
      lastSuccess = clock();
    },
    failed(error) {
      // Neither says anything about the backend: nobody waited for it, or the gateway itself failed.
      if (error.facts.cancelled === true || error.code === 'INTERNAL') return;
      // A refusal is an answer: the backend works.
      if (FAULTS.has(error.code)) lastFailure = { at: clock(), code: error.code };
      else lastSuccess = clock();
    },
    read(openCircuits) {
      return {
        state: stateOf(lastSuccess, lastFailure?.at ?? null, openCircuits.length > 0),
        lastSuccessAt: lastSuccess === null ? null : instantFromMilliseconds(lastSuccess),
        lastFailureAt: lastFailure === null ? null : instantFromMilliseconds(lastFailure.at),
        lastFailureCode: lastFailure?.code ?? null,
        openCircuits,
      };
    },
  };
}

function stateOf(
  lastSuccess: number | null,
  lastFailure: number | null,
  hasOpenCircuit: boolean,
): BackendHealth['state'] {
  if (lastSuccess === null && lastFailure === null) return 'UNKNOWN';
  if (lastFailure !== null && (lastSuccess === null || lastFailure > lastSuccess)) return 'DOWN';
  return hasOpenCircuit ? 'DEGRADED' : 'UP';
}
