import type { RunningEmulator } from '../../src/emulation/emulator.ts';

/** The settings with which this adapter reaches its emulator. */
export function demoSettings({ url, credentials }: RunningEmulator): Record<string, unknown> {
  return {
    title: 'Online shop',
    baseUrl: `${url}/hybris/ssrvc-cecentermashup/v1`,
    tokenUrl: `${url}/hybris/oauth2/v1/token`,
    customerBaseUrl: `${url}/hybris/customer/v1`,
    tenant: credentials['tenant'],
    clientId: credentials['clientId'],
    clientSecret: credentials['clientSecret'],
    email: credentials['email'],
    password: credentials['password'],
  };
}
