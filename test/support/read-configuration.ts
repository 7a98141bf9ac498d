import { adapters } from '../../adapters/index.ts';
import { ConfigurationError, readConfiguration, type Configuration } from '../../src/config.ts';

const definitions = adapters.map(({ definition }) => definition);

/** Reads a configuration for the adapters that there are. Who may call need not be said, if that is not what a test is about. */
export function read(text: string, environment: Readonly<Record<string, string>> = {}): Configuration {
  const isComplete = !/^backends:/m.test(text) || /^identity:/m.test(text);
  return readConfiguration(isComplete ? text : `${text}\nidentity: { anonymous: AGENT }\n`, environment, definitions);
}

/** What is wrong with a configuration; nothing if it can be used. */
export function problemsOf(text: string, environment: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    read(text, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

/** A file with one backend that has all it needs, and these lines more. */
export function withDesk(settings = '', before = ''): string {
  return `${before}backends:
  - id: desk
    kind: oneview
    baseUrl: https://api.example.com/ticket-detail
    token: token-of-the-desk
${settings}`;
}

/** The settings of the first backend. */
export function settingsOf(text: string, environment: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  return read(text, environment).backends[0]?.settings ?? {};
}

/** The beginning of a file with one backend whose `auth` is still to be written. */
export const CRM = `backends:
  - id: care
    kind: crm
    baseUrl: https://crm.example.com
`;
