import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { TicketFields } from '../../src/ticketing/write.ts';
import { toHeaderValue } from '../../src/upstream/header-value.ts';
import type { CrmSettings } from './settings.ts';
import type { CrmTicketCreation } from './wire.ts';

/** Custom fields that the body of a creation has a place for. */
export const VOUCHER_FIELDS = ['vouchertype', 'voucheridformat', 'passwordpattern'] as const;

/**
 * The body of a creation, keys in the order and spelling of the API's samples.
 * @param today `YYYY-MM-DD` where the CRM runs
 */
export function toCreation(
  { title = '', typeId = '', contactReasonCode, customFields, ...fields }: TicketFields,
  { source, today }: { readonly source: string; readonly today: string },
): CrmTicketCreation {
  return {
    source,
    ticketstatus: 'Open',
    effectivedate: today,
    ticketcategories: typeId,
    ticket_title: title,
    description: toDescription({ title, ...fields }),
    subcategory: contactReasonCode ?? '',
    status: 'New',
    // ASSUMPTION: the second mandatory category means the same; the samples fill it with "cat1".
    category: typeId,
    vouchertype: toVoucherField(customFields?.['vouchertype']),
    voucheridformat: toVoucherField(customFields?.['voucheridformat']),
    passwordpattern: toVoucherField(customFields?.['passwordpattern']),
  };
}

/** A ticket's only text in lists, so it is never empty. */
export function toDescription({ title = '', description }: Pick<TicketFields, 'title' | 'description'>): string {
  return description === undefined || description === null || description.trim() === '' ? title : description;
}

function toVoucherField(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** How a comment names its ticket; null if the ticket has no such name. */
export function toCommentTicketNo(ticket: NativeTicket, form: CrmSettings['commentTicketNo']): string | null {
  switch (form) {
    case 'ticketNo':
      return ticket.number;
    case 'digits':
      return emptyToNull((ticket.number ?? '').replace(/^\D+/, ''));
    case 'recordId':
      return emptyToNull(ticket.nativeId.replace(/^\d+x/, ''));
    case 'wsId':
      return ticket.nativeId;
  }
}

function emptyToNull(text: string): string | null {
  return text === '' ? null : text;
}

const MOST_HEADER_CHARACTERS = 1_000;

/**
 * A comment as a header value: printable ASCII as it is, line breaks as a space, anything else percent-encoded, cut where
 * a whole character ends. The body has the comment in full.
 */
export function toCommentHeader(text: string): string {
  let header = '';
  for (const character of text.replace(/[\r\n]+/g, ' ')) {
    const encoded = toHeaderValue(character);
    if (header.length + encoded.length > MOST_HEADER_CHARACTERS) break;
    header += encoded;
  }
  return header;
}
