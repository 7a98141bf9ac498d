import { expect, test } from '@jest/globals';
import type { WriteCall } from '../../../src/ticketing/write.ts';
import { useNock } from '../../support/nock-backend.ts';
import { ticket } from './samples.ts';
import { answerTokens, connect, operation } from './under-test.ts';
import { FIRST, host, rejectionOf, TICKET, write, writeCall } from './writes-under-test.ts';

// What the backend fails to tell may be done without; a mistake of the gateway must not be taken for that.

useNock();

const MISTAKE = new TypeError('a mistake of ours');

/** A call during which the given attempt of an operation meets a mistake of the gateway. */
function mistakenCall(mistaken: string, attempt = 1): WriteCall {
  let attempts = 0;
  return writeCall({
    onAttempt(report) {
      if (report.operation === mistaken && (attempts += 1) === attempt) throw MISTAKE;
    },
  });
}

test('a mistake in reading whose token is used does not let tickets through unchecked', async () => {
  answerTokens();
  host().get(TICKET).optionally().reply(200, ticket(FIRST));
  host()
    .get(/serviceTickets\?/)
    .optionally()
    .reply(200, [ticket(FIRST)]);
  const read = operation(connect(), 'getTickets')({ ids: [FIRST], fields: [] }, mistakenCall('getOwnCustomer'));
  expect(await rejectionOf(read)).toMatchObject({ code: 'INTERNAL' });
});

test('a mistake while a conflict is looked into is no conflict', async () => {
  answerTokens();
  host().get(TICKET).twice().reply(200, ticket(FIRST));
  host().put(TICKET).reply(409, { status: 409, type: 'conflict_resource' });
  const change = write(connect(), 'updateTicket').apply(
    { ticketId: FIRST, fields: { title: 'New' } },
    mistakenCall('getServiceTicket', 2),
  );
  expect(await rejectionOf(change)).toMatchObject({ code: 'INTERNAL' });
});
