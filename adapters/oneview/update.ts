import { GatewayError, invalidInput, toGatewayError } from '../../src/ticketing/errors.ts';
import type { NativeTicket, TicketField } from '../../src/ticketing/ticket.ts';
import { unsupported, type Supported } from '../../src/ticketing/unsupported.ts';
import {
  refuseField,
  refuseOtherFields,
  type TicketFields,
  type TicketResult,
  type UpdateTicketInput,
  type UserError,
  type Write,
  type WriteCall,
} from '../../src/ticketing/write.ts';
import { requireAgent } from './agent.ts';
import type { OneviewClient, WriteOperation } from './client.ts';
import { ENTITY_FIELD, entityOf, toUpdates, type Update } from './mapping-writes.ts';
import { reconcileByReading } from './reconcile.ts';
import type { TicketState } from './ticket-state.ts';
import type { OneviewTicket } from './wire.ts';

/** Changes contact reason and order, if the operator told how: the API knows no other change of a ticket's data. */
export function createUpdateTicket(
  client: OneviewClient,
  operation: WriteOperation | undefined,
  state: TicketState,
): Supported<Write<UpdateTicketInput, TicketResult>> {
  if (operation === undefined) {
    return unsupported('The API documents no call that updates a ticket; set "operations.update" if yours has one.');
  }

  async function readBefore({ ticketId, ifVersion }: UpdateTicketInput, call: WriteCall) {
    // Without a read there is nothing to compare with, so here a failure of it counts.
    if (ifVersion === undefined) return state.readIfKnown(ticketId, call);
    const ticket = await state.read(ticketId, call);
    if (ticket.version !== ifVersion) {
      throw new GatewayError('CONFLICT', 'The ticket was changed in the meantime: read it again before changing it.');
    }
    return ticket;
  }

  return {
    check: (input) => checkUpdate(input, state.isReadable),
    async apply(input, call) {
      const { ticketId, fields } = input;
      const agent = requireAgent(call);
      const before = await readBefore(input, call);
      const updates = toUpdates(fields, requireEntity(fields, before));
      const { answer, warnings, done } = await sendAll(updates, ({ body }) =>
        client.change(ticketId, { name: 'update', operation, body }, agent, call),
      );
      const result = await state.toResult({ id: ticketId, answer }, before, toChange(done), call);
      // Where all was done, the input tells what was changed.
      const changedFields = done.length === updates.length ? {} : { changedFields: done.map(fieldOf) };
      return { ...result, ...changedFields, warnings: [...warnings, ...result.warnings] };
    },
    reconcile: reconcileByReading(
      state,
      'The ticket may have been changed: look at its contact reason and its order before trying again.',
      (ticket, { fields }) => showsUpdate(ticket, fields),
    ),
  };
}

interface Sent {
  /** The newest ticket that was answered. */
  readonly answer: OneviewTicket | null;
  readonly done: readonly Update[];
  readonly warnings: readonly string[];
}

/** One after the other. What the first one refuses is refused; after that, what was done stands. */
async function sendAll(
  updates: readonly Update[],
  send: (update: Update) => Promise<OneviewTicket | null>,
): Promise<Sent> {
  let answer: OneviewTicket | null = null;
  const done: Update[] = [];
  for (const [index, update] of updates.entries()) {
    try {
      answer = await send(update);
      done.push(update);
    } catch (error) {
      if (index === 0) throw error;
      return { answer: null, done, warnings: [toWarning(update, error)] };
    }
  }
  return { answer, done, warnings: [] };
}

function toWarning({ what }: Update, thrown: unknown): string {
  const { message, facts } = toGatewayError(thrown);
  const verdict = facts.mayHaveArrived === true ? 'may not have been changed' : 'was not changed';
  return `The ${what} ${verdict}, although the rest was: ${message}`;
}

function fieldOf({ body }: Update): TicketField {
  return body.type === 'UPDATE_CCR' ? 'contactReason' : 'orderId';
}

/** What is known to be different after these updates. */
function toChange(done: readonly Update[]): Partial<NativeTicket> {
  return Object.assign(
    {},
    ...done.map(({ body }) =>
      body.type === 'UPDATE_CCR'
        ? { contactReason: { code: body.ccr, label: null } }
        : { orderId: body.orderId === '' ? null : body.orderId },
    ),
  ) as Partial<NativeTicket>;
}

/** The entity of the order: as given, else as the ticket says. */
function requireEntity({ orderId, customFields }: TicketFields, ticket: NativeTicket | null): string | null {
  const given = customFields?.[ENTITY_FIELD];
  const entityId = typeof given === 'string' ? given : entityOf(ticket);
  if (entityId === null && orderId !== undefined && orderId !== null) throw invalidInput(ENTITY_PATH, ENTITY_MISSING);
  return entityId;
}

const ENTITY_PATH = `fields.customFields.${ENTITY_FIELD}`;
const ENTITY_MISSING = 'An order needs the entity that it belongs to, e.g. FP_SG, and the ticket does not tell one.';

/** Everything about an update that can be refused without a call. */
export function checkUpdate({ fields, ifVersion }: UpdateTicketInput, isReadable: boolean): UserError[] {
  const { contactReasonCode, orderId, customFields = {} } = fields;
  const errors = refuseOtherFields(
    fields,
    ['contactReasonCode', 'orderId', 'customFields'],
    'This backend changes nothing of a ticket but its contact reason and its order.',
  );
  if (contactReasonCode === undefined && orderId === undefined && errors.length === 0) {
    errors.push(refuseField('fields', 'Say what to change: the contact reason or the order.'));
  }
  if (contactReasonCode === null || contactReasonCode?.trim() === '') {
    errors.push(refuseField('fields.contactReasonCode', 'The contact reason can be changed but not emptied.'));
  }
  if (orderId?.trim() === '') {
    errors.push(refuseField('fields.orderId', 'An order id is not empty; give null to remove it.'));
  }
  if (ifVersion !== undefined && !isReadable) {
    errors.push(
      refuseField(
        'ifVersion',
        'This backend cannot tell the version of a ticket: set "operations.getTicket", or leave it out.',
      ),
    );
  }
  return [...errors, ...checkCustomFields(customFields, orderId, isReadable)];
}

function checkCustomFields(
  customFields: NonNullable<TicketFields['customFields']>,
  orderId: string | null | undefined,
  isReadable: boolean,
): UserError[] {
  const errors = Object.keys(customFields)
    .filter((key) => key !== ENTITY_FIELD)
    .map((key) => refuseField(`fields.customFields.${key}`, `The only custom field to be changed is ${ENTITY_FIELD}.`));
  const entityId = customFields[ENTITY_FIELD];
  if (entityId === undefined) {
    const isMissing = orderId !== undefined && orderId !== null && !isReadable;
    return isMissing ? [...errors, refuseField(ENTITY_PATH, ENTITY_MISSING)] : errors;
  }
  if (typeof entityId !== 'string' || entityId.trim() === '') {
    errors.push(refuseField(ENTITY_PATH, 'The entity of an order is a text, e.g. FP_SG.'));
  } else if (orderId === undefined) {
    errors.push(refuseField(ENTITY_PATH, 'The entity is changed together with the order alone.'));
  }
  return errors;
}

function showsUpdate(ticket: NativeTicket, { contactReasonCode, orderId }: TicketFields): boolean {
  const hasReason = contactReasonCode === undefined || ticket.contactReason?.code === contactReasonCode;
  return hasReason && (orderId === undefined || ticket.orderId === orderId);
}
