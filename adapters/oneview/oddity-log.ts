import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { toStatus } from './mapping.ts';
import { isMilliseconds, toText } from './mapping-values.ts';
import type { OneviewTicket } from './wire.ts';

/** Says, once for each thing, what tickets hold that the blueprint does not know. */
export type OddityLog = (tickets: readonly OneviewTicket[]) => void;

/** A backend that makes up a status for every ticket is not followed into all of them. */
const MOST_STATUSES = 50;
/** What a status looks like: anything else might be somebody's words, which no log may hold. */
const STATUS_WORD = /^[A-Z][A-Z0-9_]{0,39}$/;

export function createOddityLog(log: AdapterLog): OddityLog {
  const statuses = new Set<string>();
  let hasToldOfMilliseconds = false;

  function tellStatus(status: string): void {
    if (toStatus(status).category !== 'UNKNOWN' || statuses.has(status) || statuses.size >= MOST_STATUSES) return;
    statuses.add(status);
    const facts = STATUS_WORD.test(status) ? { status } : {};
    log.warn('A ticket has a status that the API does not document; it counts as UNKNOWN.', facts);
  }

  function tellMilliseconds(ticket: OneviewTicket): void {
    if (hasToldOfMilliseconds || !timesOf(ticket).some(isMilliseconds)) return;
    hasToldOfMilliseconds = true;
    log.warn('A ticket has times in milliseconds where the API documents seconds; they are read as milliseconds.');
  }

  return (tickets) => {
    for (const ticket of tickets) {
      const status = toText(ticket.status);
      if (status !== null) tellStatus(status);
      tellMilliseconds(ticket);
    }
  };
}

function timesOf(ticket: OneviewTicket): OneviewTicket['createdAt'][] {
  const links = ticket.metadata?.childrenLinks ?? [];
  return [ticket.createdAt, ticket.UpdatedAt, ticket.updatedAt, ...links.map((link) => link.createdAt)];
}
