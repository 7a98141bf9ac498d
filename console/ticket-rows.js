/** @import { TicketChange, TicketRow } from './api-types.ts' */

/**
 * The rows of one page, newest first.
 * @typedef {object} Rows
 * @property {readonly TicketRow[]} rows
 * @property {boolean} isFirst true for the page on which new tickets appear
 * @property {boolean} hasNext true if there are older ones
 * @property {number} elsewhere how many new tickets are not on this page
 */

/**
 * @typedef {object} RowsAfter
 * @property {Rows} page
 * @property {'INSERTED' | 'UPDATED' | 'REMOVED' | 'ELSEWHERE' | 'NOTHING'} effect
 */

/** A page grows with what is new; somewhere that ends. */
const MOST_ROWS = 100;

/**
 * What a change makes of a page.
 * @param {Rows} page
 * @param {Pick<TicketChange, 'kind' | 'ticketId' | 'ticket'>} change
 * @returns {RowsAfter}
 */
export function applyChange(page, { kind, ticketId, ticket }) {
  const index = page.rows.findIndex(({ id }) => id === ticketId);
  const isShown = index !== -1;
  if (kind === 'REMOVED' || kind === 'MOVED') {
    return isShown ? { page: { ...page, rows: page.rows.toSpliced(index, 1) }, effect: 'REMOVED' } : unchanged(page);
  }
  if (ticket === null) return unchanged(page);
  // The time of creation does not change, and so neither does the place.
  if (isShown) return { page: { ...page, rows: page.rows.with(index, ticket) }, effect: 'UPDATED' };
  const place = placeOf(page, ticket);
  if (place !== null) return { page: { ...page, rows: page.rows.toSpliced(place, 0, ticket) }, effect: 'INSERTED' };
  if (kind !== 'ADDED') return unchanged(page);
  return { page: { ...page, elsewhere: page.elsewhere + 1 }, effect: 'ELSEWHERE' };
}

/**
 * @param {Rows} page
 * @returns {RowsAfter}
 */
function unchanged(page) {
  return { page, effect: 'NOTHING' };
}

/**
 * Where a ticket stands on this page; null if on another.
 * @param {Rows} page
 * @param {TicketRow} ticket
 */
function placeOf({ rows, isFirst, hasNext }, ticket) {
  if (rows.length >= MOST_ROWS) return null;
  const found = rows.findIndex((row) => isNewer(ticket, row));
  if (found === -1) return hasNext ? null : rows.length;
  return found === 0 && !isFirst ? null : found;
}

/**
 * @param {TicketRow} one
 * @param {TicketRow} other
 */
function isNewer({ createdAt: one }, { createdAt: other }) {
  if (one === null) return false;
  return other === null || Date.parse(one) > Date.parse(other);
}
