import { SpanKind, SpanStatusCode, type HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { startTraceRecorder, type TraceRecorder } from './trace-recorder.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';
const LIST = 'query Morning { tickets(first: 3) { sources { state } } }';

let gateway: TestGateway;
let recorder: TraceRecorder | undefined;

beforeAll(async () => {
  gateway = await startTestGateway({
    caches: { catalogFreshMs: 0, catalogStaleMs: 0, scanHoldMs: 0 },
    telemetry: { operationNames: ['Morning'] },
    settings: { hybris: { mostRetries: 1, retryDelayMs: 1 } },
  });
});

afterEach(async () => {
  await recorder?.stop();
  recorder = undefined;
  gateway.reset();
});

afterAll(async () => {
  await gateway.stop();
});

/** The spans of one query, once the operation's own has ended. */
async function traced(
  document: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly operation: ReadableSpan; readonly attempts: readonly ReadableSpan[] }> {
  recorder = startTraceRecorder();
  await gateway.query(document, {}, headers);
  const spans = recorder.spans();
  const operation = spans.find(({ kind }) => kind === SpanKind.SERVER);
  if (operation === undefined) throw new Error('No span of the operation has ended.');
  return { operation, attempts: spans.filter((span) => span !== operation) };
}

function header(rawHeaders: readonly string[], name: string): string | undefined {
  const index = rawHeaders.findIndex((word, place) => place % 2 === 0 && word.toLowerCase() === name);
  return index < 0 ? undefined : rawHeaders[index + 1];
}

function milliseconds([seconds, nanoseconds]: HrTime): number {
  return seconds * 1_000 + nanoseconds / 1e6;
}

describe('a trace', () => {
  test('has a span of the operation, and one of each request to a backend within it', async () => {
    const { operation, attempts } = await traced(LIST);
    expect(operation.name).toBe('query Morning');
    expect(operation.attributes).toMatchObject({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Morning',
      'ticket_gateway.outcome': 'OK',
    });
    const calls = gateway.backendCalls();
    expect(attempts).toHaveLength(Object.values(calls).reduce((sum, count) => sum + count, 0));
    const backends = new Set(attempts.map(({ attributes }) => String(attributes['ticket_gateway.backend'])));
    expect([...backends].sort()).toEqual(gateway.configuration.backends.map(({ id }) => id).sort());
    for (const attempt of attempts) {
      expect(attempt.kind).toBe(SpanKind.CLIENT);
      expect(attempt.parentSpanContext?.spanId).toBe(operation.spanContext().spanId);
      expect(attempt.attributes['ticket_gateway.outcome']).toBe('OK');
      expect(milliseconds(attempt.startTime)).toBeGreaterThanOrEqual(milliseconds(operation.startTime));
      expect(milliseconds(attempt.endTime)).toBeLessThanOrEqual(milliseconds(operation.endTime));
    }
  });

  test('is sent on to every backend, whose own spans then belong below the request to it', async () => {
    const { operation, attempts } = await traced(LIST);
    const { traceId } = operation.spanContext();
    const sent = gateway.emulators.flatMap(({ control }) =>
      control.requests().map(({ rawHeaders }) => header(rawHeaders, 'traceparent') ?? 'none'),
    );
    expect(sent.sort()).toEqual(attempts.map((span) => `00-${traceId}-${span.spanContext().spanId}-01`).sort());
  });

  test('goes on with the one of the caller', async () => {
    const { operation, attempts } = await traced(LIST, { traceparent: `00-${TRACE_ID}-${PARENT_ID}-01` });
    expect(operation.parentSpanContext?.spanId).toBe(PARENT_ID);
    for (const span of [operation, ...attempts]) expect(span.spanContext().traceId).toBe(TRACE_ID);
  });

  test.each(['', 'nonsense', `00-${'0'.repeat(31)}-x-01`])(
    'is a new one where the caller’s says %j',
    async (traceparent) => {
      const { operation } = await traced(LIST, { traceparent });
      expect(operation.parentSpanContext).toBeUndefined();
    },
  );

  test('tells which request to a backend failed, and with what code', async () => {
    gateway.emulator('hybris').control.addFault({ kind: 'status', status: 503, route: 'listTickets' });
    const { operation, attempts } = await traced(LIST);
    const failed = attempts.filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(failed.length).toBeGreaterThan(1);
    for (const { attributes } of failed) {
      expect(attributes).toMatchObject({
        'ticket_gateway.backend': 'hybris',
        'ticket_gateway.outcome': 'BACKEND_UNAVAILABLE',
      });
    }
    // The list was answered all the same.
    expect(operation.status.code).toBe(SpanStatusCode.UNSET);
  });

  test('of a refused operation says so', async () => {
    const { operation, attempts } = await traced('{ nothing }');
    expect(operation.name).toBe('none unnamed');
    expect(operation.attributes).toMatchObject({
      'ticket_gateway.outcome': 'FAILED',
      'ticket_gateway.error_codes': ['INVALID_INPUT'],
    });
    expect(operation.status.code).toBe(SpanStatusCode.ERROR);
    expect(attempts).toEqual([]);
  });

  test('holds no name that is not known, nothing that the caller sent and no baggage', async () => {
    const { operation, attempts } = await traced(
      'query Erika_Mustermann { tickets(first: 1, filter: { text: "erika@example.com" }) { sources { state } } }',
      { baggage: 'customer=erika', 'x-forwarded-for': '192.0.2.44' },
    );
    expect(operation.name).toBe('query other');
    const told = JSON.stringify(
      [operation, ...attempts].map(({ name, attributes, events }) => [name, attributes, events]),
    );
    expect(told).not.toMatch(/erika|192\.0\.2\.44/i);
    const sent = gateway.emulators.flatMap(({ control }) => control.requests().map(({ rawHeaders }) => rawHeaders));
    expect(sent.length).toBeGreaterThan(0);
    for (const rawHeaders of sent) expect(header(rawHeaders, 'baggage')).toBeUndefined();
  });
});

describe('without an SDK in the process', () => {
  test('nothing is traced and nothing is sent on', async () => {
    const answer = await gateway.query(LIST, {}, { traceparent: `00-${TRACE_ID}-${PARENT_ID}-01` });
    expect(answer.errors).toEqual([]);
    const sent = gateway.emulators.flatMap(({ control }) => control.requests().map(({ rawHeaders }) => rawHeaders));
    expect(sent.length).toBeGreaterThan(0);
    for (const rawHeaders of sent) expect(header(rawHeaders, 'traceparent')).toBeUndefined();
  });
});
