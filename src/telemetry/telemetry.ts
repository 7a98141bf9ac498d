import { randomUUID } from 'node:crypto';
import { ERROR_CODES } from '../ticketing/errors.ts';
import {
  attemptOutcome,
  type BeginAttempt,
  type BeginOperation,
  type OperationReport,
  type OperationStart,
} from '../ticketing/observation.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { beginTrace, type TraceSpan } from './tracing.ts';

export interface TelemetryOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Names of operations that are told apart. */
  readonly operationNames: ReadonlySet<string>;
  /** An operation that takes longer is a warning, in milliseconds. */
  readonly slowOperationMs: number;
  /** A clock that never jumps, in milliseconds; the system's if left out. */
  readonly clock?: () => number;
}

/** Follows what the gateway does: into the log, the metrics and the traces. */
export interface Telemetry {
  readonly beginOperation: BeginOperation;
  /** Counts every attempt to reach a backend, on whoever's behalf. */
  readonly countAttempt: BeginAttempt;
}

/** Codes that an answer may carry: those of the table, and those of the protocol for persisted queries. */
const KNOWN_CODES: ReadonlySet<string> = new Set([
  ...ERROR_CODES,
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

export function createTelemetry(options: TelemetryOptions): Telemetry {
  const clock = options.clock ?? (() => performance.now());
  const underWay = options.metrics.gauge('operations_under_way');
  const subscriptions = options.metrics.gauge('open_subscriptions');

  function countAttempt({ backend, operation }: Parameters<BeginAttempt>[0]): ReturnType<BeginAttempt> {
    const startedAt = clock();
    return {
      headers: {},
      end(error) {
        const seconds = (clock() - startedAt) / 1_000;
        options.metrics.attempt({ backend, operation, outcome: attemptOutcome(error), seconds });
      },
    };
  }

  function beginOperation(start: OperationStart): ReturnType<BeginOperation> {
    const startedAt = clock();
    const requestId = randomUUID();
    const span = beginTrace('graphql', start.headers, { 'ticket_gateway.request_id': requestId });
    const calls = new Map<string, number>();
    let isOver = false;
    const open = start.type === 'subscription' ? subscriptions : underWay;
    open.add(1);

    function end(report: OperationReport): void {
      if (isOver) return;
      isOver = true;
      open.add(-1);
      const durationMs = clock() - startedAt;
      const type = report.type ?? 'none';
      const name = boundedName(report.name, options.operationNames);
      const codes = [...new Set(report.codes.map((code) => (KNOWN_CODES.has(code) ? code : 'other')))].sort();
      const { outcome } = report;
      const isLasting = type === 'subscription';
      options.metrics.operation({ type, name, outcome, codes, seconds: isLasting ? null : durationMs / 1_000 });
      endSpan(span, { type, name, outcome, codes });
      const isSlow = !isLasting && durationMs >= options.slowOperationMs;
      const facts = {
        requestId,
        correlationId: start.correlationId,
        ...(span.traceId === null ? {} : { traceId: span.traceId }),
        principal: start.principal,
        type,
        name,
        outcome,
        ...(codes.length === 0 ? {} : { codes }),
        durationMs: Math.round(durationMs),
        backendCalls: Object.fromEntries(calls),
      };
      if (isSlow) options.log.warn(facts, 'A slow operation.');
      else options.log.info(facts, 'An operation.');
    }

    return {
      beginAttempt({ backend, operation }) {
        calls.set(backend, (calls.get(backend) ?? 0) + 1);
        const attempt = span.child(`${backend} ${operation}`, {
          'ticket_gateway.backend': backend,
          'ticket_gateway.backend_operation': operation,
        });
        return {
          headers: attempt.headers,
          end(error) {
            const outcome = attemptOutcome(error);
            attempt.end({ 'ticket_gateway.outcome': outcome }, outcome !== 'OK' && outcome !== 'CANCELLED');
          },
        };
      },
      end,
    };
  }

  return { beginOperation, countAttempt };
}

interface EndedOperation {
  readonly type: string;
  readonly name: string;
  readonly outcome: string;
  readonly codes: readonly string[];
}

function endSpan(span: TraceSpan, { type, name, outcome, codes }: EndedOperation): void {
  span.rename(`${type} ${name}`);
  span.end(
    {
      'graphql.operation.type': type,
      'graphql.operation.name': name,
      'ticket_gateway.outcome': outcome,
      ...(codes.length === 0 ? {} : { 'ticket_gateway.error_codes': [...codes] }),
    },
    outcome === 'FAILED',
  );
}

/** A name from a caller may be anything, without end: only known ones are shown. */
export function boundedName(name: string | null, known: ReadonlySet<string>): string {
  if (name === null || name === '') return 'unnamed';
  return known.has(name) ? name : 'other';
}
