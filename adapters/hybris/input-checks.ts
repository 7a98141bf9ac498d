import { refuseField, type TicketFields, type TicketTarget, type UserError } from '../../src/ticketing/write.ts';
import { NATIVE_ID } from './native-id.ts';

const LINE_BREAK = /[\n\r\v\f\u0085\u2028\u2029]/;
/** Control characters but for tab, line feed and carriage return. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const CODE_FIELDS = ['typeId', 'priorityCode', 'contactReasonCode', 'productId', 'customerId'] as const;

/** The refusal of an id that no ticket can have. */
export function checkTarget({ ticketId }: TicketTarget): UserError[] {
  return NATIVE_ID.test(ticketId) ? [] : [refuseField('ticketId', 'No ticket of this backend can have this id.')];
}

/** The refusals of values that are there and cannot be written. */
export function checkFieldValues(fields: TicketFields): UserError[] {
  return [
    ...(fields.title === undefined ? [] : checkTitle(fields.title)),
    ...checkCharacters('fields.description', fields.description ?? ''),
    ...CODE_FIELDS.flatMap((name) => checkCode(`fields.${name}`, fields[name] ?? undefined)),
  ];
}

/** A ticket has one text, whose first line is the title. */
function checkTitle(title: string): UserError[] {
  if (title.trim() === '') return [refuseField('fields.title', 'A ticket needs a title.')];
  if (LINE_BREAK.test(title)) return [refuseField('fields.title', 'A title has one line.')];
  return checkCharacters('fields.title', title);
}

/** The refusal of a code that cannot be one. What codes there are is known to the backend alone. */
export function checkCode(field: string, code: string | undefined): UserError[] {
  if (code === undefined) return [];
  if (code.trim() === '') return [refuseField(field, 'This may not be empty.')];
  if (LINE_BREAK.test(code)) return [refuseField(field, 'This has one line.')];
  return checkCharacters(field, code);
}

/** The refusal of a text for people that is missing or cannot be written. */
export function checkText(field: string, text: string): UserError[] {
  return text.trim() === '' ? [refuseField(field, 'This may not be empty.')] : checkCharacters(field, text);
}

function checkCharacters(field: string, text: string): UserError[] {
  if (!CONTROL.test(text) && text.isWellFormed()) return [];
  return [refuseField(field, 'This holds characters that are no text.')];
}
