/** @import { QueueState } from './queue.js' */
import { byId } from './element.js';

/**
 * What stands around the rows: how many there are, the pages, and what went wrong.
 * @param {{ older: () => void, newer: () => void, newest: () => void, readAgain: () => void }} queue
 * @returns {(state: QueueState) => void}
 */
export function createQueueFrame(queue) {
  const total = byId('queue-total');
  const problem = byId('queue-problem');
  const elsewhere = /** @type {HTMLButtonElement} */ (byId('queue-elsewhere'));
  const older = /** @type {HTMLButtonElement} */ (byId('queue-older'));
  const newer = /** @type {HTMLButtonElement} */ (byId('queue-newer'));
  older.addEventListener('click', queue.older);
  newer.addEventListener('click', queue.newer);
  elsewhere.addEventListener('click', queue.newest);
  byId('queue-again').addEventListener('click', queue.readAgain);

  return (state) => {
    byId('queue').setAttribute('aria-busy', String(state.isReading));
    total.textContent = summary(state);
    problem.textContent = state.problem ?? '';
    problem.hidden = state.problem === null;
    elsewhere.hidden = state.elsewhere === 0;
    elsewhere.textContent = `${state.elsewhere} new: show the first page`;
    older.disabled = !state.hasNext || state.isReading;
    newer.disabled = state.pageNumber === 1 || state.isReading;
    byId('queue-page').textContent = `Page ${state.pageNumber}`;
    byId('queue-empty').hidden = state.isReading || state.shown > 0 || state.problem !== null;
  };
}

/**
 * @param {QueueState} state
 */
function summary({ total, isReading, shown }) {
  if (total === null) return isReading ? 'Reading…' : '';
  if (total.value === null) return `${shown} shown`;
  return `${total.kind === 'LOWER_BOUND' ? 'at least ' : ''}${total.value} when read`;
}
