/** @import { Party, TicketDetail } from './api-types.ts' */
import { element, foreignText, timeElement } from './element.js';
import { statusElement } from './queue-view.js';
import { inWords, ticketName } from './words.js';

const MOST_CUSTOM_CHARACTERS = 500;

/**
 * What is known of a ticket.
 * @param {TicketDetail} ticket
 * @returns {Node[]}
 */
export function ticketFacts(ticket) {
  const { description, customFields, escalations, transitions } = ticket;
  return [
    element('div', { class: 'facts-top' }, statusElement(ticket.status), freshness(ticket)),
    element('dl', { class: 'facts' }, ...rows(ticket)),
    description === null ? null : element('p', { class: 'description', dir: 'auto' }, description),
    escalations === null || escalations.length === 0 ? null : list('Handed over', escalations.map(escalationLine)),
    transitions === null || transitions.length === 0 ? null : list('History', transitions.map(transitionLine)),
    customFields === null || customFields.length === 0 ? null : customList(customFields),
  ].filter((node) => node !== null);
}

/**
 * @param {TicketDetail} ticket
 * @returns {HTMLElement[]}
 */
function rows(ticket) {
  const { type, severity, priority, customer, assignee, attachments, tags } = ticket;
  /** @type {[string, Node | string | null | undefined][]} */
  const facts = [
    ['Number', ticketName(ticket)],
    ['System', ticket.backend.title],
    ['Type', type?.label],
    ['Priority', priority === null ? null : (priority.label ?? inWords(priority.level))],
    ['Severity', severity?.label ?? severity?.code],
    ['Customer', nameOf(customer)],
    ['Assignee', nameOf(assignee)],
    ['Channel', ticket.channel],
    ['Queue', ticket.queue],
    ['Created', ticket.createdAt === null ? null : timeElement(ticket.createdAt)],
    ['Changed', ticket.updatedAt === null ? null : timeElement(ticket.updatedAt)],
    ['Closed', ticket.closedAt === null ? null : timeElement(ticket.closedAt)],
    ['Labels', (tags ?? []).join(', ')],
    ['Files', (attachments ?? []).map(({ name }) => name).join(', ')],
  ];
  return facts.flatMap(([name, value]) => {
    if (value === null || value === undefined || value === '') return [];
    return [element('dt', {}, name), element('dd', {}, typeof value === 'string' ? foreignText(value) : value)];
  });
}

/**
 * @param {Party | null} party
 */
export function nameOf(party) {
  return party === null ? null : (party.name ?? party.email ?? party.phone ?? party.id);
}

/**
 * @param {TicketDetail} ticket
 */
function freshness({ freshness: { state, fetchedAt } }) {
  const words = state === 'LIVE' ? 'Read' : inWords(state);
  return element('span', { class: 'quiet' }, `${words} `, timeElement(fetchedAt));
}

/**
 * @param {NonNullable<TicketDetail['escalations']>[number]} escalation
 */
function escalationLine({ target, state, reason, requestedAt }) {
  const to = target?.label ?? target?.nativeId ?? 'somebody';
  const words = foreignText(`To ${to}: ${inWords(state).toLowerCase()}${reason === null ? '' : `. ${reason}`} `);
  return element('li', {}, words, timeElement(requestedAt));
}

/**
 * @param {NonNullable<TicketDetail['transitions']>[number]} transition
 */
function transitionLine({ from, to, by, reason, at }) {
  const move = from === null ? to.label : `${from.label} → ${to.label}`;
  const rest = [by === null ? null : `by ${by}`, reason].filter((text) => text !== null && text !== '').join(': ');
  return element('li', {}, foreignText(`${move}${rest === '' ? '' : ` ${rest}`} `), timeElement(at));
}

/**
 * @param {string} title
 * @param {readonly Node[]} items
 */
function list(title, items) {
  return element('section', {}, element('h3', {}, title), element('ul', { class: 'lines' }, ...items));
}

/**
 * @param {NonNullable<TicketDetail['customFields']>} fields
 */
function customList(fields) {
  const entries = fields.flatMap(({ key, label, value }) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const shown = text.length > MOST_CUSTOM_CHARACTERS ? `${text.slice(0, MOST_CUSTOM_CHARACTERS)}…` : text;
    return [element('dt', { title: key }, label), element('dd', {}, foreignText(shown))];
  });
  return element(
    'details',
    {},
    element('summary', {}, 'Further values of this system'),
    element('dl', { class: 'facts' }, ...entries),
  );
}
