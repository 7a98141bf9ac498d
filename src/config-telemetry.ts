import { Type, type Static } from 'typebox';
import type { SettingPath } from './config-file.ts';
import { LOG_LEVELS } from './telemetry/log.ts';

/** How operators see what the gateway does. */
export const TelemetrySchema = Type.Object(
  {
    logLevel: Type.Enum(LOG_LEVELS, {
      default: 'info',
      description:
        'What is logged at least: info has a line for each operation, warn only what an operator should look at.',
    }),
    slowOperationMs: Type.Integer({
      minimum: 1,
      maximum: 300_000,
      default: 5_000,
      description: 'An operation that takes longer is logged as a warning, in milliseconds.',
    }),
    operationNames: Type.Array(Type.String({ pattern: '^[_A-Za-z][_0-9A-Za-z]{0,63}$' }), {
      default: [],
      maxItems: 200,
      description:
        'Names of operations that metrics and log tell apart; all others count as "other", as a name may hold anything.',
    }),
    adminPort: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65_535,
        description: 'Port for /metrics and /health, which are then nowhere else; 0 for any free one.',
      }),
    ),
    adminHost: Type.String({
      minLength: 1,
      default: '127.0.0.1',
      description: 'Address for adminPort to listen on; 0.0.0.0 for all. Whoever reaches it can read the metrics.',
    }),
    metricsOnMainPort: Type.Boolean({
      default: false,
      description: 'True: /metrics is on the main port as well, for everybody who reaches that; not with adminPort.',
    }),
  },
  { additionalProperties: false },
);

export type TelemetrySettings = Static<typeof TelemetrySchema>;

/**
 * What is wrong with settings that each have the right form: what they say together.
 * @param server where the API listens
 */
export function telemetryProblems(
  { adminPort, adminHost, metricsOnMainPort }: TelemetrySettings,
  server: { readonly host: string; readonly port: number },
  place: (path: SettingPath) => string,
): Map<string, string> {
  const problems = new Map<string, string>();
  if (adminPort === undefined) return problems;
  if (metricsOnMainPort) {
    problems.set(
      place(['telemetry', 'metricsOnMainPort']),
      'metrics cannot be on both ports; leave out metricsOnMainPort or adminPort.',
    );
  }
  if (adminPort !== 0 && adminPort === server.port && adminHost === server.host) {
    problems.set(place(['telemetry', 'adminPort']), 'is the port of the API itself; choose another one.');
  }
  return problems;
}
