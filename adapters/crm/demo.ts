import type { RunningEmulator } from '../../src/emulation/emulator.ts';

/** The settings with which this adapter reaches its emulator. */
export function demoSettings({ url, credentials }: RunningEmulator): Record<string, unknown> {
  return {
    title: 'Telecom self-care',
    baseUrl: url,
    auth: { mode: 'login', email: credentials['email'], password: credentials['password'] },
  };
}
