import { toHeaderValue } from '../../src/upstream/header-value.ts';
import type { TicketFields } from '../../src/ticketing/write.ts';
import { toContactBody } from './mapping-contact.ts';

/** What a new ticket is made of. */
export interface CreateParts {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Any time: nobody said when to call. */
const ANY_TIME = '0';
const TEXTS = ['incident_sub_type_id', 'region_id', 'project_id', 'verify_code'];
const OBJECTS = ['extends_map', 'extension_map'];
const HEADERS = ['x-phone-verifiedid', 'x-email-verifiedid'];

/** The body and the additional headers of `POST /cases`. */
export function toCreateParts(fields: TicketFields, sourceId: string): CreateParts {
  const { typeId, productId, severityCode, contact, customFields = {} } = fields;
  const files = [...new Set(fields.attachmentIds)];
  return {
    body: {
      business_type_id: typeId,
      ...(productId === undefined || productId === null ? {} : { product_category_id: productId }),
      ...(severityCode === undefined || severityCode === null ? {} : { severity_id: severityCode }),
      source_id: sourceId,
      simple_description: toCaseText(fields),
      remind_time: ANY_TIME,
      ...toContactBody(contact ?? {}),
      ...pick(customFields, TEXTS, toExtraText),
      ...Object.fromEntries(OBJECTS.map((name) => [name, customFields[name] ?? {}])),
      // Documented: without a file, the parameter is not passed at all.
      ...(files.length === 0 ? {} : { accessory_ids: files }),
    },
    headers: pick(customFields, HEADERS, (value) => toHeaderValue(String(value))),
  };
}

/** The one text that a ticket has: the title stands in its first line. */
export function toCaseText({ title, description }: Pick<TicketFields, 'title' | 'description'>): string {
  const [first, rest] = [title?.trim() ?? '', description ?? ''];
  if (rest.trim() === '') return first;
  return first === '' || rest.startsWith(first) ? rest : `${first}\n${rest}`;
}

/** A text that may have come as a number; null if it is neither. */
export function toExtraText(value: unknown): string | null {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}

function pick<Value>(
  values: Readonly<Record<string, unknown>>,
  names: readonly string[],
  convert: (value: unknown) => Value,
): Record<string, Value> {
  return Object.fromEntries(names.filter((name) => isGiven(values[name])).map((name) => [name, convert(values[name])]));
}

/** True if a custom field has a value: null is as if it were left out. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
