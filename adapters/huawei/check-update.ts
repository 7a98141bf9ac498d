import { refuseField, refuseOtherFields } from '../../src/ticketing/write.ts';
import type { TicketFieldName, TicketFields, UpdateTicketInput, UserError } from '../../src/ticketing/write.ts';
import { checkContact } from './input-checks.ts';
import { TICKET_ID } from './list-lane.ts';
import { MOST_LABELS } from './update-labels.ts';

const PERMITTED: readonly TicketFieldName[] = ['tags', 'relatedTicketIds', 'contact'];
const LONGEST_TAG = 64;

/** Everything about a change of a ticket's fields that can be refused without a call. */
export function checkUpdate({ ticketId, fields }: UpdateTicketInput): UserError[] {
  return [
    ...checkAny(fields),
    ...checkTags(fields.tags ?? []),
    ...checkRelated(ticketId, fields.relatedTicketIds ?? []),
    ...checkContact(fields.contact ?? {}),
    ...refuseOtherFields(
      fields,
      PERMITTED,
      'The backend has no call that changes this after a ticket was created: only tags, related tickets and contact data can be changed.',
    ),
  ];
}

function checkAny(fields: TicketFields): UserError[] {
  const { contact, ...others } = fields;
  if (contact !== undefined && Object.values(contact).every((value) => value === undefined))
    return [refuseField('fields.contact', 'Say which contact data is to change.')];
  const isNothing = contact === undefined && Object.values(others).every((value) => value === undefined);
  return isNothing ? [refuseField('fields', 'Say what is to change.')] : [];
}

function checkTags(tags: readonly string[]): UserError[] {
  const refusals: UserError[] = [];
  if (new Set(tags).size > MOST_LABELS)
    refusals.push(refuseField('fields.tags', `A ticket may have ${MOST_LABELS} tags.`));
  if (tags.some((tag) => tag.trim() === '' || tag.length > LONGEST_TAG))
    refusals.push(refuseField('fields.tags', `A tag has 1 to ${LONGEST_TAG} characters.`));
  return refusals;
}

function checkRelated(ticketId: string, relatedIds: readonly string[]): UserError[] {
  if (relatedIds.includes(ticketId))
    return [refuseField('fields.relatedTicketIds', 'A ticket cannot be related to itself.')];
  if (relatedIds.every((id) => TICKET_ID.test(id))) return [];
  return [refuseField('fields.relatedTicketIds', 'Write ids of tickets of this backend.')];
}
