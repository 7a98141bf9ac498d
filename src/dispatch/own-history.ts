import type { Lists } from '../store/lists.ts';
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

export function createOwnHistory(lists: Lists): OwnHistory {
  async function add(key: string, entry: OwnAuthor): Promise<void> {
    await lists.add(key, JSON.stringify(shortened(entry)), { most: MOST_ENTRIES, keepMs: KEEP_MS });
  }

  /** What several processes added while they could not share may stand in another order. */
  async function read<Entry extends OwnTransition | OwnEscalation>(key: string): Promise<Entry[]> {
    const entries = (await lists.read(key)).map((text) => JSON.parse(text) as Entry);
    return entries.sort((left, right) => Date.parse(left.at) - Date.parse(right.at));
  }

  return {
    async recall(backend, ticketId) {
      const [transitions, escalations] = await Promise.all([
        read<OwnTransition>(keyOf('transitions', backend, ticketId)),
        read<OwnEscalation>(keyOf('escalations', backend, ticketId)),
      ]);
      return { transitions, escalations };
    },
    async remember(backend, ticketId, { transitions = [], escalations = [] }) {
      for (const entry of transitions) await add(keyOf('transitions', backend, ticketId), entry);
      for (const entry of escalations) await add(keyOf('escalations', backend, ticketId), entry);
    },
  };
}

function shortened<Entry extends OwnAuthor>(entry: Entry): Entry {
  const { reason } = entry;
  return reason === null || reason.length <= MOST_REASON
    ? entry
    : { ...entry, reason: `${reason.slice(0, MOST_REASON)}…` };
}

/** The id is hashed: a key holds nothing that a client chose. */
function keyOf(kind: keyof OwnRecords, backend: string, ticketId: string): string {
  return `own-history:${kind}:${backend}:${fingerprint([ticketId])}`;
}
