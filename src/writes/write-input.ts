import { checkNativeId } from '../dispatch/registry.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import { invalidInput } from '../ticketing/errors.ts';
import { decodeGlobalIdOf } from '../ticketing/global-id.ts';
import type { ContactFields, TicketFields } from '../ticketing/write.ts';

type Maybe<Value> = Value | null | undefined;

/** Values for a ticket as a client sends them. */
export interface TicketFieldsInput {
  readonly title?: Maybe<string>;
  readonly description?: Maybe<string>;
  readonly typeId?: Maybe<string>;
  readonly priorityCode?: Maybe<string>;
  readonly severityCode?: Maybe<string>;
  readonly productId?: Maybe<string>;
  readonly contactReasonCode?: Maybe<string>;
  readonly channel?: Maybe<string>;
  readonly customerId?: Maybe<string>;
  readonly vehicleModelId?: Maybe<string>;
  readonly vin?: Maybe<string>;
  readonly voucherCode?: Maybe<string>;
  readonly orderId?: Maybe<string>;
  readonly tags?: Maybe<readonly string[]>;
  readonly relatedTicketIds?: Maybe<readonly string[]>;
  readonly contact?: Maybe<{ readonly [Name in keyof ContactFields]: Maybe<string> }>;
  readonly attachmentIds?: Maybe<readonly string[]>;
  readonly customFields?: Maybe<readonly { readonly key: string; readonly value?: unknown }[]>;
}

const MOST_LINE = 1_000;
const MOST_TEXT = 50_000;
const MOST_VALUES = 100;
/** How many objects and lists may stand within one another. */
const MOST_DEPTH = 20;

/** Fields that null empties; null in any other is as if it were left out. */
const CAN_BE_EMPTIED = new Set([
  'description',
  'priorityCode',
  'severityCode',
  'productId',
  'contactReasonCode',
  'vin',
  'voucherCode',
  'orderId',
]);

/**
 * Checks the values of a ticket, and turns global ids into the backend's own.
 * @throws GatewayError INVALID_INPUT that names the value at fault
 */
export function readTicketFields(input: TicketFieldsInput, backend: BackendInstance): TicketFields {
  const field = (name: string): string => `input.fields.${name}`;
  const fields: Record<string, unknown> = {};
  const { typeId, tags, relatedTicketIds, contact, attachmentIds, customFields, ...texts } = input;
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value === 'string')
      fields[name] = readText(value, field(name), { isMultiline: name === 'description', mayBeEmpty: true });
    else if (value === null && CAN_BE_EMPTIED.has(name)) fields[name] = null;
  }
  if (typeof typeId === 'string') fields['typeId'] = readOwnId('TicketType', typeId, backend, field('typeId'));
  if (tags) fields['tags'] = readTexts(tags, field('tags'));
  if (relatedTicketIds) {
    checkCount(relatedTicketIds, field('relatedTicketIds'));
    fields['relatedTicketIds'] = relatedTicketIds.map((id, index) =>
      readTicketId(id, backend, `${field('relatedTicketIds')}[${index}]`),
    );
  }
  if (attachmentIds) fields['attachmentIds'] = readTexts(attachmentIds, field('attachmentIds'));
  if (contact) fields['contact'] = readContact(contact, field('contact'));
  if (customFields) {
    checkCount(customFields, field('customFields'));
    fields['customFields'] = Object.fromEntries(
      customFields.map(({ key, value }, index) => [
        readText(key, `${field('customFields')}[${index}].key`),
        readJson(value ?? null, `${field('customFields')}[${index}].value`),
      ]),
    );
  }
  return fields;
}

function readContact(contact: { readonly [Name in keyof ContactFields]: Maybe<string> }, field: string): ContactFields {
  const entries = Object.entries(contact).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries.map(([name, value]) => [name, readText(value, `${field}.${name}`)]));
}

/** A global id of this backend as a native id. @throws GatewayError INVALID_INPUT */
function readOwnId(type: 'Ticket' | 'TicketType', id: string, backend: BackendInstance, field: string): string {
  const decoded = decodeGlobalIdOf(type, id, field);
  if (decoded.backend !== backend.id)
    throw invalidInput(field, `This id is of the backend "${decoded.backend}", not of "${backend.id}".`);
  return decoded.nativeId;
}

/** The global id of a ticket of this backend as a native id. @throws GatewayError INVALID_INPUT */
export function readTicketId(id: string, backend: BackendInstance, field: string): string {
  const nativeId = readOwnId('Ticket', id, backend, field);
  checkNativeId(backend, 'Ticket', nativeId, field);
  return nativeId;
}

export interface TextRules {
  /** Line breaks and tabs are permitted. */
  readonly isMultiline?: boolean;
  readonly mayBeEmpty?: boolean;
}

/** @throws GatewayError INVALID_INPUT if the text is empty, too long, or holds characters that are no text */
export function readText(
  text: string,
  field: string,
  { isMultiline = false, mayBeEmpty = false }: TextRules = {},
): string {
  const most = isMultiline ? MOST_TEXT : MOST_LINE;
  if (!mayBeEmpty && text.trim() === '') throw invalidInput(field, 'This must not be empty.');
  if (text.length > most) throw invalidInput(field, `At most ${most} characters are possible here.`);
  // oxlint-disable-next-line eslint/no-control-regex
  const forbidden = isMultiline ? /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/ : /[\u0000-\u001f\u007f]/;
  if (forbidden.test(text) || !text.isWellFormed()) {
    throw invalidInput(
      field,
      isMultiline
        ? 'Control characters are not possible here.'
        : 'Control characters and line breaks are not possible here.',
    );
  }
  return text;
}

/** JSON of a client, whose texts are texts. @throws GatewayError INVALID_INPUT */
function readJson(value: unknown, field: string, depth = 0): unknown {
  if (depth > MOST_DEPTH) throw invalidInput(field, `At most ${MOST_DEPTH} values can stand within one another.`);
  if (typeof value === 'string') return readText(value, field, { isMultiline: true, mayBeEmpty: true });
  if (Array.isArray(value)) return value.map((inner) => readJson(inner, field, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [readText(key, field), readJson(inner, field, depth + 1)]),
  );
}

/** A text that may be left out. */
export function readOptionalText(text: Maybe<string>, field: string, rules?: TextRules): string | undefined {
  return text === null || text === undefined ? undefined : readText(text, field, rules);
}

/** @throws GatewayError INVALID_INPUT */
export function readTexts(texts: readonly string[], field: string): string[] {
  checkCount(texts, field);
  return texts.map((text, index) => readText(text, `${field}[${index}]`));
}

function checkCount(values: readonly unknown[], field: string): void {
  if (values.length > MOST_VALUES) throw invalidInput(field, `At most ${MOST_VALUES} values are possible here.`);
}
