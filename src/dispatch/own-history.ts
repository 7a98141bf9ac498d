import type { Store } from '../store/store.ts';
import type { EscalationKind } from '../ticketing/escalation.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import type { Instant } from '../ticketing/instant.ts';
import type { StatusReference } from '../ticketing/status.ts';
import type { TransitionKind } from '../ticketing/transition.ts';

/** Who made a change, and why. Personal data; never logged. */
export interface OwnAuthor {
  /** E-mail address or name; null if the gateway does not know who it was. */
  readonly by: string | null;
  readonly reason: string | null;
  /** Which person it was, as `Principal.person` tells it. */
  readonly principal: string;
}

/** A change of status that was made through this gateway. */
export interface OwnTransition extends OwnAuthor {
  readonly kind: TransitionKind;
  /** Null where nobody read it. */
  readonly from: StatusReference | null;
  readonly to: StatusReference;
  readonly at: Instant;
}

/** A hand-over that was made through this gateway. */
export interface OwnEscalation extends OwnAuthor {
  readonly kind: EscalationKind;
  readonly targetId: string;
  readonly at: Instant;
  /** Native status in which it left the ticket; null if nobody showed it. */
  readonly leftIn: string | null;
}

/** What was done with a ticket through this gateway, oldest first. */
export interface OwnRecords {
  readonly transitions: readonly OwnTransition[];
  readonly escalations: readonly OwnEscalation[];
}

/**
 * What was done with tickets through this gateway. It belongs to the ticket and not to whoever did it: whoever may see the
 * ticket sees that it was done.
 */
export interface OwnHistory {
  /** Adds to what is kept of a ticket. */
  remember(backend: string, ticketId: string, added: Partial<OwnRecords>): Promise<void>;
  recall(backend: string, ticketId: string): Promise<OwnRecords>;
}

const KEEP_MS = 30 * 24 * 60 * 60_000;
/** Of each kind of entry, for one ticket. */
const MOST_ENTRIES = 50;
/** Of one reason: a backend is sent all of it, the history only tells why. */
const MOST_REASON = 2_000;
const NOTHING: OwnRecords = { transitions: [], escalations: [] };

export function createOwnHistory(store: Store): OwnHistory {
  // Two changes to one ticket at the same moment must not lose one of them.
  const writing = new Map<string, Promise<void>>();

  async function recall(key: string): Promise<OwnRecords> {
    const text = await store.get(key);
    return text === null ? NOTHING : (JSON.parse(text) as OwnRecords);
  }

  async function add(key: string, { transitions = [], escalations = [] }: Partial<OwnRecords>): Promise<void> {
    const kept = await recall(key);
    const records: OwnRecords = {
      transitions: newest(kept.transitions, transitions),
      escalations: newest(kept.escalations, escalations),
    };
    await store.set(key, JSON.stringify(records), KEEP_MS);
  }

  return {
    recall: (backend, ticketId) => recall(keyOf(backend, ticketId)),
    async remember(backend, ticketId, added) {
      const key = keyOf(backend, ticketId);
      const before = writing.get(key) ?? Promise.resolve();
      // Whoever wrote before has been told of their own failure.
      const own = before.catch(() => undefined).then(() => add(key, added));
      writing.set(key, own);
      try {
        await own;
      } finally {
        if (writing.get(key) === own) writing.delete(key);
      }
    },
  };
}

function newest<Entry extends OwnAuthor>(kept: readonly Entry[], added: readonly Entry[]): Entry[] {
  return [...kept, ...added.map(shortened)].slice(-MOST_ENTRIES);
}

function shortened<Entry extends OwnAuthor>(entry: Entry): Entry {
  const { reason } = entry;
  return reason === null || reason.length <= MOST_REASON
    ? entry
    : { ...entry, reason: `${reason.slice(0, MOST_REASON)}…` };
}

/** The id is hashed: a key holds nothing that a client chose. */
function keyOf(backend: string, ticketId: string): string {
  return `own-history:${backend}:${fingerprint([ticketId])}`;
}
