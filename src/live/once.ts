import type { NewChange } from '../store/change-stream.ts';
import { encodeLogEntry, type InteractionEntry, type LogEntry, type TicketEntry } from './log-entry.ts';

/** For how long the state that was told last is remembered, in milliseconds. */
const REMEMBER_MS = 24 * 60 * 60_000;

/**
 * An entry for the log, told apart from what was told before: a change that is seen by its own write, by a webhook and by
 * two pollers is one change. A ticket that goes from one state to another and back is two.
 */
export function toNewChange(entry: LogEntry): NewChange {
  if (entry.type === 'GAP') return toRepeatable(entry);
  const { key, state } = entry.type === 'TICKET' ? identityOfTicket(entry) : identityOfInteraction(entry);
  return { ...toRepeatable(entry), ...(state === null ? {} : { once: { key, state, keepMs: REMEMBER_MS } }) };
}

/** An entry that is told whatever was told before, as its ticket's version says nothing of it. */
export function toRepeatable(entry: LogEntry): NewChange {
  return { value: encodeLogEntry(entry) };
}

interface Identity {
  readonly key: string;
  /** Null if nothing tells this state from another. */
  readonly state: string | null;
}

function identityOfTicket({ backend, scope, ticketId, kind, movedToId, ticket }: TicketEntry): Identity {
  const key = JSON.stringify(['ticket', backend, scope, ticketId]);
  if (kind === 'REMOVED') return { key, state: 'removed' };
  if (kind === 'MOVED') return { key, state: `moved:${movedToId ?? ''}` };
  return { key, state: ticket === null ? null : `version:${ticket.version}` };
}

function identityOfInteraction({ backend, scope, ticketId, entry }: InteractionEntry): Identity {
  return { key: JSON.stringify(['interaction', backend, scope, ticketId, entry.nativeId]), state: 'told' };
}
