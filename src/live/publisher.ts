import { ask, valueOf, type Asker } from '../dispatch/ask.ts';
import type { ChangeStream } from '../store/change-stream.ts';
import type { OwnChange } from '../ticketing/own-change.ts';
import type { NativeTicket } from '../ticketing/ticket.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { credentialScope, seesWholeScope, type LogEntry } from './log-entry.ts';
import { toNewChange, toRepeatable } from './once.ts';

export interface PublisherParts {
  readonly changes: ChangeStream;
  readonly clock: () => number;
  /** Asks for everybody who shares the maker's view. */
  readonly askerOf: (change: OwnChange) => Asker;
  readonly reportFailure: (error: unknown) => void;
}

/** Puts changes that were made through this gateway into the log at once, those of one ticket in their order. */
export interface Publisher {
  /** Does not hold up whoever made the change; never throws. */
  publish(change: OwnChange): void;
  /** Ends when everything is in the log. */
  settle(): Promise<void>;
}

export function createPublisher(parts: PublisherParts): Publisher {
  // The last of each ticket.
  const underWay = new Map<string, Promise<void>>();

  async function write(change: OwnChange): Promise<void> {
    const ticket = await ticketForScope(parts, change);
    const entries = toEntries(change, ticket, new Date(parts.clock()).toISOString());
    await parts.changes.append(
      entries.map((entry) =>
        change.isUnversioned === true && entry.type === 'TICKET' ? toRepeatable(entry) : toNewChange(entry),
      ),
    );
  }

  return {
    publish(change) {
      const key = JSON.stringify([change.backend.id, change.ticketId]);
      const writing = (underWay.get(key) ?? Promise.resolve())
        .then(() => write(change))
        .catch(parts.reportFailure)
        .finally(() => {
          if (underWay.get(key) === writing) underWay.delete(key);
        });
      underWay.set(key, writing);
    },
    async settle() {
      await Promise.all(underWay.values());
    },
  };
}

/**
 * The ticket as all who share the view may see it. Without it the change could not be told from the same change seen by
 * a poller, so it is read where the change did not show it.
 * @returns null if it cannot be read: the change is told all the same, and perhaps once more when somebody looks
 */
async function ticketForScope(parts: PublisherParts, change: OwnChange): Promise<NativeTicket | null> {
  const { backend, principal, kind, ticket } = change;
  if (kind === null || kind === 'REMOVED') return null;
  if (ticket !== null && seesWholeScope(backend, principal)) return ticket;
  const { getTickets } = backend.operations;
  if (isUnsupported(getTickets)) return null;
  const id = change.movedToId ?? change.ticketId;
  try {
    const [lookup] = valueOf(
      await ask(parts.askerOf(change), backend, (call) => getTickets({ ids: [id], fields: ['customer'] }, call)),
    );
    return lookup?.state === 'found' ? lookup.value : null;
  } catch (error) {
    parts.reportFailure(error);
    return null;
  }
}

function toEntries(change: OwnChange, ticket: NativeTicket | null, at: string): LogEntry[] {
  const { backend, principal, ticketId, kind, movedToId, changedFields, interaction } = change;
  const facts = { backend: backend.id, scope: credentialScope(backend, principal), at, origin: 'WRITE' as const };
  const entries: LogEntry[] = [];
  const ofTicket = { ...facts, type: 'TICKET' as const, changedFields, movedToId: null };
  if (kind === 'MOVED') {
    entries.push({ ...ofTicket, ticketId, kind, movedToId, ticket: null });
    if (movedToId !== null)
      entries.push({ ...ofTicket, ticketId: movedToId, kind: 'ADDED', changedFields: [], ticket });
  } else if (kind !== null) {
    entries.push({ ...ofTicket, ticketId, kind, ticket });
  }
  if (interaction !== null) {
    entries.push({ ...facts, type: 'INTERACTION', ticketId, entry: interaction, writer: principal.person });
  }
  return entries;
}
