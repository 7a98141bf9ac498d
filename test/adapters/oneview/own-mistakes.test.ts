import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { demoSettings } from '../../../adapters/oneview/demo.ts';
import { startEmulator } from '../../../adapters/oneview/emulator.ts';
import { oneview } from '../../../adapters/oneview/index.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import type { WriteCall } from '../../../src/ticketing/write.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { errorOf, perform, watchedCall } from './writes-under-test.ts';

// A ticket that the backend does not show is no reason to refuse a write; a mistake of the gateway is, before the write.

let emulator: RunningEmulator;
let backend: BackendInstance;
let ticketId: string;

beforeEach(async () => {
  emulator = await startEmulator();
  backend = connectToEmulator({ definition: oneview, startEmulator, demoSettings }, emulator);
  ({ id: ticketId } = emulator.control.act('addTicket', {}) as { readonly id: string });
});

afterEach(async () => {
  await backend.close();
  await emulator.stop();
});

/** A call during which the given reading of the ticket meets a mistake of the gateway. */
function mistakenCall(reading: number): WriteCall {
  let readings = 0;
  return watchedCall({
    onAttempt({ operation }) {
      if (operation === 'getTicket' && (readings += 1) === reading) throw new TypeError('a mistake of ours');
    },
  }).call;
}

function escalate(call?: WriteCall) {
  const input = { ticketId, targetId: 'corporate', reason: 'too hard' };
  return perform(backend.operations.escalateTicket, input, call);
}

test('before the write it is told, and nothing is sent', async () => {
  expect(await errorOf(escalate(mistakenCall(1)))).toMatchObject({ code: 'INTERNAL' });
  expect(emulator.control.counters()['escalate']).toBeUndefined();
});

test('a reading that the backend fails is no mistake: the backend decides', async () => {
  emulator.control.addFault({ kind: 'status', status: 500, route: 'getTicket' });
  expect(await escalate()).toMatchObject({ ticket: { status: { code: 'ESCALATED' } } });
});

test('after the write it takes nothing back', async () => {
  emulator.control.setSwitches({ escalateAnswer: 'empty' });
  expect(await escalate(mistakenCall(2))).toMatchObject({
    ticket: { status: { code: 'ESCALATED' } },
    warnings: [expect.stringContaining('as it was read before')],
  });
  expect(emulator.control.applied()['escalate']).toBe(1);
});
