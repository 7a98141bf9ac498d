import {
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { OperationStart } from '../ticketing/observation.ts';

/** One step in a trace. Without an SDK of OpenTelemetry in the process it does nothing. */
export interface TraceSpan {
  /** A step within this one, towards a backend. */
  child(name: string, attributes: Attributes): TraceSpan;
  /** Headers by which the other side goes on with the trace. */
  readonly headers: Readonly<Record<string, string>>;
  /** Null where nothing is traced. */
  readonly traceId: string | null;
  rename(name: string): void;
  end(attributes: Attributes, hasFailed: boolean): void;
}

/** Baggage is not among them: it may hold anything, and backends are strangers. */
const TRACE_HEADERS: ReadonlySet<string> = new Set(['traceparent', 'tracestate']);
const SCOPE = 'ticket-gateway';

/** Begins the span of an operation, as a part of the trace that its caller names, if it does. */
export function beginTrace(name: string, headers: OperationStart['headers'], attributes: Attributes): TraceSpan {
  const parent = propagation.extract(ROOT_CONTEXT, headers, {
    keys: (carrier) => Object.keys(carrier).filter((key) => TRACE_HEADERS.has(key)),
    get: (carrier, key) => (TRACE_HEADERS.has(key) ? single(carrier[key]) : undefined),
  });
  return startSpan(name, SpanKind.SERVER, attributes, parent);
}

/** Begins the span of something that nobody asked for, such as looking for changes. */
export function beginRootTrace(name: string, kind: SpanKind, attributes: Attributes): TraceSpan {
  return startSpan(name, kind, attributes, ROOT_CONTEXT);
}

function startSpan(name: string, kind: SpanKind, attributes: Attributes, parent: Context): TraceSpan {
  const span = trace.getTracer(SCOPE).startSpan(name, { kind, attributes }, parent);
  const own = trace.setSpan(parent, span);
  return {
    child: (childName, childAttributes) => startSpan(childName, SpanKind.CLIENT, childAttributes, own),
    headers: headersOf(own),
    traceId: traceIdOf(span),
    rename(newName) {
      span.updateName(newName);
    },
    end(endAttributes, hasFailed) {
      span.setAttributes(endAttributes);
      if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

function headersOf(own: Context): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(own, headers, {
    set(carrier, key, value) {
      if (TRACE_HEADERS.has(key)) carrier[key] = value;
    },
  });
  return headers;
}

function traceIdOf(span: Span): string | null {
  return span.isRecording() ? span.spanContext().traceId : null;
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
