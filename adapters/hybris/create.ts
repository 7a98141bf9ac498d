import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError, invalidInput } from '../../src/ticketing/errors.ts';
import {
  refuseField,
  refuseOtherFields,
  type CreateTicketInput,
  type Reconciliation,
  type TicketFieldName,
  type TicketFields,
  type TicketResult,
  type UserError,
  type Write,
  type WriteCall,
} from '../../src/ticketing/write.ts';
import { createdNotBefore, toEntityOr, toMissingId } from './created.ts';
import { checkFieldValues } from './input-checks.ts';
import { inWordsOfCaller, TICKET_INPUTS } from './input-errors.ts';
import { toText } from './mapping-values.ts';
import { isSameText, toNewTicket, WRITABLE_FIELDS } from './mapping-writes.ts';
import { toTicket } from './mapping.ts';
import { readOwnTicket } from './own-ticket.ts';
import { keepOwn } from './own-rows.ts';
import { arePlainValues, valueTerm } from './query.ts';
import { findSingle } from './second-look.ts';
import { checkTicket, type HybrisNewTicket, type HybrisTicket } from './wire.ts';
import type { WriteParts } from './write-parts.ts';

const FIELDS: readonly TicketFieldName[] = [...WRITABLE_FIELDS, 'customerId'];

/** How many of the newest tickets are looked through for one whose creation was not answered. */
const ROWS = 16;

/** Opens a ticket for the customer whose token is used; in the agents' view for the one who is named. */
export function createCreateTicket(parts: WriteParts): Write<CreateTicketInput, TicketResult> {
  const { client, facts } = parts;

  return {
    check: ({ fields }) => checkCreate(fields, facts.audience === 'agent'),

    async apply({ fields }, call) {
      const ticket = await toWire(parts, fields, call);
      const { id, body } = await client.createServiceTicket(ticket, call).catch((thrown: unknown) => {
        throw inWordsOfCaller(thrown, TICKET_INPUTS);
      });
      if (id === null) throw toMissingId();
      const result = (wire: HybrisTicket, warnings: readonly string[]): TicketResult => ({
        nativeId: id,
        ticket: toTicket(wire, facts, call.language),
        warnings,
      });
      try {
        return result(await readOwnTicket(parts, id, call), []);
      } catch {
        const warning = 'The ticket was created but could not be read; it is shown as it was sent.';
        return result({ ...toEntityOr(ticket, body, checkTicket), id }, [warning]);
      }
    },

    reconcile: ({ fields }, call) => reconcileCreate(parts, fields, call),
  };
}

function checkCreate(fields: TicketFields, isForAgents: boolean): UserError[] {
  const required = ['title', 'typeId', ...(isForAgents ? ['customerId' as const] : [])] as const;
  return [
    ...required
      .filter((name) => fields[name] === undefined)
      .map((name) => refuseField(`fields.${name}`, 'A new ticket needs this.')),
    ...refuseOtherFields(fields, FIELDS, 'New tickets of this backend cannot have this.'),
    ...checkFieldValues(fields),
  ];
}

async function toWire(parts: WriteParts, fields: TicketFields, call: Call): Promise<HybrisNewTicket> {
  return toNewTicket(fields, await customerOf(parts, fields, call), parts.settings.createdBy);
}

/** The customer whose token is used: nobody opens tickets for others. Only while nobody tells who that is, who is named. */
async function customerOf({ credentials }: WriteParts, { customerId }: TicketFields, call: Call): Promise<string> {
  const own = await (customerId === undefined ? credentials.askOwnCustomerId(call) : credentials.ownCustomerId(call));
  const field = 'fields.customerId';
  if (own === null && customerId === undefined)
    throw invalidInput(field, 'The backend does not tell whose ticket this is: name the customer.');
  if (own !== null && customerId !== undefined && customerId !== own)
    throw new GatewayError('FORBIDDEN', 'Tickets can only be opened for the customer who is signed in.', { field });
  return own ?? customerId ?? '';
}

/** The one recent ticket with this text, type and product. */
async function reconcileCreate(
  parts: WriteParts,
  fields: TicketFields,
  call: WriteCall,
): Promise<Reconciliation<TicketResult>> {
  const { client, credentials, facts, kit } = parts;
  return findSingle(async () => {
    const sent = await toWire(parts, fields, call);
    const own = await credentials.ownCustomerId(call);
    const { customerId = '' } = sent;
    const needsTerm = facts.audience === 'agent' && customerId !== null && arePlainValues([customerId]);
    const query = { sort: 'metadata.createdAt:desc', pageNumber: 1, pageSize: ROWS };
    const term = needsTerm ? { q: valueTerm('customerId', [customerId]) } : {};
    const { rows } = await client.listServiceTickets({ ...query, ...term }, call);
    return keepOwn(rows, own, kit.log)
      .filter((row) => isLike(row, sent) && createdNotBefore(row.metadata?.createdAt, call.startedAt))
      .map((row) => ({
        nativeId: row.id,
        ticket: toTicket(row, facts, call.language),
        warnings: ['The backend did not answer; the ticket was found by its text, type and product.'],
      }));
  }, call);
}

function isLike(row: HybrisTicket, sent: HybrisNewTicket): boolean {
  return (
    isSameText(row.shortDescription, sent.shortDescription) &&
    row.type === sent.type &&
    toText(row.productId) === toText(sent.productId) &&
    toText(row.customerId) === toText(sent.customerId)
  );
}
