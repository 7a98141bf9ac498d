/** @import { Client } from 'graphql-ws/client' */
/** @import { Ask, LiveSource, Source, TicketChange, TicketPage, TicketRow, TotalCount } from './api-types.ts' */
/** @import { ConnectionState } from './follow.js' */
/** @import { Rows } from './ticket-rows.js' */
import { QUEUE, QUEUE_CHANGES } from './documents.js';
import { follow } from './follow.js';
import { ApiError } from './gateway.js';
import { applyChange } from './ticket-rows.js';
import { ticketName } from './words.js';

const PAGE_SIZE = 25;
const EARLY_START_MS = 400;

/**
 * @typedef {object} QueueParts
 * @property {Ask} ask
 * @property {() => Client} client
 * @property {{ show: (rows: readonly TicketRow[], isFlashed: boolean) => void }} view
 * @property {(state: QueueState) => void} onState
 * @property {(state: ConnectionState, message: string | null) => void} onConnection
 * @property {(sources: readonly LiveSource[]) => void} onLive
 * @property {(sources: readonly Source[]) => void} onSources
 * @property {(error: ApiError) => void} onSignedOut
 * @property {(message: string) => void} announce
 */

/**
 * What stands around the rows.
 * @typedef {object} QueueState
 * @property {boolean} isReading
 * @property {string | null} problem why the list could not be read
 * @property {TotalCount | null} total as it was when the list was read
 * @property {number} pageNumber from 1
 * @property {boolean} hasNext
 * @property {number} elsewhere how many new tickets are on no page that is shown
 * @property {number} shown how many rows there are
 */

/** @type {Rows} */
const NO_ROWS = { rows: [], isFirst: true, hasNext: false, elsewhere: 0 };

/**
 * The live queue: reads a page of the merged list and keeps it as it is.
 * @param {QueueParts} parts
 */
export function createQueue({ ask, client, view, announce, ...parts }) {
  /** @type {Readonly<Record<string, unknown>>} */
  let filter = {};
  /** Cursors with which the pages up to this one begin. @type {(string | null)[]} */
  let beginnings = [null];
  let page = NO_ROWS;
  /** @type {string | null} */
  let endCursor = null;
  /** @type {TotalCount | null} */
  let total = null;
  /** @type {string | null} */
  let problem = null;
  /** Changes that came while the list was being read; null while it is not. @type {TicketChange[] | null} */
  let waiting = null;
  let reads = 0;
  let following = new AbortController();

  function tell() {
    const { hasNext, elsewhere, rows } = page;
    const isReading = waiting !== null;
    parts.onState({ isReading, problem, total, pageNumber: beginnings.length, hasNext, elsewhere, shown: rows.length });
  }

  /** @param {boolean} isFlashed true if what differs from before shall be seen */
  async function read(isFlashed) {
    reads += 1;
    const own = reads;
    waiting ??= [];
    tell();
    try {
      const after = beginnings.at(-1) ?? null;
      /** @type {{ tickets: TicketPage }} */
      const { tickets } = await ask(QUEUE, { filter, first: PAGE_SIZE, after });
      if (own !== reads) return;
      const rows = tickets.nodes.filter((row) => row !== null);
      page = { rows, isFirst: after === null, hasNext: tickets.pageInfo.hasNextPage, elsewhere: 0 };
      ({ endCursor } = tickets.pageInfo);
      total = tickets.totalCount;
      problem = null;
      parts.onSources(tickets.sources);
    } catch (error) {
      if (own !== reads) return;
      if (!(error instanceof ApiError)) throw error;
      problem = error.message;
      if (error.code === 'UNAUTHENTICATED') parts.onSignedOut(error);
    }
    const changes = waiting ?? [];
    waiting = null;
    for (const change of changes) page = applyChange(page, change).page;
    view.show(page.rows, isFlashed);
    tell();
  }

  /** @param {TicketChange} change */
  function take(change) {
    if (change.kind === 'SOURCES') parts.onLive(change.sources);
    else if (change.kind === 'GAP') announce('Changes may have been missed: the list is read again.');
    else if (waiting !== null) waiting.push(change);
    else apply(change);
  }

  /** @param {TicketChange} change */
  function apply(change) {
    const before = page.rows.find(({ id }) => id === change.ticketId);
    const { page: after, effect } = applyChange(page, change);
    if (effect === 'NOTHING') return;
    page = after;
    view.show(page.rows, true);
    const ticket = change.ticket ?? before;
    if (ticket !== undefined) announce(`${EFFECTS[effect]} ${ticketName(ticket)}, ${ticket.status.label}.`);
    tell();
  }

  /** Begins anew: with another filter, or as somebody else. */
  function restart() {
    following.abort();
    following = new AbortController();
    let hasBegun = false;
    void follow({
      client: client(),
      query: QUEUE_CHANGES,
      variables: { filter },
      onEvent: take,
      onStart() {
        void read(hasBegun);
        hasBegun = true;
      },
      onState: parts.onConnection,
      earlyStartMs: EARLY_START_MS,
      signal: following.signal,
    });
  }

  /** @param {readonly (string | null)[]} cursors */
  function turn(cursors) {
    beginnings = [...cursors];
    void read(false);
  }

  return {
    /** @param {Readonly<Record<string, unknown>>} wanted */
    start(wanted) {
      filter = wanted;
      beginnings = [null];
      page = NO_ROWS;
      waiting = [];
      tell();
      restart();
    },
    stop: () => following.abort(),
    readAgain: () => void read(true),
    older: () => turn([...beginnings, endCursor]),
    newer: () => turn(beginnings.slice(0, -1)),
    newest: () => turn([null]),
  };
}

const EFFECTS = {
  INSERTED: 'New:',
  UPDATED: 'Changed:',
  REMOVED: 'No longer in this list:',
  ELSEWHERE: 'New elsewhere:',
};
