import { describe, expect, test } from '@jest/globals';
import { problemsOf, read, withDesk } from './support/read-configuration.ts';

/** A file with one backend and these lines as its `telemetry`. */
function withTelemetry(lines: readonly string[], before = ''): string {
  return withDesk('', `${before}telemetry:\n${lines.map((line) => `  ${line}\n`).join('')}`);
}

describe('telemetry', () => {
  test('has safe defaults: no metrics for whoever reaches the API', () => {
    expect(read(withDesk()).telemetry).toEqual({
      logLevel: 'info',
      slowOperationMs: 5_000,
      operationNames: [],
      adminHost: '127.0.0.1',
      metricsOnMainPort: false,
    });
  });

  test('takes its level from the environment, too', () => {
    expect(read(withTelemetry(['logLevel: ${LEVEL}']), { LEVEL: 'warn' }).telemetry.logLevel).toBe('warn');
  });

  test.each([
    [
      'an unknown level',
      withTelemetry(['logLevel: loud']),
      /^telemetry\.logLevel \(line \d+\) must be one of: debug, info, warn, error, silent\. /,
    ],
    [
      'a port out of range',
      withTelemetry(['adminPort: 70000']),
      /^telemetry\.adminPort \(line \d+\) must be at most 65535/,
    ],
    [
      'a name that no operation can have',
      withTelemetry(['operationNames: [My Query]']),
      /^telemetry\.operationNames\[0\] \(line \d+\) must have the form /,
    ],
    [
      'metrics on both ports',
      withTelemetry(['adminPort: 9400', 'metricsOnMainPort: true']),
      /^telemetry\.metricsOnMainPort \(line \d+\): metrics cannot be on both ports; leave out metricsOnMainPort or adminPort\.$/,
    ],
    [
      'the port of the API',
      withTelemetry(['adminPort: 4000']),
      /^telemetry\.adminPort \(line \d+\) is the port of the API itself; choose another one\.$/,
    ],
    [
      'a slip of the pen',
      withTelemetry(['adminport: 9400']),
      /^telemetry\.adminport \(line \d+\) is no known setting; did you mean adminPort\? There are: /,
    ],
  ])('with %s is refused in one sentence', (_what, text, sentence) => {
    const problems = problemsOf(text);
    expect(problems).toEqual([expect.stringMatching(sentence)]);
  });
});
