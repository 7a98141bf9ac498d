import { expect, test } from '@jest/globals';
import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import type { WriteCall } from '../../src/ticketing/write.ts';
import { performWrite } from '../../src/writes/perform-write.ts';
import { createCall } from '../support/call.ts';

/** A write that leaves and gets no answer. */
function unanswered(reconcile: () => Promise<never>): BackendInstance {
  const deleteTicket = {
    check: () => [],
    async apply(_input: unknown, call: WriteCall) {
      call.onWrite?.('SENT');
      throw new GatewayError('BACKEND_TIMEOUT', 'No answer.', { mayHaveArrived: true });
    },
    reconcile,
  };
  return { id: 'one', operations: { deleteTicket } } as unknown as BackendInstance;
}

function write(backend: BackendInstance, faults: unknown[]) {
  return performWrite({
    backend,
    name: 'deleteTicket',
    input: { ticketId: 'a' },
    isDryRun: false,
    startedAt: 0,
    beginCall: () => createCall(),
    onFault: (thrown) => faults.push(thrown),
  });
}

test('a mistake made while looking after a write leaves its outcome unknown, and is reported', async () => {
  const mistake = new TypeError('a mistake of ours');
  const faults: unknown[] = [];
  const answer = await write(
    unanswered(() => Promise.reject(mistake)),
    faults,
  );
  expect(answer.outcome).toBe('UNKNOWN');
  expect(faults).toEqual([mistake]);
});

test('a failure of the backend while looking is no mistake', async () => {
  const faults: unknown[] = [];
  const answer = await write(
    unanswered(() => Promise.reject(new GatewayError('BACKEND_TIMEOUT', 'No answer.'))),
    faults,
  );
  expect(answer.outcome).toBe('UNKNOWN');
  expect(faults).toEqual([]);
});
