import type { RunningEmulator } from '../../src/emulation/emulator.ts';

/** The settings with which this adapter reaches its emulator. */
export function demoSettings({ url, credentials }: RunningEmulator): Record<string, unknown> {
  return {
    title: 'Cloud support',
    baseUrl: url,
    iamUrl: url,
    iamUser: credentials['iamUser'],
    iamPassword: credentials['iamPassword'],
    iamDomain: credentials['iamDomain'],
    scope: { projectId: credentials['projectId'] },
  };
}
