import { refuseField, refuseOtherFields } from '../../src/ticketing/write.ts';
import type { CreateTicketInput, TicketFieldName, TicketFields, UserError } from '../../src/ticketing/write.ts';
import { checkContact } from './input-checks.ts';
import { isGiven, toCaseText, toExtraText } from './mapping-create.ts';

/** The longest `simple_description`, the one text that a ticket has. */
const LONGEST_TEXT = 1200;
const LONGEST_TYPE_ID = 512;
const LONGEST_PRODUCT_ID = 64;

const PERMITTED: readonly TicketFieldName[] = [
  'title',
  'description',
  'typeId',
  'severityCode',
  'productId',
  'contact',
  'attachmentIds',
  'customFields',
];
const LATER: readonly TicketFieldName[] = ['tags', 'relatedTicketIds'];

/** Texts among the custom fields, and how long each may be; null where that is not published. */
const EXTRA_TEXTS: Readonly<Record<string, number | null>> = {
  region_id: 64,
  incident_sub_type_id: 32,
  project_id: null,
  verify_code: null,
};
const EXTRA_OBJECTS: readonly string[] = ['extends_map', 'extension_map'];
/** Sent as headers: ids of verifications of a contact that is not a registered one. */
const EXTRA_HEADERS: readonly string[] = ['x-phone-verifiedid', 'x-email-verifiedid'];

/** Everything about a new ticket that can be refused without a call. */
export function checkCreate({ fields }: CreateTicketInput): UserError[] {
  return [
    ...checkType(fields),
    ...checkText(fields),
    ...checkIds(fields),
    ...checkContact(fields.contact ?? {}),
    ...Object.entries(fields.customFields ?? {}).flatMap(([key, value]) => checkCustomField(key, value)),
    ...refuseOtherFields(fields, [...PERMITTED, ...LATER], 'A ticket of this backend has no such field.'),
    ...LATER.filter((name) => fields[name] !== undefined).map((name) =>
      refuseField(
        `fields.${name}`,
        'The backend sets this on existing tickets only: create the ticket, then update it.',
      ),
    ),
  ];
}

function checkType({ typeId }: TicketFields): UserError[] {
  if (typeId !== undefined && isId(typeId, LONGEST_TYPE_ID)) return [];
  return [refuseField('fields.typeId', 'A ticket needs a type: the id of one of the ticket types of this backend.')];
}

function checkText(fields: TicketFields): UserError[] {
  if (/[\r\n]/.test(fields.title?.trim() ?? '')) return [refuseField('fields.title', 'The title is one line.')];
  const field = (fields.description ?? '') === '' ? 'fields.title' : 'fields.description';
  const text = toCaseText(fields);
  if (text === '') return [refuseField(field, 'A ticket needs a text: a title, a description, or both.')];
  if (text.length <= LONGEST_TEXT) return [];
  return [
    refuseField(
      field,
      `Title and description together may have ${LONGEST_TEXT} characters, and these have ${text.length}.`,
    ),
  ];
}

function checkIds({ productId, severityCode, attachmentIds }: TicketFields): UserError[] {
  const errors: UserError[] = [];
  if (typeof productId === 'string' && !isId(productId, LONGEST_PRODUCT_ID))
    errors.push(
      refuseField('fields.productId', `Write the id of a product, at most ${LONGEST_PRODUCT_ID} characters.`),
    );
  if (typeof severityCode === 'string' && !isId(severityCode, LONGEST_PRODUCT_ID))
    errors.push(refuseField('fields.severityCode', 'Write the id of a severity of this backend.'));
  if (attachmentIds?.every((id) => isId(id, LONGEST_PRODUCT_ID)) === false)
    errors.push(refuseField('fields.attachmentIds', 'Write the ids that the uploads of the files gave.'));
  return errors;
}

function checkCustomField(key: string, value: unknown): UserError[] {
  const field = `fields.customFields.${key}`;
  if (Object.hasOwn(EXTRA_TEXTS, key)) {
    const text = toExtraText(value);
    const longest = EXTRA_TEXTS[key] ?? Number.POSITIVE_INFINITY;
    return !isGiven(value) || (text !== null && isId(text, longest))
      ? []
      : [refuseField(field, `Write a text${longestOf(longest)}.`)];
  }
  if (EXTRA_OBJECTS.includes(key))
    return !isGiven(value) || isObject(value) ? [] : [refuseField(field, 'Write an object.')];
  if (EXTRA_HEADERS.includes(key)) {
    const isFit = !isGiven(value) || (typeof value === 'string' && /^[\x21-\x7e]{1,256}$/.test(value));
    return isFit ? [] : [refuseField(field, 'Write the id of a verification, as it was given.')];
  }
  const known = [...Object.keys(EXTRA_TEXTS), ...EXTRA_OBJECTS, ...EXTRA_HEADERS].join(', ');
  return [refuseField(field, `A new ticket takes no such field. It takes: ${known}.`)];
}

function longestOf(longest: number): string {
  return Number.isFinite(longest) ? ` of at most ${longest} characters` : '';
}

/** True for an id as it may be: opaque, but without spaces and control characters. */
function isId(text: string, longest: number): boolean {
  return text.length <= longest && /^[^\s\p{C}]+$/u.test(text);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
