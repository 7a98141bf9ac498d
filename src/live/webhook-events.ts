import { ask, type Asker } from '../dispatch/ask.ts';
import type { ChangeStream } from '../store/change-stream.ts';
import type { Store } from '../store/store.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import type { Lookup } from '../ticketing/lookup.ts';
import type { NativeTicket } from '../ticketing/ticket.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import type { WebhookEvent } from '../ticketing/webhook.ts';
import { SERVICE_SCOPE, type TicketEntry } from './log-entry.ts';
import { toNewChange } from './once.ts';
import { createWaitingTickets, toWaiting, type WaitingTicket, type WaitingTickets } from './webhook-waiting.ts';

export interface WebhookEventsParts {
  readonly changes: ChangeStream;
  readonly store: Store;
  readonly clock: () => number;
  /** Asks as the gateway itself. */
  readonly askAsGateway: () => Asker;
  /** Looks for whatever else has changed in a backend. */
  readonly hurry: (backend: BackendInstance) => void;
  readonly reportFailure: (error: unknown) => void;
  /** How long a backend is given to show what it has told, in milliseconds. */
  readonly lookAgainMs?: number;
  /** How many tickets may wait to be looked at. */
  readonly mostWaiting?: number;
}

/**
 * Puts into the log what webhooks tell of. An event is only a reason to look: the ticket is read as the gateway, one look for
 * all that is told of it meanwhile, so that a change that a poller finds as well is told once.
 */
export interface WebhookEvents {
  /** Takes events for later and holds nobody up. @returns false if too many wait: then none of them is taken */
  receive(backend: BackendInstance, events: readonly WebhookEvent[]): boolean;
  /** Waits for no backend any more, and ends when everything is in the log. */
  settle(): Promise<void>;
}

const LOOK_AGAIN_MS = 1_000;
const MOST_WAITING = 5_000;
const AT_ONCE = 50;
const KEEP_EVENT_ID_MS = 24 * 60 * 60_000;

/** What a look says; null if nobody could look. */
type Seen = Lookup<NativeTicket> | null;

export function createWebhookEvents(parts: WebhookEventsParts): WebhookEvents {
  const { lookAgainMs = LOOK_AGAIN_MS, mostWaiting = MOST_WAITING } = parts;
  const waiting = new Map<BackendInstance, WaitingTickets>();
  const working = new Map<BackendInstance, Promise<void>>();
  /** Tickets that are looked at again, with what begins the look. */
  const pauses = new Map<NodeJS.Timeout, () => void>();
  let pausing = 0;
  const closing = new AbortController();
  const isClosing = (): boolean => closing.signal.aborted;

  function waitingOf(backend: BackendInstance): WaitingTickets {
    const known = waiting.get(backend) ?? createWaitingTickets();
    waiting.set(backend, known);
    return known;
  }

  function add(backend: BackendInstance, tickets: readonly WaitingTicket[]): void {
    const queue = waitingOf(backend);
    for (const ticket of tickets) queue.add(ticket);
    if (working.has(backend)) return;
    const work = workOff(backend, queue).finally(() => {
      working.delete(backend);
      // Something may have come after the last look and before this.
      if (queue.size > 0) add(backend, []);
    });
    working.set(backend, work);
  }

  /** One after the other, so that what was read later is told later. */
  async function workOff(backend: BackendInstance, queue: WaitingTickets): Promise<void> {
    while (queue.size > 0) {
      try {
        await lookAt(backend, queue.take(AT_ONCE));
      } catch (error) {
        parts.reportFailure(error);
      }
    }
  }

  async function lookAt(backend: BackendInstance, taken: readonly WaitingTicket[]): Promise<void> {
    const isNew = await Promise.all(taken.map((ticket) => isNews(backend, ticket)));
    const tickets = taken.filter((_, index) => isNew[index]);
    if (tickets.length === 0) return;
    const seen = await read(backend, tickets);
    const entries: TicketEntry[] = [];
    const again: WaitingTicket[] = [];
    for (const [index, ticket] of tickets.entries()) {
      const found = seen[index] ?? null;
      if (!isClosing() && !ticket.isSecondLook && !looksAsTold(ticket, found))
        again.push({ ...ticket, isSecondLook: true });
      else entries.push(...toEntries(backend, ticket, found, new Date(parts.clock()).toISOString()));
    }
    if (again.length > 0) lookLater(backend, again);
    if (entries.length > 0) await parts.changes.append(entries.map(toNewChange));
  }

  /** False if every event that told of the ticket was told before. */
  async function isNews(backend: BackendInstance, { eventIds, isSecondLook }: WaitingTicket): Promise<boolean> {
    if (isSecondLook || eventIds.includes(null)) return true;
    const keys = eventIds.map((id) => `webhook-event:${backend.id}:${fingerprint([id])}`);
    const isFirst = await Promise.all(keys.map((key) => parts.store.setIfAbsent(key, '', KEEP_EVENT_ID_MS)));
    return isFirst.includes(true);
  }

  async function read(backend: BackendInstance, tickets: readonly WaitingTicket[]): Promise<readonly Seen[]> {
    const { getTickets } = backend.operations;
    if (isClosing() || isUnsupported(getTickets)) return [];
    const ids = tickets.map(({ ticketId }) => ticketId);
    const asker = parts.askAsGateway();
    const signal = AbortSignal.any([asker.signal, closing.signal]);
    const { answer } = await ask({ ...asker, signal }, backend, (call) =>
      getTickets({ ids, fields: ['customer'] }, call),
    );
    return 'error' in answer ? [] : answer.value;
  }

  function lookLater(backend: BackendInstance, tickets: readonly WaitingTicket[]): void {
    const look = (): void => {
      clearTimeout(timer);
      pauses.delete(timer);
      pausing -= tickets.length;
      add(backend, tickets);
    };
    const timer = setTimeout(look, lookAgainMs);
    pauses.set(timer, look);
    pausing += tickets.length;
  }

  return {
    receive(backend, events) {
      if (isClosing() || waitingOf(backend).size + pausing + events.length > mostWaiting) return false;
      add(backend, events.map(toWaiting));
      // What was said about a ticket stands in its log, which is looked at only where somebody watches it.
      if (events.some(({ type }) => type === 'COMMENTED')) parts.hurry(backend);
      return true;
    },
    async settle() {
      closing.abort();
      for (const look of pauses.values()) look();
      while (working.size > 0) await Promise.all(working.values());
    },
  };
}

/** A backend may tell of a change before it shows it: what does not look as it was told is looked at once more. */
function looksAsTold({ type }: WaitingTicket, seen: Seen): boolean {
  return type === 'DELETED' ? seen?.state === 'absent' : seen?.state === 'found';
}

/** What the last look means, whatever was told. */
function toEntries(backend: BackendInstance, { ticketId, type }: WaitingTicket, seen: Seen, at: string): TicketEntry[] {
  const facts = { backend: backend.id, scope: SERVICE_SCOPE, at, origin: 'WEBHOOK', ticketId } as const;
  const ofTicket = { ...facts, type: 'TICKET', changedFields: [], movedToId: null } as const;
  const kind = type === 'CREATED' ? 'ADDED' : 'UPDATED';
  if (seen?.state === 'found') return [{ ...ofTicket, kind, ticket: seen.value }];
  // A ticket that cannot be read is told of all the same: whoever may know of it learns why it cannot be shown.
  if (seen?.state !== 'absent') return [{ ...ofTicket, kind, ticket: null }];
  // What was never there cannot go.
  return type === 'CREATED' ? [] : [{ ...ofTicket, kind: 'REMOVED', ticket: null }];
}
