/** @import { Backend, LiveSource, Source, Viewer } from './api-types.ts' */
/** @import { BackendState } from './backend-state.js' */
import { toBackendState } from './backend-state.js';
import { element, flash } from './element.js';

/**
 * How every backend fares, always in sight.
 * @param {{ list: HTMLElement, alarm: HTMLElement }} places `alarm` is an element of the role alert
 */
export function createBackendStrip({ list, alarm }) {
  /** @type {readonly Backend[]} */
  let backends = [];
  /** @type {Viewer | null} */
  let viewer = null;
  /** Null as long as nobody has said. @type {readonly LiveSource[] | null} */
  let liveSources = null;
  /** @type {readonly Source[]} */
  let sources = [];
  /** @type {Map<string, { item: HTMLElement, shown: string, tone: BackendState['tone'] }>} */
  const items = new Map();

  /**
   * @param {Backend} backend
   * @returns {BackendState}
   */
  function stateOf({ id, health }) {
    const credential = viewer?.credentials.find(({ backend }) => backend.id === id);
    return toBackendState({
      health,
      live: liveSources?.find(({ backend }) => backend.id === id) ?? null,
      isWatchKnown: liveSources !== null,
      source: sources.find(({ backend }) => backend.id === id) ?? null,
      closed: credential?.isOpen === false ? (credential.reason ?? 'It is not open to you.') : null,
    });
  }

  function render() {
    const states = backends.map((backend) => ({ backend, state: stateOf(backend) }));
    for (const { backend, state } of states) renderItem(backend, state);
    for (const [id, { item }] of items) {
      if (backends.some((backend) => backend.id === id)) continue;
      item.remove();
      items.delete(id);
    }
    const bad = states.filter(({ state }) => state.tone === 'BAD');
    const sentences = bad.map(
      ({ backend, state }) => `${backend.title}: ${state.word.toLowerCase()}. ${state.detail ?? ''}`,
    );
    const words = bad.length === 0 ? '' : `${sentences.join(' ')} Other systems are not affected.`;
    // Setting the same words again would have them read aloud again.
    if (alarm.textContent !== words) alarm.textContent = words;
    alarm.hidden = bad.length === 0;
  }

  /**
   * @param {Backend} backend
   * @param {BackendState} state
   */
  function renderItem({ id, title }, { tone, word, detail }) {
    const known = items.get(id);
    const shown = JSON.stringify([title, tone, word, detail]);
    if (known?.shown === shown) return;
    const item = known?.item ?? element('li', {});
    item.className = `backend tone-${tone.toLowerCase()}`;
    item.dataset['backend'] = id;
    item.title = detail ?? '';
    item.replaceChildren(
      element('span', { class: 'dot', 'aria-hidden': 'true' }),
      element('span', { class: 'backend-title' }, title),
      element('span', { class: 'backend-word' }, word),
      element('span', { class: 'unseen' }, detail === null ? '' : `: ${detail}`),
    );
    items.set(id, { item, shown, tone });
    if (known === undefined) list.append(item);
    // That it starts as it should is nothing to look at.
    else if (known.tone !== tone && !(known.tone === 'UNKNOWN' && tone === 'GOOD')) flash(item);
  }

  return {
    /**
     * @param {readonly Backend[]} read
     * @param {Viewer} by
     */
    setBackends(read, by) {
      backends = read;
      viewer = by;
      render();
    },
    /** @param {readonly LiveSource[] | null} read */
    setLive(read) {
      liveSources = read;
      render();
    },
    /** @param {readonly Source[]} read */
    setSources(read) {
      sources = read;
      render();
    },
  };
}
