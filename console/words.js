/** @import { TicketRow } from './api-types.ts' */

/**
 * A value of the schema in words: `IN_PROGRESS` becomes `In progress`.
 * @param {string} value
 */
export function inWords(value) {
  const words = value.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * What people call a ticket by.
 * @param {Pick<TicketRow, 'number' | 'nativeId'>} ticket
 */
export function ticketName({ number, nativeId }) {
  if (number !== null) return number;
  return nativeId.length > 13 ? `${nativeId.slice(0, 8)}…` : nativeId;
}

/**
 * A name of the API in words: `allowCustomerChatWriteAccess` becomes `Allow customer chat write access`.
 * @param {string} name
 */
export function nameInWords(name) {
  return inWords(name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`))
    .replace(/ id$/, '')
    .replace(/ ids$/, 's');
}
