import { describe, expect, test } from '@jest/globals';
import type { BackendHealth } from '../../src/ticketing/adapter.ts';
import { GatewayError, type ErrorCode, type GatewayErrorFacts } from '../../src/ticketing/errors.ts';
import { createHealthRecord } from '../../src/upstream/health.ts';

type Event = 'success' | { readonly code: ErrorCode; readonly facts?: GatewayErrorFacts };

/** What the record says after events at one second's distance. */
function after(events: readonly Event[], openCircuits: readonly string[] = []): BackendHealth {
  let now = Date.parse('2024-03-01T08:00:00.000Z');
  const record = createHealthRecord(() => now);
  for (const event of events) {
    now += 1_000;
    if (event === 'success') record.succeeded();
    else record.failed(new GatewayError(event.code, 'It failed.', event.facts));
  }
  return record.read(openCircuits);
}

const FAULT: Event = { code: 'BACKEND_UNAVAILABLE' };

describe('the state', () => {
  test.each<[string, readonly Event[], readonly string[], BackendHealth['state']]>([
    ['nothing happened', [], [], 'UNKNOWN'],
    ['it answered', ['success'], [], 'UP'],
    ['it failed', [FAULT], [], 'DOWN'],
    ['it failed after an answer', ['success', FAULT], [], 'DOWN'],
    ['it answered after a failure', [FAULT, 'success'], [], 'UP'],
    ['it answers while a circuit is open', [FAULT, 'success'], ['list'], 'DEGRADED'],
    ['it fails while a circuit is open', ['success', FAULT], ['list'], 'DOWN'],
    ['its first caller went away', [{ ...FAULT, facts: { cancelled: true } }], [], 'UNKNOWN'],
    ['a caller went away after an answer', ['success', { ...FAULT, facts: { cancelled: true } }], [], 'UP'],
    ['a caller went away after a failure', [FAULT, { ...FAULT, facts: { cancelled: true } }], [], 'DOWN'],
  ])('when %s', (_what, events, openCircuits, state) => {
    expect(after(events, openCircuits).state).toBe(state);
  });

  test.each<[ErrorCode, BackendHealth['state']]>([
    ['BACKEND_UNAVAILABLE', 'DOWN'],
    ['BACKEND_TIMEOUT', 'DOWN'],
    ['BACKEND_BAD_RESPONSE', 'DOWN'],
    ['UNAUTHENTICATED', 'DOWN'],
    // Refusals are answers: the backend works.
    ['NOT_FOUND', 'UP'],
    ['INVALID_INPUT', 'UP'],
    ['FORBIDDEN', 'UP'],
    ['CONFLICT', 'UP'],
    ['RATE_LIMITED', 'UP'],
    // The gateway's own fault says nothing.
    ['INTERNAL', 'UNKNOWN'],
  ])('after %s alone is %s', (code, state) => {
    expect(after([{ code }]).state).toBe(state);
  });
});

describe('the record', () => {
  test('tells when it last went well, when it did not, and why', () => {
    expect(after(['success', { code: 'BACKEND_TIMEOUT' }, 'success'], ['list'])).toEqual({
      state: 'DEGRADED',
      lastSuccessAt: '2024-03-01T08:00:03.000Z',
      lastFailureAt: '2024-03-01T08:00:02.000Z',
      lastFailureCode: 'BACKEND_TIMEOUT',
      openCircuits: ['list'],
    });
  });

  test('is empty at first', () => {
    expect(after([])).toEqual({
      state: 'UNKNOWN',
      lastSuccessAt: null,
      lastFailureAt: null,
      lastFailureCode: null,
      openCircuits: [],
    });
  });
});
