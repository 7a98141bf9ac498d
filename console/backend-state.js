/** @import { BackendHealth, LiveSource, Source } from './api-types.ts' */

/**
 * How a backend fares, in one word and a sentence.
 * @typedef {object} BackendState
 * @property {'GOOD' | 'LIMITED' | 'BAD' | 'CLOSED' | 'UNKNOWN'} tone
 * @property {string} word
 * @property {string | null} detail
 */

/**
 * @typedef {object} Signs
 * @property {BackendHealth} health how its last answers were
 * @property {LiveSource | null} live how well it is watched; null if it is not
 * @property {boolean} isWatchKnown false as long as nobody has said how well any backend is watched
 * @property {Source | null} source what it contributed to the list that is shown; null if it was not asked
 * @property {string | null} closed why it is closed to whoever looks; null if it is open
 */

const FINE = new Set(['OK', 'UNSUPPORTED']);

/**
 * The worst of what is known counts.
 * @param {Signs} signs
 * @returns {BackendState}
 */
export function toBackendState({ health, live, isWatchKnown, source, closed }) {
  if (closed !== null) return { tone: 'CLOSED', word: 'Closed to you', detail: closed };
  if (live?.state === 'FAILING') return { tone: 'BAD', word: 'Out of order', detail: live.message ?? failure(health) };
  if (health.state === 'DOWN') return { tone: 'BAD', word: 'Out of order', detail: failure(health) };
  if (source !== null && !FINE.has(source.state) && isStillSo(health)) {
    const word = source.state === 'STALE' ? 'Older answers' : 'Rows missing';
    return { tone: 'BAD', word, detail: source.message };
  }
  if (health.state === 'DEGRADED') {
    const circuits = health.openCircuits.join(', ');
    return { tone: 'LIMITED', word: 'Partly failing', detail: `Left alone for a moment: ${circuits}.` };
  }
  if (live === null && isWatchKnown) return { tone: 'UNKNOWN', word: 'Not in this list', detail: null };
  if (live === null || live.state === 'STARTING') {
    return { tone: 'UNKNOWN', word: 'Starting', detail: live?.message ?? null };
  }
  if (live.state === 'OWN_CHANGES') return { tone: 'LIMITED', word: 'Own changes only', detail: live.message };
  return { tone: 'GOOD', word: 'Live', detail: live.message };
}

/**
 * @param {BackendHealth} health
 */
function failure({ lastFailureCode, lastSuccessAt }) {
  const since =
    lastSuccessAt === null ? 'It has not answered yet.' : `Its last good answer: ${toClock(lastSuccessAt)}.`;
  return lastFailureCode === null ? since : `${lastFailureCode}. ${since}`;
}

/**
 * A list is some time old: once the backend has answered again, what was wrong then does not count.
 * @param {BackendHealth} health
 */
function isStillSo({ lastSuccessAt, lastFailureAt }) {
  if (lastSuccessAt === null || lastFailureAt === null) return true;
  return Date.parse(lastFailureAt) >= Date.parse(lastSuccessAt);
}

/**
 * @param {string} instant
 */
function toClock(instant) {
  return new Date(instant).toLocaleTimeString();
}
