/**
 * @typedef {string | number | boolean | null | undefined | ((event: any) => void)} AttributeValue
 */

/**
 * Makes an element. Texts become text nodes, never markup: what a backend sends cannot be anything but words here.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, AttributeValue>>} [attributes] functions are listeners (`onclick`); false and null leave one out
 * @param {...(Node | string | null)} children null is left out
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * Words that somebody else wrote, in whatever direction their script runs.
 * @param {string} text
 */
export function foreignText(text) {
  return element('bdi', {}, text);
}

/**
 * @param {string | null} instant
 * @param {string} missing what stands where there is no time
 */
export function timeElement(instant, missing = '') {
  if (instant === null) return element('span', {}, missing);
  const shown = new Date(instant).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return element('time', { datetime: instant }, shown);
}

const FLASH_MS = 4_000;
/** @type {WeakMap<Element, ReturnType<typeof setTimeout>>} */
const fading = new WeakMap();

/**
 * Draws the eye to what has changed, for some seconds.
 * @param {Element} changed
 */
export function flash(changed) {
  clearTimeout(fading.get(changed));
  changed.classList.remove('changed');
  // Reading the size makes the browser begin the animation anew.
  changed.getBoundingClientRect();
  changed.classList.add('changed');
  fading.set(
    changed,
    setTimeout(() => changed.classList.remove('changed'), FLASH_MS),
  );
}

/**
 * The element of the page that has this id.
 * @param {string} id
 * @returns {HTMLElement}
 * @throws {Error} if the page has none
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element "${id}".`);
  return found;
}
