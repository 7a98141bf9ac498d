import { GatewayError } from '../../src/ticketing/errors.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import {
  refuseField,
  refuseOtherFields,
  type CreateTicketInput,
  type TicketFields,
  type TicketResult,
  type UserError,
  type Write,
  type WriteCall,
} from '../../src/ticketing/write.ts';
import { badResponse } from '../../src/upstream/http-response.ts';
import type { CrmClient } from './client.ts';
import type { ContactIds } from './contact-id.ts';
import { isContactOfToken } from './list.ts';
import { toText, toTicketFromRecord, type MappingOptions } from './mapping.ts';
import { toCreation, VOUCHER_FIELDS } from './mapping-writes.ts';
import type { SeenTickets } from './seen-tickets.ts';
import type { TokenContact } from './token-source.ts';

/** The one channel with a call of its own. */
const SOCIAL = 'SOCIAL';

export interface CreateOptions extends MappingOptions {
  readonly bodySource: string;
  /** Today where the CRM runs, as `YYYY-MM-DD`. */
  readonly today: () => string;
}

/** Creates a ticket of the token's customer, or one from social media, which may be nobody's. */
export function createCreateTicket(
  client: CrmClient,
  options: CreateOptions,
  contacts: { readonly ids: ContactIds; readonly ofToken: TokenContact },
  seen: SeenTickets,
  reconcile: Write<CreateTicketInput, TicketResult>['reconcile'],
): Write<CreateTicketInput, TicketResult> {
  return {
    check: ({ fields }) => checkCreation(fields, contacts.ofToken),
    async apply({ fields }, call) {
      await requireOwnContact(fields, contacts.ofToken, call);
      const body = toCreation(fields, { source: options.bodySource, today: options.today() });
      const isSocial = isSocialTicket(fields);
      const record = await (isSocial ? client.createSocialTicket(body, call) : client.createTicket(body, call));
      const nativeId = toText(record.id);
      if (nativeId === null) throw badResponse('no id of the new ticket');
      seen.claim(nativeId, writerOf(call));
      if (!isSocial) contacts.ids.learn(toText(record.contact_id));
      const ticket = toTicketFromRecord(record, options);
      return {
        nativeId,
        // No answer of the CRM tells this channel but the one to the call itself.
        ticket: isSocial ? { ...ticket, channel: SOCIAL } : ticket,
        warnings: [...(isSocial ? [MAY_BE_HIDDEN] : []), ...tellDifferences(fields, ticket)],
      };
    },
    reconcile,
  };
}

const MAY_BE_HIDDEN =
  'A ticket from social media may belong to no customer: it may not show in lists, and then cannot be read again.';

/** True for a ticket that goes to the call for social media. */
export function isSocialTicket({ channel }: TicketFields): boolean {
  return channel === SOCIAL;
}

/** Tells one write from another; a second look after the same write is the same. */
export function writerOf({ correlationId, startedAt }: WriteCall): string {
  return `${startedAt} ${correlationId}`;
}

const PERMITTED = ['title', 'description', 'typeId', 'contactReasonCode', 'channel', 'customFields'] as const;

/** Everything about a creation that can be refused without a call. */
export function checkCreation(fields: TicketFields, contact: TokenContact): UserError[] {
  const errors = refuseOtherFields(
    fields,
    [...PERMITTED, 'customerId'],
    'A new ticket of this backend has no place for this.',
  );
  if (fields.customerId !== undefined && contact.kind === 'unknown') {
    errors.push(
      refuseField('fields.customerId', 'The token of this backend decides whose ticket it is: leave the customer out.'),
    );
  }
  if (isBlank(fields.title)) errors.push(refuseField('fields.title', 'A new ticket needs a title.'));
  if (isBlank(fields.typeId)) errors.push(refuseField('fields.typeId', 'A new ticket needs a type.'));
  if (fields.channel !== undefined && !isSocialTicket(fields)) {
    errors.push(
      refuseField('fields.channel', `Only the channel ${SOCIAL} is treated differently: leave out any other.`),
    );
  }
  return [...errors, ...checkCustomFields(fields.customFields ?? {})];
}

/** The token decides whose ticket it is. @throws GatewayError FORBIDDEN if another customer is named */
async function requireOwnContact({ customerId }: TicketFields, contact: TokenContact, call: WriteCall): Promise<void> {
  if (customerId === undefined || (await isContactOfToken(customerId, contact, call))) return;
  throw new GatewayError('FORBIDDEN', 'Tickets of this backend are for the customer of its token alone.', {
    field: 'fields.customerId',
  });
}

function checkCustomFields(customFields: NonNullable<TicketFields['customFields']>): UserError[] {
  return Object.entries(customFields).flatMap(([key, value]) => {
    const field = `fields.customFields.${key}`;
    if (!VOUCHER_FIELDS.some((name) => name === key)) {
      return [refuseField(field, `A new ticket can be given only these custom fields: ${VOUCHER_FIELDS.join(', ')}.`)];
    }
    const isText = typeof value === 'string' || value === null || value === undefined;
    return isText ? [] : [refuseField(field, 'The value of this custom field is a text.')];
  });
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

/** The answer is no echo: what the CRM made of the input may differ from it. */
function tellDifferences(fields: TicketFields, ticket: NativeTicket): string[] {
  const kept: readonly (readonly [string, string | null | undefined, string | null | undefined])[] = [
    ['title', fields.title, ticket.title],
    ['type', fields.typeId, ticket.type?.code],
    ['contact reason', fields.contactReasonCode ?? undefined, ticket.contactReason?.code],
  ];
  return kept
    .filter(([, asked, got]) => asked !== undefined && asked !== null && asked.trim() !== (got ?? '').trim())
    .map(([name]) => `The CRM did not take over the ${name} as it was given.`);
}
