import { propagation, trace, TraceFlags, type TextMapPropagator } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])$/;

/** `traceparent` of W3C, and a baggage that is as good as any. */
const PROPAGATOR: TextMapPropagator = {
  inject(context, carrier, setter) {
    const span = trace.getSpanContext(context);
    if (span === undefined) return;
    setter.set(carrier, 'traceparent', `00-${span.traceId}-${span.spanId}-01`);
    setter.set(carrier, 'baggage', 'customer=someone');
  },
  extract(context, carrier, getter) {
    const [, traceId, spanId] = TRACEPARENT.exec(String(getter.get(carrier, 'traceparent'))) ?? [];
    if (traceId === undefined || spanId === undefined) return context;
    const traceFlags = TraceFlags.SAMPLED;
    return trace.setSpanContext(context, { traceId, spanId, traceFlags, isRemote: true });
  },
  fields: () => ['traceparent', 'baggage'],
};

/** Spans as an operator's SDK would get them. */
export interface TraceRecorder {
  /** Those that have ended, oldest end first. */
  readonly spans: () => readonly ReadableSpan[];
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

/** Puts an SDK of OpenTelemetry into the process, as an operator does with `--import`. */
export function startTraceRecorder(): TraceRecorder {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(PROPAGATOR);
  return {
    spans: () => exporter.getFinishedSpans(),
    reset: () => exporter.reset(),
    async stop() {
      trace.disable();
      propagation.disable();
      await provider.shutdown();
    },
  };
}
