/** @import { Ask, Credentials } from './api-types.ts' */

const DEADLINE_MS = 40_000;

/** An answer that holds no data: what went wrong, in the gateway's words and code. */
export class ApiError extends Error {
  /**
   * @param {string} code one of the gateway's codes, or NO_ANSWER if it is not known whether the request arrived
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
  }
}

/**
 * Asks the gateway over HTTP.
 * @param {string} url address of GraphQL
 * @param {() => Credentials} credentials
 * @returns {Ask} whose data may have nulls with errors beside them, as long as something at its top is there
 */
export function createAsk(url, credentials) {
  return async (document, variables = {}) => {
    const answer = await send(url, credentials(), JSON.stringify({ query: document, variables }));
    const [error] = answer.errors ?? [];
    const isEmpty = Object.values(answer.data ?? {}).every((value) => value === null);
    if (error !== undefined && isEmpty) throw new ApiError(error.extensions?.code ?? 'INTERNAL', error.message);
    if (answer.data === undefined || answer.data === null) throw noAnswer('The gateway’s answer cannot be read.');
    return /** @type {any} */ (answer.data);
  };
}

/**
 * @typedef {object} Body
 * @property {Record<string, unknown> | null} [data]
 * @property {{ message: string, extensions?: { code?: string } }[]} [errors]
 */

/**
 * @param {string} url
 * @param {Credentials} credentials
 * @param {string} body
 * @returns {Promise<Body>}
 */
async function send(url, credentials, body) {
  /** @type {unknown} */
  let answer;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentials },
      body,
      cache: 'no-store',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    answer = await response.json();
  } catch {
    throw noAnswer('The gateway does not answer.');
  }
  if (typeof answer !== 'object' || answer === null) throw noAnswer('The gateway’s answer cannot be read.');
  return answer;
}

/**
 * @param {string} message
 */
function noAnswer(message) {
  return new ApiError('NO_ANSWER', message);
}
