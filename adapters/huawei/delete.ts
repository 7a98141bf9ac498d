import { GatewayError } from '../../src/ticketing/errors.ts';
import type { DeleteResult, DeleteTicketInput, Write } from '../../src/ticketing/write.ts';
import { lookUp } from '../../src/upstream/lookups.ts';
import type { HuaweiClient } from './client.ts';
import { checkWords } from './input-checks.ts';
import { DELETABLE, DELETED } from './mapping-status.ts';
import { readStatus, sendInStatus, stateOf } from './permitted-status.ts';

/** Deletes tickets: an action like others, which leaves a ticket in the status "deleted" or none at all. */
export function createDeleteTicket(client: HuaweiClient): Write<DeleteTicketInput, DeleteResult> {
  return {
    check: ({ reason }) => checkWords('reason', reason),
    async apply({ ticketId, reason }, call) {
      const before = await readStatus(client, ticketId, call);
      if (before.code === DELETED) throw new GatewayError('INVALID_TRANSITION', 'The ticket is already deleted.');
      await sendInStatus(
        () => client.act(ticketId, 'delete', reason === undefined ? {} : { operate_desc: reason }, call),
        () => readStatus(client, ticketId, call),
        (status) => DELETABLE.includes(status.code),
        (status) => `${stateOf(status)}; completed, canceled and invalid tickets can be deleted.`,
      );
      const after = await lookUp(() => readStatus(client, ticketId, call));
      if (after.state === 'absent' || (after.state === 'found' && after.value.code === DELETED))
        return { warnings: [] };
      const why =
        after.state === 'failed'
          ? `the ticket could not be read afterwards: ${after.error.message}`
          : `still shows the ticket in the state "${after.value.label ?? after.value.code}".`;
      return { warnings: [`The backend accepted the deletion, but ${why}`] };
    },
    async reconcile({ ticketId }, call) {
      const found = await lookUp(() => readStatus(client, ticketId, call));
      if (found.state === 'failed') throw found.error;
      const isGone = found.state === 'absent' || found.value.code === DELETED;
      return isGone ? { state: 'APPLIED', result: { warnings: [] } } : { state: 'UNKNOWN' };
    },
  };
}
