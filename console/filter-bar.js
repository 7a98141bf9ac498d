/** @import { Named } from './api-types.ts' */
/** @import { Place } from './place.js' */
import { byId, element } from './element.js';
import { CATEGORIES } from './queue-filter.js';
import { inWords } from './words.js';

/**
 * The filters above the queue.
 * @param {(chosen: Pick<Place, 'backend' | 'status'>, text: string) => void} onChosen
 */
export function createFilterBar(onChosen) {
  const form = /** @type {HTMLFormElement} */ (byId('filters'));
  const backend = /** @type {HTMLSelectElement} */ (byId('filter-backend'));
  const status = /** @type {HTMLSelectElement} */ (byId('filter-status'));
  const text = /** @type {HTMLInputElement} */ (byId('filter-text'));
  status.append(...CATEGORIES.map((category) => element('option', { value: category }, inWords(category))));

  const tell = () => onChosen({ backend: backend.value || null, status: status.value || null }, text.value);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    tell();
  });
  for (const field of [backend, status, text]) field.addEventListener('change', tell);

  return {
    /** @param {readonly Named[]} backends */
    setBackends(backends) {
      const chosen = backend.dataset['wanted'] ?? backend.value;
      const options = backends.map(({ id, title }) => element('option', { value: id }, title));
      backend.replaceChildren(element('option', { value: '' }, 'Every system'), ...options);
      backend.value = chosen;
    },
    /** @param {Pick<Place, 'backend' | 'status'>} place */
    show(place) {
      // The options may not be there yet.
      backend.dataset['wanted'] = place.backend ?? '';
      backend.value = place.backend ?? '';
      status.value = place.status ?? '';
    },
    text: () => text.value,
  };
}
