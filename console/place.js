/**
 * What the address of the page says, so that going back and sharing a link work. The text that somebody looks for is not in
 * it: it may name a person, and addresses are kept by browsers.
 * @typedef {object} Place
 * @property {string | null} ticket global id of the ticket that is open
 * @property {string | null} backend id of the only backend that is shown
 * @property {string | null} status a category, or ACTIVE for all that are not finished
 */

/**
 * @param {string} hash with or without `#`
 * @returns {Place}
 */
export function readPlace(hash) {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  return { ticket: values.get('ticket'), backend: values.get('backend'), status: values.get('status') };
}

/**
 * @param {Place} place
 * @returns {string} with `#`
 */
export function writePlace(place) {
  const values = new URLSearchParams();
  for (const [name, value] of Object.entries(place)) if (value !== null) values.set(name, value);
  return `#${values.toString()}`;
}
