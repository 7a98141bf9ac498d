import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import {
  refuseField,
  refuseOtherFields,
  type AssignTicketInput,
  type Reconciliation,
  type TicketFieldName,
  type TicketResult,
  type UpdateTicketInput,
  type UserError,
  type Write,
  type WriteCall,
} from '../../src/ticketing/write.ts';
import { checkInt64, checkUuid, refuseGiven } from './check-values.ts';
import type { OutsourcingClient } from './client.ts';
import { orNull, requireInProgress, type CurrentTickets } from './in-progress.ts';
import { asComplete, toText, toTicket } from './mapping.ts';
import { IN_PROGRESS } from './mapping-status.ts';
import { missedChanges, toChanges, toUpdateBody, unaskedChanges, type Changes } from './mapping-writes.ts';
import type { OutsourcingSettings } from './settings.ts';
import type { TicketSource } from './ticket-source.ts';
import type { OutsourcingTicket } from './wire.ts';

const SETTABLE: readonly TicketFieldName[] = ['customerId', 'vehicleModelId', 'vin', 'voucherCode'];
const NOTHING_ELSE =
  'The partner API changes the customer, the vehicle model, the VIN and the voucher code of a ticket only.';

export interface UpdateParts {
  readonly client: OutsourcingClient;
  readonly source: TicketSource;
  readonly current: CurrentTickets;
  readonly putMode: OutsourcingSettings['putMode'];
}

/** The PUT of a ticket in progress. */
export function createUpdateTicket(parts: UpdateParts): Write<UpdateTicketInput, TicketResult> {
  return {
    check: checkUpdate,
    apply: ({ ticketId, fields, ifVersion }, call) =>
      put(parts, { ticketId, changes: toChanges(fields), ifVersion }, call),
    reconcile: ({ ticketId, fields }, call) => reconcilePut(parts, ticketId, toChanges(fields), call),
  };
}

/** Assigning is the same PUT with another operator. */
export function createAssignTicket(parts: UpdateParts): Write<AssignTicketInput, TicketResult> {
  return {
    check: checkAssignment,
    apply: ({ ticketId, assigneeId }, call) =>
      put(parts, { ticketId, changes: { operator_id: assigneeId }, isAssignment: true }, call),
    reconcile: ({ ticketId, assigneeId }, call) => reconcilePut(parts, ticketId, { operator_id: assigneeId }, call),
  };
}

function checkUpdate({ ticketId, fields }: UpdateTicketInput): UserError[] {
  const { customerId, vehicleModelId, vin, voucherCode } = fields;
  const refusals = [
    ...checkUuid('ticketId', ticketId, 'The ticket'),
    ...refuseOtherFields(fields, SETTABLE, NOTHING_ELSE),
  ];
  if (customerId !== undefined) refusals.push(...checkUuid('fields.customerId', customerId, 'The customer'));
  if (vehicleModelId !== undefined) {
    refusals.push(...checkInt64('fields.vehicleModelId', vehicleModelId, 'The vehicle model'));
  }
  if (vin === null) refusals.push(refuseField('fields.vin', 'A ticket in progress has a VIN: it cannot be emptied.'));
  else if (vin !== undefined && !/^[A-Za-z0-9]{17}$/.test(vin)) {
    refusals.push(refuseField('fields.vin', 'A VIN has exactly 17 letters and digits.'));
  }
  if (typeof voucherCode === 'string' && !/^[A-Z0-9]{4,8}$/.test(voucherCode)) {
    refusals.push(refuseField('fields.voucherCode', 'A voucher code has 4 to 8 capital letters (A to Z) and digits.'));
  }
  if (Object.values(fields).every((value) => value === undefined)) {
    refusals.push(refuseField('fields', `There is nothing to change. ${NOTHING_ELSE}`));
  }
  return refusals;
}

function checkAssignment({ ticketId, assigneeId, reason }: AssignTicketInput): UserError[] {
  const operator =
    assigneeId === ''
      ? [refuseField('assigneeId', 'A ticket in progress always has an operator: it can be given to another only.')]
      : checkUuid('assigneeId', assigneeId, 'The operator');
  return [
    ...checkUuid('ticketId', ticketId, 'The ticket'),
    ...operator,
    ...refuseGiven({ reason }, 'The partner API keeps no reason with an assignment.'),
  ];
}

interface Change {
  readonly ticketId: string;
  readonly changes: Changes;
  readonly ifVersion?: string | undefined;
  readonly isAssignment?: boolean;
}

/** Reads, changes and sends the ticket. The API has no condition for it: a change in between is not noticed. */
async function put(
  parts: UpdateParts,
  { ticketId, changes, ifVersion, isAssignment }: Change,
  call: WriteCall,
): Promise<TicketResult> {
  const { client, current, putMode } = parts;
  const before = await current.read(ticketId, call);
  requireInProgress(before);
  if (ifVersion !== undefined && toTicket(before.wire, before.state).version !== ifVersion) {
    throw new GatewayError('CONFLICT', 'The ticket has changed since it was read: look at it again.');
  }
  const operator = changes.operator_id ?? toText(before.wire.operator_id);
  if (operator === null) {
    throw new GatewayError(
      'CONFLICT',
      'The ticket has no operator, and the API changes none without: assign it first.',
    );
  }
  const isAlone = isAssignment === true && putMode === 'operatorOnly';
  const body = isAlone ? { operator_id: operator } : toUpdateBody(before.wire, changes);
  const after = await send(client, current, ticketId, body, call);
  const missed = missedChanges(after, changes);
  if (missed.length > 0) throw notTaken(missed);
  const unasked = unaskedChanges(before.wire, after, changes);
  return {
    nativeId: ticketId,
    ticket: toUpdated(parts.source, after),
    warnings: unasked.length === 0 ? [] : [`Other values of the ticket changed as well: ${unasked.join(', ')}.`],
  };
}

async function send(
  client: OutsourcingClient,
  current: CurrentTickets,
  ticketId: string,
  body: Readonly<Record<string, unknown>>,
  call: WriteCall,
): Promise<OutsourcingTicket> {
  try {
    return await client.updateInProgressTicket(ticketId, body, call);
  } catch (thrown) {
    throw await current.explain(thrown, ticketId, call);
  }
}

/** The answer is the ticket, so it says whether the change was made. */
function notTaken(missed: readonly string[]): GatewayError {
  const names = missed.join(', ');
  return new GatewayError(
    'BACKEND_BAD_RESPONSE',
    `The API took the change but does not show what was asked for: ${names}.`,
    {
      field: missed[0] ?? '',
      mayHaveArrived: true,
    },
  );
}

/** A ticket that shows all that was asked for is the proof. Anything else proves nothing: the change may still be on its way. */
async function reconcilePut(
  { source, current }: UpdateParts,
  ticketId: string,
  changes: Changes,
  call: Call,
): Promise<Reconciliation<TicketResult>> {
  const found = await orNull(current.read(ticketId, call));
  if (found === null) return { state: 'UNKNOWN' };
  const { wire, state } = found;
  if (missedChanges(wire, changes).length > 0) return { state: 'UNKNOWN' };
  const ticket = state === IN_PROGRESS ? toUpdated(source, wire) : toTicket(wire, state);
  return { state: 'APPLIED', result: { nativeId: ticketId, ticket, warnings: [] } };
}

/** Where the generic resource is not read, nobody can tell more of the ticket. */
function toUpdated(source: TicketSource, wire: OutsourcingTicket): NativeTicket {
  const ticket = toTicket(wire, IN_PROGRESS);
  return source.isGeneric() ? ticket : asComplete(ticket);
}
