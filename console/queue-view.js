/** @import { TicketRow } from './api-types.ts' */
import { element, flash, foreignText, timeElement } from './element.js';
import { inWords, ticketName } from './words.js';

/**
 * The rows as a list of links. What changes is changed in place, so that the focus stays where it is.
 * @param {HTMLElement} list
 * @param {(ticketId: string) => string} addressOf
 */
export function createQueueView(list, addressOf) {
  /** @type {Map<string, { item: HTMLElement, link: HTMLAnchorElement, shown: string }>} */
  const items = new Map();
  /** @type {string | null} */
  let selected = null;

  list.addEventListener('keydown', (event) => moveFocus(list, event));

  /**
   * @param {TicketRow} ticket
   * @param {boolean} isFlashed
   */
  function itemOf(ticket, isFlashed) {
    const shown = JSON.stringify(ticket);
    const known = items.get(ticket.id);
    if (known?.shown === shown) return known.item;
    const link = known?.link ?? element('a', { class: 'row' });
    const item = known?.item ?? element('li', {}, link);
    item.dataset['ticket'] = ticket.id;
    link.replaceChildren(...cells(ticket));
    items.set(ticket.id, { item, link, shown });
    if (isFlashed) flash(item);
    return item;
  }

  function markSelected() {
    for (const [id, { link }] of items) {
      link.href = addressOf(id);
      if (id === selected) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }

  return {
    /**
     * @param {readonly TicketRow[]} rows
     * @param {boolean} isFlashed true if what is new or different shall be seen
     */
    show(rows, isFlashed) {
      const wanted = new Set(rows.map(({ id }) => id));
      for (const [id, { item }] of items) {
        if (wanted.has(id)) continue;
        keepFocus(list, item);
        item.remove();
        items.delete(id);
      }
      for (const [index, ticket] of rows.entries()) {
        const item = itemOf(ticket, isFlashed);
        if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
      }
      markSelected();
    },
    /** @param {string | null} ticketId */
    select(ticketId) {
      selected = ticketId;
      markSelected();
    },
    /** @param {string} ticketId */
    focus: (ticketId) => items.get(ticketId)?.link.focus(),
  };
}

/**
 * @param {TicketRow} ticket
 */
function cells(ticket) {
  const { status, priority, backend, createdAt } = ticket;
  const isUrgent = priority?.level === 'URGENT' || priority?.level === 'HIGH';
  return [
    element(
      'span',
      { class: 'row-top' },
      element('span', { class: 'row-name' }, foreignText(ticketName(ticket))),
      element('span', { class: 'row-backend' }, backend.title),
      statusElement(status),
      isUrgent ? element('span', { class: 'urgent' }, inWords(priority.level)) : null,
    ),
    element('span', { class: 'row-title', dir: 'auto' }, ticket.title ?? 'Without a title'),
    element('span', { class: 'row-time' }, timeElement(createdAt, 'Time not known')),
  ];
}

/**
 * The backend's own words for a status, coloured by what it means everywhere.
 * @param {TicketRow['status']} status
 */
export function statusElement({ category, code, label }) {
  const meaning = inWords(category);
  const words = label.toLowerCase() === meaning.toLowerCase() ? label : `${label} (${meaning})`;
  return element('span', { class: `status status-${category.toLowerCase().replace('_', '-')}`, title: code }, words);
}

/**
 * @param {HTMLElement} list
 * @param {KeyboardEvent} event
 */
function moveFocus(list, event) {
  const links = [...list.querySelectorAll('a')];
  const index = links.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
  if (index === -1 || event.altKey || event.ctrlKey || event.metaKey) return;
  /** @type {Record<string, number>} */
  const targets = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: links.length - 1 };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  links[Math.min(Math.max(target, 0), links.length - 1)]?.focus();
}

/**
 * Before a row goes that has the focus, the focus goes to its neighbour.
 * @param {HTMLElement} list
 * @param {HTMLElement} item
 */
function keepFocus(list, item) {
  if (!item.contains(document.activeElement)) return;
  const neighbour = item.nextElementSibling ?? item.previousElementSibling;
  (neighbour?.querySelector('a') ?? list).focus();
}
