/** @import { AvailableTransition, PlannedField, UserError } from './api-types.ts' */
import { nameInWords } from './words.js';

const LONG_TEXTS = new Set(['reason', 'resolution']);
const BOOLEANS = new Set(['allowCustomerChatWriteAccess', 'shareCustomerInformation']);

/**
 * What a form has to ask for a move.
 * @param {Pick<AvailableTransition, 'inputFields'>} transition
 * @returns {PlannedField[]}
 */
export function planFields({ inputFields }) {
  return inputFields.map((described) => {
    const name = described.replace(/!$/, '');
    return { name, label: nameInWords(name), isRequired: described.endsWith('!'), kind: kindOf(name) };
  });
}

/**
 * @param {string} name
 * @returns {PlannedField['kind']}
 */
function kindOf(name) {
  if (name === 'targetId') return 'TARGET';
  if (BOOLEANS.has(name)) return 'BOOLEAN';
  if (name.endsWith('Ids')) return 'LIST';
  return LONG_TEXTS.has(name) ? 'LONG_TEXT' : 'TEXT';
}

/**
 * What was filled in, as the API takes it. What is empty is left out.
 * @param {readonly PlannedField[]} fields
 * @param {(name: string) => string} valueOf
 * @returns {Readonly<Record<string, unknown>>}
 */
export function readFields(fields, valueOf) {
  const filled = fields.map(({ name, kind }) => /** @type {const} */ ([name, kind, valueOf(name).trim()]));
  return Object.fromEntries(
    filled.filter(([, , text]) => text !== '').map(([name, kind, text]) => [name, toValue(kind, text)]),
  );
}

/**
 * @param {PlannedField['kind']} kind
 * @param {string} text
 */
function toValue(kind, text) {
  if (kind === 'BOOLEAN') return text === 'true';
  return kind === 'LIST' ? text.split(/[\s,]+/) : text;
}

/**
 * The input of a move. Handing a ticket to a department is a mutation of its own, all others are one with one field each.
 * @param {string} kind
 * @param {Readonly<Record<string, unknown>>} values
 */
export function toMoveInput(kind, values) {
  return kind === 'ESCALATE' ? values : { transition: { [kind.toLowerCase()]: values } };
}

/**
 * The refusals at the field that each is about; under `''` those about none of them.
 * @param {readonly UserError[]} errors
 * @param {readonly { readonly name: string }[]} fields
 * @returns {Map<string, string>}
 */
export function errorsByField(errors, fields) {
  const names = new Set(fields.map(({ name }) => name));
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const { field, message } of errors) {
    const last = (field ?? '').split('.').at(-1) ?? '';
    const place = names.has(last) ? last : '';
    found.set(place, [found.get(place), message].filter((text) => text !== undefined).join(' '));
  }
  return found;
}
