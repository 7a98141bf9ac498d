import { describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../src/ticketing/errors.ts';
import { codeOfStatus, readRetryAfter, toProblemError } from '../../src/upstream/problem.ts';
import type { HttpResponse } from '../../src/upstream/http-response.ts';

const NOW = Date.parse('2024-03-01T08:00:00.000Z');

function answer(status: number, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, body: Buffer.alloc(0) };
}

describe('codeOfStatus', () => {
  test.each<[number, ErrorCode]>([
    [400, 'INVALID_INPUT'],
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [409, 'CONFLICT'],
    [410, 'NOT_FOUND'],
    [412, 'CONFLICT'],
    [413, 'INVALID_INPUT'],
    [422, 'INVALID_INPUT'],
    [429, 'RATE_LIMITED'],
    [500, 'BACKEND_UNAVAILABLE'],
    [502, 'BACKEND_UNAVAILABLE'],
    [503, 'BACKEND_UNAVAILABLE'],
    [504, 'BACKEND_TIMEOUT'],
    [599, 'BACKEND_UNAVAILABLE'],
    [200, 'BACKEND_BAD_RESPONSE'],
    [302, 'BACKEND_BAD_RESPONSE'],
    [405, 'BACKEND_BAD_RESPONSE'],
    [418, 'BACKEND_BAD_RESPONSE'],
  ])('%i is %s', (status, code) => {
    expect(codeOfStatus(status)).toBe(code);
  });
});

describe('readRetryAfter', () => {
  test.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['86400', 86_400_000],
    ['Fri, 01 Mar 2024 08:00:30 GMT', 30_000],
    ['Friday, 01-Mar-24 08:00:30 GMT', 30_000],
    ['Fri, 01 Mar 2024 07:59:00 GMT', 0],
    ['', undefined],
    ['soon', undefined],
    ['Sunday', undefined],
    ['soon 5', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['7, 9', undefined],
    ['99999999999', undefined],
  ])('%j is %p ms from now', (header, milliseconds) => {
    expect(readRetryAfter(header, NOW)).toBe(milliseconds);
  });
});

describe('toProblemError', () => {
  test('takes the code of the status where the backend has none', () => {
    const error = toProblemError(answer(409), {});
    expect([error.code, error.facts.mayHaveArrived]).toEqual(['CONFLICT', false]);
  });

  test("takes the backend's code, field and words for the caller", () => {
    const error = toProblemError(answer(200), {
      code: 'FORBIDDEN',
      backendCode: 'E-17',
      field: 'subject',
      message: 'Not yours.',
      detail: 'Ada may not',
    });
    expect([error.code, error.message]).toEqual(['FORBIDDEN', 'Not yours.']);
    expect(error.facts).toMatchObject({ backendCode: 'E-17', field: 'subject', detail: 'HTTP 200 Ada may not' });
  });

  test("keeps the backend's own words out of the message", () => {
    expect(toProblemError(answer(400), { detail: 'SQL error at 10.1.2.3' }).message).not.toContain('SQL');
  });

  test('keeps how long the backend wants to be left alone', () => {
    expect(toProblemError(answer(503, { 'retry-after': '3' }), {}).facts.retryAfterMs).toBe(3_000);
    expect(toProblemError(answer(503, { 'retry-after': 'nonsense' }), {}).facts).not.toHaveProperty('retryAfterMs');
  });

  test.each<[number, boolean]>([
    [301, false],
    [302, true],
    [303, true],
    [307, false],
    [400, false],
    [401, false],
    [408, true],
    [429, false],
    [500, true],
    [503, true],
    [504, true],
  ])('with status %i a write may have been executed: %p', (status, mayHaveArrived) => {
    expect(toProblemError(answer(status), {}).facts.mayHaveArrived).toBe(mayHaveArrived);
  });
});
