import type { RunningEmulator } from '../../src/emulation/emulator.ts';

/**
 * The settings with which this adapter reaches its emulator. Two calls of this API are documented, and neither reads a
 * ticket; the demo plays an operator who knows two more, and tells the gateway their paths.
 */
export function demoSettings({ url, credentials, control }: RunningEmulator): Record<string, unknown> {
  control.keepSwitches({ extension: true });
  return {
    title: 'Delivery care',
    baseUrl: `${url}/ticket-detail`,
    token: credentials['token'],
    operations: {
      getTicket: { method: 'GET', path: '/v2/tickets/{ticketID}' },
      history: { method: 'GET', path: '/v2/tickets?page={page}&pageSize={pageSize}' },
    },
  };
}
