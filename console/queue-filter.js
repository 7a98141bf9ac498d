/** @import { Place } from './place.js' */

/** What a status means in every backend. */
export const CATEGORIES = [
  'OPEN',
  'IN_PROGRESS',
  'PENDING',
  'ON_HOLD',
  'RESOLVED',
  'CLOSED',
  'CANCELLED',
  'REJECTED',
  'UNKNOWN',
];

/** Everything that somebody may still have to do something about. */
const ACTIVE = ['OPEN', 'IN_PROGRESS', 'PENDING', 'ON_HOLD', 'RESOLVED', 'UNKNOWN'];

/**
 * The filter as the gateway takes it.
 * @param {Pick<Place, 'backend' | 'status'>} place
 * @param {string} text
 * @returns {Readonly<Record<string, unknown>>}
 */
export function toTicketFilter({ backend, status }, text) {
  const words = text.trim();
  return {
    ...(backend === null ? {} : { backends: [backend] }),
    ...(status === null ? {} : { statusCategories: status === 'ACTIVE' ? ACTIVE : [status] }),
    ...(words === '' ? {} : { text: words }),
  };
}
