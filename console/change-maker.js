/** @import { Ask, ChangeResult } from './api-types.ts' */
import { ApiError } from './gateway.js';
import { createKey, createWriteKeys } from './write-keys.js';

/** Nobody knows whether a change was made that ended so. */
const OPEN_ENDS = new Set(['NO_ANSWER', 'UNKNOWN_OUTCOME']);

/**
 * Makes changes through the gateway, each once however often it is asked for.
 * @param {Ask} ask
 */
export function createChangeMaker(ask) {
  const keys = createWriteKeys(createKey, () => performance.now());
  /**
   * @param {string} document a mutation whose field is called `change`
   * @param {Readonly<Record<string, unknown>>} input
   * @returns {Promise<ChangeResult>}
   */
  return async (document, input) => {
    const change = JSON.stringify([document, input]);
    const idempotencyKey = keys.keyFor(change);
    try {
      const answer = await ask(document, { input: { ...input, idempotencyKey } });
      const { change: payload } = /** @type {{ change: NonNullable<ChangeResult['payload']> }} */ (answer);
      keys.answered(change, payload.outcome !== 'UNKNOWN');
      return { payload, error: null };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      keys.answered(change, !OPEN_ENDS.has(error.code));
      return { payload: null, error };
    }
  };
}

/**
 * What a person is told of a change.
 * @param {ChangeResult} result
 * @returns {{ tone: 'good' | 'bad' | 'open', text: string }}
 */
export function tellOutcome({ payload, error }) {
  if (error !== null) {
    if (!OPEN_ENDS.has(error.code)) return { tone: 'bad', text: `Nothing was changed. ${error.message}` };
    return { tone: 'open', text: `${error.message} It is not known whether the change was made. ${SAFE}` };
  }
  const warnings = payload.warnings.join(' ');
  switch (payload.outcome) {
    case 'APPLIED':
      return { tone: 'good', text: `Done. ${warnings}`.trim() };
    case 'REPLAYED':
      return { tone: 'good', text: `It was done already, and once only. ${warnings}`.trim() };
    case 'UNKNOWN':
      return { tone: 'open', text: `It is not known whether this was done. ${payload.reconcile ?? ''} ${SAFE}` };
    default:
      return { tone: 'bad', text: `Refused. ${payload.userErrors.map(({ message }) => message).join(' ')}` };
  }
}

const SAFE = 'Pressing the same button again cannot do it twice.';
