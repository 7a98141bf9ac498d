/** @import { Client } from 'graphql-ws/client' */
/** @import { Ask, Backend, ChangeResult, LogEvent, TicketChange, TicketDetail } from './api-types.ts' */
import { tellOutcome } from './change-maker.js';
import { createCommentBox } from './comment-box.js';
import { TICKET, TICKET_CHANGES, TICKET_ENTRIES } from './documents.js';
import { byId, element, flash } from './element.js';
import { follow } from './follow.js';
import { ApiError } from './gateway.js';
import { createTicketActions } from './ticket-actions.js';
import { ticketFacts } from './ticket-facts.js';
import { createTicketLog } from './ticket-log.js';
import { ticketName } from './words.js';

const EARLY_START_MS = 300;
/** What begins or changes at once is read once. */
const GATHER_MS = 30;

/**
 * @typedef {object} PanelParts
 * @property {Ask} ask
 * @property {() => Client} client
 * @property {(document: string, input: Readonly<Record<string, unknown>>) => Promise<ChangeResult>} makeChange
 * @property {(id: string) => Backend | null} backendOf
 * @property {(ticketId: string) => void} onMoved the ticket goes on under another id
 * @property {(message: string) => void} announce
 */

/**
 * One ticket with its log and its moves, kept as it is.
 * @param {PanelParts} parts
 * @param {string} ticketId
 * @returns {{ close: () => void }}
 */
export function openTicketPanel(parts, ticketId) {
  const { ask, announce } = parts;
  const leaving = new AbortController();
  const { signal } = leaving;
  const title = byId('ticket-title');
  const facts = byId('ticket-facts');
  const notice = byId('ticket-notice');
  const actions = createTicketActions(byId('ticket-actions'), { ask, makeChange });
  const log = createTicketLog(byId('ticket-log'), { ask, ticketId, announce });
  byId('ticket-comment').replaceChildren();
  /** @type {string | null} */
  let shown = null;
  let hasCommentBox = false;
  let isReading = false;
  let isOutdated = false;
  title.textContent = 'Reading…';
  facts.replaceChildren();
  tell('', '');

  /**
   * @param {string} tone
   * @param {string} text
   */
  function tell(tone, text) {
    notice.className = `notice notice-${tone}`;
    notice.textContent = text;
  }

  /**
   * @param {string} document
   * @param {Readonly<Record<string, unknown>>} input
   */
  async function makeChange(document, input) {
    const result = await parts.makeChange(document, input);
    if (signal.aborted) return result;
    const { tone, text } = tellOutcome(result);
    tell(tone, text);
    void read();
    return result;
  }

  /** Reads the ticket; what is asked for meanwhile is done once more afterwards. */
  async function read() {
    isOutdated = true;
    if (isReading) return;
    isReading = true;
    while (isOutdated && !signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      isOutdated = false;
      await readOnce();
    }
    isReading = false;
  }

  async function readOnce() {
    try {
      /** @type {{ ticket: TicketDetail | null }} */
      const { ticket } = await ask(TICKET, { id: ticketId }).catch(nullIfAbsent);
      if (signal.aborted) return;
      if (ticket === null) showAbsent();
      else if (ticket.movedTo !== null && ticket.movedTo.id !== ticketId) parts.onMoved(ticket.movedTo.id);
      else show(ticket);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!signal.aborted) tell('bad', `The ticket cannot be read. ${error.message}`);
      if (shown === null && !signal.aborted) title.textContent = 'Not to be read now';
    }
  }

  /** @param {TicketDetail} ticket */
  function show(ticket) {
    const backend = parts.backendOf(ticket.backend.id);
    // The log shows by itself what is new, and every reading is fresher than the last.
    const next = JSON.stringify({ ...ticket, interactionLogs: null, freshness: null });
    title.textContent = ticket.title ?? ticketName(ticket);
    facts.replaceChildren(...ticketFacts(ticket));
    if (shown !== null && shown !== next) flash(facts);
    shown = next;
    actions.show(ticket, backend);
    log.show(ticket.interactionLogs);
    if (!hasCommentBox && backend !== null) {
      createCommentBox(byId('ticket-comment'), { ticketId, backend, makeChange, onEntry: (entry) => log.add(entry) });
      hasCommentBox = true;
    }
  }

  function showAbsent() {
    title.textContent = 'This ticket is not there (any more)';
    facts.replaceChildren(
      element('p', { class: 'quiet' }, 'Its system knows no such ticket, or it is not yours to see.'),
    );
    byId('ticket-actions').replaceChildren();
  }

  /** @param {TicketChange} change */
  function takeChange({ kind, movedToId }) {
    if (kind === 'SOURCES' || kind === 'GAP') return;
    if (kind === 'MOVED' && movedToId !== null) return parts.onMoved(movedToId);
    announce('The open ticket has changed.');
    void read();
  }

  /** @param {LogEvent} event */
  function takeEntry({ interactionLog }) {
    if (interactionLog !== null) log.add(interactionLog);
  }

  // The connection is the queue's matter to tell: it is the same.
  const shared = { client: parts.client(), onStart: () => void read(), onState: () => {}, signal };
  const changes = { query: TICKET_CHANGES, variables: { ticketIds: [ticketId] }, onEvent: takeChange };
  void follow({ ...shared, ...changes, earlyStartMs: EARLY_START_MS });
  const entries = { query: TICKET_ENTRIES, variables: { ticketId }, onEvent: takeEntry };
  void follow({ ...shared, ...entries, earlyStartMs: null });
  return { close: () => leaving.abort() };
}

/**
 * @param {unknown} error
 * @returns {{ ticket: null }}
 */
function nullIfAbsent(error) {
  if (error instanceof ApiError && error.code === 'NOT_FOUND') return { ticket: null };
  throw error;
}
