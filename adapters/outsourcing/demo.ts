import type { RunningEmulator } from '../../src/emulation/emulator.ts';

/** The settings with which this adapter reaches its emulator. */
export function demoSettings({ url, credentials }: RunningEmulator): Record<string, unknown> {
  return {
    title: 'Roadside partners',
    baseUrl: url,
    tokenUrl: `${url}/oauth2/token`,
    clientId: credentials['clientId'],
    clientSecret: credentials['clientSecret'],
    escalationTargets: [],
  };
}
