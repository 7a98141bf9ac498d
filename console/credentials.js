/** @import { Credentials } from './api-types.ts' */

const STORED_AS = 'ticket-gateway-console.credentials';
const PERMITTED = /^(authorization|x-backend-token-[a-z0-9-]+)$/;

/**
 * Reads what somebody pasted: a token, the words `Bearer <token>`, or headers as JSON.
 * @param {string} text
 * @returns {Credentials | null} headers; empty for no text; null if it is none of these
 */
export function readCredentials(text) {
  const pasted = text.trim();
  if (pasted === '') return {};
  if (pasted.startsWith('{')) return readHeaders(pasted);
  const token = /^(?:Bearer +)?([A-Za-z0-9._~+/=-]+)$/i.exec(pasted)?.[1];
  return token === undefined ? null : { authorization: `Bearer ${token}` };
}

/**
 * @param {string} text
 * @returns {Credentials | null}
 */
function readHeaders(text) {
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const entries = Object.entries(/** @type {object} */ (value)).map(
    ([name, header]) => /** @type {const} */ ([name.toLowerCase(), /** @type {unknown} */ (header)]),
  );
  const areAllPermitted = entries.every(([name, header]) => PERMITTED.test(name) && isHeaderValue(header));
  return areAllPermitted ? /** @type {Credentials} */ (Object.fromEntries(entries)) : null;
}

/**
 * @param {unknown} value
 */
function isHeaderValue(value) {
  return typeof value === 'string' && /^[\x20-\x7e]+$/.test(value);
}

/**
 * Kept for this tab alone, and gone with it.
 * @param {Storage} storage
 */
export function createCredentialStore(storage) {
  return {
    /** @returns {Credentials} */
    load: () => readCredentials(storage.getItem(STORED_AS) ?? '') ?? {},
    /** @param {Credentials} credentials */
    save(credentials) {
      if (Object.keys(credentials).length === 0) storage.removeItem(STORED_AS);
      else storage.setItem(STORED_AS, JSON.stringify(credentials));
    },
  };
}
