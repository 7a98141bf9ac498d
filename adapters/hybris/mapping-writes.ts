import { invalidInput } from '../../src/ticketing/errors.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { TicketFields } from '../../src/ticketing/write.ts';
import { toTitleAndDescription } from './mapping.ts';
import type { HybrisNewTicket, HybrisTicket } from './wire.ts';

/** The fields of the unified model that can be written, and what a ticket has there. */
const WRITABLE = {
  title: ({ title }: NativeTicket) => title,
  description: ({ description }: NativeTicket) => description,
  typeId: ({ type }: NativeTicket) => type?.code ?? null,
  priorityCode: ({ priority }: NativeTicket) => priority?.code ?? null,
  contactReasonCode: ({ contactReason }: NativeTicket) => contactReason?.code ?? null,
  productId: ({ product }: NativeTicket) => product?.id ?? null,
} as const;

export type WritableField = keyof typeof WRITABLE;

export const WRITABLE_FIELDS = Object.keys(WRITABLE) as readonly WritableField[];

/** Where the codes are on the wire. ASSUMPTION: a classification is written as its code alone (README). */
const WIRE_CODES = {
  typeId: 'type',
  priorityCode: 'priority',
  contactReasonCode: 'classification',
  productId: 'productId',
} as const satisfies Partial<Record<WritableField, keyof HybrisTicket>>;

const CODE_FIELDS = Object.keys(WIRE_CODES) as readonly (keyof typeof WIRE_CODES)[];

/** Title and description as the one text of a ticket: read again it gives both. */
export function toShortDescription(title: string, description: string | null): string {
  const rest = description?.trim() ?? '';
  return rest === '' ? title.trim() : `${title.trim()}\n\n${rest}`;
}

/** True if both are the same text when read: ends and line breaks do not count. */
export function isSameText(one: string | null | undefined, other: string | null | undefined): boolean {
  return normaliseText(one) === normaliseText(other);
}

function normaliseText(text: string | null | undefined): string {
  return (text ?? '').trim().replaceAll(/\r\n?/g, '\n');
}

/**
 * A new ticket. Its status is always OPEN.
 * @param createdBy left to the backend if undefined
 */
export function toNewTicket(
  fields: TicketFields,
  customerId: string | null,
  createdBy: string | undefined,
): HybrisNewTicket {
  return {
    ...toCodes(fields, CODE_FIELDS),
    status: 'OPEN',
    ...(customerId === null ? {} : { customerId }),
    shortDescription: toShortDescription(fields.title ?? '', fields.description ?? null),
    ...(createdBy === undefined ? {} : { createdBy }),
  };
}

function toCodes(fields: TicketFields, names: readonly (keyof typeof WIRE_CODES)[]): Partial<HybrisNewTicket> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const code = fields[name];
      return code === undefined || code === null ? [] : [[WIRE_CODES[name], code]];
    }),
  );
}

/** The given fields whose values the ticket does not have. */
export function differingFields(ticket: NativeTicket, fields: TicketFields): WritableField[] {
  return WRITABLE_FIELDS.filter(
    (name) => fields[name] !== undefined && WRITABLE[name](ticket) !== toReadValue(name, fields[name]),
  );
}

/** A value as it will be read. */
function toReadValue(name: WritableField, value: string | null): string | null {
  if (name === 'title') return toTitleAndDescription(value ?? '').title;
  // What stands below a title is read as the description.
  if (name === 'description') return toTitleAndDescription(toShortDescription('-', value)).description;
  return value;
}

/** True if nobody changed these fields from one read to the other. */
export function areSameFields(one: NativeTicket, other: NativeTicket, names: readonly WritableField[]): boolean {
  return names.every((name) => WRITABLE[name](one) === WRITABLE[name](other));
}

/**
 * The whole ticket with these fields changed, and everything else as it was read: what is left out of a PUT is deleted.
 * @param ticket the same as `wire` in the unified model
 * @throws GatewayError INVALID_INPUT for a description without a title above it
 */
export function toChangedTicket(
  wire: HybrisTicket,
  ticket: NativeTicket,
  fields: TicketFields,
  names: readonly WritableField[],
): HybrisTicket {
  const codes = CODE_FIELDS.filter((name) => names.includes(name));
  const emptied = new Set<string>(codes.filter((name) => fields[name] === null).map((name) => WIRE_CODES[name]));
  const kept = Object.fromEntries(Object.entries(wire).filter(([name]) => !emptied.has(name)));
  const changed = { ...kept, id: wire.id, ...toCodes(fields, codes) };
  if (!names.includes('title') && !names.includes('description')) return changed;
  const title = fields.title ?? ticket.title;
  if (title === null) throw invalidInput('fields.title', 'The ticket has no title yet: a description needs one.');
  const description = fields.description === undefined ? ticket.description : fields.description;
  return { ...changed, shortDescription: toShortDescription(title, description) };
}

/** Joined by the backend on read, and never stored. */
const TRANSIENT_FIELDS: ReadonlySet<string> = new Set<keyof HybrisTicket>([
  'typeDescription',
  'priorityDescription',
  'statusDescription',
  'customerEmail',
  'customerTitle',
  'customerFirstName',
  'customerLastName',
  'productName',
]);

/** The ticket without what the backend joins on read. */
export function stripTransient(wire: HybrisTicket): HybrisTicket {
  const stored = Object.fromEntries(Object.entries(wire).filter(([name]) => !TRANSIENT_FIELDS.has(name)));
  const { classification } = wire;
  if (typeof classification !== 'object' || classification === null) return { ...stored, id: wire.id };
  const bare = Array.isArray(classification)
    ? classification.map((one) => (typeof one === 'string' ? one : withoutDescription(one)))
    : withoutDescription(classification);
  return { ...stored, id: wire.id, classification: bare };
}

function withoutDescription<One extends { readonly description?: unknown }>(one: One): Omit<One, 'description'> {
  const { description: _, ...rest } = one;
  return rest;
}

/**
 * The ticket as it must be after a change that could not be read back: without the version, and without labels and names
 * that belong to the values before.
 */
export function toSupposedTicket(before: HybrisTicket, sent: HybrisTicket): HybrisTicket {
  const supposed = { ...before, ...sent };
  if (sent.type !== before.type) delete supposed.typeDescription;
  if (sent.status !== before.status) delete supposed.statusDescription;
  if (sent.priority !== before.priority) delete supposed.priorityDescription;
  if (sent.productId !== before.productId) delete supposed.productName;
  for (const name of ['priority', 'classification', 'productId'] as const) if (!(name in sent)) delete supposed[name];
  const { version: _, ...metadata } = before.metadata ?? {};
  return { ...supposed, metadata };
}
