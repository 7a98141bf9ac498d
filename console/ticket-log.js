/** @import { Ask, LogEntry, LogPage } from './api-types.ts' */
import { TICKET_LOG } from './documents.js';
import { element, flash, foreignText, timeElement } from './element.js';
import { ApiError } from './gateway.js';
import { nameOf } from './ticket-facts.js';
import { inWords } from './words.js';

/**
 * What was said and done about one ticket, oldest first.
 * @param {HTMLElement} place
 * @param {{ ask: Ask, ticketId: string, announce: (message: string) => void }} parts
 */
export function createTicketLog(place, { ask, ticketId, announce }) {
  const list = element('ol', { class: 'log', tabindex: '-1' });
  const note = element('p', { class: 'quiet' });
  const more = element('button', { type: 'button', hidden: true, onclick: () => void readMore() }, 'Later entries');
  place.replaceChildren(list, more, note);
  /** @type {Map<string, { item: HTMLElement, shown: string }>} */
  const items = new Map();
  /** @type {string | null} */
  let next = null;
  let isFirst = true;

  /**
   * @param {LogEntry} entry
   * @param {boolean} isNew
   */
  function put(entry, isNew) {
    const shown = JSON.stringify(entry);
    const known = items.get(entry.id);
    if (known?.shown === shown) return;
    const item = entryElement(entry);
    items.set(entry.id, { item, shown });
    if (known === undefined) list.append(item);
    else known.item.replaceWith(item);
    if (isNew) flash(item);
  }

  /** @param {LogPage} page */
  function showRest({ pageInfo, sources }) {
    next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    more.hidden = next === null;
    const problems = sources.flatMap(({ state, message }) => (state === 'OK' || message === null ? [] : [message]));
    note.textContent = problems.join(' ') || (items.size === 0 ? 'Nothing has been said or done yet.' : '');
  }

  async function readMore() {
    try {
      /** @type {{ ticket: { interactionLogs: LogPage } | null }} */
      const { ticket } = await ask(TICKET_LOG, { id: ticketId, after: next });
      if (ticket === null) return;
      for (const entry of ticket.interactionLogs.nodes) put(entry, false);
      showRest(ticket.interactionLogs);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      note.textContent = error.message;
    }
  }

  return {
    /**
     * The log from its beginning, as it was read.
     * @param {LogPage} page
     */
    show(page) {
      for (const entry of page.nodes) put(entry, !isFirst);
      // Later pages that somebody has opened stay as they are.
      if (isFirst || next === null) showRest(page);
      isFirst = false;
    },
    /** @param {LogEntry} entry */
    add(entry) {
      if (!items.has(entry.id)) announce(`New in the log: ${(entry.text ?? inWords(entry.kind)).slice(0, 120)}`);
      put(entry, true);
      if (note.textContent === 'Nothing has been said or done yet.') note.textContent = '';
    },
  };
}

/**
 * @param {LogEntry} entry
 */
function entryElement({ side, kind, visibility, author, text, createdAt, startedAt, attachments }) {
  const name = nameOf(author) ?? (side === 'UNKNOWN' ? inWords(kind) : inWords(side));
  return element(
    'li',
    { class: `entry side-${side.toLowerCase().replace('_', '-')}` },
    element(
      'p',
      { class: 'entry-top' },
      element('strong', {}, foreignText(name)),
      visibility === 'PRIVATE' ? element('span', { class: 'private' }, 'Internal') : null,
      timeElement(createdAt ?? startedAt, 'Time not known'),
    ),
    text === null ? null : element('p', { class: 'entry-text', dir: 'auto' }, text),
    attachments.length === 0
      ? null
      : element('p', { class: 'quiet' }, foreignText(`Files: ${attachments.map((file) => file.name).join(', ')}`)),
  );
}
