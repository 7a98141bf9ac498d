import { GatewayError } from '../../src/ticketing/errors.ts';
import {
  refuseField,
  refuseOtherFields,
  type TicketFieldName,
  type TicketResult,
  type UpdateTicketInput,
  type UserError,
  type Write,
} from '../../src/ticketing/write.ts';
import { checkFieldValues, checkTarget } from './input-checks.ts';
import { TICKET_INPUTS } from './input-errors.ts';
import {
  areSameFields,
  differingFields,
  toChangedTicket,
  WRITABLE_FIELDS,
  type WritableField,
} from './mapping-writes.ts';
import { CONFIRMED } from './mapping-status.ts';
import { toTicket } from './mapping.ts';
import { findReplaced, replaceTicket, type TicketChange } from './replace-ticket.ts';
import { lookTwice } from './second-look.ts';
import type { EditableField } from './settings.ts';
import type { HybrisTicket } from './wire.ts';
import type { WriteParts } from './write-parts.ts';

const INPUTS: Readonly<Record<EditableField, readonly WritableField[]>> = {
  shortDescription: ['title', 'description'],
  type: ['typeId'],
  priority: ['priorityCode'],
  classification: ['contactReasonCode'],
  productId: ['productId'],
};

/** Changes the fields that customers may change here. */
export function createUpdateTicket(parts: WriteParts): Write<UpdateTicketInput, TicketResult> {
  const editable = parts.settings.editableFields.flatMap((name) => INPUTS[name]);
  return {
    check: (input) => checkUpdate(input, editable),
    apply: (input, call) => replaceTicket(parts, input.ticketId, toChange(parts, input, call.language), call),
    reconcile: (input, call) =>
      lookTwice(() => findReplaced(parts, input.ticketId, toChange(parts, input, call.language), call), call),
  };
}

function checkUpdate({ fields, ...target }: UpdateTicketInput, editable: readonly TicketFieldName[]): UserError[] {
  const names = editable.length === 0 ? 'nothing' : editable.join(', ');
  const refusals = [
    ...checkTarget(target),
    ...refuseOtherFields(
      fields,
      editable,
      `This cannot be changed in a ticket of this backend. Can be changed: ${names}.`,
    ),
    ...checkFieldValues(fields),
  ];
  const isEmpty = Object.values(fields).every((value) => value === undefined);
  return isEmpty ? [...refusals, refuseField('fields', 'Nothing is to be changed.')] : refusals;
}

/** No change is sent that changes nothing, so a ticket that shows the values after a sent one shows the change. */
function toChange({ facts }: WriteParts, { fields, ifVersion }: UpdateTicketInput, language: string): TicketChange {
  const read = (wire: HybrisTicket) => toTicket(wire, facts, language);
  const given = WRITABLE_FIELDS.filter((name) => fields[name] !== undefined);
  return {
    inputs: TICKET_INPUTS,
    make(current) {
      const ticket = read(current);
      refuseOtherVersion(ticket.version, ifVersion);
      const names = differingFields(ticket, fields);
      if (names.length === 0) return current;
      refuseTextOfConfirmed(ticket.status.code, names);
      return toChangedTicket(current, ticket, fields, names);
    },
    isSame: (one, other) => areSameFields(read(one), read(other), given),
    isShown: (wire) => differingFields(read(wire), fields).length === 0,
  };
}

function refuseOtherVersion(version: string, wanted: string | undefined): void {
  if (wanted === undefined || wanted === version) return;
  throw new GatewayError('CONFLICT', 'The ticket changed since this version of it. Read it again before changing it.', {
    field: 'ifVersion',
  });
}

/** The vendor's storefront closes the text of a confirmed ticket too. */
function refuseTextOfConfirmed(status: string, names: readonly WritableField[]): void {
  const name = names.find((one) => one === 'title' || one === 'description');
  if (status !== CONFIRMED || name === undefined) return;
  throw new GatewayError('CONFLICT', 'The ticket is confirmed. Reopen it before changing its text.', {
    field: `fields.${name}`,
  });
}
