import type { Call, GetTicketsRequest } from '../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../src/ticketing/errors.ts';
import type { EscalationTarget } from '../../src/ticketing/escalation.ts';
import { found, type Lookup } from '../../src/ticketing/lookup.ts';
import type { NativeTicket, TicketField } from '../../src/ticketing/ticket.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { lookUpEach } from '../../src/upstream/lookups.ts';
import type { OneviewClient, ReadOperation } from './client.ts';
import type { ContactReasonSource } from './contact-reasons.ts';
import { toEscalationTargets, toTicket } from './mapping.ts';
import type { OddityLog } from './oddity-log.ts';
import type { OneviewDepartment } from './wire.ts';

/** Fields whose words may come from the list of contact reasons. */
const WORDED_FIELDS: ReadonlySet<TicketField> = new Set(['title', 'contactReason']);

/** What turns tickets of the wire into tickets of the model, beside the mapping. */
export interface TicketContext {
  readonly contactReasons: ContactReasonSource;
  readonly tellOddities: OddityLog;
}

/** Reads tickets one by one, through the configured call: the API has none that reads several. */
export function createGetTickets(
  client: OneviewClient,
  operation: ReadOperation,
  { contactReasons, tellOddities }: TicketContext,
  concurrency: number,
): (request: GetTicketsRequest, call: Call) => Promise<Lookup<NativeTicket>[]> {
  return async ({ ids, fields }, call) => {
    const answers = await lookUpEach(ids, concurrency, (id) => client.getTicket(operation, id, call));
    const tickets = answers.flatMap((answer) => (answer.state === 'found' ? [answer.value] : []));
    tellOddities(tickets);
    const isSkipped = contactReasons.isConfigured && !fields.some((field) => WORDED_FIELDS.has(field));
    const words = isSkipped ? null : await contactReasons.read(tickets, call);
    return answers.map((answer) => (answer.state === 'found' ? found(toTicket(answer.value, words)) : answer));
  };
}

/** The departments. The API documents a 404 for this list that has no parameters: it is read as "there are none". */
export function createListEscalationTargets(
  client: OneviewClient,
  log: AdapterLog,
): (call: Call) => Promise<EscalationTarget[]> {
  return async (call) => {
    const departments = await readDepartments(call);
    const targets = toEscalationTargets(departments);
    const dropped = departments.length - targets.length;
    if (dropped > 0) log.warn('The list of departments has entries without an id; they are left out.', { dropped });
    return targets;
  };

  async function readDepartments(call: Call): Promise<OneviewDepartment[]> {
    try {
      return await client.listDepartments(call);
    } catch (error) {
      if (toGatewayError(error).code !== 'NOT_FOUND') throw error;
      log.warn('The list of departments answers 404; there is no department to escalate to.');
      return [];
    }
  }
}
